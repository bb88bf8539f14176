"""Answers to exercise 10.3."""

import math

import numpy as np
from scipy.stats import gmean


def there(V, a, b):
    known = np.isfinite(V[a]) & np.isfinite(V[b])
    return V[a][known], V[b][known]


def ends(V, a, b):
    return V[a][np.isfinite(V[a])][-1] / V[b][np.isfinite(V[b])][-1]


def all_distances(V, a, b):
    return np.nanmean(V[a]) / np.nanmean(V[b])


def all_distances_in_logs(V, a, b):
    return np.exp(np.nanmean(np.log(V[a])) - np.nanmean(np.log(V[b])))


def plain_mean(V, a, b):
    return np.nanmean(V[a] / V[b])


def of_means(V, a, b):
    one, other = there(V, a, b)
    return one.mean() / other.mean()


def median(V, a, b):
    return np.nanmedian(V[a] / V[b])


def at_once(V, a, b):
    return V[a, 0] / V[b, 0]


def farthest(V, a, b):
    one, other = there(V, a, b)
    return one[-1] / other[-1]


def turned(V, a, b):
    return np.exp(np.nanmean(np.log(V[b] / V[a])))


def still_logs(V, a, b):
    return np.nanmean(np.log(V[a] / V[b]))


def difference(V, a, b):
    return np.nanmean(V[a] - V[b])


def other_base(V, a, b):
    return 10 ** np.nanmean(np.log(V[a] / V[b]))


def columns(V, a, b):
    return np.exp(np.nanmean(np.log(V[:, a] / V[:, b])))


def with_nan(V, a, b):
    return np.exp(np.log(V[a] / V[b]).mean())


def wrong_root(V, a, b):
    return np.nanprod(V[a] / V[b]) ** (1 / V.shape[1])


def filled_up(V, a, b):
    return np.exp(np.mean(np.log(np.nan_to_num(V[a] / V[b], nan=1.0))))


def every_distance(V, a, b):
    return V[a] / V[b]


def nothing(V, a, b):
    np.exp(np.nanmean(np.log(V[a] / V[b])))


def by_scipy(V, a, b):
    return gmean(V[a] / V[b], nan_policy="omit")


def by_mask(V, a, b):
    one, other = there(V, a, b)
    return np.prod(one / other) ** (1 / len(one))


def two_means(V, a, b):
    one, other = there(V, a, b)
    return math.exp(np.log(one).mean() - np.log(other).mean())


def by_loop(V, a, b):
    logs = []
    for t in range(V.shape[1]):
        if not (math.isnan(V[a, t]) or math.isnan(V[b, t])):
            logs.append(math.log2(V[a, t]) - math.log2(V[b, t]))
    return 2 ** (sum(logs) / len(logs))


def base_ten(V, a, b):
    return np.array(10 ** np.nanmean(np.log10(V[a]) - np.log10(V[b])))


def with_weights(V, a, b):
    ratios = V[a] / V[b]
    weights = np.where(np.isnan(ratios), 0.0, 1.0)
    return np.exp(np.average(np.log(np.where(np.isnan(ratios), 1.0, ratios)), weights=weights))


def at_equal_lengths(V, a, b):
    """Each part with as many parts after it as make streams of one length."""
    n = V.shape[1]
    ratios = [V[a, t] / V[b, t - b + a] for t in range(n) if 0 <= t - b + a < n]
    return np.exp(np.nanmean(np.log(ratios)))


WRONG = [
    (at_equal_lengths, "equally *long*"),
    (ends, "the ends of streams of one length"),
    (all_distances, "other distances from the end"),
    (all_distances_in_logs, "other distances from the end"),
    (plain_mean, "geometric mean"),
    (of_means, "geometric mean"),
    (median, "This is a median"),
    (at_once, "one distance only"),
    (farthest, "one distance only"),
    (turned, "changed places: a over b"),
    (still_logs, "still a logarithm"),
    (difference, "not a difference"),
    (other_base, "way back is np.exp"),
    (columns, "a column is how many parts followed"),
    (with_nan, "leave it out"),
    (wrong_root, "there is no ratio"),
    (filled_up, "there is no ratio"),
    (every_distance, "shape"),
    (nothing, "returned None"),
]

RIGHT = [by_mask, two_means, by_loop, by_scipy, base_ten, with_weights]
