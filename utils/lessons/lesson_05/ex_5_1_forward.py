"""Exercise 5.1: the forward pass with a seed axis, against NumPy seed by seed."""

import numpy as np
import torch

from ...numpy_models import mlp as numpy_mlp
from ...teaching.exercise import Case, Mistake
from ...torch_models.mlp import Layer
from .tensors import NO_FIT, NO_NUMPY, SHAPES, TRANSPOSED, TensorExercise, plain, random_network


def forward(params, x):
    activations = [x]
    for W, b in params[:-1]:
        a = activations[-1] @ W + b.unsqueeze(1)  # (S, N, H)
        activations.append(torch.sigmoid(a))
    W, b = params[-1]
    activations.append(activations[-1] @ W + b.unsqueeze(1))  # (S, N, K)
    return activations


def _forward_oracle(params, x):
    """Each seed alone, in NumPy."""
    params = plain(params)
    each = [
        numpy_mlp.forward([(W[s].numpy(), b[s].numpy()) for W, b in params], x[s].numpy())
        for s in range(len(x))
    ]
    return [torch.from_numpy(np.stack(parts)) for parts in zip(*each, strict=True)]


def _forward_cases():
    cases = [Case(shape.says, shape.network()[:2]) for shape in SHAPES]
    params, x = random_network(2, 3, (4, 5, 2))[:2]
    marked = [Layer(W.requires_grad_(), b.requires_grad_()) for W, b in params]
    return [*cases, Case("weights marked with requires_grad", (marked, x))]


def _bias(b):
    return b.unsqueeze(1)


def _forward_variant(
    weights=lambda W: W, bias=_bias, hidden=torch.sigmoid, output=lambda a: a, first=True, last=None
):
    def run(params, x):
        activations = [x]
        for W, b in params[:-1]:
            activations.append(hidden(activations[-1] @ weights(W) + bias(b)))
        W, b = params[-1]
        activations.append(output(activations[-1] @ weights(W) + bias(b)))
        return activations[not first :] if last is None else activations[last]

    return run


def _bias_after(params, x):
    activations = [x]
    for W, b in params[:-1]:
        activations.append(torch.sigmoid(activations[-1] @ W) + _bias(b))
    W, b = params[-1]
    return [*activations, activations[-1] @ W + _bias(b)]


_BIAS_AXIS = (
    "The biases (S, H) are lined up with the last two axes of the product (S, N, H), so S meets N: they "
    "lack the axis of the examples."
)
_BIAS_END = (
    "The axis of length 1 stands at the end of the biases, (S, H, 1), so H meets N; it belongs in the middle, where "
    "the examples are."
)
_STAR = "W * h multiplies number by number; the product of matrices is @."
_NO_SEEDS = (
    "The seeds get mixed: seed s has its own weights W[s], and its numbers never meet those of another seed."
)

FORWARD = TensorExercise(
    "the forward pass with a seed axis",
    forward,
    _forward_oracle,
    _forward_cases,
    mistakes=(
        Mistake(_BIAS_AXIS, _forward_variant(bias=lambda b: b)),
        Mistake("The biases are missing.", _forward_variant(bias=lambda b: 0)),
        Mistake("Every seed has the weights of the first one: do not take W[0], multiply by all of W (S, V, H).",
                _forward_variant(weights=lambda W: W[0])),
        Mistake("Every seed has the biases of the first one.", _forward_variant(bias=lambda b: b[0])),
        Mistake(_NO_SEEDS, _forward_variant(weights=lambda W: W.sum(0, keepdim=True))),
        Mistake(_NO_SEEDS, _forward_variant(weights=lambda W: W.mean(0, keepdim=True))),
        Mistake("The last layer gives scores: no softmax here (it is part of the loss).",
                _forward_variant(output=lambda a: torch.softmax(a, dim=2))),
        Mistake("Softmax over the wrong axis, and in the wrong place: the last layer gives scores.",
                _forward_variant(output=lambda a: torch.softmax(a, dim=1))),
        Mistake("The last layer gives scores: no sigmoid there.", _forward_variant(output=torch.sigmoid)),
        Mistake("exp(a) overflows to infinity for a large a, and infinity / infinity is no number: torch.sigmoid does not.",
                _forward_variant(hidden=lambda a: torch.exp(a) / (1 + torch.exp(a)))),
        Mistake("W is turned round (.mT), but x @ W is wanted: (S, N, V) @ (S, V, H).", _forward_variant(weights=lambda W: W.mT)),
        Mistake(_BIAS_END, _forward_variant(bias=lambda b: b.unsqueeze(2))),
        Mistake("The biases are subtracted.", _forward_variant(bias=lambda b: -b.unsqueeze(1))),
        Mistake("The sigmoid of x @ W, with the biases added after it: they belong inside.", _bias_after),
        Mistake("The hidden units lack their sigmoid.", _forward_variant(hidden=lambda a: a)),
        Mistake("The hidden units are sigmoid units, not ReLU.", _forward_variant(hidden=torch.relu)),
        Mistake("The hidden units are sigmoid units, not tanh.", _forward_variant(hidden=torch.tanh)),
        Mistake("Return the whole list of activations, not the scores alone.", _forward_variant(last=-1)),
        Mistake("The list starts with the input x itself.", _forward_variant(first=False)),
    ),
    errors=(*TRANSPOSED, ("Can't call numpy()", f"U{NO_NUMPY[1:]}"),
            *((star, _STAR) for star in ("* W", "*W", "W *", "torch.mul(")),
            *((axis, _BIAS_END) for axis in ("unsqueeze(2)", "unsqueeze(-1)", "[:, :, None]", "[..., None]")),
            ("non-singleton dimension", _BIAS_AXIS), *NO_FIT,
            ("shapes cannot be multiplied", "Something has lost its axis of seeds."),
            ("numpy.ndarray' and 'Tensor'", f"U{NO_NUMPY[1:]}")),
)  # fmt: skip
