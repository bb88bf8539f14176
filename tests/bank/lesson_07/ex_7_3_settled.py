"""Answers to exercise 7.3."""

import numpy as np
from scipy.stats import linregress


def late(epochs, share=0.75):
    return int(np.argmin(np.abs(epochs - share * epochs[-1])))


def low_enough(epochs, losses):
    return losses[-1] < 5e-4


def falls_little(epochs, losses):
    i = late(epochs)
    return losses[-1] > 0.98 * losses[i]


def last_step(epochs, losses):
    return losses[-1] * epochs[-1] > 0.9 * losses[-2] * epochs[-2]


def last_step_of_all(epochs, losses):
    return losses[-1] > 0.995 * losses[-2]


def slope_of_last_step(epochs, losses):
    return np.log(losses[-1] / losses[-2]) > -1.5 * np.log(epochs[-1] / epochs[-2])


def whole_curve(epochs, losses):
    slope = np.polyfit(np.log(epochs), np.log(losses), 1)[0]
    return slope > -1.5


def small_steps(epochs, losses):
    return abs(losses[-1] - losses[-10 % len(losses)]) < 1e-3


def by_position(epochs, losses):
    i = 3 * len(losses) // 4
    return losses[-1] / losses[i] > 0.7


def no_room(epochs, losses):
    i = late(epochs)
    return losses[-1] * epochs[-1] >= losses[i] * epochs[i]


def two_percent(epochs, losses):
    i = late(epochs)
    return losses[-1] * epochs[-1] >= 0.98 * losses[i] * epochs[i]


def five_percent(epochs, losses):
    i = late(epochs)
    return losses[-1] * epochs[-1] >= 0.95 * losses[i] * epochs[i]


def ten_percent_of_half(epochs, losses):
    i = late(epochs, 0.5)
    return losses[-1] * epochs[-1] >= 0.9 * losses[i] * epochs[i]


def lenient(epochs, losses):
    i = late(epochs)
    return losses[-1] * epochs[-1] >= 0.7 * losses[i] * epochs[i]


def always(epochs, losses):
    return True


def never(epochs, losses):
    return False


def turned_round(epochs, losses):
    return not by_product(epochs, losses)


def each_epoch(epochs, losses):
    return losses * epochs > 0.9 * losses[0] * epochs[0]


def a_word(epochs, losses):
    return "settled" if by_product(epochs, losses) else "not"


def since_half(epochs, losses):
    """Three halves of the epochs: what a curve did before its last half counts."""
    i = late(epochs, 0.2)
    return losses[-1] * epochs[-1] > 0.5 * losses[i] * epochs[i]


def changes_losses(epochs, losses):
    result = by_product(epochs, losses)
    losses *= epochs
    return result


def by_product(epochs, losses):
    i = late(epochs)
    return bool(losses[-1] * epochs[-1] >= 0.85 * losses[i] * epochs[i])


def by_slope(epochs, losses):
    some = epochs >= 0.7 * epochs[-1]
    return np.polyfit(np.log(epochs[some]), np.log(losses[some]), 1)[0] > -1.5


def by_flat_product(epochs, losses):
    product = [e * x for e, x in zip(epochs.tolist(), losses.tolist(), strict=True) if e >= 0.6 * epochs[-1]]
    ahead, behind = product[: max(len(product) // 2, 1)], product[len(product) // 2 :]
    return sum(behind) / len(behind) > 0.88 * sum(ahead) / len(ahead)


def by_regression(epochs, losses):
    some = epochs > 0.6 * epochs[-1]
    return int(linregress(np.log(epochs[some]), np.log(losses[some])).slope >= -1.6)


def by_halving(epochs, losses):
    """From half the epochs to the end a loss that falls as 1 / epoch is halved."""
    then = np.exp(np.interp(np.log(0.75 * epochs[-1]), np.log(epochs), np.log(losses)))
    return np.bool_(losses[-1] / then > 0.75**1.45)


WRONG = [
    (low_enough, "How low the loss is says nothing"),
    (small_steps, "How low the loss is says nothing"),
    (falls_little, "compare with 1 / epoch"),
    (last_step_of_all, "falls as 1 / epoch, as a loss does for ever"),
    (last_step, "still falls much faster than 1 / epoch"),
    (slope_of_last_step, "A single step up or down"),
    (whole_curve, "Only the end counts"),
    (since_half, "Only the end counts"),
    (by_position, "not evenly spaced"),
    (no_room, "leaves too little room"),
    (two_percent, "leaves too little room"),
    (five_percent, "leaves too little room"),
    (ten_percent_of_half, "leaves too little room"),
    (lenient, "epoch ** -2.1"),
    (always, "says True of every curve"),
    (never, "says False of every curve"),
    (turned_round, "changed places"),
    (each_epoch, "return one True or False"),
    (a_word, "return one True or False"),
    (changes_losses, "in place"),
]


def by_room_of_a_tenth(epochs, losses):
    i = late(epochs)
    return losses[-1] * epochs[-1] >= 0.9 * losses[i] * epochs[i]


def by_steep_slope(epochs, losses):
    some = epochs >= 0.75 * epochs[-1]
    return np.polyfit(np.log(epochs[some]), np.log(losses[some]), 1)[0] > -1.75


RIGHT = [by_product, by_slope, by_flat_product, by_regression, by_halving, by_room_of_a_tenth, by_steep_slope]
