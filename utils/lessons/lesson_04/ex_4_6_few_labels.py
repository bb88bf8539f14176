"""Exercise 4.6: many pictures, few labels and a budget of updates, judged by training."""

import numpy as np

from . import few_labels
from ...teaching.compare import show_value
from ...teaching.exercise import NotAttempted, OpenExercise, Wrong, has_dots

TARGET = 0.13  # test error
FEW = dict(zip(few_labels.KEYS, ("rbm", (200, 200), 0.1, 8, 0.3, 50), strict=True))


def _judge_settings(settings):
    if not isinstance(settings, dict) or set(settings) != set(few_labels.KEYS):
        raise Wrong(f"give a dictionary with the keys {', '.join(map(repr, few_labels.KEYS))}.")
    if has_dots(settings):
        raise NotAttempted
    if settings["kind"] not in few_labels.KINDS:
        raise Wrong(f"kind is {settings['kind']!r}; choose one of {', '.join(map(repr, few_labels.KINDS))}.")
    sizes = settings["hidden_sizes"]
    if not isinstance(sizes, tuple | list) or not 1 <= len(sizes) <= 5:
        raise Wrong(f"hidden_sizes is {show_value(sizes)}; give one to five layers, such as (100, 100).")
    if not all(isinstance(n, int | np.integer) and 1 <= n <= 400 for n in sizes):
        raise Wrong(
            f"hidden_sizes is {show_value(sizes)}; each layer has 1 to 400 units here, so that it stays quick."
        )
    for name in ("pretraining_epochs", "epochs"):
        if not isinstance(settings[name], int | np.integer) or settings[name] < 0:
            raise Wrong(f"{name} is {show_value(settings[name])}; give a whole number, 0 or more.")
    for name in ("pretraining_rate", "rate"):
        if not isinstance(settings[name], int | float) or not 0 <= settings[name] <= 100:
            raise Wrong(f"{name} is {show_value(settings[name])}; give a number from 0 to 100.")


def _why_not(settings):
    """A likely reason for missing the target."""
    if settings["epochs"] == 0 or settings["rate"] == 0:
        return "Without fine-tuning the output layer is random."
    if settings["kind"] == "none" or settings["pretraining_epochs"] == 0 or settings["pretraining_rate"] == 0:
        return "Without pre-training 300 labels do not reach it here: use the 4,000 pictures."
    return "Compare some settings by their held-out error: rates, epochs of each phase, number of layers."


def _judge_few(settings):
    _judge_settings(settings)
    spent = sum(few_labels.count_updates(settings))
    if spent > few_labels.MOST_UPDATES:
        raise Wrong(
            f"this takes {spent:,} updates; the budget is {few_labels.MOST_UPDATES:,}. An epoch of pre-training "
            f"takes 200 updates for each layer, an epoch of fine-tuning 15."
        )
    with np.errstate(all="ignore"):
        error = few_labels.final_error(settings)
    if not error <= TARGET:
        stuck = " The network has hardly left its plateau: the rate is too low or too high." * (error > 0.6)
        raise Wrong(
            f"test error {100 * error:.1f} %, the target is {100 * TARGET:g} %.{stuck} {_why_not(settings)}"
        )


FEW_LABELS = OpenExercise("many pictures, few labels", FEW, _judge_few)
