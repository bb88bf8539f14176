"""Small networks that the exercises of lesson 01 are tried on."""

import numpy as np

from ...numpy_models.mlp import Layer


def random_network(sizes, n_examples):
    """A small network with biases that are not zero, and inputs for it, in double precision."""
    rng = np.random.default_rng(1)
    pairs = zip(sizes[:-1], sizes[1:], strict=True)
    params = [Layer(rng.normal(size=(i, o)), rng.normal(size=o)) for i, o in pairs]
    return params, rng.uniform(size=(n_examples, sizes[0]))
