"""Answers to exercise 7.4."""

import math

import numpy as np
from scipy.stats import gmean


def log_ratio(with_, without):
    return np.log(with_ / without).mean(axis=0)


def stays(epochs, above):
    for i in range(len(epochs)):
        if above[i:].all():
            return epochs[i]
    return np.inf


def first_time(epochs, with_, without):
    ratio = log_ratio(with_, without)
    return epochs[np.argmax(ratio > 0)] if (ratio > 0).any() else np.inf


def position(epochs, with_, without):
    return stays(np.arange(len(epochs)), log_ratio(with_, without) > 0)


def last_below(epochs, with_, without):
    below = np.flatnonzero(log_ratio(with_, without) <= 0)
    return epochs[below[-1]] if len(below) else epochs[0]


def at_the_end(epochs, with_, without):
    turn = right(epochs, with_, without)
    return epochs[-1] if np.isinf(turn) else turn


def mean_of_ratios(epochs, with_, without):
    return stays(epochs, (with_ / without).mean(axis=0) > 1)


def ratio_of_means(epochs, with_, without):
    return stays(epochs, with_.mean(axis=0) > without.mean(axis=0))


def first_of_means(epochs, with_, without):
    above = with_.mean(axis=0) > without.mean(axis=0)
    return epochs[np.argmax(above)] if above.any() else np.inf


def first_of_mean_ratios(epochs, with_, without):
    above = (with_ / without).mean(axis=0) > 1
    return epochs[np.argmax(above)] if above.any() else np.inf


def median(epochs, with_, without):
    return stays(epochs, np.median(with_ / without, axis=0) > 1)


def every_seed(epochs, with_, without):
    return stays(epochs, (with_ > without).all(axis=0))


def any_seed(epochs, with_, without):
    return stays(epochs, (with_ > without).any(axis=0))


def one_seed(epochs, with_, without):
    return stays(epochs, with_[0] > without[0])


def turned(epochs, with_, without):
    return right(epochs, without, with_)


def runs_out(epochs, with_, without):
    below = np.flatnonzero(log_ratio(with_, without) <= 0)
    return epochs[below[-1] + 1] if len(below) else epochs[0]


def nothing_where_never(epochs, with_, without):
    turn = right(epochs, with_, without)
    return None if np.isinf(turn) else turn


def forgets_always(epochs, with_, without):
    logs = log_ratio(with_, without)
    return epochs[np.flatnonzero(logs <= 0)[-1] + 1] if logs[-1] > 0 else np.inf


def not_below(epochs, with_, without):
    return stays(epochs, log_ratio(with_, without) >= 0)


def right(epochs, with_, without):
    return stays(epochs, log_ratio(with_, without) > 0)


def backwards(epochs, with_, without):
    found = math.inf
    for epoch, ratio in zip(epochs[::-1], log_ratio(with_, without)[::-1], strict=True):
        if ratio <= 0:
            return found
        found = int(epoch)
    return found


def by_accumulate(epochs, with_, without):
    above = log_ratio(with_, without) > 0
    kept = np.logical_and.accumulate(above[::-1])[::-1]
    return epochs[kept].min() if kept.any() else np.inf


def by_geometric_means(epochs, with_, without):
    ratio = gmean(with_ / without, axis=0)
    return stays(epochs, np.asarray(ratio) > 1)


def by_products(epochs, with_, without):
    ratio = np.prod(with_ / without, axis=0)
    return np.asarray(float(stays(epochs, ratio > 1)))


WRONG = [
    (first_time, "from which on it *stays*"),
    (position, "position in the array"),
    (last_below, "the last epoch at which the ratio is *not*"),
    (at_the_end, "return np.inf, not the last epoch"),
    (mean_of_ratios, "one seed can outweigh"),
    (ratio_of_means, "seeds with the largest losses decide"),
    (first_of_means, "Two things: average the *logarithms*"),
    (first_of_mean_ratios, "Two things: average the *logarithms*"),
    (median, "compare medians"),
    (every_seed, "that *every* seed"),
    (any_seed, "that *any* seed"),
    (one_seed, "one seed only"),
    (turned, "The ratio is turned round"),
    (runs_out, "there is no such epoch"),
    (nothing_where_never, "no such epoch, np.inf is asked for"),
    (lambda e, a, b: -1 if np.isinf(right(e, a, b)) else right(e, a, b), "no such epoch: np.inf"),
    (lambda e, a, b: np.nan if np.isinf(right(e, a, b)) else right(e, a, b), "no such epoch: np.inf"),
    (forgets_always, "there is no last one below"),
    (lambda e, a, b: e[np.argmax(log_ratio(a, b) > 0)], "from which on it *stays*"),
    (not_below, "exactly 1 is not above"),
]

RIGHT = [right, backwards, by_accumulate, by_geometric_means, by_products]
