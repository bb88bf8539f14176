"""Answers to exercise 1.1."""

import numpy as np
import scipy.special


def exp_over_sum(a, taken_out=0.0):
    e = np.exp(a - taken_out)
    return e / np.sum(e, axis=1)[:, None]


def softmax_whole_batch(a):
    e = np.exp(a - np.max(a))
    return e / np.sum(e)


def softmax_columns(a):
    e = np.exp(a - np.max(a, axis=0))
    return e / e.sum(axis=0)


def softmax_not_normalised(a):
    return np.exp(a - np.max(a, axis=1)[:, None])


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


def softmax_lists(a):
    rows = []
    for row in a.tolist():
        powers = [np.exp(score - max(row)) for score in row]
        rows.append([power / sum(powers) for power in powers])
    return rows


def softmax_without_keepdims(a):
    e = np.exp(a - a.max(axis=1))
    return e / e.sum(axis=1)


def softmax_of_first_two(a):
    return np.array([scipy.special.softmax(a[0]), scipy.special.softmax(a[1])])


def softmax_in_place(a):
    a -= a.max(axis=1, keepdims=True)
    np.exp(a, out=a)
    a /= a.sum(axis=1, keepdims=True)
    return a


def softmax_turned(a):
    e = np.exp(a.T - a.T.max(axis=0))
    return (e / e.sum(axis=0)).T


class Softmax:
    def __call__(self, a):
        return scipy.special.softmax(a, axis=-1)


WRONG = [
    (exp_over_sum, "exponential overflows: subtract"),
    (softmax_whole_batch, "sum over the whole batch"),
    (scipy.special.softmax, "sum over the whole batch"),
    (softmax_columns, "down the columns"),
    (softmax_not_normalised, "do not sum to 1"),
    (softmax_no_exponential, "the exponential is missing"),
    (softmax_without_keepdims, "keepdims=True"),
    (lambda a: exp_over_sum(a, np.max(a)), "largest score of the whole batch"),
    (lambda a: exp_over_sum(a, np.max(a, axis=0)), "largest score of each column"),
    (lambda a: exp_over_sum(a, np.abs(a).max(axis=1)[:, None]), "largest absolute value"),
    (lambda a: exp_over_sum(a, a.min(axis=1)[:, None]), "row's smallest score"),
    (lambda a: exp_over_sum(a, a.mean(axis=1)[:, None]), "the mean of the scores"),
    (lambda a: exp_over_sum(a, a.mean()), "the mean of the scores"),
    (lambda a: exp_over_sum(a, a[:, [0]]), "row's first score"),
    (lambda a: exp_over_sum(a, a[:, [-1]]), "row's last score"),
    (lambda a: exp_over_sum(a, np.median(a, axis=1)[:, None]), "row's median"),
    (lambda a: exp_over_sum(a, np.sort(a, axis=1)[:, -2:][:, :1]), "row's second largest"),
    (lambda a: exp_over_sum(a, np.percentile(a, 90, axis=1)[:, None]), "With the row [0.0, 0.0,"),
    (lambda a: exp_over_sum(a, np.minimum(a.max(axis=1), 1100)[:, None]), "With the row [0.0, 1.0, 2000.0]"),
    (lambda a: exp_over_sum(np.clip(a, -500, 500)), "With a row of scores near 1000"),
    (lambda a: np.nan_to_num(exp_over_sum(a)), "With a row of scores near 1000"),
    (lambda a: scipy.special.log_softmax(a, axis=1), "logarithm of the softmax"),
    (lambda a: scipy.special.softmax(-a, axis=1), "sign is wrong"),
    (lambda a: 2 ** scipy.special.log_softmax(a, axis=1), "With the scores [[0, 1, 2]"),
    (lambda a: scipy.special.softmax(a, axis=1).squeeze(), "has shape (3,)"),
    (softmax_of_first_two, "has shape (2, 5)"),
    (lambda a: np.matrix(scipy.special.softmax(a, axis=1)), "is a matrix"),
    (softmax_lists, "return a NumPy array"),
    (lambda a: softmax_loop(a).astype(np.float16), "comes in float16"),
    (softmax_in_place, "changes a in place"),
]

RIGHT = [
    softmax_loop,
    Softmax(),
    lambda a: scipy.special.softmax(a, axis=1),
    lambda a: np.exp(a - np.logaddexp.reduce(a, axis=1)[:, None]),
    lambda a: 1 / np.exp(a[:, None] - a[:, :, None]).sum(axis=2),
    softmax_turned,
    softmax_float32,
    lambda a: scipy.special.softmax(a.astype(np.longdouble), axis=1),
]
