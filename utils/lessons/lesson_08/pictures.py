"""Pictures of what lesson 08 computes itself: what penalties do to weights and losses, distributions, seeds."""

import numpy as np
import scipy.stats
from matplotlib.lines import Line2D

from ...teaching.figures import COLOURS as PALETTE
from ...teaching.figures import axes, log_ticks, shared_legend


def paths(weights, names, last=100):
    """Weights over the last updates, a panel for each kind of step.

    Parameters
    ----------
    weights : dict of str to ndarray of shape (U, K)
        K weights after each of U updates.
    names : list of str
        What each of the K is called; those of one name have one colour.
    last : int
        How many updates to draw.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, (panels,) = axes(columns=len(weights), width=4.8, height=3.0, sharey=True, squeeze=False)
    places, handles = list(dict.fromkeys(names)), {}
    for ax, (title, values) in zip(panels, weights.items(), strict=True):
        updates = range(len(values) + 1 - last, len(values) + 1)
        for name, path in zip(names, values[-last:].T, strict=True):
            k = places.index(name)
            handles[name] = ax.plot(updates, path, lw=1, color=PALETTE[k], ls=("-", "--")[k], label=name)[0]
        ax.axhline(0, color="black", lw=0.8, ls=":")
        ax.set(xlabel="update", title=title)
    panels[0].set_ylabel("weight")
    shared_legend(fig, handles=list(handles.values()))
    return fig


def penalty(curves, ends, strength):
    """Training and held-out loss over the epochs with a penalty of a strength, and at the end for each strength.

    Parameters
    ----------
    curves : dict of float to dict of str to ndarray of shape (E,)
        For each strength the losses (nats) "train" and "held" after each epoch.
    ends : dict of float to dict of str to float
        The same at the end.
    strength : float
        Which one to draw; that of 0 is drawn in grey.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, (left, right) = axes(columns=2, width=4.9, height=3.5)
    looks = {
        "train": (PALETTE[0], "-", "training digits"),
        "held": (PALETTE[1], "--", "held-out digits"),
    }
    places = {value: i for i, value in enumerate(ends)}
    for name, (colour, line, label) in looks.items():
        epochs = range(1, len(curves[strength][name]) + 1)
        left.plot(epochs, curves[0][name], color="0.7", ls=line)
        left.plot(epochs, curves[strength][name], color=colour, ls=line, label=label)
        right.plot(places.values(), [end[name] for end in ends.values()], "o", color=colour, ls=line)
    low, high = (ends[strength][name] for name in looks)
    right.vlines(places[strength], low, high, color="black", lw=6, alpha=0.3, label="the gap")
    left.set(yscale="log", xlabel="epoch", ylabel="loss (nats)")
    right.set(xlabel="strength of the penalty", xticks=range(len(ends)), ylabel="final loss (nats)")
    right.set_xticklabels([f"{value:g}" for value in ends])
    log_ticks(left.yaxis)
    grey = [Line2D([], [], color="0.7", label="without penalty")]
    handles = [*left.get_legend_handles_labels()[0], *grey, *right.get_legend_handles_labels()[0]]
    shared_legend(fig, handles=handles, loc="outside lower left")  # the sliders' settings stand above
    return fig


def densities(groups, sizes):
    """Distributions of weights in standard deviations, on a logarithmic axis, and an image of their sizes.

    Parameters
    ----------
    groups : dict of str to ndarray
        Weights of any shape.
    sizes : ndarray of shape (784,)
        How large the weights from each pixel are.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, (ax, right) = axes(columns=2, width=4.6, height=3.6, width_ratios=(3, 2))
    edges = np.linspace(-6, 6, 61)
    middles = (edges[1:] + edges[:-1]) / 2
    for name, values in groups.items():
        z = (values - np.mean(values)) / np.std(values)
        density = np.histogram(z, edges)[0] / (z.size * np.diff(edges))
        ax.plot(middles, np.where(density > 0, density, np.nan), label=name)
    ax.plot(middles, scipy.stats.norm.pdf(middles), color="0.5", lw=4, alpha=0.4, ls="-", label="normal")
    ax.set(yscale="log", ylim=(1e-5, 1), xlabel="weight (standard deviations)", ylabel="density")
    drawn = right.imshow(sizes.reshape(28, 28), cmap="gray", vmin=0)
    right.set_axis_off()
    fig.colorbar(drawn, ax=right, label="standard deviation", shrink=0.8)
    shared_legend(fig, handles=ax.get_legend_handles_labels()[0], ncols=3)
    return fig
