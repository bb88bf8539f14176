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


def nll_taken_out(a, labels, m):
    log_sum = m + np.log(np.sum(np.exp(a - m), axis=1, keepdims=True))
    return np.mean(log_sum[:, 0] - a[range(len(a)), labels])


def nll_all_columns(a, labels):
    return -np.mean((a - scipy.special.logsumexp(a, axis=1)[:, None])[:, labels])


def nll_with_small_constant(a, labels):
    return -np.mean(np.log(scipy.special.softmax(a, axis=1)[range(len(a)), labels] + 1e-12))


def nll_cut_off(a, labels):
    p = softmax_loop(a)[range(len(a)), labels]
    return -np.log(np.maximum(p, 1e-15)).mean()


def nll_shifted_by_label(a, labels):
    own = np.take_along_axis(a, labels[:, None], axis=1)
    return np.mean(np.log(np.exp(a - own).sum(axis=1)))


def nll_in_place(a, labels):
    a -= a.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(a).sum(axis=1)) - a[range(len(a)), labels])


class Likelihood:
    def __call__(self, scores, classes):
        return np.array(-log_p(scores, classes).mean())


def nll_with_more_digits(a, labels):
    return -log_p(a.astype(np.longdouble), labels).mean()


WRONG = [
    (lambda a, labels: log_p(a, labels).mean(), "sign is wrong"),
    (lambda a, labels: -log_p(a, labels).sum(), "sum over the examples"),
    (lambda a, labels: -log_p(a, labels), "vector with one loss"),
    (lambda a, labels: -log_p(a, labels).sum() / a.shape[1], "divided by the number of classes"),
    (nll_through_softmax, "underflowed to 0"),
    (nll_overflow, "overflows"),
    (nll_of_winner, "most probable class"),
    (lambda a, labels: -log_p(a, labels).mean() / np.log(2), "bits"),
    (lambda a, labels: -log_p(a, labels).mean() * np.log10(np.e), "base 10"),
    (nll_maximum_forgotten, "not added back"),
    (nll_all_columns, "takes the columns"),
    (nll_with_small_constant, "caps the loss"),
    (nll_cut_off, "away from 0"),
    (lambda a, labels: -np.log(np.exp(log_p(a, labels)).mean()), "logarithm of the mean"),
    (lambda a, labels: -np.exp(log_p(a, labels)).mean(), "logarithm is missing"),
    (lambda a, labels: scipy.special.logsumexp(a, axis=1).mean(), "label's score is missing"),
    (lambda a, labels: -a[np.arange(len(a)), labels].mean(), "log of the sum is missing"),
    (lambda a, labels: -scipy.special.log_softmax(a, axis=1).mean(), "averages over all classes"),
    (lambda a, labels: nll_taken_out(a, labels, a.min(axis=1)[:, None]), "row's smallest score"),
    (lambda a, labels: nll_taken_out(a, labels, a.mean(axis=1)[:, None]), "mean of the scores"),
    (lambda a, labels: nll_taken_out(a, labels, a[:, [0]]), "row's first score"),
    (lambda a, labels: nll_taken_out(a, labels, a[:, [-1]]), "row's last score"),
    (lambda a, labels: nll_taken_out(a, labels, np.max(a)), "largest score of the whole batch"),
    (lambda a, labels: nll_taken_out(a, labels, abs(a).max(axis=1)[:, None]), "largest absolute value"),
    (nll_shifted_by_label, "label's score out of the sum"),
    (lambda a, labels: (a.argmax(axis=1) != labels).mean(), "With equal scores for 10 classes"),
    (lambda a, labels: np.array([-log_p(a, labels).mean()]), "has shape (1,)"),
    (lambda a, labels: np.float32(-log_p(a, labels).mean()), "comes in float32"),
    (lambda a, labels: float(-log_p(a.astype("f4"), labels).mean()), "digits only"),
    (nll_in_place, "changes a in place"),
]

RIGHT = [
    nll_loop,
    nll_one_hot,
    Likelihood(),
    nll_with_more_digits,
    lambda a, labels: -np.trace(scipy.special.log_softmax(a, axis=1)[:, labels]) / len(labels),
    lambda a, labels: np.logaddexp.reduce(a - np.take_along_axis(a, labels[:, None], 1), axis=1).mean(),
]
