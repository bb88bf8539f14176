"""Pictures of lesson 10 of the lines between two networks, and of copies that part."""

import numpy as np
from matplotlib.lines import Line2D

from ...experiments.branching import draw_panel
from ...plotting import MARKERS, start_look
from ...teaching.figures import COLOURS as PALETTE
from ...teaching.figures import axes, legend, shared_legend
from .pictures import DASHES, MARKS


def along_the_line(groups, what="loss on real test digits (nats)"):
    """What networks on the line between two others lose, a curve for each pair.

    Parameters
    ----------
    groups : dict of str to ndarray of shape (n + 1,)

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = axes(width=6.2, height=3.6)
    for i, (name, values) in enumerate(groups.items()):
        places = np.linspace(0, 1, len(values))
        ax.plot(places, values, marker=MARKS[i], ms=4, color=PALETTE[i], linestyle=DASHES[i], label=name)
    ax.set(xlabel="place on the straight line", ylabel=what)
    ax.set_ylim(bottom=0)
    legend(ax)
    return fig


def branching(live, rate, shipped=None, another_start=None):
    """Barrier and disagreement against the point where two copies part, ours of this lesson and the shipped ones.

    Parameters
    ----------
    live : dict of str to (sequence of int, ndarray of shape (B,), ndarray of shape (B,))
        By start: examples shared, barriers (nats), and disagreements (%).
    rate : float
        Of these.
    shipped : pandas.DataFrame, optional
        Of :func:`utils.experiments.branching.barriers`.
    another_start : float, optional
        The barrier (nats) between networks with other first weights, to compare.

    Returns
    -------
    matplotlib.figure.Figure
    """
    rows = 1 if shipped is None else 2
    fig, panels = axes(2, rows, width=4.6, height=3.2, squeeze=False)
    for start, (shared, *both) in live.items():
        for ax, values in zip(panels[0], both, strict=True):
            ax.plot(shared, values, marker=MARKERS[start], **start_look(start))
    handles = panels[0, 0].get_legend_handles_labels()[0]
    if another_start is not None:
        look = {"color": "black", "ls": ":", "lw": 1.5, "label": "another start"}
        handles.append(panels[0, 0].axhline(another_start, **look))
    if shipped is not None:
        for ax, column in zip(panels[1], ("nll_barrier", "disagreement"), strict=True):
            draw_panel(ax, shipped, column)
        panels[0, 0].set_title(f"this lesson's small networks, rate {rate:g}", fontsize=10)
        (constant,), falls = shipped["rate"].unique(), shipped["falls"].max()
        panels[1, 0].set_title(f"shipped: 1 million examples, rate {constant:g}", fontsize=10)
        if falls > 1:
            pale = f"paler: falling from {constant:g} to {constant / falls:g}"
            handles.append(Line2D([], [], color="0.4", alpha=0.5, lw=2, label=pale))
    for row in panels:
        for ax, words in zip(row, ("barrier (nats)", "disagreement of the ends (%)"), strict=True):
            ax.set(xlabel="examples before the copies part", ylabel=words)
            ax.set_ylim(bottom=0)
    shared_legend(fig, handles=handles, ncols=2 if len(handles) > 3 else 3)
    return fig
