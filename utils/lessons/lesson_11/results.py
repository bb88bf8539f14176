"""What lesson 11 shows of the shipped `filters`, `patches` and `landscape`."""

import numpy as np

from ...experiments import filters, patches
from ...experiments.engine import weights
from ...numpy_models.mlp import Layer
from ...plotting import START_NAMES
from ...teaching import table
from .. import shipped
from .networks import Story


def layers_table(found):
    """Cosine, signs, roughness and likeness of each layer after fine-tuning; without a result it says so."""
    if found is None:
        return shipped.waiting("filters")
    made, rows = found.samples, []
    for start in [start for start in START_NAMES if (start, "cosine", 1) in made]:
        for layer in filters.LAYERS:
            names = ("cosine", "flips", "roughness", "likeness", "agreement")
            numbers = [float(made[start, name, layer].mean()) for name in names]
            rows.append((START_NAMES[start], layer, *numbers))
    columns = {"start": "", "layer": "", "cosine": ".3f", "signs that changed": ".3f", "roughness": ".2f",
               "likeness": ".2f", "agreement": ".2f"}  # fmt: skip
    return table(rows, columns)


def to_look_into(found, stories):
    """Networks before and after fine-tuning: the shipped ones where there are any, else the lesson's own.

    Parameters
    ----------
    found : Found or None
        Of ``filters``.
    stories : dict of str to Story

    Returns
    -------
    dict of str to Story
        By start, the same starts.
    """
    kept = weights.load("filters", found.record["budget"], found.folder) if found else {}
    if not kept:
        return stories
    made = {}
    for start in stories:
        stages = [
            [
                Layer(whole[:-1].astype(np.float32), whole[-1].astype(np.float32))
                for whole in (kept[f"{start}/{stage}/{layer}"] for layer in filters.LAYERS)
            ]
            for stage in ("before", "after")
        ]
        made[start] = Story(*stages, {}, np.nan)
    return made


def whose(found):
    """Which networks are looked into, for a caption."""
    if found is None:
        return "this lesson's small networks"
    settings = found.record["settings"]
    return f"the shipped networks ({settings['sizes'][0]} units a layer, {settings['n_train']:,} digits)"


def gains_table(found):
    """Gain in test error from learned filters over random ones, with 95 % intervals; without a result it says so."""
    if found is None:
        return shipped.waiting("patches")
    rows = [
        (patches.NAMES[row.filters], f"{row.labels:,}", row.training, row.gain, row.low, row.high)
        for row in patches.gains(found.table).itertuples()
    ]
    return table(rows, {"filters": "", "labels": "", "filters are": "", "gain (points)": ".2f",
                        "from": ".2f", "to": ".2f"})  # fmt: skip


def patches_table(found):
    """What becomes of filters, means over seeds: fits, cosines, errors and losses; without a result it says so."""
    if found is None:
        return shipped.waiting("patches")
    names = ["fitted", "cosine", "test_error", "train_nll"]
    means = found.table.groupby(["labels", "training", "filters"])[names].mean()
    rows = [
        (patches.NAMES[kind], f"{labels:,}", training, *map(float, means.loc[labels, training, kind]))
        for labels, training, kind in means.index
    ]
    return table(
        rows,
        {"filters": "", "labels": "", "filters are": "", "fitted well (%)": ".0f", "cosine with before": ".2f",
         "test error (%)": ".2f", "training loss (nats)": ".2g"},
    )  # fmt: skip


def valleys_table(found):
    """The loss at the end, and how far it rises towards the ends of the lines; without a result it says so.

    Geometric means over seeds.
    """
    if found is None:
        return shipped.waiting("landscape")
    made, rows = found.samples, []
    for start in [start for start in START_NAMES if (start, 1) in made]:
        for _, depth in [key for key in made if key[0] == start]:
            rises = [float(np.exp(of[start, depth]["rise"].mean())) for of in (made, made.filters)]
            end = float(np.exp(np.log(made.end[start, depth]).mean()))
            rows.append((START_NAMES[start], depth, end, *rises))
    return table(rows, {"start": "", "layers": "", "loss at the end (nats)": ".2g", "rise, gradient of length 1 (nats)": ".3g",
                        "rise, unit by unit (nats)": ".3g"})  # fmt: skip
