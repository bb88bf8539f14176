"""Answers to exercise 2.2."""

import itertools

import numpy as np
import scipy.special
import torch

expit = scipy.special.expit


def f_sign(v, W, b, c):
    return v @ b + np.logaddexp(0, v @ W + c).sum(axis=1)


def f_hidden_sign(v, W, b, c):
    return -v @ b + np.logaddexp(0, v @ W + c).sum(axis=1)


def f_no_visible(v, W, b, c):
    return -np.logaddexp(0, v @ W + c).sum(axis=1)


def f_no_hidden_bias(v, W, b, c):
    return -v @ b - np.logaddexp(0, v @ W).sum(axis=1)


def f_overflow(v, W, b, c):
    return -v @ b - np.log(1 + np.exp(v @ W + c)).sum(axis=1)


def f_no_one(v, W, b, c):
    return -v @ b - np.log(np.exp(v @ W + c)).sum(axis=1)


def f_batch_sum(v, W, b, c):
    return -(v @ b).sum() - np.logaddexp(0, v @ W + c).sum()


def f_expected_energy(v, W, b, c):
    h = expit(v @ W + c)
    return -np.einsum("nj,ji,ni->n", v, W, h) - v @ b - h @ c


def f_one_minus(v, W, b, c):
    return -v @ b - np.logaddexp(0, -(v @ W + c)).sum(axis=1)


def f_relu(v, W, b, c):
    return -v @ b - np.maximum(v @ W + c, 0).sum(axis=1)


def f_mean(v, W, b, c):
    return -v @ b - np.logaddexp(0, v @ W + c).mean(axis=1)


def f_sigmoid(v, W, b, c):
    return -v @ b - expit(v @ W + c).sum(axis=1)


def f_log2(v, W, b, c):
    return f_float64(v, W, b, c) / np.log(2)


def f_column(v, W, b, c):
    return f_float64(v, W, b, c)[:, None]


def f_masked(v, W, b, c):
    return np.ma.array(f_float64(v, W, b, c))


def f_tensor(v, W, b, c):
    return torch.from_numpy(f_float64(v, W, b, c))


def f_list(v, W, b, c):
    return list(f_float64(v, W, b, c))


def f_float16(v, W, b, c):
    return f_float64(v, W, b, c).astype(np.float16)


def f_clipped(v, W, b, c):
    """Clips what goes into the exponential: right for small inputs."""
    return -v @ b - np.log1p(np.exp(np.clip(v @ W + c, -30, 30))).sum(axis=1)


def f_axis_0(v, W, b, c):
    return -v @ b - np.logaddexp(0, v @ W + c).sum(axis=0)


def f_no_axis(v, W, b, c):
    return -v @ b - np.logaddexp(0, v @ W + c).sum()


def f_in_place(v, W, b, c):
    free = f_float64(v, W, b, c)
    v *= 2
    return free


def f_prints_nothing(v, W, b, c):
    print(-v @ b - np.logaddexp(0, v @ W + c).sum(axis=1))


def f_float64(v, W, b, c):
    return -v @ b - np.logaddexp(0, v @ W + c).sum(axis=1)


def f_where(v, W, b, c):
    a = v @ W + c
    return -v @ b - np.where(a > 30, a, np.log1p(np.exp(np.minimum(a, 30)))).sum(axis=1)


class FAsObject:
    """An instance that can be called."""

    def __call__(self, *args):
        return f_float64(*args)


def f_loops(v, W, b, c):
    out = np.zeros(len(v))
    for n, row in enumerate(v):
        out[n] = -sum(row * b)
        for i in range(len(c)):
            a = c[i] + sum(row[j] * W[j, i] for j in range(len(b)))
            out[n] -= max(a, 0) + np.log1p(np.exp(-abs(a)))
    return out


def f_log_expit(v, W, b, c):
    return scipy.special.log_expit(-(v @ W + c)).sum(axis=-1) - np.einsum("nj,j->n", v, b)


def f_enumerates(v, W, b, c):
    h = np.array(list(itertools.product([0, 1], repeat=len(c))))
    return -(v @ b) - scipy.special.logsumexp((v @ W + c) @ h.T, axis=1)


def f_float32(v, W, b, c):
    v, W, b, c = (np.asarray(part, np.float32) for part in (v, W, b, c))
    return -v @ b - np.logaddexp(0, v @ W + c).sum(1)


WRONG = [
    (f_sign, "this is -F"),
    (f_hidden_sign, "sign of the hidden part"),
    (f_no_visible, "visible biases are forgotten"),
    (f_no_hidden_bias, "hidden biases are forgotten"),
    (f_overflow, "overflows"),
    (f_no_one, "1 is missing"),
    (f_batch_sum, "one number for the whole batch"),
    (f_expected_energy, "entropy"),
    (f_one_minus, "sign in the exponent"),
    (f_relu, "likelier state"),
    (f_mean, "mean over the hidden units"),
    (f_sigmoid, "sigmoid in the place"),
    (f_log2, "in bits"),
    (f_column, "has shape (1, 1)"),
    (f_list, "is a list"),
    (f_masked, "is a MaskedArray; return a plain NumPy array"),
    (f_tensor, "is a Tensor; return a plain NumPy array"),
    (f_float16, "near ±100,000: the result contains NaN or infinite"),
    (f_clipped, "inputs to hidden units near ±100,000"),
    (f_axis_0, "goes over the examples"),
    (f_no_axis, "summed over the whole batch"),
    (f_in_place, "in place"),
    (f_prints_nothing, "return missing"),
    (f_enumerates, "with 20 digits and 100 hidden units"),
]

RIGHT = [f_loops, f_log_expit, f_float32, f_where, FAsObject()]
