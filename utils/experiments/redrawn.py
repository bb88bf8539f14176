"""Networks that are copies of each other until their examples differ: what `order` and `branching` need."""

from typing import NamedTuple

import numpy as np
import torch
from scipy.optimize import linear_sum_assignment

from ..torch_models import mlp
from .endless import Run, Source, digits
from .engine.checkpoints import Checkpoint

APART = 1_000_000  # between the streams of two seeds that draw a part again


class Shared(NamedTuple):
    """One stream for several networks: drawn once."""

    source: Source
    n: int

    def piece(self, first, last):
        """Examples ``first`` to ``last - 1`` for each network: tensors (n, N, V) and (n, N)."""
        x, labels = self.source.piece(first, last)
        return x.expand(self.n, -1, -1), labels.expand(self.n, -1)


class Walk(Run):
    """Networks on their way through a stream, of which nothing is measured before its end.

    Parameters
    ----------
    settings : dict
        As of :class:`.endless.Run`.
    network : object
        As there, with ``rate`` and ``falls``: the rate falls linearly to its part of that number.
    seeds : tuple of int
    """

    def __init__(self, settings, network, seeds):
        whole = {"block": settings["examples"] + 1}  # no block ends
        super().__init__(settings | whole, network, seeds, network.rate, Checkpoint())

    def save(self):
        """Nothing is kept of a walk alone."""

    def rate_at(self, examples):
        first = self.settings["unsupervised"] if self.network.n_pretrained else 0
        share = (examples - first) / (self.settings["examples"] - first)
        return self.rate * (1 - share * (1 - 1 / self.network.falls))

    def copies(self, n):
        """As many networks that are where this one is, and go on with its stream."""
        other = Walk(self.settings, self.network, self.seeds * n)
        other.state, other.seen, other.source = self.state.copies(n), self.seen, Shared(self.source, n)
        return other


class FromCopies:
    """What is found with copies of a network at some points of its stream, one point after the other.

    Parameters
    ----------
    settings : dict
        As of :class:`Walk`.
    network : object
    seed : int
    checkpoint : Checkpoint
        What it has is taken up.

    Attributes
    ----------
    before : Walk
        The network that is copied.
    found : list of tuple
        Of which the first number is the place.
    """

    def __init__(self, settings, network, seed, checkpoint):
        self.settings, self.seed, self.checkpoint, self.found = settings, seed, checkpoint, []
        self.before = Walk(settings, network, (seed,))
        saved = checkpoint.load()
        if saved and int(saved["seed"]) == seed:
            self.before.state.restore(saved)
            self.before.seen = int(saved["seen"])
            self.found = [(int(place), *rest) for place, *rest in saved["found"].tolist()]

    def save(self):
        """Keep where the network is, and what was found so far."""
        about = {"seed": self.seed, "seen": self.before.seen, "found": np.array(self.found)}
        self.checkpoint.save(self.before.state.saved() | about)

    def others(self, number, n):
        """Another stream for each of ``n`` copies; ``number`` counts the copies before.

        Unless ``originals_first`` is False they begin with the digits as they are, in another order.
        """
        first = APART * (self.seed + 1) + number
        return self.before.source._replace(seeds=tuple(range(first, first + n)))


class Redrawn(FromCopies):
    """Every tenth of a stream drawn again: its number, and what :func:`differences` says.

    ``settings`` also have ``draws``.
    """

    def measure(self, places=range(10)):
        """Go through the tenths ``places``, rising, that are left; return :attr:`found`."""
        length = self.settings["examples"] // 10
        for place in places[len(self.found) :]:
            self.before.learn(until=place * length)
            self.found.append((place, *self.drawn_again(place, (place + 1) * length).values()))
            self.save()
        return self.found

    def drawn_again(self, place, last):
        """How much networks differ that saw other examples from where they are up to ``last``."""
        n = self.settings["draws"]
        networks = self.before.copies(n)
        shared = networks.source
        networks.source = self.others(place * n, n)
        networks.learn(until=last)
        networks.source = shared
        networks.learn()
        _, _, test = digits(self.settings["data"])
        return differences(networks.state.params, *test)


@torch.inference_mode()
def differences(params, x, labels):
    """How much networks differ on some digits.

    Parameters
    ----------
    params : list of Layer
        Of ``n`` networks.
    x : ndarray of shape (N, V)
    labels : ndarray of int, of shape (N,)

    Returns
    -------
    dict of str to float
        ``variance``: of the probabilities over the networks (unbiased), summed over classes, averaged over
        digits. ``score_variance``: the same of the scores, each digit's less their mean over classes, since
        that changes no probability. ``disagreement``: percent of digits that two networks call differently,
        averaged over pairs. ``error``: percent, averaged over networks.
    """
    scores = mlp.forward(params, torch.as_tensor(x).expand(len(params[0].W), -1, -1))[-1]  # (n, N, K)
    n, _, n_classes = scores.shape
    chosen = scores.argmax(dim=2)  # (n, N)
    votes = torch.nn.functional.one_hot(chosen, n_classes).sum(dim=0)  # (N, K)
    same = (votes * (votes - 1)).sum(dim=1) / (n * (n - 1))  # (N,)
    centred = scores - scores.mean(dim=2, keepdim=True)
    spread = [part.double().var(dim=0).sum(dim=1).mean() for part in (scores.softmax(dim=2), centred)]
    wrong = (chosen != torch.as_tensor(labels, dtype=torch.int64)).double().mean()
    numbers = (*spread, 100 * (1 - same.double()).mean(), 100 * wrong)
    return dict(
        zip(("variance", "score_variance", "disagreement", "error"), map(float, numbers), strict=True)
    )


class Branches(FromCopies):
    """A network that is copied at some points of its stream; the copies see other examples from there on.

    ``settings`` also have ``branches``, numbers of examples, rising.
    """

    def measure(self, alphas):
        """Branch at all points that are left; return a tuple for each of them and place of both lines."""
        for i, branch in enumerate(self.settings["branches"]):
            if len(self.found) > i * 2 * len(alphas):
                continue
            self.before.learn(until=branch)
            pair = self.before.copies(2)
            pair.source = self.others(2 * i, 2)
            pair.learn()
            _, _, test = digits(self.settings["data"])
            params = pair.state.params
            for renumbered, ends in enumerate((params, matched(params))):
                self.found += [(branch, renumbered, *row) for row in along_line(ends, *test, alphas)]
            self.save()
        return self.found


def matched(params):
    """Two networks of one hidden layer, the second's units renumbered to fit the first's best.

    Two units fit by the product of all weights to and from them, biases with them. The numbers of units
    change nothing that a network says.

    Parameters
    ----------
    params : list of Layer
        A hidden and an output layer, of two networks; left as they are.

    Returns
    -------
    list of Layer
    """
    hidden, out = params
    units = torch.cat((hidden.W, hidden.b.unsqueeze(1), out.W.mT), dim=1).numpy()  # (2, V + 1 + K, H)
    _, order = linear_sum_assignment(units[0].T @ units[1], maximize=True)
    renumbered = hidden.W[1][:, order], hidden.b[1][order], out.W[1][order]
    W, b, W_out = (
        torch.stack((old[0], new)) for old, new in zip((hidden.W, hidden.b, out.W), renumbered, strict=True)
    )
    return [mlp.Layer(W, b), mlp.Layer(W_out, out.b)]


@torch.inference_mode()
def along_line(params, x, labels, alphas):
    """Networks on the straight line between the weights of two.

    Parameters
    ----------
    params : list of Layer
        Of two networks.
    x : ndarray of shape (N, V)
    labels : ndarray of int, of shape (N,)
    alphas : list of float
        Places on the line, 0 first: 0 is the first network, 1 the second.

    Returns
    -------
    list of tuple
        For each place: alpha, NLL (nats), error (percent), and percent of the examples that the network
        there calls otherwise than the first.
    """
    found, x, first = [], torch.as_tensor(x), None
    for alpha in alphas:
        between = [
            type(layer)(*((1 - alpha) * part[:1] + alpha * part[1:] for part in layer)) for layer in params
        ]
        nll, error = mlp.evaluate(between, x, labels)
        chosen = mlp.predict(between, x)
        first = chosen if first is None else first
        changed = (chosen != first).double().mean()
        found.append((alpha, float(nll[0]), 100 * float(error[0]), 100 * float(changed)))
    return found
