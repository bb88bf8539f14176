"""Exercise 1.5: backpropagation, against finite differences of the loss."""

import numpy as np

from ...numpy_models import gradients, mlp
from ...numpy_models.mlp import Layer, sigmoid
from ...teaching.exercise import Case, FunctionExercise, Mistake
from ...teaching.usable import judge_digits, judge_speed
from .networks import N_BATCHES, minibatch, random_network


def _backward_oracle(params, activations, labels):
    """Finite differences of the loss, one weight at a time, in double precision."""
    params = [Layer(W.astype(float), b.astype(float)) for W, b in params]
    x, grads = activations[0].astype(float), []
    for depth, layer in enumerate(params):

        def loss(theta, depth=depth, field="W"):
            changed = list(params)
            changed[depth] = changed[depth]._replace(**{field: theta})
            return mlp.negative_log_likelihood(mlp.forward(changed, x)[-1], labels)

        dW = gradients.numerical_gradient(loss, layer.W)
        db = gradients.numerical_gradient(lambda b, loss=loss: loss(b, field="b"), layer.b)
        grads.append(Layer(dW, db))
    return grads


def _network(sizes, labels, scale=1.0):
    """Arguments for backward: a small network whose units do not saturate, its activations, and labels."""
    params, x = random_network(sizes, len(labels))
    params = [Layer(scale * W / np.sqrt(len(W)), scale * b) for W, b in params]
    return params, mlp.forward(params, x), np.array(labels)


def _backward_cases():
    single = [Layer(W.astype("f4"), b.astype("f4")) for W, b in _network((3, 5, 2), [1, 0])[0]]
    inputs = np.array([[0.5, 1, 0.2], [0, 0.3, 1]], np.float32)
    return [
        Case("no hidden layer, sizes 3-4, 2 examples", _network((3, 4), [0, 2])),
        Case("layers of equal size, 3-3-3-3, 2 examples", _network((3, 3, 3, 3), [2, 0])),
        Case("one hidden layer, sizes 3-5-2, 4 examples", _network((3, 5, 2), [1, 0, 0, 1])),
        Case("one example, sizes 3-5-2", _network((3, 5, 2), [1])),
        Case("as many examples as units, 3-3-3, 3 examples", _network((3, 3, 3), [1, 0, 1])),
        Case("layers of one unit, sizes 1-1-2", _network((1, 1, 2), [1, 0, 1])),
        Case("three hidden layers, sizes 4-5-3-6-2", _network((4, 5, 3, 6, 2), [1, 0])),
        Case("inputs that are all 0", _zero_inputs(_network((3, 5, 2), [1, 0]))),
        Case("scores of some thousands, of both signs", _network((2, 2), [0, 1, 0], scale=8000)),
        Case("a network and inputs in float32", (single, mlp.forward(single, inputs), np.array([1, 0]))),
    ]


def _zero_inputs(network):
    params, activations, labels = network
    return params, mlp.forward(params, 0 * activations[0]), labels


def one_hot(p, labels):
    return np.eye(p.shape[1])[labels]


def _columns(p, labels):
    """1 in the columns of all labels, in every row."""
    target = np.zeros_like(p)
    target[:, labels] = 1
    return target


def _overflowing_softmax(a):
    return np.exp(a) / np.exp(a).sum(axis=1, keepdims=True)


def _variant(
    scale=lambda p, y: len(y), slope=lambda h: h * (1 - h), weights=lambda W: W.T, sign=1.0, target=one_hot,
    to_p=mlp.softmax, db=lambda delta: delta.sum(axis=0), top=lambda p: 1, above=False,
):  # fmt: skip
    def run(params, activations, labels):
        p = to_p(activations[-1])
        delta = sign * (p - target(p, labels)) * top(p) / scale(p, labels)
        grads = []
        for depth in range(len(params) - 1, -1, -1):
            h = activations[depth]
            grads.append(Layer(h.T @ delta, db(delta)))
            if depth:  # the input needs no delta
                delta = (delta @ weights(params[depth].W)) * slope(activations[depth + 1] if above else h)
        return grads[::-1]

    return run


def _changed(W=lambda dW: dW, b=lambda db, n: db):
    def run(params, activations, labels):
        return [Layer(W(dW), b(db, len(labels))) for dW, db in mlp.backward(params, activations, labels)]

    return run


def _top_alone(params, activations, labels):
    grads = mlp.backward(params, activations, labels)
    return [*(Layer(0 * dW, 0 * db) for dW, db in grads[:-1]), grads[-1]]


def _as_layers(grads, *_):
    """A list of layers of plain arrays; what has other parts than pairs is left to the judge."""
    grads = list(grads)
    if any(isinstance(grad, dict) for grad in grads):
        return grads
    return [Layer(np.asarray(dW), np.asarray(db)) for dW, db in grads]


_HALF = "The slope of the sigmoid is h * (1 - h): half of it is missing."

BACKWARD = FunctionExercise(
    "backpropagation",
    mlp.backward,
    _backward_oracle,
    _backward_cases,
    mistakes=(
        Mistake("The mean over the batch is missing: divide the first delta by the number of examples.",
                _variant(scale=lambda p, y: 1)),
        Mistake("The first delta is divided by the number of classes; the mean is over the examples.",
                _variant(scale=lambda p, y: p.shape[1])),
        Mistake("The mean over the batch is taken twice: the first delta is already divided by N.",
                _variant(scale=lambda p, y: len(y) ** 2)),
        Mistake("The sign is wrong: the first delta is P minus one-hot, not one-hot minus P.", _variant(sign=-1.0)),
        Mistake("The labels are missing: the first delta is P minus one-hot of the labels.", _variant(target=lambda p, y: 0)),
        Mistake("delta[:, labels] takes the columns of all labels from every row; subtract 1 at one entry a row, "
                "delta[np.arange(N), labels].", _variant(target=_columns)),
        Mistake("The first delta is made from the scores; it needs their softmax.", _variant(to_p=lambda a: a)),
        Mistake("The softmax overflows: use yours, softmax(activations[-1]).", _variant(to_p=_overflowing_softmax)),
        Mistake("The softmax runs down the columns; the classes of an example are along its row.",
                _variant(to_p=lambda a: mlp.softmax(a.T).T)),
        Mistake("The output has no sigmoid, so its delta has no slope: P minus one-hot, divided by N, is all.",
                _variant(top=lambda p: p * (1 - p))),
        Mistake("The slope of the sigmoid is missing: multiply delta by h * (1 - h) on its way down.",
                _variant(slope=lambda h: 1)),
        Mistake("The slope of the sigmoid is h * (1 - h) in terms of its output h; you apply the sigmoid again.",
                _variant(slope=lambda h: sigmoid(h) * (1 - sigmoid(h)))),
        Mistake("This is the slope of tanh, 1 - h ** 2; the sigmoid's is h * (1 - h).", _variant(slope=lambda h: 1 - h**2)),
        Mistake(_HALF, _variant(slope=lambda h: h)),
        Mistake(_HALF, _variant(slope=lambda h: 1 - h)),
        Mistake("The slope is that of the layer's output; delta goes down through the sigmoid below, the layer's input.",
                _variant(above=True)),
        Mistake("delta goes down through the transpose of the weights: delta @ W.T.", _variant(weights=lambda W: W)),
        Mistake("The gradients come in the wrong order: you went from the top down, so reverse the list at the end.",
                lambda p, a, y: mlp.backward(p, a, y)[::-1]),
        Mistake("The gradients of the weights are transposed: h.T @ delta has the shape (fan-in, fan-out) of W.",
                _changed(W=np.transpose)),
        Mistake("The bias gradient db has the mean over the batch twice: delta is already divided by N, so sum it (axis=0).",
                _changed(b=lambda db, n: db / n)),
        Mistake("The gradients of the biases are 0: db is the sum of delta over the examples.", _changed(b=lambda db, n: 0 * db)),
        Mistake("keepdims=True leaves the summed axis standing: db has the shape of b, (fan-out,).",
                _variant(db=lambda delta: delta.sum(axis=0, keepdims=True))),
        Mistake("Only the output layer has its gradient: take delta down, layer by layer.", _top_alone),
    ),
    errors=(("matmul", "Two shapes do not fit: dW is h.T @ delta, and delta goes down as delta @ W.T."),),
    form=_as_layers,
    also=lambda answer: (judge_digits(answer, mlp.backward, _network((6, 5, 4), [0, 3, 1]), "sizes 6-5-4"),
                         judge_speed(answer, minibatch(), "20 digits and 100 hidden units", N_BATCHES)),
)  # fmt: skip
