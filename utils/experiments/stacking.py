"""Does stacking help the models that the student has built? The two tables of lesson 04.

Varied: the start (none, a stack of RBMs, a stack of denoising autoencoders) and the number of hidden layers,
with all 4,000 labels; and the number of labels, with three layers and all pictures for pre-training.
Measured: negative log-likelihood (nats) and error (from 0 to 1, as the NumPy models give it) of training and
of test digits; after each epoch with all labels, after the last one with fewer. Plotted: test error over
depth and over the number of labels. Decides no claim: other questions have more digits and more seeds.

Every start, depth and number of labels has a fine-tuning rate of its own, chosen from one grid on held-out
digits with seeds that are not reported. Networks without pre-training get as many more updates as it takes,
and those with few labels as many as those with all. The starts of one seed share the output layer and the
order of the examples: they are pairs. Shallower networks start from the lowest layers of the seed's stack.

This is the only question about ``numpy_models``, so it is computed on the CPU, with NumPy alone.
"""

import numpy as np
import pandas as pd

from ..data import hold_out, load_digits_5k
from ..numpy_models import mlp, stacking
from ..plotting import axes, log_ticks, range_bars, shared_legend, start_look
from . import drift
from .engine.experiment import Budget, Experiment
from .finite_mnist import starts
from .paired import layers, starts_in
from .tuning import edge, tuned

ALL = 4_000  # labelled training digits; where rates are chosen, those of them that are not held out

COURSE = {
    "starts": ["none", "rbm", "autoencoder"], "sizes": [200, 200, 200], "depths": [1, 2, 3],
    "few_labels": [100, 300, 1_000], "few_labels_starts": ["none", "rbm"], "few_labels_seeds": 5,
    "pretraining_rates": {"rbm": 0.1, "autoencoder": 0.3}, "pretraining_epochs": 8, "epochs": 20,
    "batch_size": 20, "rate_grid": [0.3, 1.0, 3.0, 10.0], "n_valid": 800,
    "tuning": {"seeds": 3, "few_labels_seeds": 2, "first_seed": 100},
}  # fmt: skip
DEMO = COURSE | {
    "sizes": [100, 100, 100], "few_labels": [300], "few_labels_seeds": 2, "pretraining_epochs": 3,
    "epochs": 5, "rate_grid": [1.0, 3.0, 10.0],
    "tuning": {"seeds": 1, "few_labels_seeds": 1, "first_seed": 100},
}  # fmt: skip
BUDGETS = {
    "demo": Budget(DEMO, 2, {"cpu": 1}, "about a minute on two cores"),
    "course": Budget(COURSE, 6, {"cpu": 1}, "what lesson 04 shows: a quarter of an hour on two cores"),
}


# ---- one task: a start and a group of seeds ----


def compute(settings, condition, seeds, device):
    """Pre-train once for each seed, then fine-tune a copy for each depth, number of labels and rate.

    Parameters
    ----------
    settings : dict
        A budget's: with ``first_seed`` for the choice of the rates, else with the ``rates`` that it found.
    condition : {"none", "rbm", "autoencoder"}
    seeds : tuple of int
    device : {"cpu"}

    Returns
    -------
    pandas.DataFrame
        A row for each depth, number of labels, rate, seed and epoch.
    """
    (train, _, new), name, rows = load_digits_5k(), "test", []
    choosing = "first_seed" in settings
    if choosing:
        train, new = hold_out(train, settings["n_valid"], np.random.default_rng(0))
        name = "valid"
    for i in seeds:
        seed = settings.get("first_seed", 0) + i
        layers = hidden_layers(settings, condition, train.images, seed)
        for depth, n in cells(settings, condition, i):
            key = {"start": condition, "depth": depth, "labels": n}
            watch = {"train": some_labels(train, n, seed), name: new}
            rates = settings["rate_grid"] if choosing else [settings["rates"][condition][str(depth)][str(n)]]
            for rate in rates:
                every_epoch = n == ALL and not choosing
                history = fine_tune(settings, condition, layers[:depth], n, rate, seed, watch, every_epoch)
                rows += [key | {"rate": rate, "seed": seed} | row for row in history]
    return pd.DataFrame(rows)


def rows(settings, condition, seeds):
    """The rows of one task, a block for each seed, depth and number of labels."""
    blocks, choosing = [], "first_seed" in settings
    for i in seeds:
        for depth, n in cells(settings, condition, i):
            last = fair_epochs(settings, condition, depth, n)
            rates = settings["rate_grid"] if choosing else [settings["rates"][condition][str(depth)][str(n)]]
            epochs = range(last + 1) if n == ALL and not choosing else [last]
            blocks.append(
                {"start": [condition], "depth": [depth], "labels": [n], "rate": rates,
                 "seed": [settings.get("first_seed", 0) + i], "epoch": epochs}
            )  # fmt: skip
    return blocks


def measures(settings, new="test"):
    """What is measured on the training digits and on others, and the numbers that are possible."""
    return {f"{name}_{what}": limits for name in ("train", new)
            for what, limits in (("nll", (0, np.inf)), ("error", (0, 1)))}  # fmt: skip


def hidden_layers(settings, start, images, seed):
    """The hidden layers of a seed's deepest network, drawn at random or pre-trained on ``images`` (N, V)."""
    rng, sizes = np.random.default_rng(seed), tuple(settings["sizes"])
    if start == "none":
        return mlp.init_mlp((images.shape[1], *sizes), rng)
    rate, epochs = settings["pretraining_rates"][start], settings["pretraining_epochs"]
    return stacking.pretrain(images, sizes, rng, start, rate, epochs, settings["batch_size"])


def cells(settings, start, i):
    """The (depth, number of labels) of a start's ``i``-th seed; few labels have fewer seeds."""
    few = start in settings["few_labels_starts"] and i < settings["few_labels_seeds"]
    every = [(depth, ALL) for depth in settings["depths"]]
    return every + [(settings["depths"][-1], n) for n in settings["few_labels"] if few]


def some_labels(split, n, seed):
    """The first ``n`` labelled digits of a seed, with the same share of every class, or the whole split."""
    return split if n >= len(split.labels) else hold_out(split, n, np.random.default_rng([seed, 2]))[1]


def fair_epochs(settings, start, depth, n=ALL):
    """Epochs of ``n`` labels: as many updates as with all of them, and more of them without pre-training."""
    more = depth * settings["pretraining_epochs"] if start == "none" else 0
    size = settings["batch_size"]
    return round((settings["epochs"] + more) * ALL / (size * np.ceil(n / size)))


def fine_tune(settings, start, layers, n, rate, seed, watch, every_epoch):
    """The training history of one network, to six decimals: a row an epoch, or one for the last."""
    rng, epochs = np.random.default_rng([seed, 1]), fair_epochs(settings, start, len(layers), n)
    size, watched = settings["batch_size"], watch if every_epoch else None
    params, history = stacking.fine_tune(layers, *watch["train"], rate, epochs, size, rng, watch=watched)
    history = history if every_epoch else [mlp.measure(params, watch, epochs)]
    return [{name: round(value, 6) for name, value in row.items()} for row in history]


# ---- the choice of the rates ----


def of_tuning(settings):
    """The settings of the choice of rates: other seeds, and held-out digits in the place of test digits."""
    given = settings["tuning"]
    return settings | {"few_labels_seeds": given["few_labels_seeds"], "first_seed": given["first_seed"]}


def best_rates(table):
    """The rate with the smallest mean validation error: ``{start: {depth: {labels: rate}}}``."""
    means = table.groupby(["start", "depth", "labels", "rate"])["valid_error"].mean()
    rates = {}
    for start, depth, labels, rate in means.groupby(["start", "depth", "labels"]).idxmin():
        rates.setdefault(start, {}).setdefault(str(depth), {})[str(labels)] = rate
    return rates


def add_rates(experiment, budget, settings, folder, run):
    """Settings completed by the best rates, and where they come from; as :func:`.tuning.add_rates`."""
    table, origin = tuned(STACKING_RATES, experiment, budget, folder, run)
    rates, at_edge = best_rates(table), []
    for start, depths in rates.items():
        for depth, labels in depths.items():
            for n, rate in labels.items():
                at_edge += edge(f"{start}, depth {depth}, {n} labels", rate, settings["rate_grid"])
    return settings | {"rates": rates}, {"rates_from": origin, "rates_at_edge_of_grid": at_edge}


# ---- the figure ----


def at_last_epoch(table):
    """The rows of the last epoch of each start, depth, number of labels, rate and seed."""
    runs = ["start", "depth", "labels", "rate", "seed"]
    return table[table["epoch"] == table.groupby(runs)["epoch"].transform("max")]


def draw(table):
    """Error after the last epoch against depth and number of labels: means and ranges over seeds."""
    rows = at_last_epoch(table)
    figure, (by_depth, by_labels) = axes(2, sharey=True)
    deepest = rows[rows["depth"] == rows["depth"].max()]
    for ax, some, name in ((by_depth, rows[rows["labels"] == ALL], "depth"), (by_labels, deepest, "labels")):
        for start in starts_in(some):
            error = 100 * some[some["start"] == start].groupby(name)["test_error"].agg(["mean", "min", "max"])
            range_bars(ax, error, marker="o", ms=4, **start_look(start))
        ax.set(yscale="log")
    by_depth.set(xlabel="hidden layers", ylabel="test error (%)", xticks=sorted(rows["depth"].unique()))
    by_depth.set_title("all labels")
    by_labels.set(xscale="log", xlabel=f"labels, {rows['depth'].max()} hidden layers", title="fewer labels")
    by_labels.set_xticks(sorted(deepest["labels"].unique()))
    log_ticks(by_labels.xaxis)
    log_ticks(by_depth.yaxis)
    shared_legend(figure, title="dots: mean of the seeds; bars: from the lowest seed to the highest")
    return figure


def draw_rates(table):
    """Mean validation error against the rate, a panel for each depth and number of labels."""
    places = list(table.groupby(["depth", "labels"], sort=False))
    figure, panels = axes(-(-len(places) // 2), 2, width=3.4, height=3, sharex=True, sharey=True)
    for ax, ((depth, n), rows) in zip(panels.flat, places, strict=False):
        for start in starts_in(rows):
            error = 100 * rows[rows["start"] == start].groupby("rate")["valid_error"].mean()
            ax.plot(error.index, error, marker="o", **start_look(start))
        ax.set(xscale="log", yscale="log")
        ax.set_title(f"{layers(depth, 'hidden layer')}, {n:,} labels", fontsize=10)
        log_ticks(ax.xaxis)
        log_ticks(ax.yaxis)
    figure.supxlabel("rate of fine-tuning", fontsize=10)
    figure.supylabel("validation error (%)", fontsize=10)
    shared_legend(figure)
    return figure


STACKING_RATES = Experiment(
    name="stacking_rates",
    question="Which fine-tuning rates are best for the networks of stacking?",
    varied="start, hidden layers, number of labels, rate of fine-tuning",
    measured="error and loss on held-out digits after the last epoch",
    plotted="validation error against the rate",
    budgets={
        name: budget._replace(
            settings=of_tuning(budget.settings), seeds=budget.settings["tuning"]["seeds"],
            note=f"the rates of the budget {name}, before stacking needs them",
        )
        for name, budget in BUDGETS.items()
    },
    conditions=starts,
    compute="utils.experiments.stacking:compute",
    measures=lambda settings: measures(settings, "valid"),
    rows=rows,
    drift=drift.STACKING,
    serves=True,
    draw=draw_rates,
)  # fmt: skip

STACKING = Experiment(
    name="stacking",
    question="Does stacking help the models built in lessons 01 to 04, with all labels and with few?",
    varied="start; hidden layers; number of labels",
    measured="error and loss of training and test digits, on the 5,000 embedded ones, with NumPy",
    plotted="test error against depth and against the number of labels",
    budgets=BUDGETS,
    conditions=starts,
    compute="utils.experiments.stacking:compute",
    measures=measures,
    rows=rows,
    drift=drift.STACKING,
    prepare=add_rates,
    draw=draw,
)
