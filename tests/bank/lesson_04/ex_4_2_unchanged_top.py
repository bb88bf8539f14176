"""Answers to exercise 4.2."""

import numpy as np

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


WRONG = [
    (lambda lower: RBM(lower.W.copy(), lower.c.copy(), lower.b.copy()), "transpose it"),
    (lambda lower: RBM(lower.W.T.copy(), lower.b.copy(), lower.c.copy()), "biases are exchanged"),
    (lambda lower: RBM(lower.W.T, lower.c, lower.b), "share memory"),
    (lambda lower: RBM(-lower.W.T, lower.c.copy(), lower.b.copy()), "sign of the weights"),
    (lambda lower: RBM(lower.W.T.copy(), 0 * lower.c, 0 * lower.b), "b and c of the top is all zero"),
    (lambda lower: lower.W.T.copy(), "three arrays"),
    (lambda lower: RBM(lower.W.T.copy(), -lower.c, lower.b.copy()), "other probabilities"),
]

RIGHT = [top_with_a_dead_unit, top_permuted, top_element_by_element]
