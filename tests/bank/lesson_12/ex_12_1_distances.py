"""Answers to exercise 12.1."""

import itertools
import math

import numpy as np
import torch


def overlaps(p):
    return np.sqrt(p[:, None] * p[None]).sum(axis=3)


def mean_first(p):
    return -np.log(overlaps(p).mean(axis=2))


def sum_over_digits(p):
    return -np.log(overlaps(p)).sum(axis=2)


def without_root(p):
    return -np.log((p[:, None] * p[None]).sum(axis=3)).mean(axis=2)


def turned(p):
    return np.log(overlaps(p)).mean(axis=2)


def overlap_itself(p):
    return overlaps(p).mean(axis=2)


def no_logarithm(p):
    return 1 - overlaps(p).mean(axis=2)


def in_bits(p):
    return -np.log2(overlaps(p)).mean(axis=2)


def mean_of_classes(p):
    return -np.log(np.sqrt(p[:, None] * p[None]).mean(axis=3)).mean(axis=2)


def sum_of_logs(p):
    return -np.log(np.sqrt(p[:, None] * p[None])).sum(axis=3).mean(axis=2)


def euclidean(p):
    return np.linalg.norm(p[:, None] - p[None], axis=3).mean(axis=2)


def flat_euclidean(p):
    flat = p.reshape(len(p), -1)
    return np.linalg.norm(flat[:, None] - flat[None], axis=2)


def digits_with_digits(p):
    roots = np.sqrt(p)
    return -np.log(roots @ roots.mT).mean(axis=0)


def digits_first(p):
    mean = np.sqrt(p.mean(axis=1))
    return -np.log(mean @ mean.T)


def decisions(p):
    chosen = p.argmax(axis=2)
    return (chosen[:, None] != chosen[None]).mean(axis=2)


def for_each_digit(p):
    return -np.log(overlaps(p))


def one_number(p):
    return -np.log(overlaps(p)).mean()


def in_place(p):
    np.sqrt(p, out=p)
    return -np.log(np.einsum("ink,jnk->ijn", p, p)).mean(axis=2)


def nothing(p):
    -np.log(overlaps(p)).mean(axis=2)


def by_broadcasting(p):
    return -np.log(overlaps(p)).mean(axis=2)


def digit_by_digit(p):
    D, roots = 0, np.sqrt(p)
    for digit in range(p.shape[1]):
        D = D - np.log(roots[:, digit] @ roots[:, digit].T)
    return D / p.shape[1]


def pair_by_pair(p):
    D = np.zeros((len(p), len(p)))
    for i, j in itertools.combinations(range(len(p)), 2):
        D[i, j] = D[j, i] = -np.mean(np.log(np.sqrt(p[i] * p[j]).sum(axis=1)))
    return D


def by_products(p):
    roots = np.sqrt(p).swapaxes(0, 1)
    return np.mean(-np.log(roots @ roots.swapaxes(1, 2)), axis=0)


def with_python(p):
    n = p.shape[1]
    rows = []
    for one in p.tolist():
        row = []
        for other in p.tolist():
            total = 0.0
            for a, b in zip(one, other, strict=True):
                total -= math.log(sum(math.sqrt(x * y) for x, y in zip(a, b, strict=True)))
            row.append(total / n)
        rows.append(row)
    return np.array(rows)


def with_torch(p):
    roots = torch.from_numpy(p).double().sqrt().transpose(0, 1)
    return -torch.log(roots @ roots.transpose(1, 2)).mean(dim=0).numpy()


WRONG = [
    (mean_first, "First the logarithm for each digit"),
    (sum_over_digits, "averaged, not summed"),
    (without_root, "does not fully overlap with itself"),
    (turned, "sign is turned"),
    (overlap_itself, "the overlap itself"),
    (no_logarithm, "without a logarithm"),
    (in_bits, "natural one"),
    (mean_of_classes, "here it is a mean"),
    (sum_of_logs, "not a sum of logarithms"),
    (euclidean, "Euclidean"),
    (flat_euclidean, "Euclidean"),
    (digits_with_digits, "compares digits with each other"),
    (digits_first, "mean probabilities are compared"),
    (decisions, "choose different classes"),
    (for_each_digit, "shape"),
    (one_number, "expected"),
    (in_place, "changes p in place"),
    (nothing, "returned None"),
]

RIGHT = [by_broadcasting, digit_by_digit, pair_by_pair, by_products, with_python, with_torch]
