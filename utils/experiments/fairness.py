"""What each side of a comparison of networks was given, and whether its curves have levelled off.

A comparison of starts can be unfair in updates, in the settings that were tried, and in where it stops. So
each verdict tells, for each start: updates with labels, and of pre-training before them; how many settings
were tried, on how many seeds; which of the chosen are at an edge of their grid; which curves still move.

A curve has levelled off if over the last quarter of its epochs (from the measured epoch that is nearest to
three quarters), the mean over seeds of

- an error falls by less than 2 % of itself;
- a training loss, which goes on falling for ever where all training digits are right, like 1 / epochs, falls
  no faster than that, up to 10 %: then the ratio of two losses has settled, too.
"""

import math

import numpy as np

from ..plotting import START_NAMES
from .engine.arms import OWN, SHARED, TAKEN, Arm, Tuned
from .finite_mnist import RANDOM
from .paired import layers

ERROR_FALLS, LOSS_FALLS = 0.02, 0.10


def error_moves(epochs, errors):
    """Whether errors (S, epochs) have not levelled off."""
    early = nearest_to_three_quarters(epochs)
    return errors[:, -1].mean() < (1 - ERROR_FALLS) * errors[:, early].mean()


def loss_moves(epochs, log_losses):
    """Whether training losses, as logarithms (S, epochs), fall faster than 1 / epochs at their end."""
    early = nearest_to_three_quarters(epochs)
    fall = log_losses[:, -1].mean() - log_losses[:, early].mean()
    return fall < np.log(1 - LOSS_FALLS) - np.log(epochs[-1] / epochs[early])


def nearest_to_three_quarters(epochs):
    """The place of that epoch among the measured ones."""
    return np.abs(np.asarray(epochs) - 0.75 * epochs[-1]).argmin()


def still_moving(table, measure):
    """The (start, depth) whose curves have not levelled off, in order.

    Parameters
    ----------
    table : pandas.DataFrame
        A row for each ``start``, ``depth``, ``seed`` and ``epoch``.
    measure : str
        An error, as ``valid_error``, or a loss, as ``train_nll``.

    Returns
    -------
    list of tuple
    """
    found = []
    for key, rows in table.groupby(["start", "depth"]):
        curves = rows.pivot(index="seed", columns="epoch", values=measure)
        if measure.endswith("nll"):
            moves = loss_moves(curves.columns, np.log(curves.to_numpy()))
        else:
            moves = error_moves(curves.columns, curves.to_numpy())
        found += [key] if moves else []
    return found


def batches(settings):
    """Updates in an epoch."""
    return math.ceil(settings["n_train"] / settings["batch_size"])


def before(settings):
    """The updates of pre-training, in words."""
    return f"{settings['pretraining_epochs'] * batches(settings):,} a layer of pre-training"


def arms(table, record, kind, measure):
    """What the starts without pre-training, and the start ``kind``, were given.

    Parameters
    ----------
    table : pandas.DataFrame
        Result of an experiment on the networks of :mod:`.finite_mnist`.
    record : dict
    kind : str
    measure : str
        The column that must have levelled off.

    Returns
    -------
    list of Arm
    """
    settings, moving = record["settings"], still_moving(table, measure)
    found = []
    for start in [start for start in settings["starts"] if start in (*RANDOM, kind)]:
        found.append(
            Arm(
                START_NAMES[start],
                settings["epochs"] * batches(settings),
                "" if start in RANDOM else before(settings),
                tuned(settings, start),
                at_edge(record, start),
                tuple(layers(depth) for which, depth in moving if which == start),
            )
        )
    return found


def tuned(settings, start):
    """How many settings were tried for a start at each depth, on how many seeds: a Tuned."""
    given = start not in RANDOM and settings.get("one_rate")
    n_rates = 1 if given else len(settings["rate_grid"])
    n_before = 1 if start in RANDOM else len(settings.get("pretraining_grid", [0]))
    seeds = settings["tuning_seeds"]
    tried = f"best of {n_rates * n_before} settings on {seeds} seed{'s' * (seeds > 1)}"
    chosen = start not in RANDOM and "pretraining_grid" in settings
    if given:
        words = tried if chosen else "no setting tuned"
        return Tuned(f"{words}, rates of fine-tuning as without pre-training", TAKEN, chosen)
    return Tuned(tried, OWN, chosen)


def or_shared(how, record, start, depths):
    """A Tuned; where a rate was taken over that the start would have chosen at these depths, it says so."""
    own = record.get("rates_of_their_own", {}).get(start, {})
    given = record["settings"].get("rates", {}).get(start, {})
    best = all(str(d) in own and own[str(d)] == given.get(str(d)) for d in depths)
    return how._replace(rate=SHARED) if best and how.rate == TAKEN else how


def at_edge(record, start):
    """The chosen rates of a start that are at an edge of their grid."""
    found, name = [], f"{start}, "
    for text in record.get("rates_at_edge_of_grid", ()):
        if text.startswith(name):
            what, _, rate = text.removeprefix(name).partition(": ")
            depth = what.removeprefix("depth ")
            found.append(f"rate {rate} ({layers(int(depth))})" if depth != what else f"rate of {what} {rate}")
    return tuple(found)
