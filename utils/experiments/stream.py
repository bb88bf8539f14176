"""Does the help of pre-training vanish with endless data? (Erhan et al. 2010, Figs. 11, 12 and 14.)

Varied: how a network of 1 or 3 layers starts that learns from an endless stream of deformed digits: at
random, or after pre-training on the first quarter of the same stream, without labels; how many of three
layers are pre-trained; a penalty on the weights. Measured: online error, which is that on the next examples
before they are learned; error on the real test digits; and, of the paper's six networks, when the stream has
ended, the error on all of it once more. Plotted: online error against examples seen, and the error on the
stream afterwards. Decides C20 to C24 and C28.

All networks see as many examples. The layers that are pre-trained share the first quarter equally (whether
the paper's did is not said). Beside the stream: the same updates on the digits as they are, again and again.

Unlike the paper: layers of 400 units (it has 2,000 in one layer and 1,000 in three), batches of 10 (1),
deformations of our own, and harder; rates are chosen by the online error on the first million examples (the
last), and penalties are tried with one layer only.
"""

import math
from typing import NamedTuple

import numpy as np

from ..plotting import axes, log_ticks, shared_legend, start_look, thousands
from .engine import checkpoints
from .engine.arms import OWN, Arm, Tuned
from .engine.experiment import Budget, Experiment
from .fairness import error_moves
from .paired import layers
from .stream_claims import CLAIMS, KINDS, kinds, name_of, samples
from .stream_rates import choose, draw_rates, settings_of_choice
from .tuning import tuned

SCORED = ("online", "test", "afterwards")
NETWORKS = [
    {"start": start, "depth": depth, "source": "stream"}
    for depth in (1, 3)
    for start in ("none", "rbm", "autoencoder")
]
PARTLY = [{"start": f"autoencoder:{some}", "depth": 3, "source": "stream"} for some in ("1", "12")]
PENALISED = [
    {"start": f"{name}:{strength:g}", "depth": 1, "source": "stream"}
    for name, strengths in (("l2", (1e-6, 1e-5)), ("l1", (1e-7, 1e-6)))
    for strength in strengths
]
AGAIN = [{"start": start, "depth": 3, "source": "digits"} for start in ("none", "rbm")]
COMMON = {"batch_size": 10, "level": 0.25, "pretraining_rates": {"rbm": 0.05, "autoencoder": 0.1}}
COURSE = COMMON | {
    "networks": NETWORKS + PARTLY + PENALISED + AGAIN, "data": "mnist", "width": 400,
    "examples": 10_000_000, "unsupervised": 2_500_000, "block": 100_000, "piece": 5_000,
    "rate_grid": [0.1, 0.3, 1.0], "tuning_examples": 1_000_000, "tuning_seeds": 1,
}  # fmt: skip
DEMO = COMMON | {
    "networks": NETWORKS + PARTLY[:1] + PENALISED[:1] + AGAIN[:1], "data": "digits_5k", "width": 60,
    "examples": 60_000, "unsupervised": 15_000, "block": 3_000, "piece": 1_000, "rate": 0.5,
}  # fmt: skip
BUDGETS = {
    "demo": Budget(DEMO, 2, {"cpu": 1}, "under a minute on two cores"),
    "course": Budget(COURSE, 3, {"cpu": 1}, "what lesson 09 shows: four hours on two cores, with the rates"),
}


# ---- one task: a network ----


class Network(NamedTuple):
    """What a condition says, ``"autoencoder:12-3-stream"``."""

    start: str
    depth: int
    source: str

    @property
    def condition(self):
        """The word for it."""
        return f"{self.start.replace(':', '=')}-{self.depth}-{self.source}"

    @property
    def kind(self):
        """How its lowest layers are pre-trained, or none."""
        kind = self.start.partition(":")[0]
        return kind if kind in KINDS else "none"

    @property
    def n_pretrained(self):
        """How many of its layers are."""
        return 0 if self.kind == "none" else len(self.start.partition(":")[2]) or self.depth

    @property
    def looks_back(self):
        """Whether it is measured on all of the stream once more: the paper's six networks are."""
        return self.source == "stream" and self.start in ("none", *KINDS)

    @property
    def penalty(self):
        """The strength of its penalty, for :func:`utils.torch_models.online.learn_in_order`."""
        name, _, strength = self.start.partition(":")
        return {name: float(strength)} if name in ("l1", "l2") else {}


def condition_of(start, depth, source):
    """The condition of a network."""
    return Network(start, depth, source).condition


def networks(settings):
    """The networks by their conditions."""
    every = [Network(**given) for given in settings["networks"]]
    return {network.condition: network for network in every}


def rates(settings, network):
    """The rates of a network: the one that was chosen or given, or the whole grid."""
    if "rates" in settings:
        return [settings["rates"][network.condition]]
    return settings["rate_grid"] if settings.get("choosing") else [settings["rate"]]


def ends(settings, network, scored):
    """After how many examples something is measured."""
    first = settings["unsupervised"] if network.n_pretrained and scored != "afterwards" else 0
    return list(range(first + settings["block"], settings["examples"] + 1, settings["block"]))


def scored(settings, network):
    """What is measured: where rates are chosen, only the stream itself."""
    if settings.get("choosing"):
        return SCORED[:1]
    return SCORED if network.looks_back else SCORED[:2]


def rows(settings, condition, seeds):
    """Which rows a task must have."""
    network = networks(settings)[condition]
    return [
        {"start": [network.start], "depth": [network.depth], "source": [network.source],
         "rate": rates(settings, network), "seed": seeds, "scored": [what],
         "examples": ends(settings, network, what)}
        for what in scored(settings, network)
    ]  # fmt: skip


def compute(settings, condition, seeds, device):
    """Let networks learn from the whole stream, and measure them on the way.

    Parameters
    ----------
    settings : dict
    condition : str
        Of a :class:`Network`.
    seeds : tuple of int
    device : {"cpu"}

    Returns
    -------
    pandas.DataFrame
        ``start``, ``depth``, ``source``, ``rate``, ``seed``, ``scored`` (``online``, ``test`` or
        ``afterwards``), ``examples`` seen, and the mean ``nll`` (nats) and ``error`` (percent): online, of
        the block that ends there.
    """
    import pandas as pd

    from . import endless

    network, tables = networks(settings)[condition], []
    for rate in rates(settings, network):
        run = endless.Run(settings, network, seeds, rate, checkpoints.current())
        run.learn()
        if "afterwards" in scored(settings, network):
            run.look_back()
        found = pd.DataFrame(run.rows, columns=["scored", "examples", "seed", "nll", "error"])
        tables.append(
            found.assign(start=network.start, depth=network.depth, source=network.source, rate=rate)
        )
    table = pd.concat(tables, ignore_index=True)
    order = ["start", "depth", "source", "rate", "seed", "scored", "examples", "nll", "error"]
    return table[order].astype({"nll": np.float32, "error": np.float32})


# ---- the choice of rates ----


def add_rates(experiment, budget, settings, folder, run):
    """Settings completed by the chosen rates, and where they come from; as :func:`.tuning.add_rates`."""
    if "rate_grid" not in settings:
        return settings, {}
    table, origin = tuned(STREAM_RATES, experiment, budget, folder, run)
    best, at_edge = choose(table, settings["rate_grid"], condition_of)
    return settings | {"rates": best}, {"rates_from": origin, "rates_at_edge_of_grid": at_edge}


# ---- what each side was given ----


def arms(table, record, kind):
    """What each network was given."""
    settings = record["settings"]
    edges = [text.split(": ") for text in record.get("rates_at_edge_of_grid", ())]
    wanted = {"none", kind} if kind else set(table["start"])
    found, batch = [], settings["batch_size"]
    for network in networks(settings).values():
        if network.start in wanted:
            without_labels = settings["unsupervised"] if network.n_pretrained else 0
            curve = table[(table["start"] == network.start) & (table["depth"] == network.depth)
                          & (table["source"] == network.source) & (table["scored"] == "online")]  # fmt: skip
            curves = curve.pivot(index="seed", columns="examples", values="error")
            found.append(
                Arm(
                    name_of(*network),
                    (settings["examples"] - without_labels) // batch,
                    f"{without_labels // batch:,} of pre-training" if without_labels else "",
                    tuned_how(settings),
                    tuple(f"rate {rate}" for condition, rate in edges if condition == network.condition),
                    ("its online error",) if error_moves(curves.columns, curves.to_numpy()) else (),
                )
            )  # fmt: skip
    return found


def tuned_how(settings):
    """How the rate of each network came about: a Tuned."""
    if "rate_grid" not in settings:
        return Tuned()
    n_rates, examples = len(settings["rate_grid"]), settings["tuning_examples"]
    return Tuned(f"best of {n_rates} rates on the first {examples:,} examples", OWN)


# ---- the figure ----


def draw(table):
    """Online error against examples, a panel for each depth; the stream afterwards; real test digits."""
    figure, grid = axes(2, 2, sharex=True)
    stream = table[table["source"] == "stream"]
    for panels, parts in zip(grid, (("online", "online"), ("afterwards", "test")), strict=True):
        for ax, what, depth in zip(panels, parts, (1, 3), strict=True):
            rows_of = stream[(stream["scored"] == what) & (stream["depth"] == depth)]
            for start in ("none", *KINDS):
                curve = rows_of[rows_of["start"] == start].groupby("examples")["error"].mean()
                if len(curve):
                    ax.plot(curve.index, curve.clip(lower=1e-4), **start_look(start))
            ax.set(yscale="log", title=f"{TITLES[what]}, {layers(depth)}")
            log_ticks(ax.yaxis)
    for ax in grid[1]:
        ax.set_xlabel("examples")
        ax.xaxis.set_major_formatter(thousands)
    for ax in grid[:, 0]:
        ax.set_ylabel("error (%)")
    shared_legend(figure, handles=grid[0, 0].get_legend_handles_labels()[0])
    return figure


TITLES = {"online": "before learning", "afterwards": "the stream afterwards", "test": "real test digits"}


def measures(settings):
    """The columns that are measured, with the smallest and largest number possible."""
    return {"nll": (0, math.inf), "error": (0, 100)}


TASKS = {
    "conditions": lambda settings: list(networks(settings)),
    "compute": "utils.experiments.stream:compute", "measures": measures, "rows": rows,
}  # fmt: skip
STREAM_RATES = Experiment(
    name="stream_rates",
    question="Which rates are best on the first part of the stream, for the networks of stream?",
    varied="start, hidden layers, rate",
    measured="online error",
    plotted="online error near the end of that part against the rate",
    budgets={
        "course": Budget(
            settings_of_choice(COURSE), COURSE["tuning_seeds"], {"cpu": 1},
            "the rates of the budget course, before stream needs them",
        )
    },
    serves=True,
    draw=draw_rates,
    **TASKS,
)  # fmt: skip
STREAM = Experiment(
    name="stream",
    question="Does the help of pre-training vanish with endless data?",
    varied="start of 1 and 3 layers, number of pre-trained layers, penalty, stream or digits again and again",
    measured="online error, error on real test digits, error on the stream afterwards",
    plotted="error against examples seen",
    budgets=BUDGETS,
    prepare=add_rates,
    draw=draw,
    claims=CLAIMS,
    enough_seeds=3,
    samples=samples,
    kinds=kinds,
    arms=arms,
    **TASKS,
)
