"""Answers to exercise 4.3."""

import copy

import numpy as np

from utils.numpy_models import mlp, stacking
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


def network_changes_the_stack(stack, n_classes, rng):
    for model in stack:
        model.W[...] *= 2
    return hidden(stack) + output(stack, n_classes, rng)


def network_changes_the_stack_unseeded(stack, n_classes, rng):
    return network_changes_the_stack(stack, n_classes, np.random.default_rng())


def network_with_nan(stack, n_classes, rng):
    return [
        *hidden(stack[:-1]),
        Layer(stack[-1].W * np.nan, stack[-1].c.copy()),
        *output(stack, n_classes, rng),
    ]


def network_empties_the_stack(stack, n_classes, rng):
    params = hidden(stack) + output(stack, n_classes, rng)
    stack.clear()
    return params


KEPT = []


def network_kept(stack, n_classes, rng):
    """Gives the same arrays again, with new numbers: what was made before changes after the call."""
    new = hidden(stack) + output(stack, n_classes, rng)
    same = [kept for kept in KEPT if [layer.W.shape for layer in kept] == [layer.W.shape for layer in new]]
    if not same:
        KEPT.append(new)
        return new
    for old, layer in zip(same[0], new, strict=True):
        old.W[...], old.b[...] = layer
    return same[0]


def network_of_tuples(stack, n_classes, rng):
    return [(m.W.copy(), m.c.copy()) for m in stack] + output(stack, n_classes, rng)


def network_transposed(stack, n_classes, rng):
    return [Layer(m.W.T.copy(), m.c.copy()) for m in stack] + output(stack, n_classes, rng)


def network_first_only(stack, n_classes, rng):
    return hidden(stack[:1]) + output(stack, n_classes, rng)


def network_by_fan_out(stack, n_classes, rng):
    bound = n_classes**-0.5
    W = rng.uniform(-bound, bound, (len(stack[-1].c), n_classes))
    return [*hidden(stack), Layer(W, np.zeros(n_classes))]


def network_positive(stack, n_classes, rng):
    W = rng.uniform(0, len(stack[-1].c) ** -0.5, (len(stack[-1].c), n_classes))
    return [*hidden(stack), Layer(W, np.zeros(n_classes))]


def network_random_output_biases(stack, n_classes, rng):
    (out,) = output(stack, n_classes, rng)
    return [*hidden(stack), Layer(out.W, rng.uniform(-0.1, 0.1, n_classes))]


def network_one_column(stack, n_classes, rng):
    (out,) = mlp.init_mlp((len(stack[-1].c), 1), rng, np.float64)
    return [*hidden(stack), Layer(np.repeat(out.W, n_classes, axis=1), np.zeros(n_classes))]


def network_ignores_classes(stack, n_classes, rng):
    return hidden(stack) + output(stack, 10, rng)


def network_fresh_generator(stack, n_classes, rng):
    return hidden(stack) + output(stack, n_classes, np.random.default_rng())


def network_spawns(stack, n_classes, rng):
    return hidden(stack) + output(stack, n_classes, rng.spawn(1)[0])


def network_in_half_precision(stack, n_classes, rng):
    return [Layer(m.W.astype(np.float16), m.c.astype(np.float16)) for m in stack] + output(
        stack, n_classes, rng
    )


def network_with_integer_biases(stack, n_classes, rng):
    return [*hidden(stack), Layer(output(stack, n_classes, rng)[0].W, np.zeros(n_classes, int))]


def network_copies_the_generator(stack, n_classes, rng):
    return hidden(stack) + output(stack, n_classes, copy.deepcopy(rng))


def network_on_the_first_layer(stack, n_classes, rng):
    return hidden(stack) + mlp.init_mlp((len(stack[0].c), n_classes), rng)


def network_list_in_list(stack, n_classes, rng):
    return [Layer(m.W.copy(), m.c.copy()) for m in stack] + [mlp.init_mlp((len(stack[-1].c), n_classes), rng)]


def network_by_the_library(stack, n_classes, rng):
    return stacking.with_output_layer(stacking.to_layers(stack), n_classes, rng)


def network_column_by_column(stack, n_classes, rng):
    n_hidden = stack[-1].W.shape[1]
    W = np.empty((n_hidden, n_classes), np.float32)
    for k in range(n_classes):
        for j in range(n_hidden):
            W[j, k] = (2 * rng.random() - 1) / np.sqrt(n_hidden)
    return [*hidden(stack), Layer(W, np.zeros(n_classes, np.float32))]


WRONG = [
    (network_list_in_list, "join lists with +"),
    (network_views, "shares memory"),
    (network_zero_biases, "are zero; take the pre-trained"),
    (network_visible_biases, "has the visible biases b"),
    (network_zero_output, "reach 0.000"),
    (network_normal_output, "U(-1/sqrt(H)"),
    (network_own_generator, "makes a generator of its own"),
    (network_fresh_generator, "generators in the same state gave different output layers"),
    (network_copies_the_generator, "not from a copy of it"),
    (network_all_random, "are not those of the stack"),
    (lambda stack, n_classes, rng: hidden(stack), "output layer missing"),
    (network_changes_the_stack, "changes stack in place"),
    (network_changes_the_stack_unseeded, "changes stack in place"),
    (network_with_nan, "NaN"),
    (network_empties_the_stack, "changes stack in place"),
    (network_kept, "two calls return the same memory"),
    (network_of_tuples, "each part of a network is a Layer"),
    (network_in_half_precision, "W of layer 1 is of type float16"),
    (network_with_integer_biases, "b of layer 4 is of type int64"),
    (network_transposed, "they are transposed"),
    (network_first_only, "2 layers came; expected 3"),
    (network_by_fan_out, "near 0.158 and never above"),
    (network_positive, "both sides of zero"),
    (network_random_output_biases, "biases must be 10 zeros"),
    (network_one_column, "the same number"),
    (network_ignores_classes, "expected (30, 4)"),
    (network_on_the_first_layer, "expected (40, 10)"),
    (lambda stack, n_classes, rng: None, "return missing"),
    (lambda stack, n_classes, rng: hidden(stack)[0], "return a list of Layer"),
]

RIGHT = [
    network_uniform_by_hand,
    network_output_drawn_first,
    network_from_random,
    network_by_the_library,
    network_column_by_column,
    network_spawns,
]
