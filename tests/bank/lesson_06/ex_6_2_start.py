"""Answers to exercise 6.2."""

import numpy as np
import scipy.stats
import torch

from utils.torch_models.mlp import Layer


def drawn(draw, bias=np.zeros):
    def start(sizes, rng):
        pairs = zip(sizes[:-1], sizes[1:], strict=True)
        return [(draw(fan_in, fan_out, rng), bias(fan_out)) for fan_in, fan_out in pairs]

    return start


def uniform(bound):
    return lambda v, h, rng: rng.uniform(-bound(v, h), bound(v, h), (v, h))


def orthogonal(gain):
    def draw(v, h, rng):
        q = np.linalg.qr(rng.normal(size=(max(v, h), min(v, h))))[0]
        return gain * (q if v >= h else q.T)

    return draw


glorot = drawn(uniform(lambda v, h: 4 * (6 / (v + h)) ** 0.5))


def own_generator(sizes, rng):
    return glorot(sizes, np.random.default_rng())


def fixed_generator(sizes, rng):
    return glorot(sizes, np.random.default_rng(0))


def by_torch(sizes, rng):
    return drawn(lambda v, h, _: 6 * (2 * torch.rand(v, h) - 1) / v**0.5)(sizes, rng)


def without_output(sizes, rng):
    return glorot(sizes, rng)[:-1]


def transposed(sizes, rng):
    return [(W.T, b) for W, b in glorot(sizes, rng)]


def weights_only(sizes, rng):
    return [W for W, _ in glorot(sizes, rng)]


def one_pair(sizes, rng):
    return glorot(sizes, rng)[0]


def wide_biases(sizes, rng):
    return [(W, b[:, None]) for W, b in glorot(sizes, rng)]


def divided_by_zero(sizes, rng):
    return [(W / b[:1], b) for W, b in glorot(sizes, rng)]


def other_sizes(sizes, rng):
    return glorot((784, 200, 100, 100, 100, 100, 10), rng)


def equal_columns(v, h, rng):
    return np.repeat(rng.normal(size=(v, 1)), h, axis=1)


def loud_output(sizes, rng):
    *hidden, (W, b) = glorot(sizes, rng)
    return [*hidden, (1000 * W, b)]


WRONG = [
    (drawn(uniform(lambda v, h: v**-0.5)), "the spread in hidden layer 2 is 0.005"),
    (drawn(lambda v, h, rng: rng.normal(size=(v, h)) * (2 / v) ** 0.5), "the digits are lost on the way up"),
    (drawn(uniform(lambda v, h: 3 / v**0.5)), "the spread in hidden layer 3"),
    (drawn(uniform(lambda v, h: 4 / v**0.5)), "the spread in hidden layer 4"),
    (drawn(uniform(lambda v, h: 5 / v**0.5)), "the spread in hidden layer 4 is 0.019"),
    (drawn(uniform(lambda v, h: 6 / v**0.5)), "the spread in hidden layer 5"),
    (drawn(uniform(lambda v, h: 10 / v**0.5)), "are saturated; at most 35 % are asked for"),
    (drawn(uniform(lambda v, h: 1.0)), "hidden layer 1 are saturated"),
    (drawn(uniform(lambda v, h: 0.7)), "hidden layer 1 are saturated"),
    (drawn(uniform(lambda v, h: 0.5)), "the spread in hidden layer"),
    (drawn(lambda v, h, rng: np.zeros((v, h))), "have the same weights"),
    (drawn(equal_columns), "All units of hidden layer 1 have the same weights"),
    (drawn(lambda v, h, rng: rng.uniform(0, 7 / v**0.5, (v, h))), "have the same sign"),
    (drawn(lambda v, h, rng: rng.normal(size=(v, h)) * 10), "are saturated"),
    (
        drawn(uniform(lambda v, h: 6.9 / v**0.5), lambda h: np.full(h, -30.0)),
        "weights or biases are too large",
    ),
    (loud_output, "look at the output layer"),
    (own_generator, "draws come from np.random or from a generator of your own"),
    (by_torch, "draws come from np.random or from a generator of your own"),
    (fixed_generator, "makes a generator of its own"),
    (without_output, "5 hidden ones and the output layer; 5 parts came"),
    (one_pair, "a list of 6 layers"),
    (transposed, "The array W of layer 1 has shape (100, 784); the sizes ask for (784, 100)"),
    (weights_only, "each layer is a pair (W, b)"),
    (wide_biases, "The array b of layer 1 has shape (100, 1)"),
    (divided_by_zero, "NaN or infinite"),
    (other_sizes, "The array W of layer 1 has shape (784, 200)"),
    (lambda sizes, rng: None, "is the return missing"),
    (lambda sizes: glorot(sizes, np.random.default_rng(0)), "keep the given first line"),
    (0.3, "a function is expected"),
]


def torch_layers(sizes, rng):
    return [Layer(torch.from_numpy(W).float(), torch.zeros(len(b))) for W, b in glorot(sizes, rng)]


class Gaussian:
    """Callable, and without a list: tuples of lists."""

    def __call__(self, sizes, rng):
        shapes = zip(sizes, sizes[1:], strict=False)
        return tuple([rng.standard_normal(shape) * 4 / shape[0] ** 0.5, [0] * shape[1]] for shape in shapes)


def sampled_by_scipy(v, h, rng):
    return scipy.stats.norm(scale=4 / v**0.5).rvs((v, h), random_state=rng).astype(np.float32)


RIGHT = [
    glorot,
    drawn(uniform(lambda v, h: 6.5 / v**0.5)),
    drawn(uniform(lambda v, h: 7.5 / v**0.5)),
    drawn(orthogonal(4.0)),
    drawn(sampled_by_scipy, lambda h: np.zeros(h, np.float32)),
    torch_layers,
    Gaussian(),
]
