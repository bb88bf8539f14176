"""A denoising autoencoder with sigmoid units, in NumPy.

The model of Erhan et al. (2010, section 5): corrupt the input, encode it, decode the code, and ask for the
input as it was *before* the corruption. The loss is the cross-entropy, summed over the pixels. The decoder
uses the encoder's weights, transposed (tied), or its own (untied).

Shapes: ``N`` examples, ``V`` visible units, ``H`` hidden units.
"""

from typing import NamedTuple

import numpy as np

from .checks import check_at_least_one, check_choice, check_fraction, check_inputs
from .mlp import init_mlp, minibatches, sigmoid
from .rbm import cross_entropy, evenly_spaced

CORRUPTIONS = ("masking", "salt_and_pepper")


class Autoencoder(NamedTuple):
    """Weights ``W`` (V, H), decoder biases ``b`` (V,), encoder biases ``c`` (H,); untied ``W_out`` (H, V)."""

    W: np.ndarray
    b: np.ndarray
    c: np.ndarray
    W_out: np.ndarray | None = None


def init_autoencoder(n_visible, n_hidden, rng, tied=True, dtype=np.float32):
    """Draw an autoencoder: weights from U(-1/sqrt(fan-in), +1/sqrt(fan-in)), biases zero.

    References
    ----------
    Erhan et al. (2010), section 5: the initialisation.
    """
    check_at_least_one(n_visible=n_visible, n_hidden=n_hidden)
    W, c = init_mlp((n_visible, n_hidden), rng, dtype)[0]
    W_out = None if tied else init_mlp((n_hidden, n_visible), rng, dtype)[0].W
    return Autoencoder(W, np.zeros(n_visible, dtype), c, W_out)


def corrupt(x, level, rng, kind="masking"):
    """Spoil a random subset of each example's inputs; the subset has the same size in every example.

    Parameters
    ----------
    x : ndarray of shape (N, V)
    level : float in [0, 1]
        ``round(level * V)`` inputs are spoiled.
    rng : numpy.random.Generator
    kind : {"masking", "salt_and_pepper"}
        Set the chosen inputs to 0, or replace each by a fair coin flip (0 or 1).

    Returns
    -------
    ndarray of shape (N, V)
        A copy; ``x`` is not changed.

    Raises
    ------
    ValueError
        If ``level`` is outside [0, 1] or ``kind`` is unknown.

    References
    ----------
    Erhan et al. (2010), section 5: a subset of fixed size, set to 0.
    """
    check_fraction(level=level)
    check_choice("kind", kind, CORRUPTIONS)
    n_spoiled = round(level * x.shape[1])
    spoiled = x.copy()
    if n_spoiled:
        lottery = rng.random(x.shape, dtype=np.float32)  # the lowest n_spoiled tickets of each row are drawn
        chosen = lottery.argpartition(n_spoiled - 1, axis=1)[:, :n_spoiled]  # (N, n_spoiled)
        values = 0 if kind == "masking" else rng.integers(0, 2, chosen.shape).astype(x.dtype)
        np.put_along_axis(spoiled, chosen, values, axis=1)
    return spoiled


def encode(auto, x):
    """Hidden code ``sigmoid(x W + c)``, (N, V) -> (N, H)."""
    return sigmoid(x @ auto.W + auto.c)


def decoder_weights(auto):
    """The decoder's weights (H, V): its own, or the encoder's transposed."""
    return auto.W.T if auto.W_out is None else auto.W_out


def decode(auto, h):
    """Reconstruction ``sigmoid(h W' + b)``, (N, H) -> (N, V)."""
    return sigmoid(h @ decoder_weights(auto) + auto.b)


def reconstruct(auto, x):
    """Encode and decode, (N, V) -> (N, V)."""
    return decode(auto, encode(auto, x))


def reconstruction_loss(auto, x, corrupted=None):
    """Cross-entropy of the clean ``x`` and its reconstruction: nats, summed over pixels, mean over examples.

    Parameters
    ----------
    auto : Autoencoder
    x : ndarray of shape (N, V)
        The target, in [0, 1].
    corrupted : ndarray of shape (N, V), optional
        What the encoder sees; ``x`` itself by default.

    Returns
    -------
    float
    """
    h = encode(auto, x if corrupted is None else corrupted)  # (N, H)
    return cross_entropy(x, h @ decoder_weights(auto) + auto.b)


def gradient(auto, x, corrupted):
    """Gradient of :func:`reconstruction_loss` with respect to every parameter.

    Parameters
    ----------
    auto : Autoencoder
    x, corrupted : ndarray of shape (N, V)
        The clean target, and what the encoder sees.

    Returns
    -------
    Autoencoder
        In the shapes of ``auto``. Tied weights collect the encoder's and the decoder's share.
    """
    h = encode(auto, corrupted)  # (N, H)
    delta_out = (decode(auto, h) - x) / len(x)  # (N, V)
    delta = (delta_out @ decoder_weights(auto).T) * h * (1 - h)  # (N, H)
    db, dc = delta_out.sum(axis=0), delta.sum(axis=0)
    if auto.W_out is not None:
        return Autoencoder(corrupted.T @ delta, db, dc, h.T @ delta_out)
    # both shares in one product: corrupted.T @ delta + delta_out.T @ h
    dW = np.concatenate((corrupted, delta_out)).T @ np.concatenate((delta, h))  # (V, H)
    return Autoencoder(dW, db, dc)


def descend(auto, grads, rate):
    """Move every parameter against its gradient, in place: ``theta -= rate * d theta``."""
    for theta, d_theta in zip(auto, grads, strict=True):
        if theta is not None:
            theta -= rate * d_theta


def train_autoencoder(auto, x, rate, epochs, batch_size, rng, level=0.25, corruption="masking", watch=None):
    """Train by plain stochastic gradient descent with fresh corruption at every visit, in place.

    Parameters
    ----------
    auto : Autoencoder
    x : ndarray of shape (N, V), in [0, 1]
    rate, epochs, batch_size, rng
        As for :func:`.mlp.train`.
    level : float in [0, 1], default 0.25
        Share of the inputs that is spoiled; 0 gives a plain autoencoder.
    corruption : {"masking", "salt_and_pepper"}
    watch : dict of str to callable, optional: more numbers to follow, each computed from the autoencoder

    Returns
    -------
    list of dict
        One row for each epoch, from 0 (before training), with keys ``epoch``, ``reconstruction_loss``
        (nats an example, uncorrupted, on a few hundred examples) and the names in ``watch``.

    Raises
    ------
    ValueError
        If ``x`` does not fit or leaves [0, 1], or ``level`` or ``corruption`` is not possible.
    """
    check_inputs(x, len(auto.b))
    x = np.asarray(x, auto.W.dtype)
    history = [measure(auto, x, watch, epoch=0)]
    for epoch in range(1, epochs + 1):
        for batch in minibatches(len(x), batch_size, rng):
            clean = x[batch]
            descend(auto, gradient(auto, clean, corrupt(clean, level, rng, corruption)), rate)
        history.append(measure(auto, x, watch, epoch))
    return history


def measure(auto, x, watch, epoch):
    """One row of a training history."""
    row = {"epoch": epoch, "reconstruction_loss": reconstruction_loss(auto, evenly_spaced(x))}
    return row | {name: float(follow(auto)) for name, follow in (watch or {}).items()}
