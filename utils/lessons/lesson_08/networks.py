"""The small networks of lesson 08: 1,000 of the embedded digits to train with, and how their layers start."""

import functools

import numpy as np
import torch

from ...data import hold_out, load_digits_5k
from ...torch_models import mlp, stacking
from ...torch_models.streams import Streams

N_TRAIN = N_HELD = 1000
SEEDS = range(3)
RATE, BATCH, EPOCHS = 2.0, 20, 40


@functools.cache
def live_digits():
    """Training (1000), held-out (1000) and test digits (1000): a dict of (images (N, 784), labels (N,))."""
    rng = np.random.default_rng(8)
    digits = load_digits_5k()
    rest, held = hold_out(digits.train, N_HELD, rng)
    _, train = hold_out(rest, N_TRAIN, rng)
    return {"train": train, "held": held, "test": digits.test}


def hidden_layers(kind, sizes, seeds=SEEDS):
    """Hidden layers as they are drawn ("none") or as RBMs ("rbm") make them from these: list of Layer.

    Parameters
    ----------
    kind : {"none", "rbm"}
    sizes : sequence of int
    seeds : sequence of int

    Returns
    -------
    list of Layer
    """
    x, _ = live_digits()["train"]
    rng = Streams(seeds, "pre-training")
    if kind == "none":
        return stacking.pretrain(x, sizes, rng, n_pretrained=0)
    return stacking.pretrain(x, sizes, rng, kind, rate=0.1, epochs=20, batch_size=BATCH)


def each_seed(change, layers, seeds=SEEDS):
    """Layers in which ``change(W, b, rng)``, of NumPy arrays (V, H) and (H,), has been at work for each seed.

    Parameters
    ----------
    change : callable
        Returns a new W and a new b.
    layers : list of Layer
    seeds : sequence of int
        A generator of its own for each.

    Returns
    -------
    list of Layer
    """
    rngs = [np.random.default_rng(seed) for seed in seeds]
    made = []
    for W, b in layers:
        pairs = [change(*pair, rng) for *pair, rng in zip(W.numpy(), b.numpy(), rngs, strict=True)]
        parts = (np.stack(part) for part in zip(*pairs, strict=True))
        made.append(mlp.Layer(*(torch.tensor(part, dtype=W.dtype) for part in parts)))
    return made


def losses(params):
    """Loss of each seed (nats) on the training and on the held-out digits: a dict of ndarray of shape (S,)."""
    return {name: mlp.evaluate(params, *live_digits()[name])[0].numpy() for name in ("train", "held")}


def test_error(params):
    """Error of each seed on the test digits, in percent: (S,)."""
    return 100 * mlp.evaluate(params, *live_digits()["test"])[1].numpy()
