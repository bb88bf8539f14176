"""A small network whose first layer is a convolution, as one matrix product; gradients by hand, in NumPy.

Shapes: ``N`` images, ``L`` places of a filter, ``P`` pixels under it, ``F`` filters, ``K`` classes.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import logsumexp

IMAGE, N_CLASSES, BATCH, ROWS_AT_ONCE = 28, 10, 20, 1_000


class Network(NamedTuple):
    """Filters (P, F) with biases (F,), rectified; on top a softmax layer ``W`` (L F, K), ``b`` (K,)."""

    filters: np.ndarray
    biases: np.ndarray
    W: np.ndarray
    b: np.ndarray


def windows(images, side, stride):
    """What a filter sees at each of its places: (N, V) -> (N, L, P), places row by row."""
    square = images.reshape(len(images), IMAGE, IMAGE)
    seen = np.lib.stride_tricks.sliding_window_view(square, (side, side), axis=(1, 2))[:, ::stride, ::stride]
    return seen.reshape(len(images), -1, side * side)


def network(filters, stride, rng):
    """A network with these filters, all of them stretched to one length, and a random layer on top.

    The length is the mean one of filters from U(-1/sqrt(P), 1/sqrt(P)), so that no kind of filters is louder.
    """
    pixels = len(filters)
    places = ((IMAGE - round(pixels**0.5)) // stride + 1) ** 2
    length = np.linalg.norm(filters, axis=0)
    fan_in = places * filters.shape[1]
    bound = fan_in**-0.5
    W = rng.uniform(-bound, bound, (fan_in, N_CLASSES)).astype(np.float32)
    scaled = (filters / np.maximum(length, 1e-12) * 3**-0.5).astype(np.float32)
    return Network(scaled, np.zeros(filters.shape[1], np.float32), W, np.zeros(N_CLASSES, np.float32))


def forward(net, seen):
    """Features (N, L F) and scores (N, K) of what filters see (N, L, P)."""
    h = np.maximum(seen @ net.filters + net.biases, 0).reshape(len(seen), -1)
    return h, h @ net.W + net.b


def step(net, seen, labels, rate, frozen):
    """One update against the gradient of the mean loss, in place; ``frozen``: of the top layer only."""
    h, said = forward(net, seen)
    odds = np.exp(said - said.max(axis=1, keepdims=True))
    delta = odds / odds.sum(axis=1, keepdims=True)  # (N, K)
    delta[np.arange(len(labels)), labels] -= 1
    delta /= len(labels)
    if not frozen:
        below = ((delta @ net.W.T) * (h > 0)).reshape(-1, net.filters.shape[1])  # (N L, F)
        net.filters[...] -= rate * (seen.reshape(len(below), -1).T @ below)
        net.biases[...] -= rate * below.sum(axis=0)
    net.W[...] -= rate * (h.T @ delta)
    net.b[...] -= rate * delta.sum(axis=0)


def train(net, images, labels, rate, updates, stride, rng, frozen=False, watch=None):
    """Plain stochastic gradient descent with batches of 20, in place.

    Parameters
    ----------
    net : Network
        Changed in place.
    images : ndarray of shape (N, V)
    labels : ndarray of int, of shape (N,)
    rate : float
    updates, stride : int
    rng : numpy.random.Generator
        Orders the images.
    frozen : bool
        Whether the filters stay as they are.
    watch : callable, optional
        Called without arguments after three quarters of the updates.
    """
    side, order = round(len(net.filters) ** 0.5), np.empty(0, int)
    for update in range(updates):
        if len(order) < min(BATCH, len(images)):
            order = rng.permutation(len(images))
        rows, order = order[:BATCH], order[BATCH:]
        with np.errstate(over="ignore", invalid="ignore"):  # a rate may be too high
            step(net, windows(images[rows], side, stride), labels[rows], rate, frozen)
        if watch and update + 1 == 3 * updates // 4:
            watch()


def scores(net, images, stride):
    """What the network says of images: (N, K)."""
    side = round(len(net.filters) ** 0.5)
    parts = [images[first : first + ROWS_AT_ONCE] for first in range(0, len(images), ROWS_AT_ONCE)]
    return np.concatenate([forward(net, windows(part, side, stride))[1] for part in parts])


def error(net, images, labels, stride):
    """Percentage of images that the network gets wrong."""
    return 100 * float((scores(net, images, stride).argmax(axis=1) != labels).mean())


def loss(net, images, labels, stride):
    """Mean negative log-likelihood of the labels, in nats."""
    said = scores(net, images, stride).astype(float)
    return float((logsumexp(said, axis=1) - said[np.arange(len(labels)), labels]).mean())
