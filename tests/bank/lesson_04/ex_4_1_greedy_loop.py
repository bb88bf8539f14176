"""Answers to exercise 4.1."""

import numpy as np
import scipy.special

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


WRONG = [
    (grow_raw_data, "raw data again"),
    (grow_with(sample_up), "samples, zeros and ones"),
    (grow_trains_all_again, "a second time"),
    (grow_updates_lower, "changed after its training"),
    (grow_up_before_training, "*before* its training"),
    (grow_with(lambda v, m: v @ m.W + m.c), "sigmoid is missing"),
    (grow_with(lambda v, m: expit(v @ m.W)), "hidden biases c are missing"),
    (grow_with(lambda v, m: expit(mean_up(v, m) @ m.W.T + m.b)), "up and down"),
    (grow_untrained, "no layer was trained"),
    (lambda *args: grow(mean_up, *args)[::-1], "upside down"),
    (lambda *args: grow(mean_up, *args)[-1], "list of all models"),
    (lambda *args: print(grow(mean_up, *args)), "return missing"),
]

RIGHT = [grow_all_drawn_first, grow_recursive, grow_with(grow_loops)]
