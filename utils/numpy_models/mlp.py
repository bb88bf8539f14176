"""A multilayer perceptron with sigmoid hidden units and a softmax output, in NumPy.

This is the network of Erhan et al. (2010, section 5): logistic sigmoid hidden units, a softmax
output, the negative log-likelihood of the class, plain stochastic gradient descent with a constant
learning rate, and weights drawn from U(-1/sqrt(fan-in), +1/sqrt(fan-in)). Biases start at zero, which
the paper does not state.

A network is a list of :class:`Layer`, the hidden ones first and the output layer last. Shapes: ``N``
examples, ``V`` inputs, ``H`` hidden units, ``K`` classes.
"""

from typing import NamedTuple

import numpy as np


class Layer(NamedTuple):
    """Weights ``W`` of shape (fan-in, fan-out) and biases ``b`` of shape (fan-out,)."""

    W: np.ndarray
    b: np.ndarray


def sigmoid(a):
    """Logistic sigmoid ``1 / (1 + exp(-a))``, without overflow for any ``a``.

    Parameters
    ----------
    a : ndarray of any shape

    Returns
    -------
    ndarray of the same shape, in [0, 1]

    Notes
    -----
    The error is below 1e-7 for float32 and 3e-16 for float64, wherever ``a`` is. Beside a small value that
    is much: in float32 the value at -10, 4.5e-5, is off by about 0.02 %, and at -20, where 2e-9 would be
    right, it is 0 (in float64 it is 0 from -38 on). Training does not notice; a logarithm would, so the
    losses here take theirs from ``a``, by ``np.logaddexp``.
    """
    return 0.5 * (1.0 + np.tanh(0.5 * a))


def softmax(a):
    """Turn scores into class probabilities, row by row: ``exp(a_k) / sum_j exp(a_j)``.

    Parameters
    ----------
    a : ndarray of shape (N, K)
        Scores (the output layer's pre-activations).

    Returns
    -------
    ndarray of shape (N, K)
        Positive, each row summing to 1; scores of any size are safe.
    """
    e = np.exp(a - a.max(axis=1, keepdims=True))  # (N, K)
    return e / e.sum(axis=1, keepdims=True)


def negative_log_likelihood(a, labels):
    """Mean of ``-log P(label)`` over the examples, from scores, in nats.

    Parameters
    ----------
    a : ndarray of shape (N, K)
        Scores, before the softmax.
    labels : ndarray of shape (N,)
        Classes, integers in 0..K-1.

    Returns
    -------
    float
    """
    largest = a.max(axis=1)
    log_sum = largest + np.log(np.exp(a - largest[:, None]).sum(axis=1))  # (N,)
    return (log_sum - a[np.arange(len(a)), labels]).mean()


def init_mlp(sizes, rng, dtype=np.float32):
    """Draw a network: weights from U(-1/sqrt(fan-in), +1/sqrt(fan-in)), biases zero.

    Parameters
    ----------
    sizes : sequence of int
        Units per layer from the input to the output, e.g. ``(784, 200, 10)``.
    rng : numpy.random.Generator
    dtype : dtype, default float32

    Returns
    -------
    list of Layer

    References
    ----------
    Erhan et al. (2010), section 5: the initialisation.
    """
    params = []
    for fan_in, fan_out in zip(sizes[:-1], sizes[1:], strict=True):
        bound = 1 / np.sqrt(fan_in)
        W = rng.uniform(-bound, bound, size=(fan_in, fan_out))
        params.append(Layer(W.astype(dtype), np.zeros(fan_out, dtype)))
    return params


def forward(params, x):
    """Activations of every layer: the input, each hidden layer's units, and the scores.

    Parameters
    ----------
    params : list of Layer
    x : ndarray of shape (N, V)

    Returns
    -------
    list of ndarray
        ``[x, h1, ..., hL, a]`` with ``h`` of shape (N, H) and the scores ``a`` of shape (N, K).
    """
    activations = [x]
    for W, b in params[:-1]:
        activations.append(sigmoid(activations[-1] @ W + b))  # (N, H)
    W, b = params[-1]
    activations.append(activations[-1] @ W + b)  # (N, K)
    return activations


def backward(params, activations, labels):
    """Gradient of the mean negative log-likelihood with respect to every weight and bias.

    Parameters
    ----------
    params : list of Layer
    activations : list of ndarray
        What :func:`forward` returned.
    labels : ndarray of shape (N,)

    Returns
    -------
    list of Layer
        ``(dW, db)`` for each layer, in the order and shapes of ``params``.
    """
    n_examples = len(labels)
    delta = softmax(activations[-1])  # (N, K)
    delta[np.arange(n_examples), labels] -= 1
    delta /= n_examples
    grads = []
    for (W, _), h in zip(reversed(params), reversed(activations[:-1]), strict=True):
        grads.append(Layer(h.T @ delta, delta.sum(axis=0)))
        if len(grads) < len(params):  # the input needs no delta
            delta = (delta @ W.T) * h * (1 - h)  # (N, H)
    return grads[::-1]


def sgd_step(params, grads, rate):
    """Move every parameter against its gradient, in place: ``theta -= rate * d theta``.

    Parameters
    ----------
    params, grads : list of Layer
    rate : float
        Learning rate.
    """
    for layer, grad in zip(params, grads, strict=True):
        layer.W[...] -= rate * grad.W
        layer.b[...] -= rate * grad.b


def minibatches(n_examples, batch_size, rng):
    """Yield index arrays that visit every example once, in random order.

    Parameters
    ----------
    n_examples, batch_size : int
        The last batch is smaller where ``batch_size`` does not divide ``n_examples``.
    rng : numpy.random.Generator

    Yields
    ------
    ndarray of int, of shape (batch_size,)
    """
    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size}; it must be at least 1.")
    order = rng.permutation(n_examples)
    for start in range(0, n_examples, batch_size):
        yield order[start : start + batch_size]


def predict(params, x):
    """The most probable class of each example.

    Returns
    -------
    ndarray of int, of shape (N,)
    """
    return forward(params, x)[-1].argmax(axis=1)


def evaluate(params, x, labels):
    """Negative log-likelihood (nats) and error (fraction wrong, 0 to 1) on a set.

    Returns
    -------
    nll, error : float
    """
    scores = forward(params, x)[-1]
    return float(negative_log_likelihood(scores, labels)), float((scores.argmax(axis=1) != labels).mean())


def train(params, x, labels, rate, epochs, batch_size, rng, watch=None):
    """Train by plain stochastic gradient descent, in place, with a constant learning rate.

    Parameters
    ----------
    params : list of Layer
        Changed in place.
    x : ndarray of shape (N, V)
    labels : ndarray of shape (N,)
    rate : float
    epochs, batch_size : int
    rng : numpy.random.Generator
        Orders the examples.
    watch : dict of str to (x, labels), optional
        Sets to evaluate before training and after each epoch; nothing by default.

    Returns
    -------
    list of dict
        One row for each epoch, from 0 (before training), with keys ``epoch`` and, for each watched set,
        ``<name>_nll`` (nats) and ``<name>_error`` (fraction).

    Raises
    ------
    ValueError
        If the inputs do not fit the first layer, or the sizes of ``x`` and ``labels`` differ.
    """
    check_shapes(params, x, labels)
    history = [measure(params, watch, epoch=0)]
    for epoch in range(1, epochs + 1):
        for batch in minibatches(len(x), batch_size, rng):
            activations = forward(params, x[batch])
            sgd_step(params, backward(params, activations, labels[batch]), rate)
        history.append(measure(params, watch, epoch))
    return history


def measure(params, watch, epoch):
    """One row of a training history: the epoch, and the loss and error on each watched set."""
    row = {"epoch": epoch}
    for name, (x, labels) in (watch or {}).items():
        row[f"{name}_nll"], row[f"{name}_error"] = evaluate(params, x, labels)
    return row


def check_shapes(params, x, labels):
    """Raise a ValueError that says what to do where inputs, labels and network do not fit."""
    n_inputs = params[0].W.shape[0]
    if x.ndim != 2 or x.shape[1] != n_inputs:
        raise ValueError(
            f"x has shape {x.shape}; the first layer expects (N, {n_inputs}). "
            f"Reshape images to rows: x.reshape(len(x), -1)."
        )
    if len(labels) != len(x):
        raise ValueError(f"x has {len(x)} examples but labels has {len(labels)}; give one label an example.")
    n_classes = params[-1].W.shape[1]
    if len(labels) and not 0 <= labels.min() <= labels.max() < n_classes:
        raise ValueError(
            f"labels run from {labels.min()} to {labels.max()}; the network has {n_classes} classes, "
            f"so they must lie in 0..{n_classes - 1}."
        )
