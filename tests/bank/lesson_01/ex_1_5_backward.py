"""Answers to exercise 1.5."""

import numpy as np
import scipy.special

from utils.numpy_models import mlp
from utils.numpy_models.mlp import Layer, sigmoid

from .ex_1_1_softmax import softmax_loop


def backward_as(params, activations, labels, first=lambda p, t: p - t, n=len, slope=lambda h: h * (1 - h)):
    p = softmax_loop(activations[-1])
    delta = first(p, np.eye(p.shape[1])[labels]) / n(labels)
    grads = [None] * len(params)
    for i in range(len(params) - 1, -1, -1):
        grads[i] = Layer(activations[i].T @ delta, delta.sum(0))
        delta = delta @ params[i].W.T * slope(activations[i])
    return grads


def backward_no_mean(params, activations, labels):
    return backward_as(params, activations, labels, n=lambda labels: 1)


def backward_sign(params, activations, labels):
    return backward_as(params, activations, labels, first=lambda p, t: t - p)


def backward_no_slope(params, activations, labels):
    return backward_as(params, activations, labels, slope=lambda h: 1)


def backward_sigmoid_twice(params, activations, labels):
    return backward_as(params, activations, labels, slope=lambda h: sigmoid(h) * (1 - sigmoid(h)))


def backward_no_labels(params, activations, labels):
    return backward_as(params, activations, labels, first=lambda p, t: p)


def backward_not_reversed(params, activations, labels):
    return backward_as(params, activations, labels)[::-1]


def backward_not_transposed(params, activations, labels):
    delta = softmax_loop(activations[-1])
    delta[np.arange(len(labels)), labels] -= 1
    delta = delta / len(labels)
    grads = []
    for layer, h in zip(params[::-1], activations[-2::-1], strict=True):
        grads.insert(0, Layer(h.T @ delta, delta.sum(0)))
        if layer is not params[0]:
            delta = delta @ layer.W * h * (1 - h)
    return grads


def backward_db_not_summed(params, activations, labels):
    return [Layer(g.W, np.tile(g.b, (len(labels), 1))) for g in backward_as(params, activations, labels)]


def backward_labels_in_place(params, activations, labels):
    activations[-1][np.arange(len(labels)), labels] -= 1
    activations[-1][np.arange(len(labels)), labels] += 1
    activations[0] *= 1.5
    return backward_as(params, [activations[0] / 1.5, *activations[1:]], labels)


def backward_einsum(params, activations, labels):
    delta = (scipy.special.softmax(activations[-1], axis=1) - np.eye(len(params[-1].b))[labels]) / len(labels)
    grads = ()
    for i in reversed(range(len(params))):
        grads = (Layer(np.einsum("nv,nh->vh", activations[i], delta), np.einsum("nh->h", delta)), *grads)
        h = activations[i]
        delta = np.einsum("nh,vh,nv->nv", delta, params[i].W, h - h**2)
    return list(grads)


def backward_example_by_example(params, activations, labels):
    total = None
    for n in range(len(labels)):
        one = backward_as(params, [h[n : n + 1] for h in activations], labels[n : n + 1])
        if total is None:
            total = one
        else:
            total = [Layer(t.W + g.W, t.b + g.b) for t, g in zip(total, one, strict=True)]
    return [Layer(t.W / len(labels), t.b / len(labels)) for t in total]


def backward_float32(params, activations, labels):
    params = [Layer(W.astype("f4"), b.astype("f4")) for W, b in params]
    grads = mlp.backward(params, [h.astype("f4") for h in activations], labels)
    return [(dW, db) for dW, db in grads]


def backward_transposed(params, activations, labels):
    return [Layer(g.W.T, g.b) for g in backward_as(params, activations, labels)]


def backward_mean_twice(params, activations, labels):
    return backward_as(params, activations, labels, n=lambda labels: len(labels) ** 2)


def backward_scores(params, activations, labels):
    delta = activations[-1] - np.eye(activations[-1].shape[1])[labels]
    delta, grads = delta / len(labels), []
    for i in range(len(params) - 1, -1, -1):
        grads.append(Layer(activations[i].T @ delta, delta.sum(axis=0)))
        delta = (delta @ params[i].W.T) * activations[i] * (1 - activations[i])
    return grads[::-1]


WRONG = [
    (backward_no_mean, "mean over the batch is missing"),
    (backward_sign, "sign is wrong"),
    (backward_no_slope, "slope of the sigmoid is missing"),
    (backward_sigmoid_twice, "sigmoid again"),
    (backward_no_labels, "labels are missing"),
    (backward_not_reversed, "wrong order"),
    (backward_not_transposed, "raised ValueError"),
    (backward_transposed, "transposed"),
    (backward_mean_twice, "taken twice"),
    (backward_scores, "needs their softmax"),
    (backward_db_not_summed, "expected (4,)"),
    (backward_labels_in_place, "changes activations in place"),
]

RIGHT = [backward_einsum, backward_example_by_example, backward_float32]
