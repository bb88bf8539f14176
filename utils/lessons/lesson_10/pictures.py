"""Pictures of lesson 10: variance by the tenth drawn again, digits that change, lines between networks."""

import numpy as np

from ...experiments.order import SCHEDULES
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
        titles.append(", ".join(f"{count}: “{label}”" for count, label in by_count[:2]))
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
    """Barrier and disagreement against the point where two copies part, ours of this lesson and the shipped ones.

    Parameters
    ----------
    live : dict of str to (sequence of int, ndarray of shape (B,), ndarray of shape (B,))
        By start: examples shared, barriers (nats), and disagreements (%).
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
    if another_start is not None:
        look = {"color": "black", "ls": ":", "lw": 1.5, "label": "another start"}
        panels[0, 0].axhline(another_start, **look)
    if shipped is not None:
        _draw_shipped(panels[1], shipped)
        panels[0, 0].set_title("this lesson's small networks", fontsize=10)
        panels[1, 0].set_title("shipped: 1 million examples", fontsize=10)
    for row in panels:
        for ax, words in zip(row, ("barrier (nats)", "disagreement of the ends (%)"), strict=True):
            ax.set(xlabel="examples before the copies part", ylabel=words)
            ax.set_ylim(bottom=0)
    handles = [ax.get_legend_handles_labels()[0] for ax in panels[:, 0]]
    shared_legend(
        fig, handles=handles[0][len(live) * (rows - 1) :] + sum(handles[1:], []), ncols=2 if rows > 1 else 3
    )
    return fig


def _draw_shipped(panels, found):
    for ax, column in zip(panels, ("nll_barrier", "disagreement"), strict=True):
        for (start, rate, falls), rows in found.groupby(["start", "rate", "falls"], sort=False):
            curve = rows.groupby("branch")[column].agg(["mean", "min", "max"])
            span = [curve["mean"] - curve["min"], curve["max"] - curve["mean"]]
            look = start_look(start)
            look |= {"label": f"{look['label']}, {SCHEDULES[rate, falls]}", "alpha": 1 if falls == 1 else 0.5}
            ax.errorbar(curve.index, curve["mean"], span, marker=MARKERS[start], ms=4, capsize=3, **look)
        ax.set_xscale("symlog", linthresh=min(b for b in found["branch"].unique() if b))
        log_ticks(ax.xaxis)


def dots(groups, label):
    """A dot for each seed and a line at their mean, a row for each group.

    Parameters
    ----------
    groups : dict of str to ndarray of shape (S,)
    label : str

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = axes(width=6.4, height=1.0 + 0.4 * len(groups))
    for place, values in enumerate(groups.values()):
        apart = place + np.linspace(-0.15, 0.15, len(values))  # equal ones stay visible
        ax.plot(values, apart, MARKS[place], ms=6, alpha=0.7, color=PALETTE[place])
        ax.plot([np.mean(values)] * 2, [place - 0.3, place + 0.3], color="black", lw=2, ls="-")
    ax.axvline(0, color="0.5", lw=1, ls="-")
    ax.set(yticks=range(len(groups)), xlabel=label)
    ax.set_yticklabels(groups)
    ax.invert_yaxis()
    return fig
