"""Numbers of a few seeds, as later lessons tell and draw them."""

import numpy as np

from ..teaching.figures import COLOURS as PALETTE
from ..teaching.figures import axes


def dots(groups, label, effects=False):
    """A dot for each seed and a line at their mean, a row for each group.

    Parameters
    ----------
    groups : dict of str to ndarray of shape (S,)
    label : str
        What is measured, with units.
    effects : bool, default False
        Of up to five groups: a grey line at 0, and for each group a colour and a sign of its own.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = axes(width=6.4, height=0.8 + 0.36 * len(groups))
    for place, values in enumerate(groups.values()):
        own = place if effects else 0
        apart = place + np.linspace(-0.15, 0.15, len(values))  # equal ones stay visible
        ax.plot(values, apart, "os^Dv"[own], ms=6, alpha=0.7, color=PALETTE[own])
        ax.plot([np.mean(values)] * 2, [place - 0.3, place + 0.3], color="black", lw=2, ls="-")
    if effects:
        ax.axvline(0, color="0.5", lw=1, ls="-")
    ax.set(yticks=range(len(groups)), xlabel=label)
    ax.set_yticklabels(groups)
    ax.invert_yaxis()
    return fig
