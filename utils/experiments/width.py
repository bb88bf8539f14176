"""From which width on does pre-training help? (Erhan et al. 2010, Fig. 9.)

Varied: units in each hidden layer, 25 to 800; one to three layers; how they start. Measured: test error at
the epoch that validation digits choose. Plotted: test error against width, a panel for each number of layers.
Decides C15 and C16.

Each width, start and number of layers has its own rate. A start with a width is written ``rbm:400``. The
widest networks cost most, so fewer seeds have them: the first ones. Batches have 20 digits, which is quicker
for wide layers; the rates of pre-training are those of ``stacking``, which has such batches, too.

Unlike the paper: 10,000 training digits, batches of 20, ten epochs of pre-training a layer (the paper:
50,000; 1; 50), one level of masking, no L2 penalty.
"""

import functools

import numpy as np

from ..plotting import START_NAMES, axes, log_ticks, shared_legend, start_look
from . import drift, variants
from .engine.arms import Arm
from .engine.experiment import Budget, Claim, Effect, Experiment
from .errors import errors_by_seed, other_digits, right_at_chosen
from .fairness import batches, before, still_moving
from .finite_mnist import starts
from .paired import layers as depth_in_words

LONG = [1, 4, 8, 13, 19, 25, 30, 33, 36, 40]
SHORT = [1, 3, 6, 10, 15, 19, 21, 23, 25]
COURSE = variants.COURSE | {
    "starts": ["none", "rbm", "autoencoder"], "widths": [25, 50, 100, 200, 400, 800], "depths": [1, 2, 3],
    "seeds_of": {"400": 10, "800": 10}, "batch_size": 20, "rate_grid": [0.5, 1.5, 4.0],
    "pretraining_rates": {"rbm": 0.1, "autoencoder": 0.3},
    "epochs": {"1": 25, "2": 25, "3": 40}, "measured": {"1": SHORT, "2": SHORT, "3": LONG},
    "watched": ["valid", "test"], "keeps_right": True,
    "tuning_epochs": {"1": 15, "2": 15, "3": 25}, "tuning_seeds": 1,
}  # fmt: skip
DEMO = variants.DEMO | {
    "starts": ["none", "rbm", "autoencoder"], "widths": [15, 50, 150], "depths": [1, 2], "seeds_of": {},
    "epochs": 8, "measured": [1, 3, 6, 7, 8], "watched": ["valid", "test"],
}  # fmt: skip
BUDGETS = {
    "demo": Budget(DEMO, 2, {"cpu": 1}, "under a minute on two cores"),
    "course": Budget(COURSE, 20, {"cpu": 1}, "what lesson 08 shows: two hours on two cores, with the rates"),
}


# ---- one task: a start ----


def widths_of(settings, seed):
    """The widths that a seed has."""
    seeds_of = settings["seeds_of"]
    return [width for width in settings["widths"] if seed < seeds_of.get(str(width), seed + 1)]


def cells(settings, condition, seed=0):
    """The starts, with their widths, and depths of a seed."""
    widths = widths_of(settings, seed)
    return [(f"{condition}:{width}", depth) for width in widths for depth in settings["depths"]]


def rows(settings, condition, seeds):
    """Which rows a task must have."""
    return [
        block | {"seed": [seed]}
        for seed in seeds
        for block in variants.rows(functools.partial(cells, seed=seed))(settings, condition, (seed,))
    ]


def compute(settings, condition, seeds, device):
    """Fine-tune networks of every width and depth; one pre-training for each width.

    Parameters
    ----------
    settings : dict
    condition : {"none", "rbm", "autoencoder"}
    seeds : tuple of int
        One.
    device : str

    Returns
    -------
    pandas.DataFrame
        As :func:`.variants.train`.
    """
    import pandas as pd

    tables = []
    for seed in seeds:
        for width in widths_of(settings, seed):
            layers = variants.pretrained(settings | {"width": width}, condition, (seed,), device)
            networks = {(f"{condition}:{width}", depth): layers[:depth] for depth in settings["depths"]}
            tables.append(variants.train(settings, networks, (seed,), device))
    return pd.concat(tables, ignore_index=True)


# ---- what the claims predict: made[start with width, depth] are test errors (S,) ----


def places(made):
    """The widths and the depths that were measured, each a list."""
    widths = {int(start.partition(":")[2]) for start, _ in made}
    return sorted(widths), sorted({depth for _, depth in made})


def kinds(made):
    """The kinds of pre-training, and what is said of both together."""
    run = {start.partition(":")[0] for start, _ in made}
    found = [kind for kind in ("autoencoder", "rbm") if kind in run]
    return [*found, "both"] if len(found) == 2 else found


def gains(made, kind, depth):
    """Gain of each width in test error: (S, widths), for the seeds that have all widths."""
    widths, _ = places(made)
    n_seeds = min(len(errors) for errors in made.values())
    columns = [made[f"none:{w}", depth][:n_seeds] - made[f"{kind}:{w}", depth][:n_seeds] for w in widths]
    return np.stack(columns, axis=1)


def crossover(gains_by_width, widths):
    """Logarithm (base 2) of the width at which the mean gain (S, widths) turns positive for good.

    Between two measured widths, linear in the logarithm; the smallest or the largest where it never turns.
    """
    mean, log_widths = gains_by_width.mean(axis=0), np.log2(widths)
    below = np.flatnonzero(mean <= 0)
    if not len(below):
        return log_widths[0]
    last = below[-1]
    if last == len(widths) - 1:
        return log_widths[-1]
    share = mean[last] / (mean[last] - mean[last + 1])
    return log_widths[last] + share * (log_widths[last + 1] - log_widths[last])


def hurts_and_helps(made, kind):
    """C15."""
    if kind == "both":
        return []
    widths, depths = places(made)
    effects = []
    for width in (widths[0], widths[-1]):
        side = {"below": 0} if width == widths[0] else {"above": 0}
        for depth in depths:
            gain = made[f"none:{width}", depth] - made[f"{kind}:{width}", depth]
            effects.append(Effect(f"gain in points, {width} units, {depth_in_words(depth)}", gain, **side))
    pair = [gains(made, kind, depth) for depth in (depths[-1], depths[0])]

    def doublings(deep, shallow):
        return crossover(deep, widths) - crossover(shallow, widths)

    part = f"crossover in doublings of the width, {depth_in_words(depths[-1])} - {depth_in_words(depths[0])}"
    return [*effects, Effect(part, pair, doublings, below=0, paper="about -1.8, autoencoders")]


def alike(made, kind):
    """C16: the two kinds differ by no more than they do in the paper's figure."""
    if kind != "both":
        return []
    widths, depths = places(made)
    effects = []
    for width in widths:
        bound = 0.4 if width >= 50 else 0.8
        for depth in depths:
            gap = made[f"rbm:{width}", depth] - made[f"autoencoder:{width}", depth]
            part = f"{width} units, {depth_in_words(depth)}, within {bound:g}"
            effects.append(Effect(part, gap, above=-bound, below=bound))
    return effects


def crossovers(made, record, kind):
    """A sentence on the widths at which pre-training begins to help."""
    widths, depths = places(made)
    units = (2 ** crossover(gains(made, kind, depth), widths) for depth in depths)
    found = (f"{n:.0f} ({depth_in_words(depth)})" for n, depth in zip(units, depths, strict=True))
    return (
        f"crossover at {', '.join(found)} units, of {widths[0]} to {widths[-1]} that were measured; paper: "
        "about 300, 190 and 85"
    )


def arms(table, record, kind):
    """What each start was given, over all widths: an arm for the depths that have the same updates."""
    settings, found, by_epochs = record["settings"], [], {}
    for depth in settings["depths"]:
        by_epochs.setdefault(variants.of_depth(settings["epochs"], depth), []).append(depth)
    for start in ("none", *(("rbm", "autoencoder") if kind == "both" else (kind,))):
        here = table[table["start"].str.partition(":")[0] == start]
        moving = set(still_moving(here, "valid_error"))
        for epochs, depths in by_epochs.items():
            cells = [(f"{start}:{width}", depth) for width in settings["widths"] for depth in depths]
            edges = (f"{rate} ({in_words(*cell)})" for cell in cells
                     for rate in variants.at_edge(record, cell[0], [cell[1]]))  # fmt: skip
            found.append(
                Arm(
                    f"{START_NAMES[start]}, {' and '.join(map(str, depths))} layers",
                    epochs * batches(settings), "" if start == "none" else before(settings),
                    variants.tuned_how(settings, start, depths), tuple(edges),
                    tuple(in_words(*cell) for cell in cells if cell in moving), START_NAMES[start],
                )
            )  # fmt: skip
    return found


def in_words(start, depth):
    """The width and the depth of a network: ``25 units, 1 layer``."""
    return f"{start.partition(':')[2]} units, {depth_in_words(depth)}"


def with_pretraining(arm, kind):
    """For :class:`Claim`: it compares the two kinds of pre-training."""
    return bool(arm.before)


CLAIMS = (
    Claim(
        "C15", "Pre-training hurts narrow layers and helps wide ones; the more layers, the sooner it helps.",
        "test errors, 25 units: 3.61, 3.83, 4.24 % without, about 5.71, 5.46, 5.23 % with; 800 units: about "
        "1.82, 1.78, 1.86 % without, 1.42, 1.38, 1.33 % with (autoencoders), Fig. 9",
        "gain in test error, without - with pre-training; where it turns", hurts_and_helps, "", (crossovers,),
    ),
    Claim(
        "C16", "RBMs and denoising autoencoders behave alike at all widths.",
        "they differ by at most about 0.4 points from 50 units on, and 0.8 at 25, Fig. 9",
        "test error, RBM - autoencoder", alike, compares=with_pretraining,
    ),
)  # fmt: skip


# ---- the figure ----


def draw(table):
    """Test error against width: means and standard deviations over seeds, a panel for each depth."""
    made = errors_by_seed(table)
    widths, depths = places(made)
    figure, (panels,) = axes(len(depths), width=4, sharey=True, squeeze=False)
    for ax, depth in zip(panels, depths, strict=True):
        for start in [start for start in START_NAMES if (f"{start}:{widths[0]}", depth) in made]:
            errors = [made[f"{start}:{width}", depth] for width in widths]
            means, deviations = ([fn(some) for some in errors] for fn in (np.mean, np.std))
            ax.errorbar(widths, means, deviations, marker="o", ms=4, capsize=3, **look(start))
        ax.set(xscale="log", yscale="log", xlabel="units in each hidden layer")
        ax.set_title(depth_in_words(depth, "hidden layer"))
        ax.set_xticks(widths, widths)
        ax.set_xticks([], minor=True)
        log_ticks(ax.yaxis)
    panels[0].set_ylabel("test error (%)")
    shared_legend(figure)
    return figure


def seeds(record):
    """How many seeds a result has, in words: of the widest networks perhaps fewer."""
    most = record["n_seeds"]
    fewest = min([most, *record["settings"]["seeds_of"].values()])
    return f"{fewest} to {most} seeds" if fewest < most else f"{most} seeds"


def look(start):
    """The name and look of a start in figures."""
    return start_look(start.partition(":")[0])


TASKS = {
    "conditions": starts,
    "compute": "utils.experiments.width:compute",
    "measures": variants.measures,
    "rows": rows,
    "drift": drift.NETWORKS,
}
WIDTH_RATES = variants.choice_of_rates("width", BUDGETS, look, **TASKS)
WIDTH = Experiment(
    name="width",
    question="From which width on does pre-training help?",
    varied="units in each hidden layer, 25 to 800; 1 to 3 layers; start",
    measured="test error at the epoch chosen on validation digits",
    plotted="test error against width",
    budgets=BUDGETS,
    prepare=functools.partial(variants.add_rates, WIDTH_RATES),
    view=right_at_chosen,
    draw=draw,
    claims=CLAIMS,
    samples=errors_by_seed,
    kinds=kinds,
    arms=arms,
    other_digits=other_digits,
    seeds=seeds,
    **TASKS,
)
