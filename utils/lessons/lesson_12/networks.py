"""The small networks of lesson 12: what they say on their way, with and without pre-training."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from ...experiments import function_space, variants
from ...experiments.engine.checkpoints import Checkpoint
from ...experiments.outputs import Ways

SEEDS = tuple(range(5))
SETTINGS = variants.DEMO | {
    "starts": ["none", "rbm"], "depths": [2], "width": 100, "rate": 1.0, "pretraining_epochs": 4, "epochs": 15,
    "measured": [0, 0.03, 0.1, 0.3, 1, 2, 3, 4, 6, 8, 11, 15], "n_test": 1_000,
}  # fmt: skip
TIMES = list(map(float, SETTINGS["measured"]))
LAST = TIMES[-1]


class Said(NamedTuple):
    """What all networks say at all times.

    ``log_p`` (P, N, K): logarithms of the probabilities, a point for each row of ``table``, whose columns are those of the
    experiment ``function_space``; ``labels`` (N,) of the N test digits.
    """

    log_p: np.ndarray
    table: pd.DataFrame
    labels: np.ndarray

    def at(self, epoch, start=None):
        """The networks at one time: probabilities (R, N, K), and the start of each (R,); of one start if it is given."""
        chosen = self.table["epoch"] == epoch
        if start:
            chosen &= self.table["start"] == start
        place = np.flatnonzero(chosen)
        return np.exp(self.log_p[place].astype(float)), self.table["start"].to_numpy(str)[place]


def train(bar=iter, seeds=SEEDS, **other):
    """Train all networks of the lesson, and compare what they say.

    Parameters
    ----------
    bar : callable
        Shows how far it is.
    seeds : tuple of int
    **other
        Settings that differ.

    Returns
    -------
    Said
    """
    settings = SETTINGS | other
    ways = Ways(settings, seeds, Checkpoint())
    log_p = ways.compute(bar)
    table = function_space.described_by(settings, ways.runs, log_p, ways.curves, ways.labels)
    return Said(log_p, table, ways.labels)
