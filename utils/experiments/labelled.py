"""What questions share whose networks have labels for some of the digits only: labels, modern.

A start is written with its number of labels, ``rbm:1000``. Pre-training sees all images; each seed draws the
digits whose labels it gets, with the same share of every class. Each number of labels has its own epochs, as
many updates for all starts. Here are also the numbers that such questions are about: how many labels a
network without pre-training needs for the error of one with it, and from how many labels on they are alike.

References: Newell and Deng (2020), How useful is self-supervised pretraining for visual tasks?, section 3:
the utility.
"""

import math

import numpy as np

from ..plotting import MARKERS, axes, log_ticks, shared_legend, start_look
from . import variants

DRAWS = 1_000  # of the seeds, for an interval
LEVEL = 0.95


def labels_of(start):
    """The number of labels in ``rbm:1000``."""
    return int(start.partition(":")[2])


def updates(settings, n):
    """Updates with ``n`` labels."""
    return settings["epochs"][str(n)] * math.ceil(n / batch_size(settings, n))


def batch_size(settings, n):
    """Digits of an update: the same for all numbers of labels, or each its own."""
    given = settings["batch_size"]
    return given[str(n)] if isinstance(given, dict) else given


def moments(epochs):
    """Epochs after which networks are measured: early ones, and more towards the end."""
    shares = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.75, 0.88, 1.0)
    return sorted({max(1, round(share * epochs)) for share in shares})


def own(settings, n):
    """The settings of the networks with ``n`` labels, as :func:`.networks.fine_tune` takes them."""
    key = str(n)
    return settings | {
        "epochs": settings["epochs"][key],
        "measured": settings["measured"][key],
        "batch_size": batch_size(settings, n),
    }


def some_labels(sets, n, seeds):
    """The same sets with labels for ``n`` training digits only, each seed its own.

    Parameters
    ----------
    sets : dict
        From :func:`.networks.load`.
    n : int
    seeds : tuple of int

    Returns
    -------
    dict
        Its training digits are ``(images (S, n, V), labels (S, n))``, or as they were where ``n`` is all.
    """
    import torch

    from ..data import hold_out

    images, labels = sets["train"]
    if n >= len(labels):
        return sets
    places, known = np.arange(len(labels)), labels.cpu().numpy()
    drawn = [hold_out((places, known), n, np.random.default_rng([seed, n]))[1] for seed in seeds]
    chosen = torch.from_numpy(np.stack([split.images for split in drawn])).to(labels.device)  # (S, n)
    return sets | {"train": (images[chosen], labels[chosen])}


def rows(cells):
    """Which rows a task must have: a function, from ``cells(settings, condition, seed)``."""

    def of_task(settings, condition, seeds):
        return [
            {"start": [start], "depth": [depth], "rate": variants.rates(settings, start, depth),
             "seed": [seed], "epoch": settings["measured"][str(labels_of(start))]}
            for seed in seeds for start, depth in cells(settings, condition, seed)
        ]  # fmt: skip

    return of_task


def draw_rates(table, looks=None):
    """Smallest mean validation error against the rate, a panel for each number of labels and of layers.

    Parameters
    ----------
    table : pandas.DataFrame
    looks : callable, optional
        From a start, without its labels, to its look; by default that of every figure.
    """
    looks, scores = looks or start_look, variants.at_best_epoch(table)
    cells = list(dict.fromkeys(zip(table["start"], table["depth"], strict=True)))
    places = sorted({(depth, labels_of(start)) for start, depth in cells})
    figure, panels = axes(-(-len(places) // 2), 2, width=3.2, height=3, squeeze=False)
    for ax, (depth, n) in zip(panels.flat, places, strict=False):
        for start in [start for start, d in cells if d == depth and labels_of(start) == n]:
            curve = scores[start, depth]
            ax.plot(curve.index, curve, marker="o", ms=4, **looks(start.partition(":")[0]))
        ax.set(xscale="log", yscale="log")
        ax.set_title(f"{depth} layers, {n:,} labels", fontsize=10)
        log_ticks(ax.xaxis)
        log_ticks(ax.yaxis)
    for ax in panels.flat[len(places) :]:
        ax.set_axis_off()
    figure.supxlabel("rate of fine-tuning", fontsize=10)
    figure.supylabel("validation error (%)", fontsize=10)
    handles = {h.get_label(): h for ax in panels.flat for h in ax.get_legend_handles_labels()[0]}
    shared_legend(figure, handles=list(handles.values()), ncols=min(4, len(handles)))
    return figure


# ---- utility ----


def labels_needed(labels, errors, error):
    """How many labels networks need for an error, from their errors with some numbers of labels.

    The smallest number at which their curve, with straight lines between its points on logarithmic axes, is
    not above the error.

    Parameters
    ----------
    labels : sequence of int, of length L
        Growing.
    errors : ndarray of shape (L,)
    error : float

    Returns
    -------
    float
        Infinite where the curve is above the error everywhere; ``labels[0]`` where it begins at or below it.
    """
    reached = np.flatnonzero(np.asarray(errors) <= error)
    if not len(reached):
        return np.inf
    i = reached[0]
    if i == 0 or error <= 0:
        return float(labels[i])
    (x0, x1), (y0, y1) = np.log(labels[i - 1 : i + 1]), np.log(np.maximum(errors[i - 1 : i + 1], 1e-9))
    return float(np.exp(x0 + (x1 - x0) * (y0 - np.log(error)) / (y0 - y1)))


def utility(labels, without, with_):
    """Utility ``n_hat / n - 1`` of pre-training for each number n of labels.

    ``n_hat`` is how many labels networks without it need for the error of those with it.

    Parameters
    ----------
    labels : sequence of int, of length L
    without, with_ : ndarray of shape (L,)
        Errors without and with pre-training.

    Returns
    -------
    ndarray of shape (L,)
        Infinite where more labels would be needed than were tried.
    """
    return np.array([labels_needed(labels, without, e) / n - 1 for n, e in zip(labels, with_, strict=True)])


def utility_interval(labels, without, with_, rng):
    """The utility of mean errors, and an interval by bootstrap over seeds.

    Parameters
    ----------
    labels : sequence of int, of length L
    without, with_ : ndarray of shape (S, L)
    rng : numpy.random.Generator

    Returns
    -------
    value, low, high : ndarray of shape (L,)
        May be infinite.
    """
    n_seeds = len(without)
    drawn = rng.integers(n_seeds, size=(DRAWS, n_seeds))
    found = [utility(labels, without[some].mean(axis=0), with_[some].mean(axis=0)) for some in drawn]
    ends = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
    low, high = np.quantile(np.array(found), ends, axis=0, method="inverted_cdf")
    return utility(labels, without.mean(axis=0), with_.mean(axis=0)), low, high


def merge_at(labels, lows):
    """The smallest number of labels from which on no gain is surely above 0, or nothing.

    Parameters
    ----------
    labels : sequence of int, of length L
    lows : sequence of float
        Lower ends of the intervals of the gains.
    """
    from_here = [n for i, n in enumerate(labels) if all(low <= 0 for low in lows[i:])]
    return from_here[0] if from_here else None


def draw_utility(ax, start, labels, value, low, high):
    """One kind of pre-training: labels needed without it for one with it; arrows where none was enough.

    Points are joined where two neighbours are known; a lower bound, at the most that was tried, is joined to
    none.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    start : str
    labels : sequence of int, of length L
    value, low, high : ndarray of shape (L,)
        As :func:`utility_interval` returns them.
    """
    labels, value = np.asarray(labels), value + 1
    most, look = labels[-1] / labels, start_look(start)
    known, open_end = np.isfinite(value), np.isinf(high)
    floor, top = np.minimum(low + 1, most), np.where(open_end, most, np.minimum(high + 1, most))
    ax.plot(labels, np.where(known, value, np.nan), marker=MARKERS[start], ms=4, **look)
    middle = np.where(known, np.minimum(value, most), most)
    bars = [middle - np.minimum(floor, middle), np.where(known, np.maximum(top, middle) - middle, 0)]
    ax.errorbar(labels, middle, bars, fmt="none", ecolor=look["color"], capsize=3)
    beyond = {"color": look["color"], "ls": "none"}
    ax.plot(labels[~known], most[~known], "^", ms=9, mfc="none", **beyond)
    for n, end in zip(labels[open_end], most[open_end], strict=True):
        arrow = {"arrowstyle": "->", "color": look["color"]}
        ax.annotate("", (n, end * 1.7), (n, end * 1.05), arrowprops=arrow)
    ax.plot(labels, most, color="0.5", lw=0.8, ls=":")
    ax.axhline(1, color="black", lw=0.8, ls="-")
    ax.set(xscale="log", yscale="log", xlabel="labels", ylabel="labels needed without, for one with")
    ax.set_ylim(0.8, 2 * most[0])
