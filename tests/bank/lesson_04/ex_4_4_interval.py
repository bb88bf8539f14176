"""Answers to exercise 4.4."""

import numpy as np
import scipy.stats


def half(d, quantile=0.975, ddof=1):
    return scipy.stats.t.ppf(quantile, len(d) - 1) * np.sqrt(d.var(ddof=ddof) / len(d))


def interval_unpaired(a, b):
    error = np.hypot(a.std(ddof=1), b.std(ddof=1)) / np.sqrt(len(a))
    width = scipy.stats.t.ppf(0.975, len(a) - 1) * error
    return a.mean() - b.mean() - width, a.mean() - b.mean() + width


def interval_normal(a, b):
    d = a - b
    return d.mean() - 1.96 * d.std(ddof=1) / len(d) ** 0.5, d.mean() + 1.96 * d.std(ddof=1) / len(d) ** 0.5


def interval_of_single_seeds(a, b):
    d = a - b
    width = half(d) * np.sqrt(len(d))
    return d.mean() - width, d.mean() + width


def interval_scipy(a, b):
    d = a - b
    return scipy.stats.t.interval(0.95, len(d) - 1, loc=d.mean(), scale=scipy.stats.sem(d))


def interval_loops(a, b):
    d = [float(p) - float(q) for p, q in zip(a, b, strict=True)]
    mean = sum(d) / len(d)
    variance = sum((value - mean) ** 2 for value in d) / (len(d) - 1)
    width = scipy.stats.t.isf(0.025, len(d) - 1) * (variance / len(d)) ** 0.5
    return [mean - width, mean + width]


def interval_by_covariance(a, b):
    covariance = np.cov(a, b)
    error = np.sqrt((covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]) / len(a))
    return tuple(a.mean() - b.mean() + scipy.stats.t(len(a) - 1).ppf([0.025, 0.975]) * error)


def interval_over_s(a, b):
    d = a - b
    reach = scipy.stats.t.ppf(0.975, len(d) - 1) * np.std(d, ddof=1) / len(d)
    return d.mean() - reach, d.mean() + reach


def interval_as_array(a, b):
    d = a - b
    reach = scipy.stats.t.ppf(0.975, len(d) - 1) * scipy.stats.sem(d)
    return d.mean() + np.array([-1, 1]) * reach


WRONG = [
    (lambda a, b: interval_scipy(abs(a - b), 0 * a), "not its absolute value"),
    (interval_over_s, "not by S"),
    (interval_unpaired, "groups as unrelated"),
    (interval_normal, "Student's t"),
    (interval_of_single_seeds, "square root of the number of seeds"),
    (lambda a, b: ((a - b).mean() - half(a - b, ddof=0), (a - b).mean() + half(a - b, ddof=0)), "ddof=1"),
    (lambda a, b: ((a - b).mean() - half(a - b, 0.95), (a - b).mean() + half(a - b, 0.95)), "take 0.975"),
    (lambda a, b: ((b - a).mean() - half(a - b), (b - a).mean() + half(a - b)), "sign is turned"),
    (lambda a, b: ((a - b).mean(), half(a - b)), "both ends"),
]

RIGHT = [interval_as_array, interval_scipy, interval_loops, interval_by_covariance]
