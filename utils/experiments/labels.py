"""Does the help of pre-training fade as labels grow? (Erhan et al. 2009, in the text; Newell and Deng 2020.)

Varied: how many of the 50,000 training digits have labels, 100 to 50,000; how the three hidden layers start:
at random, or pre-trained on the images of all 50,000. Measured: test error at the epoch that validation
digits choose. Plotted: test error against labels; how many times as many labels are needed without
pre-training. Decides C30.

The numbers of labels are those of Newell and Deng's code, up to all there are. Each start and number of
labels has its own rate of fine-tuning; all starts have the same updates, each number its own. The rates and
the epoch are chosen on 10,000 validation digits, which have labels whatever n is: n counts the labels that
are learned from. Somebody with 100 labels in all would have to choose worse, with and without pre-training.

Unlike the paper of 2009, which speaks of smaller training sets: here only the labels are fewer, and
pre-training always sees all images.
"""

import functools
from dataclasses import replace

import numpy as np

from ..plotting import MARKERS, START_NAMES, axes, log_ticks, shared_legend, start_look
from . import drift, labelled, variants
from .engine.arms import Arm
from .engine.experiment import Budget, Claim, Effect, Experiment
from .engine.verdicts import estimates
from .errors import errors_by_seed, other_digits, right_at_chosen
from .fairness import before, still_moving
from .finite_mnist import starts

DEPTH = 3
EPOCHS = {"100": 2_000, "250": 800, "1000": 200, "4000": 50, "20000": 20, "50000": 20}
COURSE = variants.MNIST | {
    "n_train": 50_000, "n_valid": 10_000, "starts": ["none", "rbm", "autoencoder"],
    "labels": [int(n) for n in EPOCHS], "depths": [DEPTH], "width": 400, "batch_size": 10,
    "pretraining_epochs": 10, "pretraining_rates": {"rbm": 0.05, "autoencoder": 0.1},
    "rate_grid": {"none": [0.1, 0.3, 1.0, 2.0]}  # with few labels lower ones, and 4 and 8, stay on a plateau
    | dict.fromkeys(("rbm", "autoencoder"), [0.03, 0.1, 0.3, 1.0]),
    "epochs": EPOCHS,
    "measured": {n: labelled.moments(epochs) for n, epochs in EPOCHS.items()},
    "watched": ["valid", "test"], "keeps_right": True, "tuning_seeds": 2,
    "tuning_epochs": {"100": 1_000, "250": 400, "1000": 100, "4000": 25, "20000": 10, "50000": 7},
}  # fmt: skip
DEMO = variants.DEMO | {
    "starts": ["none", "rbm", "autoencoder"], "labels": [50, 250, 1_000, 3_500], "depths": [DEPTH],
    "epochs": {"50": 200, "250": 40, "1000": 10, "3500": 4},
    "measured": {"50": [60, 120, 160, 200], "250": [10, 20, 30, 40], "1000": [2, 5, 8, 10],
                 "3500": [1, 2, 3, 4]},
    "watched": ["valid", "test"],
}  # fmt: skip
BUDGETS = {
    "demo": Budget(DEMO, 3, {"cpu": 1}, "under a minute on two cores"),
    "course": Budget(COURSE, 10, {"cpu": 1}, "what lesson 13 shows: two hours on two cores, with the rates"),
}


# ---- one task: a start and a seed ----


def cells(settings, condition, seed=0):
    """The starts, with their numbers of labels, and the depth of a task."""
    return [(f"{condition}:{n}", DEPTH) for n in settings["labels"]]


def compute(settings, condition, seeds, device):
    """Pre-train once on all images, and fine-tune a copy with each number of labels.

    Parameters
    ----------
    settings : dict
    condition : {"none", "rbm", "autoencoder"}
    seeds : tuple of int
    device : str

    Returns
    -------
    pandas.DataFrame
        As :func:`.variants.train`.
    """
    import pandas as pd

    from . import networks

    layers, tables = variants.pretrained(settings, condition, seeds, device), []
    for start, depth in cells(settings, condition):
        n = labelled.labels_of(start)
        sets = labelled.some_labels(networks.data_for(settings, device), n, seeds)
        for rate in variants.rates(settings, start, depth):
            watched = variants.watched(settings)
            made = networks.fine_tune(labelled.own(settings, n), layers, seeds, rate, sets, watched, device)
            tables.append(made.assign(start=start, depth=depth, rate=rate))
    return pd.concat(tables, ignore_index=True)


# ---- what the claim predicts: made[start with labels, depth] are test errors (S,) ----


def numbers(made):
    """The numbers of labels that were tried."""
    return sorted({labelled.labels_of(start) for start, _ in made})


def kinds(made):
    """The kinds of pre-training that were run."""
    run = {start.partition(":")[0] for start, _ in made}
    return [kind for kind in ("autoencoder", "rbm") if kind in run]


def errors_of(made, start):
    """Test errors (S, L) of a start, a column for each number of labels."""
    return np.stack([made[f"{start}:{n}", DEPTH] for n in numbers(made)], axis=1)


def fades(made, kind):
    """C30: from each number of labels to the next the gain gets smaller."""
    gains, labels = errors_of(made, "none") - errors_of(made, kind), numbers(made)
    return [
        Effect(f"{few:,} to {more:,} labels", gains[:, i] - gains[:, i + 1], above=0)
        for i, (few, more) in enumerate(zip(labels[:-1], labels[1:], strict=True))
    ]


def gains_with_intervals(made, kind):
    """The gain at each number of labels, with intervals that hold together: a list of Estimate."""
    gains = errors_of(made, "none") - errors_of(made, kind)
    effects = [Effect(f"{n:,} labels", gains[:, i], above=0) for i, n in enumerate(numbers(made))]
    return estimates(effects, enough=2)


def where_they_merge(made, record, kind):
    """A sentence on the gains, and from how many labels on they cannot be told from nothing."""
    found = gains_with_intervals(made, kind)
    told = ", ".join(f"{one.value:.2f} ({one.effect.part})" for one in found)
    merged = labelled.merge_at(numbers(made), [one.low for one in found])
    at_most = f"{numbers(made)[-1]:,}"
    where = f"not surely above 0 from {merged:,} labels on" if merged else f"above 0 up to {at_most} labels"
    return f"gains in points: {told}; {where}"


def utilities(made, record, kind):
    """A sentence on the utility, with intervals."""
    labels, (value, low, high) = numbers(made), utility_of(made, kind)
    told = (f"{n:,}: {with_interval(some, n, labels)}"
            for n, *some in zip(labels, value, low, high, strict=True))  # fmt: skip
    return f"utility n_hat / n - 1 by labels n, with 95 % intervals over seeds: {'; '.join(told)}"


def utility_of(made, kind):
    """Utility at each number of labels, and its interval: three arrays (L,)."""
    rng = np.random.default_rng(2020)
    return labelled.utility_interval(numbers(made), errors_of(made, "none"), errors_of(made, kind), rng)


def in_words(value, n, labels):
    """A utility; where more labels would be needed than there are, the number that it is above."""
    return f"{value:.2f}" if np.isfinite(value) else f"above {labels[-1] / n - 1:.2f}"


def with_interval(some, n, labels):
    """A utility with the ends of its interval, three numbers, in words; one where all are above the most."""
    value, low, high = (in_words(one, n, labels) for one in some)
    return value if value == low == high else f"{value} [{low}, {high}]"


def validation(made, record, kind):
    """A sentence on the labels that chose the settings."""
    n_valid = record["settings"]["n_valid"]
    return f"rates and epochs are chosen with {n_valid:,} more labels, of validation digits, whatever n is"


def arms(table, record, kind):
    """What each start was given: an arm for the numbers of labels that have the same updates."""
    settings, found = record["settings"], []
    by_updates = {}
    for n in settings["labels"]:
        by_updates.setdefault(labelled.updates(settings, n), []).append(n)
    moving = {start for start, _ in still_moving(table, "valid_error")}
    for start in ("none", kind):
        trained = before(settings) if start != "none" else ""
        for updates, labels in by_updates.items():
            here = [f"{start}:{n}" for n in labels]
            words = " to ".join(f"{n:,}" for n in dict.fromkeys((labels[0], labels[-1])))
            which = {name: f"{labelled.labels_of(name):,} labels: " if len(here) > 1 else "" for name in here}
            edges = (
                f"{which[name]}{text}" for name in here for text in variants.at_edge(record, name, [DEPTH])
            )
            found.append(
                Arm(
                    f"{START_NAMES[start]}, {words} labels", updates, trained,
                    variants.tuned_how(settings, start, [DEPTH]), tuple(edges),
                    tuple(f"{labelled.labels_of(name):,} labels" for name in here if name in moving),
                )
            )  # fmt: skip
    return found


def described(made, record):
    """What a result is of, in words."""
    settings, labels = record["settings"], numbers(made)
    return (
        f"3 layers of {settings['width']} units, {labels[0]:,} to {labels[-1]:,} labels, images of "
        f"{settings['n_train']:,} digits"
    )


CLAIMS = (
    Claim(
        "C30", "The fewer labels there are, the more pre-training helps.",
        "in the text of 2009, \"most helpful for smaller training sets\", without numbers",
        "gain in test error with fewer labels, less that with more", fades,
        notes=(where_they_merge, utilities, validation),
    ),
)  # fmt: skip


# ---- the figure ----


def draw(table):
    """Test error against labels; how many times as many labels are needed without pre-training."""
    made, (figure, (left, right)) = errors_by_seed(table), axes(2)
    labels = np.array(numbers(made))
    for start in ("none", *kinds(made)[::-1]):
        errors, look = errors_of(made, start), start_look(start) | {"marker": MARKERS[start], "ms": 4}
        left.errorbar(labels, errors.mean(axis=0), errors.std(axis=0), capsize=3, **look)
        if start != "none":
            labelled.draw_utility(right, start, labels, *utility_of(made, start))
    right.set_title("dotted: the most that was tried", fontsize=10)
    left.set_ylabel("test error (%)")
    for ax in (left, right):
        ax.set(xscale="log", yscale="log", xlabel="labels")
        log_ticks(ax.xaxis)
        log_ticks(ax.yaxis)
    shared_legend(figure)
    return figure


TASKS = {
    "conditions": starts,
    "compute": "utils.experiments.labels:compute",
    "measures": variants.measures,
    "rows": labelled.rows(cells),
    "drift": drift.NETWORKS,
}
LABELS_RATES = replace(
    variants.choice_of_rates("labels", BUDGETS, start_look, **TASKS),
    varied="start, number of labels, rate of fine-tuning",
    draw=labelled.draw_rates,
)
LABELS = Experiment(
    name="labels",
    question="Does the help of pre-training fade as labels grow?",
    varied="labels, 100 to 50,000, of 50,000 digits; start: random, or pre-trained on all images",
    measured="test error at the epoch chosen on validation digits",
    plotted="test error against labels; how many times as many labels are needed without pre-training",
    budgets=BUDGETS,
    prepare=functools.partial(variants.add_rates, LABELS_RATES),
    view=right_at_chosen,
    draw=draw,
    claims=CLAIMS,
    samples=errors_by_seed,
    kinds=kinds,
    arms=arms,
    other_digits=other_digits,
    described=described,
    **TASKS,
)
