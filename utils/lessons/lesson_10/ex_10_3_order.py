"""Exercise 10.3: how much more an early part changes a network than a late one, at the same distance from the end."""

import numpy as np

from ...teaching.exercise import Case, FunctionExercise, Mistake


def order_effect(V, a, b):
    return np.exp(np.nanmean(np.log(V[a] / V[b])))


def _by_hand(V, a, b):
    """The oracle: a product of the ratios that are there, and its root."""
    product, n = 1.0, 0
    for mine, theirs in zip(V[a].tolist(), V[b].tolist(), strict=True):
        if mine == mine and theirs == theirs:  # NaN is not equal to itself
            product, n = product * mine / theirs, n + 1
    return product ** (1 / n)


def _last(V, row):
    """The last number of a row that is there."""
    return V[row][~np.isnan(V[row])][-1]


def _common(V, a, b):
    there = ~np.isnan(V[a]) & ~np.isnan(V[b])
    return V[a][there], V[b][there]


def _equal_lengths(V, a, b):
    """Ratios where the streams are equally long."""
    n, shift = V.shape[1], b - a
    return V[a, max(shift, 0) : n + min(shift, 0)] / V[b, max(-shift, 0) : n - max(shift, 0)]


def _geometric(values):
    return np.exp(np.nanmean(np.log(values)))


def _made(n_parts, seed, tidy=True):
    """Variances that fall with the place and with what followed, known where both fit into ``n_parts``."""
    rng = np.random.default_rng(seed)
    s, t = np.mgrid[:n_parts, :n_parts]
    V = 10.0 ** -(0.8 * np.sqrt(s) + 0.5 * np.sqrt(t)) * rng.lognormal(0, 0.4, (n_parts, n_parts))
    return np.where(s + t < n_parts, V, np.nan) if tidy else V


def _order_cases():
    n = np.nan
    small = np.array([[8.0, 2.0], [2.0, n]])
    three = np.array([[16.0, 8.0, 1.0], [4.0, 1.0, n], [2.0, n, n]])
    holes = np.array([[n, 6.0, 3.0, 2.0], [5.0, 2.0, n, 1.0], [4.0, 1.0, 1.0, n]])
    return [
        Case("V = [[8, 2], [2, nan]], a = 0, b = 1", (small, 0, 1)),
        Case("V = [[16, 8, 1], [4, 1, nan], [2, nan, nan]], a = 0, b = 1", (three, 0, 1)),
        Case("the same V, a = 1, b = 0", (three, 1, 0)),
        Case("the same V, a = 1, b = 2", (three, 1, 2)),
        Case("a part with itself", (three, 0, 0)),
        Case("ten parts, a = 0, b = 5", (_made(10, 1), 0, 5)),
        Case("ten parts, a = 2, b = 8", (_made(10, 2), 2, 8)),
        Case("ten parts, a = 7, b = 3", (_made(10, 3), 7, 3)),
        Case("V with nan in other places, a = 0, b = 1", (holes, 0, 1)),
        Case("V with nan in other places, a = 2, b = 1", (holes, 2, 1)),
        Case("four parts, all of V measured", (_made(4, 5, tidy=False), 0, 3)),
        Case("variances as small as 1e-9", (1e-9 * _made(6, 6), 0, 2)),
    ]


_DISTANCE = "Here other distances from the end are compared with each other: use only those at which *both* parts were measured."
_PAPERS = (
    "These are the ends of streams of one length, as in the curve above: the early part is also the one that is longer ago. "
    "Compare where equally many parts followed."
)
_GEOMETRIC = "Of ratios take the geometric mean: with the arithmetic one, a over b and b over a do not belong together."

ORDER = FunctionExercise(
    "early, at equal distance",
    order_effect,
    _by_hand,
    _order_cases,
    form=lambda found, *args: float(found),
    mistakes=(
        Mistake(_PAPERS, lambda V, a, b: _last(V, a) / _last(V, b)),
        Mistake("Here streams are compared that are equally *long*: the early part is then also the one that is longer ago. Compare "
                "where equally many parts followed.", lambda V, a, b: _geometric(_equal_lengths(V, a, b))),
        Mistake(_DISTANCE, lambda V, a, b: _geometric(V[a]) / _geometric(V[b])),
        Mistake(_DISTANCE, lambda V, a, b: np.nanmean(V[a]) / np.nanmean(V[b])),
        Mistake(_DISTANCE, lambda V, a, b: np.nanmedian(V[a]) / np.nanmedian(V[b])),
        Mistake(_DISTANCE, lambda V, a, b: np.nansum(V[a]) / np.nansum(V[b])),
        Mistake(_GEOMETRIC, lambda V, a, b: np.nanmean(V[a] / V[b])),
        Mistake(_GEOMETRIC, lambda V, a, b: np.divide(*(part.mean() for part in _common(V, a, b)))),
        Mistake("This is a median; the geometric mean is asked for.", lambda V, a, b: np.nanmedian(V[a] / V[b])),
        Mistake("This is one distance only; use all at which both were measured.", lambda V, a, b: V[a, 0] / V[b, 0]),
        Mistake("This is one distance only; use all at which both were measured.",
                lambda V, a, b: np.divide(*(part[-1] for part in _common(V, a, b)))),
        Mistake("The two parts have changed places: a over b.", lambda V, a, b: _geometric(V[b] / V[a])),
        Mistake("This is still a logarithm; the factor itself is asked for.", lambda V, a, b: np.nanmean(np.log(V[a] / V[b]))),
        Mistake("A factor is asked for, not a difference.", lambda V, a, b: np.nanmean(V[a] - V[b])),
        Mistake("np.log is the natural logarithm; its way back is np.exp.", lambda V, a, b: 10 ** np.nanmean(np.log(V[a] / V[b]))),
        Mistake("A row of V is a part, a column is how many parts followed: here they have changed places.",
                lambda V, a, b: _geometric(V[:, a] / V[:, b])),
        Mistake("What was not measured is NaN, and a mean with NaN in it is NaN: leave it out.",
                lambda V, a, b: np.exp(np.mean(np.log(V[a] / V[b])))),
        Mistake("Where one of the two was not measured there is no ratio: leave it out, and count only the others.",
                lambda V, a, b: np.nanprod(V[a] / V[b]) ** (1 / V.shape[1])),
    ),
)  # fmt: skip
