"""Exercise 3.2: from pixels to the code and back, with tied weights."""

import numpy as np

from ...numpy_models.mlp import sigmoid
from ...teaching.exercise import Case, FunctionExercise, Mistake
from .autoencoders import random_autoencoder, random_inputs


def round_trip(auto, x):
    """The answer: the code, and what enters the sigmoid of the output."""
    h = sigmoid(x @ auto.W + auto.c)  # (N, H)
    return h, h @ auto.W.T + auto.b  # (N, V)


def round_trip_oracle(auto, x):
    """Number by number: h = 1 / (1 + exp(-sum)), and one weight for both directions."""
    h = 1 / (1 + np.exp(-np.einsum("nv,vh->nh", x, auto.W) - auto.c))
    return h, np.einsum("nh,vh->nv", h, auto.W) + auto.b


def _round_trip_cases():
    sizes = ((4, 3, 5), (2, 3, 3), (3, 2, 6))
    return [
        Case(f"{n} examples, {v} pixels, {h} hidden units", (random_autoencoder(v, h), random_inputs(n, v)))
        for n, v, h in sizes
    ]


def _trip(hidden=sigmoid, output=lambda a: a, transpose=True, b="b", c="c"):
    def run(auto, x):
        h = hidden(x @ auto.W + (getattr(auto, c) if c else 0))
        return h, output(h @ (auto.W.T if transpose else auto.W) + (getattr(auto, b) if b else 0))

    return run


ROUND_TRIP = FunctionExercise(
    "there and back",
    round_trip,
    round_trip_oracle,
    _round_trip_cases,
    mistakes=(
        Mistake("The second part has been through the sigmoid; return a itself, the loss needs it.",
                _trip(output=sigmoid)),
        Mistake("The decoder's bias b is missing: a = h W^T + b.", _trip(b=None)),
        Mistake("The encoder's bias c is missing: h = sigmoid(x W + c).", _trip(c=None)),
        Mistake("Both biases are missing.", _trip(b=None, c=None)),
        Mistake("The two biases are exchanged: c belongs to the code, b to the pixels.", _trip(b="c", c="b")),
        Mistake("The way back goes through the transpose of the weights, W.T.", _trip(transpose=False)),
        Mistake("The code is linear: apply the sigmoid to it.", _trip(hidden=lambda a: a)),
        Mistake("The code goes through tanh; the paper's units are logistic sigmoids.", _trip(hidden=np.tanh)),
        Mistake("The parts come in the wrong order: first the code h, then a.",
                lambda auto, x: round_trip(auto, x)[::-1]),
        Mistake("This is a alone; return the code as well: h, a.", lambda auto, x: round_trip(auto, x)[1]),
    ),
)  # fmt: skip
