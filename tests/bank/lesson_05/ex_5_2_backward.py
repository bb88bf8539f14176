"""Answers to exercise 5.2."""

import numpy as np
import torch
from torch.nn.functional import one_hot

from utils.torch_models import mlp
from utils.torch_models.mlp import Layer

from .ex_5_1_forward import forward_with, plain


def backward_with(first, gradient=None, down=None):
    gradient = gradient or (lambda h, delta: (h.mT @ delta, delta.sum(1)))
    down = down or (lambda delta, W, h: delta @ W.mT * h * (1 - h))

    def backward(params, activations, labels):
        delta = first(activations[-1], labels)
        grads = []
        for depth in reversed(range(len(params))):
            h = activations[depth]
            grads.insert(0, Layer(*gradient(h, delta)))
            if depth:
                delta = down(delta, params[depth].W, h)
        return grads

    return backward


def first_delta(a, labels):
    return (torch.softmax(a, 2) - one_hot(labels, a.shape[2])) / labels.shape[1]


def first_by_indexing(a, labels):
    delta = torch.softmax(a, 2)
    delta[torch.arange(labels.shape[1]), labels] -= 1
    return delta / labels.shape[1]


def first_by_len(a, labels):
    delta = torch.softmax(a, 2)
    delta[torch.arange(len(labels)), labels] -= 1
    return delta / len(labels)


def first_scattered(a, labels):
    delta = torch.exp(a - torch.logsumexp(a, 2, keepdim=True))
    delta.scatter_(2, labels[:, :, None], -1, reduce="add")
    return delta / a.shape[1]


def first_of_all_seeds(a, labels):
    delta = torch.softmax(a, 2)
    n_examples = labels.shape[1]
    delta[:, np.arange(n_examples), labels] -= 1
    return delta / n_examples


def first_without_classes(a, labels):
    return (torch.softmax(a, 2) - one_hot(labels)) / labels.shape[1]


def backward_spoils_activations(params, activations, labels):
    keep = [part.clone() for part in activations]
    activations[-1].zero_()
    return backward_with(first_delta)(params, keep, labels)


def backward_in_float32(params, activations, labels):
    grads = backward_with(first_delta)(params, activations, labels)
    return [Layer(W.float(), b.float()) for W, b in grads]


def backward_autograd(params, activations, labels):
    leaves = [Layer(W.clone().requires_grad_(), b.clone().requires_grad_()) for W, b in params]
    mlp.negative_log_likelihood(forward_with(plain)(leaves, activations[0])[-1], labels).sum().backward()
    return [(W.grad, b.grad) for W, b in leaves]


def backward_seed_by_seed(params, activations, labels):
    each = []
    for s in range(len(labels)):
        one = slice(s, s + 1)
        layers = [Layer(W[one], b[one]) for W, b in params]
        each.append(backward_with(first_delta)(layers, [a[one] for a in activations], labels[one]))
    return [
        Layer(*(torch.cat(parts) for parts in zip(*layer, strict=True))) for layer in zip(*each, strict=True)
    ]


def backward_einsum(h, delta):
    return torch.einsum("snv,snh->svh", h, delta), torch.einsum("snh->sh", delta)


def backward_from_library(params, activations, labels):
    return [Layer(g.W.dense(), g.b) for g in mlp.backward(params, activations, labels)]


def backward_upside_down(params, activations, labels):
    return backward_with(first_delta)(params, activations, labels)[::-1]


def first_overflowing(a, labels):
    e = torch.exp(a)
    return (e / e.sum(2, keepdim=True) - one_hot(labels, a.shape[2])) / labels.shape[1]


def backward_lists(params, activations, labels):
    return [list(layer) for layer in backward_with(first_delta)(params, activations, labels)]


def backward_tuples(params, activations, labels):
    return tuple(tuple(layer) for layer in backward_with(first_delta)(params, activations, labels))


def backward_flat(params, activations, labels):
    return [part for layer in backward_with(first_delta)(params, activations, labels) for part in layer]


WRONG = [
    (backward_with(first_overflowing), "overflows to infinity"),
    (backward_flat, "must have 1 part"),
    (backward_with(first_delta, lambda h, d: (h.T @ d, d.sum(1))), ".mT turns round the last two only"),
    (backward_with(first_delta, down=lambda d, W, h: (d @ W.T) * h * (1 - h)), "last two only"),
    (backward_with(first_delta, lambda h, d: (h.mT @ d, d.sum(0))), "sums over the wrong axis"),
    (
        backward_with(first_delta, lambda h, d: ((h.mT @ d).sum(0), d.sum(1))),
        "sum over the axis of the seeds",
    ),
    (
        backward_with(first_delta, lambda h, d: (h.mT @ d, d.sum((0, 1)))),
        "sum over the axis of the seeds",
    ),
    (backward_with(lambda a, y: first_delta(a, y) / len(y)), "divide by S N"),
    (backward_with(lambda a, y: first_delta(a, y) * y.shape[1] / len(y)), "len(labels) is S now"),
    (backward_with(lambda a, y: first_delta(a, y) * y.shape[1]), "divided by N"),
    (
        backward_with(lambda a, y: (torch.softmax(a, 1) - one_hot(y, a.shape[2])) / y.shape[1]),
        "along the last axis",
    ),
    (backward_with(lambda a, y: torch.softmax(a, 2) / y.shape[1]), "not subtracted"),
    (backward_with(lambda a, y: -first_delta(a, y)), "sign is turned"),
    (backward_with(first_delta, down=lambda d, W, h: d @ W.mT), "h (1 - h), is missing"),
    (backward_with(first_delta, down=lambda d, W, h: d @ W.mT * h), "half of it is missing"),
    (backward_with(first_by_indexing), "picks seeds, not examples"),
    (backward_with(first_by_len), "along the axes of seeds and examples"),
    (backward_upside_down, "turn the list round"),
    (
        backward_with(first_delta, down=lambda d, W, h: (d @ W) * h * (1 - h)),
        "is a transpose (.mT) missing",
    ),
    (backward_with(first_delta, lambda h, d: (h @ d, d.sum(1))), "is a transpose (.mT) missing"),
    (backward_spoils_activations, "changes activations in place; work on a copy (x.clone())"),
    (backward_with(first_of_all_seeds), "every seed's labels from every seed"),
    (backward_with(first_without_classes), "give it K"),
    (backward_with(first_delta, lambda h, d: (d.mT @ h, d.sum(1))), "dW is transposed"),
    (backward_with(first_delta, lambda h, d: (h.mT @ d, d.sum(1, keepdim=True))), "keepdim=True leaves"),
    (backward_with(first_delta, lambda h, d: (h.mT @ d, d.mean(1))), "not its mean"),
    (backward_in_float32, "keep the dtype"),
]

RIGHT = [
    backward_with(first_delta),
    backward_with(first_scattered, backward_einsum),
    backward_autograd,
    backward_seed_by_seed,
    backward_from_library,
    backward_lists,
    backward_tuples,
]
