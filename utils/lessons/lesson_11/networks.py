"""The small networks of lesson 11: what becomes of their layers, and networks behind learned filters."""

from typing import NamedTuple

import numpy as np
import torch

from ...data import load_digits_5k, load_patches
from ...experiments import ascent, convolution, gabor, patch_models
from ...numpy_models.mlp import Layer
from ...torch_models import mlp, rbm, stacking
from ...torch_models.streams import Streams

SIZES, BATCH, RATE = (100, 100, 100), 10, 0.5
PRETRAINING_RATE, PRETRAINING_EPOCHS, EPOCHS = 0.1, 6, 12
SIDE, STRIDE, N_FILTERS = 12, 4, 64


class Story(NamedTuple):
    """What becomes of a network: ``before`` and ``after`` fine-tuning, lists of hidden layers in NumPy.

    ``filters``: the weights of its first layer (784, H), by how many epochs of pre-training and of
    fine-tuning it has behind it.
    """

    before: list
    after: list
    filters: dict
    error: float


def story(start, seed=0, bar=lambda steps, name: steps):
    """Pre-train and fine-tune a network of three layers with the embedded digits.

    Parameters
    ----------
    start : {"none", "rbm"}
    seed : int
    bar : callable
        ``bar(steps, name)``, as ``progress_bar``.

    Returns
    -------
    Story
    """
    train, _, test = load_digits_5k()
    x, rng = torch.from_numpy(train.images), Streams((seed,), "pre-training")
    filters = {}
    if start == "none":
        layers = mlp.init_mlp((784, *SIZES), rng)
        filters[0, 0] = layers[0].W[0].numpy().copy()
    else:
        layers = _pretrained(x, rng, filters, bar)
    rng = Streams((seed,), "fine-tuning")
    params = stacking.with_output_layer(layers, 10, rng)
    behind = 0 if start == "none" else PRETRAINING_EPOCHS
    for epoch in bar(range(1, EPOCHS + 1), f"fine-tuning, {start}"):
        mlp.train(params, x, train.labels, RATE, 1, BATCH, rng)
        filters[behind, epoch] = params[0].W[0].numpy().copy()
    error = 100 * float(mlp.evaluate(params, *test)[1][0])
    return Story(_in_numpy(layers), _in_numpy(params[:-1]), filters, error)


def _pretrained(x, rng, filters, bar):
    """Hidden layers of a stack of RBMs; the filters of the lowest are noted after each epoch."""
    layers, v = [], x.unsqueeze(0)
    for number, size in enumerate(SIZES, 1):
        model = rbm.init_rbm(v.shape[2], size, rng)
        if number == 1:
            filters[0, 0] = model.W[0].numpy().copy()
        for epoch in bar(range(1, PRETRAINING_EPOCHS + 1), f"pre-training, layer {number}"):
            rbm.train_rbm(model, v, PRETRAINING_RATE, 1, BATCH, rng)
            if number == 1:
                filters[epoch, 0] = model.W[0].numpy().copy()
        layers.append(mlp.Layer(model.W.clone(), model.c.clone()))
        v = rbm.hidden_probabilities(v, model.W, model.c)
    return layers


def _in_numpy(layers):
    return [Layer(W[0].numpy().astype(float), b[0].numpy().astype(float)) for W, b in layers]


def best_images(layers, units, n_starts=4, steps=100):
    """Images that units of the last of some layers like best, from several starts.

    Parameters
    ----------
    layers : list of Layer
        In NumPy, up to that of the units.
    units : sequence of int
    n_starts, steps : int

    Returns
    -------
    ndarray of shape (U, R, 784)
        All of the mean length of a digit.
    """
    in_torch = [mlp.Layer(torch.tensor(W)[None], torch.tensor(b)[None]) for W, b in layers]
    starts = Streams((0,), "ascent").uniform(-1, 1, (n_starts, 784)).to(in_torch[0].W.dtype)
    images, _ = ascent.maximise(in_torch, starts, list(units), mean_length(), steps)
    return images[0].numpy()


def mean_length():
    """The mean length of a digit of the training set, as a vector."""
    return float(np.linalg.norm(load_digits_5k().train.images, axis=1).mean())


def some_digits(n):
    """Digits of the test set, of all classes, in the form of best images: (n, 1, 784)."""
    _, _, test = load_digits_5k()
    order = np.argsort(test.labels, kind="stable")
    return test.images[order[np.linspace(0, len(order) - 1, n).astype(int)], None]


def noise(n, n_starts=4):
    """Images of normal numbers, of the mean length of a digit: (n, R, 784)."""
    images = np.random.default_rng(0).normal(size=(n, n_starts, 784))
    return images * (mean_length() / np.linalg.norm(images, axis=-1, keepdims=True))


def described(images):
    """Roughness, likeness to the nearest digit and agreement of starts, means of images (U, R, 784)."""
    x, digits = torch.tensor(images, dtype=torch.float32), torch.from_numpy(load_digits_5k().train.images)
    return {
        "roughness": float(ascent.roughness(x).mean()),
        "likeness": float(ascent.likeness(x, digits).mean()),
        "agreement": float(ascent.agreement(x).mean()),
    }


# ---- photographs ----


def filters_of(kind, n_patches, passes, seed=0, n_filters=N_FILTERS):
    """Filters (144, F) that a model learns from patches of photographs; the kinds of :mod:`.patch_models`."""
    patches = load_patches(n_patches, SIDE, np.random.default_rng([seed, 0]))
    return patch_models.learn(kind, patches, n_filters, passes, np.random.default_rng([seed, 1]))


class Tuned(NamedTuple):
    """A network behind filters (P, F): ``before`` and ``after``, its test error (%) and training loss (nats)."""

    before: np.ndarray
    after: np.ndarray
    error: float
    loss: float


def digits_with(filters, n_labels, updates, seed=0, rate=0.1):
    """What becomes of some filters, fine-tuned with few digits: a Tuned."""
    train, _, test = load_digits_5k()
    rng = np.random.default_rng([seed, 2])
    some = np.concatenate(
        [rng.permutation(np.flatnonzero(train.labels == k))[: n_labels // 10] for k in range(10)]
    )
    net = convolution.network(filters, STRIDE, rng)
    before = net.filters.copy()
    shown = train.images[some], train.labels[some]
    convolution.train(net, *shown, rate, updates, STRIDE, rng)
    return Tuned(
        before, net.filters, convolution.error(net, *test, STRIDE), convolution.loss(net, *shown, STRIDE)
    )


def described_filters(filters):
    """Roughness, a mean, and the R² of rough fits by Gabor functions, a median, of filters (P, F)."""
    fits = [gabor.fit(values, 1)[1] for values in filters.T]
    rough = ascent.roughness(torch.tensor(filters.T, dtype=torch.float32), round(len(filters) ** 0.5))
    return {"roughness": float(rough.mean()), "fit": float(np.median(fits))}
