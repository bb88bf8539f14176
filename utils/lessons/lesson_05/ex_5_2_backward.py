"""Exercise 5.2: the backward pass with a seed axis, against autograd."""

import torch
from torch.nn.functional import one_hot

from ...teaching.exercise import Case, Mistake
from ...torch_models.mlp import Layer
from .ex_5_1_forward import forward
from .tensors import NO_FIT, SHAPES, TRANSPOSED, TensorExercise


def backward(params, activations, labels):
    n_examples = labels.shape[1]
    delta = torch.softmax(activations[-1], dim=2)  # (S, N, K)
    delta -= one_hot(labels, delta.shape[2])
    delta /= n_examples
    grads = []
    for (W, _), h in zip(reversed(params), reversed(activations[:-1]), strict=True):
        grads.append(Layer(h.mT @ delta, delta.sum(dim=1)))
        if len(grads) < len(params):  # the input needs no delta
            delta = (delta @ W.mT) * h * (1 - h)  # (S, N, H)
    return grads[::-1]


def _backward_oracle(params, activations, labels):
    """Autograd on the sum of the seeds' losses."""
    leaves = [Layer(W.clone().requires_grad_(), b.clone().requires_grad_()) for W, b in params]
    scores = forward(leaves, activations[0])[-1]
    losses = torch.nn.functional.cross_entropy(scores.mT, labels, reduction="none").mean(dim=1)  # (S,)
    flat = torch.autograd.grad(losses.sum(), [part for layer in leaves for part in layer])
    return [Layer(W, b) for W, b in zip(flat[::2], flat[1::2], strict=True)]


def _backward_cases():
    cases = []
    for shape in SHAPES:
        params, x, labels = shape.network()
        cases.append(Case(shape.says, (params, forward(params, x), labels)))
    return cases


def _labels_of_all(params, activations, labels):
    """The half-fix: the labels of every seed are subtracted from every seed."""
    n_examples = labels.shape[1]
    delta = torch.softmax(activations[-1], dim=2)
    delta[:, torch.arange(n_examples), labels] -= 1
    return _go_down(params, activations, delta / n_examples)


def _go_down(
    params, activations, delta, slope=lambda h: h * (1 - h), turn=True, weights=lambda W: W.mT,
    dW=lambda h, delta: h.mT @ delta, db=lambda delta: delta.sum(dim=1),
):  # fmt: skip
    """The gradients from the delta of the scores, with what can go wrong on the way down."""
    grads = []
    for (W, _), h in zip(reversed(params), reversed(activations[:-1]), strict=True):
        grads.append(Layer(dW(h, delta), db(delta)))
        if len(grads) < len(params):
            delta = (delta @ weights(W)) * slope(h)
    return grads[::-1] if turn else grads


def _backward_variant(scale=lambda s, n: n, axis=2, target=True, sign=1.0, **way_down):
    def run(params, activations, labels):
        delta = torch.softmax(activations[-1], dim=axis)
        delta = sign * (delta - target * one_hot(labels, delta.shape[2])) / scale(*labels.shape)
        return _go_down(params, activations, delta, **way_down)

    return run


def _softmax_overflows(params, activations, labels):
    """exp without the largest score taken off."""
    e = torch.exp(activations[-1])
    delta = e / e.sum(dim=2, keepdim=True) - one_hot(labels, e.shape[2])
    return _go_down(params, activations, delta / labels.shape[1])


_SUMMED = (
    "You sum over the axis of the seeds: every seed has a gradient of its own, of the shape of its W; the sum runs "
    "over the examples, axis 1."
)
_DB_AXIS = (
    "The gradient of the biases sums over the wrong axis: (S, N, H) -> (S, H) sums over the examples, dim=1."
)
_SOFTMAX_AXIS = "Softmax over the wrong axis: the classes of (S, N, K) are along the last axis, dim=2."

BACKWARD = TensorExercise(
    "the backward pass with a seed axis",
    backward,
    _backward_oracle,
    _backward_cases,
    mistakes=(
        Mistake("This subtracts every seed's labels from every seed: seed s has the labels labels[s] alone; "
                "subtract one_hot(labels, K).", _labels_of_all),
        Mistake("dW is transposed: h.mT @ delta has the shape of W, (S, V, H); delta.mT @ h has (S, H, V).",
                _backward_variant(dW=lambda h, delta: delta.mT @ h)),
        Mistake("keepdim=True leaves the summed axis standing, (S, 1, H); b has the shape (S, H).",
                _backward_variant(db=lambda delta: delta.sum(dim=1, keepdim=True))),
        Mistake("delta is divided by N already: the gradient of the biases is its sum over the examples, not its mean.",
                _backward_variant(db=lambda delta: delta.mean(dim=1))),
        Mistake(_DB_AXIS, _backward_variant(db=lambda delta: delta.sum(dim=0))),
        Mistake(_DB_AXIS, _backward_variant(db=lambda delta: delta.sum(dim=2))),
        Mistake(_SUMMED, _backward_variant(db=lambda delta: delta.sum(dim=(0, 1)))),
        Mistake(_SUMMED, _backward_variant(dW=lambda h, delta: (h.mT @ delta).sum(dim=0))),
        Mistake(_SUMMED, _backward_variant(dW=lambda h, delta: (h.mT @ delta).sum(dim=0), db=lambda d: d.sum(dim=(0, 1)))),
        Mistake(_SUMMED, _backward_variant(dW=lambda h, delta: (h.mT @ delta).sum(dim=0), db=lambda d: d.sum(dim=0))),
        Mistake(_SUMMED, _backward_variant(dW=lambda h, delta: torch.einsum("snv,tnh->svh", h, delta))),
        Mistake("The gradient is the mean over a seed's own N examples: you divide by S N, so more seeds would mean "
                "smaller steps.", _backward_variant(scale=lambda s, n: s * n)),
        Mistake("You divide by the number of seeds: len(labels) is S now; the number of examples is labels.shape[1].",
                _backward_variant(scale=lambda s, n: s)),
        Mistake("The loss is a mean over the examples, so delta has to be divided by N.",
                _backward_variant(scale=lambda s, n: 1)),
        Mistake(_SOFTMAX_AXIS, _backward_variant(axis=1)),
        Mistake(_SOFTMAX_AXIS, _backward_variant(axis=0)),
        Mistake("delta is softmax minus one-hot: the 1 at the label is not subtracted.", _backward_variant(target=False)),
        Mistake("The sign is turned: delta is softmax minus one-hot.", _backward_variant(sign=-1.0)),
        Mistake("exp(a) overflows to infinity for a large score: torch.softmax takes the largest one off first.",
                _softmax_overflows),
        Mistake("On the way down delta meets W turned round: delta @ W.mT, (S, N, H) @ (S, H, V).",
                _backward_variant(weights=lambda W: W)),
        Mistake("The derivative of the sigmoid, h (1 - h), is missing on the way down.",
                _backward_variant(slope=lambda h: 1)),
        Mistake("The derivative of the sigmoid is h (1 - h): half of it is missing.", _backward_variant(slope=lambda h: h)),
        Mistake("The derivative of the sigmoid is h (1 - h): half of it is missing.",
                _backward_variant(slope=lambda h: 1 - h)),
        Mistake("The gradients come in the order of params, the lowest layer first: turn the list round.",
                _backward_variant(turn=False)),
    ),
    errors=(
        *TRANSPOSED,
        ("out of bounds", "delta[arange(N), labels] picks seeds, not examples, with the first index; subtract "
         "one_hot(labels, K) instead."),
        ("could not be broadcast", "delta[arange(...), labels] picks along the axes of seeds and examples; subtract "
         "one_hot(labels, K) instead."),
        *NO_FIT,
        ("one_hot(labels)", "one_hot without the number of classes makes only as many as the largest label needs; "
         "give it K: one_hot(labels, K)."),
        ("one_hot is only applicable to index", "one_hot wants whole numbers: give it the labels as they are."),
    ),
)  # fmt: skip
