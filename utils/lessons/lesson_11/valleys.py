"""A network with rectified units, its twins that say the same, and the loss on lines through both."""

import functools

import numpy as np

from ...data import load_shapeset
from ...numpy_models.mlp import Layer, negative_log_likelihood
from ...torch_models import mlp
from ...torch_models.streams import Streams

HIDDEN, BATCH = 30, 10
RATES = ((0.3, 100), (0.1, 20))  # and epochs: at the end the network is nearly at rest


@functools.cache
def shapes(n=1_000):
    """Triangles and squares to train on: images (N, 100) and labels (N,)."""
    return load_shapeset(0, (n, 1, 1)).train


def rectified_network(seed=0):
    """A network with one hidden layer of rectified units that has learned to tell shapes: two layers in NumPy."""
    x, labels = shapes()
    rng = Streams((seed,), "valleys")
    params = mlp.init_mlp((x.shape[1], HIDDEN, 2), rng)
    for rate, epochs in RATES:
        mlp.train(params, x, labels, rate, epochs, BATCH, rng, activation="relu")
    return [Layer(W[0].numpy().astype(float), b[0].numpy().astype(float)) for W, b in params]


def scores(layers, x):
    """Scores (N, K) of a network with rectified hidden units."""
    for W, b in layers[:-1]:
        x = np.maximum(x @ W + b, 0)
    return x @ layers[-1].W + layers[-1].b


def loss(layers):
    """Training loss (nats) of a network with rectified units."""
    x, labels = shapes()
    return float(negative_log_likelihood(scores(layers, x), labels))


def random_direction(layers, seed):
    """Normal numbers in the form of a network."""
    rng = np.random.default_rng(seed)
    return [Layer(rng.normal(size=W.shape), rng.normal(size=b.shape)) for W, b in layers]


def of_length_one(direction):
    """The direction whose weights and biases, taken as one vector, have length 1."""
    length = np.sqrt(sum((part**2).sum() for layer in direction for part in layer))
    return [Layer(W / length, b / length) for W, b in direction]


def along(layers, direction, places):
    """Losses (nats) of the networks that lie some multiples of a direction away: an array."""
    found = []
    for place in places:
        pairs = zip(layers, direction, strict=True)
        found.append(loss([Layer(W + place * d, b + place * c) for (W, b), (d, c) in pairs]))
    return np.array(found)
