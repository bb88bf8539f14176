"""How the networks of ``modern`` start, and how they are trained by a recipe: ``relu+adam+dropout``.

The first part of a recipe is the start (and the units, with ``relu``), the others are the optimiser and what
regularises. Each network has one seed, so a seed's numbers depend on nothing beside it.
"""

from . import variants

FEW_DEPTH, DEEP = 3, 5
DROPOUT = (0.2, 0.5)  # of the inputs, and of each hidden layer


def trained_on(settings, depth):
    """How many training digits there are, with or without labels."""
    return settings["deep"]["labels"] if depth == DEEP else settings["n_train"]


def hidden_layers(settings, start, depth, seeds, device):
    """The hidden layers of some seeds, drawn or pre-trained: list of Layer."""
    from ..torch_models import modern, starts
    from ..torch_models.streams import Streams
    from . import networks

    width = settings["deep"]["width"] if depth == DEEP else settings["width"]
    own = settings | {
        "sizes": [width] * depth, "n_train": trained_on(settings, depth),
        "batch_size": settings["pretraining_batch"],
    }  # fmt: skip
    if start == "rbm":
        return variants.pretrained(own, "rbm", seeds, device)
    drawn = variants.pretrained(own, "none", seeds, device)
    if start == "orthogonal4":
        sizes = [drawn[0].W.shape[1], *own["sizes"]]
        return starts.init_orthogonal(sizes, Streams(seeds, "orthogonal", device), 4)
    change = {"none": list, "glorot4": networks.widened, "relu": modern.he}
    return change[start](drawn)


def fit(settings, name, layers, seed, rate, sets):
    """Train a network by a recipe and measure it: a table as :func:`.networks.fine_tune` gives it."""
    import pandas as pd
    import torch

    from ..torch_models import modern, stacking
    from ..torch_models.streams import Streams
    from . import networks

    parts, tables = name.split("+"), []
    rng = Streams((seed,), "fine-tuning")
    params = stacking.with_output_layer(layers, networks.N_CLASSES, rng)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = modern.build(
            params, "relu" if parts[0] == "relu" else "sigmoid",
            DROPOUT if "dropout" in parts else (0.0, 0.0), "batchnorm" in parts,
        )  # fmt: skip
        optimiser = modern.optimiser_of(network, "adam" if "adam" in parts else "sgd", rate)
        x, labels = sets["train"][0].view(1, -1, params[0].W.shape[1]), sets["train"][1].view(1, -1)
        for epoch in range(1, settings["epochs"] + 1):
            modern.train_epoch(network, optimiser, x, labels, settings["batch_size"], rng)
            if epoch in settings["measured"]:
                watched = variants.watched(settings)
                tables.append(
                    networks.measure(settings, network, (seed,), epoch, sets, watched, modern.evaluate_each)
                )
    return pd.concat(tables, ignore_index=True)
