"""Networks that the exercises of lesson 01 are tried on."""

import numpy as np

from ...numpy_models import mlp
from ...numpy_models.mlp import Layer

N_BATCHES = 4_000  # of the training in section 7


def random_network(sizes, n_examples):
    """A small network with biases that are not zero, and inputs for it, in double precision."""
    rng = np.random.default_rng(1)
    pairs = zip(sizes[:-1], sizes[1:], strict=True)
    params = [Layer(rng.normal(size=(i, o)), rng.normal(size=o)) for i, o in pairs]
    return params, rng.uniform(size=(n_examples, sizes[0]))


def minibatch():
    """The network of section 7, its activations for 20 inputs like digits, and their labels."""
    rng = np.random.default_rng(1)
    params = mlp.init_mlp((784, 100, 10), rng)
    x = rng.uniform(size=(20, 784)).astype(np.float32)
    return params, mlp.forward(params, x), rng.integers(0, 10, 20)
