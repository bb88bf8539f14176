"""What does the loss look like around the end of training? (Erhan et al. 2010, Fig. 7.)

Varied: how networks on triangles and squares (Shapeset) start, with 1, 2 and 3 hidden layers. Measured at the
end of training: the training loss along lines through the weights. The paper's lines go 2.5 to either side in
the direction of a stochastic gradient of length 1. Beside them: the same gradients, each unit's weights
scaled to the length of the network's own (Li et al. 2018), so that the size of weights plays no part; and the
line from the start of fine-tuning to its end (Goodfellow et al. 2015). Plotted: the loss along all of them.
Decides C10.

A row is one place on one line. ``scan``: ``gradient`` and ``filters`` (``at``: how far, in lengths of the
direction), ``line`` (``at``: 0 is the start, 1 the end) and ``training`` (``at``: epochs; no line, but how
the network got there). ``direction``: which of the gradients. ``train_nll`` is of some thousand training
shapes, ``moved`` the distance between the weights there and those where the line is at 0.

Unlike the paper: 10,000 shapes of a generator of our own, the loss on 2,000 of them, layers of 100 units,
steps of 0.25 (0.1), batches of 10 (1), one rate for all starts, which was not tuned; a stochastic gradient is
that of a batch of 10, as in training. One layer is pre-trained as the lowest of three. The shape of the line
from start to end does not predict the test error (Vlaar and Frankle 2021): what the two have to do with each
other here is told beside the verdict.
"""

import math

import numpy as np

from ..plotting import axes, log_ticks, shared_legend, start_look
from . import paired
from .engine.arms import Arm, Tuned
from .engine.experiment import Budget, Claim, Effect, Experiment
from .fairness import batches, before, still_moving
from .paired import depths, starts_in

TRAINED = 0.2  # nats: the mean train NLL of networks whose end is one
COURSE = {
    "starts": ["none", "rbm", "autoencoder"], "depths": [1, 2, 3], "width": 100, "batch_size": 10,
    "n_train": 10_000, "n_test": 5_000, "n_scanned": 2_000, "data_seed": 2010, "directions": 7,
    "reach": {"gradient": 2.5, "filters": 0.01}, "places": 20,  # to either side in all; between start and end
    "level": 0.1, "pretraining_epochs": 10, "pretraining_rates": {"rbm": 0.2, "autoencoder": 0.1},
    "rate": 1.0, "epochs": 120, "measured": [1, 2, 5, 10, 20, 35, 50, 65, 80, 90, 97, 105, 112, 120],
}  # fmt: skip
DEMO = COURSE | {
    "depths": [1, 2], "width": 50, "n_train": 1_000, "n_test": 500, "n_scanned": 500, "directions": 2,
    "pretraining_epochs": 3, "epochs": 12, "measured": [1, 3, 6, 9, 12],
}  # fmt: skip
BUDGETS = {
    "demo": Budget(DEMO, 2, {"cpu": 1}, "under a minute on two cores"),
    "course": Budget(COURSE, 20, {"cpu": 1}, "what lesson 11 shows: an hour on two cores"),
}


# ---- one task: all depths of one start ----


def rows(settings, condition, seeds):
    """Which rows a task must have."""
    at = places(settings) | {"training": [float(epoch) for epoch in settings["measured"]]}
    return [
        {"start": [condition], "depth": settings["depths"], "seed": seeds, "scan": [name],
         "direction": range(settings["directions"] if name in settings["reach"] else 1), "at": where}
        for name, where in at.items()
    ]  # fmt: skip


def places(settings):
    """Where to look on the lines of each scan."""
    n = settings["places"]
    found = {
        name: [round(reach * (2 * i / n - 1), 9) for i in range(n + 1)]
        for name, reach in settings["reach"].items()
    }
    return found | {"line": [i / n for i in range(n + 1)]}


def measures(settings):
    """The columns that are measured, with the smallest and largest number possible."""
    return {"train_nll": (0, math.inf), "test_error": (0, 100), "moved": (0, math.inf)}


def compute(settings, condition, seeds, device):
    """Train networks of all depths on shapes and scan the loss around their ends.

    Parameters
    ----------
    settings : dict
    condition : {"none", "rbm", "autoencoder"}
        How the hidden layers start.
    seeds : tuple of int
    device : str

    Returns
    -------
    pandas.DataFrame
        ``start``, ``depth``, ``seed``, ``scan``, ``direction``, ``at``, and ``train_nll`` (nats),
        ``test_error`` (percent) and ``moved``, as the docstring of this file says.
    """
    import pandas as pd

    from . import networks, scans

    train, test = scans.shapes(settings, device)
    rate, found = settings["pretraining_rates"].get(condition, 0.0), []
    layers, at = networks.hidden_layers(settings, condition, seeds, rate, train[0], device), places(settings)
    for depth in settings["depths"]:
        for *place, values in scans.of_networks(settings, layers[:depth], seeds, train, test, at):
            for i, seed in enumerate(seeds):
                found.append((condition, depth, seed, *place, *(float(of[i]) for of in values)))
    columns = ["start", "depth", "seed", "scan", "direction", "at", *measures(settings)]
    table = pd.DataFrame(found, columns=columns)
    return table.astype({"at": float} | dict.fromkeys(measures(settings), np.float32))


# ---- what the claims predict ----


class Samples(dict):
    """Of each start and depth, logarithms (S,).

    ``made[start, depth]`` is ``{"lower": ..., "rise": ...}``: of the loss at the lower of the two ends of a
    line over that in its middle, a mean over the directions; and of how many nats the loss at the ends lies
    above the middle, in the mean of all. ``filters``: the same of the other scan. ``end``: the train NLL in
    the middle (nats). ``line``: the largest loss on the line from start to end, less that at its start.
    ``test_error``: at the end.
    """


def samples(table):
    """What the claims are computed from."""
    made, end = around(table, "gradient"), {}
    made.filters = around(table, "filters")
    made.line, made.test_error = {}, {}
    for key, some in table[table["scan"] == "line"].groupby(["start", "depth"]):
        curves = some.pivot(index="seed", columns="at", values="train_nll").to_numpy(float)
        end[key], made.line[key] = curves[:, -1], curves.max(axis=1) - curves[:, 0]
        made.test_error[key] = some[some["at"] == 1].sort_values("seed")["test_error"].to_numpy(float)
    made.end = made.filters.end = end
    return made


def around(table, scan):
    """How the loss rises from the middle of the lines of a scan to their ends."""
    found, some = Samples(), table[table["scan"] == scan]
    reach = some["at"].max()
    some = some[some["at"].isin([-reach, 0, reach])]
    for key, of_network in some.groupby(["start", "depth"]):
        losses = of_network.pivot(index=["seed", "direction"], columns="at", values="train_nll").astype(float)
        middle, ends = losses[0.0], losses[[-reach, reach]]
        lower = np.log(ends.min(axis=1) / middle).groupby("seed").mean()
        rise = (ends.mean(axis=1) - middle).groupby("seed").mean().clip(lower=LEAST)
        found[key] = {"lower": lower.to_numpy(), "rise": np.log(rise).to_numpy()}
    return found


LEAST = 1e-9  # nats


def valleys(made, kind):
    """C10: the loss rises to both sides; less with pre-training; less with more layers."""
    effects, every = [], depths(made)

    def compare(name, over, under, paper):
        less = made[over]["rise"] - made[under]["rise"]
        counts = is_trained(made, over) and is_trained(made, under)
        effects.append(Effect(name, less, below=0, paper=paper, counts=counts))

    for start in ("none", kind):
        for d in every:
            name, up = f"a valley, {WORDS[start]}, {paired.layers(d)}", made[start, d]["lower"]
            effects.append(Effect(name, up, above=0, counts=is_trained(made, (start, d))))
    for d in every:
        name = f"flatter with pre-training, {paired.layers(d)}"
        compare(name, (kind, d), ("none", d), PAPER["pre-training"])
    for start in ("none", kind):
        for fewer, more in zip(every[:-1], every[1:], strict=True):
            name = f"flatter with depth, {WORDS[start]}, {fewer} to {paired.layers(more)}"
            compare(name, (start, more), (start, fewer), PAPER["depth"])
    return effects


def is_trained(made, key):
    """Whether the networks of a start and depth have come to an end at all, and not stayed at a plateau."""
    return made.end[key].mean() < TRAINED


WORDS = {"none": "without", "rbm": "with", "autoencoder": "with"}
# What its figure shows are differences of some hundredths and thousandths of a nat, too small to be read.
PAPER = {"pre-training": "a little flatter, in the text", "depth": "flatter, in the text"}


def scaled(made):
    """The same with directions whose weights into each unit are as long as the network's."""
    return {"in directions scaled unit by unit": made.filters}


def line_tells_little(made, record, kind):
    """A sentence on the line from start to end."""
    keys = [(start, d) for start in ("none", kind) for d in depths(made)]
    bumps = [made.line[key] for key in keys]
    rising = sum(int((bump > 0.01).sum()) for bump in bumps)
    within = [
        np.corrcoef(bump, made.test_error[key])[0, 1]
        for key, bump in zip(keys, bumps, strict=True)
        if bump.std() and made.test_error[key].std()
    ]
    told = "has no correlation with the test error, since nothing differs"
    if within:
        told = f"has correlations from {min(within):.2f} to {max(within):.2f} with the test error over seeds"
    return (
        f"on the line from start to end the loss first rises by 0.01 nats or more in {rising} of "
        f"{sum(map(len, bumps))} networks; how far it rises {told}, a number for each start and depth"
    )


def arms(table, record, kind):
    """What each start was given."""
    settings, found = record["settings"], []
    trained = table[table["scan"] == "training"].rename(columns={"at": "epoch"})
    moving = still_moving(trained, "train_nll")
    for start in ("none", kind):
        found.append(
            Arm(
                start_look(start)["label"], settings["epochs"] * batches(settings),
                before(settings) if start in settings["pretraining_rates"] else "",
                Tuned(), (), tuple(paired.layers(d) for which, d in moving if which == start),
            )
        )  # fmt: skip
    return found


def described(made, record):
    """What a result is of, in words."""
    settings = record["settings"]
    return (
        f"1 to {depths(made)[-1]} layers of {settings['width']} units, {settings['n_train']:,} shapes, one "
        "rate for all starts"
    )


CLAIMS = (
    Claim(
        "C10", "Training ends in a valley, flatter with pre-training and with more layers.",
        "Fig. 7, Shapeset: training NLL in the middle about 0.060, 0.051, 0.067 (1 to 3 layers, without) and "
        "0.093, 0.038, 0.030 (with); highest within 2.5 about 0.112, 0.062, 0.073 and over 0.12, 0.043, "
        "0.038",
        "a valley: training NLL 2.5 away along a stochastic gradient, at the lower of both sides / at the "
        "end of training; flatter: how far it rises on both sides, with / without, or with one layer more",
        valleys, "ratio", (line_tells_little,),
    ),
)  # fmt: skip


# ---- the figure ----


XLABELS = {
    "gradient": "distance along a gradient", "filters": "share of each unit's weights",
    "line": "place between start and end",
}  # fmt: skip


def draw(table):
    """Training loss along the lines: a row for each scan, a panel for each depth."""
    every = sorted(table["depth"].unique())
    figure, panels = axes(len(every), 3, width=3.4, height=2.8, squeeze=False)
    for row, scan in zip(panels, XLABELS, strict=True):
        for ax, depth in zip(row, every, strict=True):
            here = table[(table["scan"] == scan) & (table["depth"] == depth)]
            for start in starts_in(here):
                some, look = here[here["start"] == start], start_look(start)
                runs = some.pivot(index="at", columns=["seed", "direction"], values="train_nll")
                name = look.pop("label")
                ax.plot(runs.index, runs.iloc[:, :21], lw=0.5, alpha=0.25, **look)
                ax.plot(runs.index, runs.mean(axis=1), lw=2, label=name, **look)
            ax.set(yscale="log", xlabel=XLABELS[scan])
            log_ticks(ax.yaxis)
        row[0].set_ylabel("training NLL (nats)")
    for ax, depth in zip(panels[0], every, strict=True):
        ax.set_title(paired.layers(depth, "hidden layer"))
    shared_legend(figure, handles=panels[0, 0].get_legend_handles_labels()[0])
    return figure


LANDSCAPE = Experiment(
    name="landscape",
    question="What does the loss look like around the end of training?",
    varied="how the hidden layers start; 1 to 3 of them; the direction of a line through the end of training",
    measured="training loss and test error along the lines",
    plotted="training loss along the lines",
    budgets=BUDGETS,
    conditions=lambda settings: list(settings["starts"]),
    compute="utils.experiments.landscape:compute",
    measures=measures,
    rows=rows,
    draw=draw,
    claims=CLAIMS,
    samples=samples,
    kinds=paired.kinds,
    arms=arms,
    beside=scaled,
    described=described,
)
