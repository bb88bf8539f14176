"""The open task of lesson 04: many pictures, few labels, and a budget of updates.

4,000 pictures are there for pre-training, labels for 300 of them only. Pre-training and fine-tuning together
may make 4,000 updates, each on 20 examples.
"""

import math
import numbers

import numpy as np

from ...data import hold_out, load_digits_5k
from ...numpy_models import mlp, stacking

N_LABELS = 300
MOST_UPDATES = 4_000
BATCH = 20
N_HELD_OUT = 800
KEYS = ("start", "hidden_sizes", "pretraining_rate", "pretraining_epochs", "rate", "epochs")
STARTS = ("none", "rbm", "autoencoder")
MOST_LAYERS, MOST_UNITS, HIGHEST_RATE = 5, 400, 100  # so that it stays quick


def read_settings(settings):
    """The settings as plain Python numbers, in a new dictionary.

    Raises
    ------
    ValueError
        If a key is missing or unknown, or a value has no meaning or is too large.
    """
    if not isinstance(settings, dict):
        raise ValueError(
            f"settings is a {type(settings).__name__}; give a dictionary with the keys {', '.join(KEYS)}."
        )
    for key in (*KEYS, *settings):
        if key not in settings or key not in KEYS:
            what = "unknown" if key in settings else "missing"
            raise ValueError(f"the key {key!r} is {what}; the keys are {', '.join(KEYS)}.")
    start, sizes = settings["start"], settings["hidden_sizes"]
    if not isinstance(start, str) or start not in STARTS:
        raise ValueError(f"start is {start!r}; choose one of {', '.join(map(repr, STARTS))}.")
    if (
        not isinstance(sizes, tuple | list | np.ndarray)
        or np.ndim(sizes) != 1
        or not 1 <= len(sizes) <= MOST_LAYERS
    ):
        raise ValueError(
            f"hidden_sizes is {sizes!r}; give the units of one to {MOST_LAYERS} layers, as (30, 20)."
        )
    read = {
        "start": start,
        "hidden_sizes": tuple(_whole("each of hidden_sizes", n, 1, MOST_UNITS) for n in sizes),
    }
    for phase in ("pretraining_", ""):
        read[f"{phase}rate"] = float(_number(f"{phase}rate", settings[f"{phase}rate"], 0, HIGHEST_RATE))
        read[f"{phase}epochs"] = _whole(f"{phase}epochs", settings[f"{phase}epochs"], 0, 100_000)
    return read


def _number(name, value, least, most):
    """A number between two limits, as Python's own."""
    value = value.item() if isinstance(value, np.ndarray | np.generic) and np.ndim(value) == 0 else value
    if isinstance(value, bool) or not isinstance(value, numbers.Real) or not least <= value <= most:
        raise ValueError(f"{name} is {value!r}; give a number from {least:,} to {most:,}.")
    return value


def _whole(name, value, least, most):
    """The same for a whole number, which may be written as 80.0."""
    value = _number(name, value, least, most)
    if value != int(value):
        raise ValueError(f"{name} is {value!r}, not a whole number.")
    return int(value)


def count_updates(settings, n_pictures=4000):
    """Updates of pre-training (all layers) and of fine-tuning that the settings ask for.

    Parameters
    ----------
    settings : dict
        With the keys ``start`` ("none", "rbm" or "autoencoder"), ``hidden_sizes``, ``pretraining_rate``,
        ``pretraining_epochs`` (for each layer), ``rate`` and ``epochs`` (both of fine-tuning).
    n_pictures : int
        Pictures for pre-training.

    Returns
    -------
    pretraining, fine_tuning : int
    """
    settings = read_settings(settings)
    layers = 0 if settings["start"] == "none" else len(settings["hidden_sizes"])
    pretraining = layers * settings["pretraining_epochs"] * math.ceil(n_pictures / BATCH)
    return pretraining, settings["epochs"] * math.ceil(N_LABELS / BATCH)


def train_with_few_labels(settings, pictures, labelled, seed):
    """Pre-train on ``pictures`` (N, V), fine-tune on ``labelled`` (images, labels); return the network."""
    settings, rng = read_settings(settings), np.random.default_rng(seed)
    sizes = settings["hidden_sizes"]
    if settings["start"] == "none":
        layers = mlp.init_mlp((pictures.shape[1], *sizes), rng)
    else:
        rate, epochs = settings["pretraining_rate"], settings["pretraining_epochs"]
        layers = stacking.pretrain(pictures, sizes, rng, settings["start"], rate, epochs, BATCH)
    return stacking.fine_tune(layers, *labelled, settings["rate"], settings["epochs"], BATCH, rng)[0]


def held_out_error(settings, seed=1):
    """Error on 800 held-out digits, with 300 of the other 3,200 labelled: for choosing the settings."""
    rest, held = hold_out(load_digits_5k().train, N_HELD_OUT, np.random.default_rng(0))
    labelled = hold_out(rest, N_LABELS, np.random.default_rng(1))[1]
    return mlp.evaluate(train_with_few_labels(settings, rest.images, labelled, seed), *held)[1]


def final_error(settings, seed=2):
    """Error on the 1,000 test digits, with 300 of the 4,000 training digits labelled: the final word."""
    digits = load_digits_5k()
    labelled = hold_out(digits.train, N_LABELS, np.random.default_rng(2))[1]
    params = train_with_few_labels(settings, digits.train.images, labelled, seed)
    return mlp.evaluate(params, *digits.test)[1]
