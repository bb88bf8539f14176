"""Exercise 1.3: the forward pass of a network of any depth."""

import numpy as np

from ...numpy_models import mlp
from ...numpy_models.mlp import Layer, sigmoid
from ...teaching.exercise import Case, FunctionExercise, Mistake
from ...teaching.usable import DIFFERENCED, judge_digits, judge_speed
from .networks import N_BATCHES, minibatch, random_network


def _forward_oracle(params, x):
    """With sums instead of matrix products, and 1 / (1 + exp(-a)) written out."""
    activations = [x]
    for depth, (W, b) in enumerate(params, start=1):
        a = np.einsum("nv,vh->nh", activations[-1], W) + b
        activations.append(a if depth == len(params) else 1 / (1 + np.exp(-a)))
    return activations


def _forward_cases():
    small, x = random_network((3, 4, 2), 5)
    far = [Layer(5000 * W, 5000 * b) for W, b in small]
    single = [Layer(W.astype(np.float32), b.astype(np.float32)) for W, b in small]
    return [
        Case("layers of equal size, 3-3-3, 5 examples", random_network((3, 3, 3), 5)),
        Case("one hidden layer, sizes 3-4-2, 5 examples", (small, x)),
        Case("no hidden layer, sizes 3-2", random_network((3, 2), 4)),
        Case("one example, sizes 3-4-2", (small, x[:1])),
        Case("as many examples as units, 3-3-3, 3 examples", random_network((3, 3, 3), 3)),
        Case("layers of one unit, sizes 1-1-1", random_network((1, 1, 1), 2)),
        Case("three hidden layers, sizes 4-5-3-6-2", random_network((4, 5, 3, 6, 2), 2)),
        Case("inputs that are all 0", (small, np.zeros((2, 3)))),
        Case("a network and inputs in float32", (single, x.astype(np.float32))),
        Case("weights of some thousands, of both signs", (far, x - 0.5)),
    ]


def _forward_variant(
    hidden=sigmoid, output=lambda a: a, weights=lambda W: W, bias=lambda b: b, kept=lambda h, a: h
):
    def run(params, x):
        activations, h = [x], x
        for W, b in params[:-1]:
            a = h @ weights(W) + bias(b)
            h = hidden(a)
            activations.append(kept(h, a))
        W, b = params[-1]
        return [*activations, output(h @ weights(W) + bias(b))]

    return run


def _from_x_again(params, x):
    activations = [x] + [sigmoid(x @ W + b) for W, b in params[:-1]]
    return [*activations, x @ params[-1].W + params[-1].b]


def _bias_after(params, x):
    activations = [x]
    for W, b in params[:-1]:
        activations.append(sigmoid(activations[-1] @ W) + b)
    return [*activations, activations[-1] @ params[-1].W + params[-1].b]


def _overflows(a):
    return np.exp(a) / (1 + np.exp(a))


def _minibatch():
    params, activations, _ = minibatch()
    return params, activations[0]


def _as_list(activations, *_):
    """A list of plain arrays; what is no sequence of arrays is left to the judge."""
    if isinstance(activations, np.ndarray | dict | str):
        return activations
    return [np.asarray(h) for h in activations]


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
        Mistake("The biases are missing: each layer computes h @ W + b.", _forward_variant(bias=lambda b: 0)),
        Mistake("The sign of the biases is wrong: each layer computes h @ W + b.", _forward_variant(bias=lambda b: -b)),
        Mistake("The biases are added after the sigmoid; they belong inside.", _bias_after),
        Mistake("The hidden layers are linear: apply the sigmoid to each of them.",
                _forward_variant(hidden=lambda a: a)),
        Mistake("The hidden layers use tanh; here they use the sigmoid.", _forward_variant(hidden=np.tanh)),
        Mistake("The hidden layers use ReLU; here they use the sigmoid.", _forward_variant(hidden=lambda a: np.maximum(a, 0))),
        Mistake("The hidden layers use the softmax; here they use the sigmoid.", _forward_variant(hidden=mlp.softmax)),
        Mistake("exp(a) / (1 + exp(a)) overflows to infinity / infinity for a large a; mlp.sigmoid does not.",
                _forward_variant(hidden=_overflows)),
        Mistake("The list has what enters the sigmoid of the hidden layers; it must have what comes out.",
                _forward_variant(kept=lambda h, a: a)),
        Mistake("Every layer gets x again: each one takes the newest activations instead.", _from_x_again),
        Mistake("The weights are turned round (W.T); h @ W is wanted, (N, V) @ (V, H).", _forward_variant(weights=lambda W: W.T)),
        Mistake("The list comes in the wrong order: the input first, the scores last.",
                lambda params, x: mlp.forward(params, x)[::-1]),
        Mistake("The list must start with the input x itself; backpropagation needs it.",
                lambda params, x: mlp.forward(params, x)[1:]),
        Mistake("The scores of the output layer are missing at the end of the list.",
                lambda params, x: mlp.forward(params, x)[:-1]),
        Mistake("Return the whole list [x, h1, ..., scores], not the scores alone.",
                lambda params, x: mlp.forward(params, x)[-1]),
    ),
    errors=(("matmul", "Two shapes do not fit: with N examples, each layer is (N, fan-in) @ (fan-in, fan-out), the newest "
                       "activations times W."),),
    form=_as_list,
    also=lambda answer: (judge_digits(answer, mlp.forward, random_network((6, 5, 4), 3), "sizes 6-5-4", DIFFERENCED),
                         judge_speed(answer, _minibatch(), "20 digits and 100 hidden units", N_BATCHES)),
)  # fmt: skip
