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


def backward_columns(params, activations, labels):
    delta = softmax_loop(activations[-1])
    delta[:, labels] -= 1
    delta, grads = delta / len(labels), []
    for i in range(len(params) - 1, -1, -1):
        grads.append(Layer(activations[i].T @ delta, delta.sum(axis=0)))
        delta = (delta @ params[i].W.T) * activations[i] * (1 - activations[i])
    return grads[::-1]


def backward_overflows(params, activations, labels):
    e = np.exp(activations[-1])
    delta = (e / e.sum(axis=1)[:, None] - np.eye(e.shape[1])[labels]) / len(labels)
    grads = []
    for i in range(len(params) - 1, -1, -1):
        grads.append(Layer(activations[i].T @ delta, delta.sum(axis=0)))
        delta = (delta @ params[i].W.T) * activations[i] * (1 - activations[i])
    return grads[::-1]


def backward_two_layers(params, activations, labels):
    x, h, scores = activations
    top = (softmax_loop(scores) - np.eye(scores.shape[1])[labels]) / len(labels)
    low = top @ params[1].W.T * h * (1 - h)
    return [Layer(x.T @ low, low.sum(axis=0)), Layer(h.T @ top, top.sum(axis=0))]


def backward_no_biases(params, activations, labels):
    return [Layer(g.W, 0 * g.b) for g in backward_as(params, activations, labels)]


def backward_mean_of_biases(params, activations, labels):
    return [Layer(g.W, g.b / len(labels)) for g in backward_as(params, activations, labels)]


def backward_squeezed(params, activations, labels):
    return [Layer(np.squeeze(g.W), np.squeeze(g.b)) for g in backward_as(params, activations, labels)]


def backward_top_alone(params, activations, labels):
    grads = backward_as(params, activations, labels)
    return [*(Layer(0 * g.W, 0 * g.b) for g in grads[:-1]), grads[-1]]


def backward_moves(params, activations, labels):
    """Takes the step as well, on the way down."""
    delta = (softmax_loop(activations[-1]) - np.eye(len(params[-1].b))[labels]) / len(labels)
    grads = []
    for (W, b), h in zip(params[::-1], activations[-2::-1], strict=True):
        grads.insert(0, Layer(h.T @ delta, delta.sum(axis=0)))
        delta = (delta @ W.T) * h * (1 - h)
        W -= 0.1 * grads[0].W
        b -= 0.1 * grads[0].b
    return grads


def backward_dictionaries(params, activations, labels):
    return [{"W": g.W, "b": g.b} for g in backward_as(params, activations, labels)]


def backward_generator(params, activations, labels):
    yield from map(tuple, backward_as(params, activations, labels))


def backward_recursive(params, activations, labels):
    def down(i, delta):
        if i < 0:
            return []
        h, W = activations[i], params[i].W
        return [*down(i - 1, delta @ W.T * (h - h * h)), [h.T @ delta, np.ones(len(delta)) @ delta]]

    p = softmax_loop(activations[-1])
    p[np.arange(len(labels)), labels] -= 1
    return down(len(params) - 1, p / len(labels))


class Backward:
    def __call__(self, network, outputs, classes):
        return tuple((np.matrix(g.W), g.b.tolist()) for g in backward_as(network, outputs, classes))


WRONG = [
    (backward_no_mean, "mean over the batch is missing"),
    (lambda p, a, y: backward_as(p, a, y, n=lambda _: a[-1].shape[1]), "number of classes"),
    (backward_sign, "sign is wrong"),
    (backward_no_slope, "slope of the sigmoid is missing"),
    (backward_sigmoid_twice, "sigmoid again"),
    (lambda p, a, y: backward_as(p, a, y, slope=lambda h: 1 - h**2), "slope of tanh"),
    (lambda p, a, y: backward_as(p, a, y, slope=lambda h: 1 - h), "half of it is missing"),
    (backward_no_labels, "labels are missing"),
    (backward_columns, "takes the columns of all labels"),
    (backward_overflows, "softmax overflows"),
    (backward_not_reversed, "wrong order"),
    (backward_not_transposed, "transpose of the weights"),
    (backward_transposed, "transposed"),
    (backward_mean_twice, "taken twice"),
    (backward_scores, "needs their softmax"),
    (backward_db_not_summed, "expected (4,)"),
    (backward_no_biases, "biases are 0"),
    (backward_mean_of_biases, "mean over the batch twice"),
    (backward_top_alone, "Only the output layer"),
    (backward_two_layers, "With no hidden layer"),
    (backward_squeezed, "With layers of one unit"),
    (backward_dictionaries, "must be a Layer of (W, b)"),
    (lambda p, a, y: [(W.astype("f2"), b) for W, b in backward_as(p, a, y)], "comes in float16"),
    (backward_labels_in_place, "changes activations in place"),
    (backward_moves, "changes params in place"),
]

RIGHT = [
    backward_einsum,
    backward_example_by_example,
    backward_float32,
    backward_generator,
    backward_recursive,
    Backward(),
]
