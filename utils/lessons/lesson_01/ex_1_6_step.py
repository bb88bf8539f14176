"""Exercise 1.6: a step of gradient descent, in place."""

import numpy as np

from ...numpy_models import mlp
from ...numpy_models.mlp import Layer
from ...teaching.exercise import Case, FunctionExercise, Mistake
from .networks import random_network


def _step_oracle(params, grads, rate):
    for layer, grad in zip(params, grads, strict=True):
        np.copyto(layer.W, layer.W + grad.W * -rate)
        np.copyto(layer.b, layer.b + grad.b * -rate)


def _step_cases():
    params, grads = random_network((3, 4, 2), 1)[0], random_network((3, 4, 2), 1)[0]
    grads = [Layer(dW + 1, db - 1) for dW, db in grads]
    return [Case("sizes 3-4-2 and rate 0.1", (params, grads, 0.1)), Case("rate 2", (params, grads, 2.0))]


def _step_variant(weights=-1.0, biases=-1.0, use_rate=True):
    def run(params, grads, rate):
        for layer, grad in zip(params, grads, strict=True):
            layer.W[...] += weights * (rate if use_rate else 1) * grad.W
            layer.b[...] += biases * (rate if use_rate else 1) * grad.b

    return run


STEP = FunctionExercise(
    "a step of gradient descent",
    mlp.sgd_step,
    _step_oracle,
    _step_cases,
    mistakes=(
        Mistake("This climbs: descent subtracts rate * gradient.", _step_variant(1.0, 1.0)),
        Mistake(
            "Nothing has changed: W = W - ... makes a new array and forgets it; "
            "W -= ... or W[...] = ... changes the network's own.",
            lambda params, grads, rate: None,
        ),
        Mistake("The biases have not moved.", _step_variant(biases=0.0)),
        Mistake("The weights have not moved.", _step_variant(weights=0.0)),
        Mistake("The learning rate is missing.", _step_variant(use_rate=False)),
        Mistake("The step was made twice.", _step_variant(-2.0, -2.0)),
    ),
    errors=(
        ("can't set attribute", "layer.W -= ... tries to replace a field of a Layer, which is a tuple. Unpack it first, "
                                "for (W, b), (dW, db) in zip(params, grads), and use W -= ...; or write layer.W[...] -= ..."),
    ),
    changes=True,
)  # fmt: skip
