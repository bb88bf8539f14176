"""Exercise 3.6: settings that denoise well within a budget of units and updates, judged by training."""

from functools import cache, partial

import numpy as np

from ...data import hold_out, load_digits_5k
from ...numpy_models import autoencoder as ae
from ...teaching.compare import show_value
from ...teaching.exercise import OpenExercise, Wrong
from ...teaching.forms import normal

TARGET, MOST_UNITS, EPOCHS, JUDGED_AT = 85.0, 200, 6, 0.25
UNTRAINED = 784 * np.log(2)  # nats
SAMPLE = {"n_hidden": 100, "rate": 0.1, "level": 0.25}  # where the lesson starts: keys and types


@cache
def train_within_budget(n_hidden, rate, level):
    """Loss on damaged held-out digits after the budget's updates: what the lesson's ``spend`` does."""
    rest, held = hold_out(load_digits_5k().train, 1000, np.random.default_rng(8))
    damaged = ae.corrupt(held.images, JUDGED_AT, np.random.default_rng(9))
    rng = np.random.default_rng(10)
    net = ae.init_autoencoder(784, n_hidden, rng)
    with np.errstate(all="ignore"):
        ae.train_autoencoder(net, rest.images, rate, EPOCHS, 20, rng, level)
        return ae.reconstruction_loss(net, held.images, damaged)


def _check_numbers(n_hidden, rate, level):
    for name, value in (("n_hidden", n_hidden), ("rate", rate), ("level", level)):
        if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
            raise Wrong(f"{name} is {show_value(value)}; it must be a number.")
    if not isinstance(n_hidden, int | np.integer) or n_hidden < 1:
        raise Wrong(f"n_hidden is {n_hidden!r}; write a whole number, at least 1.")
    if n_hidden > MOST_UNITS:
        raise Wrong(f"{n_hidden} hidden units are over the budget of {MOST_UNITS}.")
    if not 0 < rate < np.inf:
        raise Wrong(f"rate is {show_value(rate)}; it must be a positive number.")
    if not 0 <= level <= 1:
        raise Wrong(f"level is {show_value(level)}; it is a share of the pixels, between 0 and 1.")


def _judge_settings(settings):
    if not isinstance(settings, dict) or set(settings) != set(SAMPLE):
        keys = ", ".join(map(repr, SAMPLE))
        raise Wrong(
            f"hand in a dictionary with the keys {keys} and no others: the check trains for itself; "
            f"this is {show_value(settings)}."
        )
    n_hidden, rate, level = (settings[key] for key in SAMPLE)
    _check_numbers(n_hidden, rate, level)
    loss = train_within_budget(n_hidden, rate, level)
    if not loss < 2 * UNTRAINED:
        raise Wrong(f"the loss has exploded: the rate {rate:g} is much too large.")
    if loss > TARGET:
        raise Wrong(
            f"{loss:.1f} nats; the target is {TARGET:g}. {_what_would_help(n_hidden, rate, level, loss)}"
        )


def _what_would_help(n_hidden, rate, level, loss):
    """Train again with one setting changed at a time; name the change that gains most, not by how much."""
    tried = {
        "a larger rate": (n_hidden, 1.7 * rate, level),
        "a smaller rate": (n_hidden, rate / 1.7, level),
    }
    if n_hidden < MOST_UNITS:
        tried["more hidden units"] = (min(2 * n_hidden, MOST_UNITS), rate, level)
    if abs(level - JUDGED_AT) > 0.05:
        change = "more corruption" if level < JUDGED_AT else "less corruption"
        tried[change] = (n_hidden, rate, (level + JUDGED_AT) / 2)
    losses = {change: np.nan_to_num(train_within_budget(*new), nan=np.inf) for change, new in tried.items()}
    best = min(losses, key=losses.get)
    if losses[best] < loss:
        return f"Of the single changes that the check tried from here, {best} helps most."
    return "No single change that the check tried from here helps: change two settings together."


# No reference: nothing later needs the settings, and a lesson that goes on with ours would show them.
BUDGET = OpenExercise("denoise on a budget", ..., _judge_settings, form=partial(normal, like=SAMPLE))
