"""Is it the scale of the weights that pre-training chooses well? (Erhan et al. 2010, Table 1.)

Varied: how the hidden layers start. Random: uniform as in the paper, on the interval of Glorot and Bengio, on
four times that, orthogonal, orthogonal times four. Pre-trained: as it is; every weight and bias drawn anew
from its layer's values ("histogram", as in the paper); all values kept, in other places ("permuted"). With 1,
2 and 3 layers. Measured: test error at the epoch that validation digits choose, and the excess kurtosis of
the weights that a network starts with. Plotted: errors over seeds, kurtosis of each layer. Decides C11, C12.

The histogram and the permutation have the marginal distributions of pre-training, up to chance and exactly,
and nothing of its structure. All three come from one pre-training, and each start has its own rate.

Unlike the paper: 10,000 training digits, layers of 200 units, batches of 10, ten epochs of pre-training a
layer (the paper: 50,000; 400 to 1,200; 1; 50), one level of masking, no L2 penalty.
"""

import functools

import numpy as np

from ..plotting import DASHES, OKABE_ITO, axes, legend, range_bars
from . import drift, variants
from .engine.arms import Arm
from .engine.experiment import Budget, Claim, Effect, Experiment
from .errors import Errors, at_chosen_epoch, digits_not_recorded, errors_by_seed, right_at_chosen
from .errors import other_digits as errors_on_other_digits
from .fairness import before
from .paired import depths as depths_of
from .paired import kinds
from .paired import layers as depth_in_words

STARTS = {
    "random": ["none", "glorot", "glorot4", "orthogonal", "orthogonal4"],
    "rbm": ["rbm", "rbm:histogram", "rbm:permuted"],
    "autoencoder": ["autoencoder", "autoencoder:histogram", "autoencoder:permuted"],
}
NAMES = {
    "none": "uniform (the paper's)", "glorot": "Glorot", "glorot4": "4 × Glorot", "orthogonal": "orthogonal",
    "orthogonal4": "4 × orthogonal", "rbm": "RBM", "rbm:histogram": "RBM: histogram",
    "rbm:permuted": "RBM: permuted", "autoencoder": "autoencoder",
    "autoencoder:histogram": "autoencoder: histogram", "autoencoder:permuted": "autoencoder: permuted",
    "rbm:centred": "RBM: permuted, no mean", "autoencoder:centred": "autoencoder: permuted, no mean",
}  # fmt: skip
COURSE = variants.COURSE | {
    "starts": STARTS, "depths": [1, 2, 3],
    "epochs": {"1": 25, "2": 25, "3": 60},
    "measured": {
        "1": [1, 3, 6, 10, 14, 17, 19, 21, 23, 25], "2": [1, 3, 6, 10, 14, 17, 19, 21, 23, 25],
        "3": [1, 5, 10, 16, 22, 30, 38, 45, 49, 53, 57, 60],
    },
    "watched": ["valid", "test"], "keeps_right": True, "tuning_seeds": 1,
}  # fmt: skip
DEMO = variants.DEMO | {
    "starts": STARTS, "depths": [1, 2], "epochs": 8, "measured": [1, 3, 6, 7, 8],
    "watched": ["valid", "test"],
}  # fmt: skip
BUDGETS = {
    "demo": Budget(DEMO, 2, {"cpu": 1}, "under a minute on two cores"),
    "course": Budget(COURSE, 20, {"cpu": 2}, "what lesson 08 shows: two hours on two cores, with the rates"),
}


# ---- one task: the random starts, or one kind of pre-training and what is made of it ----


def cells(settings, condition):
    """The starts and depths of a task."""
    return [(start, depth) for start in settings["starts"][condition] for depth in settings["depths"]]


def limits(settings, table):
    """How far another processor may be; how far the kurtosis drifts was not measured."""
    return drift.of_networks(settings, table) | {"kurtosis": np.inf}


def compute(settings, condition, seeds, device):
    """Fine-tune networks of all depths from each start.

    Parameters
    ----------
    settings : dict
    condition : {"random", "rbm", "autoencoder"}
    seeds : tuple of int
    device : str

    Returns
    -------
    pandas.DataFrame
        As :func:`.variants.train`, with ``kurtosis``, that of the highest hidden layer's weights at the
        start: the lower layers are those of the shallower networks.
    """
    made = random_starts if condition == "random" else pretrained_starts
    stacks = made(settings, condition, seeds, device)
    networks = {(start, depth): stacks[start][:depth] for start, depth in cells(settings, condition)}
    table = variants.train(settings, networks, seeds, device)
    found = {
        (*cell, seed): value
        for cell, layers in networks.items()
        for seed, value in zip(seeds, excess_kurtosis(layers[-1].W).tolist(), strict=True)
    }
    runs = zip(table["start"], table["depth"], table["seed"], strict=True)
    return table.assign(kurtosis=[found[run] for run in runs])


def random_starts(settings, condition, seeds, device):
    """The hidden layers of the deepest network, drawn in five ways: a dict of list of Layer."""
    from ..torch_models import starts
    from ..torch_models.streams import Streams
    from . import networks

    drawn = variants.pretrained(settings, "none", seeds, device)
    sizes = [len(drawn[0].W[0]), *(layer.b.shape[1] for layer in drawn)]
    orthogonal = {
        gain: starts.init_orthogonal(sizes, Streams(seeds, "orthogonal", device), gain) for gain in (1, 4)
    }
    return {
        "none": drawn, "glorot": networks.widened(drawn, 1), "glorot4": networks.widened(drawn, 4),
        "orthogonal": orthogonal[1], "orthogonal4": orthogonal[4],
    }  # fmt: skip


def pretrained_starts(settings, kind, seeds, device):
    """The hidden layers of one pre-training, as they are and in three ways changed: dict of list of Layer."""
    from ..torch_models import starts
    from ..torch_models.stacking import redraw_from_marginals
    from ..torch_models.streams import Streams

    trained = variants.pretrained(settings, kind, seeds, device)
    permuted = starts.permute_within_layers(trained, Streams(seeds, "permutation", device))
    return {
        kind: trained,
        f"{kind}:histogram": redraw_from_marginals(trained, Streams(seeds, "histogram", device)),
        f"{kind}:permuted": permuted,
        f"{kind}:centred": starts.without_mean(permuted),
    }


def excess_kurtosis(values):
    """Of each seed's values: 0 for a normal distribution, -1.2 for a uniform one, (S, ...) -> (S,)."""
    flat = values.flatten(1).double()
    flat = flat - flat.mean(dim=1, keepdim=True)
    return (flat**4).mean(dim=1) / (flat**2).mean(dim=1) ** 2 - 3


def measures(settings):
    """What is measured, with the kurtosis: -2 is the smallest that any distribution has."""
    return variants.measures(settings) | {"kurtosis": (-2, float("inf"))}


# ---- what the claims predict: made[start, depth] are test errors (S,) ----


class Samples(Errors):
    """Test errors (S,) for each start and depth; ``kurtosis``: that of the highest layer's weights, (S,)."""


def samples(table):
    """What the claims are computed from."""
    found, made = errors_by_seed(table), Samples()
    made.update(found)
    vars(made).update(vars(found))
    rows = at_chosen_epoch(table).sort_values("seed")
    made.kurtosis = {key: some["kurtosis"].to_numpy() for key, some in rows.groupby(["start", "depth"])}
    return made


def other_digits(made, rng, n):
    """The errors on other test digits, see :func:`.errors.other_digits`; the weights are the same."""
    others = [Samples(found) for found in errors_on_other_digits(made, rng, n)]
    for other in others:
        other.kurtosis = made.kurtosis
    return others


def marginals_do_not_help(made, kind):
    """C11: what has the marginals brings less than half of the gain of pre-training."""
    effects = []
    for depth in depths_of(made):
        half = (made["none", depth] - made[kind, depth]) / 2
        paper = {1: "-0.33 (autoencoders' histogram)", 2: "-0.12 (autoencoders' histogram)"}.get(depth, "")
        for name in ("histogram", "permuted"):
            excess = made["none", depth] - made[f"{kind}:{name}", depth] - half
            effects.append(Effect(f"{name}, {depth_in_words(depth)}", excess, below=0, paper=paper))
    return effects


def fat_tails(made, kind):
    """C12."""
    return [
        Effect(f"layer {depth}", made.kurtosis[kind, depth], above=0, paper="fat tails")
        for depth in depths_of(made)
    ]


def their_mean(samples, record, kind):
    """What else the starts with the marginals keep."""
    return (
        "what has the marginals only keeps the mean of the weights, too, which gives all units much the same "
        "input; without it (marginals_mean) permuted weights bring one layer 0.6 of the gain, two 0.14 or "
        "less"
    )


def other_starts(made, record, kind):
    """A sentence on what random starts bring, beside what pre-training brings."""
    parts = []
    for depth in depths_of(made):
        gains = (
            f"{NAMES[start]} {np.mean(made['none', depth] - made[start, depth]):.2f}"
            for start in (*STARTS["random"][1:], kind)
        )
        parts.append(f"{depth_in_words(depth)}: {', '.join(gains)}")
    return f"gain over the uniform start in points, {'; '.join(parts)}"


def arms(table, record, kind):
    """What the starts that are compared were given, those of the note, too."""
    compared = (*STARTS["random"], kind, f"{kind}:histogram", f"{kind}:permuted")
    return variants.arms(table, record, {start: NAMES[start] for start in compared}, "valid_error")


def before_labels(table, record, kind):
    """What the weights were given that C12 is about: pre-training alone."""
    return [Arm(f"{NAMES[kind]}, before fine-tuning", 0, before(record["settings"]))]


CLAIMS = (
    Claim(
        "C11", "The marginal distribution of the weights does not explain what pre-training brings.",
        "test errors with 1 and 2 layers: 1.81 and 1.77 % (uniform), 1.94 and 1.69 % (histogram), 1.41 and "
        "1.37 % (pre-trained, autoencoders), Table 1",
        "gain in test error of what has the marginals only, less half of the gain of pre-training",
        marginals_do_not_help, notes=(other_starts, their_mean, digits_not_recorded),
    ),
    Claim(
        "C12", "The distribution of pre-trained weights has fat tails.", "in the text, without a number",
        "excess kurtosis of the weights before fine-tuning (normal 0, uniform -1.2)", fat_tails, "",
        arms=before_labels,
    ),
)  # fmt: skip


# ---- the figure ----


def look(start):
    """The name and look of a start in figures."""
    place = list(NAMES).index(start)
    colour, line = OKABE_ITO[place % len(OKABE_ITO)], DASHES[place * 2 // 3 % len(DASHES)]
    return {"color": colour, "linestyle": line, "label": NAMES[start]}


def draw(table):
    """Test errors over seeds for each start, a panel for each depth; kurtosis of each layer's weights."""
    rows = at_chosen_epoch(table)
    depths, starts = sorted(rows["depth"].unique()), [start for start in NAMES if start in set(rows["start"])]
    figure, (panels,) = axes(len(depths) + 1, width=3.6, squeeze=False)
    for ax, depth in zip(panels, depths, strict=False):
        here = rows[rows["depth"] == depth]
        groups = [here.loc[here["start"] == start, "test_error"] for start in starts[::-1]]
        ax.boxplot(
            groups, orientation="horizontal", medianprops={"color": "black"}, flierprops={"ms": 3},
            tick_labels=[NAMES[start] for start in starts[::-1]],
        )  # fmt: skip
        ax.set(xlabel="test error (%)", title=depth_in_words(depth, "hidden layer"))
        ax.tick_params(labelleft=depth == depths[0])
    for start in ("rbm", "autoencoder", "none"):
        kurtosis = rows[rows["start"] == start].groupby("depth")["kurtosis"].agg(["mean", "min", "max"])
        range_bars(panels[-1], kurtosis, marker="o", **look(start))
    panels[-1].set(xlabel="hidden layer", ylabel="excess kurtosis", xticks=depths)
    panels[-1].set_title("weights before fine-tuning")
    legend(panels[-1])
    return figure


TASKS = {
    "conditions": lambda settings: list(settings["starts"]),
    "compute": "utils.experiments.marginals:compute",
    "measures": measures,
    "rows": variants.rows(cells),
    "drift": drift.NETWORKS._replace(each=limits),
}
MARGINALS_RATES = variants.choice_of_rates("marginals", BUDGETS, look, **TASKS)
MARGINALS = Experiment(
    name="marginals",
    question="Is it the scale of the weights that pre-training chooses well?",
    varied="start: five random ones; pre-trained, re-drawn from its values, permuted; 1 to 3 hidden layers",
    measured="test error at the epoch chosen on validation digits; excess kurtosis of the weights",
    plotted="test errors over seeds; kurtosis of each layer's weights before fine-tuning",
    budgets=BUDGETS,
    prepare=functools.partial(variants.add_rates, MARGINALS_RATES),
    view=right_at_chosen,
    draw=draw,
    claims=CLAIMS,
    samples=samples,
    kinds=kinds,
    arms=arms,
    other_digits=other_digits,
    **TASKS,
)
