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


def interval_around(width, centre=None):
    """An interval with another half width, and perhaps another centre."""

    def interval(a, b):
        d = a - b
        middle = d.mean() if centre is None else centre(d)
        return middle - width(d), middle + width(d)

    return interval


def interval_normal_and_population(a, b):
    d = a - b
    return d.mean() - 1.96 * d.std() / len(d) ** 0.5, d.mean() + 1.96 * d.std() / len(d) ** 0.5


def interval_unpaired_normal(a, b):
    width = 1.96 * np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / len(a))
    return a.mean() - b.mean() - width, a.mean() - b.mean() + width


def interval_changes_a(a, b):
    a -= b
    return a.mean() - half(a), a.mean() + half(a)


def interval_ttest(a, b):
    return scipy.stats.ttest_rel(a, b).confidence_interval()


def interval_one_sample(a, b):
    found = scipy.stats.ttest_1samp(np.subtract(a, b), 0).confidence_interval(confidence_level=0.95)
    return np.float64(found.low), np.float64(found.high)


def interval_by_other_divisor(a, b):
    """The standard deviation over S, by the root of S - 1: the same standard error."""
    d = a - b
    reach = scipy.stats.t(df=d.size - 1).ppf(0.975) * d.std() / np.sqrt(d.size - 1)
    return d.mean() - reach, d.mean() + reach


class Interval:
    """The interval as an object that is called."""

    def __init__(self, confidence):
        self.quantile = (1 + confidence) / 2

    def __call__(self, a, b):
        d = np.subtract(a, b)
        return tuple(d.mean() + sign * half(d, self.quantile) for sign in (-1, 1))


WRONG = [
    (lambda a, b: interval_scipy(abs(a - b), 0 * a), "not its absolute value"),
    (interval_over_s, "not by S"),
    (interval_unpaired, "groups as unrelated"),
    (interval_unpaired_normal, "groups as unrelated"),
    (lambda a, b: tuple(scipy.stats.ttest_ind(a, b).confidence_interval()), "groups as unrelated"),
    (interval_normal, "Student's t"),
    (interval_normal_and_population, "a sample's divides by S - 1"),
    (interval_of_single_seeds, "number of seeds is missing"),
    (lambda a, b: ((a - b).mean() - half(a - b, ddof=0), (a - b).mean() + half(a - b, ddof=0)), "S - 1"),
    (lambda a, b: ((a - b).mean() - half(a - b, 0.95), (a - b).mean() + half(a - b, 0.95)), "90 %"),
    (lambda a, b: ((b - a).mean() - half(a - b), (b - a).mean() + half(a - b)), "sign is turned"),
    (lambda a, b: ((a - b).mean(), half(a - b)), "both ends"),
    (lambda a, b: half(a - b), "half width alone"),
    (lambda a, b: interval_scipy(a, b)[::-1], "low first"),
    (interval_around(half, lambda d: 0), "not about zero"),
    (interval_around(lambda d: 2 * d.std(ddof=1) / len(d) ** 0.5), "rule of thumb"),
    (interval_around(lambda d: d.std(ddof=1) / len(d) ** 0.5), "one standard error"),
    (interval_around(lambda d: half(d) * d.std(ddof=1)), "variance where"),
    (interval_around(lambda d: half(d) * (len(d) / (len(d) - 1)) ** 0.5), "not of S - 1"),
    (lambda a, b: np.quantile(a - b, [0.025, 0.975]), "single differences"),
    (lambda a, b: (min(a - b), max(a - b)), "single differences"),
    (interval_around(half, np.median), "[7, 10, 12]: part 1"),
    (lambda a, b: (round(interval_scipy(a, b)[0], 1), round(interval_scipy(a, b)[1], 1)), "expected -4.4"),
    (interval_changes_a, "in place"),
    (lambda a, b: None, "return missing"),
]

RIGHT = [
    interval_as_array,
    interval_scipy,
    interval_loops,
    interval_by_covariance,
    interval_ttest,
    interval_one_sample,
    interval_by_other_divisor,
    Interval(0.95),
]
