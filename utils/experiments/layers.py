"""Which layers' pre-training matters? (Erhan et al. 2010, Fig. 14; Erhan et al. 2009, Fig. 5.)

Varied: how many of the lowest of three layers are pre-trained, 0 to 3; in networks of two layers, the first
one alone, the second one alone, both or none. Measured: with three layers the negative log-likelihood of
training and of test digits until networks have converged, with no early stopping; with two, the test error at
the epoch that validation digits choose. Plotted: test against training loss, and the errors over seeds.
Decides C27 and C29.

All variants of a seed come from one pre-training: a layer that counts as not pre-trained goes back to the
weights from which its pre-training started. With three layers all have one rate of fine-tuning, the best
without pre-training; with two, each has its own.

Unlike the paper: 10,000 training digits, layers of 200 units, batches of 10, ten epochs of pre-training a
layer (the paper: 50,000; 400 to 1,200; 1; 50), one level of masking, no L2 penalty.
"""

import functools

from ..plotting import DASHES, OKABE_ITO, axes, log_ticks, shared_legend
from . import drift, errors, variants
from .engine.experiment import Budget, Claim, Effect, Experiment
from .fairness import still_moving

# Which layers are pre-trained: their numbers after the start, "rbm:12".
WHICH = {
    "none": {"3": [""], "2": [""]},
    "rbm": {"3": ["1", "12", "123"], "2": ["1", "2", "12"]},
    "autoencoder": {"2": ["1", "2", "12"]},
}
MEASURED = {
    "2": [1, 3, 6, 10, 15, 20, 25, 30, 34, 38, 42, 46, 50],
    "3": [1, 2, 3, 4, 5, 7, 10, 13, 17, 21, 25, 32, 40, 50, 63, 80, 100, 113, 121, 130, 140, 150],
}
COURSE = variants.COURSE | {
    "which": WHICH, "epochs": {"2": 50, "3": 150}, "measured": MEASURED, "one_rate": [3],
    "watched": ["train", "valid", "test"], "keeps_right": True,
    "tuning_epochs": {"2": 25, "3": 50}, "tuning_seeds": 2,
}  # fmt: skip
DEMO = variants.DEMO | {
    "which": WHICH, "epochs": {"2": 8, "3": 12}, "watched": ["train", "valid", "test"],
    "measured": {"2": [1, 4, 6, 8], "3": [1, 2, 4, 6, 9, 12]},
}  # fmt: skip
BUDGETS = {
    "demo": Budget(DEMO, 2, {"cpu": 1}, "under a minute on two cores"),
    "course": Budget(
        COURSE,
        20,
        {"cpu": 1},
        "what lesson 08 shows: an hour and a half on two cores, with the choice of rates",
    ),
}
NAMES = {"none": "none", "rbm": "RBM", "autoencoder": "autoencoder"}


# ---- one task: one kind of pre-training ----


def cells(settings, condition):
    """The starts and depths of a task."""
    which = settings["which"][condition]
    return [(f"{condition}:{some}".rstrip(":"), int(d)) for d, every in which.items() for some in every]


def compute(settings, condition, seeds, device):
    """Pre-train the deepest stack once, and fine-tune networks that have some of its layers.

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
    deepest = settings | {"depths": [max(map(int, settings["which"][condition]))]}
    drawn, trained = (variants.pretrained(deepest, kind, seeds, device) for kind in ("none", condition))
    networks = {
        (start, depth): [
            trained[i] if str(i + 1) in start.partition(":")[2] else drawn[i] for i in range(depth)
        ]
        for start, depth in cells(settings, condition)
    }
    return variants.train(settings, networks, seeds, device)


# ---- what the claims predict ----


class Samples(errors.Errors):
    """Test errors (S,) for each start and depth, at the chosen epoch; and the losses of networks of 3 layers.

    ``ends``: logarithms (S,) of the train and the test NLL at the end, ``(what, start)``; ``moving``: those
    whose train NLL has not levelled off.
    """


def samples(table):
    """What the claims are computed from."""
    found, deep = errors.errors_by_seed(table), table[table["depth"] == 3].sort_values(["seed", "epoch"])
    made = Samples(found)
    vars(made).update(vars(found))
    made.ends = {
        (what, start): values
        for what in ("train", "test")
        for (start, _), values in variants.log_ends(deep, f"{what}_nll").items()
    }
    made.moving = [start for start, _ in still_moving(deep, "train_nll")]
    return made


def other_digits(made, rng, n):
    """The errors on other test digits, see :func:`.errors.other_digits`; the losses stay."""
    others = [Samples(found) for found in errors.other_digits(made, rng, n)]
    for other in others:
        other.ends, other.moving = made.ends, made.moving
    return others


def more_layers(made, kind):
    """C27: step by step."""
    lowest, effects = ["none", "rbm:1", "rbm:12", "rbm:123"], []
    for what, side in (("test", {"below": 0}), ("train", {"above": 0})):
        for k, (fewer, more) in enumerate(zip(lowest[:-1], lowest[1:], strict=True)):
            step, name = made.ends[what, more] - made.ends[what, fewer], f"{what} NLL, {k} to {k + 1} layers"
            counts = what == "test" or not {fewer, more} & set(made.moving)
            effects.append(Effect(name, step, paper=PAPER[what][k], counts=counts, **side))
    return effects


PAPER = {"test": ("about 0.64", "about 0.78", "about 0.76"), "train": ("about 2", "about 5.5", "about 3.2")}


def first_or_second(made, kind):
    """C29: whether one layer alone keeps more than half of the gain."""
    without, effects = made["none", 2], []
    for pretraining in [name for name in ("rbm", "autoencoder") if (f"{name}:12", 2) in made]:
        half = (without - made[f"{pretraining}:12", 2]) / 2
        for which, name, side, paper in (
            ("1", "the first alone", {"above": 0}, "about 0.13, autoencoders"),
            ("2", "the second alone", {"below": 0}, "about -0.15, autoencoders"),
        ):
            excess = without - made[f"{pretraining}:{which}", 2] - half
            effects.append(Effect(f"{name}, {NAMES[pretraining]}", excess, paper=paper, **side))
    return effects


def loss_of_digits(made, record, kind):
    """A sentence on the test digits."""
    return "the loss of single test digits is not recorded, so these intervals are of these test digits"


def arms(table, record, kind):
    """What each start was given."""
    starts = {start: look(start)["label"] for start in table["start"].unique()}
    return variants.arms(table, record, starts, {"2": "valid_error", "3": "train_nll"})


CLAIMS = (
    Claim(
        "C27", "The more lower layers are pre-trained, the lower the test and the higher the training loss.",
        "0 to 3 of 3 layers, RBMs: final test NLL about 0.125, 0.08, 0.062, 0.047, final train NLL about "
        "5e-5, 1.1e-4, 6e-4, 1.9e-3, Fig. 14",
        "NLL at the end with one more layer of RBMs / without it", more_layers, "ratio", (loss_of_digits,),
        compares=lambda arm, kind: arm.name.endswith(", 3 layers"),
    ),
    Claim(
        "C29", "Of two layers, pre-training the first brings most of the gain, the second alone little.",
        "autoencoders: about 1.37 % (both), 1.44 % (the first alone), 1.72 % (the second alone), 1.77 % "
        "(none), Fig. 5 of 2009",
        "gain in test error from one pre-trained layer, less half of the gain from both", first_or_second,
        compares=lambda arm, kind: arm.name.endswith(", 2 layers"),
    ),
)  # fmt: skip


# ---- the figure ----


def look(start):
    """The name and look of a start in figures: the colour says which layers are pre-trained."""
    kind, _, which = start.partition(":")
    place = ["", "1", "12", "123", "2"].index(which)
    name = {"": "no layer", "1": "the first", "12": "the first two", "123": "all three", "2": "the second"}
    label = f"{NAMES[kind]}: {name[which]}" if which else "no layer pre-trained"
    return {"color": OKABE_ITO[place], "linestyle": DASHES[place], "label": label}


def draw(table):
    """Test against training loss with three layers; test errors over seeds with two."""
    figure, (curves, boxes) = axes(2, width=5.2)
    deep, shallow = table[table["depth"] == 3], errors.at_chosen_epoch(table[table["depth"] == 2])
    handles = []
    for start in sorted(deep["start"].unique(), key=len):
        rows = deep[deep["start"] == start].groupby("epoch")[["train_nll", "test_nll"]].mean()
        handles += curves.plot(rows["train_nll"], rows["test_nll"], "o", ms=3, **look(start))
    curves.set(xscale="log", yscale="log", xlabel="training NLL (nats)", ylabel="test NLL (nats)")
    curves.set_title("3 hidden layers")
    log_ticks(curves.xaxis)
    log_ticks(curves.yaxis)
    starts = sorted(shallow["start"].unique(), key=lambda start: (start == "none", start), reverse=True)
    groups = [shallow.loc[shallow["start"] == start, "test_error"] for start in starts]
    boxes.boxplot(
        groups, orientation="horizontal", medianprops={"color": "black"}, flierprops={"ms": 3},
        tick_labels=[look(start)["label"] for start in starts],
    )  # fmt: skip
    boxes.set(xlabel="test error (%)", title="2 hidden layers")
    shared_legend(figure, handles=handles)
    return figure


TASKS = {
    "conditions": lambda settings: list(settings["which"]),
    "compute": "utils.experiments.layers:compute",
    "measures": variants.measures,
    "rows": variants.rows(cells),
    "drift": drift.NETWORKS,
}
LAYERS_RATES = variants.choice_of_rates("layers", BUDGETS, look, **TASKS)
LAYERS = Experiment(
    name="layers",
    question="Which layers' pre-training matters?",
    varied="the lowest 0 to 3 of 3 layers pre-trained; of 2 layers the first, the second, both or none",
    measured="negative log-likelihood until convergence; test error at the epoch chosen on validation digits",
    plotted="test against training negative log-likelihood; test errors over seeds",
    budgets=BUDGETS,
    prepare=functools.partial(variants.add_rates, LAYERS_RATES),
    view=errors.right_at_chosen,
    draw=draw,
    claims=CLAIMS,
    samples=samples,
    arms=arms,
    other_digits=other_digits,
    **TASKS,
)
