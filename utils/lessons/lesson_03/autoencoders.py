"""Small tied autoencoders, their inputs, and the way through them: what the exercises of lesson 03 share."""

import numpy as np

from ...numpy_models.autoencoder import Autoencoder
from ...numpy_models.mlp import sigmoid


def random_autoencoder(n_visible, n_hidden):
    """A small tied autoencoder with biases that are not zero, in double precision."""
    rng = np.random.default_rng(1)
    shapes = (n_visible, n_hidden), n_visible, n_hidden
    return Autoencoder(*(rng.normal(size=shape) for shape in shapes))


def random_inputs(n_examples, n_visible, seed=2):
    """Grey inputs, uniform between 0 and 1: (N, V)."""
    return np.random.default_rng(seed).uniform(size=(n_examples, n_visible))


def round_trip(auto, x):
    """Code (N, H), and what enters the sigmoid of the output (N, V), for inputs (N, V)."""
    h = sigmoid(x @ auto.W + auto.c)  # (N, H)
    return h, h @ auto.W.T + auto.b  # (N, V)
