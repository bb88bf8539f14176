"""Starts to compare with pre-training, for many seeds at once: orthogonal weights, and permuted ones.

:func:`.stacking.redraw_from_marginals` is a third. Shapes: ``S`` seeds, ``V`` inputs, ``H`` hidden units.
"""

import torch

from .checks import check_at_least_one
from .mlp import Layer
from .stacking import each_value_from


def init_orthogonal(sizes, rng, gain=1.0):
    """Draw hidden layers with orthogonal weights times ``gain``; biases are zero.

    ``W`` has orthonormal columns times ``gain`` where the layer narrows, orthonormal rows where it widens; a
    square one preserves lengths and angles, up to ``gain``.

    Parameters
    ----------
    sizes : sequence of int
        Units from the input to the highest hidden layer, e.g. ``(784, 200, 200)``.
    rng : Streams
    gain : float, default 1
        A sigmoid unit's slope at 0 is 1/4, so 4 makes up for it.

    Returns
    -------
    list of Layer

    References
    ----------
    Saxe, McClelland and Ganguli (2014), Exact solutions to the nonlinear dynamics of learning in deep linear
    neural networks, section 3.
    """
    layers = []
    for fan_in, fan_out in zip(sizes[:-1], sizes[1:], strict=True):
        check_at_least_one(fan_in=fan_in, fan_out=fan_out)
        tall = max(fan_in, fan_out), min(fan_in, fan_out)
        normal = torch.erfinv(rng.uniform(-1, 1, tall).double().clamp(-1 + 1e-7, 1 - 1e-7))  # (S, *tall)
        Q, R = torch.linalg.qr(normal)
        Q = Q * R.diagonal(dim1=1, dim2=2).sign().unsqueeze(1)  # so that no orientation is preferred
        W = (gain * (Q if fan_in >= fan_out else Q.mT)).float().contiguous()  # (S, fan-in, fan-out)
        layers.append(Layer(W, W.new_zeros(len(W), fan_out)))
    return layers


def permute_within_layers(layers, rng):
    """Shuffle the weights of each layer among themselves, and its biases: the same values in other places.

    Each layer of each seed keeps its marginal distributions exactly, and loses everything else.

    Parameters
    ----------
    layers : list of Layer
        Pre-trained; left as they are.
    rng : Streams
        Of the same seeds; give streams of another name than the layers came from.

    Returns
    -------
    list of Layer
    """
    return each_value_from(layers, rng, rng.permutation)


def without_mean(layers):
    """Take away what all units get alike: the mean of each layer's weights, and its biases.

    Parameters
    ----------
    layers : list of Layer
        Left as they are.

    Returns
    -------
    list of Layer
        The weights of each layer of each seed have the mean 0; all biases are 0.
    """
    return [Layer(W - W.mean(dim=(1, 2), keepdim=True), torch.zeros_like(b)) for W, b in layers]
