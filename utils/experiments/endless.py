"""Networks that learn from an endless stream of deformed digits, as `stream` and `order` need them.

A network sees every example once. The first part of the stream may be without labels: it pre-trains the
lowest layers one after the other, an equal share each. From there on it learns with labels, and what it says
of each example before it learns from it is its online error.

All that learning changes is a few tensors, and each piece of the stream has random numbers of its own: so a
run can be saved and taken up again after each of them.
"""

import functools
import math
from typing import NamedTuple

import numpy as np
import torch

from ..data import load_digits_5k, load_mnist
from ..data.infinite_mnist import InfiniteMNIST
from ..data.splits import Split
from ..torch_models import mlp, stacking
from ..torch_models.autoencoder import init_autoencoder, train_autoencoder
from ..torch_models.online import learn_in_order
from ..torch_models.rbm import RBM, hidden_probabilities, init_rbm, train_rbm
from ..torch_models.streams import Streams

N_CLASSES, N_PIXELS = 10, 784


@functools.lru_cache(maxsize=2)
def digits(data, originals_first=True):
    """The digits that are deformed, a stream over them, and the test digits, which are left as they are."""
    train, _, test = load_digits_5k() if data == "digits_5k" else load_mnist()
    return train, InfiniteMNIST(train, originals_first=originals_first), test


class Source(NamedTuple):
    """Where the examples of some seeds come from: each seed has a stream of its own.

    Parameters
    ----------
    data : {"mnist", "digits_5k"}
    seeds : tuple of int
    deformed : bool, default True
        Otherwise the digits as they are, again and again, each time in a new order.
    originals_first : bool, default True
        Whether a deformed stream begins with the digits as they are.
    """

    data: str
    seeds: tuple
    deformed: bool = True
    originals_first: bool = True

    def piece(self, first, last):
        """Examples ``first`` to ``last - 1`` of each seed: tensors (S, N, V) and (S, N)."""
        train, stream, _ = digits(self.data, self.originals_first)
        parts = []
        for seed in self.seeds:
            own = stream.with_seed(seed)
            if self.deformed:
                parts.append(own.slice(first, last))
            else:
                rows = own.rows(first, last)
                parts.append(Split(train.images[rows], train.labels[rows]))
        return tuple(torch.stack([torch.from_numpy(part[i]) for part in parts]) for i in (0, 1))


class State(NamedTuple):
    """Models of the layers that are pre-trained, and the network: all that learning changes.

    ``models`` are RBMs or autoencoders, the lowest first; ``params`` is the network of :mod:`.mlp`.
    """

    models: list
    params: list

    def tensors(self):
        """Every tensor by name, not copied."""
        named = {}
        for kind, parts in zip(self._fields, self, strict=True):
            for i, part in enumerate(parts):
                named |= {f"{kind}{i}_{name}": t for name, t in part._asdict().items() if t is not None}
        return named

    def take_over(self, layer):
        """The network has a layer as it is pre-trained by now."""
        model = self.models[layer]
        self.params[layer].W.copy_(model.W)
        self.params[layer].b.copy_(model.c)

    def saved(self):
        """The same as arrays."""
        return {name: tensor.numpy() for name, tensor in self.tensors().items()}

    def copies(self, n):
        """The state of ``n`` networks that are this one, in memory of their own."""

        def repeated(part):
            return type(part)(*(t if t is None else t.repeat(n, *[1] * (t.ndim - 1)) for t in part))

        return State(*([repeated(part) for part in parts] for parts in self))

    def restore(self, arrays):
        """Take up the numbers that :meth:`saved` gave."""
        for name, tensor in self.tensors().items():
            tensor.copy_(torch.from_numpy(arrays[name]))


def draw(kind, sizes, n_pretrained, seeds):
    """The state before anything is learned.

    Layers that are not pre-trained start from the weights from which their pre-training would have started,
    so all numbers of pre-trained layers are paired.

    Parameters
    ----------
    kind : {"none", "rbm", "autoencoder"}
    sizes : sequence of int
        Units of the hidden layers.
    n_pretrained : int
    seeds : tuple of int

    Returns
    -------
    State
    """
    rng = Streams(seeds, "pre-training")
    make = {"rbm": init_rbm, "autoencoder": init_autoencoder}.get(kind)
    sizes = (N_PIXELS, *sizes)
    models = [make(*pair, rng) for pair in zip(sizes[:n_pretrained], sizes[1:], strict=False)]
    hidden = stacking.to_layers(models) + mlp.init_mlp(sizes[n_pretrained:], rng)
    return State(models, stacking.with_output_layer(hidden, N_CLASSES, Streams(seeds, "fine-tuning")))


@torch.inference_mode()
def pretrain_on(models, x, layer, rate, batch_size, rng, **options):
    """Go on with the pre-training of one layer on a piece of the stream, in place.

    Parameters
    ----------
    models : list of RBM or list of Autoencoder
    x : tensor of shape (S, N, V)
    layer : int
        From 0; the layers below it are done.
    rate : float
    batch_size : int
    rng : Streams
    **options
        Of the training function.
    """
    for below in models[:layer]:
        x = hidden_probabilities(x, below.W, below.c)  # (S, N, H)
    train = train_rbm if isinstance(models[layer], RBM) else train_autoencoder
    train(models[layer], x, rate, 1, batch_size, rng, **options)


class Run:
    """Networks of some seeds on their way through the stream, with what was measured of them.

    Parameters
    ----------
    settings : dict
        ``data``, ``examples``, ``unsupervised``, ``block``, ``piece``, ``width``, ``batch_size``, ``level``,
        ``pretraining_rates``, and, where it is False, ``originals_first`` of :class:`Source`.
    network : object
        Says ``kind``, ``depth``, ``n_pretrained``, ``source`` and ``penalty``, see :class:`.stream.Network`.
    seeds : tuple of int
    rate : float
    checkpoint : Checkpoint
        What it has is taken up.

    Attributes
    ----------
    rows : list of tuple
        What was measured, when, after how many examples, of which seed; nll (nats) and error (percent).
    """

    def __init__(self, settings, network, seeds, rate, checkpoint):
        self.settings, self.network, self.seeds, self.rate = settings, network, seeds, rate
        self.source = Source(
            settings["data"], seeds, network.source == "stream", settings.get("originals_first", True)
        )
        self.state = draw(network.kind, [settings["width"]] * network.depth, network.n_pretrained, seeds)
        self.checkpoint, self.rows = checkpoint, []
        self.seen, self.looked_back = 0, 0  # examples
        self.sums = torch.zeros(2, len(seeds), dtype=torch.float64)  # of losses and errors of this block
        saved = checkpoint.load()
        if saved and saved["rate"] == rate:
            self.state.restore(saved)
            self.seen, self.looked_back = map(int, saved["position"])
            self.sums = torch.from_numpy(saved["sums"])
            rows = zip(saved["moments"].tolist(), saved["numbers"].tolist(), strict=True)
            self.rows = [(when, int(examples), int(seed), *rest) for when, (examples, seed, *rest) in rows]

    def save(self):
        """Keep all that is needed to go on from here."""
        numbers = np.array([row[1:] for row in self.rows]).reshape(-1, 4)
        self.checkpoint.save(
            self.state.saved() | {
                "rate": self.rate, "position": (self.seen, self.looked_back), "sums": self.sums.numpy(),
                "moments": np.array([row[0] for row in self.rows], dtype=str), "numbers": numbers,
            }
        )  # fmt: skip

    def learn(self, until=math.inf):
        """Learn from what is left of the stream, or of its part that ends after ``until`` examples."""
        for first, last in self.pieces():
            if first < self.seen or last > until:
                continue
            x, labels = self.source.piece(first, last)
            layer = self.layer_at(first)
            if layer is None:
                self.learn_piece(x, labels, last)
            else:
                self.pretrain_piece(x, layer, first)
            self.seen = last
            self.save()

    def pieces(self):
        """The first and last examples of the pieces: none reaches across a block or from layer to layer."""
        n, k = self.settings["unsupervised"], self.network.n_pretrained
        borders = {*range(0, self.settings["examples"] + 1, self.settings["piece"])}
        borders |= {-(-n * layer // k) for layer in range(1, k + 1)} if k else set()
        borders = sorted(borders)
        return zip(borders[:-1], borders[1:], strict=True)

    def layer_at(self, first):
        """Which layer is pre-trained from an example on; nothing where labels are used."""
        n, k = self.settings["unsupervised"], self.network.n_pretrained
        return first * k // n if k and first < n else None

    def pretrain_piece(self, x, layer, first):
        """Go on with the pre-training of a layer, the layers below it being done."""
        options = {"level": self.settings["level"]} if self.network.kind == "autoencoder" else {}
        rate, rng = (
            self.settings["pretraining_rates"][self.network.kind],
            Streams(self.seeds, f"piece {first}"),
        )
        pretrain_on(self.state.models, x, layer, rate, self.settings["batch_size"], rng, **options)
        self.state.take_over(layer)

    def learn_piece(self, x, labels, last):
        """Go on with learning from labels, and measure at the end of a block."""
        batch_size, block = self.settings["batch_size"], self.settings["block"]
        rate = self.rate_at(last)
        nll, right = learn_in_order(self.state.params, x, labels, rate, batch_size, **self.network.penalty)
        self.sums += torch.stack([nll.double().sum(dim=1), (~right).double().sum(dim=1)])
        if last % block == 0:
            self.keep("online", last, *self.sums / block)
            self.sums = torch.zeros_like(self.sums)
            if not self.settings.get("choosing"):
                _, _, test = digits(self.settings["data"])
                self.keep("test", last, *mlp.evaluate(self.state.params, *test))

    def rate_at(self, examples):
        """The rate with which the examples up to there are learned."""
        return self.rate

    def keep(self, when, examples, nll, error):
        """Note what was measured of each seed."""
        for seed, loss, wrong in zip(self.seeds, nll.tolist(), error.tolist(), strict=True):
            self.rows.append((when, examples, seed, loss, 100 * wrong))

    def look_back(self):
        """Measure the network at the end on all of the stream, block by block."""
        block = self.settings["block"]
        for first in range(self.looked_back, self.settings["examples"], block):
            found = []
            for start in range(first, first + block, self.settings["piece"]):
                x, labels = self.source.piece(start, start + self.settings["piece"])
                found.append(torch.stack(mlp.evaluate(self.state.params, x, labels)))  # (2, S)
            self.looked_back = first + block
            self.keep("afterwards", self.looked_back, *torch.stack(found).mean(dim=0))
            self.save()
