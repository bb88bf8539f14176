"""Exercise 4.5: counting the updates that make a comparison fair."""

import numbers

import numpy as np

from ...teaching.compare import show_value
from ...teaching.exercise import OpenExercise, Wrong

RIGHT = {"pre-training": 4800, "fine-tuning": 4000, "fair epochs without": 44}
EXAMPLES = "these are examples seen, not updates: one update takes 20 examples."
EPOCHS = "these are epochs, not updates: an epoch has 4,000 / 20 updates."
MISTAKES = {
    "pre-training": {
        1600: "every layer is pre-trained for 8 epochs, and there are three.",
        600: "these are three layers for one epoch each; a layer is pre-trained for 8.",
        200: "this is one epoch of one layer.",
        96_000: EXAMPLES, 32_000: EXAMPLES, 24: EPOCHS, 8: EPOCHS,
    },
    "fine-tuning": {
        12_000: "fine-tuning trains all layers at once: 20 epochs in all, not 20 for each layer.",
        16_000: "fine-tuning trains all layers at once: 20 epochs in all, not 20 for each layer.",
        200: "this is one epoch.",
        8800: "pre-training is counted apart.",
        80_000: EXAMPLES, 240_000: EXAMPLES, 20: EPOCHS,
    },
    "fair epochs without": {
        20: "with 20 epochs the network without pre-training makes as many updates as fine-tuning alone.",
        24: "the network without pre-training gets the updates of pre-training *and* those of fine-tuning.",
        28: "each of the three layers is pre-trained for 8 epochs, not all three together.",
        68: "three layers for 20 epochs and 8 more? Fine-tuning trains all layers at once, pre-training one.",
        4800: "this is a number of updates; how many epochs are they?",
        8800: "this is a number of updates; how many epochs are they?",
    },
}  # fmt: skip


def _judge_number(key, value):
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise Wrong(f"{key!r} is {show_value(value)}; give a number.")
    if value == RIGHT[key]:
        return
    says = MISTAKES[key].get(value)
    if says is None:
        part = {
            "pre-training": "layers, epochs of each and updates of an epoch",
            "fine-tuning": "epochs and updates of an epoch",
        }
        says = f"count again: {part.get(key, 'all updates together, and those of an epoch')}."
    raise Wrong(f"{key!r} is {show_value(value)}: {says}")


def _judge_updates(answer):
    if not isinstance(answer, dict) or set(answer) != set(RIGHT):
        raise Wrong(
            f"keep the given dictionary, and put a number in place of each of the dots; got {show_value(answer)}."
        )
    for key in RIGHT:  # in the order in which one follows from the other
        _judge_number(key, answer[key])


UPDATES = OpenExercise("counting updates", RIGHT, _judge_updates)
