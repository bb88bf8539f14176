"""A denoising autoencoder with sigmoid units, for many seeds at once, in PyTorch.

The model of :mod:`utils.numpy_models.autoencoder` (Erhan et al. 2010, section 5) with a leading axis for
seeds. Gradients are the hand-written ones, applied in place; tied weights collect both shares in one product.

Shapes: ``S`` seeds, ``N`` examples, ``V`` visible units, ``H`` hidden units.
"""

from typing import NamedTuple

import numpy as np
import torch

from .checks import (
    check_at_least_one,
    check_choice,
    check_fraction,
    check_not_negative,
    check_seeds,
    check_unit_interval,
    for_each_seed,
)
from .mlp import init_mlp
from .products import GATHERED_AT_ONCE, Outer, affine, evenly_spaced, shuffled
from .rbm import coin_flips, cross_entropy

CORRUPTIONS = ("masking", "salt_and_pepper")


class Autoencoder(NamedTuple):
    """Weights ``W`` (S, V, H), biases ``b`` (S, V) and ``c`` (S, H); untied also ``W_out`` (S, H, V)."""

    W: torch.Tensor
    b: torch.Tensor
    c: torch.Tensor
    W_out: torch.Tensor | None = None


def init_autoencoder(n_visible, n_hidden, rng, tied=True, dtype=torch.float32):
    """Draw an autoencoder for each seed: weights from U(-1/sqrt(fan-in), +1/sqrt(fan-in)), biases zero.

    References
    ----------
    Erhan et al. (2010), section 5: the initialisation.
    """
    check_at_least_one(n_visible=n_visible, n_hidden=n_hidden)
    W, c = init_mlp((n_visible, n_hidden), rng, dtype)[0]
    W_out = None if tied else init_mlp((n_hidden, n_visible), rng, dtype)[0].W
    return Autoencoder(W, W.new_zeros(len(W), n_visible), c, W_out)


def corrupt(x, level, rng, kind="masking", batch_size=None):
    """Spoil a random subset of each example's inputs; the subset has the same size in every example.

    Parameters
    ----------
    x : tensor of shape (S, N, V)
    level : float in [0, 1]
        ``round(level * V)`` inputs are spoiled.
    rng : Streams
    kind : {"masking", "salt_and_pepper"}
        Set the chosen inputs to 0, or replace each by a fair coin flip (0 or 1).
    batch_size : int, optional
        Draw for so many examples at a time: the same numbers as for minibatches corrupted one by one.

    Returns
    -------
    tensor of shape (S, N, V)
        A new one; ``x`` is not changed.

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
    n_spoiled = round(level * x.shape[2])
    if not n_spoiled:
        return x.clone()
    tickets, coins = [], []  # (S, B, V) each
    for some in x.split(batch_size or max(1, x.shape[1]), dim=1):
        tickets.append(rng.random(some.shape[1:]) * 2**24)
        if kind == "salt_and_pepper":
            coins.append(coin_flips(some.shape[1:], x, rng))
    spared = above_lowest(torch.cat(tickets, dim=1).floor_(), n_spoiled, like=x)  # the lowest are spoiled
    return spared.mul_(x) if kind == "masking" else torch.where(spared > 0, x, torch.cat(coins, dim=1))


def above_lowest(tickets, n, like):
    """Zeros for the ``n`` lowest numbers of each row, ones for the others; of equal ones the first is lower.

    Parameters
    ----------
    tickets : tensor of shape (S, N, V)
        Whole numbers, not negative.
    n : int, at least 1
    like : tensor
        Gives the dtype.

    Returns
    -------
    tensor of shape (S, N, V)
    """
    n_tickets = tickets.shape[2]
    above = torch.empty_like(tickets, dtype=like.dtype)
    if tickets.device.type == "cpu":  # NumPy selects faster than torch, and whole numbers fastest
        numbers = tickets.numpy()
        bits = numbers.view(f"i{numbers.itemsize}")  # in the same order, since none is negative
        last = np.partition(bits, n - 1, axis=2)[..., n - 1 : n].view(numbers.dtype)  # (S, N, 1)
        torch.gt(tickets, torch.from_numpy(last), out=above)
        if above.sum(dim=2).min() == n_tickets - n:
            return above  # not where the n-th lowest equals the next, which is rare
    # plus a fraction of each one's own, so that no two of a row are equal
    fractions = torch.arange(n_tickets, dtype=torch.float64, device=tickets.device) / n_tickets  # (V,)
    lottery = tickets + fractions
    return torch.gt(lottery, lottery.kthvalue(n, dim=2, keepdim=True).values, out=above)


def encode(auto, x):
    """Hidden code ``sigmoid(x W + c)``: (S, N, V) -> (S, N, H)."""
    return affine(x, auto.W, auto.c).sigmoid_()


def decoder_weights(auto):
    """The decoder's weights (S, H, V): its own, or the encoder's transposed."""
    return auto.W.mT if auto.W_out is None else auto.W_out


def decode(auto, h):
    """Reconstruction ``sigmoid(h W' + b)``: (S, N, H) -> (S, N, V)."""
    return affine(h, decoder_weights(auto), auto.b).sigmoid_()


def reconstruct(auto, x):
    """Encode and decode: (S, N, V) -> (S, N, V)."""
    return decode(auto, encode(auto, x))


def reconstruction_loss(auto, x, corrupted=None):
    """Cross-entropy of the clean ``x`` and its reconstruction.

    Parameters
    ----------
    auto : Autoencoder
    x : tensor of shape (S, N, V)
        The target, in [0, 1].
    corrupted : tensor of shape (S, N, V), optional
        What the encoder sees; ``x`` itself by default.

    Returns
    -------
    tensor of shape (S,)
        Nats, summed over pixels, mean over examples.
    """
    h = encode(auto, x if corrupted is None else corrupted)  # (S, N, H)
    return cross_entropy(x, affine(h, decoder_weights(auto), auto.b))


def gradient(auto, x, corrupted):
    """Gradient of :func:`reconstruction_loss` with respect to every parameter.

    Parameters
    ----------
    auto : Autoencoder
    x, corrupted : tensor of shape (S, N, V)
        The clean target, and what the encoder sees.

    Returns
    -------
    Autoencoder
        Each seed's own. Gradients of weights are :class:`.products.Outer`; tied weights collect the
        encoder's and the decoder's share.
    """
    h = encode(auto, corrupted)  # (S, N, H)
    delta_out = decode(auto, h).sub_(x).div_(x.shape[1])  # (S, N, V)
    slope = torch.addcmul(h, h, h, value=-1)  # h (1 - h)
    delta = torch.bmm(delta_out, decoder_weights(auto).mT).mul_(slope)  # (S, N, H)
    db, dc = delta_out.sum(dim=1), delta.sum(dim=1)
    if auto.W_out is not None:
        return Autoencoder(Outer(corrupted, delta), db, dc, Outer(h, delta_out))
    both = Outer(torch.cat((corrupted, delta_out), dim=1), torch.cat((delta, h), dim=1))
    return Autoencoder(both, db, dc)


def descend(auto, grads, rate):
    """Move every parameter against its gradient, in place: ``theta -= rate * d theta``."""
    grads.W.add_to(auto.W, -rate)
    auto.b.sub_(grads.b, alpha=rate)
    auto.c.sub_(grads.c, alpha=rate)
    if auto.W_out is not None:
        grads.W_out.add_to(auto.W_out, -rate)


@torch.inference_mode()
def train_autoencoder(auto, x, rate, epochs, batch_size, rng, level=0.25, corruption="masking", watch=None):
    """Train by plain stochastic gradient descent with fresh corruption at every visit, in place.

    Parameters
    ----------
    auto : Autoencoder
        Changed in place.
    x : tensor or ndarray of shape (S, N, V), or (N, V) for all seeds
        Data in [0, 1].
    rate : float
    epochs, batch_size : int
    rng : Streams
        Orders the examples and chooses what is spoiled.
    level : float in [0, 1], default 0.25
        Share of the inputs that is spoiled; 0 gives a plain autoencoder.
    corruption : {"masking", "salt_and_pepper"}
    watch : dict of str to callable, optional
        More numbers to follow: each callable takes the autoencoder and returns a tensor of shape (S,).

    Returns
    -------
    list of dict
        One row for each epoch, from 0 (before training), with keys ``epoch``, ``reconstruction_loss``
        (nats an example, uncorrupted, on a few hundred examples) and the names in ``watch``; tensors (S,).

    Raises
    ------
    ValueError
        If ``x`` or ``rng`` does not fit, ``x`` leaves [0, 1], or ``level`` or ``corruption`` is not possible.
    """
    check_at_least_one(batch_size=batch_size)
    check_not_negative(rate=rate)
    check_seeds(auto.W, rng)
    x = for_each_seed(x, auto.W)
    check_unit_interval(x)
    n_batches = max(1, GATHERED_AT_ONCE // (batch_size * x.shape[0] * x.shape[2]))  # corrupted at once
    history = [measure(auto, x, watch, epoch=0)]
    for epoch in range(1, epochs + 1):
        for several in shuffled(x, n_batches * batch_size, rng):
            spoiled = corrupt(several, level, rng, corruption, batch_size)
            batches = zip(several.split(batch_size, dim=1), spoiled.split(batch_size, dim=1), strict=True)
            for clean, corrupted in batches:  # (S, B, V)
                descend(auto, gradient(auto, clean, corrupted), rate)
        history.append(measure(auto, x, watch, epoch))
    return history


def measure(auto, x, watch, epoch):
    """One row of a training history."""
    row = {"epoch": epoch, "reconstruction_loss": reconstruction_loss(auto, evenly_spaced(x))}
    return row | {name: follow(auto) for name, follow in (watch or {}).items()}
