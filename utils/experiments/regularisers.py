"""Can another regulariser replace pre-training? (Erhan et al. 2010, the experiment on L1 and L2, text only.)

Varied: what regularises a network of 1 to 3 layers: nothing, an L2 or an L1 penalty on the weights, dropout,
a bound on the length of the weights into a unit, pre-training, or pre-training and L2. Measured: test error
at the epoch that validation digits choose. Plotted: test errors over seeds; for the choice of strengths,
validation and training error against them. Decides C19.

Each regulariser has, at each depth, the strength and the rate that are best for it on validation digits; all
have the same updates. A regulariser with a strength is written ``l2:1e-05`` where strengths are tried.

Unlike the paper: 10,000 training digits, layers of 200 units, batches of 10, ten epochs of pre-training a
layer (the paper: 50,000; 400 to 1,200; 1; 50), one level of masking; its L2 penalty may include the biases,
which ours leave alone. Dropout and the bound are not in the paper.
"""

import functools
from dataclasses import replace

import numpy as np

from ..plotting import DASHES, OKABE_ITO, axes, shared_legend
from . import drift, variants
from .engine.experiment import Budget, Claim, Effect, Experiment
from .errors import at_chosen_epoch, digits_not_recorded, errors_by_seed, other_digits, right_at_chosen
from .paired import depths as depths_of
from .paired import kinds
from .paired import layers as depth_in_words
from .strengths import add_choices, cells, text, tried

NAMES = {
    "none": "nothing", "l2": "L2", "l1": "L1", "dropout": "dropout", "max_norm": "bounded weights",
    "autoencoder": "autoencoders", "rbm": "RBMs", "rbm+l2": "RBMs and L2",
}  # fmt: skip
LONG = [1, 4, 8, 13, 20, 26, 32, 38, 41, 44, 47, 50]
SHORT = [1, 3, 6, 10, 15, 20, 23, 25, 27, 30]
COURSE = variants.COURSE | {
    "regularisers": list(NAMES), "depths": [1, 2, 3], "rate_grid": [0.3, 1.0, 3.0],
    "strengths": {
        "l2": [1e-6, 1e-5, 1e-4, 1e-3], "l1": [1e-6, 1e-5, 1e-4], "max_norm": [1.0, 2.0, 4.0],
        "dropout": [[0.0, 0.2], [0.0, 0.5], [0.2, 0.5]], "rbm+l2": [1e-6, 1e-5, 1e-4],
    },
    "epochs": {"1": 30, "2": 30, "3": 50}, "measured": {"1": SHORT, "2": SHORT, "3": LONG},
    "watched": ["train", "valid", "test"], "keeps_right": True,
    "tuning_epochs": {"1": 20, "2": 20, "3": 38}, "tuning_seeds": 1, "tuning_watched": ["train", "valid"],
}  # fmt: skip
ERRORS = (0, 1, 2, 5, 10, 20, 50)  # the ticks
DEMO = variants.DEMO | {
    "regularisers": list(NAMES), "depths": [1, 2], "epochs": 10, "measured": [1, 3, 6, 8, 10],
    "watched": ["train", "valid", "test"],
    "strength": {"l2": 1e-4, "l1": 1e-5, "max_norm": 2.0, "dropout": [0.0, 0.2], "rbm+l2": 1e-5},
}  # fmt: skip
BUDGETS = {
    "demo": Budget(DEMO, 2, {"cpu": 1}, "under a minute on two cores"),
    "course": Budget(COURSE, 20, {"cpu": 2}, "what lesson 08 shows: an hour and a half on two cores"),
}


# ---- one task: a regulariser ----


def compute(settings, condition, seeds, device):
    """Fine-tune networks of all depths with a regulariser.

    Parameters
    ----------
    settings : dict
    condition : str
        One of ``NAMES``.
    seeds : tuple of int
    device : str

    Returns
    -------
    pandas.DataFrame
        As :func:`.variants.train`.
    """
    import pandas as pd

    pretraining, _, added = condition.partition("+")
    if pretraining not in settings["pretraining_rates"]:
        pretraining, added = "none", condition
    layers = variants.pretrained(settings, pretraining, seeds, device)
    tables = []
    for depth in settings["depths"]:
        for start, strength in tried(settings, condition, depth).items():
            options = {added: strength} if strength is not None else {}
            networks = {(start, depth): layers[:depth]}
            tables.append(variants.train(settings, networks, seeds, device, **options))
    return pd.concat(tables, ignore_index=True)


# ---- the choice of strengths and rates ----


def draw_choice(table):
    """Smallest validation error against the strength of a penalty, and the training error at that epoch."""
    mean = table.groupby(["start", "depth", "rate", "epoch"])[["train_error", "valid_error"]].mean()
    best = mean.loc[mean.groupby(["start", "depth"])["valid_error"].idxmin()].reset_index()
    best[["name", "strength"]] = best["start"].str.partition(":")[[0, 2]]
    depths = sorted(best["depth"].unique())
    figure, (panels,) = axes(len(depths), width=4, sharey=True, squeeze=False)
    for ax, depth in zip(panels, depths, strict=True):
        here = best[best["depth"] == depth]
        for name in ("l2", "l1"):
            rows = here[here["name"] == name].astype({"strength": float}).sort_values("strength")
            for what, marker in (("valid", "o"), ("train", "v")):
                colour = {"color": look(name)["color"], "label": f"{NAMES[name]}, {what}"}
                ax.plot(rows["strength"], rows[f"{what}_error"], marker=marker, **colour)
        for name in ("none", "rbm"):
            error = here.loc[here["name"] == name, "valid_error"].iloc[0]
            ax.axhline(error, **look(name) | {"label": f"{NAMES[name]}, valid"})
        ax.set_yscale("symlog", linthresh=1)  # no training digit may be wrong
        ax.set_yticks(ERRORS, [f"{error}" for error in ERRORS])
        ax.set(xscale="log", xlabel="strength of the penalty", title=depth_in_words(depth, "hidden layer"))
    panels[0].set_ylabel("error (%)")
    shared_legend(figure, ncols=3)
    return figure


# ---- what the claim predicts: made[regulariser, depth] are test errors (S,) ----


def penalties_do_not_replace(made, kind):
    """C19: the best penalty brings less than half of the gain of pre-training."""
    effects = []
    for name in ("l2", "l1"):
        for depth in depths_of(made):
            half = (made["none", depth] - made[kind, depth]) / 2
            excess = made["none", depth] - made[name, depth] - half
            effects.append(Effect(f"{NAMES[name]}, {depth_in_words(depth)}", excess, below=0))
    return effects


def all_gains(made, record, kind):
    """A sentence on what each regulariser brings, and how strong the best is."""
    strength, parts = record["settings"].get("strength", {}), []
    for depth in depths_of(made):
        gains = []
        for name in [name for name in NAMES if name != "none" and (name, depth) in made]:
            given = variants.of_depth(strength.get(name), depth)
            how = f" ({text(given)})" if given is not None else ""
            gains.append(f"{NAMES[name]}{how} {np.mean(made['none', depth] - made[name, depth]):.2f}")
        parts.append(f"{depth_in_words(depth)}: {', '.join(gains)}")
    return f"gains in points (and strengths), {'; '.join(parts)}"


def arms(table, record, kind):
    """What each side was given."""
    strengths, found = record["settings"].get("strengths", {}), []
    for name in ("none", "l2", "l1", kind):
        for arm in variants.arms(table, record, {name: NAMES[name]}, "valid_error"):
            grid = len(strengths.get(name, ()))
            words = f"{arm.tuned.words}, {grid} strengths" if grid else arm.tuned.words
            found.append(arm._replace(tuned=arm.tuned._replace(words=words)))
    return found


CLAIMS = (
    Claim(
        "C19", "A penalty on the weights, L1 or L2, cannot replace pre-training.",
        "in the text: a small penalty can help, but nowhere near as much; no numbers",
        "gain in test error of the best penalty, less half of the gain of pre-training",
        penalties_do_not_replace, notes=(all_gains, digits_not_recorded),
    ),
)  # fmt: skip


# ---- the figure ----


def look(start):
    """The name and look of a regulariser in figures."""
    place = list(NAMES).index(start.partition(":")[0]) % len(OKABE_ITO)
    return {"color": OKABE_ITO[place], "linestyle": DASHES[place], "label": NAMES[start.partition(":")[0]]}


def draw(table):
    """Test errors over seeds for each regulariser, a panel for each depth."""
    rows = at_chosen_epoch(table)
    depths, names = sorted(rows["depth"].unique()), [n for n in NAMES if n in set(rows["start"])][::-1]
    figure, (panels,) = axes(len(depths), width=4, squeeze=False)
    for ax, depth in zip(panels, depths, strict=True):
        here = rows[rows["depth"] == depth]
        ax.boxplot(
            [here.loc[here["start"] == name, "test_error"] for name in names], orientation="horizontal",
            medianprops={"color": "black"}, flierprops={"ms": 3}, tick_labels=[NAMES[name] for name in names],
        )  # fmt: skip
        ax.set(xlabel="test error (%)", title=depth_in_words(depth, "hidden layer"))
        ax.tick_params(labelleft=depth == depths[0])
    return figure


TASKS = {
    "conditions": lambda settings: settings["regularisers"],
    "compute": "utils.experiments.regularisers:compute",
    "measures": variants.measures,
    "rows": variants.rows(cells),
    "drift": drift.NETWORKS,
}
REGULARISERS_RATES = replace(
    variants.choice_of_rates("regularisers", BUDGETS, look, **TASKS),
    question="Which strengths and rates are best on validation digits, for each regulariser?",
    varied="regulariser, its strength, hidden layers, rate of fine-tuning",
    measured="error and loss on training and validation digits over the epochs",
    plotted="smallest validation error, and the training error there, against the strength of a penalty",
    draw=draw_choice,
)
REGULARISERS = Experiment(
    name="regularisers",
    question="Can another regulariser replace pre-training?",
    varied="none, L2, L1, dropout, bounded weights, pre-training, pre-training and L2; 1 to 3 hidden layers",
    measured="test error at the epoch chosen on validation digits",
    plotted="test errors over seeds",
    budgets=BUDGETS,
    prepare=functools.partial(add_choices, REGULARISERS_RATES),
    view=right_at_chosen,
    draw=draw,
    claims=CLAIMS,
    samples=errors_by_seed,
    kinds=kinds,
    arms=arms,
    other_digits=other_digits,
    **TASKS,
)
