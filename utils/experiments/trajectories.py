"""Optimiser or regulariser? (Erhan et al. 2010, Fig. 8, which is Fig. 1 of Taha's post.)

Varied: 1, 2 or 3 hidden layers, and how they start. Measured: negative log-likelihood of training and of
test digits after each of the epochs in ``measured``, with no early stopping. Plotted: one against the other,
a curve for each seed, both axes logarithmic. Decides C13 and C14. The runs are those of ``depth``: after one
of the two experiments, the other finds its tasks done.

A smaller training loss at the end can come from a higher rate as well as from a better start, and a network
that is still on its way decides nothing. So in the budgets ``wide`` and ``long`` pre-trained starts are
fine-tuned with the rate that is best without pre-training; with the others, tuning chose one for each start
and depth by the validation *error*. `claims` tells the rates beside the verdicts, with the training loss that
was reached.

Unlike the paper: 10,000 training digits, layers of 200 units (``wide``: 400), batches of 10, ten epochs of
pre-training a layer (the paper: 50,000; 400 to 1,200; 1; 50), one level of masking, no L2 penalty.
"""

import functools

import numpy as np

from ..plotting import COLOURS, LINES, START_NAMES, axes, log_ticks, shared_legend
from . import drift, finite_mnist, tuning
from .engine.experiment import Claim, Effect, Experiment
from .fairness import arms, loss_moves
from .finite_mnist import N_TEST
from .paired import against_glorot, depths, described, kinds, layers, starts_in

DEPTHS = (1, 2, 3)
N_LEVELS = 12  # training losses at which two trajectories are compared


def view(table):
    """The rows and columns that this question needs."""
    columns = ["start", "depth", "seed", "epoch", "train_nll", "test_nll", "train_error", "test_error"]
    return table.loc[table["depth"].isin(DEPTHS), columns].reset_index(drop=True)


# ---- what the claims predict: by_start[start, depth] are curves (S, epochs, 2), log train and test NLL ----


class Curves(dict):
    """Curves (S, epochs, 2) of log train and log test NLL for each start and depth.

    ``epochs``: those that were measured; ``test_errors``: the mean ones (%) at the end, of each.
    """


def curves_by_seed(table):
    """Curves for each start and depth, in the order of the seeds."""
    curves = Curves()
    for key, rows in table.sort_values(["seed", "epoch"]).groupby(["start", "depth"]):
        nll = np.log(rows[["train_nll", "test_nll"]].to_numpy(float))
        curves[key] = nll.reshape(rows["seed"].nunique(), -1, 2)
    curves.epochs = np.unique(table["epoch"])
    last = table[table["epoch"] == curves.epochs[-1]]
    curves.test_errors = dict(last.groupby(["start", "depth"])["test_error"].mean())
    return curves


def lower_at_equal_train(by_start, kind):
    """C13."""
    return [
        Effect(layers(d), at_levels(by_start[kind, d], by_start["none", d]), mean_gap, below=0)
        for d in depths(by_start)
    ]


def gaps_at_levels(with_, without, axis=0):
    """Difference of the means of two sets of curves (S, levels) at each level that both reach, else NaN."""
    return mean_of_those_there(with_, axis) - mean_of_those_there(without, axis)  # (levels,)


def mean_gap(with_, without, axis=0):
    """Mean over the levels, or not a number where there is none: some draws of few seeds have none."""
    return mean_of_those_there(gaps_at_levels(with_, without, axis), axis=-1)


def mean_of_those_there(numbers, axis):
    """Mean of the finite ones, or not a number, without a warning, where there is none."""
    there = np.isfinite(numbers)
    with np.errstate(invalid="ignore"):  # 0 / 0
        return np.where(there, numbers, 0).sum(axis) / there.sum(axis)


def at_how_many_levels(by_start, record, kind):
    """A sentence on the ends of the range over which C13 takes the mean."""
    parts = []
    for d in depths(by_start):
        gaps = gaps_at_levels(*at_levels(by_start[kind, d], by_start["none", d]))
        parts.append(f"{(gaps < 0).sum()} of {np.isfinite(gaps).sum()} ({layers(d)})")
    return f"training losses at which the test loss is lower with pre-training: {', '.join(parts)}"


def at_levels(*groups):
    """Log test NLL of each curve at the same log train NLLs: (S, epochs, 2) -> (S, levels), for each group.

    The levels lie evenly between the ends that the median curves have in common; where a curve does not reach
    a level it has no number; where the medians have no training loss in common, none has.
    """
    lows = [np.median(curves[:, :, 0].min(axis=1)) for curves in groups]
    highs = [np.median(curves[:, 0, 0]) for curves in groups]
    low, high = max(lows), min(highs)
    if low >= high:
        return [np.full((len(curves), N_LEVELS), np.nan) for curves in groups]
    levels = np.linspace(low, high, N_LEVELS + 2)[1:-1]
    return [np.array([interpolate(curve, levels) for curve in curves]) for curves in groups]


def interpolate(curve, levels):
    """One curve's log test NLL at the levels, along the epochs that lower its train NLL: (epochs, 2)."""
    lower = curve[:, 0] <= np.minimum.accumulate(curve[:, 0])
    train, test = curve[lower][::-1].T
    return np.interp(levels, train, test, left=np.nan, right=np.nan)


def final_train(by_start, kind):
    """C14; it is about networks that have converged, so only curves that have levelled off decide it."""
    paper = {1: "about 0.5", 2: "about 2.4", 3: "about 3"}
    effects = []
    for d in depths(by_start):
        ratios = by_start[kind, d][:, -1, 0] - by_start["none", d][:, -1, 0]  # (S,), logarithms
        side = {"below": 0} if d == 1 else {"above": 0}
        both = (by_start[start, d][:, :, 0] for start in ("none", kind))
        counts = not any(loss_moves(by_start.epochs, curves) for curves in both)
        effects.append(
            Effect(layers(d), ratios, paper=f"{paper[d]} (autoencoders, Fig. 8)", counts=counts, **side)
        )
    return effects


def how_trained(by_start, record, kind):
    """A sentence on what the training loss depends on beside the start: the rates, and how far it came."""
    rates, parts = record["settings"].get("rates"), []
    for d in depths(by_start):
        ends = (f"{np.exp(np.median(by_start[start, d][:, -1, 0])):.2g}" for start in ("none", kind))
        end = f"{layers(d)}, train NLL {' and '.join(ends)}"
        if rates:
            used = (f"{rates[start]['supervised'][str(d)]:g}" for start in ("none", kind))
            end += f" with the rates {' and '.join(used)}"
        parts.append(end)
    return f"medians at the end, without and with pre-training: {'; '.join(parts)}"


def loss_of_digits_not_recorded(by_start, record, kind):
    """A sentence on the test digits."""
    n_digits = N_TEST[record["settings"]["data"]]
    error = min(by_start.test_errors[start, d] for start in ("none", kind) for d in depths(by_start)) / 100
    relative = 100 * np.sqrt((1 - error) / error / n_digits)
    return (
        "the loss of single test digits is not recorded, so the intervals are of these test digits; over "
        f"test digits, the number of wrong ones has a relative standard error of up to {relative:.0f} % "
        "(binomial), a ratio of two starts on the same digits a smaller one"
    )


CLAIMS = (
    Claim(
        "C13", "At equal training loss the test loss is lower with pre-training.",
        "autoencoders: final test NLL about 0.079 to 0.058 (1 layer), 0.10 to 0.056 (2), 0.13 to 0.057 (3): "
        "means of the same curves in Fig. 3 of 2009",
        "test NLL with / without pre-training at equal train NLL, mean over the range that both pass",
        lower_at_equal_train, "ratio", (at_how_many_levels, how_trained, loss_of_digits_not_recorded),
    ),
    Claim(
        "C14",
        "With 2 and 3 layers pre-training ends at a higher training loss, with 1 layer at a lower one.",
        "autoencoders: final train NLL with / without about 0.5 (1 layer), 2.4 (2), 3 (3), at about 4e-5 to "
        "3.5e-4, Fig. 8",
        "final train NLL with / without pre-training", final_train, "ratio", (how_trained,),
    ),
)  # fmt: skip


# ---- the figure ----


def draw(table):
    """Test against training negative log-likelihood, a curve for each seed and a thick one for the mean."""
    from matplotlib.lines import Line2D

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
        ax.set_title(layers(d, "hidden layer"))
        log_ticks(ax.xaxis)
        log_ticks(ax.yaxis)
    panels[0].set_ylabel("test NLL (nats)")
    means = panels[0].get_legend_handles_labels()[0]
    look = {"color": "0.4", "label": "thin: each seed, thick: their mean"}
    dot = Line2D([], [], marker="o", ls="", color="0.4", label="after the first epoch")
    shared_legend(figure, handles=[*means, Line2D([], [], lw=0.5, **look), dot])
    return figure


TRAJECTORIES = Experiment(
    name="trajectories",
    question="Is pre-training an optimiser or a regulariser?",
    varied="1, 2 or 3 hidden layers; start: random, stack of RBMs, stack of denoising autoencoders",
    measured="negative log-likelihood of training and of test digits after each epoch, no early stopping",
    plotted="test against training negative log-likelihood, a curve for each seed, both logarithmic",
    budgets=finite_mnist.BUDGETS,
    conditions=finite_mnist.starts,
    compute="utils.experiments.networks:compute",
    measures=finite_mnist.measures,
    drift=drift.NETWORKS,
    family="networks",
    prepare=tuning.add_rates,
    view=view,
    draw=draw,
    claims=CLAIMS,
    samples=curves_by_seed,
    kinds=kinds,
    arms=functools.partial(arms, measure="train_nll"),
    beside=against_glorot,
    described=described,
)
