"""A restricted Boltzmann machine with binary units, trained by contrastive divergence, in NumPy.

The model of Erhan et al. (2010, section 5): the energy of visible units ``v`` and hidden units ``h`` is
``E(v, h) = -(v W h + b v + c h)``. All hidden units are independent given ``v``, and all visible units given
``h``, so one Gibbs step is two matrix products. The paper does not print the number of Gibbs steps of its
contrastive divergence; the default here is one.

Shapes: ``N`` examples or chains, ``V`` visible units, ``H`` hidden units. Functions take the arrays in the
order of :class:`RBM`, so ``free_energy(v, *rbm)`` works. :mod:`.likelihood` computes and estimates the
partition function.
"""

from typing import NamedTuple

import numpy as np

from .checks import check_at_least_one, check_inputs
from .mlp import init_mlp, minibatches, sigmoid


class RBM(NamedTuple):
    """Weights ``W`` (V, H), visible biases ``b`` (V,), hidden biases ``c`` (H,)."""

    W: np.ndarray
    b: np.ndarray
    c: np.ndarray


def init_rbm(n_visible, n_hidden, rng, dtype=np.float32):
    """Draw an RBM: weights from U(-1/sqrt(V), +1/sqrt(V)), biases zero.

    References
    ----------
    Erhan et al. (2010), section 5: the initialisation.
    """
    check_at_least_one(n_visible=n_visible, n_hidden=n_hidden)
    W, c = init_mlp((n_visible, n_hidden), rng, dtype)[0]
    return RBM(W, np.zeros(n_visible, dtype), c)


def energy(v, h, W, b, c):
    """Energy of each pair of states: ``E(v, h) = -(v W h + b v + c h)``, (N, V) and (N, H) -> (N,)."""
    return -((v @ W) * h).sum(axis=1) - v @ b - h @ c


def free_energy(v, W, b, c):
    """Free energy ``F(v) = -log sum_h exp(-E(v, h)) = -b v - sum_i log(1 + exp(c_i + v W_i))``.

    Parameters
    ----------
    v : ndarray of shape (N, V)

    Returns
    -------
    ndarray of shape (N,), in nats
    """
    return -v @ b - np.logaddexp(0, c + v @ W).sum(axis=1)


def hidden_probabilities(v, W, c):
    """``P(h_i = 1 | v) = sigmoid(c_i + v W_i)``, (N, V) -> (N, H)."""
    return sigmoid(v @ W + c)


def visible_probabilities(h, W, b):
    """``P(v_j = 1 | h) = sigmoid(b_j + W_j h)``, (N, H) -> (N, V)."""
    return sigmoid(h @ W.T + b)


def sample_bernoulli(p, rng):
    """Zeros and ones, each 1 with its own probability in ``p``, in the shape and dtype of ``p``."""
    return (rng.random(p.shape, dtype=p.dtype) < p).astype(p.dtype)


def coin_flips(shape, rng, dtype=np.float32):
    """Zeros and ones with equal probability: where Gibbs chains start that know no data."""
    return rng.integers(0, 2, shape).astype(dtype)


def gibbs_step(v, W, b, c, rng):
    """Sample all hidden units given ``v``, then all visible units given those.

    Parameters
    ----------
    v : ndarray of shape (N, V)
    rng : numpy.random.Generator

    Returns
    -------
    v, h : ndarray of shape (N, V) and (N, H)
        The new visible state, and the hidden state that it was sampled from.
    """
    h = sample_bernoulli(hidden_probabilities(v, W, c), rng)  # (N, H)
    return sample_bernoulli(visible_probabilities(h, W, b), rng), h


def negative_phase(h, W, b, c, rng, k):
    """Run ``k`` Gibbs steps from hidden probabilities ``h``: a sample of ``v``, and its ``P(h | v)``."""
    for _ in range(k):
        v = sample_bernoulli(visible_probabilities(sample_bernoulli(h, rng), W, b), rng)  # (N, V)
        h = hidden_probabilities(v, W, c)  # (N, H)
    return v, h


def statistics_gap(v, h, v_model, h_model):
    """Mean statistics of the data minus the model's: ``<v h> - <v h>_model``, and so for ``v`` and for ``h``.

    Both products are one: the model's rows are stacked under the data's, with a minus sign.
    """
    h_signed = np.concatenate((h / len(h), h_model / -len(h_model)))  # (2N, H)
    dW = np.concatenate((v, v_model)).T @ h_signed  # (V, H)
    db = v.sum(axis=0) / len(v) - v_model.sum(axis=0) / len(v_model)
    return RBM(dW, db, h_signed.sum(axis=0))


def contrastive_divergence(v, W, b, c, rng, k=1):
    """CD-k estimate of the gradient of the mean log-likelihood; add it to climb.

    The Gibbs chain starts at the data and samples both layers. The statistics take the hidden
    probabilities, not samples of them: the mean is the same and the noise is less.

    Parameters
    ----------
    v : ndarray of shape (N, V)
        Data in [0, 1].
    rng : numpy.random.Generator
    k : int, default 1
        Gibbs steps.

    Returns
    -------
    RBM
        The gradient for ``W``, ``b`` and ``c``, a mean over the batch.

    References
    ----------
    Hinton (2002), Training products of experts by minimizing contrastive divergence.
    """
    check_at_least_one(k=k)
    h = hidden_probabilities(v, W, c)  # (N, H)
    return statistics_gap(v, h, *negative_phase(h, W, b, c, rng, k))


def persistent_contrastive_divergence(v, chains, W, b, c, rng, k=1):
    """As :func:`contrastive_divergence`, but the Gibbs chains go on from where they last stopped.

    Parameters
    ----------
    v : ndarray of shape (N, V)
    chains : ndarray of shape (M, V)
        Visible states; their number may differ from the batch's.

    Returns
    -------
    gradient : RBM
    chains : ndarray of shape (M, V)
        Where the chains are now; pass them to the next call.

    References
    ----------
    Tieleman (2008), Training restricted Boltzmann machines using approximations to the likelihood gradient.
    """
    check_at_least_one(k=k)
    chains, h_model = negative_phase(hidden_probabilities(chains, W, c), W, b, c, rng, k)
    return statistics_gap(v, hidden_probabilities(v, W, c), chains, h_model), chains


def ascend(rbm, gradient, rate):
    """Move every parameter along its gradient, in place: ``theta += rate * d theta``."""
    for theta, d_theta in zip(rbm, gradient, strict=True):
        theta += rate * d_theta


def cross_entropy(x, a):
    """Cross-entropy of ``x`` in [0, 1] and ``sigmoid(a)``: summed over pixels, mean over examples, in nats.

    ``-x log sigmoid(a) - (1 - x) log(1 - sigmoid(a)) = log(1 + exp(a)) - x a`` never takes the log of 0.

    Parameters
    ----------
    x, a : ndarray of shape (N, V)
        Targets, and pre-activations.

    Returns
    -------
    float
    """
    return float((np.logaddexp(0, a) - x * a).sum(axis=1).mean())


def reconstruction_error(v, W, b, c):
    """Cross-entropy (nats an example) of ``v`` and the way down from its own hidden probabilities."""
    return cross_entropy(v, hidden_probabilities(v, W, c) @ W.T + b)


def evenly_spaced(x, n=250):
    """From ``n`` to ``2n - 1`` examples at equal distances (or all), to follow the training cheaply."""
    return x[:: max(1, len(x) // n)]


def train_rbm(rbm, x, rate, epochs, batch_size, rng, k=1, persistent=False, watch=None):
    """Train by contrastive divergence with a constant learning rate and no momentum, in place.

    Parameters
    ----------
    rbm : RBM
    x : ndarray of shape (N, V), in [0, 1]
    rate, epochs, batch_size, rng
        As for :func:`.mlp.train`.
    k : int, default 1
        Gibbs steps for each update.
    persistent : bool, default False
        Keep ``batch_size`` Gibbs chains from update to update; they start at random.
    watch : dict of str to callable, optional: more numbers to follow, each computed from the RBM

    Returns
    -------
    list of dict
        One row for each epoch, from 0 (before training), with keys ``epoch``, ``reconstruction_error``
        (nats an example, on a few hundred examples) and the names in ``watch``.

    Raises
    ------
    ValueError
        If ``x`` does not fit the RBM or leaves [0, 1], or ``k`` or ``batch_size`` is below 1.
    """
    check_inputs(x, len(rbm.b))
    check_at_least_one(k=k, batch_size=batch_size)
    x = np.asarray(x, rbm.W.dtype)
    chains = coin_flips((batch_size, len(rbm.b)), rng, x.dtype) if persistent else None
    history = [measure(rbm, x, watch, epoch=0)]
    for epoch in range(1, epochs + 1):
        for batch in minibatches(len(x), batch_size, rng):
            if chains is None:
                gradient = contrastive_divergence(x[batch], *rbm, rng, k)
            else:
                gradient, chains = persistent_contrastive_divergence(x[batch], chains, *rbm, rng, k)
            ascend(rbm, gradient, rate)
        history.append(measure(rbm, x, watch, epoch))
    return history


def measure(rbm, x, watch, epoch):
    """One row of a training history."""
    row = {"epoch": epoch, "reconstruction_error": reconstruction_error(evenly_spaced(x), *rbm)}
    return row | {name: float(follow(rbm)) for name, follow in (watch or {}).items()}
