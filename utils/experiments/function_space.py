"""Where do networks go, as functions? (Erhan et al. 2010, Figs. 5 and 6; Mao et al. 2024.)

Varied: how networks with two hidden layers start; the seed. Measured at some times of training: the
probabilities that a network gives 1,000 test digits. Kept are not these, but how far they are from those of
all other networks. Plotted: mean distances over the epochs, and three pictures in which each network is a
curve: InPCA, t-SNE and Isomap. Decides C8 and C9.

Two expectations stand against each other. The paper: networks with and without pre-training occupy two
regions of the space of functions, which never mix. Mao et al., of many modern networks: all go one road of
few dimensions, wherever they start. So it is also measured how far each network has come on the shortest way
from equal probabilities to the truth (``progress``), how far it is from that way (``off_road``, nats), and
how far the way of one network is from that of another.

A row is a network at one time. ``train_nll``, ``valid_error``, and ``test_nll`` and ``test_error`` of the
1,000 digits; ``purity``: of the 5 networks that are nearest after as many epochs (fewer where a start has no
5 others), the share with its own start; ``tsne_1`` to ``isomap_2``: its place in two pictures (the third is
computed from ``distances``); ``neighbours``: how many it took to connect Isomap's graph. As bytes of float32
numbers: ``euclidean``, the Euclidean distances (over the square root of the number of digits) to the
networks after as many epochs, in the order of their rows; ``distances``, Bhattacharyya distances (nats) to
all rows, in their order.

Unlike the paper: 10,000 training digits, layers of 200 units, batches of 10, ten epochs of pre-training a
layer (50), 1,000 of the test digits, 20 seeds (50), some epochs in the place of all, and times within the
first epoch; both starts have one rate, which was not tuned here: it is that of the networks with two layers
of `trajectories`, the best one without pre-training. All networks are one task, since each is compared with
all.
"""

import math

import numpy as np

from ..plotting import MARKERS, START_NAMES, axes, shared_legend, start_look
from . import function_claims, geometry, variants
from .engine import checkpoints
from .engine.arms import Arm, Tuned
from .engine.experiment import Budget, Experiment, ExperimentError
from .fairness import batches, before, still_moving
from .function_claims import ALL, NEAREST, PART, as_bytes, matrix
from .paired import starts_in

DEPTH = 2
COURSE = variants.MNIST | variants.PRETRAINING | {
    "starts": ["none", "rbm"], "depths": [DEPTH], "width": 200, "batch_size": 10, "rate": 1.0, "epochs": 50,
    "measured": [0, 0.03, 0.1, 0.3, 1, 2, 3, 4, 5, 6, 7, 8, 10, 13, 17, 22, 30, 40, 50], "n_test": 1_000,
}  # fmt: skip
DEMO = variants.DEMO | {
    "starts": ["none", "rbm"], "depths": [DEPTH], "epochs": 12, "n_test": 300,
    "measured": [0, 0.03, 0.1, 0.3, 1, 2, 4, 7, 12],
}  # fmt: skip
BUDGETS = {
    "demo": Budget(DEMO, 4, {"cpu": 4}, "under a minute on two cores"),
    "course": Budget(COURSE, 20, {"cpu": 20}, "what lesson 12 shows: half an hour on one core"),
}


# ---- the one task ----


def rows(settings, condition, seeds):
    """Which rows a task must have."""
    return [
        {"start": sorted(settings["starts"]), "seed": seeds, "epoch": list(map(float, settings["measured"]))}
    ]


def measures(settings):
    """The columns that are measured, with the smallest and largest number possible."""
    anywhere = (-math.inf, math.inf)
    return {
        "train_nll": (0, math.inf), "valid_error": (0, 100), "test_nll": (0, math.inf),
        "test_error": (0, 100), "progress": (0, 1), "off_road": (0, math.inf), "purity": (0, 1),
        "tsne_1": anywhere, "tsne_2": anywhere, "isomap_1": anywhere, "isomap_2": anywhere,
        "neighbours": (1, math.inf), PART: bytes, ALL: bytes,
    }  # fmt: skip


def compute(settings, condition, seeds, device):
    """Train all networks and compare what they say.

    Parameters
    ----------
    settings : dict
    condition : {"all"}
    seeds : tuple of int
        From 0 on.
    device : {"cpu"}

    Returns
    -------
    pandas.DataFrame
        As the docstring of this file says.

    Raises
    ------
    ExperimentError
        Where the seeds do not begin with 0, as when some are to be added to a result: each is compared with
        all others.
    """
    from .outputs import Ways

    if seeds[0] != 0:
        raise ExperimentError(
            f"function_space compares each network with all others, so it cannot add seeds {seeds[0]} to "
            f"{seeds[-1]} to those before: run it for as many as you want, at most as many as its budget "
            "has, and without --extend."
        )
    ways = Ways(settings, seeds, checkpoints.current(), device)
    return described_by(settings, ways.runs, ways.compute(), ways.curves, ways.labels)


def described_by(settings, runs, log_p, curves, labels):
    """The table of networks from what they say.

    Parameters
    ----------
    settings : dict
    runs : list of (str, int)
        Start and seed of each network, sorted.
    log_p : ndarray of shape (networks * T, N, K)
    curves : list of ndarray of shape (T, 4)
    labels : ndarray of shape (N,)

    Returns
    -------
    pandas.DataFrame
    """
    import pandas as pd

    from .outputs import CURVES

    times = list(map(float, settings["measured"]))
    table = pd.DataFrame([(*run, time) for run in runs for time in times], columns=["start", "seed", "epoch"])
    table[list(CURVES)] = np.concatenate(curves)
    table["progress"], table["off_road"] = geometry.progress(log_p, labels)
    apart, D = geometry.euclidean(log_p), geometry.bhattacharyya(log_p)
    table["purity"], table[PART] = 0.0, b""
    k = min(NEAREST, len(runs) // len(settings["starts"]) - 1)
    for _, at_once in table.groupby("epoch"):
        place = at_once.index.to_numpy()
        some = apart[np.ix_(place, place)]
        table.loc[place, "purity"] = geometry.neighbour_purity(some, at_once["start"], k)
        table.loc[place, PART] = as_bytes(some)
    table[["tsne_1", "tsne_2"]] = geometry.tsne(apart, min(30, (len(apart) - 1) // 3))
    places, neighbours = geometry.isomap(apart)
    table[["isomap_1", "isomap_2"]] = places
    table = table.assign(neighbours=neighbours, **{ALL: as_bytes(D)})
    numbers = [name for name, limits in measures(settings).items() if limits is not bytes]
    table = table.astype(dict.fromkeys(numbers, np.float32))
    return table[["start", "seed", "epoch", *measures(settings)]]


def arms(table, record, kind):
    """What each start was given."""
    settings = record["settings"]
    later = table[table["epoch"] >= 1].assign(depth=DEPTH)
    moving = {start for start, _ in still_moving(later, "valid_error")}
    return [
        Arm(
            START_NAMES[start], settings["epochs"] * batches(settings),
            before(settings) if start in settings["pretraining_rates"] else "", Tuned(), (),
            ("2 layers",) if start in moving else (),
        )
        for start in ("none", kind)
    ]  # fmt: skip


# ---- the figure ----


def pictures(table):
    """Coordinates (P, 2) of the rows of a result in the three pictures, by their names."""
    coordinates, eigenvalues = geometry.inpca(matrix(table))
    share = np.abs(eigenvalues[:2]) / np.abs(eigenvalues).sum()
    inpca = "InPCA, {:.0%} and {:.0%} of all eigenvalues".format(*share)
    return {
        inpca: coordinates[:, :2],
        "t-SNE": table[["tsne_1", "tsne_2"]].to_numpy(float),
        f"Isomap, {table['neighbours'].iloc[0]:.0f} neighbours": table[["isomap_1", "isomap_2"]].to_numpy(
            float
        ),
    }


def draw(table):
    """Distances over the epochs, and three pictures in which each network is a curve."""
    figure, ((first, *_), _) = axes(2, 2, width=4.8, height=4.0)
    draw_spread(first, function_claims.samples(table))
    table = table.reset_index(drop=True)
    for ax, (name, places) in zip(figure.axes[1:], pictures(table).items(), strict=True):
        draw_ways(ax, table, places)
        ax.set_title(name, fontsize=10)
    shared_legend(figure, handles=first.get_legend_handles_labels()[0])
    return figure


def draw_spread(ax, made):
    """Euclidean distances of pairs over the epochs, of one start and of two: root mean squares."""
    starts = [start for start in START_NAMES if (start, start, made.epochs[0]) in made]
    for i, one in enumerate(starts):
        for other in starts[i:]:
            means = [mean_of(made[one, other, epoch]) ** 0.5 for epoch in made.epochs]
            look = start_look(one)
            if one != other:
                name = f"{look['label']} to {START_NAMES[other]}" if len(starts) > 2 else "one of each"
                look = {"color": "black", "linestyle": ":", "label": name}
            ax.plot(made.epochs, means, lw=2, **look)
    epoch_axis(ax, made.epochs)
    ax.set(ylabel="distance of two networks", ylim=(0, None))


def epoch_axis(ax, epochs):
    """Epochs on a logarithmic axis that has room for 0."""
    smallest = min(epoch for epoch in epochs if epoch)
    ax.set_xscale("symlog", linthresh=smallest)
    ticks = [0, *(tick for tick in (0.03, 0.1, 0.3, 1, 3, 10, 30, 100) if smallest <= tick <= max(epochs))]
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.set_xticks([], minor=True)
    ax.set_xlabel("epochs")


def mean_of(D):
    """Over the pairs of different seeds of a matrix (S, S)."""
    return geometry.mean_of_pairs(D, np.arange(len(D)))


def draw_ways(ax, table, places, until=math.inf):
    """Each network as a curve through its places (P, 2), with a sign where it is last."""
    for start in starts_in(table):
        look = start_look(start)
        for _, way in table[(table["start"] == start) & (table["epoch"] <= until)].groupby("seed"):
            x, y = places[way.index].T
            ax.plot(x, y, lw=0.7, alpha=0.6, color=look["color"], linestyle=look["linestyle"])
            ax.plot(x[-1:], y[-1:], MARKERS[start], ms=4, color=look["color"])
    ax.set(xticks=[], yticks=[])


FUNCTION_SPACE = Experiment(
    name="function_space",
    question="Where do networks go, as functions?",
    varied="how the hidden layers start; the seed",
    measured="distances between the outputs of all networks on 1,000 test digits, at some times",
    plotted="mean distances over the epochs; the networks' ways in three pictures",
    budgets=BUDGETS,
    conditions=lambda settings: ["all"],
    compute="utils.experiments.function_space:compute",
    measures=measures,
    rows=rows,
    draw=draw,
    claims=function_claims.CLAIMS,
    samples=function_claims.samples,
    kinds=function_claims.kinds,
    arms=arms,
    beside=function_claims.by_the_other_distance,
)
