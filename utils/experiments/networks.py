"""The networks of depth and trajectories: all depths of one start for a group of seeds, measured over epochs.

The deepest stack is pre-trained once, and its lower layers start the shallower networks of the same seed. So
the depths of one seed are paired; so are the starts: a seed's networks without pre-training start from the
weights that its pre-training started from, and all see the labelled examples in the same order.
"""

import functools

import numpy as np
import pandas as pd
import torch

from ..data import hold_out, load_digits_5k, load_mnist
from ..torch_models import mlp, stacking
from ..torch_models.streams import Streams
from .finite_mnist import RANDOM

N_CLASSES = 10


@functools.lru_cache(maxsize=2)
def load(data, n_train, n_valid, data_seed, device="cpu"):
    """Training, validation and test digits as tensors: a dict of ``(images (N, 784), labels (N,))``.

    Fewer than there are are drawn once with ``data_seed``, with the same share of every class; the digits
    drawn are the same for all seeds of the networks.
    """
    rng = np.random.default_rng(data_seed)
    digits = load_digits_5k() if data == "digits_5k" else load_mnist()
    train, valid, test = digits
    if valid is None:
        train, valid = hold_out(train, n_valid, rng)
    sets = {"train": subset(train, n_train, rng), "valid": subset(valid, n_valid, rng), "test": test}
    return {
        name: (torch.from_numpy(x).to(device), torch.from_numpy(y).to(device))
        for name, (x, y) in sets.items()
    }


def subset(split, n, rng):
    """``n`` rows of a split, or all of them where it has no more."""
    return hold_out(split, n, rng)[1] if n < len(split.labels) else split


def data_for(settings, device):
    """The digits that the settings name."""
    return load(*(settings[key] for key in ("data", "n_train", "n_valid", "data_seed")), device)


def hidden_layers(settings, start, seeds, rate, x, device):
    """Hidden layers of the deepest network, pre-trained or as they were drawn: list of Layer."""
    rng = Streams(seeds, "pre-training", device)
    sizes = settings.get("sizes") or [settings["width"]] * max(settings["depths"])
    if start in RANDOM:
        layers = stacking.pretrain(x, sizes, rng, n_pretrained=0)
        return layers if start == "none" else widened(layers)
    options = {"level": settings["level"]} if start == "autoencoder" else {}
    epochs, batch_size = settings["pretraining_epochs"], settings["batch_size"]
    return stacking.pretrain(x, sizes, rng, start, rate, epochs, batch_size, **options)


def widened(layers, gain=4):
    """The same draws on the interval of Glorot and Bengio (2010), times four as logistic units need it.

    Their bound is sqrt(6 / (fan-in + fan-out)); that of the layers as they come is 1 / sqrt(fan-in).
    """
    scaled = []
    for W, b in layers:
        fan_in, fan_out = W.shape[1:]
        scaled.append(mlp.Layer(W * (gain * (6 * fan_in / (fan_in + fan_out)) ** 0.5), b))
    return scaled


def fine_tune(settings, layers, seeds, rate, sets, watched, device, **options):
    """Train one network a seed with the labels and measure it after the epochs in ``settings["measured"]``.

    Parameters
    ----------
    settings : dict
    layers : list of Layer
        Left as they are.
    seeds : tuple of int
    rate : float
    sets : dict
        From :func:`load`.
    watched : tuple of str
        The sets to measure on.
    device : str
    **options
        Penalties and the like, for :func:`.mlp.train`.

    Returns
    -------
    pandas.DataFrame
        A row for each epoch and seed: ``seed``, ``epoch``, and ``<set>_nll`` (nats) and ``<set>_error``
        (percent) of each set.
    """
    rng = Streams(seeds, "fine-tuning", device)
    params = stacking.with_output_layer(layers, N_CLASSES, rng)
    rows = []
    for epoch in range(1, settings["epochs"] + 1):
        mlp.train(params, *sets["train"], rate, 1, settings["batch_size"], rng, **options)
        if epoch in settings["measured"]:
            thinned = options.get("dropout", (0, 0))
            rows.append(measure(settings, mlp.averaged(params, thinned), seeds, epoch, sets, watched))
    return pd.concat(rows, ignore_index=True)


def measure(settings, params, seeds, epoch, sets, watched, evaluate_each=mlp.evaluate_each):
    """The rows of one epoch, one for each seed; numbers are kept as float32.

    With ``keeps_right`` also which test digits each network gets right: a bit a digit, as np.packbits has it.
    """
    columns = {"seed": list(seeds), "epoch": epoch}
    for name in watched:
        nll, right = evaluate_each(params, *sets[name])  # (S,), (S, N)
        error = (~right).sum(dim=1).double() / right.shape[1]
        columns[f"{name}_nll"] = nll.cpu().numpy().astype(np.float32)
        columns[f"{name}_error"] = (100 * error).cpu().numpy().astype(np.float32)
    if settings.get("keeps_right") and "test" in watched:  # what is measured last
        columns["test_right"] = [row.tobytes() for row in np.packbits(right.cpu().numpy(), axis=1)]
    return pd.DataFrame(columns)


def compute(settings, condition, seeds, device):
    """One task: every depth of one start for a group of seeds.

    Parameters
    ----------
    settings : dict
        A budget's, completed by ``rates`` (see :mod:`.tuning`).
    condition : {"none", "glorot4", "rbm", "autoencoder"}
        How the hidden layers start.
    seeds : tuple of int
    device : str

    Returns
    -------
    pandas.DataFrame
        As :func:`fine_tune`, with ``start`` and ``depth``.
    """
    rates = settings["rates"][condition]
    sets = data_for(settings, device)
    layers = hidden_layers(settings, condition, seeds, rates["pretraining"], sets["train"][0], device)
    tables = []
    for depth in settings["depths"]:
        rate = rates["supervised"][str(depth)]
        table = fine_tune(settings, layers[:depth], seeds, rate, sets, ("train", "valid", "test"), device)
        table.insert(0, "start", condition)
        table.insert(1, "depth", depth)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)
