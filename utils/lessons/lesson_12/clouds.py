"""Two round clouds of points, of which all is known, and their picture by t-SNE."""

import numpy as np
from scipy.spatial.distance import cdist

from ...experiments.geometry import tsne

TIGHTER = 10  # times as tight as A cloud B is


def two_clouds(n, apart=3.0, dimensions=30):
    """Points of two round clouds, A and B, and the cloud of each: (P, dimensions) and (P,).

    A is about 1 wide, as :func:`width` has it, and B a tenth of that; ``apart`` is the distance of their middles.
    """
    rng = np.random.default_rng(12)
    clouds = [spread * rng.normal(size=(size, dimensions)) / dimensions**0.5 for size, spread in zip(n, (1, 1 / TIGHTER), strict=True)]  # fmt: skip
    clouds[1][:, 0] += apart
    return np.concatenate(clouds), np.repeat(["A", "B"], n)


def width(places, of):
    """Root mean square distance of some points from their middle."""
    some = places[of]
    return float(np.sqrt(((some - some.mean(axis=0)) ** 2).sum(axis=1).mean()))


def drawn(design):
    """The points, their clouds, and their places in the picture, (P, dimensions), (P,) and (P, 2)."""
    points, cloud = two_clouds(design["n"])
    return points, cloud, tsne(cdist(points, points), design["perplexity"], design["seed"])


def how_wide(design):
    """How many times as wide as A cloud B is: in truth, and in the picture."""
    points, cloud, places = drawn(design)
    return tuple(width(x, cloud == "B") / width(x, cloud == "A") for x in (points, places))
