"""Greedy layer-wise pre-training of many seeds at once: stacks of RBMs or denoising autoencoders, in PyTorch.

The procedure of :mod:`utils.numpy_models.stacking` (Erhan et al. 2010, section 5) with a leading axis for
seeds. Pre-training goes upwards, so the lowest layers of a deep stack are a shallower stack:
:func:`each_depth` gives one pre-training to all depths, whose seeds are then paired.

Shapes: ``S`` seeds, ``N`` examples, ``V`` visible units, ``H`` hidden units.
"""

import torch

from .autoencoder import init_autoencoder, train_autoencoder
from .checks import check_at_least_one, check_choice, check_seeds, for_each_seed
from .mlp import Layer, init_mlp, train
from .rbm import (
    RBM,
    coin_flips,
    gibbs_step,
    hidden_probabilities,
    init_rbm,
    train_rbm,
    visible_probabilities,
)


def train_stack(
    x, hidden_sizes, rng, kind="rbm", rate=0.05, epochs=10, batch_size=10, dtype=torch.float32, **options
):
    """Train one RBM or autoencoder for each hidden layer, from the lowest up, the lower ones fixed.

    The hidden probabilities of all examples are kept for the next layer: ``S * N * H`` numbers.

    Parameters
    ----------
    x : tensor or ndarray of shape (S, N, V), or (N, V) for all seeds
        Data in [0, 1]; no labels are used.
    hidden_sizes : sequence of int
        Units per hidden layer, from the lowest.
    rng : Streams
        Gives the seeds, the numbers and the device.
    kind : {"rbm", "autoencoder"}
    rate : float
    epochs, batch_size : int
        For each layer.
    dtype : torch.dtype, default float32
    **options
        For :func:`.rbm.train_rbm` (``k``, ``persistent``), or for :func:`.autoencoder.train_autoencoder`
        (``level``, ``corruption``) and ``tied`` for the autoencoder.

    Returns
    -------
    stack : list of RBM or list of Autoencoder
    histories : list of list of dict
        For each layer what its training function returned.

    Raises
    ------
    ValueError
        If ``kind`` is unknown, a size is below 1, or ``x`` has the wrong shape or leaves [0, 1].
    """
    check_choice("kind", kind, ("rbm", "autoencoder"))
    stack, histories, v = [], [], x
    for n_hidden in hidden_sizes:
        model, history = train_one(v, n_hidden, rng, kind, rate, epochs, batch_size, dtype, **options)
        stack.append(model)
        histories.append(history)
        v = hidden_probabilities(for_each_seed(v, model.W), model.W, model.c)  # (S, N, H): the next data
    return stack, histories


def train_one(v, n_hidden, rng, kind, rate, epochs, batch_size, dtype, tied=True, **options):
    """Draw and train one model on ``v`` (S, N, V) or (N, V); return it and its history."""
    if kind == "rbm":
        model = init_rbm(v.shape[-1], n_hidden, rng, dtype)
        return model, train_rbm(model, v, rate, epochs, batch_size, rng, **options)
    model = init_autoencoder(v.shape[-1], n_hidden, rng, tied, dtype)
    return model, train_autoencoder(model, v, rate, epochs, batch_size, rng, **options)


def to_layers(stack):
    """The way up through a stack, as hidden layers of a network: copies of each ``W`` and ``c``."""
    return [Layer(model.W.clone(), model.c.clone()) for model in stack]


def copy_layers(layers):
    """Layers that can be trained while the given ones stay."""
    return [Layer(W.clone(), b.clone()) for W, b in layers]


def pretrain(
    x, hidden_sizes, rng, kind="rbm", rate=0.05, epochs=10, batch_size=10, n_pretrained=None, **options
):
    """Hidden layers of a network for each seed, pre-trained greedily on ``x``.

    The layers that are not pre-trained start from the weights from which their pre-training would have
    started, so all values of ``n_pretrained`` are paired.

    Parameters
    ----------
    x, hidden_sizes, rng, kind, rate, epochs, batch_size, **options
        As for :func:`train_stack`.
    n_pretrained : int, optional
        Pre-train only that many of the lowest layers and draw the others at random; all by default.

    Returns
    -------
    list of Layer
        One for each of ``hidden_sizes``; add an output with :func:`with_output_layer`.

    Raises
    ------
    ValueError
        As for :func:`train_stack`, and if ``hidden_sizes`` is empty or ``n_pretrained`` not in
        0..len(hidden_sizes).
    """
    n_layers = len(hidden_sizes)
    if n_layers == 0:
        raise ValueError("hidden_sizes is empty; give the units of at least one hidden layer.")
    n_pretrained = n_layers if n_pretrained is None else n_pretrained
    if not 0 <= n_pretrained <= n_layers:
        raise ValueError(
            f"n_pretrained is {n_pretrained}; there are {n_layers} hidden layers: give 0..{n_layers}."
        )
    stack, _ = train_stack(x, hidden_sizes[:n_pretrained], rng, kind, rate, epochs, batch_size, **options)
    sizes = (x.shape[-1], *hidden_sizes)
    return to_layers(stack) + init_mlp(sizes[n_pretrained:], rng, options.get("dtype", torch.float32))


def each_depth(layers):
    """Hidden layers for networks of 1, 2, ... up to ``len(layers)`` hidden layers, from one pre-training.

    They share their tensors; :func:`with_output_layer` and :func:`fine_tune` copy them.
    """
    return [layers[:depth] for depth in range(1, len(layers) + 1)]


def redraw_from_marginals(layers, rng):
    """Draw every weight and bias anew from the values of its own layer, independently of each other.

    Each layer of each seed keeps its histogram of weights and its histogram of biases, up to chance, and
    loses everything else. If pre-training only chose the right scale and shape of the distribution, this
    would do as well.

    Parameters
    ----------
    layers : list of Layer
        Pre-trained; left as they are.
    rng : Streams
        Of the same seeds; give streams of another name than the layers came from.

    Returns
    -------
    list of Layer

    References
    ----------
    Erhan et al. (2010), Table 1: the row "histogram".
    """
    return each_value_from(layers, rng, lambda n: rng.integers(0, n, (n,)))


def each_value_from(layers, rng, places):
    """Layers with values from ``places(n)`` (S, n) among the n values of the same part of their layer."""
    check_seeds(layers[0].W, rng)

    def moved(values):
        flat = values.flatten(1)
        return flat.gather(1, places(flat.shape[1])).view_as(values)

    return [Layer(*map(moved, layer)) for layer in layers]


def with_output_layer(layers, n_classes, rng):
    """Copies of hidden layers under a new output layer, drawn at random for each seed.

    Parameters
    ----------
    layers : list of Layer
        Left as they are, so that they can be compared with the fine-tuned ones.
    n_classes : int
    rng : Streams

    Returns
    -------
    list of Layer
        A network for :mod:`.mlp`.
    """
    check_at_least_one(n_classes=n_classes)
    check_seeds(layers[-1].W, rng)
    n_hidden = layers[-1].b.shape[1]
    return copy_layers(layers) + init_mlp((n_hidden, n_classes), rng, layers[-1].W.dtype)


def fine_tune(layers, x, labels, rate, epochs, batch_size, rng, n_classes=10, watch=None, **options):
    """Put an output layer on pre-trained hidden layers and train all of them with the labels.

    Parameters
    ----------
    layers : list of Layer
        From :func:`pretrain`; left as they are.
    x, labels, rate, epochs, batch_size, rng, watch, **options
        As for :func:`.mlp.train`; options are ``activation``, ``l1``, ``l2``, ``dropout`` and
        ``max_norm``.
    n_classes : int, default 10

    Returns
    -------
    params : list of Layer
        The trained network.
    history : list of dict
        As :func:`.mlp.train` returns it.
    """
    params = with_output_layer(layers, n_classes, rng)
    return params, train(params, x, labels, rate, epochs, batch_size, rng, watch, **options)


@torch.no_grad()
def sample_dbn(stack, n_samples, n_steps, rng):
    """Samples of each seed's deep belief network: Gibbs steps in the top RBM, then means all the way down.

    Parameters
    ----------
    stack : list of RBM
        From :func:`train_stack`, the lowest first.
    n_samples, n_steps : int
        Chains a seed, each from its own random state, and Gibbs steps in the top RBM.
    rng : Streams

    Returns
    -------
    tensor of shape (S, n_samples, V)
        Probabilities of the lowest RBM's visible units, in [0, 1].

    Raises
    ------
    ValueError
        If the stack is empty or not made of RBMs, or a number is below 1.
    """
    check_at_least_one(n_samples=n_samples, n_steps=n_steps)
    if not stack or not all(isinstance(model, RBM) for model in stack):
        raise ValueError("stack must be a list of RBMs, at least one; train it with train_stack(kind='rbm').")
    top = stack[-1]
    check_seeds(top.W, rng)
    v = coin_flips((n_samples, top.W.shape[1]), top.W, rng)  # (S, n_samples, V)
    for _ in range(n_steps):
        v, h = gibbs_step(v, *top, rng)
    for rbm in reversed(stack):
        h = visible_probabilities(h, rbm.W, rbm.b)
    return h
