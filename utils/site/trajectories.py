"""The picture of the front page, and the words that read it: numbers from the shipped result."""

import numpy as np

from ..experiments.engine import store
from ..experiments.trajectories import at_levels, curves_by_seed, mean_gap
from ..plotting import START_NAMES

NAME = "trajectories"


def reading(place):
    """What the front page says of its picture. All means are geometric, as in the picture and in C13 and C14.

    Parameters
    ----------
    place : Places

    Returns
    -------
    dict
        ``picture``: its file; ``seeds``, ``epochs``, ``width``; ``depth``: of the deepest networks.
        ``starts``: for each start its name, and in the deepest networks its mean losses at the end, ``train``
        and ``test``, in nats. For each start and depth: ``lower``, by how many percent its test loss lies
        below that without pre-training at equal training loss, and ``higher``, how many times as high its
        training loss ends.
    """
    table, record = store.load_result(NAME)
    curves = curves_by_seed(table)
    depth = max(depth for _, depth in curves)
    picture = store.result_path(store.SHIPPED, NAME, record["budget"]).with_suffix(".png")
    ends = {key: np.exp(curves[key][:, -1].mean(axis=0)) for key in curves}  # train and test, in nats
    starts = [
        {"name": name, "train": ends[start, depth][0], "test": ends[start, depth][1]}
        for start, name in START_NAMES.items()
        if (start, depth) in ends
    ]
    return {
        "picture": place.copied(picture.relative_to(place.root).as_posix(), "index.md"), "starts": starts,
        "depth": depth, "seeds": record["n_seeds"], "epochs": record["settings"]["epochs"],
        "width": record["settings"]["width"], "lower": {key: lower(curves, *key) for key in curves},
        "higher": {(start, d): ends[start, d][0] / ends["none", d][0] for start, d in curves},
    }  # fmt: skip


def lower(curves, start, depth):
    """By how many percent the test loss is lower than without pre-training at equal training loss (C13)."""
    return 100 * (1 - np.exp(mean_gap(*at_levels(curves[start, depth], curves["none", depth]))))
