"""Pictures of lesson 13: errors against labels, signals through layers, recipes beside each other."""

import numpy as np
from matplotlib.ticker import NullLocator

from ...experiments.labelled import draw_utility
from ...plotting import MARKERS
from ...plotting import start_look as look_of
from ...teaching.figures import COLOURS as PALETTE
from ...teaching.figures import axes, legend, log_ticks, shared_legend

DASHES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)), (0, (1, 1)))
MARKS = "os^Dv*P"
NAMES = {"none": "paper's start", "glorot4": "4 × Glorot", "rbm": "RBMs", "autoencoder": "autoencoders"}
WIDE = 3  # the largest over the smallest error from which on an axis is logarithmic


def start_look(start):
    """The look of a start in this lesson, where several random ones stand beside each other."""
    return look_of(start) | {"label": NAMES[start]}


def against_labels(errors, labels, utilities=None):
    """Test error against labels, means with the lowest and highest seed; and what pre-training is worth.

    Parameters
    ----------
    errors : dict of str to ndarray of shape (S, L)
        By start, in percent.
    labels : sequence of int, of length L
    utilities : dict of str to (value, low, high), each ndarray of shape (L,), optional
        By start with pre-training; may be infinite.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, panels = axes(2 if utilities else 1, width=4.4, height=3.6, squeeze=False)
    left = panels[0][0]
    for start, values in errors.items():
        mean = values.mean(axis=0)
        span = [mean - values.min(axis=0), values.max(axis=0) - mean]
        left.errorbar(labels, mean, span, marker=MARKERS[start], ms=4, capsize=3, **start_look(start))
    left.set(xscale="log", yscale="log", xlabel="labels", ylabel="test error (%)")
    for start, (value, low, high) in (utilities or {}).items():
        draw_utility(panels[0][1], start, labels, value, low, high)
    for ax in panels[0]:
        ax.set_xticks(labels)
        log_ticks(ax.xaxis)
        ax.xaxis.set_minor_locator(NullLocator())
        log_ticks(ax.yaxis)
    shared_legend(fig, handles=left.get_legend_handles_labels()[0])
    return fig


def through_layers(spreads):
    """How far digits lie apart in each layer, a curve for each start.

    Parameters
    ----------
    spreads : dict of str to ndarray of shape (L,)

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = axes(width=6.0, height=3.6)
    for i, (name, values) in enumerate(spreads.items()):
        ax.plot(
            range(1, len(values) + 1),
            values,
            marker=MARKS[i],
            ms=4,
            color=PALETTE[i],
            ls=DASHES[i],
            label=name,
        )
    ax.set(yscale="log", xlabel="hidden layer", ylabel="spread of a unit over digits")
    ax.set_xticks(range(1, len(values) + 1))
    log_ticks(ax.yaxis)
    legend(ax)
    return fig


def recipes(groups, label="test error (%)", mark_at=None):
    """A row of dots for each recipe, its mean a line; logarithmic where errors lie far apart.

    Parameters
    ----------
    groups : dict of str to ndarray of shape (S,)
    label : str
    mark_at : dict of str to float, optional
        Vertical lines, by name: numbers of others.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = axes(width=6.6, height=0.34 * len(groups) + 1.4)
    names = list(groups)[::-1]
    for place, name in enumerate(names):
        values = np.asarray(groups[name])
        ax.plot(values, [place] * len(values), "o", ms=5, color=PALETTE[0], ls="none", alpha=0.7)
        ax.plot([values.mean()] * 2, [place - 0.3, place + 0.3], color="black", ls="-")
    for i, (name, value) in enumerate((mark_at or {}).items(), start=1):
        ax.axvline(value, color=PALETTE[i], ls=DASHES[i], label=name)
    ax.set(xlabel=label)
    ax.set_yticks(range(len(names)), names)
    ax.grid(axis="y", visible=False)
    every = np.concatenate([np.asarray(values) for values in groups.values()])
    if every.max() > WIDE * every.min():
        ax.set(xscale="log")
        log_ticks(ax.xaxis)
    if mark_at:
        legend(ax)
    return fig


def beside_others(ours, others):
    """Test error against labels: our curves, and points of other papers.

    Parameters
    ----------
    ours : dict of str to dict of str to (labels (L,), errors (L,))
        By panel, then by name; the same name looks the same in all panels.
    others : dict of str to list of (labels, error)
        In each panel.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, (panels,) = axes(len(ours), width=4.8, height=4.6, sharey=True, squeeze=False)
    names = list(dict.fromkeys(name for curves in ours.values() for name in curves))
    for ax, (title, curves) in zip(panels, ours.items(), strict=True):
        for name, (labels, errors) in curves.items():
            again, place = divmod(names.index(name), len(MARKS))  # colours come again, with open marks
            ax.plot(
                labels, errors, marker=MARKS[(place + 3 * again) % 7], ms=4 + again,
                mfc="white" if again else None, color=PALETTE[place], ls=DASHES[(place + 3 * again) % 7],
                label=name,
            )  # fmt: skip
        for i, (name, points) in enumerate(others.items()):
            look = {"ms": 9, "mfc": "none", "color": "black", "ls": "none"}
            ax.plot(*zip(*points, strict=True), MARKS[i % 7], label=name, **look)
        ax.set(xscale="log", yscale="log", xlabel="labels", title=title)
        log_ticks(ax.xaxis)
    panels[0].set_ylabel("test error (%)")
    log_ticks(panels[0].yaxis)
    handles = {h.get_label(): h for ax in panels for h in ax.get_legend_handles_labels()[0]}
    shared_legend(fig, handles=[handles[name] for name in (*names, *others)], ncols=2)
    return fig
