"""Exercise 1.6: a step of gradient descent, in place."""

import numpy as np

from ...numpy_models import mlp
from ...numpy_models.mlp import Layer
from ...teaching.exercise import Case, FunctionExercise, Mistake, Wrong, trial
from ...teaching.usable import judge_speed
from .networks import N_BATCHES, minibatch, random_network


def _step_oracle(params, grads, rate):
    for layer, grad in zip(params, grads, strict=True):
        np.copyto(layer.W, layer.W + grad.W * -rate)
        np.copyto(layer.b, layer.b + grad.b * -rate)


def _arguments(sizes, rate, dtype=float):
    """A network, gradients of the same shapes and both signs, and a rate."""
    params = [Layer(W.astype(dtype), b.astype(dtype)) for W, b in random_network(sizes, 1)[0]]
    return params, [Layer(dW + 1, db - 1) for dW, db in random_network(sizes, 1)[0]], rate


def _step_cases():
    params, grads, rate = _arguments((3, 4, 2), 0.1)
    return [
        Case("sizes 3-4-2 and rate 0.1", (params, grads, rate)),
        Case("one layer, sizes 3-2", _arguments((3, 2), 0.1)),
        Case("three layers of equal size, 3-3-3-3", _arguments((3, 3, 3, 3), 0.1)),
        Case("five layers, sizes 1-4-1-2-2-3", _arguments((1, 4, 1, 2, 2, 3), 0.1)),
        Case("rate 2", _arguments((3, 4, 2), 2)),
        Case("gradients that are 0", (params, [Layer(0 * dW, 0 * db) for dW, db in grads], rate)),
        Case("gradients of some thousands", (params, [Layer(5e3 * dW, 5e3 * db) for dW, db in grads], rate)),
        Case("a network in float32, gradients in float64", _arguments((3, 4, 2), 0.1, np.float32)),
    ]


def _variant(weights=-1.0, biases=-1.0, by=lambda rate, grad: rate * grad, layers=slice(None)):
    def run(params, grads, rate):
        for (W, b), (dW, db) in zip(params[layers], grads[layers], strict=True):
            W[...] += weights * by(rate, dW)
            b[...] += biases * by(rate, db)

    return run


def _unit_length(rate, grad):
    return rate * grad / np.linalg.norm(grad)


def _judge_in_place(answer):
    """The network's own arrays must have moved: whoever holds them sees the step."""
    own = []

    def watched(params, grads, rate):
        held = [part for layer in params for part in layer]
        answer(params, grads, rate)
        now = [part for layer in params for part in layer]
        own.extend(part is before for part, before in zip(now, held, strict=True))

    trial(watched, _arguments((3, 4, 2), 0.1), "sizes 3-4-2 and rate 0.1")
    if not all(own):
        raise Wrong(
            "the list params holds new arrays, with the right numbers; the network's own arrays have not moved, and who "
            "holds one of them does not see the step. Change them in place: W -= ... or W[...] = ..."
        )


STEP = FunctionExercise(
    "a step of gradient descent",
    mlp.sgd_step,
    _step_oracle,
    _step_cases,
    mistakes=(
        Mistake("This climbs: descent subtracts rate * gradient.", _variant(1.0, 1.0)),
        Mistake("The biases climb: descent subtracts rate * gradient from them, too.", _variant(biases=1.0)),
        Mistake("The weights climb: descent subtracts rate * gradient from them, too.", _variant(weights=1.0)),
        Mistake("Nothing has changed: W = W - ... makes a new array and forgets it; "
                "W -= ... or W[...] = ... changes the network's own.", lambda params, grads, rate: None),
        Mistake("The biases have not moved.", _variant(biases=0.0)),
        Mistake("The weights have not moved.", _variant(weights=0.0)),
        Mistake("Only the first layer has moved.", _variant(layers=slice(0, 1))),
        Mistake("Only the last layer has moved.", _variant(layers=slice(-1, None))),
        Mistake("Only the first two layers have moved: the network may have any number of them.", _variant(layers=slice(0, 2))),
        Mistake("The last layer has not moved.", _variant(layers=slice(0, -1))),
        Mistake("The learning rate is missing.", _variant(by=lambda rate, grad: grad)),
        Mistake("The gradient is divided by the learning rate; multiply it.", _variant(by=lambda rate, grad: grad / rate)),
        Mistake("The step was made twice.", _variant(-2.0, -2.0)),
        Mistake("The gradients are scaled to length 1; the step is rate * gradient.", _variant(by=_unit_length)),
        Mistake("Only the signs of the gradients are used; the step is rate * gradient.",
                _variant(by=lambda rate, grad: rate * np.sign(grad))),
    ),
    errors=(
        ("can't set attribute", "layer.W -= ... tries to replace a field of a Layer, which is a tuple. Unpack it first, "
                                "for (W, b), (dW, db) in zip(params, grads), and use W -= ...; or write layer.W[...] -= ..."),
    ),
    changes=True,
    also=lambda answer: (_judge_in_place(answer), judge_speed(answer, _minibatch(), "100 hidden units", N_BATCHES)),
)  # fmt: skip


def _minibatch():
    params, activations, labels = minibatch()
    return params, mlp.backward(params, activations, labels), 1.0
