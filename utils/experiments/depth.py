"""Does pre-training help, and does depth matter? (Erhan et al. 2010, Figs 1 and 2.)

Varied: the number of hidden layers, 1 to 3, 4 or 5 by budget, and how they start: at random, from a
stack of RBMs, or from a stack of denoising autoencoders. The budget ``long`` has a second random start, on an
interval that suits logistic units, and each claim is judged against it, too: the paper's baseline is not all
that there is without pre-training. Measured: test error over seeds, at the epoch with
the smallest mean validation error of each start and depth (the paper, too, chose the number of epochs on
validation data). Plotted: box plots over depth, histograms of the shallowest and the deepest networks.

Unlike the paper: 10,000 training digits, layers of 200 units, batches of 10, ten epochs of pre-training a
layer (the paper: 50,000; 400 to 1,200; 1; 50), one level of masking, no L2 penalty; up to 100 seeds (400).
The budget ``paper`` has its digits, batches and epochs, and layers of 800 units.
"""

import functools

import numpy as np

from ..plotting import COLOURS, HATCHES, LINES, START_NAMES, axes, log_ticks, shared_legend
from . import drift, finite_mnist, tuning
from . import errors as on_digits
from .engine.experiment import Claim, Effect, Experiment
from .errors import digits_not_recorded, measured_when, other_digits
from .fairness import arms
from .paired import against_glorot, depths, described, kinds, layers, per_layer, starts_in

# Seeds that choose epochs where it is kept which test digits are right: the first that were shipped.
FIRST = 20


# ---- what is kept of the networks' tables ----


def at_chosen_epoch(table):
    """The rows of the epoch with the smallest mean validation error of each start and depth."""
    return on_digits.at_chosen_epoch(table, FIRST)


def errors_by_seed(table):
    """Test errors (S,) for each start and depth, in the order of the seeds."""
    return on_digits.errors_by_seed(table, FIRST)


def view(table):
    """The columns that this question needs.

    Which test digits a network gets right is kept at the chosen epoch only, where the budget has it at all.
    """
    columns = ["start", "depth", "seed", "epoch", "valid_error", "test_error", "test_right"]
    return on_digits.right_at_chosen(table[[name for name in columns if name in table]], FIRST)


# ---- what the claims predict: by_start[start, depth] are test errors (S,), see errors.py ----


def helps(by_start, kind):
    """C1."""
    return [Effect(layers(d), by_start["none", d] - by_start[kind, d], above=0) for d in depths(by_start)]


def depth_matters(by_start, kind):
    """C2, step by step; a fifth layer is judged where there is one."""

    def step(name, start, d, **claim):
        part = f"{name}, {d} to {d + 1} layers"
        return Effect(part, by_start[start, d + 1] - by_start[start, d], **claim)

    steps = depths(by_start)[:-1]
    rises = [step("without", "none", d, above=0) for d in steps if d > 1]
    falls = [step("with", kind, d, below=0) for d in steps if d < 4]
    return rises + falls + [step("with", kind, d, above=0) for d in steps if d == 4]


def each(errors):
    """Every seed's error in words: a mean of one that learned and one that did not says little."""
    return " and ".join(f"{error:.1f}" for error in errors)


def deeper(by_start, record, kind):
    """A sentence on the depths that only the choice of rates looked at, or none."""
    found = record.get("too_deep", {})
    return " ".join(
        f"{depth} layers in {record['settings']['epochs']} epochs, the best of all rates tried, on "
        f"{record['settings']['tuning_seeds']} seeds: {each(errors)} % validation error without "
        f"pre-training, {each(found[kind][depth])} % with."
        for depth, errors in found.get("none", {}).items()
        if depth in found.get(kind, {})
    )


def gain_grows(by_start, kind):
    """C3."""
    gains = np.array([by_start["none", d] - by_start[kind, d] for d in depths(by_start)])  # (depths, S)
    return [Effect("each further layer", per_layer(gains), above=0, paper="0.14, autoencoders, from Fig. 1")]


def spread(errors, axis=0):
    """Interquartile range over seeds, plus 0.01 points, one digit of 10,000: errors come in such steps."""
    return np.subtract(*np.percentile(errors, [75, 25], axis=axis)) + 0.01


def log_spread_ratios(errors, axis=0):
    """Logarithm of the ratio of the spreads without and with, at each depth: (S, depths, 2) -> (depths,)."""
    spreads = np.log(spread(errors, axis))
    return spreads[..., 0] - spreads[..., 1]


def mean_log_spread_ratio(errors, axis=0):
    """Its mean over the depths."""
    return log_spread_ratios(errors, axis).mean(axis=-1)


def slope_of_log_spread_ratios(errors, axis=0):
    """What each further layer adds to it."""
    return per_layer(log_spread_ratios(errors, axis).T)


def spread_is_smaller(by_start, kind):
    """C4, in two parts, both of all depths."""
    pairs = [(by_start["none", d], by_start[kind, d]) for d in depths(by_start)]
    errors = np.array(pairs).transpose(2, 0, 1)  # (S, depths, 2)
    return [
        Effect("mean over the depths", errors, mean_log_spread_ratio, above=0),
        Effect("each further layer", errors, slope_of_log_spread_ratios, above=0),
    ]


APART = 1.645  # of two normal histograms as far apart as this, 95 % of all pairs of runs are in order


def separation(a, b, axis=0):
    """How far two histograms lie apart: difference of means over the standard deviation of a pair's."""
    variances = a.var(axis, ddof=1) + b.var(axis, ddof=1)
    return (a.mean(axis) - b.mean(axis)) / np.sqrt(variances + 1e-4)


def hardly_overlap(by_start, kind):
    """C5."""
    return [
        Effect(layers(d), [by_start["none", d], by_start[kind, d]], separation, above=APART)
        for d in depths(by_start)
    ]


def pairs_in_order(by_start, record, kind):
    """A sentence on what the separations mean here."""
    shares = []
    for d in depths(by_start):
        gaps = by_start["none", d][:, None] - by_start[kind, d]  # (S, S)
        shares.append(f"{100 * ((gaps > 0).mean() + (gaps == 0).mean() / 2):.1f} % ({layers(d)})")
    return f"pairs of one run of each start in which the pre-trained one is better: {', '.join(shares)}"


ALWAYS = (measured_when, digits_not_recorded)
CLAIMS = (
    Claim(
        "C1", "Pre-training lowers the test error at every depth from 1 to 4.",
        "autoencoders: means 1.81 to 1.41 % (1 layer), 1.77 to 1.37 % (2 layers), Table 1; medians about "
        "1.83 to 1.33 % (3 layers), 2.16 to 1.31 % (4 layers), Fig. 1",
        "test error without - with pre-training", helps, notes=ALWAYS,
    ),
    Claim(
        "C2", "Without pre-training more than two layers hurt; with it the error falls up to four.",
        "medians with 1 to 5 layers about 1.82, 1.76, 1.83, 2.16 % and no convergence without; about 1.41, "
        "1.36, 1.33, 1.31, 1.37 % with autoencoders, Fig. 1",
        "change of the test error with one layer more, without and with pre-training", depth_matters,
        notes=(deeper, *ALWAYS),
    ),
    Claim(
        "C3", "The gain grows with depth.",
        "autoencoders: about 0.41, 0.40, 0.50, 0.85 points with 1 to 4 layers, from the medians of Fig. 1",
        "slope over all depths of the test error without - with pre-training", gain_grows, notes=ALWAYS,
    ),
    Claim(
        "C4", "The spread over seeds is smaller with pre-training, and more so in deep networks.",
        "interquartile ranges about 0.10, 0.11, 0.16, 0.26 points without and 0.10, 0.08, 0.08, 0.08 with "
        "autoencoders, Fig. 1",
        "interquartile range of the test error without / with pre-training", spread_is_smaller, "ratio",
        ALWAYS,
    ),
    Claim(
        "C5", "The histograms of test errors with and without pre-training hardly overlap.",
        "autoencoders, about: 1 layer, at most 1.62 % with and at least 1.61 % without; 4 layers, the bulk "
        "at most 1.54 % and at least 1.79 %, Figs 1 and 2",
        f"difference of means over the standard deviation of the difference of two runs (above {APART}, 95 % "
        "of pairs would be in order if normal)", hardly_overlap, "", (pairs_in_order, *ALWAYS),
    ),
)  # fmt: skip


# ---- the figure ----


def draw(table):
    """Box plots of the test error over depth, and histograms of the shallowest and the deepest networks."""
    rows = at_chosen_epoch(table)
    figure, (boxes, shallow, deep) = axes(3)
    shared_legend(figure, handles=box_plots(boxes, rows))
    all_depths = sorted(rows["depth"].unique())
    for ax, d in ((shallow, all_depths[0]), (deep, all_depths[-1])):
        histograms(ax, rows[rows["depth"] == d])
        ax.set(title=layers(d, "hidden layer"), xlabel="test error (%)", ylabel="seeds")
        ax.yaxis.get_major_locator().set_params(integer=True)
    return figure


def box_plots(ax, rows):
    """A group of boxes for each depth, a box for each start; returns their looks for the legend."""
    from matplotlib.patches import Patch

    starts, all_depths = starts_in(rows), sorted(rows["depth"].unique())
    step, looks = min(0.26, 0.84 / len(starts)), []
    for i, start in enumerate(starts):
        per_depth = rows[rows["start"] == start].groupby("depth")["test_error"]
        errors = [per_depth.get_group(d).to_numpy() for d in all_depths]
        places = np.arange(len(all_depths)) + step * (i - (len(starts) - 1) / 2)
        look = {"facecolor": COLOURS[start], "alpha": 0.6, "hatch": HATCHES[start]}
        ax.boxplot(
            errors, positions=places, widths=step / 1.3, patch_artist=True, manage_ticks=False,
            boxprops=look, medianprops={"color": "black"}, flierprops={"ms": 3},
        )  # fmt: skip
        looks.append(Patch(**look, ls=LINES[start], label=START_NAMES[start]))
    ax.set(xlabel="hidden layers", ylabel="test error (%)", yscale="log")
    ax.set_xticks(range(len(all_depths)), all_depths)
    log_ticks(ax.yaxis)
    return looks


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


DEPTH = Experiment(
    name="depth",
    question="Does pre-training help, and does depth matter?",
    varied="hidden layers; start: random, stack of RBMs, stack of denoising autoencoders",
    measured="test error over seeds at the epoch with the smallest validation error",
    plotted="box plots over depth; histograms of the shallowest and the deepest networks",
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
    samples=errors_by_seed,
    kinds=kinds,
    arms=functools.partial(arms, measure="valid_error"),
    beside=against_glorot,
    other_digits=other_digits,
    described=described,
)
