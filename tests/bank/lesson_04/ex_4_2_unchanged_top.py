"""Answers to exercise 4.2."""

from types import SimpleNamespace

import numpy as np

from utils.numpy_models.mlp import Layer
from utils.numpy_models.rbm import RBM


def top_with_a_dead_unit(lower):
    W = np.hstack((lower.W.T, np.zeros((len(lower.c), 1))))
    return RBM(W, np.array(lower.c), np.append(lower.b, 0.3))


def top_permuted(lower):
    order = np.arange(len(lower.b))[::-1]
    return RBM(lower.W[order].T.copy(), lower.c.copy(), lower.b[order].copy())


def top_element_by_element(lower):
    n_visible, n_hidden = lower.W.shape
    W = np.zeros((n_hidden, n_visible))
    for j in range(n_visible):
        for i in range(n_hidden):
            W[i, j] = lower.W[j, i]
    return W, 1.0 * lower.c, 1.0 * lower.b


def top_of_lists(lower):
    return RBM(lower.W.T.tolist(), lower.c.tolist(), lower.b.tolist())


def top_in_a_list(lower):
    return [np.ascontiguousarray(lower.W.T) + 0, np.copy(lower.c), np.copy(lower.b)]


class Top:
    """The function as an object that is called."""

    def __call__(self, lower):
        return lower._replace(W=np.array(lower.W.T), b=np.array(lower.c), c=np.array(lower.b))


def top_as_an_object(lower):
    return SimpleNamespace(W=np.einsum("vh->hv", lower.W).copy(), b=lower.c + 0, c=lower.b + 0)


def top_in_float64(lower):
    return RBM(*(part.astype(np.float64) for part in (np.transpose(lower.W), lower.c, lower.b)))


def top_wraps_half_precision(lower):
    return RBM(*(part.astype(np.float16) for part in (lower.W.T, lower.c, lower.b)))


def top_in_float32(lower):
    return RBM(*(part.astype(np.float32) for part in (lower.W.T, lower.c, lower.b)))


def top_read_only(lower):
    new = RBM(lower.W.T.copy(), lower.c.copy(), lower.b.copy())
    new.c.flags.writeable = False
    return new


def top_matrix(lower):
    return RBM(np.matrix(lower.W.T), lower.c.copy(), lower.b.copy())


def top_changes_lower(lower):
    lower.c[...] = 0
    return RBM(lower.W.T.copy(), lower.c.copy(), lower.b.copy())


KEPT = {}


def top_kept(lower):
    new = RBM(lower.W.T.copy(), lower.c.copy(), lower.b.copy())
    return KEPT.setdefault(lower.W.tobytes(), new)


def top_with_nan(lower):
    return RBM(lower.W.T.copy(), lower.c * np.nan, lower.b.copy())


WRONG = [
    (lambda lower: RBM(lower.W.copy(), lower.c.copy(), lower.b.copy()), "W needs 3 rows"),
    (lambda lower: RBM(lower.W.T.copy(), lower.b.copy(), lower.c.copy()), "biases are exchanged"),
    (lambda lower: RBM(lower.W.T, lower.c, lower.b), "share memory"),
    (lambda lower: RBM(lower.W.T.copy(), lower.c, lower.b), "training the top would move the lower"),
    (lambda lower: RBM(-lower.W.T, lower.c.copy(), lower.b.copy()), "sign of the weights"),
    (lambda lower: RBM(lower.W.T.copy(), 0 * lower.c, 0 * lower.b), "b and c of the top is all zero"),
    (lambda lower: lower.W.T.copy(), "three arrays"),
    (lambda lower: (lower.W.T.copy(), lower.c.copy()), "three arrays"),
    (lambda lower: RBM(lower.W.T.copy(), -lower.c, lower.b.copy()), "sign of b is turned"),
    (lambda lower: RBM(lower.W.T.copy(), lower.c.copy(), -lower.b), "sign of c is turned"),
    (lambda lower: RBM(lower.W.reshape(lower.W.T.shape), lower.c.copy(), lower.b.copy()), "reshape does not"),
    (lambda lower: RBM(lower.W.T / 2, lower.c.copy(), lower.b.copy()), "the hidden state h ="),
    (lambda lower: lower._replace(W=lower.W.T.copy()), "biases are exchanged"),
    (lambda lower: lower, "W needs 3 rows"),
    (lambda lower: RBM(lower.W.T.copy(), lower.c[:, None].copy(), lower.b.copy()), "exchanged or missing"),
    (top_in_float32, "dtype float32, the lower RBM float64"),
    (top_wraps_half_precision, "dtype float16, the lower RBM float64"),
    (top_changes_lower, "changes lower in place"),
    (top_kept, "two calls return the same memory"),
    (top_with_nan, "NaN"),
    (top_of_lists, "W is a list"),
    (top_read_only, "c is read-only"),
    (top_matrix, "W is a matrix"),
    (lambda lower: Layer(lower.W.T.copy(), lower.c.copy()), "a Layer of 2 parts"),
    (top_as_an_object, "three arrays"),
    (lambda lower: None, "return missing"),
]

RIGHT = [
    top_with_a_dead_unit,
    top_permuted,
    top_element_by_element,
    top_in_a_list,
    top_in_float64,
    Top(),
]
