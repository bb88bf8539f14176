"""What every layer is made of: batches gathered by index, affine maps, and gradients that are outer products.

The gradient of a weight matrix is a sum of outer products, one for each example. :class:`Outer` keeps the
two factors; one ``baddbmm_`` multiplies them out and adds them to the weights in place, so no array of the
size of the weights is ever made for the gradient.

Shapes: ``S`` seeds, ``N`` examples, ``V`` inputs, ``H`` outputs.
"""

from typing import NamedTuple

import torch

GATHERED_AT_ONCE = 2**18  # numbers: 1 MB as float32, so that they are still in the cache when they are used


class Outer(NamedTuple):
    """The matrices ``left' right`` of shape (S, V, H), from factors (S, N, V) and (S, N, H)."""

    left: torch.Tensor
    right: torch.Tensor

    def dense(self):
        """Multiply out: (S, V, H)."""
        return torch.bmm(self.left.mT, self.right)

    def add_to(self, W, factor, keep=1.0):
        """``W = keep * W + factor * left' right``, in place."""
        W.baddbmm_(self.left.mT, self.right, beta=keep, alpha=factor)


def affine(x, W, b):
    """``x W + b`` for each seed: (S, N, V) or (N, V) for all seeds, (S, V, H), (S, H) -> (S, N, H)."""
    if x.ndim == 2:
        x = x.expand(len(W), -1, -1)
    return torch.baddbmm(b.unsqueeze(1), x, W)


def softplus(a):
    """``log(1 + exp(a))`` without overflow; beyond 40 it is ``a``, also in float64."""
    return torch.nn.functional.softplus(a, threshold=40)


def take(x, index):
    """The examples with the given numbers, each seed its own: (S, N, V), (S, B) -> (S, B, V)."""
    n_seeds, n_examples, n_inputs = x.shape
    if n_seeds > 1 and x.stride(0):
        first = torch.arange(0, n_seeds * n_examples, n_examples, device=x.device)
        rows, index = x.reshape(-1, n_inputs), index + first.unsqueeze(1)
    else:
        rows = x[0]  # shared by all seeds
    return rows.index_select(0, index.reshape(-1)).view(n_seeds, -1, n_inputs)


def shuffled(x, batch_size, rng, labels=None):
    """All examples once, in minibatches, each seed in its own random order.

    Many minibatches are gathered at once, and given out as views of these.

    Parameters
    ----------
    x : tensor of shape (S, N, V)
    batch_size : int
    rng : Streams
        Gives the order.
    labels : tensor of shape (S, N), optional

    Yields
    ------
    tensor of shape (S, B, V), or a tuple of it and the labels (S, B)
        The last one is smaller where ``batch_size`` does not divide the number of examples.
    """
    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size}; it must be at least 1.")
    n_seeds, n_examples, n_inputs = x.shape
    n_batches = max(1, GATHERED_AT_ONCE // (n_seeds * batch_size * n_inputs))
    for index in rng.permutation(n_examples).split(n_batches * batch_size, dim=1):
        batches = take(x, index).split(batch_size, dim=1)
        if labels is None:
            yield from batches
        else:
            yield from zip(batches, labels.gather(1, index).split(batch_size, dim=1), strict=True)


def evenly_spaced(x, n=250):
    """From ``n`` to ``2n - 1`` examples at equal distances (or all), to follow the training cheaply."""
    return x[:, :: max(1, x.shape[1] // n)]


def tidy(history, seeds):
    """A training history as columns with a row for each epoch and seed: ``pandas.DataFrame(tidy(...))``.

    Parameters
    ----------
    history : list of dict
        From a training function: ``epoch``, and tensors of shape (S,).
    seeds : sequence of int

    Returns
    -------
    dict of str to list
        ``seed``, ``epoch``, and the history's own names.
    """
    seeds = list(seeds)
    columns = {"seed": seeds * len(history), "epoch": [row["epoch"] for row in history for _ in seeds]}
    for name in history[0].keys() - {"epoch"} if history else ():
        values = torch.stack([row[name] for row in history])  # (epochs, S)
        if values.shape[1:] != (len(seeds),):
            raise ValueError(
                f"{name} has shape {tuple(values.shape[1:])} an epoch; expected ({len(seeds)},)."
            )
        columns[name] = values.flatten().tolist()
    return columns
