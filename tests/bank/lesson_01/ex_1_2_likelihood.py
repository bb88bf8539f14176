"""Answers to exercise 1.2."""

import numpy as np
import scipy.special

from .ex_1_1_softmax import softmax_loop


def log_p(a, labels):
    a = a - a.max(axis=1)[:, None]
    return a[np.arange(len(a)), labels] - np.log(np.exp(a).sum(axis=1))


def nll_through_softmax(a, labels):
    p = softmax_loop(a)
    return -np.mean(np.log(p[np.arange(len(labels)), labels]))


def nll_overflow(a, labels):
    return np.mean(np.log(np.sum(np.exp(a), axis=1)) - a[np.arange(len(labels)), labels])


def nll_of_winner(a, labels):
    return -log_p(a, np.argmax(a, axis=1)).mean()


def nll_loop(a, labels):
    total = 0.0
    for row, label in zip(a, labels, strict=True):
        total += scipy.special.logsumexp(row) - row[label]
    return total / len(labels)


def nll_one_hot(a, labels):
    return -np.einsum("nk,nk->", np.eye(a.shape[1])[labels], scipy.special.log_softmax(a, axis=1)) / len(a)


def nll_maximum_forgotten(a, labels):
    m = a.max(axis=1)
    return np.mean(np.log(np.exp(a - m[:, None]).sum(axis=1)) - a[range(len(a)), labels])


def nll_all_columns(a, labels):
    return -np.mean((a - scipy.special.logsumexp(a, axis=1)[:, None])[:, labels])


def nll_with_small_constant(a, labels):
    return -np.mean(np.log(scipy.special.softmax(a, axis=1)[range(len(a)), labels] + 1e-12))


WRONG = [
    (lambda a, labels: log_p(a, labels).mean(), "sign is wrong"),
    (lambda a, labels: -log_p(a, labels).sum(), "sum over the examples"),
    (lambda a, labels: -log_p(a, labels), "vector with one loss"),
    (nll_through_softmax, "underflowed to 0"),
    (nll_overflow, "overflows"),
    (nll_of_winner, "most probable class"),
    (lambda a, labels: -log_p(a, labels).mean() / np.log(2), "bits"),
    (nll_maximum_forgotten, "not added back"),
    (nll_all_columns, "takes the columns"),
    (nll_with_small_constant, "caps the loss"),
]

RIGHT = [nll_loop, nll_one_hot, lambda a, labels: np.float32(-log_p(a, labels).mean())]
