"""Rates for the networks that learn from a stream, chosen on its first part by online error.

No test set is looked at, and nothing is held out: a network is judged by examples before it learns them.
"""

from ..plotting import axes, log_ticks, shared_legend, start_look
from .paired import layers
from .stream_claims import KINDS
from .tuning import edge

NETWORK = ["start", "depth", "source"]


def settings_of_choice(settings):
    """The first part of the stream, of which a quarter has no labels, too; its tenths are measured."""
    examples = settings["tuning_examples"]
    unsupervised = settings["unsupervised"] * examples // settings["examples"]
    others = ("tuning_examples", "tuning_seeds")
    decisive = {name: value for name, value in settings.items() if name not in others}
    return decisive | {
        "choosing": True, "examples": examples, "unsupervised": unsupervised, "block": examples // 20,
    }  # fmt: skip


def last_tenth(table):
    """Mean online error on the last tenth of the first part: a series over start, depth, source, rate."""
    last = table[table["examples"] > 0.9 * table["examples"].max()]
    return last.groupby([*NETWORK, "rate"])["error"].mean()


def draw_rates(table):
    """Online error on the last tenth of the first part against the rate, a panel for each depth."""
    figure, panels = axes(2, sharey=True)
    for ax, depth in zip(panels, (1, 3), strict=True):
        for start in ("none", *KINDS):
            curve = last_tenth(table).get((start, depth, "stream"))
            if curve is not None:
                ax.plot(curve.index, curve, marker="o", **start_look(start))
        ax.set(xscale="log", xlabel="rate", title=layers(depth, "hidden layer"))
        log_ticks(ax.xaxis)
    panels[0].set_ylabel("online error (%)")
    shared_legend(figure, handles=panels[0].get_legend_handles_labels()[0])
    return figure


def choose(table, grid, condition_of):
    """The rate of each network that makes the smallest error on the last tenth, and those at an edge.

    Parameters
    ----------
    table : pandas.DataFrame
    grid : list of float
        The rates that were tried.
    condition_of : callable
        Of start, depth and source: the word for a network.

    Returns
    -------
    best : dict of str to float
    at_edge : list of str
    """
    best, at_edge = {}, []
    for *network, rate in last_tenth(table).groupby(NETWORK).idxmin():
        best[condition_of(*network)] = float(rate)
        at_edge += edge(condition_of(*network), rate, grid)
    return best, at_edge
