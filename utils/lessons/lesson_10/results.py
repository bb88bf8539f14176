"""What lesson 10 shows of the shipped `order`, `order_causes` and `branching` beside the paper's Fig. 13."""

import numpy as np
import pandas as pd

from ...experiments import branching, order_causes
from ...experiments.order import FIG_13, FIG_13_AT, LABELS_FROM, MIDDLE, SCHEDULES, SLICES
from ...plotting import START_NAMES
from ...teaching import table
from ..shipped import ABSENT, thin_and_mean, waiting


def papers():
    """The paper's variances, each a part's place and its number: of every start, (P,) and (1, P)."""
    return {start: (np.array(FIG_13_AT), np.array([curve])) for start, curve in FIG_13.items()}


def curves(found):
    """Ours, a dict for each rate in words: of every start the places (10,) and the variances (S, 10)."""
    if found is None:
        return {}
    places, by_rate = np.arange(SLICES) / SLICES, {}
    for schedule, word in SCHEDULES.items():
        of_rate = {
            key[0]: (places, np.exp(logs)) for key, logs in found.samples.items() if key[1:] == schedule
        }
        by_rate |= {word: of_rate} if of_rate else {}
    return by_rate


def about(found):
    """A sentence on the result, or on its absence, for a caption."""
    if found is None:
        return ABSENT
    settings, n_streams = found.record["settings"], found.record["n_seeds"]
    return (
        f"Ours: {thin_and_mean(n_streams, 'stream')}, {settings['examples'] / 1e6:g} million examples, "
        f"{settings['draws']} draws, {settings['width']} units."
    )


def ratio(found, with_, without, part=MIDDLE):
    """Variance with over that without pre-training, geometric mean over a part's tenths, of each stream (S,)."""
    logs = found.samples
    return np.exp((logs[with_] - logs[without])[:, part].mean(axis=1))


def ratios_table(found):
    """Variance with over without pre-training, at each rate; a line where there is no result."""
    if found is None:
        return waiting("order")
    errors, rows = found.table.groupby(["start", "rate", "falls"])["error"].mean(), []
    for with_ in found.samples:
        without = ("none", *with_[1:])
        if with_[0] == "none" or without not in found.samples:
            continue
        parts = (MIDDLE, slice(SLICES - 1, SLICES))
        means = [float(np.exp(np.log(ratio(found, with_, without, part)).mean())) for part in parts]
        words = f"{START_NAMES[with_[0]]}, {SCHEDULES[with_[1:]]}"
        rows.append((words, errors[with_], errors[without], *means))
    return table(
        rows,
        {
            "": "", "error with RBMs (%)": ".2f", "without (%)": ".2f",
            "variance with / without, middle": ".2f", "last tenth": ".2f",
        },
    )  # fmt: skip


def where_labels_begin(found, with_, without):
    """Variance of the first tenth with labels alone, over that of the first tenth of all without, (S,)."""
    logs = found.samples
    return np.exp(logs[with_][:, LABELS_FROM] - logs[without][:, 0])


def causes(found, column="variance"):
    """Of the sixth tenth: variance with RBMs over that without (geometric means), by what varies and by rate.

    Parameters
    ----------
    found : Found
        The shipped `order_causes`.
    column : {"variance", "score_variance", "error"}

    Returns
    -------
    pandas.DataFrame
        Index ``examples``, ``width`` and ``share``; a column for each rate, NaN where it was not tried.
    """
    ratios = order_causes.ratios(found.table, column)
    ratios = ratios[ratios["slice"] == order_causes.PLACES[0]]
    logs = np.log(ratios["ratio"]).groupby([ratios[name] for name in ("examples", "width", "share", "rate")])
    return np.exp(logs.mean()).unstack("rate")


def causes_table(found):
    """:func:`causes` as a table, empty where a rate was not tried; a line where there is no result."""
    if found is None:
        return waiting("order_causes")
    ratios = causes(found)
    rows = [
        (f"{n:,}", width, 100 * share, *("" if np.isnan(ratio) else float(ratio) for ratio in of_rates))
        for (n, width, share), of_rates in zip(ratios.index, ratios.to_numpy(), strict=True)
    ]
    columns = {"examples": "", "units": "", "without labels (%)": ".0f"}
    return table(rows, columns | {f"rate {rate:g}": ".2f" for rate in ratios.columns})


def points(*results):
    """Error and variance with RBMs over without, for everything that some results of `order_causes` varied.

    Parameters
    ----------
    *results : Found or None
        Those of different budgets.

    Returns
    -------
    pandas.DataFrame
        Index ``examples``, ``width``, ``share`` and ``rate``; columns ``error`` and ``variance``.
    """
    columns = ("error", "variance")
    made = [
        {name: causes(found, column=name).stack().dropna() for name in columns} for found in results if found
    ]
    return pd.concat([pd.DataFrame(both) for both in made]) if made else pd.DataFrame(columns=columns)


def branches(found):
    """The barriers of the shipped branching: a table by start, rate and point of branching; or nothing."""
    return None if found is None else branching.barriers(found.table)
