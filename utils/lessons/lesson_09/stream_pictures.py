"""Pictures of lesson 09 along a stream: errors, and leads in examples."""

import numpy as np
from matplotlib.lines import Line2D

from ...experiments.paired import layers
from ...plotting import COLOURS, LINES, MARKERS, START_NAMES, start_look, thousands
from ...teaching.figures import axes, log_ticks, shared_legend

LEAST = 1e-3  # percent; lower errors are drawn there, on a logarithmic axis


def along_the_stream(curves, theirs=None, label="online error (%)"):
    """Errors against examples seen, on a logarithmic axis; a panel for each number of layers.

    Parameters
    ----------
    curves : dict of (str, int) to (ndarray of shape (B,), ndarray of shape (S, B))
        For each start and depth the examples seen, and the errors (%) of the seeds: thin; their mean: thick.
    theirs : dict, optional
        The same of the paper, drawn with white signs.
    label : str

    Returns
    -------
    matplotlib.figure.Figure
    """
    every = [key for some in (curves, theirs or {}) for key in some]
    depths = sorted({depth for _, depth in every})
    fig, (panels,) = axes(columns=len(depths), width=4.9, height=3.7, sharey=True, squeeze=False)
    for ax, depth in zip(panels, depths, strict=True):
        for start in START_NAMES:
            if (start, depth) in curves:
                _seeds_and_mean(ax, start, *curves[start, depth])
            if theirs and (start, depth) in theirs:
                examples, errors = theirs[start, depth]
                look = start_look(start) | {"label": None, "alpha": 0.6 if curves else 1.0}
                ax.plot(examples, errors[0], marker=MARKERS[start], mfc="white", ms=5, lw=1.2, **look)
        ax.set(yscale="log", xlabel="examples seen", title=layers(depth, "hidden layer"))
        ax.set_xlim(left=0)
        ax.xaxis.set_major_formatter(thousands)
    panels[0].set_ylabel(label)
    log_ticks(panels[0].yaxis)
    shared_legend(fig, handles=_handles({start for start, _ in every}, bool(curves), bool(theirs)))
    return fig


def _seeds_and_mean(ax, start, examples, errors):
    look = {"color": COLOURS[start], "ls": LINES[start]}
    for one in errors:
        ax.plot(examples, np.maximum(one, LEAST), lw=0.7, alpha=0.35, **look)
    ax.plot(examples, np.maximum(errors.mean(axis=0), LEAST), lw=2.2, **look)


def _handles(starts, ours, theirs):
    """A line for each start, and where both are drawn, what ours and the paper's look like."""
    lines = [Line2D([], [], **start_look(start)) for start in START_NAMES if start in starts]
    if ours and theirs:
        lines.append(Line2D([], [], color="0.3", lw=2.2, label="ours"))
        lines.append(
            Line2D([], [], color="0.3", lw=1.2, alpha=0.6, marker="o", mfc="white", label="the paper")
        )
    return lines


def leads(groups):
    """Lead in examples against the examples seen; a lead without end stands at the upper edge.

    Parameters
    ----------
    groups : dict of str to dict of (str, int) to (ndarray of shape (B,), ndarray of shape (B,))
        For each panel, of each start and depth the examples seen, and the lead (infinite: never).

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, (panels,) = axes(columns=len(groups), width=5.2, height=3.9, squeeze=False)
    for ax, (title, curves) in zip(panels, groups.items(), strict=True):
        finite = np.concatenate([[0.0], *(lead[np.isfinite(lead)] for _, lead in curves.values())])
        room = np.ptp(finite) or 1.0
        for row, ((start, depth), (examples, lead)) in enumerate(curves.items()):
            top = finite.max() + (0.2 + 0.1 * row) * room  # each has a height of its own
            _lead(ax, start, depth, examples, lead, top)
        ax.axhline(0, color="0.5", lw=1, ls="-")
        ax.set(xlabel="examples seen", title=title)
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_formatter(thousands)
    panels[0].set_ylabel("lead (examples)")
    every = [start for curves in groups.values() for start, _ in curves]
    look = {"marker": "o", "color": "0.4"}
    handles = [
        *(Line2D([], [], color=COLOURS[s], lw=3, label=START_NAMES[s]) for s in START_NAMES if s in every),
        Line2D([], [], ls=DEPTH_LINES[1], mfc="white", label="1 layer", **look),
        Line2D([], [], ls=DEPTH_LINES[3], label="3 layers", **look),
        Line2D([], [], ls="", color="0.4", marker=NEVER, ms=11, label="first level never reached"),
    ]
    shared_legend(fig, handles=handles, ncols=3 if len(groups) == 1 else len(handles))
    return fig


NEVER = r"$\infty$"
DEPTH_LINES = {1: "-", 3: "--"}


def _lead(ax, start, depth, examples, lead, top):
    """One curve, with a few signs on it; at the height ``top`` from where it has no end."""
    look = {"color": COLOURS[start], "ls": DEPTH_LINES[depth]}
    signs = {"marker": MARKERS[start], "ms": 5, "mfc": "white" if depth == 1 else COLOURS[start]}
    known = np.isfinite(lead)
    ax.plot(
        examples, np.where(known, lead, np.nan), markevery=max(1, len(lead) // 12), lw=1.6, **look, **signs
    )
    if not known.all():
        first = int(np.argmin(known))
        before = [first - 1] * (first > 0)
        ax.plot([*examples[before], examples[first]], [*lead[before], top], lw=0.8, alpha=0.6, **look)
        ax.plot(examples[first], top, color=COLOURS[start], marker=NEVER, ms=11)


def afterwards(curves, marks=None):
    """Error on the blocks of a stream once it has ended, a line for each start.

    Parameters
    ----------
    curves : dict of str to (ndarray of shape (B,), ndarray of shape (S, B))
        For each start the examples at the ends of the blocks, and the errors (%).
    marks : dict of str to (float, float), optional
        The paper's mean and its number for the end of the stream, drawn beside them.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = axes(width=7.0, height=3.4)
    end = max((examples[-1] for examples, _ in curves.values()), default=1e7)
    for start, (examples, errors) in curves.items():
        _seeds_and_mean(ax, start, examples, errors)
    for start, (mean, last) in (marks or {}).items():
        look = {"color": COLOURS[start], "marker": MARKERS[start], "mfc": "white", "ms": 8}
        ax.plot(end, last, clip_on=False, **look)
        ax.plot([0, 0.98 * end], [mean, mean], color=COLOURS[start], ls=":", lw=1.2)
    ax.set(yscale="log", xlabel="place in the stream (examples)", ylabel="error on it afterwards (%)")
    ax.set_xlim(0, 1.02 * end)
    ax.xaxis.set_major_formatter(thousands)
    log_ticks(ax.yaxis)
    handles = [
        Line2D([], [], **start_look(start)) for start in START_NAMES if start in {*curves, *(marks or {})}
    ]
    if marks:
        look = {"color": "0.3", "ls": ":", "marker": "o", "mfc": "white"}
        handles.append(Line2D([], [], label="the paper: mean, and last fiftieth", **look))
    shared_legend(fig, handles=handles)
    return fig
