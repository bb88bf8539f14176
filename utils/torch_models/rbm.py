"""A restricted Boltzmann machine with binary units, for many seeds at once, in PyTorch.

The model of :mod:`utils.numpy_models.rbm` (Erhan et al. 2010, section 5) with a leading axis for seeds. One
update adds the data's statistics and subtracts the model's in a single matrix product, in place.

Shapes: ``S`` seeds, ``N`` examples or chains, ``V`` visible units, ``H`` hidden units. Functions take the
tensors in the order of :class:`RBM`, so ``free_energy(v, *rbm)`` works, and ``v`` of shape (N, V) stands for
all seeds.
"""

from typing import NamedTuple

import torch

from .checks import check_at_least_one, check_not_negative, check_seeds, check_unit_interval, for_each_seed
from .mlp import init_mlp
from .products import Outer, affine, evenly_spaced, shuffled, softplus


class RBM(NamedTuple):
    """Weights ``W`` (S, V, H), visible biases ``b`` (S, V), hidden biases ``c`` (S, H)."""

    W: torch.Tensor
    b: torch.Tensor
    c: torch.Tensor


def init_rbm(n_visible, n_hidden, rng, dtype=torch.float32):
    """Draw an RBM for each seed: weights from U(-1/sqrt(V), +1/sqrt(V)), biases zero.

    References
    ----------
    Erhan et al. (2010), section 5: the initialisation.
    """
    check_at_least_one(n_visible=n_visible, n_hidden=n_hidden)
    W, c = init_mlp((n_visible, n_hidden), rng, dtype)[0]
    return RBM(W, W.new_zeros(len(W), n_visible), c)


def dot(v, b):
    """Each example's product with each seed's vector: (S, N, V) or (N, V), (S, V) -> (S, N)."""
    return (v @ b.unsqueeze(2)).squeeze(2)


def energy(v, h, W, b, c):
    """Energy of each pair of states, ``-(v W h + b v + c h)``: (S, N, V), (S, N, H) -> (S, N)."""
    return -((v @ W) * h).sum(dim=2) - dot(v, b) - dot(h, c)


def free_energy(v, W, b, c):
    """``F(v) = -b v - sum_i log(1 + exp(c_i + v W_i))``: (S, N, V) -> (S, N), in nats."""
    return -dot(v, b) - softplus(affine(v, W, c)).sum(dim=2)


def hidden_probabilities(v, W, c):
    """``P(h_i = 1 | v) = sigmoid(c_i + v W_i)``: (S, N, V) -> (S, N, H)."""
    return affine(v, W, c).sigmoid_()


def visible_probabilities(h, W, b):
    """``P(v_j = 1 | h) = sigmoid(b_j + W_j h)``: (S, N, H) -> (S, N, V)."""
    return affine(h, W.mT, b).sigmoid_()


def sample_bernoulli(p, rng):
    """Zeros and ones, each 1 with its own probability in ``p`` (S, ...), in the shape and dtype of ``p``."""
    return torch.gt(p, rng.random(p.shape[1:]), out=torch.empty_like(p))


def coin_flips(shape, like, rng):
    """Zeros and ones with equal probability, (S, *shape), with the dtype of ``like``: new Gibbs chains."""
    return (rng.random(shape) < 0.5).to(like.dtype)


def gibbs_step(v, W, b, c, rng):
    """Sample all hidden units given ``v``, then all visible units given those.

    Parameters
    ----------
    v : tensor of shape (S, N, V)
    rng : Streams

    Returns
    -------
    v, h : tensor of shape (S, N, V) and (S, N, H)
        The new visible state, and the hidden state that it was sampled from.
    """
    h = sample_bernoulli(hidden_probabilities(v, W, c), rng)  # (S, N, H)
    return sample_bernoulli(visible_probabilities(h, W, b), rng), h


def negative_phase(h, W, b, c, rng, k):
    """Run ``k`` Gibbs steps from hidden probabilities ``h``: a sample of ``v``, and its ``P(h | v)``."""
    for _ in range(k):
        v = sample_bernoulli(visible_probabilities(sample_bernoulli(h, rng), W, b), rng)  # (S, N, V)
        h = hidden_probabilities(v, W, c)  # (S, N, H)
    return v, h


def statistics_gap(v, h, v_model, h_model):
    """Mean statistics of the data minus the model's: ``<v h> - <v h>_model``, and so for ``v`` and for ``h``.

    The gradient of ``W`` stays an :class:`.products.Outer`, the model's rows under the data's.
    """
    n, n_model = h.shape[1], h_model.shape[1]
    h_signed = h.new_empty(len(h), n + n_model, h.shape[2])  # (S, 2N, H)
    torch.div(h, n, out=h_signed[:, :n])
    torch.div(h_model, -n_model, out=h_signed[:, n:])
    dW = Outer(torch.cat((v, v_model), dim=1), h_signed)
    db = v.sum(dim=1) / n - v_model.sum(dim=1) / n_model  # (S, V)
    return RBM(dW, db, h_signed.sum(dim=1))


def contrastive_divergence(v, W, b, c, rng, k=1):
    """CD-k estimate of the gradient of the mean log-likelihood; add it to climb.

    The Gibbs chain starts at the data and samples both layers; the statistics take the hidden probabilities.

    Parameters
    ----------
    v : tensor of shape (S, N, V)
        Data in [0, 1].
    rng : Streams
    k : int, default 1
        Gibbs steps.

    Returns
    -------
    RBM
        The gradient, a mean over the batch: an :class:`.products.Outer` for ``W``, tensors for ``b``, ``c``.

    References
    ----------
    Hinton (2002), Training products of experts by minimizing contrastive divergence.
    """
    check_at_least_one(k=k)
    h = hidden_probabilities(v, W, c)  # (S, N, H)
    return statistics_gap(v, h, *negative_phase(h, W, b, c, rng, k))


def persistent_contrastive_divergence(v, chains, W, b, c, rng, k=1):
    """As :func:`contrastive_divergence`, but the Gibbs chains go on from where they last stopped.

    Parameters
    ----------
    v : tensor of shape (S, N, V)
    chains : tensor of shape (S, M, V)
        Visible states; their number may differ from the batch's.

    Returns
    -------
    gradient : RBM
    chains : tensor of shape (S, M, V)
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
    gradient.W.add_to(rbm.W, rate)
    rbm.b.add_(gradient.b, alpha=rate)
    rbm.c.add_(gradient.c, alpha=rate)


def cross_entropy(x, a):
    """Cross-entropy of ``x`` in [0, 1] and ``sigmoid(a)``, ``log(1 + exp(a)) - x a``.

    Parameters
    ----------
    x, a : tensor of shape (S, N, V)
        Targets, and pre-activations.

    Returns
    -------
    tensor of shape (S,)
        Summed over pixels, mean over examples, in nats.
    """
    return (softplus(a) - x * a).sum(dim=2).mean(dim=1)


def reconstruction_error(v, W, b, c):
    """Cross-entropy (nats an example) of ``v`` and the way down from its own hidden probabilities: (S,)."""
    return cross_entropy(v, affine(hidden_probabilities(v, W, c), W.mT, b))


@torch.inference_mode()
def train_rbm(rbm, x, rate, epochs, batch_size, rng, k=1, persistent=False, watch=None):
    """Train by contrastive divergence with a constant learning rate and no momentum, in place.

    Parameters
    ----------
    rbm : RBM
        Changed in place.
    x : tensor or ndarray of shape (S, N, V), or (N, V) for all seeds
        Data in [0, 1].
    rate : float
    epochs, batch_size : int
    rng : Streams
        Orders the examples and drives the Gibbs chains.
    k : int, default 1
        Gibbs steps for each update.
    persistent : bool, default False
        Keep ``batch_size`` chains from update to update, from random states at the start.
    watch : dict of str to callable, optional
        More numbers to follow: each callable takes the RBM and returns a tensor of shape (S,).

    Returns
    -------
    list of dict
        One row for each epoch, from 0 (before training), with keys ``epoch``, ``reconstruction_error``
        (nats an example, on a few hundred examples) and the names in ``watch``; tensors of shape (S,).

    Raises
    ------
    ValueError
        If ``x`` or ``rng`` does not fit the RBM, ``x`` leaves [0, 1], or ``k`` or ``batch_size`` is below 1.
    """
    check_at_least_one(k=k, batch_size=batch_size)
    check_not_negative(rate=rate)
    check_seeds(rbm.W, rng)
    x = for_each_seed(x, rbm.W)
    check_unit_interval(x)
    if persistent:
        chains = coin_flips((batch_size, x.shape[2]), rbm.W, rng)  # (S, M, V)
    history = [measure(rbm, x, watch, epoch=0)]
    for epoch in range(1, epochs + 1):
        for v in shuffled(x, batch_size, rng):
            if persistent:
                gradient, chains = persistent_contrastive_divergence(v, chains, *rbm, rng, k)
            else:
                gradient = contrastive_divergence(v, *rbm, rng, k)
            ascend(rbm, gradient, rate)
        history.append(measure(rbm, x, watch, epoch))
    return history


def measure(rbm, x, watch, epoch):
    """One row of a training history."""
    row = {"epoch": epoch, "reconstruction_error": reconstruction_error(evenly_spaced(x), *rbm)}
    return row | {name: follow(rbm) for name, follow in (watch or {}).items()}
