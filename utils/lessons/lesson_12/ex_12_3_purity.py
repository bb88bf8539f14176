"""Exercise 12.3: how pure neighbourhoods are: which start the nearest networks have."""

import numpy as np
from scipy.spatial.distance import cdist

from ...teaching.exercise import Case, FunctionExercise, Mistake


def purity(D, start, k):
    others = D + np.diag(np.full(len(D), np.inf))
    nearest = np.argsort(others, axis=1)[:, :k]
    return np.mean(start[nearest] == start[:, None])


def _by_counting(D, start, k):
    """The oracle: network by network."""
    shares = []
    for i in range(len(D)):
        others = sorted((D[i, j], j) for j in range(len(D)) if j != i)
        shares.append(sum(start[j] == start[i] for _, j in others[:k]) / k)
    return sum(shares) / len(shares)


def _order(D, start, k, first=0):
    """Places of the nearest, each network itself first."""
    own_first = D - 1e-9 * np.eye(len(D))
    return np.argsort(own_first, axis=1, kind="stable")[:, first : first + k]


def _same(start, nearest):
    return start[nearest] == start[:, None]


def _made(sizes, apart, spread, seed, dimensions=3):
    """Distances of points in groups along a line, in random order, and their starts."""
    rng, names = np.random.default_rng(seed), np.array(["none", "rbm", "autoencoder"])
    start = rng.permutation(np.repeat(names[: len(sizes)], sizes))
    places = (
        rng.normal(size=(len(start), dimensions))
        * np.select([start == n for n in names], [*spread, 1.0][:3])[:, None]
    )
    places[:, 0] += apart * np.select([start == n for n in names], [0, 1, 2])
    return cdist(places, places), start


def _purity_cases():
    line = np.array([[0.0], [1.0], [2.1], [10.0], [11.2]])
    words = np.array(["a", "a", "b", "b", "a"])
    numbers = np.array([0, 1, 1, 0, 1, 1])
    spread = (1.0, 1.0)
    return [
        Case("places 0, 1, 2.1, 10, 11.2 of starts a, a, b, b, a; k = 1", (cdist(line, line), words, 1)),
        Case("the same, k = 2", (cdist(line, line), words, 2)),
        Case("the same, k = 4: all others", (cdist(line, line), words, 4)),
        Case("two groups of five, far apart, k = 3", (*_made((5, 5), 50, spread, 1), 3)),
        Case("two groups of four, in one place, k = 3", (*_made((4, 4), 0, spread, 2), 3)),
        Case("2 and 9 networks, k = 1", (*_made((2, 9), 1, spread, 3), 1)),
        Case("2 and 9 networks, k = 5", (*_made((2, 9), 9, spread, 3), 5)),
        Case("a tight group in the midst of a wide one, k = 3", (*_made((8, 8), 0, (4.0, 0.1), 4, 20), 3)),
        Case("three starts, k = 4", (*_made((6, 5, 4), 2, spread, 5), 4)),
        Case("starts as numbers 0 and 1, k = 2", (_made((3, 3), 1, spread, 6)[0], numbers, 2)),
        Case("all of one start, k = 2", (_made((5,), 0, spread, 7)[0], np.array(["rbm"] * 5), 2)),
        Case("30 networks, k = 5", (*_made((15, 15), 1.5, spread, 8), 5)),
    ]  # fmt: skip


_ITSELF = "Each network is its own nearest neighbour, at distance 0, and has its own start: leave it out."
_FAR = "These are the *farthest* networks; the nearest have the smallest distances."

PURITY = FunctionExercise(
    "which start the nearest networks have",
    purity,
    _by_counting,
    _purity_cases,
    form=lambda found, *args: float(found),
    mistakes=(
        Mistake(_ITSELF, lambda D, start, k: _same(start, _order(D, start, k)).mean()),
        Mistake(f"{_ITSELF} Here it takes the place of no other, but makes k + 1 of them.",
                lambda D, start, k: _same(start, _order(D, start, k + 1)).mean()),
        Mistake("One network itself is left out, and one neighbour too: k are left, from the first other one on.",
                lambda D, start, k: _same(start, _order(D, start, k - 1, 1)).mean() if k > 1 else np.nan),
        Mistake("The nearest other network is left out, too.", lambda D, start, k: _same(start, _order(D, start, k, 2)).mean()),
        Mistake(_FAR, lambda D, start, k: _same(start, np.argsort(-D, axis=1, kind="stable")[:, :k]).mean()),
        Mistake("This is the k-th neighbour alone; asked are all k.", lambda D, start, k: _same(start, _order(D, start, 1, k)).mean()),
        Mistake("This is the nearest alone; asked are all k.", lambda D, start, k: _same(start, _order(D, start, 1, 1)).mean()),
        Mistake("This counts networks of which *most* neighbours have their start; asked is the share of neighbours.",
                lambda D, start, k: (_same(start, _order(D, start, k, 1)).mean(axis=1) > 0.5).mean()),
        Mistake("This counts networks *all* of whose neighbours have their start; asked is the share of neighbours.",
                lambda D, start, k: _same(start, _order(D, start, k, 1)).all(axis=1).mean()),
        Mistake("This counts networks *one* of whose neighbours has their start; asked is the share of neighbours.",
                lambda D, start, k: _same(start, _order(D, start, k, 1)).any(axis=1).mean()),
        Mistake("This is the share with *another* start.", lambda D, start, k: 1 - _same(start, _order(D, start, k, 1)).mean()),
        Mistake("This is a share for each network; asked is one number, their mean.",
                lambda D, start, k: _same(start, _order(D, start, k, 1)).mean(axis=1)),
        Mistake("start[nearest] is (P, k): compare it with start[:, None], a column, so that each row meets its own start.",
                lambda D, start, k: (start[_order(D, start, k, 1)] == start).mean()),
        Mistake("np.argsort(D, axis=0) has the nearest of each network in a *column*; its rows are taken here. Sort with axis=1.",
                lambda D, start, k: _same(start, np.argsort(D, axis=0)[:, 1 : k + 1]).mean()),
        Mistake("This is a number of neighbours; a share is asked for.",
                lambda D, start, k: _same(start, _order(D, start, k, 1)).sum(axis=1).mean()),
        Mistake("This is a number of neighbours; a share is asked for.", lambda D, start, k: _same(start, _order(D, start, k, 1)).sum()),
        Mistake("This is in percent; a share is asked for, from 0 to 1.", lambda D, start, k: 100 * purity(D, start, k)),
        Mistake("The distances to the nearest are sorted here, and taken for places: np.argsort gives the places.",
                lambda D, start, k: _same(start, np.sort(D, axis=1)[:, 1 : k + 1].astype(int) % len(D)).mean()),
        Mistake("All other networks are counted; asked are the k nearest.",
                lambda D, start, k: _same(start, _order(D, start, len(D) - 1, 1)).mean()),
        Mistake("The neighbours of the first network alone are counted.",
                lambda D, start, k: _same(start, _order(D, start, k, 1))[0].mean()),
        Mistake("Each *network* counts once, whatever its start; this is a mean over starts.",
                lambda D, start, k: np.mean([_same(start, _order(D, start, k, 1))[start == s].mean() for s in np.unique(start)])),
        Mistake("The nearest of whom? Sort each row, not each column of places: axis=1, and take columns.",
                lambda D, start, k: (start[np.argsort(D, axis=0)[1 : k + 1]] == start[:, None][: k]).mean()),
    ),
    errors=(
        ("unhashable", "start is an array: start[nearest] gives the starts of many networks at once."),
    ),
)  # fmt: skip
