"""The shape of every data set here, and how to hold part of one out.

Shapes: ``N`` examples, ``V`` = 784 pixels, ``K`` = 10 classes.
"""

import operator
from typing import NamedTuple

import numpy as np


class Split(NamedTuple):
    """Images (N, 784), float32 from 0 (paper) to 1 (ink), and labels (N,), int64 from 0 to 9."""

    images: np.ndarray
    labels: np.ndarray


class Digits(NamedTuple):
    """Three splits: to learn from, to choose with, to report on; ``valid`` may be ``None``."""

    train: Split
    valid: Split | None
    test: Split


def hold_out(split, n, rng):
    """Set ``n`` rows aside, drawn at random with the same share of every class (stratified).

    A class gives its exact share of ``n``, rounded up or down. Both parts keep the order of ``split``.

    Parameters
    ----------
    split : Split
        Images (N, V) and labels (N,).
    n : int
        Rows to hold out, from 1 to N - 1.
    rng : numpy.random.Generator

    Returns
    -------
    rest, held : Split
        Copies, of N - n and n rows.

    Raises
    ------
    ValueError
        When ``split`` is not a pair of equal length, or ``n`` leaves one part empty.
    TypeError
        When ``n`` is not a whole number or ``rng`` is not a generator.
    """
    images, labels = _checked(split, n, rng)
    _, classes, counts = np.unique(labels, return_inverse=True, return_counts=True)  # (N,), (K,)
    take = n * counts // len(labels)  # (K,)
    remainders = n * counts % len(labels)  # (K,)
    ties = rng.random(len(counts))
    most = np.lexsort((ties, -remainders))[: n - take.sum()]
    take[most] += 1
    held = np.zeros(len(labels), dtype=bool)
    for k, rows in enumerate(take):
        held[rng.choice(np.flatnonzero(classes == k), size=rows, replace=False)] = True
    return Split(images[~held], labels[~held]), Split(images[held], labels[held])


def _checked(split, n, rng):
    """The images and labels of ``split``, after checking all that :func:`hold_out` was given."""
    if not isinstance(split, tuple | list) or len(split) != 2:
        raise ValueError(
            f"hold_out was given a {type(split).__name__} as split: pass one pair (images, labels), "
            "for example digits.train."
        )
    images, labels = np.asarray(split[0]), np.asarray(split[1])
    if labels.ndim != 1 or images.ndim < 1 or len(images) != len(labels):
        raise ValueError(
            f"hold_out was given images of shape {images.shape} and labels of shape {labels.shape}: "
            "pass (N, V) and (N,), a label for each image."
        )
    try:
        whole = operator.index(n) if not isinstance(n, bool) else None
    except TypeError:
        whole = None
    if whole is None:
        raise TypeError(f"hold_out was given n = {n!r}: pass a whole number of rows, for example 500.")
    if not 1 <= whole < len(labels):
        raise ValueError(
            f"hold_out was given n = {n} for {len(labels)} rows: pass a number from 1 to {len(labels) - 1}, "
            "so that neither part is empty."
        )
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"hold_out was given a {type(rng).__name__} as rng: pass a generator, "
            "for example np.random.default_rng(0)."
        )
    return images, labels
