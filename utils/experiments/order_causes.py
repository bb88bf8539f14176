"""What decides whether labels move a pre-trained network less? (To C26; Erhan et al. 2010, Fig. 13.)

Varied, for networks with one hidden layer, without pre-training and with RBMs: the rate and the length of the
stream together; at two rates the width, and the share of the stream that has no labels. Measured: as in
`order`, how much networks differ at the end that saw another sixth or another last tenth; as probabilities
and as scores. Plotted: the variance with RBMs over that without, against the rate and against the width.
Decides no claim; it looks for the reason of what `order` finds on C26.

What was expected before anything was computed, from smaller runs: the rate decides. At 0.03 the sixth tenth
changes the network less after pre-training, at 0.3 and 1 more, whatever the width and the share without
labels; the longer the stream, the lower the rate at which the sign turns; scores say the same as
probabilities. (What came of that stands in lesson 10.)

The first seed said otherwise: at equal rates it is the width. So, before it was computed, for the budget
"wide": with 800 units the sixth tenth changes the network less after pre-training at every rate, and in
shorter and longer streams, too; with 400 units, the least in the paper's grid, the ratio lies between those
of 200 and of 800.

Unlike the paper: at most 400,000 examples (10 million), five draws (ten), and no rate is tuned.
"""

from typing import NamedTuple

import numpy as np

from ..plotting import axes, log_ticks, range_bars, shared_legend
from . import order
from .engine.experiment import Budget, Experiment

RATES, TWO_RATES = (0.03, 0.1, 0.3, 1.0), (0.1, 0.3)
PLACES = (5, 9)  # the tenths that are drawn again: the sixth has labels everywhere
BASE = {"width": 200, "share": 0.25, "examples": 200_000}


def runs(base, rates, two_rates=(), **others):
    """With each rate every length; with two rates every other width and share.

    Parameters
    ----------
    base : dict
        ``width``, ``share`` and ``examples``.
    rates, two_rates : sequence of float
    **others
        The other values of these.

    Returns
    -------
    list of dict
    """
    varied = [(rates, {"examples": n}) for n in (base["examples"], *others.get("examples", ()))]
    for name in ("width", "share"):
        varied += [(two_rates, {name: value}) for value in others.get(name, ())]
    starts = [
        (start, rate, base | change) for some, change in varied for rate in some for start in ("none", "rbm")
    ]
    made = [{"start": start, "rate": rate, **given} for start, rate, given in starts]
    return [run for run in made if run["start"] != "none" or run["share"] == base["share"]]


OTHERWISE = ("runs", "width", "examples", "unsupervised")  # of `order`; here each run says them itself
COURSE = {name: value for name, value in order.COURSE.items() if name not in OTHERWISE} | {
    "runs": runs(BASE, RATES, TWO_RATES, examples=(50_000, 400_000), width=(50, 800), share=(0.05, 0.4)),
    "draws": 5, "piece": 5_000,
}  # fmt: skip
WIDE_BASE = BASE | {"width": 800}
WIDE = COURSE | {
    "runs": [
        *runs(WIDE_BASE, (0.03, 1.0)),
        *runs(WIDE_BASE | {"examples": 50_000}, TWO_RATES),
        *runs(WIDE_BASE | {"examples": 400_000}, (0.3,)),
        *runs(WIDE_BASE | {"width": 400}, TWO_RATES),
    ]
}
DEMO = {name: value for name, value in order.DEMO.items() if name not in OTHERWISE} | {
    "runs": runs({"width": 40, "share": 0.25, "examples": 10_000}, (0.3,)),
}
BUDGETS = {
    "demo": Budget(DEMO, 2, {"cpu": 1}, "under a minute on two cores"),
    "course": Budget(COURSE, 3, {"cpu": 1}, "what lesson 10 shows: 40 minutes on two cores"),
    "wide": Budget(
        WIDE, 3, {"cpu": 1}, "wider networks, which lesson 10 shows, too: 40 minutes on two cores"
    ),
}


class Network(NamedTuple):
    """What a condition says, ``"rbm-0.3-width=200-share=0.25-examples=200000"``."""

    start: str
    rate: float
    width: int
    share: float
    examples: int

    @property
    def condition(self):
        """The word for it."""
        given = "-".join(f"{name}={getattr(self, name):g}" for name in ("width", "share"))
        return f"{self.start}-{self.rate:g}-{given}-examples={self.examples}"

    def settings(self, settings):
        """The settings of this network alone."""
        own = {"width": self.width, "examples": self.examples}
        return settings | own | {"unsupervised": round(self.share * self.examples)}


def networks(settings):
    """The networks by their conditions."""
    return order.networks(settings, Network)


def rows(settings, condition, seeds):
    """Which rows a task must have."""
    network = networks(settings)[condition]
    given = {name: [value] for name, value in network._asdict().items()}
    return [given | {"seed": seeds, "slice": PLACES}]


def compute(settings, condition, seeds, device):
    """Draw the sixth and the last tenth of a stream again; measure how much the networks differ at the end.

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
        ``start``, ``rate``, ``width``, ``share`` (of the stream without labels, where there is
        pre-training), ``examples``, ``seed``, ``slice`` (5 or 9), and what :func:`.redrawn.differences` says.
    """
    network = networks(settings)[condition]
    walking = order.Network(network.start, network.rate, falls=1)
    return order.drawn_again(network.settings(settings), walking, network._asdict(), seeds, PLACES)


def ratios(table, column="variance"):
    """The variance with pre-training over that without, of each seed.

    Parameters
    ----------
    table : pandas.DataFrame
        Result of this experiment.
    column : {"variance", "score_variance", "error"}

    Returns
    -------
    pandas.DataFrame
        A row for each ``rate``, ``width``, ``share``, ``examples``, ``slice`` and ``seed``: the ``ratio``.
    """
    key = ["rate", "width", "examples", "slice", "seed"]
    without = table[table["start"] == "none"].set_index(key)[column]
    with_ = table[table["start"] != "none"].set_index([*key, "share"])[column]
    both = with_.reset_index("share").join(without.rename("without"))
    both["ratio"] = both[column] / both["without"]
    return both.reset_index()[["rate", "width", "share", "examples", "slice", "seed", "ratio"]]


LOOKS = {
    "examples": [{"color": f"C{i}", "marker": "osD"[i]} for i in range(3)],
    "rate": [{"color": f"C{3 + i}", "marker": "^vP*"[i]} for i in range(4)],
}


def by(found, name):
    """The rows of :func:`ratios` that differ from most others in this column and the rate alone."""
    others = [other for other in ("width", "share", "examples") if other != name]
    usual = [found[other].mode()[0] for other in others]
    return found[(found[others] == usual).all(axis=1)]


def draw_curves(ax, found, name, curves):
    """Geometric means over seeds, lowest and highest, against a column; a curve for each value of another."""
    for i, (value, some) in enumerate(found.groupby(curves)):
        curve = np.exp(np.log(some["ratio"]).groupby(some[name]).agg(["mean", "min", "max"]))
        label = f"{value:,} examples" if curves == "examples" else f"rate {value:g}"
        range_bars(ax, curve, ms=4, **LOOKS[curves][i], label=label)
    ax.axhline(1, color="0.6", lw=1, zorder=0)
    ax.set(xscale="log", yscale="log", xlabel="units" if name == "width" else name)
    log_ticks(ax.xaxis)
    log_ticks(ax.yaxis)


def draw(table):
    """Variance with over without pre-training, against the rate for each length, and against the width."""
    found = ratios(table)
    figure, panels = axes(3, sharey=True)
    for ax, place, word in zip(panels, PLACES, ("sixth tenth", "last tenth"), strict=False):
        draw_curves(ax, by(found[found["slice"] == place], "examples"), "rate", "examples")
        ax.set_title(f"{word} drawn again")
    sixth = by(found[found["slice"] == PLACES[0]], "width")
    draw_curves(panels[2], sixth, "width", "rate")
    panels[2].set_title("sixth tenth, by width")
    panels[0].set_ylabel("variance with RBMs / without")
    handles = [handle for ax in panels[::2] for handle in ax.get_legend_handles_labels()[0]]
    shared_legend(figure, fits=True, handles=handles)
    return figure


ORDER_CAUSES = Experiment(
    name="order_causes",
    question="What decides whether labels move a pre-trained network less?",
    varied="rate and length of the stream; width; share without labels; start of one layer",
    measured="variance of the outputs and of the scores over five draws of the sixth and of the last tenth",
    plotted="variance with RBMs over that without, against the rate and against the width",
    budgets=BUDGETS,
    conditions=lambda settings: list(networks(settings)),
    compute="utils.experiments.order_causes:compute",
    measures=order.measures,
    rows=rows,
    draw=draw,
)
