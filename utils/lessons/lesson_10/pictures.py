"""Pictures of lesson 10: variance by the tenth drawn again, digits that change."""

import numpy as np

from ...plotting import MARKERS, start_look
from ...teaching.figures import COLOURS as PALETTE
from ...teaching.figures import axes, digit_grid, legend, log_ticks, shared_legend

DASHES = ("-", "--", "-.", ":", (0, (5, 1)))
MARKS = "os^Dv"
TENTH = "tenth that is drawn again"


def by_tenth(groups):
    """Variance against the tenth that is drawn again, a curve for each group.

    Parameters
    ----------
    groups : dict of str to ndarray of shape (10,)
        By the name of the group; a name of a start has its look.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = axes(width=6.0, height=3.6)
    for i, (name, values) in enumerate(groups.items()):
        look = (
            start_look(name)
            if name in MARKERS
            else {"color": PALETTE[i], "linestyle": DASHES[i], "label": name}
        )
        ax.plot(range(1, len(values) + 1), values, marker=MARKERS.get(name, MARKS[i]), **look)
    ax.set(xlabel=TENTH, ylabel="variance of the outputs", yscale="log", xticks=range(1, 11))
    log_ticks(ax.yaxis)
    legend(ax)
    return fig


def changing(p, images, n=10):
    """The digits of which the networks say the most different things, with their votes.

    Parameters
    ----------
    p : ndarray of shape (R, N, K)
        Probabilities of ``R`` networks.
    images : ndarray of shape (N, V)
    n : int

    Returns
    -------
    matplotlib.figure.Figure
    """
    most = np.argsort(-p.var(axis=0).sum(axis=1), kind="stable")[:n]
    votes = p[:, most].argmax(axis=2)  # (R, n)
    titles = []
    for column in votes.T:
        classes, counts = np.unique(column, return_counts=True)
        by_count = sorted(zip(counts.tolist(), classes.tolist(), strict=True), reverse=True)
        titles.append(", ".join(f"{count} × “{label}”" for count, label in by_count[:2]))
    fig = digit_grid(images[most], titles, columns=5, cell=1.0)
    fig.subplots_adjust(top=0.88)  # room for the titles below what a slider writes
    return fig


def not_unanimous(p):
    """Of how many digits the networks (R, N, K) choose different classes."""
    chosen = p.argmax(axis=2)
    return int((chosen != chosen[0]).any(axis=0).sum())


def after_it(V, shown):
    """Variance against how many tenths followed the one drawn again; a large sign where the stream ends.

    Parameters
    ----------
    V : ndarray of shape (10, 10)
        By the tenth that was drawn again, from 0, and how many followed; NaN where there is none.
    shown : list of int
        Which tenths, from 0.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = axes(width=6.4, height=3.8)
    for i, tenth in enumerate(shown):
        values = V[tenth][~np.isnan(V[tenth])]
        look = {"color": PALETTE[i], "linestyle": DASHES[i], "marker": MARKS[i]}
        ax.plot(range(len(values)), values, ms=4, label=f"tenth {tenth + 1}", **look)
        ax.plot(len(values) - 1, values[-1], ms=11, **look | {"markerfacecolor": "none"})
    ax.set(xlabel="tenths that followed", ylabel="variance of the outputs", yscale="log", xticks=range(10))
    log_ticks(ax.yaxis)
    legend(ax)
    return fig


def error_and_variance(points):
    """Variance with over without pre-training, against the same of the error: a point for each pair of networks.

    Parameters
    ----------
    points : pandas.DataFrame
        See :func:`.results.points`.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = axes(width=6.0, height=4.0)
    for i, (width, some) in enumerate(points.groupby("width")):
        ax.plot(some["error"], some["variance"], MARKS[i], color=PALETTE[i], label=f"{width} units")
    for line in (ax.axvline, ax.axhline):
        line(1, color="0.5", lw=1, ls=":")
    ax.set(xlabel="test error, with RBMs / without", xscale="log", yscale="log")
    ax.set_ylabel("variance, with RBMs / without")
    log_ticks(ax.xaxis)
    log_ticks(ax.yaxis)
    legend(ax)
    return fig


def beside_paper(papers, ours):
    """Variance against the place of the tenth: the paper's panel, and one of ours for each rate.

    Parameters
    ----------
    papers : dict of str to (ndarray of shape (P,), ndarray of shape (1, P))
    ours : dict of str to dict of str to (ndarray of shape (10,), ndarray of shape (S, 10))
        By the rate in words, then by start. In each panel all is divided by the first number without pre-training.

    Returns
    -------
    matplotlib.figure.Figure
    """
    panels = {"the paper, Fig. 13": papers} | ours
    fig, (drawn,) = axes(len(panels), width=3.5 if ours else 5.0, height=3.6, sharey=True, squeeze=False)
    for ax, (title, by_start) in zip(drawn, panels.items(), strict=True):
        unit = np.exp(np.log(by_start["none"][1][:, 0]).mean())
        for start, (places, variances) in by_start.items():
            look, values = start_look(start), variances / unit
            ax.plot(places, np.exp(np.log(values).mean(axis=0)), marker=MARKERS[start], ms=4, **look)
            for one in values if len(values) > 1 else ():
                ax.plot(places, one, lw=0.6, alpha=0.4, color=look["color"], ls=look["linestyle"])
        ax.axvline(0.25, color="0.5", lw=1, ls=":")
        ax.set(xlabel="where the part drawn again begins", yscale="log")
        ax.set_title(title, fontsize=10)
        log_ticks(ax.yaxis)
    drawn[0].set_ylabel("variance, over that of the first\npart without pre-training")
    shared_legend(fig, handles=drawn[0].get_legend_handles_labels()[0])
    return fig
