"""Optimiser or regulariser, where the last hidden layer is a bottleneck? (Erhan et al. 2010, Fig. 10.)

Varied: how networks start that have three hidden layers, the last with 20 units. Bengio et al. (2007) took
such networks, so that the upper layers could not fit the training digits by themselves, stopped early, and
found a lower training error with pre-training: an optimiser's work. Erhan et al. did not stop, and found a
higher training loss. Measured: loss and error of training, validation and test digits over the epochs, until
networks have converged. Plotted: test against training loss, with the stops. Decides C17 and C18.

The stop is chosen afterwards: each seed's epoch with the smallest validation error (as probably in 2007), or,
apart from that, with the smallest validation loss. All starts have one rate, the best without pre-training.

Unlike the paper: 10,000 training digits, lower layers of 200 units, batches of 10, ten epochs of pre-training
a layer (the paper: 50,000; 400 to 1,200; 1; 50), one level of masking, no L2 penalty.
"""

import functools

import numpy as np

from ..plotting import COLOURS, START_NAMES, axes, log_ticks, shared_legend, start_look
from . import drift, variants
from .engine.experiment import Budget, Claim, Effect, Experiment
from .fairness import still_moving
from .finite_mnist import starts
from .paired import kinds as kinds_of
from .paired import starts_in

DEPTH = 3
EARLY = [*range(1, 11), 12, 14, 17, 20, 25, 30, 36, 43, 50, 60, 75, 90]
COURSE = variants.COURSE | {
    "starts": ["none", "rbm", "autoencoder"], "sizes": [200, 200, 20], "depths": [DEPTH],
    "epochs": 150, "measured": [*EARLY, 105, 113, 121, 130, 140, 150], "one_rate": [DEPTH],
    "watched": ["train", "valid", "test"], "tuning_epochs": 60, "tuning_seeds": 2,
}  # fmt: skip
DEMO = variants.DEMO | {
    "starts": ["none", "rbm", "autoencoder"], "sizes": [100, 100, 20], "depths": [DEPTH],
    "epochs": 30, "measured": [*range(1, 11), 12, 14, 17, 20, 23, 26, 30],
    "watched": ["train", "valid", "test"],
}  # fmt: skip
BUDGETS = {
    "demo": Budget(DEMO, 3, {"cpu": 1}, "under a minute on two cores"),
    "course": Budget(COURSE, 20, {"cpu": 2}, "what lesson 07 shows: an hour on two cores, with the rates"),
}
STOPS = {"error": "valid_error", "loss": "valid_nll"}  # what an early stop makes small


# ---- one task: a start ----


def cells(settings, condition):
    """The start and the depth of a task."""
    return [(condition, DEPTH)]


def compute(settings, condition, seeds, device):
    """Pre-train three layers, the last with 20 units, and fine-tune.

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
    layers = variants.pretrained(settings, condition, seeds, device)
    return variants.train(settings, {(condition, DEPTH): layers}, seeds, device)


# ---- what the claims predict ----


class Samples(dict):
    """Numbers (S,) for each moment, measure and start: ``("end", "train_nll", "rbm")``.

    The moments are ``end`` and the early stops, ``error`` and ``loss``. ``moving``: the starts whose train
    NLL has not levelled off.
    """


def at_moment(table, moment):
    """One row for each start and seed: of the last epoch, or of the seed's own early stop."""
    if moment == "end":
        return table[table["epoch"] == table["epoch"].max()]
    smallest = table.groupby(["start", "seed"])[STOPS[moment]].idxmin()  # the first of equal ones
    return table.loc[smallest]


def samples(table):
    """What the claims are computed from."""
    made, table = Samples(), table.sort_values(["seed", "epoch"], ignore_index=True)
    for moment in ("end", *STOPS):
        for start, rows in at_moment(table, moment).groupby("start"):
            for measure in ("train_nll", "test_nll", "train_error", "test_error", "epoch"):
                made[moment, measure, start] = rows.sort_values("seed")[measure].to_numpy(float)
    made.moving = [start for start, _ in still_moving(table, "train_nll")]
    return made


def kinds(made):
    """The kinds of pre-training that were run."""
    return kinds_of((start, DEPTH) for _, _, start in made)


def without_stop(made, kind):
    """C17."""
    train, test = (
        np.log(made["end", f"{s}_nll", kind] / made["end", f"{s}_nll", "none"]) for s in ("train", "test")
    )
    settled = not {"none", kind} & set(made.moving)
    return [
        Effect("train NLL", train, above=0, paper="about 3 to 4, autoencoders", counts=settled),
        Effect("test NLL", test, below=0, paper="about 0.75 to 0.95, autoencoders"),
    ]


def with_stop(made, kind):
    """C18."""
    return [
        Effect(
            f"stopped by the validation {moment}",
            made[moment, "train_error", kind] - made[moment, "train_error", "none"],
            below=0, paper="-0.59 (2007)" if moment == "error" else "",
        )
        for moment in STOPS
    ]  # fmt: skip


def at_the_stops(made, record, kind):
    """A sentence on where the stops are, and what the errors are there."""
    parts = []
    for moment in STOPS:
        for start in ("none", kind):
            epoch, train, test = (
                np.mean(made[moment, name, start]) for name in ("epoch", "train_error", "test_error")
            )
            parts.append(f"{moment}, {START_NAMES[start]}: epoch {epoch:.0f}, {train:.2f} and {test:.2f} %")
    return f"means at the stops, error of training and test digits: {'; '.join(parts)}"


def arms(table, record, kind):
    """What each start was given."""
    return variants.arms(table, record, {start: START_NAMES[start] for start in ("none", kind)}, "train_nll")


CLAIMS = (
    Claim(
        "C17", "With a last layer of 20 units and no early stopping, pre-training ends at a higher training "
        "loss and a lower test loss.",
        "final train NLL about 3e-5 without, 0.9e-4 to 1.2e-4 with, final test NLL about 0.10 and 0.078 to "
        "0.095, autoencoders, Fig. 10", "NLL at the end with / without pre-training", without_stop, "ratio",
    ),
    Claim(
        "C18", "With early stopping, the training error of these networks is lower with pre-training.",
        "Bengio et al. (2007), Table 2 of Larochelle et al. (2009): training and test error 0.59 and 2.20 % "
        "without, 0 and 1.65 % (autoencoders) or 1.5 % (RBMs) with",
        "training error at the stop, with - without pre-training", with_stop, notes=(at_the_stops,),
    ),
)  # fmt: skip


# ---- the figure ----


def draw(table):
    """Test against training loss with the mean stops, and the errors of training and test digits there."""
    from matplotlib.lines import Line2D

    figure, (curves, errors) = axes(2, width=5)
    handles = []
    for start in starts_in(table):
        rows = table[table["start"] == start]
        look = start_look(start)
        mean = np.exp(np.log(rows.set_index("epoch")[["train_nll", "test_nll"]]).groupby("epoch").mean())
        handles += curves.plot(mean["train_nll"], mean["test_nll"], **look)
        for moment, marker in (("error", "s"), ("loss", "v"), ("end", "o")):
            there = at_moment(rows.reset_index(drop=True), moment)
            look = {"marker": marker, "ls": "", "color": COLOURS[start], "mec": "white", "ms": 7}
            curves.plot(*np.exp(np.log(there[["train_nll", "test_nll"]]).mean()), **look)
            errors.plot(there["train_error"], there["test_error"], **look | {"ms": 5, "alpha": 0.7})
    curves.set(xscale="log", yscale="log", xlabel="training NLL (nats)", ylabel="test NLL (nats)")
    log_ticks(curves.xaxis)
    log_ticks(curves.yaxis)
    errors.set(xlabel="training error (%)", ylabel="test error (%)", title="each seed")
    curves.set_title("means")
    for marker, name in (
        ("s", "stopped by validation error"),
        ("v", "by validation loss"),
        ("o", "at the end"),
    ):
        handles.append(Line2D([], [], marker=marker, ls="", color="0.4", label=name))
    shared_legend(figure, handles=handles, ncols=3)
    return figure


TASKS = {
    "conditions": starts,
    "compute": "utils.experiments.top20:compute",
    "measures": variants.measures,
    "rows": variants.rows(cells),
    "drift": drift.NETWORKS,
}
TOP20_RATES = variants.choice_of_rates("top20", BUDGETS, start_look, **TASKS)
TOP20 = Experiment(
    name="top20",
    question="Optimiser or regulariser, where the last hidden layer is a bottleneck of 20 units?",
    varied="start: random, stack of RBMs, stack of denoising autoencoders; stopped early or not",
    measured="loss and error of training and test digits over the epochs, at the end and at early stops",
    plotted="test against training loss with the stops; test against training error there",
    budgets=BUDGETS,
    prepare=functools.partial(variants.add_rates, TOP20_RATES),
    draw=draw,
    claims=CLAIMS,
    samples=samples,
    kinds=kinds,
    arms=arms,
    **TASKS,
)
