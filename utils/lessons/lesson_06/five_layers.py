"""The five-layer networks of lesson 06: their digits, the budget of their training, and three that are ill."""

import functools

import numpy as np
import torch

from ...data import hold_out, load_digits_5k
from ...torch_models import mlp
from ...torch_models.streams import Streams

SIZES = (784, 100, 100, 100, 100, 100, 10)
N_HELD, RATE, BATCH, EPOCHS = 500, 0.3, 10, 8


@functools.cache
def live_digits():
    """Training digits (3500, 784) and held-out digits (500, 784) of the embedded ones, with their labels."""
    return hold_out(load_digits_5k().train, N_HELD, np.random.default_rng(6))


def wide_network(rng):
    """Weights from U(-b, b) with b = 4 sqrt(6 / (fan-in + fan-out)), biases 0: list of (W, b), NumPy."""
    pairs = zip(SIZES[:-1], SIZES[1:], strict=True)
    bounds = ((v, h, 4 * (6 / (v + h)) ** 0.5) for v, h in pairs)
    return [(rng.uniform(-b, b, (v, h)), np.zeros(h)) for v, h, b in bounds]


def stack_seeds(networks):
    """Networks of NumPy arrays, each a list of (W, b), as one with an axis of seeds: list of Layer, float32."""
    return [
        mlp.Layer(
            *(torch.tensor(np.stack(parts), dtype=torch.float32) for parts in zip(*layers, strict=True))
        )
        for layers in zip(*networks, strict=True)
    ]


def held_out_error(params):
    """Train within the lesson's budget, in place; the error of each seed on the held-out digits, from 0 to 1."""
    rest, held = live_digits()
    rng = Streams(range(len(params[0].W)), "fine-tuning")
    mlp.train(params, *rest, RATE, EPOCHS, BATCH, rng)
    return mlp.evaluate(params, *held)[1]


def patients():
    """Three networks of one seed, each with one hidden layer that is ill: dict of str to list of Layer."""
    ill = {"A": (3, "W", 1e-3, 0.0), "B": (2, "W", 60.0, 0.0), "C": (4, "b", 1.0, -12.0)}
    found = {}
    for seed, (name, (layer, part, factor, shift)) in enumerate(ill.items()):
        network = wide_network(np.random.default_rng(seed))
        W, b = network[layer - 1]
        network[layer - 1] = (factor * W + shift, b) if part == "W" else (W, factor * b + shift)
        found[name] = stack_seeds([network])
    return found


def redrawn(params, layer):
    """A copy of a network with one hidden layer (1 is the lowest) drawn again, without an illness."""
    fresh = stack_seeds([wide_network(np.random.default_rng(100))])
    return [
        mlp.Layer(*(part.clone() for part in (fresh if i == layer else params)[i - 1]))
        for i in range(1, len(params) + 1)
    ]
