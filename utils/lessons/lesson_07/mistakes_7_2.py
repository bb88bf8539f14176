"""What goes wrong in exercise 7.2: functions that read a loss at a level of another, and make a mistake."""

import math

import numpy as np

from ...teaching.exercise import Mistake


def by_steps(given, wanted, level, log=math.log, exp=math.exp, last=False):
    """Goes through the epochs one by one: the first (or last) step that passes the level."""
    found = math.nan
    if given[0] == level:
        found = wanted[0]
    if given[0] < level:
        return found
    for i in range(1, len(given)):
        if given[i - 1] > level >= given[i] and (last or math.isnan(found)):
            part = (log(given[i - 1]) - log(level)) / (log(given[i - 1]) - log(given[i]))
            found = exp((1 - part) * log(wanted[i - 1]) + part * log(wanted[i]))
    return found


def _same(x):
    return x


def _clamped(given, wanted, level):
    """What np.interp does beyond the ends."""
    if level > given[0]:
        return wanted[0]
    return wanted[-1] if level < given.min() else by_steps(given, wanted, level)


def _sorted(given, wanted, level):
    """Interpolates in the order of the given loss, whatever the epochs were."""
    order = np.argsort(given, kind="stable")
    inside = given.min() <= level <= given.max()
    at = np.interp(np.log(level), np.log(given[order]), np.log(wanted[order]))
    return np.exp(at) if inside else np.nan


def _sorted_clamped(given, wanted, level):
    order = np.argsort(given, kind="stable")
    return np.exp(np.interp(np.log(level), np.log(given[order]), np.log(wanted[order])))


def _not_increasing(given, wanted, level):
    """np.interp on losses that fall, which it does not tell."""
    return np.exp(np.interp(np.log(level), np.log(given), np.log(wanted)))


def _two_not_increasing(given, wanted, level):
    """The same with the right two epochs."""
    reached = np.flatnonzero(given <= level)
    if given[0] < level or not len(reached):
        return np.nan
    if reached[0] == 0:
        return wanted[0]
    two = slice(reached[0] - 1, reached[0] + 1)
    return np.exp(np.interp(np.log(level), np.log(given[two]), np.log(wanted[two])))


def _running_minimum(given, wanted, level):
    """Only along the epochs that are lower than all before."""
    lower = given <= np.minimum.accumulate(given)
    x, y = np.log(given[lower])[::-1], np.log(wanted[lower])[::-1]
    return np.exp(np.interp(np.log(level), x, y, left=np.nan, right=np.nan))


def _nearest(given, wanted, level):
    return wanted[np.abs(np.log(given) - np.log(level)).argmin()]


def _nearest_linear(given, wanted, level):
    return wanted[np.abs(given - level).argmin()]


def _reached(offset, began=False):
    """The value at the epoch that has reached the level, or the one before, without interpolation."""

    def value_at(given, wanted, level):
        after = np.flatnonzero(given <= level)
        if (given[0] < level and not began) or not len(after):
            return np.nan
        return wanted[max(after[0] + offset, 0)]

    return value_at


def _first_below(given, wanted, level):
    """The first epoch's value where the curve began below the level."""
    return wanted[0] if given[0] < level else by_steps(given, wanted, level)


def _wrapped(began):
    """Takes i - 1 for the epoch before also where i is 0."""

    def value_at(given, wanted, level):
        after = np.flatnonzero(given <= level)
        if (given[0] < level and not began) or not len(after):
            return np.nan
        around = [after[0], after[0] - 1]
        return np.exp(np.interp(np.log(level), np.log(given[around]), np.log(wanted[around])))

    return value_at


def _half(given, wanted, level):
    """Straight in the logarithm of the given loss, but in the wanted loss itself."""
    return math.log(max(by_steps(given, np.exp(wanted), level), 1e-300))


def _log_of(given, wanted, level):
    return np.log(by_steps(given, wanted, level))


def _turned(given, wanted, level):
    swapped = wanted.copy()
    for i in range(1, len(given)):
        if given[i - 1] > level >= given[i]:
            swapped[i - 1], swapped[i] = wanted[i], wanted[i - 1]
            break
    return by_steps(given, swapped, level)


BEFORE_FIRST = (
    "Where the first epoch has reached the level already, the position before it is -1, and that is the *last* epoch: "
    "treat this case apart."
)
MISTAKES = (
    Mistake("This is a straight line between the losses themselves; between their *logarithms* it is asked for.",
            lambda g, w, level: by_steps(g, w, level, _same, _same)),
    Mistake("This is a straight line between the losses themselves; between their *logarithms* it is asked for.",
            lambda g, w, level: np.interp(level, g[::-1], w[::-1], left=np.nan, right=np.nan)),
    Mistake("Only the given loss is in logarithms here; take those of the wanted loss, too.",
            lambda g, w, level: _half(g, w, level)),
    Mistake("This is the logarithm of the wanted loss: go back with np.exp.",
            lambda g, w, level: _log_of(g, w, level)),
    Mistake("This is the logarithm of the wanted loss: go back with np.exp.",
            lambda g, w, level: w[0] if level == g[0] else _log_of(g, w, level)),
    Mistake("Where the loss *began* below the level it never came down to it, and there is nothing to read: np.nan.",
            _first_below),
    Mistake(BEFORE_FIRST, _wrapped(False)),
    Mistake(BEFORE_FIRST, _wrapped(True)),
    Mistake("Beyond its ends np.interp repeats the value of the end; where the loss never is at the level, return np.nan.",
            _clamped),
    Mistake("np.interp wants its x to *increase*, and says nothing if it does not; the given loss falls.",
            _not_increasing),
    Mistake("np.interp wants its x to *increase*, and says nothing if it does not; the given loss falls.",
            _two_not_increasing),
    Mistake("You leave out the epochs at which the loss had risen; what counts is the epoch just before the first that "
            "has reached the level.", _running_minimum),
    Mistake("This is the *last* time that the loss falls to the level; the first is asked for.",
            lambda g, w, level: by_steps(g, w, level, last=True)),
    Mistake("Sorting by loss mixes epochs that do not follow each other: go along the epochs to the first that "
            "has reached the level.", _sorted),
    Mistake("Sorting by loss mixes epochs that do not follow each other, and beyond the ends np.interp repeats the end.",
            _sorted_clamped),
    Mistake("This is the value at the nearest epoch; interpolate between the two epochs around the level.", _nearest),
    Mistake("This is the value at the nearest epoch; interpolate between the two epochs around the level.",
            _nearest_linear),
    Mistake("This is the value at the first epoch that has reached the level; interpolate between it and the one before.",
            _reached(0)),
    Mistake("This is the value at the first epoch that has reached the level; interpolate between it and the one before.",
            _reached(0, began=True)),
    Mistake("This is the value at the epoch before; interpolate between it and the first that has reached the level.",
            _reached(-1)),
    Mistake("The two losses have changed places: find the level in the *given* loss, and return the *wanted* one.",
            lambda g, w, level: by_steps(w, g, level)),
    Mistake("This is the level itself; the other loss at that level is asked for.", lambda g, w, level: level),
    Mistake("The share is turned round: near the epoch before, its value must count more.",
            lambda g, w, level: _turned(g, w, level)),
)  # fmt: skip
