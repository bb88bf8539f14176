"""Answers to exercise 13.2."""

import math
from fractions import Fraction

import numpy as np
import torch


def variances(fan_in, fan_out, passed):
    return 1 / (fan_in * passed), 2 / ((fan_in + fan_out) * passed)


def deviations(fan_in, fan_out, passed):
    return tuple(v**0.5 for v in variances(fan_in, fan_out, passed))


def twelve(fan_in, fan_out, passed):
    return tuple((12 * v) ** 0.5 for v in variances(fan_in, fan_out, passed))


def multiplied(fan_in, fan_out, passed):
    return (3 * passed / fan_in) ** 0.5, (6 * passed / (fan_in + fan_out)) ** 0.5


def linear(fan_in, fan_out, passed):
    return (3 / fan_in) ** 0.5, (6 / (fan_in + fan_out)) ** 0.5


def squared(fan_in, fan_out, passed):
    return (3 / fan_in) ** 0.5 / passed, (6 / (fan_in + fan_out)) ** 0.5 / passed


def fan_out_first(fan_in, fan_out, passed):
    return (3 / (fan_out * passed)) ** 0.5, (6 / ((fan_in + fan_out) * passed)) ** 0.5


def the_sum(fan_in, fan_out, passed):
    return (3 / (fan_in * passed)) ** 0.5, (3 / ((fan_in + fan_out) * passed)) ** 0.5


def mean_of_bounds(fan_in, fan_out, passed):
    one, other = ((3 / (n * passed)) ** 0.5 for n in (fan_in, fan_out))
    return one, (one + other) / 2


def geometric(fan_in, fan_out, passed):
    return (3 / (fan_in * passed)) ** 0.5, (3 / (math.sqrt(fan_in * fan_out) * passed)) ** 0.5


def papers(fan_in, fan_out, passed):
    return fan_in**-0.5, ((fan_in + fan_out) / 2) ** -0.5


def turned(fan_in, fan_out, passed):
    return right(fan_in, fan_out, passed)[::-1]


def one_only(fan_in, fan_out, passed):
    return (3 / (fan_in * passed)) ** 0.5


def nothing(fan_in, fan_out, passed):
    right(fan_in, fan_out, passed)


def right(fan_in, fan_out, passed):
    return math.sqrt(3 / fan_in / passed), math.sqrt(6 / (fan_in + fan_out) / passed)


def as_an_array(fan_in, fan_out, passed):
    return np.sqrt(3 / (passed * np.array([fan_in, (fan_in + fan_out) / 2])))


def as_a_list(fan_in, fan_out, passed):
    return [np.float64(b) for b in right(fan_in, fan_out, passed)]


def with_torch(fan_in, fan_out, passed):
    n = torch.tensor([fan_in, (fan_in + fan_out) / 2], dtype=torch.float64)
    return (3 / (n * passed)).sqrt()


def with_fractions(fan_in, fan_out, passed):
    share = Fraction(passed)
    return tuple(
        math.sqrt(Fraction(3) / (n * share)) for n in (Fraction(fan_in), Fraction(fan_in + fan_out, 2))
    )


def from_powers(fan_in, fan_out, passed):
    factor = (3 / passed) ** 0.5
    return factor * fan_in**-0.5, factor * np.mean([fan_in, fan_out]) ** -0.5


def by_search(fan_in, fan_out, passed):
    """The bound whose variance b^2 / 3 keeps the signal, by bisection."""

    def bound(n):
        low, high = 0.0, 100.0
        for _ in range(100):
            middle = (low + high) / 2
            low, high = (middle, high) if n * passed * middle**2 / 3 < 1 else (low, middle)
        return low

    return bound(fan_in), bound((fan_in + fan_out) / 2)


def without_the_root(fan_in, fan_out, passed):
    return 3 / (fan_in * passed), 6 / ((fan_in + fan_out) * passed)


WRONG = [
    (without_the_root, "take the root"),
    (variances, "These are variances"),
    (deviations, "These are standard deviations"),
    (twelve, "b²/12"),
    (multiplied, "needs *larger* weights"),
    (linear, "is left out"),
    (squared, "no further square"),
    (fan_out_first, "what comes *in*"),
    (the_sum, "not their sum"),
    (mean_of_bounds, "averaging the two bounds"),
    (geometric, "geometric mean"),
    (papers, "a third of the variance"),
    (turned, "changed places"),
    (one_only, "a tuple of 2 parts"),
    (nothing, "returned None"),
]

RIGHT = [right, as_an_array, as_a_list, with_torch, with_fractions, from_powers, by_search]
