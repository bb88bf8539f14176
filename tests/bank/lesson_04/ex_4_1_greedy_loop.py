"""Answers to exercise 4.1."""

import numpy as np
import scipy.special

from utils.numpy_models.mlp import Layer

expit = scipy.special.expit


def grow(step, x, hidden_sizes, new_model, train):
    stack, v = [], x
    for n_hidden in hidden_sizes:
        model = new_model(v.shape[1], n_hidden)
        train(model, v)
        stack.append(model)
        v = step(v, model)
    return stack


def grow_with(step):
    return lambda x, hidden_sizes, new_model, train: grow(step, x, hidden_sizes, new_model, train)


def mean_up(v, model):
    return expit(v @ model.W + model.c)


def sample_up(v, model):
    p = expit(v @ model.W + model.c)
    return (np.random.default_rng(0).random(p.shape) < p).astype(float)


def grow_raw_data(x, hidden_sizes, new_model, train):
    stack = []
    for n_hidden in hidden_sizes:
        model = new_model(x.shape[1], n_hidden)
        train(model, x)
        stack.append(model)
    return stack


def grow_trains_all_again(x, hidden_sizes, new_model, train):
    stack = []
    for n_hidden in hidden_sizes:
        stack.append(new_model(x.shape[1] if not stack else stack[-1].W.shape[1], n_hidden))
        v = x
        for model in stack:
            train(model, v)
            v = mean_up(v, model)
    return stack


def grow_updates_lower(x, hidden_sizes, new_model, train):
    stack, v = [], x
    for n_hidden in hidden_sizes:
        model = new_model(v.shape[1], n_hidden)
        train(model, v)
        for lower in stack:
            lower.W[...] *= 0.9
        stack.append(model)
        v = mean_up(v, model)
    return stack


def grow_up_before_training(x, hidden_sizes, new_model, train):
    stack, v = [], x
    for n_hidden in hidden_sizes:
        model = new_model(v.shape[1], n_hidden)
        up = mean_up(v, model)
        train(model, v)
        stack.append(model)
        v = up
    return stack


def grow_untrained(x, hidden_sizes, new_model, train):
    stack, n = [], x.shape[1]
    for n_hidden in hidden_sizes:
        stack.append(new_model(n, n_hidden))
        n = n_hidden
    return stack


def grow_all_drawn_first(x, hidden_sizes, new_model, train):
    sizes = [x.shape[1], *hidden_sizes]
    stack = [new_model(*pair) for pair in zip(sizes[:-1], sizes[1:], strict=True)]
    for depth, model in enumerate(stack):
        v = x
        for lower in stack[:depth]:
            v = mean_up(v, lower)
        train(model, v)
    return stack


def grow_recursive(x, hidden_sizes, new_model, train):
    if not len(hidden_sizes):
        return []
    model = new_model(x.shape[1], hidden_sizes[0])
    train(model, x)
    return [model, *grow_recursive(mean_up(x, model), hidden_sizes[1:], new_model, train)]


def grow_loops(v, model):
    out = np.empty((len(v), model.W.shape[1]))
    for n, row in enumerate(v):
        for j in range(out.shape[1]):
            out[n, j] = 1 / (1 + np.exp(-(row * model.W[:, j]).sum() - model.c[j]))
    return out


def grow_autoencoders_break(x, hidden_sizes, new_model, train):
    stack, v = [], x
    for n_hidden in hidden_sizes:
        model = new_model(v.shape[1], n_hidden)
        train(model, v)
        stack.append(model)
        W, _, c = model
        v = expit(v @ W + c)
    return stack


def grow_takes_what_train_returns(x, hidden_sizes, new_model, train):
    stack, v = [], x
    for n_hidden in hidden_sizes:
        model = train(new_model(v.shape[1], n_hidden), v)
        stack.append(model)
        v = mean_up(v, model)
    return stack


def grow_swaps_arguments(x, hidden_sizes, new_model, train):
    stack, v = [], x
    for n_hidden in hidden_sizes:
        model = new_model(v.shape[1], n_hidden)
        train(v, model)
        stack.append(model)
        v = mean_up(v, model)
    return stack


def grow_hidden_first(x, hidden_sizes, new_model, train):
    return grow(mean_up, x, hidden_sizes, lambda v, h: new_model(h, v), train)


def grow_on_pixels_only(x, hidden_sizes, new_model, train):
    return grow(mean_up, x, hidden_sizes, lambda v, h: new_model(x.shape[1], h), train)


def grow_forgets_the_top(x, hidden_sizes, new_model, train):
    return grow(mean_up, x, hidden_sizes[:-1], new_model, train)


def grow_one_more(x, hidden_sizes, new_model, train):
    return grow(mean_up, x, (*hidden_sizes, 10), new_model, train)


def grow_on_centred_data(x, hidden_sizes, new_model, train):
    return grow(mean_up, x - x.mean(), hidden_sizes, new_model, train)


def grow_in_place(x, hidden_sizes, new_model, train):
    x -= x.mean()
    return grow(mean_up, x, hidden_sizes, new_model, train)


def grow_changes_x_in_the_end(x, hidden_sizes, new_model, train):
    stack = grow(mean_up, x, hidden_sizes, new_model, train)
    x[...] = 0
    return stack


def grow_as_layers(x, hidden_sizes, new_model, train):
    return [Layer(m.W, m.c) for m in grow(mean_up, x, hidden_sizes, new_model, train)]


def grow_same_layer_again(x, hidden_sizes, new_model, train):
    stack, v = [], x
    for n_hidden in hidden_sizes:
        model = new_model(v.shape[1], n_hidden)
        train(model, v)
        stack.append(stack[0] if stack else model)
        v = mean_up(v, model)
    return stack


def grow_generator(x, hidden_sizes, new_model, train):
    v = x
    for n_hidden in hidden_sizes:
        model = new_model(v.shape[1], n_hidden)
        train(model, v)
        yield model
        v = mean_up(v, model)


class Grower:
    """The loop as an object that is called."""

    def __call__(self, x, hidden_sizes, new_model, train):
        return tuple(grow(mean_up, x, np.array(hidden_sizes), new_model, train))


def up_by_einsum(v, model):
    return 1 / (1 + np.exp(-np.einsum("nv,vh->nh", v, model.W) - model.c))


def one_minus_off(v, model):
    """Right: probabilities from the other side, 1 - P(h = 0)."""
    return 1 - expit(-(v @ model.W + model.c[None]))


WRONG = [
    (grow_raw_data, "raw data again"),
    (grow_with(sample_up), "samples, zeros and ones"),
    (grow_trains_all_again, "a second time"),
    (grow_updates_lower, "changed after its training"),
    (grow_up_before_training, "*before* its training"),
    (grow_with(lambda v, m: v @ m.W + m.c), "sigmoid is missing"),
    (grow_with(lambda v, m: expit(v @ m.W)), "hidden biases c are missing"),
    (grow_with(lambda v, m: expit(mean_up(v, m) @ m.W.T + m.b)), "up and down"),
    (grow_with(lambda v, m: expit(v @ m.W + m.b)), "visible biases b"),
    (grow_with(lambda v, m: expit(v @ m.W.T + m.c)), "W is transposed"),
    (grow_with(lambda v, m: np.round(mean_up(v, m))), "you round"),
    (grow_with(lambda v, m: expit(mean_up(v, m))), "taken twice"),
    (grow_with(lambda v, m: mean_up(v, m)[:3]), "shape (3, 6)"),
    (grow_with(lambda v, m: 2 * mean_up(v, m) - 1), "something else than the way up"),
    (grow_untrained, "no layer was trained"),
    (lambda *args: grow(mean_up, *args)[::-1], "upside down"),
    (lambda *args: grow(mean_up, *args)[-1], "list of all models"),
    (lambda *args: grow(mean_up, *args)[1:], "the list has 1 entries"),
    (lambda *args: print(grow(mean_up, *args)), "return missing"),
    (grow_takes_what_train_returns, "train works in place"),
    (grow_swaps_arguments, "train(model, v) takes a model"),
    (grow_hidden_first, "visible units first"),
    (grow_on_pixels_only, "visible units are the 5 columns"),
    (lambda x, sizes, *rest: grow(mean_up, x, sizes[::-1], *rest), "hidden_sizes asks for 5 units"),
    (grow_forgets_the_top, "trained were 1 of 2 layers"),
    (grow_one_more, "more layers were trained"),
    (grow_in_place, "changes x in place"),
    (grow_with(lambda v, m: mean_up(v, m) * np.nan), "contains NaN"),
    (grow_with(lambda v, m: mean_up(v, m).astype(np.float16)), "layer 2 gets numbers of the type float16"),
    (lambda x, *rest: grow(mean_up, x.astype(np.float16), *rest), "layer 1 gets numbers of the type float16"),
    (grow_on_centred_data, "the data x itself, as it is"),
    (grow_changes_x_in_the_end, "changes x in place"),
    (grow_as_layers, "models themselves"),
    (grow_same_layer_again, "does not hold the trained models"),
    (grow_generator, "list of all models"),
    (grow_autoencoders_break, "too many values to unpack"),
]

RIGHT = [
    grow_all_drawn_first,
    grow_recursive,
    grow_with(grow_loops),
    Grower(),
    grow_with(up_by_einsum),
    grow_with(one_minus_off),
]
