"""The open task of lesson 04: many pictures, few labels, and a budget of updates.

4,000 pictures are there for pre-training, labels for 300 of them only. Pre-training and fine-tuning together
may make 4,000 updates, each on 20 examples.
"""

import math

import numpy as np

from ...data import hold_out, load_digits_5k
from ...numpy_models import mlp, stacking

N_LABELS = 300
MOST_UPDATES = 4_000
BATCH = 20
N_HELD_OUT = 800
KEYS = ("kind", "hidden_sizes", "pretraining_rate", "pretraining_epochs", "rate", "epochs")
KINDS = ("none", "rbm", "autoencoder")


def count_updates(settings, n_pictures=4000):
    """Updates of pre-training (all layers) and of fine-tuning that the settings ask for.

    Parameters
    ----------
    settings : dict
        With the keys ``kind`` ("none", "rbm" or "autoencoder"), ``hidden_sizes``, ``pretraining_rate``,
        ``pretraining_epochs`` (for each layer), ``rate`` and ``epochs`` (both of fine-tuning).
    n_pictures : int
        Pictures for pre-training.

    Returns
    -------
    pretraining, fine_tuning : int
    """
    layers = 0 if settings["kind"] == "none" else len(settings["hidden_sizes"])
    pretraining = layers * settings["pretraining_epochs"] * math.ceil(n_pictures / BATCH)
    return pretraining, settings["epochs"] * math.ceil(N_LABELS / BATCH)


def train_with_few_labels(settings, pictures, labelled, seed):
    """Pre-train on ``pictures`` (N, V), fine-tune on ``labelled`` (images, labels); return the network."""
    rng = np.random.default_rng(seed)
    sizes = tuple(settings["hidden_sizes"])
    if settings["kind"] == "none":
        layers = mlp.init_mlp((pictures.shape[1], *sizes), rng)
    else:
        rate, epochs = settings["pretraining_rate"], settings["pretraining_epochs"]
        layers = stacking.pretrain(pictures, sizes, rng, settings["kind"], rate, epochs, BATCH)
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
