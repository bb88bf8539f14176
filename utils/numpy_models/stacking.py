"""Greedy layer-wise pre-training: a stack of RBMs or of denoising autoencoders becomes a network, in NumPy.

Erhan et al. (2010, section 5): train the first layer on the data, fix it, train the next on its hidden
probabilities, and so on. Then put a new, randomly drawn output layer on top and train everything with the
labels (fine-tuning). A stack of RBMs is a deep belief network (DBN), and one can sample from it.

Shapes: ``N`` examples, ``V`` inputs, ``H`` hidden units.
"""

import numpy as np

from .autoencoder import init_autoencoder, train_autoencoder
from .checks import check_at_least_one, check_choice
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
    x, hidden_sizes, rng, kind="rbm", rate=0.05, epochs=10, batch_size=10, dtype=np.float32, **options
):
    """Train one RBM or autoencoder for each hidden layer, from the lowest up, the lower ones fixed.

    Parameters
    ----------
    x : ndarray of shape (N, V), in [0, 1]
    hidden_sizes : sequence of int
        Units per hidden layer, from the lowest.
    rng : numpy.random.Generator
    kind : {"rbm", "autoencoder"}
    rate, epochs, batch_size
        For each layer.
    dtype : dtype, default float32
    **options
        ``k``, ``persistent`` for an RBM; ``level``, ``corruption``, ``tied`` for an autoencoder.

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
    if np.ndim(x) != 2:
        raise ValueError(f"x has shape {np.shape(x)}; give one row an example: x.reshape(len(x), -1).")
    stack, histories = [], []
    v = np.asarray(x, dtype)
    for n_hidden in hidden_sizes:
        model, history = train_one(v, n_hidden, rng, kind, rate, epochs, batch_size, **options)
        stack.append(model)
        histories.append(history)
        v = hidden_probabilities(v, model.W, model.c)  # (N, H): the next layer's data
    return stack, histories


def train_one(v, n_hidden, rng, kind, rate, epochs, batch_size, tied=True, **options):
    """Draw and train one model on ``v`` (N, V); return it and its history."""
    if kind == "rbm":
        model = init_rbm(v.shape[1], n_hidden, rng, v.dtype)
        return model, train_rbm(model, v, rate, epochs, batch_size, rng, **options)
    model = init_autoencoder(v.shape[1], n_hidden, rng, tied, v.dtype)
    return model, train_autoencoder(model, v, rate, epochs, batch_size, rng, **options)


def to_layers(stack):
    """The way up through a stack, as hidden layers of a network: copies of each ``W`` and ``c``."""
    return [Layer(model.W.copy(), model.c.copy()) for model in stack]


def pretrain(
    x, hidden_sizes, rng, kind="rbm", rate=0.05, epochs=10, batch_size=10, n_pretrained=None, **options
):
    """Hidden layers of a network, pre-trained greedily on ``x``.

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
    sizes = (np.shape(x)[1], *hidden_sizes)
    return to_layers(stack) + init_mlp(sizes[n_pretrained:], rng, options.get("dtype", np.float32))


def with_output_layer(layers, n_classes, rng):
    """Copies of hidden layers under a new output layer, drawn at random.

    Parameters
    ----------
    layers : list of Layer
        Left as they are, so that they can be compared with the fine-tuned ones.
    n_classes : int
    rng : numpy.random.Generator

    Returns
    -------
    list of Layer
        A network for :mod:`.mlp`.
    """
    check_at_least_one(n_classes=n_classes)
    n_hidden = len(layers[-1].b)
    hidden = [Layer(W.copy(), b.copy()) for W, b in layers]
    return hidden + init_mlp((n_hidden, n_classes), rng, layers[-1].W.dtype)


def fine_tune(layers, x, labels, rate, epochs, batch_size, rng, n_classes=10, watch=None):
    """Put an output layer on pre-trained hidden layers and train all of them with the labels.

    Parameters
    ----------
    layers : list of Layer
        From :func:`pretrain`; left as they are.
    x, labels, rate, epochs, batch_size, rng, watch
        As for :func:`.mlp.train`.
    n_classes : int, default 10

    Returns
    -------
    params : list of Layer
        The trained network.
    history : list of dict
        As :func:`.mlp.train` returns it.
    """
    params = with_output_layer(layers, n_classes, rng)
    return params, train(params, x, labels, rate, epochs, batch_size, rng, watch)


def sample_dbn(stack, n_samples, n_steps, rng):
    """Samples of a deep belief network: Gibbs steps in the top RBM, then means all the way down.

    Parameters
    ----------
    stack : list of RBM
        From :func:`train_stack`, the lowest first.
    n_samples, n_steps : int
        Chains, each from its own random state, and Gibbs steps in the top RBM.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of shape (n_samples, V)
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
    v = coin_flips((n_samples, len(top.b)), rng, top.W.dtype)
    for _ in range(n_steps):
        v, h = gibbs_step(v, *top, rng)
    for rbm in reversed(stack):
        h = visible_probabilities(h, rbm.W, rbm.b)
    return h
