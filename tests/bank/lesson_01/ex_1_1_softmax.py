"""Answers to exercise 1.1."""

import numpy as np
import scipy.special


def softmax_naive(a):
    e = np.exp(a)
    return e / np.sum(e, axis=1)[:, None]


def softmax_whole_batch(a):
    e = np.exp(a - np.max(a))
    return e / np.sum(e)


def softmax_columns(a):
    e = np.exp(a - np.max(a, axis=0))
    return e / e.sum(axis=0)


def softmax_not_normalised(a):
    return np.exp(a - np.max(a, axis=1)[:, None])


def softmax_batch_maximum(a):
    e = np.exp(a - np.max(a))
    return e / e.sum(axis=1)[:, None]


def softmax_no_exponential(a):
    return a / a.sum(axis=1)[:, None]


def softmax_loop(a):
    out = np.empty(a.shape)
    for n, row in enumerate(a):
        shifted = [np.exp(s - max(row)) for s in row]
        out[n] = np.array(shifted) / sum(shifted)
    return out


def softmax_float32(a):
    a = a.astype(np.float32)
    e = np.exp(a - a.max(axis=1)[:, None])
    return e / np.einsum("nk->n", e)[:, None]


def softmax_without_keepdims(a):
    e = np.exp(a - a.max(axis=1))
    return e / e.sum(axis=1)


WRONG = [
    (softmax_naive, "exponential overflows"),
    (softmax_whole_batch, "whole batch"),
    (softmax_columns, "down the columns"),
    (softmax_not_normalised, "do not sum to 1"),
    (softmax_batch_maximum, "largest score of the whole batch"),
    (softmax_no_exponential, "the exponential is missing"),
    (softmax_without_keepdims, "keepdims=True"),
]

RIGHT = [softmax_loop, softmax_float32, lambda a: scipy.special.softmax(a, axis=1)]
