"""The small networks of lesson 10: streams that differ in one part, copies that part, damage early and late."""

import numpy as np
import torch
from scipy.ndimage import gaussian_filter

from ...data import load_digits_5k
from ...experiments import redrawn
from ...experiments.endless import Source
from ...experiments.order import Network
from ...experiments.redrawn import APART, Shared, Walk
from ...experiments.stream import COMMON
from ...numpy_models.mlp import Layer
from ...torch_models import mlp, stacking
from ...torch_models.online import learn_in_order
from ...torch_models.streams import Streams

DRAWS, TENTHS, RATE = 4, 10, 0.5
SETTINGS = COMMON | {
    "data": "digits_5k", "examples": 20_000, "unsupervised": 5_000, "piece": 500, "width": 100,
}  # fmt: skip
TENTH = SETTINGS["examples"] // TENTHS
BLUR = 2.0  # pixels


def deformed(seeds):
    """Streams of deformed digits alone, one for each seed: no part of them is easier than another."""
    return Source(SETTINGS["data"], tuple(seeds), originals_first=False)


def walk(start="none", rate=RATE, seed=0, falls=1, **other):
    """A network with one hidden layer at the beginning of its stream of 20,000 deformed digits.

    Parameters
    ----------
    start : {"none", "rbm", "autoencoder"}
        Where it is pre-trained, the first quarter of the stream has no labels.
    rate : float
    seed : int
        Of the network and of its stream.
    falls : float
        The rate falls linearly to its ``falls``-th part.
    **other
        Settings that differ, e.g. ``width``.

    Returns
    -------
    Walk
        ``learn(until=n)`` goes on to example ``n``, ``copies(n)`` gives networks that are where it is.
    """
    made = Walk(SETTINGS | other, Network(start, rate, falls), (seed,))
    made.source = deformed((seed,))
    return made


def pair_of_starts(rate=RATE, seeds=(0, 1)):
    """Two networks with different first weights, and the same examples in the same order."""
    made = Walk(SETTINGS, Network("none", rate, 1), seeds)
    made.source = Shared(deformed(seeds[:1]), len(seeds))
    return made


def other_examples(place, n=DRAWS, seed=0):
    """Examples that no other network of the lesson sees, for each of ``n`` networks."""
    first = APART * (seed + 1) + 100 * place
    return deformed(range(first, first + n))


@torch.inference_mode()
def probabilities(walk):
    """What its networks say of the 1,000 real test digits: (R, N, K)."""
    x = torch.from_numpy(load_digits_5k().test.images)
    return mlp.forward(walk.state.params, x)[-1].softmax(dim=2).numpy()


def error_on_new(walk, n=2_000):
    """Error (%) of its networks on examples of the stream that they never learn: (R,)."""
    first = 10 * SETTINGS["examples"]
    x, labels = deformed((0,)).piece(first, first + n)
    return 100 * mlp.evaluate(walk.state.params, x, labels)[1].numpy()


def layers_of(walk):
    """Its networks, each a list of layers of NumPy arrays, as lesson 01 has them."""
    params = walk.state.params
    return [[Layer(W[i].numpy(), b[i].numpy()) for W, b in params] for i in range(len(params[0].W))]


def along(one, other, loss, n=20):
    """Losses (n + 1,) of networks on the straight line between two, lists of layers, both ends included."""
    found = []
    for alpha in np.linspace(0, 1, n + 1):
        pairs = zip(one, other, strict=True)
        layers = [[(1 - alpha) * u + alpha * v for u, v in zip(*both, strict=True)] for both in pairs]
        found.append(loss(layers))
    return np.array(found)


def matched(one, other):
    """The other network of one hidden layer, its units renumbered as they fit those of the first best.

    Parameters
    ----------
    one, other : list of Layer
        A hidden layer (V, H) and an output layer (H, K) each.

    Returns
    -------
    list of Layer
        It says what ``other`` says. Two units fit by the product of all weights to and from them.
    """
    pair = [
        mlp.Layer(*(torch.from_numpy(np.stack(parts)) for parts in zip(*layers, strict=True)))
        for layers in zip(one, other, strict=True)
    ]
    return [Layer(W[1].numpy(), b[1].numpy()) for W, b in redrawn.matched(pair)]


# ---- damage ----


def damaged(x, labels, kind, rng):
    """Examples (N, V) and labels (N,), spoiled.

    Parameters
    ----------
    x : ndarray of shape (N, V)
    labels : ndarray of int, of shape (N,)
    kind : {"blur", "flip", "labels"}
        Images blurred, or upside down, or random labels.
    rng : numpy.random.Generator
    """
    images = x.reshape(-1, 28, 28)
    if kind == "blur":
        return gaussian_filter(images, (0, BLUR, BLUR)).reshape(x.shape), labels
    if kind == "flip":
        return images[:, ::-1].reshape(x.shape), labels
    return x, rng.integers(0, 10, len(labels))


def _learn(params, first, last, seeds, rate, kind=None):
    """Learn the examples from ``first`` to ``last`` of the streams, in place, damaged where a kind is given."""
    for start in range(first, last, 1_000):
        x, labels = (part.numpy() for part in deformed(seeds).piece(start, min(start + 1_000, last)))
        if kind is not None:
            rngs = (np.random.default_rng([seed, start]) for seed in seeds)
            each = [damaged(*both, kind, rng) for *both, rng in zip(x, labels, rngs, strict=True)]
            x, labels = (np.stack(part) for part in zip(*each, strict=True))
        learn_in_order(params, x, labels, rate, SETTINGS["batch_size"])


def _error(params):
    """Test error (%) of each seed."""
    return 100 * mlp.evaluate(params, *load_digits_5k().test)[1].numpy()


def effects(design, rate=RATE, bar=lambda steps, _: steps):
    """How much damage raises the test error, early and late, over the same streams without: points, (S,) each.

    Parameters
    ----------
    design : dict
        Of exercise 10.5: ``damage``, ``early``, ``late``, ``seeds``.
    rate : float
    bar : callable
        ``bar(steps, name)``, as ``progress_bar``.

    Returns
    -------
    dict of str to ndarray
    """
    seeds, at, states, found = range(design["seeds"]), 0, {}, {}
    clean = mlp.init_mlp((784, SETTINGS["width"], 10), Streams(seeds, "damage"))
    places = {name: design[name] for name in ("early", "late")}
    for place in sorted({p for begins, _, stop in places.values() for p in (begins, stop)}):
        _learn(clean, at, place, seeds, rate)
        at, states[place] = place, stacking.copy_layers(clean)
    without = {name: _error(states[stop]) for name, (_, _, stop) in places.items()}
    for name in bar([*places], "damage"):
        begins, ends, stop = places[name]
        spoiled = stacking.copy_layers(states[begins])  # what went before it is not learned again
        _learn(spoiled, begins, ends, seeds, rate, design["damage"])
        _learn(spoiled, ends, stop, seeds, rate)
        found[name] = _error(spoiled) - without[name]
    return found
