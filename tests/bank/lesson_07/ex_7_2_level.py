"""Answers to exercise 7.2."""

import math

import numpy as np
from scipy.interpolate import interp1d


def crossing(given, level):
    """Position of the first epoch that has reached the level, or None."""
    reached = np.flatnonzero(given <= level)
    return None if given[0] < level or len(reached) == 0 else reached[0]


def between(log_x, log_y, back, pick=0):
    def value_at(given, wanted, level):
        steps = [i for i in range(1, len(given)) if given[i - 1] > level >= given[i]]
        if given[0] == level:
            return wanted[0]
        if not steps:
            return np.nan
        i = steps[pick]
        x, y = log_x(given[i - 1 : i + 1]), log_y(wanted[i - 1 : i + 1])
        share = (x[0] - log_x(level)) / (x[0] - x[1])
        return back(y[0] + share * (y[1] - y[0]))

    return value_at


def itself(x):
    return x


linear = between(itself, itself, itself)
half_log = between(np.log, itself, itself)
no_exp = between(np.log, np.log, itself)
last_time = between(np.log, np.log, np.exp, pick=-1)


def clamps(given, wanted, level):
    inside = between(np.log, np.log, np.exp)(given, wanted, level)
    if np.isnan(inside):
        return wanted[0] if level > given[0] else wanted[-1]
    return inside


def does_not_increase(given, wanted, level):
    return np.exp(np.interp(np.log(level), np.log(given), np.log(wanted)))


def sorts(given, wanted, level):
    order = np.argsort(given, kind="stable")
    at = np.interp(np.log(level), np.log(given[order]), np.log(wanted[order]))
    return np.exp(at) if given.min() <= level <= given.max() else np.nan


def nearest(given, wanted, level):
    return wanted[np.abs(given - level).argmin()]


def first_that_reached(given, wanted, level):
    i = crossing(given, level)
    return np.nan if i is None else wanted[i]


def one_before(given, wanted, level):
    i = crossing(given, level)
    return np.nan if i is None else wanted[max(i - 1, 0)]


def exchanged(given, wanted, level):
    return right(wanted, given, level)


def no_level_no_nan(given, wanted, level):
    i = np.flatnonzero(given <= level)[0]
    if i == 0:
        return wanted[0]
    return right(given, wanted, level)


def turned_share(given, wanted, level):
    i = crossing(given, level)
    if i is None or i == 0:
        return np.nan if i is None else wanted[0]
    x, y = np.log(given[i - 1 : i + 1]), np.log(wanted[i - 1 : i + 1])
    share = (np.log(level) - x[1]) / (x[0] - x[1])
    return np.exp(y[0] + share * (y[1] - y[0]))


def in_place(given, wanted, level):
    result = right(given, wanted, level)
    np.log(given, out=given)
    return result


def no_return(given, wanted, level):
    right(given, wanted, level)


def running_minimum(given, wanted, level):
    lower = given <= np.minimum.accumulate(given)
    x, y = np.log(given[lower])[::-1], np.log(wanted[lower])[::-1]
    return np.exp(np.interp(np.log(level), x, y, left=np.nan, right=np.nan))


def two_not_increasing(given, wanted, level):
    i = crossing(given, level)
    if i is None or i == 0:
        return np.nan if i is None else wanted[0]
    return np.exp(np.interp(np.log(level), np.log(given[i - 1 : i + 1]), np.log(wanted[i - 1 : i + 1])))


def falls_again(given, wanted, level):
    """The first step down, though the curve began below the level."""
    steps = [i for i in range(1, len(given)) if given[i - 1] > level >= given[i]]
    if given[0] == level:
        return wanted[0]
    if not steps:
        return np.nan
    both = [steps[0], steps[0] - 1]
    return np.exp(np.interp(np.log(level), np.log(given[both]), np.log(wanted[both])))


def first_if_below(given, wanted, level):
    hit = np.flatnonzero(given <= level)
    if len(hit) == 0:
        return np.nan
    return wanted[0] if hit[0] == 0 else right(given, wanted, level)


def wraps(given, wanted, level):
    return np.nan if given[0] < level else wraps_unchecked(given, wanted, level)


def wraps_unchecked(given, wanted, level):
    hit = np.flatnonzero(given <= level)
    if len(hit) == 0:
        return np.nan
    i = hit[0]
    x, y = np.log([given[i], given[i - 1]]), np.log([wanted[i], wanted[i - 1]])
    return np.exp(np.interp(np.log(level), x, y))


def just_the_epoch(given, wanted, level):
    hit = np.flatnonzero(given <= level)
    return wanted[hit[0]] if len(hit) else np.nan


def just_the_epoch_of_any(given, wanted, level):
    return wanted[np.flatnonzero(given <= level)[0]]


def right(given, wanted, level):
    i = crossing(given, level)
    if i is None:
        return np.nan
    if i == 0:
        return wanted[0]
    both = [i, i - 1]  # rising
    return np.exp(np.interp(np.log(level), np.log(given[both]), np.log(wanted[both])))


def by_scipy(given, wanted, level):
    for i in range(len(given)):
        if i == 0 and given[0] <= level:
            return wanted[0] if given[0] == level else float("nan")
        if given[i] <= level:
            line = interp1d(np.log10(given[i - 1 : i + 1]), np.log10(wanted[i - 1 : i + 1]))
            return 10 ** line(np.log10(level))
    return float("nan")


def by_powers(given, wanted, level):
    """Without a logarithm of the wanted loss."""
    before = None
    for x, y in zip(given.tolist(), wanted.tolist(), strict=True):
        if x == level:
            return y
        if x < level:
            if before is None:
                return math.nan
            share = math.log(level / before[0]) / math.log(x / before[0])
            return before[1] * (y / before[1]) ** share
        before = x, y
    return math.nan


def by_while(given, wanted, level):
    i = 0
    while i < len(given) and given[i] > level:
        i += 1
    if i == len(given) or (i == 0 and given[0] < level):
        return np.array(np.nan)
    if i == 0:
        return wanted[0]
    u, v = np.log2(given[i - 1] / level), np.log2(level / given[i])
    return np.array((wanted[i - 1] ** v * wanted[i] ** u) ** (1 / (u + v)))


def by_argmax(given, wanted, level):
    below = given <= level
    if not below.any() or given[0] < level:
        return float("nan")
    i = max(int(below.argmax()), 1) if len(given) > 1 else 0
    if i == 0 or given[0] == level:
        return wanted[0]
    slope = np.diff(np.log(wanted[i - 1 : i + 1])) / np.diff(np.log(given[i - 1 : i + 1]))
    return wanted[i - 1] * (level / given[i - 1]) ** slope[0]


class Reader:
    """A callable object in single precision."""

    def __call__(self, given, wanted, level):
        return np.float32(right(given.astype(np.float32), wanted.astype(np.float32), np.float32(level)))


WRONG = [
    (linear, "between their *logarithms*"),
    (half_log, "Only the given loss is in logarithms"),
    (no_exp, "go back with np.exp"),
    (last_time, "the first is asked for"),
    (clamps, "repeats the value of the end"),
    (does_not_increase, "wants its x to *increase*"),
    (sorts, "mixes epochs that do not follow"),
    (nearest, "nearest epoch"),
    (first_that_reached, "first epoch that has reached the level; interpolate"),
    (one_before, "the epoch before; interpolate"),
    (falls_again, "This loss began below the level"),
    (first_if_below, "Where the loss *began* below the level"),
    (wraps, "the position before it is -1"),
    (wraps_unchecked, "the position before it is -1"),
    (just_the_epoch, "first epoch that has reached the level; interpolate"),
    (just_the_epoch_of_any, "first epoch that has reached the level; interpolate"),
    (exchanged, "changed places"),
    (no_level_no_nan, "No epoch has reached the level"),
    (turned_share, "The share is turned round"),
    (in_place, "in place"),
    (no_return, "or the return is missing"),
    (lambda g, w, level: None if np.isnan(right(g, w, level)) else right(g, w, level), "np.nan is asked for"),
    (running_minimum, "the epochs at which the loss had risen"),
    (two_not_increasing, "wants its x to *increase*"),
    (lambda given, wanted, level: level, "the level itself"),
]

RIGHT = [right, by_scipy, by_powers, by_while, by_argmax, Reader()]
