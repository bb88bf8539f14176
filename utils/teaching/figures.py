"""The figures of the lessons, in the course's one look: curves, pictures of digits and of filters, matrices.

Every plotting function returns a matplotlib figure; ``show`` puts it into the notebook with its caption.
Pyplot is not used, so that figures are shown once, where the lesson says so.
"""

import math

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from .. import plotting
from ..plotting import OKABE_ITO as COLOURS
from ..plotting import axes, legend, log_ticks, png, shared_legend

__all__ = [
    "COLOURS",
    "axes",
    "digit_grid",
    "filter_grid",
    "legend",
    "line_plot",
    "log_ticks",
    "matrix",
    "mean_and_range",
    "png",
    "shared_legend",
]
matplotlib.rcParams.update(plotting.STYLE)


def line_plot(series, x_label, y_label, x=None, log_y=False, ax=None):
    """Curves with a legend.

    Parameters
    ----------
    series : dict of str to sequence of float
        A curve for each name.
    x_label, y_label : str
        With units.
    x : sequence of float, optional
        Common positions; 0, 1, 2, ... by default.
    log_y : bool
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = axes() if ax is None else (ax.figure, ax)
    for name, values in series.items():
        ax.plot(range(len(values)) if x is None else x, values, label=name)
    if x is None:
        ax.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    ax.set(xlabel=x_label, ylabel=y_label, yscale="log" if log_y else "linear")
    if log_y:
        log_ticks(ax.yaxis)
    legend(ax)
    return fig


def mean_and_range(groups, key, y_label, scale=1.0, ax=None):
    """Mean curve over seeds, in a band from the smallest to the largest, on a logarithmic axis.

    Parameters
    ----------
    groups : dict of str to list of list of dict
        For each group, the training histories of its seeds.
    key : str
        Which number of a history's rows to draw against ``epoch``.
    y_label : str
        With units.
    scale : float
        Multiplies the numbers, e.g. 100 for a percentage.
    ax : matplotlib Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = axes() if ax is None else (ax.figure, ax)
    for name, histories in groups.items():
        curves = scale * np.array([[row[key] for row in history] for history in histories])  # (S, epochs)
        epochs = [row["epoch"] for row in histories[0]]
        (line,) = ax.plot(epochs, curves.mean(axis=0), label=f"{name}, mean of {len(curves)} seeds")
        ax.fill_between(
            epochs, curves.min(axis=0), curves.max(axis=0), color=line.get_color(), alpha=0.15, lw=0
        )
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    ax.set(xlabel="epoch", ylabel=y_label, yscale="log")
    log_ticks(ax.yaxis)
    legend(ax)
    return fig


def _grid(images, titles, columns, cell, cmap, limits):
    """A figure of small square pictures; ``limits`` gives the colour scale of each."""
    side = math.isqrt(images.shape[1])
    if side * side != images.shape[1]:
        raise ValueError(
            f"images have {images.shape[1]} pixels a row, which is no square; expected e.g. 784 = 28 x 28."
        )
    rows = math.ceil(len(images) / columns)
    extra = 0.22 if titles is not None else 0.04
    fig = Figure(figsize=(columns * (cell + 0.04), rows * (cell + extra)))
    grid = fig.subplots(rows, columns, squeeze=False, gridspec_kw={"wspace": 0.06, "hspace": extra / cell})
    fig.subplots_adjust(0, 0, 1, 1)
    for i, ax in enumerate(grid.flat):
        ax.set_axis_off()
        if i < len(images):
            low, high = limits(images[i])
            ax.imshow(images[i].reshape(side, side), cmap=cmap, vmin=low, vmax=high, interpolation="nearest")
            if titles is not None:
                ax.set_title(str(titles[i]), fontsize=8, pad=1)
    return fig


def digit_grid(images, titles=None, columns=10, cell=0.7):
    """Digits side by side, 0 white and 1 black.

    Parameters
    ----------
    images : ndarray of shape (N, side * side)
        Values in [0, 1].
    titles : sequence, optional
        A short text above each, e.g. its label.
    columns : int
    cell : float
        Size of a digit, in inches.

    Returns
    -------
    matplotlib.figure.Figure
    """
    return _grid(np.asarray(images), titles, min(columns, len(images)), cell, "gray_r", lambda image: (0, 1))


def filter_grid(W, titles=None, columns=10, cell=0.7):
    """Incoming weights of hidden units as pictures: blue negative, white zero, red positive.

    Parameters
    ----------
    W : ndarray of shape (V, H)
        Each column is a unit's filter; each has a colour scale of its own, symmetric about zero.
    titles, columns, cell
        As in :func:`digit_grid`.

    Returns
    -------
    matplotlib.figure.Figure
    """

    def symmetric(image):
        largest = float(np.abs(image).max()) or 1.0
        return -largest, largest

    return _grid(np.asarray(W).T, titles, min(columns, W.shape[1]), cell, "RdBu_r", symmetric)


def matrix(values, x_label, y_label, ax=None):
    """A small matrix of counts with the number in each cell (for example a confusion matrix)."""
    fig, ax = axes(width=4.6, height=4.2) if ax is None else (ax.figure, ax)
    values = np.asarray(values)
    ax.imshow(np.sqrt(values), cmap="Blues")
    ax.grid(False)
    for (i, j), value in np.ndenumerate(values):
        if value:
            dark = np.sqrt(value) > 0.6 * np.sqrt(values.max())
            ax.text(
                j, i, f"{value:g}", ha="center", va="center", fontsize=8, color="white" if dark else "black"
            )
    ax.set(xlabel=x_label, ylabel=y_label, xticks=range(values.shape[1]), yticks=range(values.shape[0]))
    return fig
