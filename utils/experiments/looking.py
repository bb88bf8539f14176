"""Networks that are looked into on their way through fine-tuning: what :mod:`.filters` needs, in PyTorch."""

import numpy as np
import pandas as pd
import torch

from ..torch_models import mlp, stacking
from ..torch_models.streams import Streams
from . import ascent, networks, variants


def look_inside(settings, start, seeds, device):
    """Pre-train and fine-tune a network for each seed; look into it after the measured epochs.

    Parameters
    ----------
    settings : dict
    start : {"none", "rbm", "autoencoder"}
    seeds : tuple of int
    device : str

    Returns
    -------
    list of pandas.DataFrame
        For each measured epoch and layer, a row for each seed.
    """
    sets = networks.data_for(settings, device)
    first = variants.pretrained(settings | {"depths": [len(settings["sizes"])]}, start, seeds, device)
    rng = Streams(seeds, "fine-tuning", device)
    params = stacking.with_output_layer(first, networks.N_CLASSES, rng)
    lens, tables = Lens(settings, sets["train"][0], seeds, device), []
    for epoch in range(settings["epochs"] + 1):
        if epoch:
            mlp.train(params, *sets["train"], settings["rate"], 1, settings["batch_size"], rng)
        if epoch in settings["measured"]:
            error = 100 * mlp.evaluate(params, *sets["valid"])[1].cpu().numpy()
            keeps = settings["keeps_weights_of"] if epoch in (0, settings["epochs"]) else ()
            for number in range(1, len(first) + 1):
                columns = changed(first[number - 1], params[number - 1]) | lens.images(params[:number])
                columns = {name: values.cpu().numpy().astype(np.float32) for name, values in columns.items()}
                kept = [
                    as_bytes(params[number - 1], i) if seed in keeps else b"" for i, seed in enumerate(seeds)
                ]
                columns |= {"seed": list(seeds), "valid_error": error.astype(np.float32), "weights": kept}
                tables.append(pd.DataFrame(columns).assign(layer=number, epoch=epoch))
    return tables


def changed(before, after):
    """How far the weights of a layer have turned, and the share that has changed its sign, of each seed.

    Parameters
    ----------
    before, after : Layer
        Weights (S, V, H).

    Returns
    -------
    dict of str to tensor of shape (S,)
        ``cosine``: the mean over units; ``flips``.
    """
    cosines = torch.cosine_similarity(before.W, after.W, dim=1)  # (S, H)
    flipped = (before.W * after.W < 0).double().mean(dim=(1, 2))
    return {"cosine": cosines.mean(dim=1), "flips": flipped}


def as_bytes(layer, seed):
    """A layer of one seed: the number of its units, then weights and biases, row by row, as float16."""
    rows = torch.cat([layer.W[seed], layer.b[seed, None]]).cpu().numpy()  # (V + 1, H)
    return np.array([rows.shape[1]], "<i4").tobytes() + rows.astype("<f2").tobytes()


class Lens:
    """What the images are like that the units of a layer like best.

    Parameters
    ----------
    settings : dict
    digits : tensor of shape (N, V)
        To compare with; their mean length is that of the images.
    seeds : tuple of int
    device : str
        Each seed begins its ascents at other images, the same for all units, layers and epochs.
    """

    def __init__(self, settings, digits, seeds, device):
        self.settings, self.digits = settings, digits
        self.radius = float(digits.norm(dim=1).mean())
        shape = (settings["ascents"], digits.shape[1])
        self.starts = Streams(seeds, "ascent", device).uniform(-1, 1, shape)

    def images(self, layers):
        """Means over units, of each seed: a dict of tensor (S,)."""
        units, steps = range(self.settings["units"]), self.settings["steps"]
        images, aligned = ascent.maximise(layers, self.starts, units, self.radius, steps)
        return {
            "roughness": ascent.roughness(images).mean(dim=(1, 2)),
            "likeness": ascent.likeness(images, self.digits).mean(dim=(1, 2)),
            "agreement": ascent.agreement(images).mean(dim=1),
            "aligned": aligned.mean(dim=(1, 2)),
        }
