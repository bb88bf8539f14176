"""Pictures of spreads over seeds: beside their floor, as histograms, and as the chance that one run beats another."""

import numpy as np
from matplotlib.lines import Line2D

from ...experiments.paired import layers
from ...plotting import COLOURS, LINES, MARKERS, axes, legend, log_ticks, shared_legend
from .pictures import NAMES


def floor_bands(both, shuffled):
    """Spread of the test error over seeds, before the range of spreads that the test set alone makes.

    Parameters
    ----------
    both : dict of (str, int) to (float, float)
        For each start and depth the spread and the floor, in percentage points.
    shuffled : dict of (str, int) to ndarray
        Spreads of the same bits, each digit's shuffled among the seeds.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = axes(width=7.2, height=3.6)
    starts, looks = [start for start in NAMES if any(start == which for which, _ in both)], []
    for i, start in enumerate(starts):
        look = {"marker": MARKERS[start], "ms": 8, "mfc": "black", "mec": "white"}
        for d in sorted(d for which, d in both if which == start):
            place, (spread, floor) = d + 0.2 * (i - (len(starts) - 1) / 2), both[start, d]
            low, high = np.quantile(shuffled[start, d], [0.025, 0.975])
            ax.bar(place, high - low, 0.15, bottom=low, color=COLOURS[start], alpha=0.5)
            ax.plot([place - 0.075, place + 0.075], [floor] * 2, color="black", ls="-", lw=1.5)
            ax.plot(place, spread, ls="none", **look)
        looks.append(Line2D([], [], color=COLOURS[start], lw=9, alpha=0.5, label=NAMES[start], **look))
    ax.set(xlabel="hidden layers", ylabel="spread over seeds (points)", ylim=(0, None))
    ax.set_xticks(sorted({d for _, d in both}))
    legend(ax, handles=looks)
    return fig


def histograms_and_tries(errors, chances):
    """Histograms of the test error with the fewest and the most layers, and the chance of the best of k runs.

    Parameters
    ----------
    errors : dict of (str, int) to ndarray of shape (S,)
        Test errors (%) for each start and depth.
    chances : dict of (str, int) to (sequence of int, sequence of float)
        For each start and depth the numbers of tries and the chances, from 0 to 1.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, (shallow, deep, right) = axes(columns=3, width=3.6, height=3.4)
    ends = min(d for _, d in errors), max(d for _, d in errors)
    for ax, d in zip((shallow, deep), ends, strict=True):
        _rows_of_histograms(ax, {start: errors[start, d] for start in NAMES if (start, d) in errors})
        ax.set(xlabel="test error (%)", title=layers(d, "hidden layer"))
    deep.set_yticklabels([])
    for (start, d), (tries, shares) in chances.items():
        look = {"color": COLOURS[start], "marker": MARKERS[start], "ls": LINES[start]}
        wide = {"lw": 5, "ms": 9, "alpha": 0.5} if start == "none" and d > 1 else {}  # seen below another
        filled = {"mfc": "white"} if d == 1 else {}
        name = f"{NAMES[start]}, {layers(d)}"
        right.plot(tries, 100 * np.asarray(shares), label=name, **look, **wide, **filled)
    right.set(xlabel="tries without pre-training", ylabel="best of them wins (%)", xscale="log")
    right.set_ylim(-5, 105)
    log_ticks(right.xaxis)
    shared_legend(fig, handles=right.get_legend_handles_labels()[0], loc="outside upper right")
    return fig


def _rows_of_histograms(ax, errors):
    """A histogram for each start in a row of its own, all in the same bins, as high as there are seeds in a bin."""
    together = np.concatenate(list(errors.values()))
    bins = np.linspace(together.min(), together.max() + 1e-6, 26)
    counts = {start: np.histogram(some, bins)[0] for start, some in errors.items()}
    tallest = max(some.max() for some in counts.values())
    for row, (start, some) in enumerate(reversed(counts.items())):
        ax.stairs(row + 0.85 * some / tallest, bins, baseline=row, fill=True, color=COLOURS[start], alpha=0.6)
        ax.stairs(row + 0.85 * some / tallest, bins, baseline=row, color=COLOURS[start], lw=1.2)
        ax.axhline(row, color="0.8", lw=0.6, zorder=0)
    ax.set_yticks(np.arange(len(counts)) + 0.3, [NAMES[start] for start in reversed(counts)])
    ax.tick_params(axis="y", length=0)
