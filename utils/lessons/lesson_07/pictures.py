"""Pictures of trajectories: test against training loss, and the ratio of two starts over the epochs."""

import numpy as np
from matplotlib.lines import Line2D

from ...experiments.paired import layers
from ...plotting import COLOURS, LINES, MARKERS, START_NAMES
from ...teaching.figures import axes, legend, log_ticks, shared_legend

DEPTH_LINES = {1: ":", 2: "--", 3: "-"}  # colours are for the starts, in all figures
GREY = {"ls": "", "color": "0.4"}
# So that ends that lie on one another are all seen.
SIZES = {"none": 8, "glorot4": 8, "rbm": 9, "autoencoder": 6}


def trajectories(train, test, n_epochs=None):
    """Test against training loss, a panel for each depth, a thin curve for each seed and a thick one for their mean.

    Parameters
    ----------
    train, test : dict of (str, int) to ndarray of shape (S, E)
        Losses (nats) for each start and depth.
    n_epochs : int, optional
        How many of the measured epochs to draw; all by default. The axes do not depend on it.

    Returns
    -------
    matplotlib.figure.Figure
    """
    depths, starts = sorted({d for _, d in train}), [s for s in START_NAMES if any(s == k for k, _ in train)]
    fig, (panels,) = axes(columns=len(depths), width=3.9, height=3.4, sharex=True, sharey=True, squeeze=False)
    for ax, d in zip(panels, depths, strict=True):
        for start in starts:
            x, y = (losses[start, d][:, :n_epochs] for losses in (train, test))
            look = {"color": COLOURS[start], "linestyle": LINES[start]}
            ax.plot(x.T, y.T, ls="-", lw=0.6, alpha=0.4, color=COLOURS[start])
            x, y = (np.exp(np.log(losses).mean(axis=0)) for losses in (x, y))
            ax.plot(x, y, "-", color="white", lw=3.2, zorder=3)
            ax.plot(x, y, lw=2, zorder=4, label=START_NAMES[start], **look)
            end = {"marker": MARKERS[start], "ms": SIZES[start], "mec": "white"}
            ax.plot(x[-1], y[-1], color=COLOURS[start], zorder=6, **end)
        ax.set(xscale="log", yscale="log", xlabel="training loss (nats)", title=layers(d, "hidden layer"))
        log_ticks(ax.xaxis)
    _limits(panels[0].set_xlim, train.values())
    _limits(panels[0].set_ylim, test.values())
    panels[0].set_ylabel("test loss (nats)")
    log_ticks(panels[0].yaxis)
    handles = [Line2D([], [], label=START_NAMES[start], **_of_start(start)) for start in starts]
    columns = len(handles) if len(depths) > 1 else 1
    shared_legend(fig, handles=handles, ncols=columns, loc="outside lower left")  # above, a slider writes
    return fig


def _of_start(start):
    look = {"color": COLOURS[start], "ls": LINES[start], "marker": MARKERS[start]}
    return look | {"ms": SIZES[start], "mec": "white", "lw": 2}


def stops(train, test, places):
    """Mean curves of test against training loss with the means at three moments, a panel for each pre-training.

    Parameters
    ----------
    train, test : dict of str to ndarray of shape (S, E)
        Losses (nats) for each start, with no pre-training among them.
    places : dict of str to dict of str to ndarray of shape (S,)
        For each moment, named for the legend, and each start the position of the epoch of each seed.

    Returns
    -------
    matplotlib.figure.Figure
    """
    kinds = [start for start in START_NAMES if start in train and start != "none"]
    fig, (panels,) = axes(columns=len(kinds), width=4.9, height=3.4, sharex=True, sharey=True, squeeze=False)
    signs = dict(zip(places, ("v", "s", "o"), strict=True))
    for ax, kind in zip(panels, kinds, strict=True):
        for start in ("none", kind):
            look = {"color": COLOURS[start], "ls": LINES[start], "label": START_NAMES[start]}
            ax.plot(*(np.exp(np.log(losses[start]).mean(axis=0)) for losses in (train, test)), lw=2, **look)
            for moment, sign in signs.items():
                at = np.arange(len(train[start])), places[moment][start]
                there = [np.exp(np.log(losses[start][at]).mean()) for losses in (train, test)]
                ax.plot(*there, sign, color=COLOURS[start], ms=9, mec="black", zorder=5)
        ax.set(xscale="log", yscale="log", xlabel="training loss (nats)", title=START_NAMES[kind])
        log_ticks(ax.xaxis)
    panels[0].set_ylabel("test loss (nats)")
    log_ticks(panels[0].yaxis)
    starts = [
        Line2D([], [], color=COLOURS[s], ls=LINES[s], lw=2, label=START_NAMES[s]) for s in ("none", *kinds)
    ]
    moments = [Line2D([], [], marker=sign, mec="black", label=name, **GREY) for name, sign in signs.items()]
    shared_legend(fig, handles=starts + moments, ncols=3)
    return fig


def _limits(set_limits, losses):
    low, high = min(np.min(one) for one in losses), max(np.max(one) for one in losses)
    set_limits(low / 1.15, high * 1.15)


def at_equal_loss(levels, ratios):
    """The ratio of test losses at equal training loss.

    Parameters
    ----------
    levels : dict of (str, int) to ndarray of shape (L,)
        Training losses (nats), for each pre-trained start and depth.
    ratios : dict of (str, int) to ndarray of shape (L,)
        Test loss with / without pre-training there.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = axes(width=6.2, height=4.0)
    for (start, d), ratio in ratios.items():
        look = {"color": COLOURS[start], "marker": MARKERS[start], "ms": 5}
        ax.plot(levels[start, d], ratio, ls=DEPTH_LINES[d], **look)
    ax.axhline(1, color="0.5", lw=1, ls="-")
    ax.set(xscale="log", xlabel="training loss of both (nats)", ylabel="test loss, with / without")
    log_ticks(ax.xaxis)
    depths, starts = sorted({d for _, d in ratios}), list(dict.fromkeys(start for start, _ in ratios))
    lines = [Line2D([], [], color="0.4", ls=DEPTH_LINES[d], label=layers(d, "hidden layer")) for d in depths]
    signs = [Line2D([], [], **{**_of_start(s), "ls": "", "ms": 6}, label=START_NAMES[s]) for s in starts]
    legend(ax, handles=[*lines, *signs], ncols=2)
    return fig


def ratios_over_epochs(results):
    """The ratio of training losses, of RBMs to none, over the epochs: panels for results, curves for depths.

    Parameters
    ----------
    results : dict of str to (ndarray of shape (E,), dict of int to ndarray of shape (E,))
        For each result its epochs and the ratio for each depth.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, (panels,) = axes(
        columns=len(results), width=3.9, height=3.3, sharex=True, sharey=True, squeeze=False
    )
    for ax, (name, (epochs, ratios)) in zip(panels, results.items(), strict=True):
        for d, ratio in ratios.items():
            look = {"color": COLOURS["rbm"], "ls": DEPTH_LINES[d], "marker": MARKERS["rbm"], "mec": "white"}
            ax.plot(epochs, ratio, lw=2, markevery=[len(epochs) - 1], **look)
        ax.axhline(1, color="0.5", lw=1, ls="-")
        ax.set(xscale="log", yscale="log", xlabel="epoch", title=name)
        log_ticks(ax.xaxis)
    panels[0].set_ylabel("training loss, with / without")
    log_ticks(panels[0].yaxis)
    look = {"color": COLOURS["rbm"], "lw": 2}  # no sign: it would hide how a short line is broken
    depths = next(iter(results.values()))[1]
    shared_legend(
        fig,
        handles=[Line2D([], [], ls=DEPTH_LINES[d], label=layers(d, "hidden layer"), **look) for d in depths],
    )
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
    ordered = sorted(
        points.items(), key=lambda item: list(START_NAMES).index(item[0][0])
    )  # as in all legends
    for (start, d), (first, last) in ordered:
        look = {"color": COLOURS[start], "marker": MARKERS[start], "ms": 9, "ls": ""}
        ax.plot(first, last, label=START_NAMES[start] if d == 1 else None, **look)
        left = start == "rbm"
        ax.annotate(str(d), (first, last), (-8 if left else 8, 3), ha="right" if left else "left",
                    textcoords="offset points")  # fmt: skip
    ax.set(xscale="log", xlabel="test loss after the first epoch (nats)", ylabel="test error at the end (%)")
    log_ticks(ax.xaxis)
    shared_legend(fig, handles=ax.get_legend_handles_labels()[0])
    return fig
