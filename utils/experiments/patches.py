"""Are V1-like filters learned from photographs, and what are they good for? (The last figure of Taha's post.)

Varied: what filters of 12 x 12 pixels come from: random numbers; an RBM, an autoencoder, and ICA of patches
of two photographs. They are the first layer, a convolution, of a small network for digits, with few and with
many labels; frozen or fine-tuned. Measured: how well a Gabor function fits each filter (see :mod:`.gabor`),
before and after; how far filters turn; error on validation and test digits. Plotted: the share of filters
that are fitted well; test errors. Decides no claim of the paper: it tests what Taha holds against it, that
filters like those of the visual cortex are what a global optimum would have, so that pre-training helps
optimisation.

Each network takes the best of three rates on validation digits (``rate``). The labelled digits are drawn anew
for each seed, the same for all filters. Other columns: ``train_nll``, the loss of the labelled digits at the
end (nats); ``cosine``, of filters before and after; ``early_error``, the validation error after three
quarters of the updates; ``fits``, what :func:`.gabor.fit_each` gives, a row for each filter. A seed costs one
to two minutes for each kind.
"""

import numpy as np

from ..plotting import OKABE_ITO, axes, legend
from .engine.experiment import Budget, Experiment
from .gabor import FITTED, WELL
from .paired import mean_and_half
from .patch_models import KINDS

TRAININGS = ("frozen", "fine-tuned")
COMMON = {"filters": list(KINDS), "side": 12, "stride": 4, "data_seed": 2010, "keeps_weights_of": [0]}
COURSE = COMMON | {
    "data": "mnist", "n_train": 50_000, "n_valid": 5_000, "patches": 70_000, "passes": 20, "n_filters": 100,
    "updates": {"250": 3_000, "10000": 10_000}, "rate_grid": [0.1, 0.3, 1.0],
}  # fmt: skip
DEMO = COMMON | {
    "data": "digits_5k", "n_train": 3_500, "n_valid": 500, "patches": 10_000, "passes": 10, "n_filters": 25,
    "updates": {"100": 300, "2000": 600}, "rate_grid": [0.1, 0.3],
}  # fmt: skip
BUDGETS = {
    "demo": Budget(DEMO, 2, {"cpu": 1}, "under a minute on two cores"),
    "course": Budget(COURSE, 10, {"cpu": 1}, "what lesson 11 shows: three quarters of an hour on two cores"),
}
NAMES = {"random": "random", "rbm": "RBM", "autoencoder": "autoencoder", "ica": "ICA"}


# ---- one task: a kind of filters ----


def rows(settings, condition, seeds):
    """Which rows a task must have."""
    labels = [int(n) for n in settings["updates"]]
    return [{"filters": [condition], "labels": labels, "training": TRAININGS, "seed": seeds}]


def measures(settings):
    """The columns that are measured, with the smallest and largest number possible."""
    errors = dict.fromkeys(("test_error", "valid_error", "early_error"), (0, 100))
    others = {
        "train_nll": (0, np.inf),
        "rate": (0, 100),
        "cosine": (-1.001, 1.001),
        "fitted": (0, 100),
        "median": (-1, 1),
    }
    return errors | others | {"fits": bytes, "weights": bytes}


def compute(settings, condition, seeds, device):
    """Learn filters from patches, fit them, and train networks that begin with them.

    Parameters
    ----------
    settings : dict
    condition : {"random", "rbm", "autoencoder", "ica"}
    seeds : tuple of int
    device : {"cpu"}

    Returns
    -------
    pandas.DataFrame
        ``filters``, ``labels``, ``training`` (frozen or fine-tuned), ``seed``, and the columns of
        :func:`measures`; ``fitted`` is the percentage of filters with an R squared of 0.7 or more,
        ``median`` the median R squared.
    """
    import pandas as pd

    from . import seeing

    tables = [seeing.rows_of(settings, condition, seed) for seed in seeds]
    columns = ["filters", "labels", "training", "seed", *measures(settings)]
    table = pd.DataFrame([row for table in tables for row in table]).assign(filters=condition)[columns]
    numbers = [name for name, limits in measures(settings).items() if limits is not bytes]
    return table.astype(dict.fromkeys(numbers, np.float32))


def view(table):
    """The result has no weights: they are in a file beside it."""
    return table.drop(columns="weights", errors="ignore")


def weights(table):
    """The filters of some seeds.

    Parameters
    ----------
    table : pandas.DataFrame
        Of all tasks.

    Returns
    -------
    dict of str to ndarray
        ``"ica/250/fine-tuned"``: filters (P, F), float16, after fine-tuning with 250 labels; frozen ones are
        as they were learned.
    """
    kept = table[table["weights"].map(lambda content: isinstance(content, bytes) and len(content) > 0)]
    found = {}
    for row in kept[kept["seed"] == kept["seed"].min()].itertuples():
        n_filters = len(fits_of(row.fits))
        name = f"{row.filters}/{row.labels}/{row.training}"
        found[name] = np.frombuffer(row.weights, "<f2").reshape(-1, n_filters)
    return found


def fits_of(content):
    """What was fitted, from its bytes: (F, 5), see :data:`.gabor.FITTED`."""
    return np.frombuffer(content, "<f4").reshape(-1, len(FITTED))


# ---- what it says ----


def gains(table):
    """How much lower the test error is with learned filters than with random ones.

    Parameters
    ----------
    table : pandas.DataFrame
        Result of this experiment.

    Returns
    -------
    pandas.DataFrame
        A row for each kind, number of labels and training: ``gain`` (points, the mean over seeds, whose
        networks are paired), ``low`` and ``high`` (95 % interval).
    """
    errors = table.pivot(index=["labels", "training", "seed"], columns="filters", values="test_error")
    found = []
    for kind in [kind for kind in KINDS[1:] if kind in errors]:
        for (labels, training), some in (errors["random"] - errors[kind]).groupby(["labels", "training"]):
            gain, half = mean_and_half(some)
            half = half if len(some) > 1 else np.nan  # one seed has no interval
            found.append({"filters": kind, "labels": labels, "training": training, "gain": gain,
                          "low": gain - half, "high": gain + half})  # fmt: skip
    import pandas as pd

    return pd.DataFrame(found)


# ---- the figure ----


def look(kind):
    """The colour of a kind of filters, the same in all figures."""
    return OKABE_ITO[KINDS.index(kind)]


def draw(table):
    """Share of filters that a Gabor function fits well, shapes of the bells, and test errors by labels."""
    kinds, labels = [kind for kind in KINDS if kind in set(table["filters"])], sorted(set(table["labels"]))
    figure, panels = axes(2 + len(labels), width=4.2)
    stages = [("learned", labels[0], "frozen")]
    stages += [(f"after\n{n:,} labels", n, "fine-tuned") for n in labels]
    bars(panels[0], table, kinds, stages, "fitted")
    panels[0].set(ylabel=f"filters with Gabor R² of {WELL} or more (%)")
    bells(panels[1], table, kinds, labels[0])
    for ax, n in zip(panels[2:], labels, strict=True):
        bars(ax, table, kinds, [(training, n, training) for training in TRAININGS], "test_error")
        ax.set(ylabel="test error (%)", title=f"{n:,} labels")
    legend(panels[0])
    return figure


def bells(ax, table, kinds, labels):
    """How wide the bells of well-fitted filters are, along the wave and across it, of the first seed."""
    first = table[(table["seed"] == table["seed"].min()) & (table["labels"] == labels)]
    for kind, mark in zip(kinds, "os^D", strict=False):
        (row,) = first[(first["filters"] == kind) & (first["training"] == "frozen")].itertuples()
        good = fits_of(row.fits)
        good = good[good[:, 0] >= WELL]
        ax.plot(good[:, 3], good[:, 4], mark, ls="none", ms=4, alpha=0.6, color=look(kind))
    ax.set(xlim=(0, 2), ylim=(0, 2), xlabel="size of the bell along the wave (wavelengths)")
    ax.set(ylabel="across it (wavelengths)", title="as learned")


def bars(ax, table, kinds, stages, column):
    """Means of a column with their intervals, a group for each stage and a bar for each kind."""
    width = 0.8 / len(kinds)
    for i, kind in enumerate(kinds):
        here = table[table["filters"] == kind]
        means, halves = np.transpose(
            [
                mean_and_half(here.loc[(here["labels"] == n) & (here["training"] == training), column])
                for _, n, training in stages
            ]
        )
        places = np.arange(len(stages)) + (i - (len(kinds) - 1) / 2) * width
        ax.bar(places, means, width, yerr=halves, capsize=3, color=look(kind),
               hatch=["", "///", "...", "xx"][i], edgecolor="white", label=NAMES[kind])  # fmt: skip
    ax.set_xticks(range(len(stages)), [name for name, *_ in stages])


PATCHES = Experiment(
    name="patches",
    question="Are V1-like filters learned from photographs, and what are they good for?",
    varied="where filters come from: random, RBM, autoencoder, ICA of patches; labels; frozen or fine-tuned",
    measured="fits of Gabor functions; error on validation and test digits",
    plotted="share of filters that are fitted well; test errors",
    budgets=BUDGETS,
    conditions=lambda settings: list(settings["filters"]),
    compute="utils.experiments.patches:compute",
    measures=measures,
    rows=rows,
    view=view,
    draw=draw,
    weights=weights,
)
