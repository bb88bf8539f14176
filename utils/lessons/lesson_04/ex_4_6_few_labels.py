"""Exercise 4.6: many pictures, few labels and a budget of updates, judged by training."""

import numpy as np

from ...teaching.exercise import OpenExercise, Wrong
from . import few_labels

TARGET = 0.13  # test error
FEW = dict(zip(few_labels.KEYS, ("rbm", (200, 200), 0.1, 8, 0.3, 50), strict=True))


def _read(settings):
    try:
        return few_labels.read_settings(settings)
    except ValueError as error:
        raise Wrong(str(error)) from None


def _why_not(settings, error):
    """What can be said of a miss without giving settings away."""
    if settings["epochs"] == 0 or settings["rate"] == 0:
        return "Without fine-tuning the output layer is random."
    if error > 0.8:
        return "The network is hardly better than guessing: a rate is far too low or too high, or a phase too short."
    if (
        settings["start"] == "none"
        or settings["pretraining_epochs"] == 0
        or settings["pretraining_rate"] == 0
    ):
        return "It learns from the 300 labelled pictures alone; 4,000 are there."
    spent = sum(few_labels.count_updates(settings))
    if spent < few_labels.MOST_UPDATES / 2:
        return f"It makes {spent:,} of the {few_labels.MOST_UPDATES:,} updates."
    return "Compare settings by their error on held-out digits, one change at a time."


def _judge_few(settings):
    settings = _read(settings)
    pretraining, fine_tuning = few_labels.count_updates(settings)
    if pretraining + fine_tuning > few_labels.MOST_UPDATES:
        raise Wrong(
            f"this takes {pretraining:,} updates of pre-training and {fine_tuning:,} of fine-tuning; the budget is "
            f"{few_labels.MOST_UPDATES:,} in all."
        )
    with np.errstate(all="ignore"):
        try:
            error = few_labels.final_error(settings)
        except ValueError:  # NaN on the way up, where the next layer asks for numbers in [0, 1]
            raise Wrong("pre-training ran away to infinite numbers: its rate is too high.") from None
    if not error <= TARGET:
        raise Wrong(
            f"the test error is {100 * error:.1f} %, the target {100 * TARGET:g} %. {_why_not(settings, error)}"
        )


FEW_LABELS = OpenExercise("many pictures, few labels", FEW, _judge_few)
