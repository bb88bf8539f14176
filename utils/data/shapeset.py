"""Triangles and squares on 10 x 10 pixels, in the manner of the paper's Shapeset.

Known of the original (Erhan et al., 2009 and 2010): the size of the images, the two classes, that size,
orientation and grey level vary, and 50,000 / 10,000 / 10,000 examples. How it was drawn is not known. Chosen
here:

- regular polygons, filled, on paper (0); grey levels from 0.3 to 1, uniform;
- the size is the side of the square of equal area, 3 to 5 pixels, uniform, so both classes have the same ink;
- any orientation; any position at which a triangle of this area fits at every orientation, for both classes,
  so that position tells nothing either;
- a pixel's value is its covered share, from 5 x 5 points.
"""

from typing import NamedTuple

import numpy as np

from .checks import whole_number
from .splits import Split

SIDE = 10
TRIANGLE, SQUARE = 0, 1
SIZES = (3.0, 5.0)  # pixels: side of the square of equal area
GREYS = (0.3, 1.0)
POINTS = 5  # along each side of a pixel
BLOCK = 500  # shapes drawn at a time


class Shapes(NamedTuple):
    """Three splits with images (N, 100), float32 in [0, 1], and labels (N,), int64: 0 triangle, 1 square."""

    train: Split
    valid: Split
    test: Split


def load_shapeset(seed=0, sizes=(50_000, 10_000, 10_000)):
    """Draw the three splits; the same seed and sizes give the same shapes.

    Parameters
    ----------
    seed : int, default=0
    sizes : three ints, default=(50_000, 10_000, 10_000)
        Shapes to train on, to validate with and to test on; by default the paper's. Another size of one
        split leaves the others as they are.

    Returns
    -------
    Shapes
        In each split half are squares; of an odd number, one more is a triangle.

    Raises
    ------
    TypeError, ValueError
        When ``seed`` is not a whole number from 0 on, or ``sizes`` are not three numbers from 1 on.
    """
    seed = whole_number(seed, "load_shapeset was given seed")
    if not isinstance(sizes, tuple | list) or len(sizes) != 3:
        raise ValueError(
            f"load_shapeset was given sizes = {sizes!r}: pass three, for example (1000, 200, 200)."
        )
    sizes = [whole_number(size, "load_shapeset was given a size", least=1) for size in sizes]
    streams = np.random.SeedSequence(seed).spawn(3)
    return Shapes(
        *(_draw(n, np.random.default_rng(stream)) for n, stream in zip(sizes, streams, strict=True))
    )


def _draw(n, rng):
    """Draw n shapes at random, half of them squares, in random order.

    Parameters
    ----------
    n : int
    rng : numpy.random.Generator

    Returns
    -------
    Split
        Images (n, 100), float32 in [0, 1], and labels (n,), int64.
    """
    labels = rng.permutation(np.arange(n) % 2)  # (N,)
    size, grey = rng.uniform(*SIZES, n), rng.uniform(*GREYS, n)  # (N,)
    angle = rng.uniform(0, 2 * np.pi, n)  # (N,)
    room = SIDE / 2 - _radius(3, size)  # (N,), how far the centre may be from the middle
    centre = SIDE / 2 + room * rng.uniform(-1, 1, (2, n))  # (2, N)
    images = np.empty((n, SIDE * SIDE), dtype=np.float32)
    for label, corners in ((TRIANGLE, 3), (SQUARE, 4)):
        rows = np.flatnonzero(labels == label)
        for start in range(0, len(rows), BLOCK):
            block = rows[start : start + BLOCK]
            cover = _coverage(corners, size[block], angle[block], centre[:, block])
            images[block] = grey[block, None] * cover
    return Split(images, labels.astype(np.int64))


def _coverage(corners, size, angle, centre):
    """The share of each pixel that a regular polygon covers.

    A point is inside when it is on the inner side of every edge. An edge lies at the distance of the
    inscribed circle's radius from the centre.

    Parameters
    ----------
    corners : int
    size : ndarray of shape (N,)
        Side in pixels of the square of equal area.
    angle : ndarray of shape (N,)
        Radians.
    centre : ndarray of shape (2, N)
        Pixels to the right and down from the upper left corner.

    Returns
    -------
    ndarray of shape (N, 100), float32, from 0 to 1
    """
    at = (np.arange(SIDE * POINTS, dtype=np.float32) + 0.5) / POINTS  # points along a side of the image
    right, down = (at - axis[:, None].astype(np.float32) for axis in centre)  # (N, 50) each
    inscribed = (_radius(corners, size) * np.cos(np.pi / corners)).astype(np.float32)[:, None, None]
    inside = np.ones((len(size), len(at), len(at)), dtype=bool)  # (N, 50 down, 50 right)
    for edge in range(corners):
        towards = angle + 2 * np.pi * edge / corners  # (N,)
        along_x = right * np.cos(towards).astype(np.float32)[:, None]
        along_y = down * np.sin(towards).astype(np.float32)[:, None]
        inside &= along_y[:, :, None] + along_x[:, None, :] <= inscribed
    points = inside.reshape(-1, SIDE, POINTS, SIDE, POINTS)
    return points.mean(axis=(2, 4), dtype=np.float32).reshape(-1, SIDE * SIDE)


def _radius(corners, size):
    """From the centre to a corner, of a regular polygon with the area ``size ** 2``."""
    return size / np.sqrt(corners / 2 * np.sin(2 * np.pi / corners))
