"""Answers to exercise 10.1."""

import itertools
import statistics

import numpy as np
import torch


def small(p):
    return p.var(axis=0).sum(axis=1).mean()


def deviation(p):
    return p.std(axis=0, ddof=1).sum(axis=1).mean()


def length(p):
    return np.sqrt(p.var(axis=0, ddof=1).sum(axis=1)).mean()


def mean_of_classes(p):
    return p.var(axis=0, ddof=1).mean()


def sum_of_digits(p):
    return p.var(axis=0, ddof=1).sum()


def of_everything(p):
    return p.var(ddof=1)


def over_digits(p):
    return p.var(axis=1, ddof=1).sum(axis=1).mean()


def over_classes(p):
    return p.var(axis=2, ddof=1).sum(axis=0).mean()


def digits_first(p):
    return p.mean(axis=1).var(axis=0, ddof=1).sum()


def classes_first(p):
    return p.mean(axis=2).var(axis=0, ddof=1).mean()


def of_pairs(p):
    pairs = itertools.combinations(p, 2)
    return np.mean([((a - b) ** 2).sum(axis=1).mean() for a, b in pairs])


def with_itself(p):
    return np.mean([((a - b) ** 2).sum(axis=1).mean() for a in p for b in p])


def from_the_first(p):
    return ((p[1:] - p[0]) ** 2).sum(axis=2).mean()


def largest_only(p):
    return p.max(axis=2).var(axis=0, ddof=1).mean()


def votes(p):
    return (p.argmax(axis=2) != p.argmax(axis=2)[0]).any(axis=0).mean()


def votes_one_hot(p):
    return np.eye(p.shape[2])[p.argmax(axis=2)].var(axis=0, ddof=1).sum(axis=1).mean()


def for_each_digit(p):
    return p.var(axis=0, ddof=1).sum(axis=1)


def in_place(p):
    p -= p.mean(axis=0)
    return (p**2).sum(axis=(0, 2)).mean() / (len(p) - 1)


def nothing(p):
    p.var(axis=0, ddof=1).sum(axis=1).mean()


def plainly(p):
    return np.var(p, 0, ddof=1).sum(-1).mean()


def by_deviations(p):
    away = p - p.mean(axis=0, keepdims=True)
    return float((away**2).sum() / ((len(p) - 1) * p.shape[1]))


def by_half_pairs(p):
    n = len(p)
    total = sum(((a - b) ** 2).sum() for a, b in itertools.permutations(p, 2))
    return total / (2 * n * (n - 1) * p.shape[1])


def corrected(p):
    n = len(p)
    return n / (n - 1) * p.var(axis=0).sum(axis=1).mean()


def by_einsum(p):
    away = p - p.mean(axis=0)
    return np.einsum("rnk,rnk->", away, away) / (len(p) - 1) / p.shape[1]


def with_the_library(p):
    by_digit = []
    for digit in range(p.shape[1]):
        classes = range(p.shape[2])
        by_digit.append(sum(statistics.variance(map(float, p[:, digit, k])) for k in classes))
    return statistics.fmean(by_digit)


def with_torch(p):
    return torch.from_numpy(p).double().var(dim=0).sum(dim=1).mean()


WRONG = [
    (small, "too small"),
    (deviation, "standard deviation"),
    (length, "standard deviation"),
    (mean_of_classes, "summed, not averaged"),
    (sum_of_digits, "averaged: with twice as many"),
    (of_everything, "one over *networks*"),
    (over_digits, "one over *networks*"),
    (over_classes, "one over *networks*"),
    (digits_first, "opposite signs"),
    (classes_first, "add up to 1"),
    (of_pairs, "twice the variance"),
    (with_itself, "no pair with itself"),
    (from_the_first, "one draw like the others"),
    (largest_only, "largest probability"),
    (votes, "chosen classes only"),
    (votes_one_hot, "chosen classes only"),
    (for_each_digit, "expected"),
    (in_place, "changes p in place"),
    (nothing, "returned None"),
]

RIGHT = [plainly, by_deviations, by_half_pairs, corrected, by_einsum, with_torch, with_the_library]
