"""Answers to exercise 8.3."""

import numpy as np
import scipy.stats


def moment(W, power):
    W = np.asarray(W, float)
    return ((W - W.mean(axis=(1, 2), keepdims=True)) ** power).mean(axis=(1, 2))


def not_excess(W):
    return moment(W, 4) / moment(W, 2) ** 2


def less_uniform(W):
    return moment(W, 4) / moment(W, 2) ** 2 - 1.8


def not_centred(W):
    W = W.astype(float)
    return (W**4).mean(axis=(1, 2)) / (W**2).mean(axis=(1, 2)) ** 2 - 3


def not_centred_in_sd(W):
    W = W.astype(float)
    return ((W / W.std(axis=(1, 2), keepdims=True)) ** 4).mean(axis=(1, 2)) - 3


def centred_by_unit(W):
    W = W.astype(float)
    z = W - W.mean(axis=1, keepdims=True)
    return (z**4).mean(axis=(1, 2)) / (z**2).mean(axis=(1, 2)) ** 2 - 3


def sample_sd(W):
    flat = W.astype(float).reshape(len(W), -1)
    z = (flat - flat.mean(axis=1, keepdims=True)) / flat.std(axis=1, ddof=1, keepdims=True)
    return (z**4).mean(axis=1) - 3


def corrected(W):
    return scipy.stats.kurtosis(W.astype(float).reshape(len(W), -1), axis=1, bias=False)


def of_units(W):
    return scipy.stats.kurtosis(W.astype(float), axis=1).mean(axis=1)


def each_unit(W):
    return scipy.stats.kurtosis(W.astype(float), axis=1)


def all_seeds(W):
    return scipy.stats.kurtosis(W.astype(float).ravel())


def one_scale(W):
    z = (W.astype(float) - W.mean(dtype=float)) / W.std(dtype=float)
    return (z**4).mean(axis=(1, 2)) - 3


def summed(W):
    flat = W.astype(float).reshape(len(W), -1)
    z = (flat - flat.mean(axis=1, keepdims=True)) / flat.std(axis=1, keepdims=True)
    return (z**4).sum(axis=1) - 3


def third_power(W):
    return moment(W, 3) / moment(W, 2) ** 1.5


def by_variance(W):
    return moment(W, 4) / moment(W, 2) - 3


def three_inside(W):
    return moment(W, 4) - 3 * moment(W, 2) ** 2


def three_twice(W):
    return scipy.stats.kurtosis(W.astype(float).reshape(len(W), -1), axis=1) - 3


def underflows(W):
    """In the precision of the weights: 1e-12 to the fourth power is 0 in float32."""
    z = W - W.mean(axis=(1, 2), keepdims=True)
    return (z**4).mean(axis=(1, 2)) / (z**2).mean(axis=(1, 2)) ** 2 - 3


def first_seed(W):
    return np.full(len(W), scipy.stats.kurtosis(W[0].astype(float).ravel()))


def changes(W):
    W -= W.mean(axis=(1, 2), keepdims=True)
    return moment(W, 4) / moment(W, 2) ** 2 - 3


def by_moments(W):
    return moment(W, 4) / moment(W, 2) ** 2 - 3


def by_scipy(W):
    return scipy.stats.kurtosis(W.reshape(len(W), -1).astype(np.float64), axis=1, fisher=True)


def by_loop(W):
    found = []
    for layer in W:
        values = [float(value) for value in layer.ravel()]
        mean = sum(values) / len(values)
        variance = sum((value - mean) ** 2 for value in values) / len(values)
        found.append(sum((value - mean) ** 4 for value in values) / len(values) / variance**2 - 3)
    return found


def by_einsum(W):
    z = W.astype(np.longdouble) - W.astype(np.longdouble).mean(axis=(1, 2), keepdims=True)
    n = W[0].size
    return (np.einsum("svh->s", z**4) / n / (np.einsum("svh,svh->s", z, z) / n) ** 2 - 3).astype(float)


def by_size_first(W):
    """Freed of its size first, in float32."""
    z = W - W.mean(axis=(1, 2), keepdims=True)
    z = (z / np.abs(z).max(axis=(1, 2), keepdims=True)).astype(np.float64)
    return (z**4).mean(axis=(1, 2)) / z.var(axis=(1, 2)) ** 2 - 3


def as_a_tuple(W):
    return tuple([scipy.stats.kurtosis(np.asarray(layer, float), axis=None) for layer in W])


WRONG = [
    (not_excess, "is not taken away"),
    (less_uniform, "You take away 1.8"),
    (not_centred, "need not be 0"),
    (not_centred_in_sd, "need not be 0"),
    (centred_by_unit, "not of each unit"),
    (sample_sd, "divides the sum by n - 1"),
    (corrected, "bias=False"),
    (of_units, "average the kurtosis of its units"),
    (each_unit, "one for each unit"),
    (all_seeds, "one for all seeds together"),
    (one_scale, "of all seeds together"),
    (summed, "take their mean"),
    (third_power, "the skewness"),
    (by_variance, "variance squared"),
    (three_inside, "after the division"),
    (three_twice, "3 twice"),
    (underflows, "tiny weights in float32"),
    (first_seed, "two seeds"),
    (changes, "changes W in place"),
]

RIGHT = [by_moments, by_scipy, by_size_first, as_a_tuple, by_einsum, by_loop]
