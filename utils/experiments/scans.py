"""Straight lines through the weights of networks, and what the loss is along them: what `landscape` needs.

Shapes: ``S`` seeds, ``N`` examples; a direction has the form of a network, a list of Layer.
"""

import torch

from ..data import load_shapeset
from ..torch_models import mlp, stacking
from ..torch_models.mlp import Layer
from ..torch_models.streams import Streams

N_CLASSES = 2  # triangles and squares


@torch.no_grad()
def stochastic_gradients(params, x, labels, n, batch_size, rng):
    """Gradients of the loss, each of some examples drawn at random, as a step of training would have them.

    Parameters
    ----------
    params : list of Layer
        Networks, where the gradients are taken.
    x, labels : tensor of shape (N, V) and (N,)
    n : int
        How many.
    batch_size : int
        Examples of each, without replacement.
    rng : Streams

    Returns
    -------
    list of list of Layer
        Weights (S, V, H) and biases (S, H) of each direction, not normalised.
    """
    found = []
    for _ in range(n):
        index = rng.permutation(len(x))[:, :batch_size]  # (S, B)
        activations = mlp.forward(params, x[index])
        grads = mlp.backward(params, activations, labels[index])
        found.append([Layer(W.dense(), b) for W, b in grads])
    return found


def of_length_one(direction):
    """A direction whose weights and biases, taken as one vector, have length 1 for each seed."""
    length = length_of(direction)
    return [Layer(W / length[:, None, None], b / length[:, None]) for W, b in direction]


def filter_by_filter(direction, params):
    """A direction in which the weights into each unit are as long as the network's; biases do not move.

    Along it a unit's weights are changed by the same share of their length, whatever that is: so networks
    with small and with large weights can be compared.

    Parameters
    ----------
    direction, params : list of Layer

    Returns
    -------
    list of Layer
        Zero where the direction is.

    References
    ----------
    Li, Xu, Taylor, Studer and Goldstein (2018), Visualizing the loss landscape of neural nets, section 4.
    """
    scaled = []
    for (d, b), (W, _) in zip(direction, params, strict=True):
        share = W.norm(dim=1, keepdim=True) / d.norm(dim=1, keepdim=True)  # (S, 1, H)
        scaled.append(Layer(d * torch.nan_to_num(share, posinf=0.0), torch.zeros_like(b)))
    return scaled


def length_of(direction):
    """Euclidean length of all weights and biases as one vector, (S,)."""
    parts = [part.flatten(1) for layer in direction for part in layer]
    return torch.cat(parts, dim=1).norm(dim=1)


def moved(params, direction, alpha):
    """The networks that lie ``alpha`` times a direction away."""
    return [
        Layer(*(p + alpha * d for p, d in zip(layer, by, strict=True)))
        for layer, by in zip(params, direction, strict=True)
    ]


def difference(end, start):
    """The direction from networks to others."""
    pairs = zip(end, start, strict=True)
    return [Layer(*(p - q for p, q in zip(layer, other, strict=True))) for layer, other in pairs]


def along(params, direction, alphas, train, test):
    """Loss and error of networks on a line.

    Parameters
    ----------
    params : list of Layer
        Where the line is at 0.
    direction : list of Layer
    alphas : list of float
    train, test : tuple of (tensor of shape (N, V), tensor of shape (N,))

    Yields
    ------
    tuple
        For each place alpha, and a tuple of the train NLL (nats), the test error (percent) and the distance
        from ``params``, each of shape (S,).
    """
    length = length_of(direction)
    for alpha in alphas:
        here = moved(params, direction, alpha)
        nll, _ = mlp.evaluate(here, *train)
        _, error = mlp.evaluate(here, *test)
        yield alpha, (nll, 100 * error, abs(alpha) * length)


def shapes(settings, device):
    """Training and test shapes as tensors, each images (N, 100) and labels (N,)."""
    data = load_shapeset(settings["data_seed"], (settings["n_train"], 1, settings["n_test"]))
    return [tuple(torch.from_numpy(part).to(device) for part in split) for split in (data.train, data.test)]


def of_networks(settings, layers, seeds, train, test, places):
    """Train one network a seed, scan the loss around its end and on the line from its start to its end.

    Parameters
    ----------
    settings : dict
    layers : list of Layer
        Hidden ones; left as they are.
    seeds : tuple of int
    train, test : tuple of (tensor of shape (N, V), tensor of shape (N,))
    places : dict of str to list of float
        Where to look in the directions of ``gradient`` and ``filters``, and on the ``line`` between the
        start, 0, and the end, 1.

    Yields
    ------
    tuple
        The scan, the number of its direction, the place, and the three of :func:`along`.
    """
    device = layers[0].W.device
    rng, ends = (
        Streams(seeds, "fine-tuning", device),
        (tuple(x[: settings["n_scanned"]] for x in train), test),
    )
    params, learned = stacking.with_output_layer(layers, N_CLASSES, rng), 0
    start = stacking.copy_layers(params)
    for epoch in settings["measured"]:
        mlp.train(params, *train, settings["rate"], epoch - learned, settings["batch_size"], rng)
        way, learned = difference(params, start), epoch
        ((_, values),) = along(start, way, [1], *ends)
        yield "training", 0, epoch, values
    yield from (("line", 0, *row) for row in along(start, way, places["line"], *ends))
    rng = Streams(seeds, "directions", device)
    for i, gradient in enumerate(
        stochastic_gradients(params, *train, settings["directions"], settings["batch_size"], rng)
    ):
        directions = {"gradient": of_length_one(gradient), "filters": filter_by_filter(gradient, params)}
        for name, direction in directions.items():
            yield from ((name, i, *row) for row in along(params, direction, places[name], *ends))
