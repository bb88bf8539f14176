"""The figure of each experiment."""

import numpy as np
from matplotlib.patches import Patch

from ..plotting import COLOURS, HATCHES, LINES, START_NAMES, axes, plain_ticks
from .depth import at_chosen_epoch
from .tuning import at_best_epoch


def starts_in(table):
    """The starts of a table, in the order of the legend."""
    return [start for start in START_NAMES if start in set(table["start"])]


def layers(d):
    """Title of a panel."""
    return f"{d} hidden layer" if d == 1 else f"{d} hidden layers"


def depth(table):
    """Box plots of the test error over depth, and histograms of the shallowest and the deepest networks.

    Parameters
    ----------
    table : pandas.DataFrame
        Result of the experiment ``depth``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    rows = at_chosen_epoch(table)
    figure, (boxes, shallow, deep) = axes(3)
    box_plots(boxes, rows)
    all_depths = sorted(rows["depth"].unique())
    for ax, d in ((shallow, all_depths[0]), (deep, all_depths[-1])):
        histograms(ax, rows[rows["depth"] == d])
        ax.set(title=layers(d), xlabel="test error (%)", ylabel="seeds")
    return figure


def box_plots(ax, rows):
    """A group of boxes for each depth, a box for each start."""
    starts, all_depths = starts_in(rows), sorted(rows["depth"].unique())
    for i, start in enumerate(starts):
        per_depth = rows[rows["start"] == start].groupby("depth")["test_error"]
        errors = [per_depth.get_group(d).to_numpy() for d in all_depths]
        places = np.arange(len(all_depths)) + 0.26 * (i - (len(starts) - 1) / 2)
        drawn = ax.boxplot(
            errors, positions=places, widths=0.2, patch_artist=True, manage_ticks=False, flierprops={"ms": 3}
        )
        for box in drawn["boxes"]:
            box.set(facecolor=COLOURS[start], alpha=0.6, hatch=HATCHES[start])
        for median in drawn["medians"]:
            median.set(color="black")
    looks = [Patch(facecolor=COLOURS[s], alpha=0.6, hatch=HATCHES[s], label=START_NAMES[s]) for s in starts]
    ax.legend(handles=looks, frameon=False)
    ax.set(xlabel="hidden layers", ylabel="test error (%)", yscale="log")
    ax.set_xticks(range(len(all_depths)), all_depths)
    plain_ticks(ax.yaxis, between=True)


def histograms(ax, rows):
    """Outlined histograms of the test error, one for each start, in the same bins."""
    low, high = rows["test_error"].min(), rows["test_error"].max()
    bins = np.linspace(low, high + 1e-6, 25)
    for start in starts_in(rows):
        errors = rows.loc[rows["start"] == start, "test_error"]
        ax.hist(
            errors, bins, histtype="stepfilled", facecolor=COLOURS[start] + "40", edgecolor=COLOURS[start],
            linestyle=LINES[start], linewidth=1.5, label=START_NAMES[start],
        )  # fmt: skip
    ax.set_ylim(0, 1.4 * ax.get_ylim()[1])  # room for the legend
    ax.legend(frameon=False, loc="upper right")


def trajectories(table):
    """Test against training negative log-likelihood, a curve for each seed and a thick one for the mean.

    Parameters
    ----------
    table : pandas.DataFrame
        Result of the experiment ``trajectories``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    all_depths = sorted(table["depth"].unique())
    figure, (panels,) = axes(len(all_depths), sharey=True, squeeze=False)
    for ax, d in zip(panels, all_depths, strict=True):
        for start in starts_in(table):
            rows = table[(table["start"] == start) & (table["depth"] == d)].sort_values("epoch")
            look = {"color": COLOURS[start], "linestyle": LINES[start]}
            for _, one in rows.groupby("seed"):
                ax.plot(one["train_nll"], one["test_nll"], lw=0.5, alpha=0.2, **look)
            logs = np.log(rows.set_index("epoch")[["train_nll", "test_nll"]]).groupby("epoch").mean()
            mean = np.exp(logs)
            ax.plot(mean["train_nll"], mean["test_nll"], "-", color="white", lw=4.5, zorder=3)
            ax.plot(mean["train_nll"], mean["test_nll"], lw=2, zorder=4, label=START_NAMES[start], **look)
            ax.plot(*mean.iloc[0], "o", color=COLOURS[start], ms=7, mec="white", zorder=5)  # where it starts
        ax.set(xscale="log", yscale="log", xlabel="training NLL (nats)")
        ax.set_title(layers(d))
        plain_ticks(ax.xaxis)
        plain_ticks(ax.yaxis, between=True)
    panels[0].set_ylabel("test NLL (nats)")
    panels[0].legend(title="dot: the first epoch", frameon=False)
    return figure


def tuning(table):
    """Smallest validation error and loss against the rate of fine-tuning.

    Each point has the rate of pre-training that is best for it.

    Parameters
    ----------
    table : pandas.DataFrame
        Result of the experiment ``tune``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    all_depths = sorted(table["depth"].unique())
    figure, panels = axes(len(all_depths), rows=2, sharex=True, sharey="row", squeeze=False)
    for row, measure in zip(panels, ("valid_error", "valid_nll"), strict=True):
        scores = at_best_epoch(table, measure)
        for ax, d in zip(row, all_depths, strict=True):
            for start in starts_in(table):
                curve = scores[start].xs(d, level="depth").groupby("rate").min()
                look = {"color": COLOURS[start], "linestyle": LINES[start], "label": START_NAMES[start]}
                ax.plot(curve.index, curve, "o", **look)
            ax.set(xscale="log", yscale="log")
            plain_ticks(ax.xaxis, between=True)
            plain_ticks(ax.yaxis, between=True)
    for d, above, below in zip(all_depths, *panels, strict=True):
        above.set_title(layers(d))
        below.set_xlabel("rate of fine-tuning")
    panels[0][0].set_ylabel("validation error (%)")
    panels[1][0].set_ylabel("validation NLL (nats)")
    panels[0][0].legend(frameon=False)
    return figure
