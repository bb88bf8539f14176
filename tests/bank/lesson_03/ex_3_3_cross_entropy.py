"""Answers to exercise 3.3."""

import numpy as np
import scipy.special

from utils.numpy_models.mlp import sigmoid


def loss_from_z(x, a):
    z = 1 / (1 + np.exp(-a))
    return -(x * np.log(z) + (1 - x) * np.log(1 - z)).sum() / len(x)


def loss_log_one_plus_exp(x, a):
    return np.mean(np.sum(np.log(1 + np.exp(a)) - x * a, axis=1))


def loss_mean_of_all(x, a):
    return np.mean(np.logaddexp(0, a) - a * x)


def loss_sum_of_all(x, a):
    return np.sum(np.logaddexp(0, a) - a * x)


def loss_negative(x, a):
    return -loss_softplus(x, a)


def loss_ink_only(x, a):
    return np.mean(np.sum(x * np.logaddexp(0, -a), axis=1))


def loss_squared(x, a):
    return np.mean(np.sum((x - sigmoid(a)) ** 2, axis=1))


def loss_each(x, a):
    return np.sum(np.logaddexp(0, a) - a * x, axis=1)


def loss_plus(x, a):
    return np.mean(np.sum(np.logaddexp(0, a) + a * x, axis=1))


def loss_softplus(x, a):
    return (np.maximum(a, 0) - x * a + np.log1p(np.exp(-np.abs(a)))).sum() / len(x)


def loss_two_terms(x, a):
    return np.mean(np.sum(x * np.logaddexp(0, -a) + (1 - x) * np.logaddexp(0, a), axis=1))


def loss_log_expit(x, a):
    terms = x * scipy.special.log_expit(a) + (1 - x) * scipy.special.log_expit(-a)
    return -np.einsum("nv->", terms) / x.shape[0]


def loss_rows(x, a):
    rows = [np.logaddexp(0.0, s) @ np.ones(len(s)) - t @ s for t, s in zip(x, a, strict=True)]
    return sum(rows) / len(rows)


WRONG = [
    (loss_from_z, "log 0"),
    (loss_log_one_plus_exp, "overflows"),
    (loss_mean_of_all, "mean over the pixels"),
    (loss_sum_of_all, "sum over the batch"),
    (loss_negative, "sign is wrong"),
    (loss_ink_only, "(1 - x) log(1 - z) is missing"),
    (loss_squared, "squared error"),
    (loss_each, "one loss for each example"),
    (loss_plus, "sign of the term x a"),
]

RIGHT = [loss_softplus, loss_two_terms, loss_log_expit, loss_rows]
