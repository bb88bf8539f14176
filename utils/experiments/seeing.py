"""Filters of patches as the first layer of a network: what :mod:`.patches` computes for one seed."""

import functools

import numpy as np

from ..data import hold_out, load_digits_5k, load_mnist, load_patches
from . import convolution, gabor, patch_models


@functools.lru_cache(maxsize=1)
def digits(data, n_train, n_valid, data_seed):
    """Training, validation and test digits, as NumPy arrays: three pairs of images and labels."""
    train, valid, test = load_digits_5k() if data == "digits_5k" else load_mnist()
    rng = np.random.default_rng(data_seed)
    if valid is None:
        train, valid = hold_out(train, n_valid, rng)
    return tuple(
        hold_out(part, n, rng)[1] if n < len(part.labels) else part
        for part, n in ((train, n_train), (valid, n_valid), (test, len(test.labels)))
    )


def learned(settings, kind, seed):
    """The filters (P, F) that a seed learns from patches of its own."""
    patches = load_patches(settings["patches"], settings["side"], np.random.default_rng([seed, 0]))
    rng = np.random.default_rng([seed, 1])
    return patch_models.learn(kind, patches, settings["n_filters"], settings["passes"], rng)


def rows_of(settings, kind, seed):
    """The rows of one seed, each a dict: for each number of labels, with filters frozen and fine-tuned."""
    train, valid, test = digits(*(settings[name] for name in ("data", "n_train", "n_valid", "data_seed")))
    filters = learned(settings, kind, seed)
    before, found = gabor.fit_each(filters), []
    for n_labels, updates in settings["updates"].items():
        some = hold_out(train, int(n_labels), np.random.default_rng([seed, 2]))[1]
        for training in ("frozen", "fine-tuned"):
            sets, frozen = (some, valid), training == "frozen"
            net, row = best_of_rates(settings, filters, seed, sets, updates, frozen)
            after = before if frozen else gabor.fit_each(net.filters)
            found.append(row | fits(after) | {
                "labels": int(n_labels), "training": training, "seed": seed,
                "test_error": convolution.error(net, *test, settings["stride"]),
                "train_nll": convolution.loss(net, *some, settings["stride"]),
                "cosine": cosine(filters, net.filters),
                "weights": kept(net.filters, seed in settings["keeps_weights_of"]),
            })  # fmt: skip
    return found


def best_of_rates(settings, filters, seed, sets, updates, frozen):
    """The network with the lowest validation error at the end, of those with each rate of the grid.

    Returns
    -------
    Network
    dict
        ``rate``, ``valid_error``, and ``early_error``, after three quarters of the updates.
    """
    some, valid = sets
    stride, best = settings["stride"], None
    for rate in settings["rate_grid"]:
        rng, early = np.random.default_rng([seed, 3]), []
        net = convolution.network(filters, stride, rng)

        def watch(net=net, early=early):
            early.append(convolution.error(net, *valid, stride))

        convolution.train(net, *some, rate, updates, stride, rng, frozen, watch)
        error = convolution.error(net, *valid, stride)
        if best is None or error < best[1]["valid_error"]:
            best = net, {"rate": rate, "valid_error": error, "early_error": early[0]}
    return best


def fits(found):
    """What is told of the fits (F, 5): share fitted well, median, and all of them as bytes."""
    r2 = found[:, 0]
    told = {"fitted": 100 * np.mean(r2 >= gabor.WELL), "median": np.median(r2)}
    return told | {"fits": found.astype("<f4").tobytes()}


def cosine(before, after):
    """Mean cosine of filters (P, F) before and after."""
    lengths = np.linalg.norm(before, axis=0) * np.linalg.norm(after, axis=0)
    return float(((before * after).sum(axis=0) / np.maximum(lengths, 1e-12)).mean())


def kept(filters, wanted):
    """Filters as bytes, float16, row by row; nothing where they are not wanted."""
    return filters.astype("<f2").tobytes() if wanted else b""
