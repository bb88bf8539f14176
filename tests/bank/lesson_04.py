"""Answers to the exercises of lesson 04."""

import numpy as np
import scipy.special
import scipy.stats

from utils.numpy_models import mlp
from utils.numpy_models.mlp import Layer
from utils.numpy_models.rbm import RBM

expit = scipy.special.expit

# 4.1 ------------------------------------------------------------------------------------------------------


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


# 4.2 ------------------------------------------------------------------------------------------------------


def top_with_a_dead_unit(lower):
    W = np.hstack((lower.W.T, np.zeros((len(lower.c), 1))))
    return RBM(W, np.array(lower.c), np.append(lower.b, 0.3))


def top_permuted(lower):
    order = np.arange(len(lower.b))[::-1]
    return RBM(lower.W[order].T.copy(), lower.c.copy(), lower.b[order].copy())


def top_element_by_element(lower):
    n_visible, n_hidden = lower.W.shape
    W = np.zeros((n_hidden, n_visible))
    for j in range(n_visible):
        for i in range(n_hidden):
            W[i, j] = lower.W[j, i]
    return W, 1.0 * lower.c, 1.0 * lower.b


# 4.3 ------------------------------------------------------------------------------------------------------


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


# 4.4 ------------------------------------------------------------------------------------------------------


def half(d, quantile=0.975, ddof=1):
    return scipy.stats.t.ppf(quantile, len(d) - 1) * np.sqrt(d.var(ddof=ddof) / len(d))


def interval_unpaired(a, b):
    error = np.hypot(a.std(ddof=1), b.std(ddof=1)) / np.sqrt(len(a))
    width = scipy.stats.t.ppf(0.975, len(a) - 1) * error
    return a.mean() - b.mean() - width, a.mean() - b.mean() + width


def interval_normal(a, b):
    d = a - b
    return d.mean() - 1.96 * d.std(ddof=1) / len(d) ** 0.5, d.mean() + 1.96 * d.std(ddof=1) / len(d) ** 0.5


def interval_of_single_seeds(a, b):
    d = a - b
    width = half(d) * np.sqrt(len(d))
    return d.mean() - width, d.mean() + width


def interval_scipy(a, b):
    d = a - b
    return scipy.stats.t.interval(0.95, len(d) - 1, loc=d.mean(), scale=scipy.stats.sem(d))


def interval_loops(a, b):
    d = [float(p) - float(q) for p, q in zip(a, b, strict=True)]
    mean = sum(d) / len(d)
    variance = sum((value - mean) ** 2 for value in d) / (len(d) - 1)
    width = scipy.stats.t.isf(0.025, len(d) - 1) * (variance / len(d)) ** 0.5
    return [mean - width, mean + width]


def interval_by_covariance(a, b):
    covariance = np.cov(a, b)
    error = np.sqrt((covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]) / len(a))
    return tuple(a.mean() - b.mean() + scipy.stats.t(len(a) - 1).ppf([0.025, 0.975]) * error)


# 4.5 and 4.6 ----------------------------------------------------------------------------------------------


def counts(pretraining, fine_tuning, epochs):
    return {"pre-training": pretraining, "fine-tuning": fine_tuning, "fair epochs without": epochs}


def settings(kind, sizes, pretraining_rate, pretraining_epochs, rate, epochs):
    return {
        "kind": kind,
        "hidden_sizes": sizes,
        "pretraining_rate": pretraining_rate,
        "pretraining_epochs": pretraining_epochs,
        "rate": rate,
        "epochs": epochs,
    }


def network_list_in_list(stack, n_classes, rng):
    return [Layer(m.W.copy(), m.c.copy()) for m in stack] + [mlp.init_mlp((len(stack[-1].c), n_classes), rng)]


def interval_over_s(a, b):
    d = a - b
    reach = scipy.stats.t.ppf(0.975, len(d) - 1) * np.std(d, ddof=1) / len(d)
    return d.mean() - reach, d.mean() + reach


def interval_as_array(a, b):
    d = a - b
    reach = scipy.stats.t.ppf(0.975, len(d) - 1) * scipy.stats.sem(d)
    return d.mean() + np.array([-1, 1]) * reach


WRONG = {
    "4.1": [
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
    ],
    "4.2": [
        (lambda lower: RBM(lower.W.copy(), lower.c.copy(), lower.b.copy()), "transpose it"),
        (lambda lower: RBM(lower.W.T.copy(), lower.b.copy(), lower.c.copy()), "biases are exchanged"),
        (lambda lower: RBM(lower.W.T, lower.c, lower.b), "share memory"),
        (lambda lower: RBM(-lower.W.T, lower.c.copy(), lower.b.copy()), "sign of the weights"),
        (lambda lower: RBM(lower.W.T.copy(), 0 * lower.c, 0 * lower.b), "b and c of the top is all zero"),
        (lambda lower: lower.W.T.copy(), "three arrays"),
        (lambda lower: RBM(lower.W.T.copy(), -lower.c, lower.b.copy()), "other probabilities"),
    ],
    "4.3": [
        (network_list_in_list, "join lists with +"),
        (network_views, "shares memory"),
        (network_zero_biases, "are zero; take the pre-trained"),
        (network_visible_biases, "has the visible biases b"),
        (network_zero_output, "reach 0.000"),
        (network_normal_output, "U(-1/sqrt(H)"),
        (network_own_generator, "always the same one"),
        (network_all_random, "are not those of the stack"),
        (lambda stack, n_classes, rng: hidden(stack), "output layer is missing"),
    ],
    "4.4": [
        (lambda a, b: interval_scipy(abs(a - b), 0 * a), "not its absolute value"),
        (interval_over_s, "not by S"),
        (interval_unpaired, "groups as unrelated"),
        (interval_normal, "Student's t"),
        (interval_of_single_seeds, "square root of the number of seeds"),
        (lambda a, b: ((a - b).mean() - half(a - b, ddof=0), (a - b).mean() + half(a - b, ddof=0)), "ddof=1"),
        (lambda a, b: ((a - b).mean() - half(a - b, 0.95), (a - b).mean() + half(a - b, 0.95)), "take 0.975"),
        (lambda a, b: ((b - a).mean() - half(a - b), (b - a).mean() + half(a - b)), "sign is turned"),
        (lambda a, b: ((a - b).mean(), half(a - b)), "both ends"),
    ],
    "4.5": [
        (counts(1600, 4000, 28), "three times the updates"),
        (counts(24, 20, 44), "epochs, not updates"),
        (counts(96_000, 80_000, 44), "examples seen"),
        (counts(4800, 12_000, 44), "trains all layers at once"),
        (counts(4800, 4000, 20), "4,800 updates fewer"),
        (counts(4800, 4000, 24), "*and* those of fine-tuning"),
        (counts(4800, 4000, 8800), "divide by the 200"),
        (counts(4800, 4000, 36), "fair number of epochs is wrong"),
        (counts(np.int64(1600), 4000, 44), "three times the updates"),
        (counts(480, 4000, 44), "updates of pre-training is wrong"),
        (4800, "keep the given dictionary"),
    ],
    "4.6": [
        (settings("rbm", (200, 200, 200), 0.1, 8, 0.3, 20), "the budget is 4,000"),
        (settings("none", (20,), 0, 0, 0.3, 20), "without pre-training 300 labels"),
        (settings("rbm", (20,), 0.1, 1, 0.001, 2), "hardly left its plateau"),
        (settings("rbm", (20,), 0.1, 1, 0.3, 0), "output layer is random"),
        (settings("dbn", (200,), 0.1, 8, 0.3, 20), "choose one of"),
        (settings("rbm", 200, 0.1, 8, 0.3, 20), "one to five layers"),
        ({"rate": 0.3}, "dictionary with the keys"),
    ],
}

RIGHT = {
    "4.1": [grow_all_drawn_first, grow_recursive, grow_with(grow_loops)],
    "4.2": [top_with_a_dead_unit, top_permuted, top_element_by_element],
    "4.3": [network_uniform_by_hand, network_output_drawn_first, network_from_random],
    "4.4": [interval_as_array, interval_scipy, interval_loops, interval_by_covariance],
    "4.5": [
        counts(4800.0, 4000.0, 44.0),
        counts(np.int64(4800), np.int64(4000), np.int64(44)),
        dict(reversed(counts(3 * 1600, 20 * 200, 8800 / 200).items())),
    ],
    "4.6": [
        settings("rbm", (100, 100), 0.1, 7, 0.3, 60),
        settings("rbm", [200], 0.1, 10, 0.3, 130),
        settings("rbm", (100, 150), 0.1, 7, 0.5, 80),
    ],
}
