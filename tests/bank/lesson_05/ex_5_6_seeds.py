"""Answers to exercise 5.6."""

import math

import numpy as np
import scipy.stats


def needed(quantile=lambda n, d: scipy.stats.t.ppf(0.975, n - 1), ddof=1, power=0.5, times=1.0):
    def seeds_needed(d, half_width):
        n = 2
        while quantile(n, d) * d.std(ddof=ddof) / n**power > times * half_width:
            n += 1
        return n

    return seeds_needed


def by_formula(d, half_width):
    return math.ceil((1.96 * d.std(ddof=1) / half_width) ** 2)


def one_too_few(d, half_width):
    return max(needed()(d, half_width) - 1, 1)


def sd_of_the_first(d, half_width):
    n = 2
    while scipy.stats.t.ppf(0.975, n - 1) * d[:n].std(ddof=1) / np.sqrt(n) > half_width:
        n += 1
    return n


def within_the_data(d, half_width):
    for n in range(2, len(d) + 1):
        if scipy.stats.t.ppf(0.975, n - 1) * d.std(ddof=1) / np.sqrt(n) <= half_width:
            return n


def gives_up_at_once(d, half_width):
    for n in range(2, 100_000):
        if scipy.stats.t.ppf(0.975, n - 1) * d.std(ddof=1) / np.sqrt(n) <= half_width:
            return n
        else:
            return None


def by_bisection(d, half_width):
    def enough(n):
        return scipy.stats.t.isf(0.025, n - 1) * np.std(d, ddof=1) / math.sqrt(n) <= half_width

    low, high = 1, 100_000  # low is not enough, high is
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def by_array(d, half_width):
    n = np.arange(2, 5000)
    half = scipy.stats.t.ppf(0.975, n - 1) * scipy.stats.sem(d) * np.sqrt(len(d)) / np.sqrt(n)
    return n[half <= half_width][0]


def by_interval(d, half_width):
    scale = d.std(ddof=1)
    for n in range(2, 10**6):
        low, high = scipy.stats.t.interval(0.95, n - 1, scale=scale / n**0.5)
        if high - low <= 2 * half_width:
            return float(n)


def by_sem(d, half_width):
    """Scales the interval that there is."""
    sem = scipy.stats.sem(d) * len(d) ** 0.5
    return next(n for n in range(2, 10**6) if sem * scipy.stats.t.ppf(0.975, n - 1) <= half_width * n**0.5)


WRONG = [
    (by_formula, "1.96 is the quantile of the normal"),
    (needed(lambda n, d: 1.96), "1.96 is the quantile of the normal"),
    (needed(lambda n, d: scipy.stats.t.ppf(0.975, len(d) - 1)), "for the n that you *try*"),
    (needed(lambda n, d: scipy.stats.t.ppf(0.95, n - 1)), "0.95 leaves 5 %"),
    (needed(lambda n, d: 1.0), "about 68 %"),
    (needed(power=1), "square root of n"),
    (needed(ddof=0), "ddof=1"),
    (needed(times=0.5), "not the whole width"),
    (one_too_few, "one too small"),
    (needed(lambda n, d: scipy.stats.t.ppf(0.975, n)), "n - 1 degrees of freedom, not n"),
    (lambda d, w: needed()(d, w) + 1, "not the smallest"),
    (sd_of_the_first, "from all the seeds you have"),
    (within_the_data, "n may exceed len(d)"),
    (gives_up_at_once, "n may exceed len(d)"),
]

RIGHT = [needed(), by_bisection, by_array, by_interval, by_sem]
