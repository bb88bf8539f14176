"""Answers to exercise 6.4."""

import statistics

import numpy as np
import pandas as pd


def spread(wrong, ddof=1):
    return wrong.mean(axis=1).std(ddof=ddof)


def floor(wrong, ddof=1):
    return np.sqrt(wrong.var(axis=0, ddof=ddof).sum()) / wrong.shape[1]


def pair(first=spread, second=floor, scale=100):
    def spread_and_floor(wrong):
        return scale * first(wrong), scale * second(wrong)

    return spread_and_floor


def binomial(wrong):
    p = wrong.mean()
    return np.sqrt(p * (1 - p) / wrong.shape[1])


def by_c(wrong):
    c = wrong.mean(axis=0)
    return np.sqrt((c * (1 - c)).sum()) / wrong.shape[1]


def excess(wrong):
    return np.sqrt(max(spread(wrong) ** 2 - floor(wrong) ** 2, 0))


def variances(wrong):
    return 1e4 * spread(wrong) ** 2, 1e4 * floor(wrong) ** 2


def of_mean(wrong):
    return tuple(part / np.sqrt(len(wrong)) for part in pair()(wrong))


def wrong_way(wrong):
    c, n_seeds = wrong.mean(axis=0), len(wrong)
    return np.sqrt((c * (1 - c)).sum() * (n_seeds - 1) / n_seeds) / wrong.shape[1]


def in_place(wrong):
    result = pair()(wrong)
    wrong[:] = False
    return result


def one_minus(wrong):
    return 100 * spread(-wrong), 100 * floor(wrong)


def by_covariance(wrong):
    covariance = np.atleast_2d(np.cov(wrong.T.astype(float)))
    return 100 * np.sqrt(np.array([covariance.sum().clip(0), np.trace(covariance)])) / wrong.shape[1]


WRONG = [
    (pair(second=binomial), "equally difficult"),
    (pair(second=by_c), "The floor divides by S"),
    (pair(lambda w: spread(w, 0), by_c), "Both divide by S"),
    (pair(lambda w: spread(w, 0)), "The spread divides by S"),
    (lambda w: pair()(w)[::-1], "in the wrong order"),
    (pair(scale=1), "percentage points are asked for"),
    (variances, "take the roots"),
    (pair(second=lambda w: np.sqrt(w.var(axis=0, ddof=1).sum())), "that divides the variance by N twice"),
    (pair(second=lambda w: np.sqrt(w.var(axis=0, ddof=1).mean())), "the variance of a mean has two"),
    (pair(second=lambda w: w.std(axis=0, ddof=1).mean()), "Standard deviations do not add up"),
    (pair(second=lambda w: w.std(axis=0, ddof=1).mean() / np.sqrt(w.shape[1])), "deviations do not add up"),
    (pair(second=wrong_way), "goes the wrong way"),
    (lambda w: pair()(w.T), "All axes are swapped"),
    (pair(lambda w: w.mean(axis=0).std(ddof=1)), "The spread here goes over the digits"),
    (pair(second=lambda w: np.sqrt(w.var(axis=1, ddof=1).sum()) / w.shape[1]), "the variance over seeds"),
    (of_mean, "standard error of the mean"),
    (pair(second=excess), "the floor itself is asked for"),
    (pair(second=spread), "the spread again"),
    (in_place, "changes wrong in place"),
    (one_minus, "for booleans"),
    (lambda wrong: 100 * spread(wrong), "tuple of 2 parts"),
    (lambda wrong: None, "is the return missing"),
    (by_covariance, "too much memory"),
]  # fmt: skip


def by_loops(wrong):
    rows = [[int(bit) for bit in row] for row in wrong]
    n = len(rows[0])
    errors = [100 * sum(row) / n for row in rows]
    variance = sum(statistics.variance(column) for column in zip(*rows, strict=True))
    return [statistics.stdev(errors), 100 * variance**0.5 / n]


def by_pandas(wrong):
    frame = pd.DataFrame(wrong).astype(float)
    return frame.mean(axis=1).std() * 100, 100 * frame.var().sum() ** 0.5 / frame.shape[1]


def corrected(wrong):
    n_seeds, n_digits = wrong.shape
    c = wrong.mean(axis=0)
    floor = (c * (1 - c)).sum() * n_seeds / (n_seeds - 1) / n_digits**2
    return np.float64(100 * np.std(wrong.mean(axis=1), ddof=1)), np.float64(100 * np.sqrt(floor))


class Floors:
    """A callable object; counts pairs of seeds that disagree."""

    def __call__(self, wrong):
        n_seeds, n_digits = wrong.shape
        pairs = [(i, j) for i in range(n_seeds) for j in range(i)]
        apart = sum(float((wrong[i] != wrong[j]).sum()) for i, j in pairs) / (2 * len(pairs))
        counts = wrong.sum(axis=1)
        square = sum(float(counts[i] - counts[j]) ** 2 for i, j in pairs) / (2 * len(pairs))
        return np.array([100 * square**0.5 / n_digits, 100 * apart**0.5 / n_digits])


RIGHT = [pair(), corrected, by_loops, by_pandas, Floors()]
