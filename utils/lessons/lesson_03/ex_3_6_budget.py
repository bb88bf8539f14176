"""Exercise 3.6: denoise on a budget of units and updates."""

import copy

import numpy as np

from ...teaching.exercise import OpenExercise, Wrong

TARGET, MOST_UNITS, EPOCHS = 85.0, 200, 6


def _read_trial(trial):
    names = ("n_hidden", "rate", "level", "curve")
    if not isinstance(trial, dict) or any(name not in trial for name in names):
        raise Wrong("hand in what spend(...) returns: a dictionary with n_hidden, rate, level and curve.")
    curve = np.asarray(trial["curve"], float)
    if trial["n_hidden"] > MOST_UNITS:
        raise Wrong(f"{trial['n_hidden']} hidden units are over the budget of {MOST_UNITS}.")
    if len(curve) != EPOCHS + 1:
        raise Wrong(f"the budget is {EPOCHS} epochs of 150 updates; this trial has {len(curve) - 1}.")
    if not np.isfinite(curve).all():
        raise Wrong(f"the loss is no longer a number: the rate {trial['rate']:g} is much too high.")
    return trial["n_hidden"], trial["rate"], trial["level"], curve


def _judge_trial(trial):
    n_hidden, rate, level, curve = _read_trial(copy.deepcopy(trial))
    if curve[-1] <= TARGET:
        return
    says = f"{curve[-1]:.1f} nats; the target is {TARGET:g}."
    if level == 0:
        raise Wrong(f"{says} Without corruption the network never learns to fill a hole.")
    if rate >= 0.4:
        raise Wrong(
            f"{says} The steps are too large (rate {rate:g}): the loss jumps about instead of settling."
        )
    if rate < 0.15:
        fell = 100 * (1 - curve[-1] / curve[-2])
        raise Wrong(
            f"{says} The loss still fell by {fell:.1f} % in the last epoch: the rate {rate:g} is too small."
        )
    if n_hidden <= 0.8 * MOST_UNITS:
        raise Wrong(f"{says} {n_hidden} hidden units are too few: the budget allows {MOST_UNITS}.")
    if not 0.15 <= level <= 0.35:
        raise Wrong(f"{says} You train on {100 * level:g} % corruption, but 25 % is what you are judged on.")
    raise Wrong(f"{says} Close: change one setting at a time and keep what helps.")


BUDGET = OpenExercise("denoise on a budget", ..., _judge_trial)
