"""A multilayer perceptron with a softmax output, for many seeds at once, in PyTorch.

The network of :mod:`utils.numpy_models.mlp` (Erhan et al. 2010, section 5) with a leading axis for seeds,
and with penalties, dropout, bounded weights and other hidden units as options. Gradients are the hand-written
ones, applied in place.

A network is a list of :class:`Layer`, the hidden ones first and the output layer last. Shapes: ``S`` seeds,
``N`` examples, ``V`` inputs, ``H`` hidden units, ``K`` classes.
"""

from typing import NamedTuple

import torch

from .checks import (
    check_choice,
    check_dropout,
    check_not_negative,
    check_seeds,
    for_each_seed,
    labels_for_each_seed,
)
from .products import Outer, affine, shuffled
from .regularisers import bound_norms, leave_out

ROWS_AT_ONCE = 1000  # examples of a seed in one forward pass of evaluate


class Layer(NamedTuple):
    """Weights ``W`` of shape (S, fan-in, fan-out) and biases ``b`` of shape (S, fan-out)."""

    W: torch.Tensor
    b: torch.Tensor


# name: (the unit's function, in place; what its derivative is, from its output)
ACTIVATIONS = {
    "sigmoid": (torch.sigmoid_, lambda h: torch.addcmul(h, h, h, value=-1)),  # h - h h
    "tanh": (torch.tanh_, lambda h: 1 - h * h),
    "relu": (torch.relu_, lambda h: h > 0),
}


def init_mlp(sizes, rng, dtype=torch.float32):
    """Draw a network for each seed: weights from U(-1/sqrt(fan-in), +1/sqrt(fan-in)), biases zero.

    Parameters
    ----------
    sizes : sequence of int
        Units per layer from the input to the output, e.g. ``(784, 200, 10)``.
    rng : Streams
        Gives the seeds, the numbers and the device.
    dtype : torch.dtype, default float32

    Returns
    -------
    list of Layer

    References
    ----------
    Erhan et al. (2010), section 5: the initialisation.
    """
    params = []
    for fan_in, fan_out in zip(sizes[:-1], sizes[1:], strict=True):
        bound = fan_in**-0.5
        W = rng.uniform(-bound, bound, (fan_in, fan_out)).to(dtype)  # (S, fan-in, fan-out)
        params.append(Layer(W, W.new_zeros(len(W), fan_out)))
    return params


def forward(params, x, activation="sigmoid"):
    """Activations of every layer: the input, each hidden layer's units, and the scores.

    Parameters
    ----------
    params : list of Layer
    x : tensor of shape (S, N, V), or (N, V) for all seeds
    activation : {"sigmoid", "tanh", "relu"}

    Returns
    -------
    list of tensor
        ``[x, h1, ..., hL, a]`` with ``h`` of shape (S, N, H) and the scores ``a`` of shape (S, N, K).
    """
    check_choice("activation", activation, ACTIVATIONS)
    squash, _ = ACTIVATIONS[activation]
    activations = [x.expand(len(params[0].W), -1, -1) if x.ndim == 2 else x]
    for W, b in params[:-1]:
        activations.append(squash(affine(activations[-1], W, b)))  # (S, N, H)
    activations.append(affine(activations[-1], *params[-1]))  # (S, N, K)
    return activations


def forward_thinned(params, x, dropout, rng, activation="sigmoid"):
    """As :func:`forward`, with inputs and hidden units left out at random, anew for every example.

    What is left out is 0, and so is the slope of a sigmoid or rectified unit there, as :func:`backward`
    has it from the output: the gradient is that of the thinned network. (It is not for tanh.)

    Parameters
    ----------
    params : list of Layer
    x : tensor of shape (S, N, V)
    dropout : pair of float
        Share of the inputs, and of each hidden layer's units, that is left out.
    rng : Streams
    activation : {"sigmoid", "relu"}

    References
    ----------
    Srivastava et al. (2014), Dropout, section 4.
    """
    squash, _ = ACTIVATIONS[activation]
    activations = [leave_out(x, dropout[0], rng)]
    for W, b in params[:-1]:
        activations.append(leave_out(squash(affine(activations[-1], W, b)), dropout[1], rng))  # (S, N, H)
    activations.append(affine(activations[-1], *params[-1]))  # (S, N, K)
    return activations


def averaged(params, dropout):
    """The network to predict with after training with dropout: weights times the share that was kept."""
    if not any(dropout):
        return params
    kept = [1 - dropout[0], *[1 - dropout[1]] * (len(params) - 1)]
    return [Layer(W * share, b) for (W, b), share in zip(params, kept, strict=True)]


def negative_log_likelihood(a, labels):
    """Mean of ``-log P(label)`` over the examples, from scores: (S, N, K), (S, N) -> (S,), in nats."""
    log_p = torch.log_softmax(a, dim=2).gather(2, labels.unsqueeze(2)).squeeze(2)  # (S, N)
    return -log_p.mean(dim=1)


def backward(params, activations, labels, activation="sigmoid"):
    """Gradient of each seed's mean negative log-likelihood with respect to every weight and bias.

    Parameters
    ----------
    params : list of Layer
    activations : list of tensor
        What :func:`forward` returned.
    labels : tensor of int64, of shape (S, N)
    activation : {"sigmoid", "tanh", "relu"}

    Returns
    -------
    list of Layer
        ``(dW, db)`` for each layer, in the order of ``params``. ``dW`` is an :class:`.products.Outer`:
        ``dW.dense()`` has the shape of ``W``.
    """
    _, derivative = ACTIVATIONS[activation]
    share = 1 / labels.shape[1]
    delta = torch.softmax(activations[-1], dim=2)  # (S, N, K)
    delta.scatter_(2, labels.unsqueeze(2), -1, reduce="add").mul_(share)
    grads = []
    for (W, _), h in zip(reversed(params), reversed(activations[:-1]), strict=True):
        grads.append(Layer(Outer(h, delta), delta.sum(dim=1)))
        if len(grads) < len(params):  # the input needs no delta
            delta = torch.bmm(delta, W.mT).mul_(derivative(h))  # (S, N, H)
    return grads[::-1]


def sgd_step(params, grads, rate, l1=0.0, l2=0.0):
    """Move every parameter against its gradient, in place: ``theta -= rate * d theta``.

    Parameters
    ----------
    params, grads : list of Layer
        Grads from :func:`backward`.
    rate : float
        Learning rate.
    l1, l2 : float
        The loss also has ``l1 sum |W| + l2 sum W**2``, over all weights of the network, not the biases.
    """
    for layer, grad in zip(params, grads, strict=True):
        sign = layer.W.sign() if l1 else None
        grad.W.add_to(layer.W, -rate, keep=1 - 2 * rate * l2)
        layer.b.sub_(grad.b, alpha=rate)
        if l1:
            layer.W.sub_(sign, alpha=rate * l1)


def predict(params, x, activation="sigmoid"):
    """The most probable class of each example: int64, (S, N)."""
    return forward(params, for_each_seed(x, params[0].W), activation)[-1].argmax(dim=2)


@torch.no_grad()
def evaluate(params, x, labels, activation="sigmoid"):
    """Negative log-likelihood (nats) and error (fraction wrong, 0 to 1) of each seed on a set.

    Parameters
    ----------
    params : list of Layer
    x : tensor or ndarray of shape (S, N, V), or (N, V) for all seeds
    labels : tensor or ndarray of int, of shape (S, N) or (N,)
    activation : {"sigmoid", "tanh", "relu"}

    Returns
    -------
    nll, error : tensor of shape (S,), float64
    """
    nll, right = evaluate_each(params, x, labels, activation)
    return nll, (~right).sum(dim=1).double() / right.shape[1]


@torch.no_grad()
def evaluate_each(params, x, labels, activation="sigmoid"):
    """As :func:`evaluate`, but in the place of the error which examples are right: bool (S, N)."""
    x = for_each_seed(x, params[0].W)
    labels = labels_for_each_seed(labels, x, params[-1].W.shape[2])
    nll, right = torch.zeros(len(x), dtype=torch.float64, device=x.device), []
    for some_x, some in zip(x.split(ROWS_AT_ONCE, 1), labels.split(ROWS_AT_ONCE, 1), strict=True):
        scores = forward(params, some_x, activation)[-1]  # (S, rows, K)
        nll += negative_log_likelihood(scores, some).double() * some.shape[1]
        right.append(scores.argmax(dim=2) == some)
    return nll / x.shape[1], torch.cat(right, dim=1)


@torch.inference_mode()
def train(
    params, x, labels, rate, epochs, batch_size, rng, watch=None, activation="sigmoid",
    l1=0.0, l2=0.0, dropout=(0.0, 0.0), max_norm=0.0,
):  # fmt: skip
    """Train by plain stochastic gradient descent, in place, with a constant learning rate.

    Parameters
    ----------
    params : list of Layer
        Changed in place.
    x : tensor or ndarray of shape (S, N, V), or (N, V) for all seeds
    labels : tensor or ndarray of int, of shape (S, N) or (N,)
    rate : float
    epochs, batch_size : int
    rng : Streams
        Orders the examples, differently for each seed, and chooses what dropout leaves out.
    watch : dict, optional
        What to measure before training and after each epoch: name to ``(x, labels)``, or name to a callable
        that takes ``params`` and returns a tensor of shape (S,).
    activation : {"sigmoid", "tanh", "relu"}
    l1, l2 : float
        Penalties, see :func:`sgd_step`. They are not part of the measured NLL.
    dropout : pair of float
        Share of the inputs, and of each hidden layer's units, that every update leaves out. What is measured
        is the network to predict with, :func:`averaged`.
    max_norm : float
        Largest length of the weights into a hidden unit, kept after every update; 0 for no bound.

    Returns
    -------
    list of dict
        One row for each epoch, from 0 (before training), with ``epoch`` and tensors of shape (S,):
        ``<name>_nll`` (nats) and ``<name>_error`` (fraction) for each watched set, ``<name>`` for each
        callable. :func:`.products.tidy` makes columns of it.

    Raises
    ------
    ValueError
        If inputs, labels, network and ``rng`` do not fit each other, or an option is not possible.
    """
    check_not_negative(rate=rate, l1=l1, l2=l2, max_norm=max_norm)
    thin = check_dropout(dropout, activation)
    check_seeds(params[0].W, rng)
    x = for_each_seed(x, params[0].W)
    labels = labels_for_each_seed(labels, x, params[-1].W.shape[2])
    watch = {name: prepared(what, params) for name, what in (watch or {}).items()}
    history = [measure(averaged(params, dropout), watch, 0, activation)]
    for epoch in range(1, epochs + 1):
        for some_x, some_labels in shuffled(x, batch_size, rng, labels):
            if thin:
                activations = forward_thinned(params, some_x, dropout, rng, activation)
            else:
                activations = forward(params, some_x, activation)
            grads = backward(params, activations, some_labels, activation)
            sgd_step(params, grads, rate, l1, l2)
            if max_norm:
                bound_norms((layer.W for layer in params[:-1]), max_norm)
        history.append(measure(averaged(params, dropout), watch, epoch, activation))
    return history


def prepared(what, params):
    """Something to watch, its data moved once to where the network is: a callable, or ``(x, labels)``."""
    if callable(what):
        return what
    x = for_each_seed(what[0], params[0].W)
    return x, labels_for_each_seed(what[1], x, params[-1].W.shape[2])


def measure(params, watch, epoch, activation="sigmoid"):
    """One row of a training history."""
    row = {"epoch": epoch}
    for name, what in watch.items():
        if callable(what):
            row[name] = what(params)
        else:
            row[f"{name}_nll"], row[f"{name}_error"] = evaluate(params, *what, activation)
    return row
