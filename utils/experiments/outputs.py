"""What networks say about the same digits, at some times of their training: what `function_space` needs."""

import numpy as np
import torch

from ..torch_models import mlp, stacking
from ..torch_models.streams import Streams
from . import networks

CURVES = ("train_nll", "valid_error", "test_nll", "test_error")


class Ways:
    """The ways of all networks of an experiment, one after the other.

    Parameters
    ----------
    settings : dict
    seeds : tuple of int
    checkpoint : Checkpoint
        What it has is taken up.

    Attributes
    ----------
    outputs : list of ndarray of shape (T, N, K), float32
        For each start and seed the logarithms of the probabilities of N test digits, at T times.
    curves : list of ndarray of shape (T, 4)
        Train NLL, validation error, test NLL and test error (percent), at these times; the last two of the
        same test digits.
    """

    def __init__(self, settings, seeds, checkpoint, device="cpu"):
        self.settings, self.checkpoint, self.device = settings, checkpoint, device
        self.runs = [(start, seed) for start in sorted(settings["starts"]) for seed in seeds]
        self.sets = dict(networks.data_for(settings, device))
        self.sets["test"] = some(self.sets["test"], settings["n_test"])
        saved = checkpoint.load()
        self.outputs, self.curves = (list(saved.get(name, ())) for name in ("outputs", "curves"))

    @property
    def labels(self):
        """Of the test digits, (N,)."""
        return self.sets["test"][1].cpu().numpy()

    def compute(self, bar=iter):
        """Train all networks that are left; return the logarithms of all outputs, (networks * T, N, K)."""
        for start, seed in bar(self.runs[len(self.outputs) :]):
            outputs, curves = zip(*self.way(start, seed), strict=True)
            self.outputs.append(np.stack(outputs))
            self.curves.append(np.stack(curves))
            self.checkpoint.save({"outputs": np.stack(self.outputs), "curves": np.stack(self.curves)})
        return np.concatenate(self.outputs)

    def way(self, start, seed):
        """Train one network; at each time yield what it says, (N, K), and the four measures."""
        settings, (x, labels) = self.settings, self.sets["train"]
        rate = settings["pretraining_rates"].get(start, 0.0)
        layers = networks.hidden_layers(settings, start, (seed,), rate, x, self.device)
        rng = Streams((seed,), "fine-tuning", self.device)
        params, first = stacking.with_output_layer(layers, networks.N_CLASSES, rng), rng.permutation(len(x))
        yield self.measure(params)
        times, batch_size = settings["measured"], settings["batch_size"]
        for before, now in zip(times[:-1], times[1:], strict=True):
            if now <= 1:  # a piece of the first epoch, in which each digit is seen once
                index = first[:, piece(before, now, len(x), batch_size)]
                mlp.train(params, x[index], labels[index], settings["rate"], 1, batch_size, rng)
            else:
                mlp.train(params, x, labels, settings["rate"], now - before, batch_size, rng)
            yield self.measure(params)

    @torch.no_grad()
    def measure(self, params):
        """What a network says about the test digits, and the four measures."""
        scores = mlp.forward(params, self.sets["test"][0])[-1]
        log_p = torch.log_softmax(scores, dim=2)[0].cpu().numpy()
        found = {name: mlp.evaluate(params, *self.sets[name]) for name in ("train", "valid", "test")}
        errors = {name: 100 * float(error[0]) for name, (_, error) in found.items()}
        nll = {name: float(loss[0]) for name, (loss, _) in found.items()}
        return log_p, np.array([nll["train"], errors["valid"], nll["test"], errors["test"]])


def some(split, n):
    """``n`` of a split's examples at equal distances, or all where it has no more."""
    x, labels = split
    step = max(1, len(x) // n)
    return x[::step][:n], labels[::step][:n]


def piece(before, now, n, batch_size):
    """Which places of the first epoch's order lie between two shares of it: whole batches."""
    first, last = (int(share * n) // batch_size * batch_size for share in (before, now))
    return slice(first, n if now == 1 else last)
