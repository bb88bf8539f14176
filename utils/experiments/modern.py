"""How much of the gain was the baseline of 2010? (A control that the paper does not have.)

Varied: how a network starts (the paper's interval, 4 times that of Glorot and Bengio, orthogonal, RBMs), its
units (logistic, or rectified with the start of He et al.), its optimiser (plain SGD, Adam), dropout, batch
normalisation; alone and together. Two kinds of network: five layers, which the paper could not train without
pre-training, here of 200 units on 10,000 digits; and the three layers of 400 units of ``labels``, with 100
to 50,000 labels. Measured: test error at the epoch that validation digits choose. Plotted: test errors over
seeds with five layers; test error against labels. Decides C31.

A recipe is written with its parts, ``relu+adam+dropout``, and with its number of labels. Each has a rate of
its own at each number of labels; all have the same updates there. RBMs see the images of all training digits,
those of the five layers the 10,000. Dropout leaves out a fifth of the inputs and half of each hidden layer,
as its authors have it; Adam's other settings are the library's.
"""

import functools
from dataclasses import replace

import numpy as np

from ..plotting import DASHES, MARKERS, OKABE_ITO, axes, log_ticks, shared_legend
from . import drift, labelled, variants
from .engine.arms import Arm
from .engine.experiment import Budget, Claim, Effect, Experiment
from .errors import errors_by_seed, other_digits, right_at_chosen
from .fairness import before, still_moving
from .recipes import DEEP, FEW_DEPTH, fit, hidden_layers, trained_on

NAMES = {
    "none": "logistic, paper's start", "glorot4": "logistic, 4 × Glorot",
    "orthogonal4": "logistic, 4 × orthogonal", "none+adam": "logistic, paper's start, Adam",
    "none+batchnorm": "logistic, paper's start, batch norm.", "relu": "ReLU, He", "relu+adam": "ReLU, Adam",
    "relu+adam+dropout": "ReLU, Adam, dropout", "relu+adam+batchnorm": "ReLU, Adam, batch norm.",
    "rbm": "RBMs", "rbm+adam": "RBMs, Adam", "rbm+adam+dropout": "RBMs, Adam, dropout",
}  # fmt: skip
RECIPES = {
    "logistic": ["none", "glorot4", "orthogonal4", "none+adam", "none+batchnorm"],
    "relu": ["relu", "relu+adam", "relu+adam+dropout", "relu+adam+batchnorm"],
    "rbm": ["rbm", "rbm+adam", "rbm+adam+dropout"],
}
WITH_FEW = ["none", "glorot4", "relu+adam", "relu+adam+dropout", "relu+adam+batchnorm", *RECIPES["rbm"]]


def for_each(logistic, relu, adam):
    """A setting of each recipe, by its units and optimiser."""
    return {name: adam if "adam" in name else relu if name.startswith("relu") else logistic for name in NAMES}


EPOCHS = {"100": 600, "250": 240, "1000": 60, "4000": 15, "20000": 15, "50000": 8, "10000": 25}
COURSE = variants.MNIST | {
    "n_train": 50_000, "n_valid": 10_000, "recipes": RECIPES, "with_few": WITH_FEW, "few_seeds": 5,
    "labels": [100, 250, 1_000, 4_000, 20_000, 50_000], "width": 400,
    "deep": {"labels": 10_000, "width": 200},
    "batch_size": dict.fromkeys(EPOCHS, 20) | {"20000": 50, "50000": 50},
    "pretraining_epochs": 10, "pretraining_rates": {"rbm": 0.1}, "pretraining_batch": 20,
    "rate_grid": for_each([0.1, 0.3, 1.0, 3.0], [0.03, 0.1, 0.3], [3e-4, 1e-3, 3e-3]),
    "epochs": EPOCHS, "measured": {n: labelled.moments(epochs) for n, epochs in EPOCHS.items()},
    "watched": ["valid", "test"], "keeps_right": True, "tuning_seeds": 1,
    # Half of the epochs, one of those measured. With five layers from the paper's start no rate has begun to
    # learn by then; after all epochs 1.0, which is chosen, is best of 0.3, 1, 3 and 10 there, too (one seed).
    "tuning_epochs": {n: round(epochs / 2) for n, epochs in EPOCHS.items()},
}  # fmt: skip
SHORT = {"100": 30, "1000": 4, "2000": 6}
DEMO = variants.DEMO | {
    "recipes": RECIPES, "with_few": WITH_FEW, "few_seeds": 2, "labels": [100, 1_000], "width": 60,
    "deep": {"labels": 2_000, "width": 50}, "batch_size": dict.fromkeys(SHORT, 20),
    "pretraining_epochs": 2, "pretraining_rates": {"rbm": 0.1}, "pretraining_batch": 20,
    "rate": for_each(1.0, 0.1, 1e-3), "epochs": SHORT,
    "measured": {n: labelled.moments(epochs) for n, epochs in SHORT.items()}, "watched": ["valid", "test"],
}  # fmt: skip
BUDGETS = {
    "demo": Budget(DEMO, 2, {"cpu": 1}, "under a minute on two cores"),
    "course": Budget(COURSE, 20, {"cpu": 1}, "what lesson 13 shows: two hours on two cores, with the rates"),
}


# ---- one task: recipes with the same units or start, and a seed ----


def cells(settings, condition, seed=0):
    """The recipes, with their numbers of labels, and depths of a seed; some seeds have five layers only."""
    few = settings["labels"] if seed < settings["few_seeds"] else []
    some = [name for name in settings["recipes"][condition] if name in settings["with_few"]]
    deep = [(f"{name}:{settings['deep']['labels']}", DEEP) for name in settings["recipes"][condition]]
    return deep + [(f"{name}:{n}", FEW_DEPTH) for name in some for n in few]


def compute(settings, condition, seeds, device):
    """Train every recipe of a condition with each number of labels.

    Parameters
    ----------
    settings : dict
    condition : {"logistic", "relu", "rbm"}
    seeds : tuple of int
        One.
    device : {"cpu"}

    Returns
    -------
    pandas.DataFrame
        As :func:`.variants.train`.
    """
    import pandas as pd

    from . import networks

    tables, pretrained = [], functools.cache(functools.partial(hidden_layers, settings, device=device))
    for seed in seeds:
        for start, depth in cells(settings, condition, seed):
            name, n = start.partition(":")[0], labelled.labels_of(start)
            sets = networks.data_for(settings | {"n_train": trained_on(settings, depth)}, device)
            sets = labelled.some_labels(sets, n, (seed,))
            layers = pretrained(name.partition("+")[0], depth, (seed,))
            for rate in variants.rates(settings, start, depth):
                made = fit(labelled.own(settings, n), name, layers, seed, rate, sets)
                tables.append(made.assign(start=start, depth=depth, rate=rate))
    return pd.concat(tables, ignore_index=True)


# ---- what the claim predicts: made[recipe with labels, depth] are test errors (S,) ----


def deep(made, name):
    """Test errors (S,) of a recipe with five layers."""
    return next(errors for (start, d), errors in made.items() if d == DEEP and start.startswith(f"{name}:"))


def with_five(made):
    """The recipes with five layers, in the order of the legend."""
    run = {start.partition(":")[0] for start, d in made if d == DEEP}
    return [name for name in NAMES if name in run]


BETTER = ("glorot4", "orthogonal4", "none+adam", "none+batchnorm", "relu")


def better_baselines(made, kind):
    """C31."""
    without, with_ = deep(made, "none"), deep(made, "rbm")
    fails = "the paper's start, its error less twice that with pre-training"
    effects = [Effect(fails, without - 2 * with_, above=0, paper="does not converge")]
    for name in BETTER:
        excess = without - deep(made, name) - (without - with_) / 2
        effects.append(Effect(NAMES[name], excess, above=0))
    return effects


def errors_of(made, name):
    """Median test errors (L,) of a recipe with three layers, and the numbers of labels."""
    found = {labelled.labels_of(s): errors for (s, d), errors in made.items()
             if d == FEW_DEPTH and s.partition(":")[0] == name}  # fmt: skip
    return sorted(found), np.array([np.median(found[n]) for n in sorted(found)])


def few(made):
    """The recipes with three layers, in the order of the legend."""
    run = {start.partition(":")[0] for start, d in made if d == FEW_DEPTH}
    return [name for name in NAMES if name in run]


def best_without(made, record, kind):
    """A sentence on the best recipe without pre-training at each number of labels, beside the best with."""
    told, (labels, _) = [], errors_of(made, "rbm")
    for i, n in enumerate(labels):
        best = {}
        for name in few(made):
            side, error = name.startswith("rbm"), errors_of(made, name)[1][i]
            best[side] = min(best.get(side, (np.inf, "")), (error, NAMES[name]))
        (plain, its_name), (trained, other) = best[False], best[True]
        told.append(f"{n:,}: {plain:.2f} ({its_name}) and {trained:.2f} ({other})")
    return f"lowest median test error without and with pre-training, 3 layers, by labels: {'; '.join(told)}"


def all_deep(made, record, kind):
    """A sentence on all recipes with five layers."""
    errors = ((NAMES[name], deep(made, name).mean()) for name in with_five(made))
    return f"mean test error with 5 layers: {', '.join(f'{name} {error:.2f}' for name, error in errors)}"


def arms(table, record, kind):
    """What each recipe with five layers was given."""
    settings, found = record["settings"], []
    n = settings["deep"]["labels"]
    moving = {start for start, _ in still_moving(table[table["depth"] == DEEP], "valid_error")}
    pretraining = settings | {"n_train": n, "batch_size": settings["pretraining_batch"]}
    for name in ("none", *BETTER, "rbm"):
        start = f"{name}:{n}"
        found.append(
            Arm(
                f"{NAMES[name]}, {DEEP} layers", labelled.updates(settings, n),
                before(pretraining) if name == "rbm" else "", variants.tuned_how(settings, start, [DEEP]),
                variants.at_edge(record, start, [DEEP]), (f"{DEEP} layers",) if start in moving else (),
            )
        )  # fmt: skip
    return found


def described(made, record):
    """What a result is of, in words."""
    return f"{described_deep(record)}; 3 layers of {record['settings']['width']} units"


def described_deep(record):
    """The same of the networks with five layers."""
    deep = record["settings"]["deep"]
    return f"5 layers of {deep['width']} units, {deep['labels']:,} training digits"


def seeds(record):
    """How many seeds a result has, in words: all with five layers, some with three."""
    return f"{record['n_seeds']} seeds (3 layers: {record['settings']['few_seeds']})"


CLAIMS = (
    Claim(
        "C31",
        "Five logistic layers fail from the paper's start; a better start, or another unit or optimiser, "
        "mends most of it without pre-training.",
        "no baseline converges with 5 layers, Fig. 1; Glorot and Bengio (2010), 5 layers, MNIST: "
        "logistic 2.21, tanh 1.76, normalised tanh 1.64 %",
        "gain in test error over the paper's start, less half of the gain of pre-training",
        better_baselines, notes=(all_deep, best_without),
    ),
)  # fmt: skip


# ---- the figure ----


def look(name):
    """The name and look of a recipe in figures."""
    place = list(NAMES).index(name)
    colour, line = (
        OKABE_ITO[place % len(OKABE_ITO)],
        DASHES[(place * 3 + place // len(OKABE_ITO)) % len(DASHES)],
    )
    return {"color": colour, "linestyle": line, "label": NAMES[name]}


def draw(table):
    """Test errors over seeds with five layers; test error against labels with three."""
    made, marks = errors_by_seed(table), [*MARKERS.values(), "v", "P", "X", "*"]
    figure, (boxes, curves) = axes(2, width=5.4, height=4.4)
    names = with_five(made)[::-1]
    boxes.boxplot(
        [deep(made, name) for name in names], orientation="horizontal", medianprops={"color": "black"},
        flierprops={"ms": 3}, tick_labels=[NAMES[name] for name in names],
    )  # fmt: skip
    boxes.set(xscale="log", xlabel="test error (%)", title=f"{DEEP} hidden layers")
    for name, mark in zip(few(made), marks, strict=False):
        curves.plot(*errors_of(made, name), marker=mark, ms=5, **look(name))
    curves.set(xscale="log", yscale="log", xlabel="labels", ylabel="test error (%)")
    curves.set_title(f"{FEW_DEPTH} hidden layers")
    for axis in (boxes.xaxis, curves.xaxis, curves.yaxis):
        log_ticks(axis)
    shared_legend(figure, handles=curves.get_legend_handles_labels()[0], ncols=4)
    return figure


TASKS = {
    "conditions": lambda settings: list(settings["recipes"]),
    "compute": "utils.experiments.modern:compute",
    "measures": variants.measures,
    "rows": labelled.rows(cells),
    "drift": drift.NETWORKS,
}
MODERN_RATES = replace(
    variants.choice_of_rates("modern", BUDGETS, look, **TASKS),
    varied="start, units, optimiser, dropout, batch normalisation; number of labels; rate",
    draw=functools.partial(labelled.draw_rates, looks=look),
)
MODERN = Experiment(
    name="modern",
    question="How much of the gain was the baseline of 2010?",
    varied="start, units, optimiser, dropout, batch normalisation; 5 layers; 3 layers, few to many labels",
    measured="test error at the epoch chosen on validation digits",
    plotted="test errors over seeds with 5 layers; test error against labels with 3",
    budgets=BUDGETS,
    prepare=functools.partial(variants.add_rates, MODERN_RATES),
    view=right_at_chosen,
    draw=draw,
    claims=CLAIMS,
    samples=errors_by_seed,
    arms=arms,
    other_digits=other_digits,
    described=described,
    seeds=seeds,
    **TASKS,
)
