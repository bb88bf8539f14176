"""Answers to exercise 12.3."""

import heapq
from collections import Counter

import numpy as np
from sklearn.neighbors import NearestNeighbors


def nearest(D, k, first=1):
    return np.argsort(D, axis=1)[:, first : first + k]


def same(D, start, k):
    return start[nearest(D, k)] == start[:, None]


def with_itself(D, start, k):
    return (start[nearest(D, k, 0)] == start[:, None]).mean()


def with_itself_too(D, start, k):
    return (start[nearest(D, k + 1, 0)] == start[:, None]).mean()


def second_and_on(D, start, k):
    return (start[nearest(D, k, 2)] == start[:, None]).mean()


def farthest(D, start, k):
    return (start[np.argsort(D, axis=1)[:, ::-1][:, :k]] == start[:, None]).mean()


def kth_alone(D, start, k):
    return (start[np.argsort(D, axis=1)[:, k]] == start).mean()


def nearest_alone(D, start, k):
    return (start[np.argsort(D, axis=1)[:, 1]] == start).mean()


def majority(D, start, k):
    return (same(D, start, k).mean(axis=1) > 0.5).mean()


def all_of_them(D, start, k):
    return same(D, start, k).all(axis=1).mean()


def any_of_them(D, start, k):
    return same(D, start, k).any(axis=1).mean()


def others(D, start, k):
    return (start[nearest(D, k)] != start[:, None]).mean()


def number(D, start, k):
    return same(D, start, k).sum(axis=1).mean()


def everyone(D, start, k):
    return (start[nearest(D, len(D))] == start[:, None]).mean()


def first_only(D, start, k):
    return same(D, start, k)[0].mean()


def mean_of_starts(D, start, k):
    return np.mean([same(D, start, k)[start == s].mean() for s in set(start.tolist())])


def for_each(D, start, k):
    return same(D, start, k).mean(axis=1)


def without_a_column(D, start, k):
    return (start[nearest(D, k)] == start).mean()


def sorted_by_columns(D, start, k):
    return (start[np.argsort(D, axis=0)[:, 1 : k + 1]] == start[:, None]).mean()


def in_place(D, start, k):
    np.fill_diagonal(D, np.inf)
    return (start[np.argsort(D, axis=1)[:, :k]] == start[:, None]).mean()


def nothing(D, start, k):
    same(D, start, k).mean()


def plainly(D, start, k):
    return same(D, start, k).mean()


def by_partition(D, start, k):
    far = D.copy()
    np.fill_diagonal(far, np.inf)
    places = np.argpartition(far, k - 1, axis=1)[:, :k]
    return np.mean([np.mean(start[row] == own) for row, own in zip(places, start, strict=True)])


def by_heaps(D, start, k):
    total = 0
    for i, row in enumerate(D.tolist()):
        found = heapq.nsmallest(k, (j for j in range(len(row)) if j != i), key=row.__getitem__)
        total += Counter(start[j] == start[i] for j in found)[True]
    return total / (k * len(D))


def with_the_library(D, start, k):
    found = NearestNeighbors(n_neighbors=k, metric="precomputed").fit(D).kneighbors(return_distance=False)
    return float((start[found] == start[:, None]).mean())


def by_a_matrix(D, start, k):
    alike = np.equal.outer(start, start)
    ranks = np.argsort(np.argsort(D - np.eye(len(D)), axis=1), axis=1)
    return np.float64(alike[(ranks >= 1) & (ranks <= k)].mean())


def with_a_large_diagonal(D, start, k):
    far = D + 1e6 * np.eye(len(D))
    hits = [start[j] == start[i] for i in range(len(D)) for j in far[i].argsort()[:k]]
    return sum(hits) / len(hits)


def percent(D, start, k):
    return 100 * same(D, start, k).mean()


WRONG = [
    (percent, "in percent"),
    (with_itself, "its own nearest neighbour"),
    (with_itself_too, "its own nearest neighbour"),
    (second_and_on, "nearest other network is left out"),
    (farthest, "farthest"),
    (kth_alone, "k-th neighbour alone"),
    (nearest_alone, "the nearest alone"),
    (majority, "most* neighbours"),
    (all_of_them, "all* of whose neighbours"),
    (any_of_them, "one* of whose neighbours"),
    (others, "another* start"),
    (number, "a share is asked for"),
    (everyone, "expected"),
    (first_only, "first network alone"),
    (mean_of_starts, "a mean over starts"),
    (for_each, "a share for each network"),
    (without_a_column, "with start[:, None], a column"),
    (sorted_by_columns, "Sort with axis=1"),
    (in_place, "changes D in place"),
    (nothing, "returned None"),
]

RIGHT = [plainly, by_partition, by_heaps, with_the_library, by_a_matrix, with_a_large_diagonal]
