"""Answers to exercise 12.5."""

import itertools
from collections import Counter

import numpy as np
import torch


def pairs(p):
    chosen = p.argmax(axis=2)
    return itertools.combinations(chosen, 2)


def fraction(p):
    return np.mean([(a != b).mean() for a, b in pairs(p)])


def with_itself(p):
    chosen = p.argmax(axis=2)
    return 100 * np.mean([(a != b).mean() for a in chosen for b in chosen])


def not_unanimous(p):
    chosen = p.argmax(axis=2)
    return 100 * np.mean(chosen.min(axis=0) != chosen.max(axis=0))


def with_the_first(p):
    chosen = p.argmax(axis=2)
    return 100 * np.mean(chosen[1:] != chosen[0])


def with_the_first_and_itself(p):
    chosen = p.argmax(axis=2)
    return 100 * np.mean(chosen != chosen[0])


def neighbours(p):
    chosen = p.argmax(axis=2)
    return 100 * np.mean(np.diff(chosen, axis=0) != 0)


def two_only(p):
    one, other = p[:2].argmax(axis=2)
    return 100 * np.mean(one != other)


def with_the_majority(p):
    chosen = p.argmax(axis=2)
    most = np.array([Counter(sorted(digit)).most_common(1)[0][0] for digit in chosen.T.tolist()])
    return 100 * np.mean(chosen != most)


def agreement(p):
    return 100 * np.mean([(a == b).mean() for a, b in pairs(p)])


def digits(p):
    return np.mean([(a != b).sum() for a, b in pairs(p)])


def sum_of_pairs(p):
    return 100 * sum((a != b).mean() for a, b in pairs(p))


def of_probabilities(p):
    return 50 * np.mean([np.abs(a - b).sum(axis=1).mean() for a, b in itertools.combinations(p, 2)])


def wrong_axis(p):
    chosen = p.argmax(axis=1)
    return 100 * np.mean([(a != b).mean() for a, b in itertools.combinations(chosen, 2)])


def unsure(p):
    return 100 * np.mean(1 - p.max(axis=-1))


def for_each_digit(p):
    return 100 * np.mean([a != b for a, b in pairs(p)], axis=0)


def in_place(p):
    p *= 100
    return with_torch(p)


def nothing(p):
    100 * np.mean([(a != b).mean() for a, b in pairs(p)])


def by_numpy(p):
    chosen = p.argmax(axis=2)
    i, j = np.triu_indices(len(p), 1)
    return 100 * (chosen[i] != chosen[j]).mean()


def by_all_ordered_pairs(p):
    chosen, n = p.argmax(axis=-1), len(p)
    return 100 * (chosen[:, None] != chosen[None]).mean() * n / (n - 1)


def by_counts(p):
    votes = np.eye(p.shape[2])[p.argmax(axis=2)].sum(axis=0)  # (N, K)
    n = len(p)
    return 100 - 100 * np.mean((votes * (votes - 1)).sum(axis=1)) / (n * (n - 1))


def by_loops(p):
    n_networks, n_digits, _ = p.shape
    different = total = 0
    for digit in range(n_digits):
        for i in range(n_networks):
            for j in range(i):
                different += int(np.argmax(p[i, digit]) != np.argmax(p[j, digit]))
                total += 1
    return 100 * different / total


def one_hot(p):
    votes = (p == p.max(axis=2, keepdims=True)).astype(float)
    same = np.einsum("ink,jnk->ij", votes, votes) / p.shape[1]
    return 100 * (1 - same[np.tril_indices(len(p), -1)].mean())


def with_torch(p):
    chosen = torch.from_numpy(p).argmax(dim=2)
    i, j = torch.triu_indices(len(p), len(p), 1)
    return 100 * (chosen[i] != chosen[j]).double().mean()


WRONG = [
    (fraction, "in percent"),
    (with_itself, "agrees with itself"),
    (not_unanimous, "not *all* agree"),
    (with_the_first, "with the first one; all pairs"),
    (with_the_first_and_itself, "itself as well"),
    (neighbours, "next one in the list"),
    (two_only, "first two networks only"),
    (with_the_majority, "vote of the majority"),
    (agreement, "two networks *agree*"),
    (digits, "number of digits"),
    (sum_of_pairs, "how many pairs there are"),
    (of_probabilities, "another *class*"),
    (wrong_axis, "argmax over axis 2"),
    (unsure, "how unsure the networks are"),
    (for_each_digit, "expected"),
    (in_place, "changes p in place"),
    (nothing, "returned None"),
]

RIGHT = [by_numpy, by_all_ordered_pairs, by_counts, by_loops, one_hot, with_torch]
