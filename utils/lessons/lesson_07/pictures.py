"""Pictures of trajectories: test against training loss, and the ratio of two starts over the epochs."""

import numpy as np
from matplotlib.lines import Line2D

from ...experiments.paired import layers
from ...plotting import COLOURS, LINES, MARKERS, START_NAMES
from ...teaching.figures import COLOURS as PALETTE
from ...teaching.figures import axes, legend, log_ticks, shared_legend

DEPTH_COLOURS = dict(zip((1, 2, 3, 4), (PALETTE[5], PALETTE[4], PALETTE[6], PALETTE[3]), strict=True))
DEPTH_LINES = dict(zip((1, 2, 3, 4), (":", "--", "-", "-."), strict=True))
GREY = {"ls": "", "color": "0.4"}


def trajectories(train, test, n_epochs=None, stops=None):
    """Test against training loss, a panel for each depth, a thin curve for each seed and a thick one for their mean.

    Parameters
    ----------
    train, test : dict of (str, int) to ndarray of shape (S, E)
        Losses (nats) for each start and depth.
    n_epochs : int, optional
        How many of the measured epochs to draw; all by default. The axes do not depend on it.
    stops : dict of (str, int) to ndarray of shape (S,), optional
        Position of the epoch of each seed to mark by a cross.

    Returns
    -------
    matplotlib.figure.Figure
    """
    depths, starts = sorted({d for _, d in train}), [s for s in START_NAMES if any(s == k for k, _ in train)]
    fig, (panels,) = axes(columns=len(depths), width=3.9, height=3.4, sharey=True, squeeze=False)
    for ax, d in zip(panels, depths, strict=True):
        for start in starts:
            x, y = (losses[start, d][:, :n_epochs] for losses in (train, test))
            look = {"color": COLOURS[start], "linestyle": LINES[start]}
            ax.plot(x.T, y.T, lw=0.6, alpha=0.4, **look)
            x, y = (np.exp(np.log(losses).mean(axis=0)) for losses in (x, y))
            ax.plot(x, y, "-", color="white", lw=4.5, zorder=3)
            ax.plot(x, y, lw=2, zorder=4, label=START_NAMES[start], **look)
            ax.plot(x[-1], y[-1], "o", color=COLOURS[start], ms=8, mec="white", zorder=6)
            if stops:
                at = np.arange(len(train[start, d])), stops[start, d]
                x, y = train[start, d][at], test[start, d][at]
                ax.plot(x, y, "X", color=COLOURS[start], ms=9, mec="black", zorder=7)
        here = [losses for (_, depth), losses in train.items() if depth == d]
        _limits(ax.set_xlim, here)
        ax.set(xscale="log", yscale="log", xlabel="training loss (nats)", title=layers(d, "hidden layer"))
        log_ticks(ax.xaxis)
    _limits(panels[0].set_ylim, test.values())
    panels[0].set_ylabel("test loss (nats)")
    log_ticks(panels[0].yaxis)
    handles = panels[0].get_legend_handles_labels()[0] + _signs(stops)
    columns = len(handles) if len(depths) > 1 else 2
    shared_legend(fig, handles=handles, ncols=columns, loc="outside lower left")  # above, a slider writes
    return fig


def _limits(set_limits, losses):
    low, high = min(np.min(one) for one in losses), max(np.max(one) for one in losses)
    set_limits(low / 1.15, high * 1.15)


def _signs(stops):
    dots = [Line2D([], [], marker="o", label="the last epoch drawn", **GREY)]
    if stops:
        dots.append(Line2D([], [], marker="X", mec="black", label="smallest validation error", **GREY))
    return dots


def _of_depth(d):
    return {"color": DEPTH_COLOURS[d], "ls": DEPTH_LINES[d]}


def at_equal_loss(levels, ratios, ranges):
    """Left the ratio of test losses at equal training loss, right which test losses each start passes.

    Parameters
    ----------
    levels : dict of (str, int) to ndarray of shape (L,)
        Training losses (nats), for each pre-trained start and depth.
    ratios : dict of (str, int) to ndarray of shape (L,)
        Test loss with / without pre-training there.
    ranges : dict of (str, int) to (float, float)
        Test loss after the first epoch and the lowest one, for each start and depth.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, (left, right) = axes(columns=2, width=5.4, height=4.0)
    for (start, d), ratio in ratios.items():
        left.plot(levels[start, d], ratio, marker=MARKERS[start], ms=5, **_of_depth(d))
    left.axhline(1, color="0.5", lw=1, ls="-")
    left.set(xscale="log", xlabel="training loss of both (nats)", ylabel="test loss, with / without")
    log_ticks(left.xaxis)
    depths, starts = sorted({d for _, d in ranges}), list(dict.fromkeys(start for start, _ in ratios))
    lines = [Line2D([], [], label=layers(d, "hidden layer"), **_of_depth(d)) for d in depths]
    signs = [Line2D([], [], marker=MARKERS[s], label=START_NAMES[s], **GREY) for s in starts]
    legend(left, handles=[*lines, *signs], ncols=2)
    _draw_ranges(right, ranges, depths)
    return fig


def _draw_ranges(ax, ranges, depths):
    starts = [start for start in START_NAMES if (start, depths[0]) in ranges]
    for k, start in enumerate(starts):
        places = [d + 0.2 * (k - (len(starts) - 1) / 2) for d in depths]
        first, lowest = np.array([ranges[start, d] for d in depths]).T
        ax.vlines(places, lowest, first, color=COLOURS[start], ls=LINES[start], lw=2)
        ax.plot(places, first, "o", color=COLOURS[start], mfc="white", ms=6)
        ax.plot(places, lowest, "_", color=COLOURS[start], ms=12, mew=2.5)
    ax.set(yscale="log", xticks=depths, xlabel="hidden layers", ylabel="test loss (nats)")
    log_ticks(ax.yaxis)
    handles = [Line2D([], [], color=COLOURS[s], ls=LINES[s], lw=2, label=START_NAMES[s]) for s in starts]
    handles.append(Line2D([], [], marker="o", mfc="white", label="after the first epoch", **GREY))
    handles.append(Line2D([], [], marker="_", ms=12, mew=2.5, label="lowest", **GREY))
    legend(ax, handles=handles, ncols=2)


def ratios_over_epochs(results):
    """The ratio of training losses over the epochs, a panel for each result, a curve for each depth.

    Parameters
    ----------
    results : dict of str to (ndarray of shape (E,), dict of int to ndarray of shape (E,))
        For each result its epochs and the ratio for each depth.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, (panels,) = axes(columns=len(results), width=3.9, height=3.3, sharey=True, squeeze=False)
    for ax, (name, (epochs, ratios)) in zip(panels, results.items(), strict=True):
        for d, ratio in ratios.items():
            ax.plot(epochs, ratio, lw=2, marker=".", label=layers(d, "hidden layer"), **_of_depth(d))
        ax.axhline(1, color="0.5", lw=1, ls="-")
        ax.set(xscale="log", yscale="log", xlabel="epoch", title=name)
        log_ticks(ax.xaxis)
    panels[0].set_ylabel("training loss, with / without")
    log_ticks(panels[0].yaxis)
    shared_legend(fig, handles=panels[0].get_legend_handles_labels()[0])
    return fig


def first_and_last(points):
    """Test error at the end against test loss after the first epoch, a sign for each start and depth.

    Parameters
    ----------
    points : dict of (str, int) to (float, float)
        Test loss after the first epoch (nats) and test error at the end (%).

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = axes(width=6.2, height=3.8)
    for (start, d), (first, last) in points.items():
        look = {"color": COLOURS[start], "marker": MARKERS[start], "ms": 9, "ls": ""}
        ax.plot(first, last, label=START_NAMES[start] if d == 1 else None, **look)
        ax.annotate(str(d), (first, last), (7, 3), textcoords="offset points")
    ax.set(xscale="log", xlabel="test loss after the first epoch (nats)", ylabel="test error at the end (%)")
    log_ticks(ax.xaxis)
    shared_legend(fig, handles=ax.get_legend_handles_labels()[0])
    return fig
