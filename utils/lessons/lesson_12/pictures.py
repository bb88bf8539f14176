"""Pictures of lesson 12: distances over the epochs, eigenvalues, ways in three pictures, a lie, the road, errors."""

import numpy as np

from ...experiments import function_claims, function_space
from ...plotting import COLOURS, MARKERS, START_NAMES, start_look
from ...teaching.figures import COLOURS as PALETTE
from ...teaching.figures import axes, legend, log_ticks, shared_legend

STARTS = ("none", "rbm")
LATE = 0.15  # before the greatest progress: where the last panel begins
BEGIN = {"marker": "o", "ms": 6, "mfc": "none", "mec": "black"}


def distances_over_epochs(table):
    """Euclidean distance of two networks against the epoch, of one start and of different ones.

    Parameters
    ----------
    table : pandas.DataFrame
        Of the experiment ``function_space``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = axes(width=6.4, height=3.8)
    function_space.draw_spread(ax, function_claims.samples(table))
    ax.set_ylabel("distance of two networks\n(root mean square)")
    legend(ax)
    return fig


def eigenvalues(values, n=8):
    """The largest eigenvalues as bars, negative ones hatched, with their shares of the sum of all sizes."""
    fig, ax = axes(width=6.4, height=3.2)
    shares = 100 * np.abs(values[:n]) / np.abs(values).sum()
    for i, (value, share) in enumerate(zip(values[:n], shares, strict=True), 1):
        look = {"color": PALETTE[1], "hatch": "///"} if value < 0 else {"color": PALETTE[0]}
        ax.bar(i, share, edgecolor="white", **look)
        ax.text(i, share, f"{share:.1f}", ha="center", va="bottom")
    ax.set(xlabel="direction", ylabel="share of all eigenvalues (%)", xticks=range(1, n + 1))
    return fig


def ways(table, epoch):
    """Each network as a curve up to an epoch, in InPCA, t-SNE and Isomap side by side.

    Parameters
    ----------
    table : pandas.DataFrame
    epoch : float
        Where the curves end for now; the frames stay as they are.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, panels = axes(3, width=3.5, height=3.5)
    for ax, (name, places) in zip(panels, function_space.pictures(table).items(), strict=True):
        low, high = places.min(axis=0), places.max(axis=0)
        room = 0.06 * (high - low)
        function_space.draw_ways(ax, table, places, epoch)
        begin = places[table["epoch"].to_numpy() == table["epoch"].min()]
        ax.plot(*begin.T, ls="none", **BEGIN)
        ax.set(xlim=(low[0] - room[0], high[0] + room[0]), ylim=(low[1] - room[1], high[1] + room[1]))
        ax.set_title(name.partition(",")[0], fontsize=10)
    panels[0].set(xlabel="direction 1", ylabel="direction 2")
    handles = [panels[0].plot([], [], marker=MARKERS[start], **start_look(start))[0] for start in STARTS]
    handles += panels[0].plot([], [], ls="none", label="epoch 0", **BEGIN)
    shared_legend(fig, handles=handles, loc="outside lower left")  # above, the slider writes
    return fig


def lie(points, cloud, places):
    """Points as they are, by their first two coordinates and to scale, and their places in a picture."""
    fig, panels = axes(2, width=4.2, height=3.6)
    for ax, xy, title in zip(panels, (points[:, :2], places), ("as they are", "t-SNE"), strict=True):
        for i, name in enumerate(np.unique(cloud)):
            x, y = xy[cloud == name].T
            ax.plot(x, y, "os"[i], ms=4, alpha=0.7, color=PALETTE[i], label=f"{name}, {len(x)} points")
        ax.set_aspect("equal", adjustable="datalim")
        ax.set(title=title, xticks=[], yticks=[])
    shared_legend(fig, handles=panels[0].get_legend_handles_labels()[0])
    return fig


def road(table):
    """How far each network has come, and how far from the shortest way it is: over the epochs, and together, twice.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``progress`` and ``off_road``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, (over_time, *both) = axes(3, width=3.6, height=3.6)
    most = table["progress"].max()
    for start in STARTS:
        look = start_look(start)
        name = look.pop("label")
        for i, (_, way) in enumerate(table[table["start"] == start].groupby("seed")):
            label = name if i == 0 else None
            over_time.plot(way["epoch"], way["progress"], lw=1, label=label, **look)
            for together, part in zip(both, (way, way[way["progress"] > most - LATE]), strict=True):
                together.plot(part["progress"], part["off_road"], lw=1, marker=MARKERS[start], ms=3, **look)
    function_space.epoch_axis(over_time, table["epoch"].unique())
    over_time.set(ylabel="progress from ignorance (0) to truth (1)", ylim=(-0.02, 1))
    both[0].set(xlabel="progress", ylabel="distance from the shortest way (nats)", ylim=(0, None))
    late = table[table["progress"] > most - LATE]
    room = 0.1 * np.ptp(late["off_road"])
    limits = (late["off_road"].min() - room, late["off_road"].max() + room)
    both[1].set(
        xlabel="progress", ylabel="the same, closer (nats)", xlim=(most - LATE, most + 0.01), ylim=limits
    )
    shared_legend(fig, handles=over_time.get_legend_handles_labels()[0])
    return fig


def estimates(points):
    """Disagreement of two networks against their test error, a sign for each start and epoch.

    Parameters
    ----------
    points : list of (str, float, float, float)
        Start, epoch, disagreement (%), test error (%).

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = axes(width=5.4, height=4.0)
    most = 1.15 * max(max(one[2:]) for one in points)
    least = 0.8 * min(min(one[2:]) for one in points)
    ax.plot([least, most], [least, most], color="0.5", lw=1, ls="-")
    for start in STARTS:
        chosen = [one[1:] for one in points if one[0] == start]
        epochs, disagreements, errors = zip(*chosen, strict=True)
        ax.plot(errors, disagreements, marker=MARKERS[start], ms=6, **start_look(start))
        for epoch, x, y in list(zip(epochs, errors, disagreements, strict=True))[:: len(epochs) - 1]:
            side = {"ha": "right", "xytext": (-7, 2)} if start == "rbm" else {"ha": "left", "xytext": (7, -9)}
            ax.annotate(f"epoch {epoch:g}", (x, y), textcoords="offset points", fontsize=8, **side)
    ax.set(xscale="log", yscale="log", xlim=(least, most), ylim=(least, most))
    ax.set(xlabel="test error (%)", ylabel="disagreement of two networks (%)")
    log_ticks(ax.xaxis)
    log_ticks(ax.yaxis)
    legend(ax)
    return fig


def growth(rows):
    """The spread of each start at the end over that after one epoch, with intervals; a row for each result.

    Parameters
    ----------
    rows : dict of str to dict of str to (float, float, float)
        By result, then by start: the ratio, and the ends of its interval.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = axes(width=6.6, height=1.4 + 0.55 * len(rows))
    for i, by_start in enumerate(rows.values()):
        for start, (ratio, low, high) in by_start.items():
            place = i + (0.13 if start == "rbm" else -0.13)
            span = [[ratio - low], [high - ratio]]
            label = START_NAMES[start] if i == 0 else None
            ax.errorbar(
                ratio,
                place,
                xerr=span,
                marker=MARKERS[start],
                ls="none",
                capsize=3,
                color=COLOURS[start],
                label=label,
            )
    ax.axvline(1, color="0.5", lw=1, ls="-")
    ax.set(xscale="log", yticks=range(len(rows)), ylim=(len(rows) - 0.5, -0.5))
    ax.set_xlabel("spread, last epoch / first (left of 1: it shrinks)")
    ax.set_yticklabels(rows)
    log_ticks(ax.xaxis)
    legend(ax, handles=ax.get_legend_handles_labels()[0])
    return fig
