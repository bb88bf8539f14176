"""How good are networks near the paper's size? (Erhan et al. 2010, Fig. 1.)

Varied: how networks start that have three hidden layers of 500 units (of 1,000 with the budget ``wide``), on
the 50,000 training digits of the paper. Measured: error and loss of validation and test digits over the
epochs. Plotted: test error over the epochs, beside the paper's. Decides no claim: three seeds are too few. It
tells whether the networks of this course, with and without pre-training, are as good as the published ones.

Rates of pre-training and of fine-tuning are chosen on validation digits, and so is the epoch. Unlike the
paper: batches of 20 digits (the paper: 1), 20 epochs of pre-training a layer and 40 of fine-tuning (50 and
50), 3 seeds (400), 500 units (400 to 1,200), no L2 penalty, one level of masking. All rates that were chosen
are the largest that were tried.
"""

import functools

from ..plotting import COLOURS, LINES, START_NAMES, axes, shared_legend, start_look
from . import drift, strengths, variants
from .engine.experiment import Budget, Experiment
from .errors import at_chosen_epoch, right_at_chosen
from .finite_mnist import starts
from .paired import starts_in

DEPTH = 3
PAPER = {"none": 1.83, "autoencoder": 1.33}  # test error in percent, median over 400 seeds, Fig. 1
COURSE = {
    "data": "mnist", "n_train": 50_000, "n_valid": 10_000, "data_seed": 2010, "level": 0.25,
    "starts": ["rbm", "none", "autoencoder"], "sizes": [500, 500, 500], "depths": [DEPTH],
    "batch_size": 20, "pretraining_epochs": 20, "pretraining_rates": {"rbm": 0.05, "autoencoder": 0.1},
    "strengths": {"rbm": [0.02, 0.05], "autoencoder": [0.05, 0.2]}, "rate_grid": [0.1, 0.3, 1.0],
    "epochs": 40, "measured": [1, 2, 4, 6, 8, 10, 12, 15, 18, 21, 24, 27, 30, 32, 34, 36, 38, 40],
    "watched": ["valid", "test"], "keeps_right": True, "tuning_epochs": 15, "tuning_seeds": 1,
}  # fmt: skip
WIDE = COURSE | {"sizes": [1_000, 1_000, 1_000], "tuned_as": "course"}
DEMO = variants.DEMO | {
    "starts": COURSE["starts"], "sizes": [150, 150, 150], "depths": [DEPTH],
    "strength": {"rbm": 0.1, "autoencoder": 0.2}, "epochs": 20, "measured": [1, 3, 6, 9, 12, 15, 17, 20],
    "watched": ["valid", "test"],
}  # fmt: skip
BUDGETS = {
    "demo": Budget(DEMO, 2, {"cpu": 1, "cuda": 2}, "under a minute on two cores"),
    "course": Budget(COURSE, 3, {"cpu": 1, "cuda": 3}, "an hour on two cores, with the choice of rates"),
    "wide": Budget(WIDE, 1, {"cpu": 1, "cuda": 1}, "1,000 units a layer: half an hour on two cores"),
}


# ---- one task: a start and a seed ----


def compute(settings, condition, seeds, device):
    """Pre-train with the chosen rate, or with each that is tried, and fine-tune.

    Parameters
    ----------
    settings : dict
    condition : {"rbm", "none", "autoencoder"}
    seeds : tuple of int
    device : str

    Returns
    -------
    pandas.DataFrame
        As :func:`.variants.train`.
    """
    import pandas as pd

    tables = []
    for start, rate in strengths.tried(settings, condition, DEPTH).items():
        own = settings | {"pretraining_rates": {condition: rate}}
        layers = variants.pretrained(own, condition, seeds, device)
        tables.append(variants.train(settings, {(start, DEPTH): layers}, seeds, device))
    return pd.concat(tables, ignore_index=True)


# ---- what is told ----


def summary(table):
    """Test error at the epoch that validation digits choose.

    Parameters
    ----------
    table : pandas.DataFrame
        Result of this experiment.

    Returns
    -------
    pandas.DataFrame
        A row for each start: ``epoch``, ``mean``, ``lowest``, ``highest`` (%), ``seeds``.
    """
    groups = at_chosen_epoch(table).groupby("start")
    found = groups["test_error"].agg(["mean", "min", "max", "count"])
    found.columns = ["mean", "lowest", "highest", "seeds"]
    found.insert(0, "epoch", groups["epoch"].first())
    return found.loc[starts_in(table)]


def draw(table):
    """Test error over the epochs, a curve for each seed, with the chosen epoch and the paper's medians."""
    figure, ax = axes(width=6.5)
    chosen = at_chosen_epoch(table)
    for start in starts_in(table):
        look = {"color": COLOURS[start], "linestyle": LINES[start]}
        for i, (_, rows) in enumerate(table[table["start"] == start].groupby("seed")):
            label = {} if i else {"label": START_NAMES[start]}
            ax.plot(rows["epoch"], rows["test_error"], **look, **label)
        there = chosen[chosen["start"] == start]
        ax.plot(there["epoch"], there["test_error"], "o", color=COLOURS[start], mec="white", ms=7)
        if start in PAPER:
            ax.axhline(PAPER[start], lw=1, alpha=0.6, **look)
    lowest = chosen["test_error"].min()
    ax.set(ylim=(0.8 * lowest, 2.5 * lowest), xlabel="epochs of fine-tuning", ylabel="test error (%)")
    shared_legend(
        figure, title="dots: the epoch chosen on validation digits; horizontal lines: the paper's medians"
    )
    return figure


def look(start):
    """The name and look of a start in the figure of the rates; a lower rate of pre-training is fainter."""
    kind, _, rate = start.partition(":")
    label = {"label": f"{START_NAMES[kind]}, pre-trained with rate {rate}"} if rate else {}
    faint = 0.5 if rate and float(rate) == min(COURSE["strengths"][kind]) else 1
    return start_look(kind) | label | {"alpha": faint}


TASKS = {
    "conditions": starts,
    "compute": "utils.experiments.headline:compute",
    "measures": variants.measures,
    "rows": variants.rows(strengths.cells),
    "drift": drift.NETWORKS,
}
HEADLINE_RATES = variants.choice_of_rates("headline", {"course": BUDGETS["course"]}, look, **TASKS)
HEADLINE = Experiment(
    name="headline",
    question="How good are networks near the paper's size?",
    varied="start: stack of RBMs, random, stack of denoising autoencoders",
    measured="error and loss of validation and test digits over the epochs",
    plotted="test error over the epochs, beside the paper's",
    budgets=BUDGETS,
    prepare=functools.partial(strengths.add_choices, HEADLINE_RATES),
    view=right_at_chosen,
    draw=draw,
    **TASKS,
)
