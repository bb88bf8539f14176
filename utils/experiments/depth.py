"""Does pre-training help, and does depth matter? (Erhan et al. 2010, Figs 1 and 2.)

Varied: the number of hidden layers, 1 to 3, 4 or 5 by budget, and how they start: at random, from a
stack of RBMs, or from a stack of denoising autoencoders. Measured: test error over seeds, at the epoch with
the smallest mean validation error of each start and depth (the paper, too, chose the number of epochs on
validation data). Plotted: box plots over depth, histograms of the shallowest and the deepest networks.
"""

import numpy as np

from ..plotting import COLOURS, HATCHES, LINES, START_NAMES, axes, log_ticks, shared_legend
from . import finite_mnist, tuning
from .engine.experiment import Claim, Effect, Experiment
from .paired import depths, described, difference, kinds, layers, starts_in

# ---- what is kept of the networks' tables ----


def view(table):
    """The columns that this question needs.

    Which test digits a network gets right is kept at the chosen epoch only, where the budget has it at all.
    """
    columns = table[["start", "depth", "seed", "epoch", "valid_error", "test_error"]]
    if "test_right" not in table:
        return columns
    return columns.assign(test_right=table["test_right"].where(is_chosen(table), None))


def is_chosen(table):
    """Whether a row is of the epoch with the smallest mean validation error of its start and depth."""
    mean = table.groupby(["start", "depth", "epoch"])["valid_error"].mean()
    chosen = mean.groupby(["start", "depth"]).idxmin()  # (start, depth, epoch) for each start and depth
    return table.set_index(["start", "depth", "epoch"]).index.isin(list(chosen))


def at_chosen_epoch(table):
    """The rows of the epoch with the smallest mean validation error of each start and depth.

    Parameters
    ----------
    table : pandas.DataFrame
        Result of this experiment.

    Returns
    -------
    pandas.DataFrame
        A row for each start, depth and seed.
    """
    return table[is_chosen(table)].reset_index(drop=True)


# ---- what the claims predict: by_start[start, depth] are test errors (S,) ----


class Errors(dict):
    """Test errors (S,) for each start and depth; ``at_end``: where the chosen epoch is the last measured."""

    at_end = ()


def errors_by_seed(table):
    """Test errors (S,) for each start and depth, in the order of the seeds."""
    groups = at_chosen_epoch(table).sort_values("seed").groupby(["start", "depth"])
    errors = Errors({key: rows["test_error"].to_numpy(float) for key, rows in groups})
    errors.at_end = [key for key, rows in groups if rows["epoch"].iloc[0] == table["epoch"].max()]
    return errors


def unequal_updates(by_start, record, kind):
    """What each start was given, and which had not finished: no number of seeds makes that equal."""
    settings = record["settings"]
    if "pretraining_epochs" not in settings:
        return ""
    late = {
        name: ", ".join(str(d) for start, d in by_start.at_end if start == which) or "no"
        for name, which in (("without", "none"), ("with", kind))
    }
    return (
        f"Updates are not equal: {settings['epochs']} epochs of fine-tuning for all, with pre-training "
        f"{settings['pretraining_epochs']} epochs a layer before them. The last epoch is the chosen one with "
        f"{late['without']} layers without pre-training, and with {late['with']} layers with it: these "
        "may go on falling."
    )


def helps(by_start, kind):
    """C1."""
    return [
        Effect(f"without - with, {layers(d)}", [by_start["none", d], by_start[kind, d]], difference)
        for d in depths(by_start)
    ]


def depth_matters(by_start, kind):
    """C2; the deepest is 4 layers, or fewer where we have fewer; a fifth is judged where there is one."""
    measured = depths(by_start)
    top = min(4, measured[-1])
    without = [by_start["none", top], by_start["none", 2]]
    effects = [Effect(f"without, {layers(top)} - 2 layers", without, difference)]
    for d in (1, 2):
        with_ = [by_start[kind, d], by_start[kind, top]]
        effects.append(Effect(f"with, {layers(d)} - {layers(top)}", with_, difference))
    if 5 in measured:
        effects += [
            Effect(f"{name}, 5 - 4 layers", [by_start[start, 5], by_start[start, 4]], difference)
            for name, start in (("without", "none"), ("with", kind))
        ]
    return effects


def deeper(by_start, record, kind):
    """A sentence on the depths that only the choice of rates looked at, or none."""
    found = record.get("too_deep", {})
    return " ".join(
        f"{depth} layers in {record['settings']['epochs']} epochs, the best of all rates tried, on "
        f"{record['settings']['tuning_seeds']} seeds: {error:.1f} % validation error without pre-training, "
        f"{found[kind][depth]:.1f} % with."
        for depth, error in found.get("none", {}).items()
        if depth in found.get(kind, {})
    )


def gain_grows(by_start, kind):
    """C3."""
    top = min(4, depths(by_start)[-1])
    samples = [by_start["none", top], by_start[kind, top], by_start["none", 1], by_start[kind, 1]]
    label = f"gain with {layers(top)} - gain with 1 layer"
    return [Effect(label, samples, lambda a, b, c, d: difference(a, b) - difference(c, d))]


def spread(values):
    """Interquartile range, plus 0.01 points, one digit of 10,000, because errors come in such steps."""
    return np.subtract(*np.percentile(values, [75, 25])) + 0.01


def log_spread_ratio(a, b):
    """Logarithm of the ratio of the interquartile ranges."""
    return np.log(spread(a) / spread(b))


def spread_is_smaller(by_start, kind):
    """C4."""
    top = min(4, depths(by_start)[-1])
    effects = []
    for d in range(3, top + 1):
        samples = [by_start["none", d], by_start[kind, d]]
        effects.append(Effect(f"spread without / with, {layers(d)}", samples, log_spread_ratio, unit="ratio"))
    samples = [by_start["none", top], by_start[kind, top], by_start["none", 1], by_start[kind, 1]]
    label = f"that ratio, {layers(top)} / 1 layer"

    def growth(a, b, c, d):
        return log_spread_ratio(a, b) - log_spread_ratio(c, d)

    return [*effects, Effect(label, samples, growth, unit="ratio")]


def share_better(a, b):
    """Share of all pairs of runs, one of each, in which the second has the smaller error; ties count half."""
    gaps = a[:, None] - b[None, :]  # (S, S)
    return (gaps > 0).mean() + (gaps == 0).mean() / 2


def hardly_overlap(by_start, kind):
    """C5."""
    label = "share of pairs in which the pre-trained run is better (the claim: above 0.95), {}"
    return [
        Effect(label.format(layers(d)), [by_start["none", d], by_start[kind, d]], share_better, 0.95, unit="")
        for d in (1, min(4, depths(by_start)[-1]))
    ]


CLAIMS = (
    Claim(
        "C1", "Pre-training lowers the test error at every depth from 1 to 4.",
        "means 1.81 to 1.41 % (1 layer), 1.77 to 1.37 % (2 layers), Table 1; medians about 1.83 to 1.33 % (3 "
        "layers), 2.16 to 1.31 % (4 layers), Fig. 1", helps, (unequal_updates,),
    ),
    Claim(
        "C2", "Without pre-training more than two layers hurt; with it the error falls up to four.",
        "medians with 1 to 5 layers about 1.82, 1.76, 1.83, 2.16 % and no convergence without; about 1.41, "
        "1.36, 1.33, 1.31, 1.37 % with, Fig. 1", depth_matters, (deeper, unequal_updates),
    ),
    Claim(
        "C3", "The gain grows with depth.",
        "about 0.41, 0.40, 0.50, 0.85 points with 1 to 4 layers, from the medians of Fig. 1", gain_grows,
        (unequal_updates,),
    ),
    Claim(
        "C4", "The spread over seeds is smaller with pre-training, and more so in deep networks.",
        "interquartile ranges about 0.10, 0.11, 0.16, 0.26 points without and 0.10, 0.08, 0.08, 0.08 with, "
        "Fig. 1", spread_is_smaller, (unequal_updates,),
    ),
    Claim(
        "C5", "The histograms of test errors with and without pre-training hardly overlap.",
        "about: 1 layer, at most 1.62 % with and at least 1.61 % without; 4 layers, the bulk at most 1.54 % "
        "and at least 1.79 %, Figs 1 and 2", hardly_overlap, (unequal_updates,),
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
    family="networks",
    prepare=tuning.add_rates,
    view=view,
    draw=draw,
    claims=CLAIMS,
    samples=errors_by_seed,
    kinds=kinds,
    described=described,
)
