"""Pictures of lesson 10 of the lines between two networks, and of copies that part."""

import numpy as np
from matplotlib.lines import Line2D

from ...experiments.branching import draw_panel, panels_of
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


def branching(live, shipped=None, another_start=None):
    """Barriers and disagreement against the point where two copies part, ours of this lesson and the shipped ones.

    Parameters
    ----------
    live : dict of str to (sequence of int, three ndarrays of shape (B,))
        By start: examples shared, barriers (nats) with units as they are and matched, and disagreements (%).
    shipped : pandas.DataFrame, optional
        Of :func:`utils.experiments.branching.barriers`.
    another_start : float, optional
        The barrier (nats) between networks with other first weights, to compare.

    Returns
    -------
    matplotlib.figure.Figure
    """
    rows = 1 if shipped is None else 2
    fig, panels = axes(3, rows, width=3.2, height=3.2, squeeze=False)
    for start, (shared, *every) in live.items():
        for ax, values in zip(panels[0], every, strict=True):
            ax.plot(shared, values, marker=MARKERS[start], **start_look(start))
    handles = panels[0, 0].get_legend_handles_labels()[0]
    if another_start is not None:
        look = {"color": "black", "ls": ":", "lw": 1.5, "label": "another start"}
        handles.append(panels[0, 0].axhline(another_start, **look))
    if shipped is not None:
        for ax, (_, some, column) in zip(panels[1], panels_of(shipped, "nll_barrier"), strict=True):
            draw_panel(ax, some, column)
        (constant,), falls = shipped["rate"].unique(), shipped["falls"].max()
        if falls > 1:
            pale = f"paler: falling from {constant:g} to {constant / falls:g}"
            handles.append(Line2D([], [], color="0.4", alpha=0.5, lw=2, label=pale))
    for row, whose in zip(panels, ("this lesson", "shipped"), strict=False):
        for ax, words in zip(row, ("units as they are", "units matched", "the ends"), strict=True):
            ax.set_xlabel("examples before the copies part")
            ax.set_ylabel("disagreement of the ends (%)" if ax is row[2] else "barrier (nats)")
            ax.set_title(f"{whose}: {words}", fontsize=10)
            ax.set_ylim(0, (row[2] if ax is row[2] else row[0]).get_ylim()[1])
    shared_legend(fig, handles=handles, ncols=2 if len(handles) > 3 else 3)
    return fig
