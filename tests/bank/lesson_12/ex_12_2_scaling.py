"""Answers to exercise 12.2."""

import numpy as np
import torch
from sklearn.preprocessing import KernelCenterer


def centring(n):
    return np.eye(n) - np.full((n, n), 1 / n)


def no_half(D2):
    J = centring(len(D2))
    return -J @ D2 @ J


def no_sign(D2):
    J = centring(len(D2))
    return J @ D2 @ J / 2


def neither(D2):
    J = centring(len(D2))
    return J @ D2 @ J


def columns_only(D2):
    return -(D2 - D2.mean(axis=0)) / 2


def rows_only(D2):
    return -centring(len(D2)).T @ D2.T / 2


def mean_of_all(D2):
    return -(D2 - D2.mean()) / 2


def taken_twice(D2):
    return -0.5 * (D2 - D2.mean(axis=0) - D2.mean(axis=1, keepdims=True))


def taken_three_times(D2):
    return -0.5 * (D2 - D2.mean(axis=0) - D2.mean(axis=1, keepdims=True) - D2.mean())


def no_column(D2):
    return -0.5 * (D2 - D2.mean(0) - D2.mean(1) + D2.mean())


def no_column_no_mean(D2):
    return -0.5 * (D2 - D2.mean(0) - D2.mean(1))


def no_column_no_half(D2):
    return -(D2 - D2.mean(0) - D2.mean(1) + D2.mean())


def squared_again(D2):
    J = centring(len(D2))
    return -J @ D2**2 @ J / 2


def roots(D2):
    J = centring(len(D2))
    return -J @ np.sqrt(D2) @ J / 2


def from_the_first(D2):
    return (D2[0] + D2[:, [0]] - D2) / 2


def divided_by_one_less(D2):
    J = np.eye(len(D2)) - 1 / (len(D2) - 1)
    return -J @ D2 @ J / 2


def with_the_diagonal(D2):
    own = np.diag(D2)
    return (own[:, None] + own[None] - D2) / 2


def covariance(D2):
    return np.cov(D2)


def coordinates_instead(D2):
    J = centring(len(D2))
    values, vectors = np.linalg.eigh(-J @ D2 @ J / 2)
    return vectors * np.sqrt(np.abs(values))


def in_place(D2):
    D2 -= D2.mean(axis=0)
    D2 -= D2.mean(axis=1, keepdims=True)
    return -D2 / 2


def nothing(D2):
    J = centring(len(D2))
    -J @ D2 @ J / 2


def by_means(D2):
    rows = D2.mean(axis=1, keepdims=True)
    return -(D2 - rows - rows.T + D2.mean()) / 2


def one_after_the_other(D2):
    once = D2 - D2.mean(axis=0)
    return (once - once.mean(axis=1)[:, None]) / -2


def by_loops(D2):
    n = len(D2)
    B = np.empty((n, n))
    for i in range(n):
        for j in range(n):
            B[i, j] = 0.5 * (D2[i].sum() / n + D2[j].sum() / n - D2.sum() / n**2 - D2[i, j])
    return B


def as_seen_from_the_first(D2):
    seen = (D2[0] + D2[:, [0]] - D2) / 2
    return seen - seen.mean(axis=0) - seen.mean(axis=1, keepdims=True) + seen.mean()


def with_the_library(D2):
    return KernelCenterer().fit_transform(-D2 / 2)


def with_torch(D2):
    D2 = torch.from_numpy(D2).double()
    J = torch.eye(len(D2), dtype=torch.float64) - 1 / len(D2)
    return (-J @ D2 @ J / 2).numpy()


WRONG = [
    (no_half, "factor ½"),
    (no_sign, "sign is turned"),
    (neither, "sign is turned"),
    (columns_only, "both have to go"),
    (rows_only, "both have to go"),
    (mean_of_all, "One mean of everything"),
    (taken_twice, "taken away twice"),
    (taken_three_times, "has to be added"),
    (no_column, "must stand in a column"),
    (no_column_no_mean, "And the mean of all"),
    (no_column_no_half, "must stand in a column"),
    (squared_again, "has the squares already"),
    (roots, "without a root"),
    (from_the_first, "seen from the first point"),
    (divided_by_one_less, "P - 1"),
    (with_the_diagonal, "takes nothing away"),
    (covariance, "covariance of the columns"),
    (coordinates_instead, "expected"),
    (in_place, "changes D2 in place"),
    (nothing, "returned None"),
]

RIGHT = [by_means, one_after_the_other, by_loops, as_seen_from_the_first, with_the_library, with_torch]
