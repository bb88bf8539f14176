"""Exercise 1.5: backpropagation, against finite differences of the loss."""

import numpy as np

from ...numpy_models import gradients, mlp
from ...numpy_models.mlp import Layer, sigmoid
from ...teaching.exercise import Case, FunctionExercise, Mistake
from .networks import random_network


def _one_hot(labels, n_classes):
    return np.eye(n_classes)[labels]


def _backward_oracle(params, activations, labels):
    """Finite differences of the loss, one weight at a time."""
    x, grads = activations[0], []
    for depth, layer in enumerate(params):

        def loss(theta, depth=depth, field="W"):
            changed = list(params)
            changed[depth] = changed[depth]._replace(**{field: theta})
            return mlp.negative_log_likelihood(mlp.forward(changed, x)[-1], labels)

        dW = gradients.numerical_gradient(loss, layer.W)
        db = gradients.numerical_gradient(lambda b, loss=loss: loss(b, field="b"), layer.b)
        grads.append(Layer(dW, db))
    return grads


def _backward_case(says, sizes, labels):
    params, x = random_network(sizes, len(labels))
    params = [Layer(W / np.sqrt(len(W)), b) for W, b in params]
    return Case(says, (params, mlp.forward(params, x), np.array(labels)))


def _backward_cases():
    return [
        _backward_case("no hidden layer, sizes 3-4, 2 examples", (3, 4), [0, 2]),
        _backward_case("one hidden layer, sizes 3-5-2, 4 examples", (3, 5, 2), [1, 0, 0, 1]),
        _backward_case("layers of equal size, 3-3-3-3, 2 examples", (3, 3, 3, 3), [2, 0]),
    ]


def _backward_variant(scale=lambda n: n, slope=lambda h: h * (1 - h), transpose=True, sign=1.0, target=True):
    def run(params, activations, labels):
        n_classes = activations[-1].shape[1]
        delta = mlp.softmax(activations[-1]) - target * _one_hot(labels, n_classes)
        delta, grads = sign * delta / scale(len(labels)), []
        for (W, _), h in zip(reversed(params), reversed(activations[:-1]), strict=True):
            grads.append(Layer(h.T @ delta, delta.sum(axis=0)))
            if len(grads) < len(params):
                delta = (delta @ (W.T if transpose else W)) * slope(h)
        return grads[::-1]

    return run


def _backward_from_scores(params, activations, labels):
    """As backward, but with the scores where their softmax belongs."""
    scores, grads = activations[-1], list(params)
    delta = (scores - _one_hot(labels, scores.shape[1])) / len(labels)
    for i in range(len(params) - 1, -1, -1):
        h = activations[i]
        grads[i] = Layer(h.T @ delta, delta.sum(axis=0))
        delta = (delta @ params[i].W.T) * h * (1 - h)
    return grads


BACKWARD = FunctionExercise(
    "backpropagation",
    mlp.backward,
    _backward_oracle,
    _backward_cases,
    mistakes=(
        Mistake("The mean over the batch is missing: divide the first delta by the number of examples.",
                _backward_variant(scale=lambda n: 1)),
        Mistake("The sign is wrong: the first delta is P minus one-hot, not one-hot minus P.",
                _backward_variant(sign=-1.0)),
        Mistake("The slope of the sigmoid is missing: multiply delta by h * (1 - h) on its way down.",
                _backward_variant(slope=lambda h: 1)),
        Mistake("The slope of the sigmoid is h * (1 - h) in terms of its output h; you apply the sigmoid again.",
                _backward_variant(slope=lambda h: sigmoid(h) * (1 - sigmoid(h)))),
        Mistake("This is the slope of tanh, 1 - h ** 2; the sigmoid's is h * (1 - h).",
                _backward_variant(slope=lambda h: 1 - h**2)),
        Mistake("delta goes down through the transpose of the weights: delta @ W.T.",
                _backward_variant(transpose=False)),
        Mistake("The labels are missing: the first delta is P minus one-hot of the labels.",
                _backward_variant(target=False)),
        Mistake("The gradients come in the wrong order: you went from the top down, so reverse the list at the end.",
                lambda p, a, y: mlp.backward(p, a, y)[::-1]),
        Mistake("The gradients of the weights are transposed: h.T @ delta has the shape (fan-in, fan-out) of W.",
                lambda p, a, y: [Layer(g.W.T, g.b) for g in mlp.backward(p, a, y)]),
        Mistake("The bias gradient db has the mean over the batch twice: delta is already divided by N, so sum it (axis=0).",
                lambda p, a, y: [Layer(g.W, g.b / len(y)) for g in mlp.backward(p, a, y)]),
        Mistake("The mean over the batch is taken twice: the first delta is already divided by N.",
                _backward_variant(scale=lambda n: n**2)),
        Mistake("The first delta is made from the scores; it needs their softmax.",
                _backward_from_scores),
    ),
    form=lambda grads, *_: [Layer(*grad) for grad in grads],
)  # fmt: skip
