"""Exercise 1.3: the forward pass of a network of any depth."""

import numpy as np

from ...numpy_models import mlp
from ...numpy_models.mlp import sigmoid
from ...teaching.exercise import Case, FunctionExercise, Mistake
from .networks import random_network


def _forward_oracle(params, x):
    """With sums instead of matrix products, and 1 / (1 + exp(-a)) written out."""
    activations = [x]
    for depth, (W, b) in enumerate(params, start=1):
        a = np.einsum("nv,vh->nh", activations[-1], W) + b
        activations.append(a if depth == len(params) else 1 / (1 + np.exp(-a)))
    return activations


def _forward_cases():
    return [
        Case("one hidden layer, sizes 3-4-2, 5 examples", random_network((3, 4, 2), 5)),
        Case("no hidden layer, sizes 3-2", random_network((3, 2), 4)),
        Case("three hidden layers, sizes 4-5-3-6-2", random_network((4, 5, 3, 6, 2), 2)),
    ]


def _forward_variant(hidden=sigmoid, output=lambda a: a, bias=1.0, first=True):
    def run(params, x):
        activations = [x]
        for W, b in params[:-1]:
            activations.append(hidden(activations[-1] @ W + bias * b))
        W, b = params[-1]
        activations.append(output(activations[-1] @ W + bias * b))
        return activations if first else activations[1:]

    return run


FORWARD = FunctionExercise(
    "forward pass",
    mlp.forward,
    _forward_oracle,
    _forward_cases,
    mistakes=(
        Mistake("The output layer went through the sigmoid; its scores stay linear.",
                _forward_variant(output=sigmoid)),
        Mistake("The output layer went through the softmax; return the scores, the softmax comes later.",
                _forward_variant(output=mlp.softmax)),
        Mistake("The biases are missing: each layer computes h @ W + b.", _forward_variant(bias=0.0)),
        Mistake("The sign of the biases is wrong: each layer computes h @ W + b.", _forward_variant(bias=-1.0)),
        Mistake("The hidden layers are linear: apply the sigmoid to each of them.",
                _forward_variant(hidden=lambda a: a)),
        Mistake("The hidden layers use tanh; here they use the sigmoid.", _forward_variant(hidden=np.tanh)),
        Mistake("The list must start with the input x itself; backpropagation needs it.",
                _forward_variant(first=False)),
        Mistake("The scores of the output layer are missing at the end of the list.",
                lambda params, x: mlp.forward(params, x)[:-1]),
        Mistake("Return the whole list [x, h1, ..., scores], not the scores alone.",
                lambda params, x: mlp.forward(params, x)[-1]),
    ),
    errors=(("matmul", "A layer's input does not fit its weights: each layer takes the newest activations, not x again."),),
)  # fmt: skip
