"""Pictures of lesson 09 beside those along a stream: how a digit is bent, known and other digits, penalties."""

import numpy as np
from matplotlib.lines import Line2D

from ...teaching.figures import COLOURS as PALETTE
from ...teaching.figures import axes, shared_legend

SIGNED = {"cmap": "RdBu_r"}


def bending(parts):
    """Images side by side: grey where nothing is negative, otherwise blue (below 0) and red (above).

    Parameters
    ----------
    parts : dict of str to ndarray of shape (R, C)

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, panels = axes(columns=4, rows=-(-len(parts) // 4), width=1.9, height=2.1, squeeze=False)
    for ax in panels.flat:
        ax.set_axis_off()
    for ax, (title, image) in zip(panels.flat, parts.items(), strict=False):
        largest = float(np.abs(image).max()) or 1.0
        look = SIGNED | {"vmin": -largest, "vmax": largest} if image.min() < 0 else {"vmin": 0, "vmax": 1}
        ax.imshow(image, **{"cmap": "gray_r"} | look)
        ax.set_title(title, fontsize=10)
    return fig


def known_and_others(rows):
    """Errors on known and on other digits, a row for each network.

    Parameters
    ----------
    rows : dict of str to dict of str to ndarray of shape (S,)
        For each network the errors (%) of the seeds by what they were measured on.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = axes(width=7.0, height=1.2 + 0.45 * len(rows))
    names = list(next(iter(rows.values())))
    for place, errors in enumerate(rows.values()):
        means = [np.mean(errors[name]) for name in names]
        ax.plot([min(means), max(means)], [place, place], color="0.8", lw=3, ls="-", zorder=1)
        for i, name in enumerate(names):
            values = errors[name]
            ax.plot(
                values,
                np.full(len(values), place),
                marker="os^D"[i],
                ls="",
                ms=7,
                alpha=0.8,
                color=PALETTE[i],
            )
    ax.set(yticks=range(len(rows)), xlabel="error (%)", ylim=(len(rows) - 0.5, -0.5))
    ax.set_yticklabels(rows)
    signs = [
        Line2D([], [], color=PALETTE[i], marker="os^D"[i], ls="", label=name) for i, name in enumerate(names)
    ]
    shared_legend(fig, handles=signs)
    return fig


def by_strength(groups):
    """Final loss against the strength of a penalty, equally spaced, over that without one; a line for each group.

    Parameters
    ----------
    groups : dict of str to dict of float to ndarray of shape (S,)
        For each group the losses (nats) of the seeds by strength; one of them is 0.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = axes(width=6.2, height=3.4)
    for i, (name, losses) in enumerate(groups.items()):
        ratios = np.array([some / losses[0] for some in losses.values()]).T  # (S, strengths)
        for one in ratios:
            ax.plot(
                range(len(losses)),
                one,
                marker="os"[i],
                ms=4,
                lw=0.6,
                alpha=0.4,
                color=PALETTE[i],
                ls=("-", "--")[i],
            )
        ax.plot(
            range(len(losses)), ratios.mean(axis=0), lw=2.2, color=PALETTE[i], ls=("-", "--")[i], label=name
        )
        ax.set_xticks(range(len(losses)), [f"{strength:g}" for strength in losses])
    ax.axhline(1, color="0.5", lw=1, ls="-")
    ax.set(xlabel="strength of L2", ylabel="loss, with / without penalty")
    shared_legend(fig)
    return fig
