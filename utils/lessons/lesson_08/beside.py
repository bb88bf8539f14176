"""Pictures of our gains from shipped results beside the paper's."""

from typing import NamedTuple

import numpy as np
from matplotlib.lines import Line2D

from ...experiments.paired import layers, mean_and_half
from ...plotting import MARKERS, start_look
from ...teaching.figures import COLOURS as PALETTE
from ...teaching.figures import axes, log_ticks, shared_legend

NAMES = {"rbm": "RBMs", "autoencoder": "autoencoders"}


class Row(NamedTuple):
    """A line of a panel: its name, the paper's number and ours over seeds (S,), each possibly missing."""

    name: str
    paper: float | None
    ours: np.ndarray | None


class Panel(NamedTuple):
    """A comparison: what it shows, and its rows; numbers of a panel with ``log`` are ratios."""

    title: str
    label: str
    rows: list
    log: bool = False


def beside_paper(panels):
    """Ours (mean and 95 % interval over seeds) beside the paper's numbers, a panel for each comparison.

    Parameters
    ----------
    panels : list of Panel

    Returns
    -------
    matplotlib.figure.Figure
    """
    most = max(len(panel.rows) for panel in panels)
    one_scale = len({panel.label for panel in panels}) == 1
    size = {"width": 3.9, "height": 1.3 + 0.3 * most}
    fig, (drawn,) = axes(columns=len(panels), sharex=one_scale, squeeze=False, **size)
    names = []
    for ax, panel in zip(drawn, panels, strict=True):
        for place, row in enumerate(panel.rows):
            if row.ours is not None:
                _interval(ax, place, row.ours, panel.log)
            if row.paper is not None:
                ax.plot(row.paper, place, "D", ms=9, mfc="none", mec=PALETTE[1], mew=1.8)
        ax.axvline(1 if panel.log else 0, color="0.5", lw=1, ls="-")
        ax.set(yticks=range(len(panel.rows)), xlabel=panel.label, title=panel.title)
        ax.set(ylim=(len(panel.rows) - 0.5, -0.5), xmargin=0.1)
        before, names = names, [row.name for row in panel.rows]
        ax.set_yticklabels([""] * len(names) if names == before else names)
        if panel.log:
            _ratio_axis(ax)
    theirs = Line2D([], [], marker="D", ls="", ms=9, mfc="none", mec=PALETTE[1], mew=1.8, label="the paper")
    ours = Line2D([], [], marker="o", color=PALETTE[0], label="ours")
    rows = [row for panel in panels for row in panel.rows]
    shared_legend(fig, handles=[theirs] * any(r.paper is not None for r in rows)
                  + [ours] * any(r.ours is not None for r in rows))  # fmt: skip
    return fig


def _ratio_axis(ax):
    """A logarithmic axis of ratios; where it is shorter than a power of ten, with more numbers."""
    ax.set_xscale("log")
    log_ticks(ax.xaxis)
    low, high = ax.get_xlim()
    if high < 10 * low:
        ax.minorticks_off()
        ax.set_xticks([ratio for ratio in (0.2, 0.3, 0.4, 0.6, 0.8, 1, 1.5, 2, 3, 4) if low < ratio < high])


def _interval(ax, place, values, log):
    middle, half = mean_and_half(np.log(values) if log else values)
    ends = np.array([middle - half, middle, middle + half])
    low, middle, high = np.exp(ends) if log else ends
    ax.plot([low, high], [place, place], color=PALETTE[0], lw=2, ls="-")
    ax.plot(middle, place, "o", color=PALETTE[0], ms=6)


def gains_by_width(theirs, ours):
    """Gain in test error against width, a panel for each number of layers.

    Parameters
    ----------
    theirs, ours : dict of (str, int) to (sequence of int, ndarray of shape (W,) or (S, W))
        For each kind of pre-training and depth the widths and the gains (points); ours have an axis of seeds.

    Returns
    -------
    matplotlib.figure.Figure
    """
    depths = sorted({depth for _, depth in [*theirs, *ours]})
    fig, (panels,) = axes(columns=len(depths), width=3.9, height=3.4, sharey=True, squeeze=False)
    handles = {}
    for ax, depth in zip(panels, depths, strict=True):
        for kind in NAMES:
            look = start_look(kind) | {"marker": MARKERS[kind]}
            name = look.pop("label")
            if (kind, depth) in theirs:
                widths, gains = theirs[kind, depth]
                (drawn,) = ax.plot(widths, gains, mfc="white", alpha=0.6, label=f"{name}, the paper", **look)
                handles[drawn.get_label()] = drawn
            if (kind, depth) in ours:
                widths, gains = ours[kind, depth]
                middle, half = np.array([mean_and_half(column) for column in gains.T]).T
                drawn = ax.errorbar(widths, middle, half, capsize=3, ms=5, label=f"{name}, ours", **look)
                handles[drawn.get_label()] = drawn
        ax.axhline(0, color="0.5", lw=1, ls="-")
        ax.set(xscale="log", xlabel="units in each hidden layer", title=layers(depth, "hidden layer"))
        shown = sorted(
            {
                int(units)
                for (_, d), (widths, _) in [*theirs.items(), *ours.items()]
                for units in widths
                if d == depth
            }
        )
        ax.set_xticks(shown, [str(units) for units in shown])
        ax.minorticks_off()
    panels[0].set_ylabel("gain in test error (points)")
    shared_legend(fig, handles=list(handles.values()), ncols=2)
    return fig
