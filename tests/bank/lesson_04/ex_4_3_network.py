"""Answers to exercise 4.3."""

import numpy as np

from utils.numpy_models import mlp
from utils.numpy_models.mlp import Layer


def output(stack, n_classes, rng):
    return mlp.init_mlp((len(stack[-1].c), n_classes), rng, np.float64)


def hidden(stack):
    return [Layer(np.array(m.W), np.array(m.c)) for m in stack]


def network_views(stack, n_classes, rng):
    return [Layer(m.W, m.c) for m in stack] + output(stack, n_classes, rng)


def network_zero_biases(stack, n_classes, rng):
    return [Layer(m.W.copy(), np.zeros_like(m.c)) for m in stack] + output(stack, n_classes, rng)


def network_visible_biases(stack, n_classes, rng):
    return [Layer(m.W.copy(), m.b.copy()) for m in stack] + output(stack, n_classes, rng)


def network_zero_output(stack, n_classes, rng):
    return hidden(stack) + [Layer(np.zeros((len(stack[-1].c), n_classes)), np.zeros(n_classes))]


def network_normal_output(stack, n_classes, rng):
    return hidden(stack) + [Layer(rng.normal(size=(len(stack[-1].c), n_classes)), np.zeros(n_classes))]


def network_own_generator(stack, n_classes, rng):
    return hidden(stack) + output(stack, n_classes, np.random.default_rng(0))


def network_all_random(stack, n_classes, rng):
    sizes = [len(stack[0].W), *[len(m.c) for m in stack], n_classes]
    return mlp.init_mlp(sizes, rng, np.float64)


def network_uniform_by_hand(stack, n_classes, rng):
    bound = len(stack[-1].c) ** -0.5
    W = (2 * rng.random((len(stack[-1].c), n_classes)) - 1) * bound
    return [*hidden(stack), Layer(W, np.zeros(n_classes))]


def network_output_drawn_first(stack, n_classes, rng):
    params = output(stack, n_classes, rng)
    for model in stack[::-1]:
        params.insert(0, Layer(model.W * 1.0, model.c * 1.0))
    return params


def network_from_random(stack, n_classes, rng):
    params = network_all_random(stack, n_classes, rng)
    for layer, model in zip(params, stack, strict=False):
        layer.W[...], layer.b[...] = model.W, model.c
    return tuple(params)


def network_list_in_list(stack, n_classes, rng):
    return [Layer(m.W.copy(), m.c.copy()) for m in stack] + [mlp.init_mlp((len(stack[-1].c), n_classes), rng)]


WRONG = [
    (network_list_in_list, "join lists with +"),
    (network_views, "shares memory"),
    (network_zero_biases, "are zero; take the pre-trained"),
    (network_visible_biases, "has the visible biases b"),
    (network_zero_output, "reach 0.000"),
    (network_normal_output, "U(-1/sqrt(H)"),
    (network_own_generator, "always the same one"),
    (network_all_random, "are not those of the stack"),
    (lambda stack, n_classes, rng: hidden(stack), "output layer is missing"),
]

RIGHT = [network_uniform_by_hand, network_output_drawn_first, network_from_random]
