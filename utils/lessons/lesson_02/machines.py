"""Small RBMs whose states can all be listed, and what can be said of them exactly."""

from itertools import product

import numpy as np

from ...numpy_models.rbm import RBM


def all_states(n):
    """Every binary state of ``n`` units: (2 ** n, n)."""
    return np.array(list(product((0.0, 1.0), repeat=n)))


def random_rbm(n_visible, n_hidden, scale=1.0):
    """An RBM with normal parameters, of standard deviation ``scale``."""
    rng = np.random.default_rng(2)
    return RBM(*(scale * rng.normal(size=shape) for shape in ((n_visible, n_hidden), n_visible, n_hidden)))


def energy_by_loops(v, h, W, b, c):
    """The energy of one pair of states, v (V,) and h (H,), with the sums over units written out."""
    weights = sum(W[j, i] * v[j] * h[i] for j in range(len(b)) for i in range(len(c)))
    return -weights - sum(b[j] * v[j] for j in range(len(b))) - sum(c[i] * h[i] for i in range(len(c)))


def states(n):
    """Every binary state of ``n`` units, as tuples."""
    return list(product((0, 1), repeat=n))
