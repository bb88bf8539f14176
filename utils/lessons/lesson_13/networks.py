"""The networks of lesson 13: few labels live, signals through layers, five layers by several recipes."""

import functools

import numpy as np

from ...experiments import labelled, networks, recipes
from ...torch_models import mlp
from ...torch_models.streams import Streams

BASE = {
    "data": "digits_5k", "n_train": 3_500, "n_valid": 500, "data_seed": 2010, "level": 0.25,
    "batch_size": 10, "pretraining_epochs": 3, "pretraining_rates": {"rbm": 0.1}, "pretraining_batch": 10,
}  # fmt: skip
UNITS, LAYERS = 100, 2
LABELS = (50, 150, 500, 1_500)
UPDATES = 1_200  # for every number of labels and every start
RATE = (
    1.0  # for all starts: with 500 labels and two other seeds the best of three, or within 0.1 points of it
)
DEEP_UNITS, DEEP_EPOCHS = 100, 6
RECIPES = {"none": 1.0, "glorot4": 0.5, "relu+adam": 1e-3, "rbm": 0.5}  # with their rates, not tuned


def few_labels(start, seeds, labels=LABELS, updates=UPDATES):
    """Validation and test errors of one start with each number of labels.

    Parameters
    ----------
    start : {"none", "glorot4", "rbm"}
        RBMs see all images.
    seeds : sequence of int
    labels : sequence of int
    updates : int

    Returns
    -------
    dict of str to ndarray of shape (S, L)
        Errors in percent, after the last update: ``valid`` and ``test``.
    """
    seeds, sets = tuple(seeds), networks.data_for(BASE, "cpu")
    own = BASE | {"sizes": [UNITS] * LAYERS}
    layers = networks.hidden_layers(
        own, start, seeds, BASE["pretraining_rates"].get(start, 0.0), sets["train"][0], "cpu"
    )
    found = {"valid": [], "test": []}
    for n in labels:
        epochs = round(updates / (n / BASE["batch_size"]))
        settings = BASE | {"epochs": epochs, "measured": [epochs]}
        some = labelled.some_labels(sets, n, seeds)
        rows = networks.fine_tune(settings, layers, seeds, RATE, some, ("valid", "test"), "cpu")
        for name, errors in found.items():
            errors.append(rows.sort_values("seed")[f"{name}_error"].to_numpy(float))
    return {name: np.stack(errors, axis=1) for name, errors in found.items()}


@functools.cache
def _images():
    return networks.data_for(BASE, "cpu")["test"][0][:300]


def signal(bound, units="sigmoid", depth=10, width=200, seed=0):
    """How far digits lie apart in each layer of a network that was only drawn, in double precision.

    Where all digits look alike to ten layers, a float32 of a unit near 1/2 has no digit left for what differs.

    Parameters
    ----------
    bound : callable
        ``bound(fan_in, fan_out)``: weights are uniform between plus and minus that.
    units : {"sigmoid", "relu"}
    depth, width : int
    seed : int

    Returns
    -------
    ndarray of shape (depth,)
        Standard deviation of a hidden unit over 300 digits, mean over units.
    """
    rng = Streams((seed,), "signal")
    sizes = [784] + [width] * depth
    params = []
    for fan_in, fan_out in zip(sizes[:-1], sizes[1:], strict=True):
        b = bound(fan_in, fan_out)
        W = rng.uniform(-b, b, (fan_in, fan_out)).double()
        params.append(mlp.Layer(W, W.new_zeros(1, fan_out)))
    params.append(mlp.Layer(params[-1].W.new_zeros(1, width, 10), params[-1].W.new_zeros(1, 10)))
    hidden = mlp.forward(params, _images().double(), units)[1:-1]
    return np.array([float(h.std(dim=1).mean()) for h in hidden])


def five_layers(name, seeds, epochs=DEEP_EPOCHS):
    """Test errors (S,) in percent of five-layer networks that are trained by a recipe of ``modern``."""
    settings = BASE | {
        "deep": {"labels": BASE["n_train"], "width": DEEP_UNITS}, "epochs": epochs, "measured": [epochs],
        "watched": ["valid", "test"], "batch_size": 20,
    }  # fmt: skip
    seeds, sets, rate = tuple(seeds), networks.data_for(BASE, "cpu"), RECIPES[name]
    layers = recipes.hidden_layers(settings, name.partition("+")[0], recipes.DEEP, seeds, "cpu")
    if "+" not in name:
        # Plain SGD: all seeds at once, with gradients written by hand, in a third of the time.
        rows = networks.fine_tune(settings, layers, seeds, rate, sets, settings["watched"], "cpu")
        return rows.sort_values("seed")["test_error"].to_numpy(float)
    errors = []
    for i, seed in enumerate(seeds):
        own = [mlp.Layer(W[i : i + 1], b[i : i + 1]) for W, b in layers]
        rows = recipes.fit(settings, name, own, seed, rate, sets)
        errors.append(float(rows["test_error"].iloc[-1]))
    return np.array(errors)
