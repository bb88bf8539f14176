"""From which point on do two orders of examples lead to the same place? (After Frankle et al. 2020.)

Varied: after which part of the stream a network is copied, the two copies then seeing other examples; its
start; whether its rate falls. Measured: error and loss on real test digits of networks on the straight line
between the two ends, and how many digits they call otherwise than the first end; and the same with the second
end's hidden units renumbered to fit the first's. Plotted: the barrier on both lines against the point of
branching. Decides no claim of the paper: it is a modern way to ask what C25 asks.

No digit comes as it is, as in `order`: from where they part, copies have no example in common.

What was expected before anything was computed: after pre-training there is no barrier from the first label
on, since Erhan et al. say that training then does not leave the region where pre-training has put it; without
pre-training there is one after the first examples, and it goes as more of them are shared. A network with one
wide layer may have none at all: then only the disagreement tells. (What came of that stands in lesson 10.)
A barrier that goes when units are renumbered is one of numbers, not of valleys (Entezari et al. 2022).
"""

import math

import numpy as np

from ..plotting import MARKERS, axes, log_ticks, range_bars, shared_legend, start_look
from . import order
from .engine import checkpoints
from .engine.experiment import Budget, Experiment

ALPHAS = [i / 10 for i in range(11)]
COURSE = {name: value for name, value in order.COURSE.items() if name != "draws"} | {
    "branches": [0, 10_000, 100_000, 250_000, 260_000, 500_000],
}  # fmt: skip
DEMO = {name: value for name, value in order.DEMO.items() if name != "draws"} | {
    "branches": [0, 2_500, 5_000]
}
BUDGETS = {
    "demo": Budget(DEMO, 2, {"cpu": 1}, "under a minute on two cores"),
    "course": Budget(COURSE, 5, {"cpu": 1}, "what lesson 10 shows: an hour on two cores"),
}


def rows(settings, condition, seeds):
    """Which rows a task must have."""
    network = order.networks(settings)[condition]
    return [{"start": [network.start], "rate": [network.rate], "falls": [network.falls], "seed": seeds,
             "branch": settings["branches"], "matched": [False, True], "alpha": ALPHAS}]  # fmt: skip


def measures(settings):
    """The columns that are measured, with the smallest and largest number possible."""
    return {"nll": (0, math.inf), "error": (0, 100), "changed": (0, 100)}


def compute(settings, condition, seeds, device):
    """Copy a network at some points of its stream, and look at the line between the ends of each pair.

    Parameters
    ----------
    settings : dict
    condition : str
        Of an :class:`.order.Network`.
    seeds : tuple of int
    device : {"cpu"}

    Returns
    -------
    pandas.DataFrame
        ``start``, ``rate``, ``falls``, ``seed``, ``branch`` (examples shared), ``matched`` (whether the
        second end's units are renumbered), ``alpha`` (0: the first end, 1: the second), and of that point
        of the line ``nll`` (nats), ``error`` (percent) and ``changed``, percent of digits that it calls
        otherwise than the first end.
    """
    import pandas as pd

    from .redrawn import Branches

    network, tables = order.networks(settings)[condition], []
    for seed in seeds:
        found = Branches(settings, network, seed, checkpoints.current()).measure(ALPHAS)
        table = pd.DataFrame(found, columns=["branch", "matched", "alpha", *measures(settings)])
        tables.append(table.assign(**network._asdict(), seed=seed))
    table = pd.concat(tables, ignore_index=True).astype({"branch": int, "matched": bool})
    columns = [*order.Network._fields, "seed", "branch", "matched", "alpha", *measures(settings)]
    return table[columns].astype(dict.fromkeys(measures(settings), np.float32))


def barriers(table):
    """Barrier in test error and loss, and disagreement of the ends.

    Parameters
    ----------
    table : pandas.DataFrame
        Result of this experiment.

    Returns
    -------
    pandas.DataFrame
        A row for each ``start``, ``rate``, ``falls``, ``branch``, ``matched`` and ``seed``:
        ``error_barrier`` (points) and ``nll_barrier`` (nats), the largest on the line less the mean of the
        ends; ``disagreement`` (percent).
    """
    key = [*order.Network._fields, "branch", "matched", "seed"]
    ends = table[table["alpha"].isin([0, 1])].groupby(key)
    highest = table.groupby(key)[["error", "nll"]].max()
    found = (highest - ends[["error", "nll"]].mean()).add_suffix("_barrier")
    found["disagreement"] = table[table["alpha"] == 1].set_index(key)["changed"]
    return found.reset_index()


def panels_of(found, barrier):
    """What three panels show: title, rows of :func:`barriers`, and column."""
    by = dict(list(found.groupby("matched")))
    return [("units as they are", by[False], barrier), ("units matched", by[True], barrier),
            ("the ends", by[False], "disagreement")]  # fmt: skip


def draw_panel(ax, found, column):
    """A column of :func:`barriers` against the point of branching: means, and from lowest seed to highest."""
    for (start, rate, falls), rows_of in found.groupby([*order.Network._fields], sort=False):
        curve = rows_of.groupby("branch")[column].agg(["mean", "min", "max"])
        look = start_look(start)
        look["label"] += f", {order.SCHEDULES[rate, falls]}"
        look["alpha"] = 1 if falls == 1 else 0.5
        range_bars(ax, curve, marker=MARKERS[start], ms=4, **look)
    ax.set_xscale("symlog", linthresh=min(b for b in found["branch"].unique() if b))
    log_ticks(ax.xaxis)


def draw(table):
    """Barriers on both lines, and disagreement of their ends, against the point of branching."""
    figure, panels = axes(3)
    for ax, (words, some, column) in zip(panels, panels_of(barriers(table), "error_barrier"), strict=True):
        draw_panel(ax, some, column)
        ax.set(xlabel="examples before the copies part", title=words)
    for ax in panels[:2]:
        ax.set_ylabel("barrier in test error (points)")
        ax.set_ylim(0, panels[0].get_ylim()[1])
    panels[2].set_ylabel("disagreement of the ends (%)")
    shared_legend(figure, fits=True, handles=panels[0].get_legend_handles_labels()[0])
    return figure


BRANCHING = Experiment(
    name="branching",
    question="From which point on do two orders of examples lead to the same place?",
    varied="after how many examples a network is copied; start of one layer; constant or falling rate",
    measured="error, loss and changed digits on the line between the two ends",
    plotted="barriers on the line, units as they are and matched, against the point of branching",
    budgets=BUDGETS,
    conditions=lambda settings: list(order.networks(settings)),
    compute="utils.experiments.branching:compute",
    measures=measures,
    rows=rows,
    draw=draw,
)
