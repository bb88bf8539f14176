"""Exercise 13.2: the intervals of He and of Glorot, from the variance of a sum."""

import numpy as np

from ...teaching.exercise import Case, FunctionExercise, Mistake


def start_bounds(fan_in, fan_out, passed):
    forward = 1 / (fan_in * passed)  # variance of a weight
    both = 2 / ((fan_in + fan_out) * passed)
    return (3 * forward) ** 0.5, (3 * both) ** 0.5


def _by_standard_deviation(fan_in, fan_out, passed):
    """The oracle: a uniform distribution on (-b, b) has the standard deviation b / sqrt(3)."""
    deviations = [1 / np.sqrt(n * passed) for n in (fan_in, (fan_in + fan_out) / 2)]
    return tuple(float(np.sqrt(3) * deviation) for deviation in deviations)


def _cases():
    return [
        Case("fan_in = 3, fan_out = 3, passed = 1", (3, 3, 1.0)),
        Case("fan_in = 1, fan_out = 5, passed = 1", (1, 5, 1.0)),
        Case("fan_in = 784, fan_out = 200, passed = 1", (784, 200, 1.0)),
        Case("fan_in = 784, fan_out = 400, passed = 1/2 (rectified units)", (784, 400, 0.5)),
        Case("fan_in = 50, fan_out = 1000, passed = 1/2", (50, 1000, 0.5)),
        Case("fan_in = 200, fan_out = 10, passed = 1/16 (logistic units' slope, squared)", (200, 10, 1 / 16)),
        Case("fan_in = 400, fan_out = 400, passed = 0.9", (400, 400, 0.9)),
    ]


def _bounds(variance_in, variance_both, of=lambda v: (3 * v) ** 0.5):
    return of(variance_in), of(variance_both)


def _mean_of_bounds(fan_in, fan_out, passed):
    one, other = ((3 / (n * passed)) ** 0.5 for n in (fan_in, fan_out))
    return one, (one + other) / 2


BOUNDS = FunctionExercise(
    "the intervals of He and Glorot",
    start_bounds,
    _by_standard_deviation,
    _cases,
    form=lambda found, *args: tuple(float(b) for b in found),
    mistakes=(
        Mistake("These are variances; the bound b of a uniform distribution has the variance b²/3.",
                lambda i, o, p: _bounds(1 / (i * p), 2 / ((i + o) * p), lambda v: v)),
        Mistake("These are standard deviations; a uniform distribution on (-b, b) has b / √3.",
                lambda i, o, p: _bounds(1 / (i * p), 2 / ((i + o) * p), lambda v: v**0.5)),
        Mistake("This is b²: take the root.", lambda i, o, p: _bounds(1 / (i * p), 2 / ((i + o) * p), lambda v: 3 * v)),
        Mistake("The variance of a uniform distribution on (-b, b) is b²/3; b²/12 is that on (-b/2, b/2).",
                lambda i, o, p: _bounds(1 / (i * p), 2 / ((i + o) * p), lambda v: (12 * v) ** 0.5)),
        Mistake("A unit that lets less through needs *larger* weights: divide by what passes.",
                lambda i, o, p: _bounds(p / i, 2 * p / (i + o))),
        Mistake("What the units let through is left out.", lambda i, o, p: _bounds(1 / i, 2 / (i + o))),
        Mistake("`passed` is a share of the second moment already: no further square.",
                lambda i, o, p: _bounds(1 / (i * p**2), 2 / ((i + o) * p**2))),
        Mistake("`passed` is a share of the second moment; a root of it goes with the bound, not with the variance.",
                lambda i, o, p: _bounds(1 / (i * p**0.5), 2 / ((i + o) * p**0.5))),
        Mistake("The sum runs over what comes *in*: fan_in, not fan_out.",
                lambda i, o, p: _bounds(1 / (o * p), 2 / ((i + o) * p))),
        Mistake("The compromise takes the *mean* of fan_in and fan_out, not their sum.",
                lambda i, o, p: _bounds(1 / (i * p), 1 / ((i + o) * p))),
        Mistake("The compromise is made with the numbers of connections, not by averaging the two bounds.", _mean_of_bounds),
        Mistake("The compromise takes the mean of fan_in and fan_out; this is their geometric mean.",
                lambda i, o, p: _bounds(1 / (i * p), 1 / ((i * o) ** 0.5 * p))),
        Mistake("The paper's interval, 1 / √fan_in, is what is to be improved: it keeps a third of the variance.",
                lambda i, o, p: (i**-0.5, ((i + o) / 2) ** -0.5)),
        Mistake("First the one from fan_in alone, then the compromise: they have changed places.",
                lambda i, o, p: start_bounds(i, o, p)[::-1]),
    ),
)  # fmt: skip
