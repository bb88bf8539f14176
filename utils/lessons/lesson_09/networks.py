"""The small networks of lesson 09: the experiment's own run, on the embedded digits and in less than a minute."""

import functools

import numpy as np

from ...data import load_digits_5k
from ...data.infinite_mnist import InfiniteMNIST
from ...experiments import endless
from ...experiments.engine.checkpoints import Checkpoint
from ...experiments.stream import COMMON, Network

SEEDS = (0, 1)
# Of learning with labels: the best of 0.25, 0.5 and 1, for RBMs and for three layers without pre-training also
# of 2, by the online error over the last 10,000 examples on seed 5.
RATES = {("none", 1): 0.5, ("rbm", 1): 1.0, ("none", 3): 1.0, ("rbm", 3): 0.5, ("autoencoder", 3): 0.5}
SETTINGS = COMMON | {
    "data": "digits_5k", "examples": 60_000, "unsupervised": 15_000, "block": 5_000, "piece": 1_000, "width": 100,
}  # fmt: skip


class Drawn:
    """A source that keeps its last piece: networks that go through it side by side draw each once.

    Parameters
    ----------
    source : Source
    """

    def __init__(self, source):
        self.piece = functools.lru_cache(maxsize=1)(source.piece)


def live(start, depth, source="stream", seeds=SEEDS, rate=0.5, **other):
    """Networks of some seeds at the beginning of their stream.

    Parameters
    ----------
    start : str
        As in the experiment: ``"none"``, ``"rbm"``, ``"autoencoder"``, ``"l2:1e-05"``, ...
    depth : int
    source : {"stream", "digits"}
        Deformed digits, or the digits as they are, again and again.
    seeds : tuple of int
    rate : float
    **other
        Settings that differ, e.g. ``examples``.

    Returns
    -------
    endless.Run
    """
    return endless.Run(SETTINGS | other, Network(start, depth, source), seeds, rate, Checkpoint())


def learn(runs, bar=lambda steps, _: steps):
    """Let networks of the same seeds and source go through their stream side by side.

    Parameters
    ----------
    runs : iterable of endless.Run
        Changed in place.
    bar : callable
        ``bar(steps, name)``, as ``progress_bar``.
    """
    runs = list(runs)
    drawn, settings = Drawn(runs[0].source), runs[0].settings
    for run in runs:
        run.source = drawn
    for last in bar(range(settings["piece"], settings["examples"] + 1, settings["piece"]), "pieces"):
        for run in runs:
            run.learn(until=last)


def curve(run, what="online", column="error"):
    """What was measured of a run: examples seen (B,), and the numbers of each seed (S, B).

    Parameters
    ----------
    run : endless.Run
    what : {"online", "test", "afterwards"}
    column : {"error", "nll"}
        In percent, or in nats.
    """
    rows = [(n, seed, *numbers) for when, n, seed, *numbers in run.rows if when == what]
    examples = sorted({n for n, *_ in rows})
    place = 2 if column == "nll" else 3
    numbers = {(n, seed): row[place] for row in rows for n, seed in [row[:2]]}
    return np.array(examples), np.array([[numbers[n, seed] for n in examples] for seed in run.seeds])


@functools.cache
def copies_of_others(n=5_000):
    """The same deformations of the test digits, which no stream of this lesson has: x (N, V), labels (N,)."""
    stream = InfiniteMNIST(load_digits_5k().test, seed=9, originals_first=False)
    return stream.slice(0, n)
