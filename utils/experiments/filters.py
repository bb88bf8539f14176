"""What do units look for, and does fine-tuning change it? (Erhan et al. 2010, Figs. 3 and 4.)

Varied: how three hidden layers start. Measured, before fine-tuning and after some of its epochs, for each
layer: how far a unit's weights have turned (mean cosine with what they were) and how many have changed their
sign; and of the images that units like best (see :mod:`.ascent`) how rough they are, how like a digit, and
how alike those from different starts of the ascent. Plotted: these against the layer. Decides C6 and C7.

Other columns: ``aligned`` is 1 where the ascent has come to rest; ``valid_error`` is the network's, the
same in the rows of its layers. The paper shows pictures only, of networks with 1,000 units a layer after 7.5
million examples of InfiniteMNIST; that "features hardly change" and that "signs do not flip" are made numbers
here, by borders that were set before any was seen: a mean cosine above 0.9, under a tenth of the signs.

Unlike the paper: 10,000 digits again and again, layers of 200 units, batches of 10. All starts have one rate
of fine-tuning, which was not tuned. A seed costs a minute and a half for each start.
"""

import math

import numpy as np

from ..plotting import MARKERS, axes, range_bars, shared_legend, start_look
from . import fairness, variants
from .engine.arms import Arm, Tuned
from .engine.experiment import Budget, Claim, Effect, Experiment
from .finite_mnist import starts
from .paired import starts_in

LAYERS = (1, 2, 3)
COURSE = variants.MNIST | variants.PRETRAINING | {
    "starts": ["none", "rbm", "autoencoder"], "sizes": [200] * 3, "batch_size": 10, "rate": 0.3,
    "epochs": 50, "measured": [0, 1, 3, 10, 25, 38, 50], "units": 40, "ascents": 5, "steps": 150,
    "keeps_weights_of": [0],
}  # fmt: skip
DEMO = variants.DEMO | {
    "starts": COURSE["starts"], "sizes": [100] * 3, "epochs": 8, "measured": [0, 1, 6, 8],
    "units": 10, "ascents": 3, "steps": 40, "keeps_weights_of": [0],
}  # fmt: skip
BUDGETS = {
    "demo": Budget(DEMO, 2, {"cpu": 1}, "under a minute on two cores"),
    "course": Budget(COURSE, 20, {"cpu": 1}, "what lesson 11 shows: three quarters of an hour on two cores"),
}
KINDS = ("autoencoder", "rbm")
NEAR, FEW = 0.9, 0.1  # a mean cosine above it, a share of signs below it


# ---- one task: a start ----


def rows(settings, condition, seeds):
    """Which rows a task must have."""
    return [{"start": [condition], "layer": LAYERS, "seed": seeds, "epoch": settings["measured"]}]


def measures(settings):
    """The columns that are measured, with the smallest and largest number possible."""
    return {
        "cosine": (-1.001, 1.001), "flips": (0, 1), "roughness": (0, math.inf), "likeness": (-1.001, 1.001),
        "agreement": (-1.001, 1.001), "aligned": (-1.001, 1.001), "valid_error": (0, 100), "weights": bytes,
    }  # fmt: skip


def compute(settings, condition, seeds, device):
    """Pre-train, fine-tune, and look into the network on its way.

    Parameters
    ----------
    settings : dict
    condition : {"none", "rbm", "autoencoder"}
    seeds : tuple of int
    device : str

    Returns
    -------
    pandas.DataFrame
        ``start``, ``layer`` (1 to 3), ``seed``, ``epoch`` (0: before fine-tuning), and the columns of
        :func:`measures`; of :func:`.looking.look_inside`.
    """
    import pandas as pd

    from . import looking

    tables = looking.look_inside(settings, condition, seeds, device)
    columns = ["start", "layer", "seed", "epoch", *measures(settings)]
    return pd.concat(tables, ignore_index=True).assign(start=condition)[columns]


def view(table):
    """The result has no weights: they are in a file beside it."""
    return table.drop(columns="weights", errors="ignore")


def weights(table):
    """Those of some networks, before and after fine-tuning.

    Parameters
    ----------
    table : pandas.DataFrame
        Of all tasks.

    Returns
    -------
    dict of str to ndarray
        ``"rbm/before/2"`` is the second layer of the network with RBMs, float16, (fan-in + 1, fan-out): its
        weights, and its biases in the last row.
    """
    kept = table[table["weights"].map(lambda content: isinstance(content, bytes) and len(content) > 0)]
    found = {}
    for row in kept[kept["seed"] == kept["seed"].min()].itertuples():
        width = int(np.frombuffer(row.weights[:4], "<i4")[0])
        stage = "before" if row.epoch == 0 else "after"
        layer = np.frombuffer(row.weights[4:], "<f2").reshape(-1, width)
        found[f"{row.start}/{stage}/{row.layer}"] = layer
    return found


# ---- what the claims predict ----


class Samples(dict):
    """Numbers (S,) by (start, column, layer), after the last epoch.

    ``three_quarters``: the same at about that epoch; ``moving``: the starts whose validation error has not
    levelled off.
    """


def samples(table):
    """What the claims are computed from."""
    made, epochs = Samples(), np.unique(table["epoch"])
    last, early = epochs[-1], epochs[fairness.nearest_to_three_quarters(epochs)]
    made.three_quarters = of_epoch(table, early)
    made.update(of_epoch(table, last))
    made.moving = []
    for start, of_start in table[(table["layer"] == 1) & (table["epoch"] > 0)].groupby("start"):
        curves = of_start.pivot(index="seed", columns="epoch", values="valid_error")
        if fairness.error_moves(curves.columns, curves.to_numpy(float)):
            made.moving.append(start)
    return made


def of_epoch(table, epoch):
    """Numbers (S,) by (start, column, layer) after an epoch."""
    here = table[table["epoch"] == epoch].sort_values("seed")
    return {
        (start, name, layer): some[name].to_numpy(float)
        for (start, layer), some in here.groupby(["start", "layer"])
        for name in measures({}) if name != "weights"
    }  # fmt: skip


def kinds(made):
    """The kinds of pre-training that were run."""
    return [kind for kind in KINDS if any(start == kind for start, *_ in made)]


def features_stay(made, kind):
    """C6: weights hardly turn, the more the higher the layer; few change their sign."""
    effects = [
        Effect(f"layer {layer}: cosine", made[kind, "cosine", layer], above=NEAR, paper="looks unchanged")
        for layer in LAYERS
    ]
    for lower, upper in zip(LAYERS[:-1], LAYERS[1:], strict=True):
        gap = made[kind, "cosine", lower] - made[kind, "cosine", upper]
        effects.append(Effect(f"cosine, layer {lower} - layer {upper}", gap, above=0, paper="positive"))
    effects += [
        Effect(f"layer {layer}: share of signs", made[kind, "flips", layer], below=FEW, paper="none")
        for layer in LAYERS
    ]
    return effects


def images_mean_something(made, kind):
    """C7: with pre-training the images of layers 2 and 3 are smoother and more like digits than without."""
    effects = []
    for layer in LAYERS[1:]:
        for name, side in (("roughness", {"below": 0}), ("likeness", {"above": 0})):
            gap = made[kind, name, layer] - made["none", name, layer]
            effects.append(Effect(f"layer {layer}: {name}", gap, paper="in pictures only", **side))
    return effects


def without_pretraining(made, record, kind):
    """A sentence on how far networks without pre-training turn."""
    numbers = (f"{made['none', 'cosine', i].mean():.2f} (layer {i})" for i in LAYERS)
    return f"without pre-training the cosines are {', '.join(numbers)}"


def still_turning(made, record, kind):
    """A sentence on how much of the turning falls into the last quarter of the epochs."""
    early, late = (
        [1 - one[kind, "cosine", layer].mean() for layer in LAYERS] for one in (made.three_quarters, made)
    )
    shares = (f"{1 - e / max(n, 1e-9):.0%}" for e, n in zip(early, late, strict=True))
    return f"of 1 - cosine, layers 1, 2, 3, {', '.join(shares)} came in the last quarter of the epochs"


def levels(made, record, kind):
    """A sentence on the images themselves."""
    parts = []
    for start in ("none", kind):
        for name in ("roughness", "likeness", "agreement"):
            numbers = " and ".join(f"{made[start, name, layer].mean():.2f}" for layer in LAYERS[1:])
            parts.append(f"{name} {numbers} ({start})")
    return f"of layers 2 and 3: {', '.join(parts)}"


CLAIMS = (
    Claim(
        "C6", "Fine-tuning hardly changes what units look for, the first layer least and the top layer most.",
        "in the text to Figs. 3 and 4, without a number: layer 1 changes least, layer 3 most, no sign flips",
        f"mean cosine of a unit's weights before and after (here {NEAR} counts as unchanged), and the share "
        f"of weights that change their sign (here under {100 * FEW:.0f} % counts as few)",
        features_stay, "", (without_pretraining, still_turning),
    ),
    Claim(
        "C7", "With pre-training it can be seen what higher layers look for; without, it is more like noise.",
        "Figs. 3 and 4, pictures only",
        "with - without pre-training: roughness of the images that units like best (noise: 1), and "
        "correlation with the digit that is most alike",
        images_mean_something, "", (levels,),
    ),
)  # fmt: skip


def arms(table, record, kind):
    """What each start was given."""
    settings, moving = record["settings"], samples(table).moving
    return [
        Arm(
            start_look(start)["label"], settings["epochs"] * fairness.batches(settings),
            "" if start == "none" else fairness.before(settings),
            Tuned("nothing tuned, one rate for all starts"),
            (), ("validation error",) if start in moving else (),
        )
        for start in ("none", kind)
    ]  # fmt: skip


# ---- the figure ----

PANELS = {
    "cosine": "cosine of weights before and after",
    "roughness": "roughness of the image (noise: 1)",
    "likeness": "correlation with the nearest digit",
}


def draw(table):
    """Cosine, roughness and likeness against the layer: filled after fine-tuning, open before."""
    figure, panels = axes(len(PANELS), width=3.6)
    for ax, (name, words) in zip(panels, PANELS.items(), strict=True):
        for start in starts_in(table):
            for epoch, face in ((table["epoch"].max(), None), (0, "none")):
                if epoch or name != "cosine":
                    here = table[(table["start"] == start) & (table["epoch"] == epoch)]
                    curve = here.groupby("layer")[name].agg(["mean", "min", "max"])
                    look = start_look(start) | ({"alpha": 0.5, "label": "_"} if face else {})
                    range_bars(ax, curve, marker=MARKERS[start], mfc=face, **look)
        ax.set(xlabel="hidden layer", ylabel=words, xticks=LAYERS)
    handles, labels = panels[0].get_legend_handles_labels()
    shared_legend(figure, handles=handles, title="filled: after fine-tuning; open: before")
    return figure


FILTERS = Experiment(
    name="filters",
    question="What do units look for, and does fine-tuning change it?",
    varied="start of three hidden layers; epochs of fine-tuning",
    measured="cosine and signs of weights before and after; roughness and likeness of the best-liked images",
    plotted="cosine, roughness and likeness against the layer",
    budgets=BUDGETS,
    conditions=starts,
    compute="utils.experiments.filters:compute",
    measures=measures,
    rows=rows,
    view=view,
    draw=draw,
    weights=weights,
    claims=CLAIMS,
    samples=samples,
    kinds=kinds,
    arms=arms,
)
