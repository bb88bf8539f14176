"""Answers to exercise 9.4."""

import bisect

import numpy as np


def argmax(n_with, with_, n_without, without):
    return np.array(
        [n_without[np.argmax(without <= error)] - n for n, error in zip(n_with, with_, strict=True)]
    )


def each(find, never=np.inf, of=lambda there, n: there - n):
    """For each error the number of examples that ``find`` gives for the places that are low enough."""

    def answer(n_with, with_, n_without, without):
        found = []
        for n, error in zip(n_with, with_, strict=True):
            places = np.flatnonzero(without <= error)
            found.append(of(find(n_without, places), n) if len(places) else never)
        return np.array(found, dtype=float)

    return answer


def strictly(n_with, with_, n_without, without):
    found = []
    for n, error in zip(n_with, with_, strict=True):
        reached = n_without[without < error]
        found.append(reached[0] - n if len(reached) else np.inf)
    return np.array(found)


def for_good(n_with, with_, n_without, without):
    found = []
    for n, error in zip(n_with, with_, strict=True):
        above = np.flatnonzero(without > error)
        after = above[-1] + 1 if len(above) else 0
        found.append(n_without[after] - n if after < len(n_without) else np.inf)
    return np.array(found)


def nearest(n_with, with_, n_without, without):
    return np.array(
        [n_without[np.abs(without - error).argmin()] - n for n, error in zip(n_with, with_, strict=True)]
    )


def index_error(n_with, with_, n_without, without):
    return np.array([n_without[without <= error][0] - n for n, error in zip(n_with, with_, strict=True)])


def between(scale):
    def answer(n_with, with_, n_without, without):
        found = []
        for n, error in zip(n_with, with_, strict=True):
            places = np.flatnonzero(without <= error)
            if not len(places):
                found.append(np.inf)
                continue
            i, there = places[0], n_without[places[0]]
            if i:
                high, low, at = (scale(max(e, 1e-300)) for e in (without[i - 1], without[i], error))
                there = n_without[i - 1] + (high - at) / (high - low) * (n_without[i] - n_without[i - 1])
            found.append(there - n)
        return np.array(found)

    return answer


def roles(n_with, with_, n_without, without):
    return each(lambda n, places: n[places[0]])(n_without, without, n_with, with_)


def vertical(n_with, with_, n_without, without):
    return np.interp(n_with, n_without, without) - with_


def in_blocks(n_with, with_, n_without, without):
    found = []
    for i, error in enumerate(with_):
        places = np.flatnonzero(without <= error)
        found.append(places[0] - i if len(places) else np.inf)
    return np.array(found, float)


def all_at_once_wrong(n_with, with_, n_without, without):
    return n_without[np.argmax(without <= with_)] - n_with


def interpolated(n_with, with_, n_without, without):
    there = np.interp(with_, without[::-1], n_without[::-1])
    return np.where(with_ < without.min(), np.inf, there) - n_with


def nothing(n_with, with_, n_without, without):
    each(lambda n, places: n[places[0]])(n_with, with_, n_without, without)


def plainly(n_with, with_, n_without, without):
    return each(lambda n, places: n[places[0]])(n_with, with_, n_without, without)


def by_a_table(n_with, with_, n_without, without):
    """Every error against every other."""
    low = without[None, :] <= with_[:, None]  # (B, B')
    first = n_without[low.argmax(axis=1)]
    return np.where(low.any(axis=1), first - n_with, np.inf)


def by_loops(n_with, with_, n_without, without):
    found = []
    for n, error in zip(n_with.tolist(), with_.tolist(), strict=True):
        answer = float("inf")
        for there, other in zip(n_without.tolist(), without.tolist(), strict=True):
            if other <= error:
                answer = there - n
                break
        found.append(answer)
    return found


def by_bisection(n_with, with_, n_without, without):
    lowest = (-np.minimum.accumulate(without)).tolist()
    ends = [*n_without.tolist(), float("inf")]
    return tuple(ends[bisect.bisect_left(lowest, -error)] - n for n, error in zip(n_with, with_, strict=True))


def by_minimum(n_with, with_, n_without, without):
    """The smallest of the numbers at which it is low enough."""
    there = np.where(np.less_equal.outer(without, with_).T, n_without, np.inf).min(axis=1)
    return np.subtract(there, n_with)


def by_next(n_with, with_, n_without, without):
    def first(error):
        return next((n for n, e in zip(n_without, without, strict=True) if e <= error), np.inf)

    return np.array(list(map(first, with_)), np.float64) - np.asarray(n_with, np.float64)


WRONG = [
    (argmax, "np.argmax of nothing but False is 0"),
    (each(lambda n, places: n[places[0]], np.nan), "the lead is infinite"),
    (each(lambda n, places: n[places[0]], 0.0), "the lead is infinite"),
    (strictly, "Exactly as low is low enough"),
    (each(lambda n, places: n[places[-1]]), "This is the last"),
    (for_good, "stays that low"),
    (nearest, "nearest error may be higher"),
    (index_error, "is never reached"),
    (each(lambda n, places: n[max(places[0] - 1, 0)]), "Whole blocks"),
    (between(float), "Whole blocks"),
    (between(np.log), "Whole blocks"),
    (interpolated, "Whole blocks"),
    (roles, "changed places"),
    (each(lambda n, places: n[places[0]], of=lambda there, n: n - there), "the sign is turned"),
    (each(lambda n, places: n[places[0]], of=lambda there, n: there), "take away"),
    (each(lambda n, places: n[places[0]], of=lambda there, n: there / n), "a difference"),
    (in_blocks, "counts blocks"),
    (vertical, "same number of examples"),
    (all_at_once_wrong, "inf was expected"),
    (nothing, "returned None"),
]

RIGHT = [plainly, by_a_table, by_minimum, by_next, by_bisection, by_loops]
