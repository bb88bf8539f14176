"""Do early examples decide more than late ones? And after pre-training? (Erhan et al. 2010, Fig. 13.)

Varied: which tenth of a stream is drawn again, ten times, all else being equal; the start of a network with
one hidden layer; its rate. Measured: how much the networks that saw the ten versions differ at
the end, on real test digits. Plotted: the variance of their outputs against the place of that tenth. Decides
C25 and C26.

A quarter of the stream has no labels where a start is pre-trained: drawing a tenth of it again changes the
pre-training. No digit comes as it is: these would be half of the first tenth, the same ones however often it
is drawn. The networks before the tenth that is drawn again are computed once.

Unlike the paper: a million examples (10 million), 200 units, batches of 10 (1), deformations of our own;
rates are set, not tuned.
"""

import math
from typing import NamedTuple

import numpy as np

from ..plotting import axes, log_ticks, shared_legend, start_look
from .engine import checkpoints
from .engine.arms import Arm
from .engine.experiment import Budget, Claim, Effect, Experiment
from .stream import COMMON

KINDS = ("rbm", "autoencoder")
SLICES = 10
MIDDLE, LABELS_FROM = slice(3, 9), 3  # the tenths from 0.3 to 0.9; the first that has labels alone
SCHEDULES = {(0.3, 1): "rate 0.3", (0.3, 20): "rate falling from 0.3 to 0.015"}
RUNS = [
    {"start": start, "rate": rate, "falls": falls}
    for rate, falls in SCHEDULES for start in ("none", "rbm")
]  # fmt: skip
COURSE = COMMON | {
    "runs": RUNS, "data": "mnist", "width": 200,
    "examples": 1_000_000, "unsupervised": 250_000, "piece": 10_000, "draws": 10,
    "originals_first": False,
}  # fmt: skip
DEMO = COMMON | {
    "runs": RUNS[:2], "data": "digits_5k", "width": 40, "examples": 10_000, "unsupervised": 2_500,
    "piece": 500, "draws": 3, "originals_first": False,
}  # fmt: skip
BUDGETS = {
    "demo": Budget(DEMO, 2, {"cpu": 1}, "under a minute on two cores"),
    "course": Budget(COURSE, 3, {"cpu": 1}, "what lesson 10 shows: three hours on two cores"),
}


# ---- one task: a start, and its rate ----


class Network(NamedTuple):
    """What a condition says, ``"rbm-0.3-falls=20"``; with the names that :class:`.endless.Run` asks for."""

    start: str
    rate: float
    falls: int

    depth, source, penalty = 1, "stream", {}

    @property
    def condition(self):
        """The word for it."""
        return f"{self.start}-{self.rate:g}-falls={self.falls}"

    @property
    def kind(self):
        """How it is pre-trained, or none."""
        return self.start

    @property
    def n_pretrained(self):
        """How many of its layers are."""
        return int(self.start in KINDS)


def networks(settings, kind=Network):
    """The networks by their conditions."""
    every = [kind(**given) for given in settings["runs"]]
    return {network.condition: network for network in every}


def rows(settings, condition, seeds):
    """Which rows a task must have."""
    network = networks(settings)[condition]
    return [{"start": [network.start], "rate": [network.rate], "falls": [network.falls], "seed": seeds,
             "slice": range(SLICES)}]  # fmt: skip


def measures(settings):
    """The columns that are measured, with the smallest and largest number possible."""
    limits = {"variance": (0, 1), "score_variance": (0, math.inf)}
    return limits | {"disagreement": (0, 100), "error": (0, 100)}


def compute(settings, condition, seeds, device):
    """Draw each tenth of the stream again, and measure how much the networks differ at the end.

    Parameters
    ----------
    settings : dict
    condition : str
        Of a :class:`Network`.
    seeds : tuple of int
        Each has a stream and a network of its own.
    device : {"cpu"}

    Returns
    -------
    pandas.DataFrame
        ``start``, ``rate``, ``falls``, ``seed``, ``slice`` (0 to 9), and of :func:`.redrawn.differences` on
        the test digits ``variance``, ``score_variance``, ``disagreement`` and ``error``.
    """
    network = networks(settings)[condition]
    return drawn_again(settings, network, network._asdict(), seeds, range(SLICES))


def drawn_again(settings, network, given, seeds, places):
    """A table of what :class:`.redrawn.Redrawn` finds with each seed, after the columns ``given``."""
    import pandas as pd

    from .redrawn import Redrawn

    tables = []
    for seed in seeds:
        found = Redrawn(settings, network, seed, checkpoints.current()).measure(places)
        table = pd.DataFrame(found, columns=["slice", *measures(settings)])
        tables.append(table.assign(**given, seed=seed))
    columns = [*given, "seed", "slice", *measures(settings)]
    return pd.concat(tables, ignore_index=True)[columns].astype(dict.fromkeys(measures(settings), np.float32))


# ---- claims ----


def samples(table):
    """Logarithms of the variance (S, slices) of each (start, rate, falls)."""
    return {
        key: np.log(rows_of.pivot(index="seed", columns="slice", values="variance").to_numpy(float))
        for key, rows_of in table.groupby(list(Network._fields))
    }


def kinds(made):
    """The starts that claims are judged for: the kinds of pre-training, and none."""
    return [kind for kind in (*KINDS, "none") if any(start == kind for start, *_ in made)]


def schedules(made, start):
    """The rates that a start was computed with, in words."""
    return {key: word for key, word in SCHEDULES.items() if (start, *key) in made}


def early_examples_count_most(made, kind):
    """C25: the first tenth changes the network more than the second, those in the middle, and the last."""
    effects, (first, second, middle, last) = [], papers(kind)
    for schedule, word in schedules(made, kind).items():
        logs = made[kind, *schedule]
        others = {
            "the second": (logs[:, 1], first / second),
            "the middle": (logs[:, MIDDLE].mean(axis=1), first / middle),
            "the last": (logs[:, -1], first / last),
        }
        for name, (other, ratio) in others.items():
            paper = f"{ratio:.1f}" if schedule == CONSTANT and kind in FIG_13 else ""
            effects.append(
                Effect(f"{word}, first tenth over {name}", logs[:, 0] - other, above=0, paper=paper)
            )
    return effects


def pretraining_settles(made, kind):
    """C26: with labels, a tenth that is drawn again changes the pre-trained network less."""
    effects, (first, _, *paper_without), (*_, middle, last) = [], papers("none"), papers("rbm")
    for schedule, word in schedules(made, kind).items() if kind in KINDS else ():
        if ("none", *schedule) not in made:
            continue
        with_, without = made[kind, *schedule], made["none", *schedule]
        parts = {
            "the middle": ((with_ - without)[:, MIDDLE].mean(axis=1), middle / paper_without[0]),
            "the last tenth": (with_[:, -1] - without[:, -1], last / paper_without[1]),
            "its first tenth with labels over the first of all without": (
                with_[:, LABELS_FROM] - without[:, 0], FIG_13["rbm"][FIG_13_AT.index(0.25)] / first,
            ),
        }  # fmt: skip
        for name, (logs, ratio) in parts.items():
            paper = f"{ratio:.2f}" if schedule == CONSTANT and kind == "rbm" else ""
            effects.append(Effect(f"{word}, {name}", logs, below=0, paper=paper))
    return effects


def width_turns_it(samples, record, kind):
    """What `order_causes` found, which has RBMs alone."""
    if kind != "rbm":
        return ""
    return (
        "at equal rates the width turns the sign: in order_causes (200,000 examples, the sixth tenth) the "
        "ratio is 3.6 and 2.5 with 50 units (rates 0.1 and 0.3), 1.5 and 1.9 with 200, 0.79 and 0.55 with "
        "800; the paper's network of one layer has 2,000"
    )


def papers(start):
    """Its variances for the first, second, middle (a geometric mean, as ours) and last part; where read."""
    curve = FIG_13.get(start, (np.nan,) * len(FIG_13_AT))
    return curve[0], curve[1], float(np.exp(np.mean(np.log(curve[3:9])))), curve[-1]


FIG_13_AT = (0, 0.1, 0.25, 0.3, 0.4, 0.5, 0.6, 0.75, 0.8, 0.9)  # where the part that is drawn again begins
FIG_13 = {  # read from the figure; it has no unit
    "none": (7.6, 3.9, 3.1, 3.1, 2.8, 2.7, 2.7, 2.5, 2.3, 3.3),
    "rbm": (6.3, 4.2, 2.5, 1.7, 1.15, 0.93, 0.84, 0.76, 0.78, 1.35),
}
CONSTANT = (0.3, 1)  # as the paper's
CLAIMS = (
    Claim(
        "C25", "Early examples have the largest influence on the function that is learned.",
        "variance of the outputs by the tenth that is drawn again: without pre-training 7.6 (first), 3.9, "
        "then 3.1 to 2.3, 3.3 (last); with RBMs 6.3, 4.2, then 2.5 to 0.76, 1.35 (last), Fig. 13; no unit is "
        "given",
        "variance of the outputs, first tenth / another", early_examples_count_most, "ratio",
        compares=lambda arm, kind: arm.side == kind,
    ),
    Claim(
        "C26", "Pre-training lowers the variance that examples with labels bring.",
        "with RBMs 2.5 where labels begin, 0.8 to 1.7 after it, 1.35 (last), Fig. 13",
        "variance of the outputs with / without pre-training", pretraining_settles, "ratio",
        notes=(width_turns_it,),
    ),
)  # fmt: skip


def arms(table, record, kind):
    """What each network was given.

    Its error goes on falling when this stream ends: in `stream`, which is longer, it does up to the end.
    """
    settings, found = record["settings"], []
    moving = (f"the error after {settings['examples']:,} examples",)
    for network in networks(settings).values():
        if network.start in ("none", kind):
            first = settings["unsupervised"] if network.n_pretrained else 0
            batch, word = settings["batch_size"], SCHEDULES[network.rate, network.falls]
            found.append(
                Arm(
                    f"{start_look(network.start)['label']}, {word}",
                    (settings["examples"] - first) // batch,
                    f"{first // batch:,} of pre-training" if first else "",
                    moving=moving, side=network.start,
                )
            )  # fmt: skip
    return found


# ---- the figure ----


def draw(table):
    """Variance of the outputs against the tenth that was drawn again, a panel for each rate."""
    there = set(zip(table["rate"], table["falls"], strict=True))
    there = {key: word for key, word in SCHEDULES.items() if key in there}
    figure, panels = axes(len(there), sharey=True, squeeze=False)
    for ax, (schedule, word) in zip(panels[0], there.items(), strict=True):
        at_rate = table[(table["rate"] == schedule[0]) & (table["falls"] == schedule[1])]
        for start in ("none", *KINDS):
            curves = at_rate[at_rate["start"] == start]
            if len(curves):
                curves = curves.pivot(index="slice", columns="seed", values="variance").clip(lower=1e-9)
                look = start_look(start)
                ax.plot(curves.index / SLICES, curves.mean(axis=1), marker="o", **look)
                ax.fill_between(
                    curves.index / SLICES, curves.min(axis=1), curves.max(axis=1), alpha=0.2,
                    color=look["color"], lw=0,
                )  # fmt: skip
        ax.set(yscale="log", xlabel="where the tenth that is drawn again begins", title=word)
        log_ticks(ax.yaxis)
    panels[0, 0].set_ylabel("variance of the outputs")
    shared_legend(figure, handles=panels[0, 0].get_legend_handles_labels()[0])
    return figure


ORDER = Experiment(
    name="order",
    question="Do early examples decide more than late ones? And after pre-training?",
    varied="the tenth of the stream that is drawn again; start of one layer; rate",
    measured="variance of the outputs on real test digits over ten draws",
    plotted="variance against the place of that tenth",
    budgets=BUDGETS,
    conditions=lambda settings: list(networks(settings)),
    compute="utils.experiments.order:compute",
    measures=measures,
    rows=rows,
    draw=draw,
    claims=CLAIMS,
    enough_seeds=3,
    samples=samples,
    kinds=kinds,
    arms=arms,
)
