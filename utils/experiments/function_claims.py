"""C8 and C9: what is computed from the distances of `function_space`, and what it says of the claims."""

import numpy as np

from ..plotting import START_NAMES
from . import geometry
from .engine.experiment import Claim, Effect

NEAREST = 5  # networks whose start is asked
PART, ALL = "euclidean", "distances"  # columns of bytes


def as_bytes(D):
    """The rows of a matrix as bytes of float32 numbers."""
    return [row.tobytes() for row in D.astype("<f4")]


def matrix(table, column=ALL):
    """A column of bytes as the matrix that it is, (rows, numbers)."""
    return np.stack([np.frombuffer(row, "<f4") for row in table[column]]).astype(float)


class Samples(dict):
    """Squared distances (S, S) of networks of two starts: ``made["none", "rbm", epoch]``.

    Euclidean; ``bhattacharyya``: those, which behave as squares, in the same form. ``epochs``: when.
    ``purity[start, epoch]``, (S,). ``ways[one, other]``: how far the way of each network of one start is from
    that of each of the other (S, S), by Bhattacharyya distance, after the first epoch; ``first_ways``: the
    same, up to its end.
    """


def samples(table):
    """What the claims are computed from."""
    made = Samples()
    made.bhattacharyya, made.purity, made.ways, made.first_ways = Samples(), {}, {}, {}
    table = table.reset_index(drop=True)
    D = matrix(table)
    for epoch, rows_of in table.groupby("epoch"):
        place = rows_of.index.to_numpy()
        for found, some in (
            (made, matrix(rows_of, PART) ** 2),
            (made.bhattacharyya, D[np.ix_(place, place)]),
        ):
            found.update({(*pair, epoch): part for pair, part in blocks(some, rows_of["start"]).items()})
        made.purity |= {(start, epoch): v.to_numpy(float) for start, v in rows_of.groupby("start")["purity"]}
    made.epochs = made.bhattacharyya.epochs = sorted(table["epoch"].unique())
    for found, part in ((made.first_ways, table["epoch"] <= 1), (made.ways, table["epoch"] > 1)):
        some = table[part]
        way = some.groupby(["start", "seed"]).ngroup().to_numpy()
        starts = some.groupby(["start", "seed"]).size().reset_index()["start"]
        lengths = geometry.from_way_to_way(D[np.ix_(some.index, some.index)], way)
        found.update(blocks(lengths, starts))
    return made


def blocks(D, starts):
    """The parts of a matrix that belong to each pair of starts, by the pair."""
    starts = np.asarray(starts)
    places = {start: np.flatnonzero(starts == start) for start in sorted(set(starts))}
    return {(a, b): D[np.ix_(i, j)] for a, i in places.items() for b, j in places.items()}


def kinds(made):
    """The kinds of pre-training that were run."""
    return [start for start in START_NAMES if start in {key[0] for key in made} - {"none"}]


def log_ratio(over, under):
    """Pseudo-values of half the logarithm of the mean over pairs of a matrix (S, S) over that of another."""

    def statistic(seeds):
        return np.log(geometry.mean_of_pairs(over, seeds) / geometry.mean_of_pairs(under, seeds)) / 2

    return geometry.pseudo_values(statistic, len(over))


def middles_apart(between, one, other):
    """Pseudo-values of the squared distance between the middles of two groups, in units of their spread.

    Parameters
    ----------
    between, one, other : ndarray of shape (S, S)
        Squared distances from one group to the other, and within each.

    Returns
    -------
    ndarray of shape (S,)

    Notes
    -----
    The mean squared distance of points of two groups is that of the middles, and half of each group's own
    mean squared distance of two points. So a group that spreads widely is not taken for one that is far
    away, nor one in the midst of it for another region. The unit is the mean of the two within groups.
    """

    def statistic(seeds):
        apart, mine, theirs = (geometry.mean_of_pairs(D, seeds) for D in (between, one, other))
        return 2 * apart / (mine + theirs) - 1

    return geometry.pseudo_values(statistic, len(one))


def watched(made):
    """The epochs at which regions are compared: the first, the seventh (see the paper), and the last."""
    whole = [epoch for epoch in made.epochs if epoch >= 1]
    return sorted({whole[0], min(whole, key=lambda epoch: abs(epoch - 7)), whole[-1]})


def regions(made, kind):
    """C8: the middles of both starts lie apart, from the first epoch to the last."""
    effects = []
    for epoch in watched(made):
        pairs = ("none", kind), ("none", "none"), (kind, kind)
        apart = middles_apart(*(made[*pair, epoch] for pair in pairs))
        effects.append(Effect(f"epoch {epoch:g}", apart, above=0, paper="apart"))
    return effects


def spreads(made, kind):
    """C9: from the first epoch to the last."""
    first, *_, last = watched(made)
    return [
        Effect("without", log_ratio(made["none", "none", last], made["none", "none", first]), above=0,
               paper="grows"),
        Effect("with", log_ratio(made[kind, kind, last], made[kind, kind, first]), below=0, paper="shrinks"),
    ]  # fmt: skip


WORDS = {"none": "without"}


def neighbours_told(made, record, kind):
    """A sentence on nearest neighbours."""
    told = [
        f"{np.mean([made.purity[start, epoch].mean() for start in ('none', kind)]):.2f} (epoch {epoch:g})"
        for epoch in watched(made)
    ]
    return f"of the {NEAREST} nearest networks, the share with the same start is {', '.join(told)}"


def roads_told(made, record, kind):
    """A sentence on whether the ways of both starts are one road."""
    pairs = ("none", kind), (kind, "none")
    first, later = (
        np.exp(np.mean([2 * log_ratio(ways[pair], ways[pair[0], pair[0]]).mean() for pair in pairs]))
        for ways in (made.first_ways, made.ways)
    )
    return (
        "one road for all (Mao et al. 2024) would mean that a network's way is as near to ways of the other "
        f"start as to those of its own; they are {first:.2f} times as far in the first epoch, and "
        f"{later:.2f} times after it"
    )


def by_the_other_distance(made):
    """The same by Bhattacharyya distances."""
    return {"by Bhattacharyya distances": made.bhattacharyya}


CLAIMS = (
    Claim(
        "C8", "Networks with and without pre-training occupy different regions of function space.",
        "50 + 50 networks of two layers: the groups start and stay apart in t-SNE and Isomap, Figs. 5 and 6",
        "squared distance between the middles of the networks of the two starts, over the mean squared "
        "distance of two networks of one start",
        regions, "", (neighbours_told, roads_told),
    ),
    Claim(
        "C9", "The spread in function space grows in training without, and shrinks with pre-training.",
        "in Isomap, Fig. 6, without a number",
        "Euclidean distance of the probabilities of two networks (root mean square), last epoch / first",
        spreads, "ratio",
    ),
)  # fmt: skip
