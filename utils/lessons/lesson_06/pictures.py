"""Pictures of a network that does not learn, of depth with and without pre-training, and of spreads."""

import numpy as np
from matplotlib.patches import Patch

from ...experiments import depth
from ...experiments.paired import layers, starts_in
from ...plotting import COLOURS, HATCHES, LINES, MARKERS, START_NAMES, axes, legend, log_ticks, shared_legend

# Test errors (%) of Erhan et al. (2010), Fig. 1, as read from the figure: whisker, quartile, median, quartile,
# whisker, for 1, 2, ... hidden layers; five without pre-training failed.
PAPER = {
    "none": [
        (1.63, 1.76, 1.82, 1.86, 2.01),
        (1.55, 1.71, 1.76, 1.82, 1.98),
        (1.53, 1.76, 1.83, 1.92, 2.14),
        (1.79, 2.04, 2.16, 2.30, 2.65),
    ],
    "autoencoder": [
        (1.24, 1.36, 1.41, 1.46, 1.61),
        (1.23, 1.33, 1.36, 1.41, 1.53),
        (1.17, 1.28, 1.33, 1.36, 1.46),
        (1.15, 1.27, 1.31, 1.35, 1.45),
        (1.21, 1.32, 1.37, 1.42, 1.56),
    ],
}


def inside_panels(losses, before, after):
    """The loss of networks that do not learn, and for each layer how units vary and how large gradients are.

    Parameters
    ----------
    losses : ndarray of shape (epochs, S)
        Training loss, in nats.
    before, after : list of tuple
        A row for each hidden layer, as the lesson's ``inside`` makes them: the layer, mean, spread, share
        saturated, gradient.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, (left, *others) = axes(columns=3, width=3.6, height=3.1)
    left.plot(losses, color=COLOURS["none"], ls="-")
    left.axhline(np.log(10), color="black", ls=":", lw=1)
    left.set(xlabel="epoch", ylabel="training loss (nats)", ylim=(0, 2.6))
    names = {2: "spread of units over digits", 4: "size of a weight's gradient"}
    for ax, (column, name) in zip(others, names.items(), strict=True):
        for rows, label, marker, line in ((before, "before training", "o", "-"), (after, "after", "s", "--")):
            ax.plot(
                [row[0] for row in rows], [row[column] for row in rows], marker=marker, ls=line, label=label
            )
        ax.set(xlabel="hidden layer", ylabel=name, yscale="log", xticks=[row[0] for row in before])
        log_ticks(ax.yaxis)
        legend(ax)
    return fig


def boxes_beside_paper(rows):
    """Box plots of our test errors over depth, and of the paper's.

    Parameters
    ----------
    rows : pandas.DataFrame
        A row for each start, depth and seed: the result of ``depth`` at the chosen epochs.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, (ours, paper) = axes(columns=2, width=4.6, height=3.6)
    looks = depth.box_plots(ours, rows)
    ours.set(title="ours: 10,000 digits, 200 units", yscale="linear")
    keys = ("whislo", "q1", "med", "q3", "whishi")
    for i, (start, numbers) in enumerate(PAPER.items()):
        boxes = [dict(zip(keys, five, strict=True)) for five in numbers]
        paper.bxp(
            boxes, positions=np.arange(len(boxes)) + 0.3 * i - 0.15, widths=0.24, showfliers=False,
            patch_artist=True, manage_ticks=False, medianprops={"color": "black"},
            boxprops={"facecolor": COLOURS[start], "alpha": 0.6, "hatch": HATCHES[start]},
        )  # fmt: skip
    paper.text(3.85, 2.4, "fails", ha="center", va="bottom", color=COLOURS["none"])
    paper.set(xlabel="hidden layers", ylabel="test error (%)", title="paper: Fig. 1")
    paper.set_xticks(range(5), range(1, 6))
    shared_legend(fig, handles=looks)
    return fig


def stopped_after(runs, epochs, limits):
    """Test error over depth if all networks had stopped after so many epochs: a dot a seed, a line the means.

    Parameters
    ----------
    runs : pandas.DataFrame
        The result of ``depth``.
    epochs : int
        A measured one.
    limits : pair of float
        Of the logarithmic axis (%).

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = axes(width=6.2, height=3.7)
    rows, starts = runs[runs["epoch"] == epochs], starts_in(runs)
    for i, start in enumerate(starts):
        mine, shift = rows[rows["start"] == start], 0.07 * (i - (len(starts) - 1) / 2)
        means = mine.groupby("depth")["test_error"].mean()
        look = {"color": COLOURS[start], "marker": MARKERS[start]}
        ax.plot(mine["depth"] + shift, mine["test_error"], ls="none", ms=3, alpha=0.4, **look)
        ax.plot(means.index + shift, means, ls=LINES[start], ms=5, label=START_NAMES[start], **look)
    ax.set(xlabel="hidden layers", ylabel="test error (%)", yscale="log", ylim=limits)
    ax.set_xticks(sorted(rows["depth"].unique()))
    log_ticks(ax.yaxis)
    legend(ax)
    return fig


def floor_bands(spreads, shuffled):
    """Spread of the test error over seeds, before the range of spreads that the test set alone makes.

    Parameters
    ----------
    spreads : dict of (str, int) to float
        Of each start and depth, in percentage points.
    shuffled : dict of (str, int) to ndarray
        Spreads of the same bits, each digit's shuffled among the seeds.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = axes(width=7.2, height=3.6)
    starts = [start for start in START_NAMES if any(start == key[0] for key in spreads)]
    looks = []
    for i, start in enumerate(starts):
        for d in sorted(d for which, d in spreads if which == start):
            place = d + 0.2 * (i - (len(starts) - 1) / 2)
            low, middle, high = np.quantile(shuffled[start, d], [0.025, 0.5, 0.975])
            ax.bar(
                place, high - low, 0.15, bottom=low, color=COLOURS[start], alpha=0.35, hatch=HATCHES[start]
            )
            ax.plot([place - 0.075, place + 0.075], [middle] * 2, color=COLOURS[start], ls="-")
            ax.plot(place, spreads[start, d], ls="none", marker="o", ms=6, color="black")
        looks.append(Patch(color=COLOURS[start], alpha=0.35, hatch=HATCHES[start], label=START_NAMES[start]))
    ax.set(xlabel="hidden layers", ylabel="spread over seeds (points)", ylim=(0, None))
    ax.set_xticks(sorted({d for _, d in spreads}))
    legend(ax, handles=looks)
    return fig


def histograms_and_tries(rows, chances):
    """Histograms of the test error with the fewest and the most layers, and the chance of the best of k runs.

    Parameters
    ----------
    rows : pandas.DataFrame
        As in :func:`boxes_beside_paper`.
    chances : dict of (str, int) to (sequence of int, sequence of float)
        For each start and depth the numbers of tries and the chances, from 0 to 1.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, (shallow, deep, right) = axes(columns=3, width=3.6, height=3.2)
    ends = sorted(rows["depth"].unique())[:: len(rows["depth"].unique()) - 1]
    for ax, d in zip((shallow, deep), ends, strict=True):
        depth.histograms(ax, rows[rows["depth"] == d])
        ax.set(xlabel="test error (%)", ylabel="seeds", title=layers(d, "hidden layer"))
    legend(shallow, ncols=1)
    legend(deep, ncols=1)
    for (start, d), (tries, shares) in chances.items():
        name, look = f"{START_NAMES[start]}, {layers(d)}", {"color": COLOURS[start], "marker": MARKERS[start]}
        right.plot(tries, 100 * np.asarray(shares), ls=LINES[start] if d > 1 else "--", label=name, **look)
    right.set(
        xlabel="tries without pre-training", ylabel="best of them wins (%)", xscale="log", ylim=(-3, 103)
    )
    log_ticks(right.xaxis)
    legend(right, ncols=1)
    return fig
