"""Pictures of a network that does not learn, and of depth with and without pre-training."""

import numpy as np

from ...experiments import depth
from ...experiments.paired import starts_in
from ...plotting import COLOURS, HATCHES, LINES, MARKERS, START_NAMES, axes, legend, log_ticks, shared_legend

# In this lesson there are two starts without pre-training: the paper's has its own name.
NAMES = START_NAMES | {"none": "the paper's start", "glorot4": "4 × Glorot"}
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
    """Box plots of our test errors over depth, and of the paper's; both axes span as many points.

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
    for look, start in zip(looks, starts_in(rows), strict=True):
        look.set_label(NAMES[start])
    low, high = rows["test_error"].min() - 0.15, rows["test_error"].max() + 0.1
    ours.set(title="ours: 10,000 digits, 200 units", yscale="linear", ylim=(low, high))
    keys = ("whislo", "q1", "med", "q3", "whishi")
    for i, (start, numbers) in enumerate(PAPER.items()):
        boxes = [dict(zip(keys, five, strict=True)) for five in numbers]
        paper.bxp(
            boxes, positions=np.arange(len(boxes)) + 0.3 * i - 0.15, widths=0.24, showfliers=False,
            patch_artist=True, manage_ticks=False, medianprops={"color": "black"},
            boxprops={"facecolor": COLOURS[start], "alpha": 0.6, "hatch": HATCHES[start]},
        )  # fmt: skip
    paper.text(3.85, 2.2, "fails", ha="center", va="bottom", color=COLOURS["none"])
    paper.set(xlabel="hidden layers", ylabel="test error (%)", title="paper: Fig. 1")
    paper.set_ylim(1, 1 + high - low)
    paper.set_xticks(range(5), range(1, 6))
    shared_legend(fig, handles=looks)
    return fig


def stopped_after(runs, epochs, near=(2.5, 6)):
    """Test error over depth if all networks had stopped after so many epochs: a dot a seed, a line the means.

    Parameters
    ----------
    runs : pandas.DataFrame
        The result of ``depth``.
    epochs : int
        A measured one.
    near : pair of float
        The errors (%) of the right panel; the left one has all errors of all epochs.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, (left, right) = axes(columns=2, width=4.3, height=3.5)
    rows, starts = runs[runs["epoch"] == epochs], starts_in(runs)
    for i, start in enumerate(starts):
        mine, shift = rows[rows["start"] == start], 0.09 * (i - (len(starts) - 1) / 2)
        means = mine.groupby("depth")["test_error"].mean()
        look = {"color": COLOURS[start], "marker": MARKERS[start]}
        for ax in (left, right):
            ax.plot(mine["depth"] + shift, mine["test_error"], ls="none", ms=3, alpha=0.35, **look)
            ax.plot(means.index + shift, means, ls=LINES[start], ms=5, label=NAMES[start], **look)
    left.set(yscale="log", ylim=(0.9 * runs["test_error"].min(), 100), ylabel="test error (%)")
    right.set(ylim=near)
    for ax, title in ((left, "all errors, logarithmic"), (right, f"{near[0]:g} to {near[1]:g} %")):
        ax.set(xlabel="hidden layers", title=title, xticks=sorted(rows["depth"].unique()))
    log_ticks(left.yaxis)
    shared_legend(fig, loc="outside lower left")  # above stands what the slider says
    return fig
