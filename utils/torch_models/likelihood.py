"""How probable an RBM finds its data, for many seeds at once: exactly or estimated, in PyTorch.

The functions of :mod:`utils.numpy_models.likelihood` with a leading axis for seeds.
``P(v) = exp(-F(v)) / Z``; the partition function ``Z`` sums over all states of the smaller layer. Up to 20
units that sum is done here, in float64. Beyond, :func:`annealed_importance_sampling` estimates it and
:func:`pseudo_log_likelihood` avoids it.

Shapes: ``S`` seeds, ``N`` examples, ``V`` visible units, ``H`` hidden units, ``M`` chains. Functions take the
tensors in the order of :class:`.rbm.RBM`. Logarithms are natural: everything is in nats.
"""

import math
from itertools import pairwise

import torch

from .checks import check_at_least_one, check_binary, check_seeds, check_unit_interval, for_each_seed
from .products import affine, softplus
from .rbm import RBM, dot, free_energy, hidden_probabilities, sample_bernoulli

MOST_UNITS = 20  # of the enumerated layer: about a million states
STATES_AT_ONCE = 4096


def binary_states(n_units, device="cpu"):
    """Yield all ``2 ** n_units`` binary states, in blocks of shape (at most 4096, n_units), float64."""
    if n_units > MOST_UNITS:
        raise ValueError(
            f"The smaller layer has {n_units} units, so 2**{n_units} states; enumeration stops at "
            f"{MOST_UNITS} units. Use a smaller RBM, or annealed_importance_sampling."
        )
    units = torch.arange(n_units, device=device)
    for start in range(0, 2**n_units, STATES_AT_ONCE):
        numbers = torch.arange(start, min(start + STATES_AT_ONCE, 2**n_units), device=device)
        yield (numbers.unsqueeze(1) >> units & 1).double()


def transposed(W, b, c):
    """The same RBM with the layers' roles exchanged."""
    return RBM(W.mT, c, b)


def in_double(W, b, c):
    """The same RBM in float64."""
    return RBM(W.double(), b.double(), c.double())


@torch.no_grad()
def log_partition_exact(W, b, c):
    """``log Z = log sum_v exp(-F(v))`` of each seed, by enumeration of the smaller layer.

    Returns
    -------
    tensor of shape (S,), float64, in nats

    Raises
    ------
    ValueError
        If both layers have more than 20 units.
    """
    rbm = in_double(*(RBM(W, b, c) if b.shape[1] <= c.shape[1] else transposed(W, b, c)))
    blocks = [torch.logsumexp(-free_energy(v, *rbm), dim=1) for v in binary_states(rbm.b.shape[1], W.device)]
    return torch.logsumexp(torch.stack(blocks), dim=0)


@torch.no_grad()
def log_likelihood_exact(v, W, b, c):
    """Mean of ``log P(v) = -F(v) - log Z`` over the examples.

    Parameters
    ----------
    v : tensor or ndarray of shape (S, N, V), or (N, V) for all seeds
        Zeros and ones.

    Returns
    -------
    tensor of shape (S,), in nats

    Raises
    ------
    ValueError
        If ``v`` is not binary or both layers have more than 20 units.
    """
    v = for_each_seed(v, W, "v")
    check_binary(v)
    return -free_energy(v, W, b, c).mean(dim=1) - log_partition_exact(W, b, c)


@torch.no_grad()
def model_statistics(W, b, c):
    """What each seed's model itself expects: ``<v h>``, ``<v>`` and ``<h>``, by enumeration.

    Returns
    -------
    RBM
        Means of shapes (S, V, H), (S, V) and (S, H), float64: sums over all states, weighted by ``P``.
    """
    if b.shape[1] > c.shape[1]:
        return transposed(*model_statistics(*transposed(W, b, c)))
    W, b, c = in_double(W, b, c)
    log_z = log_partition_exact(W, b, c).unsqueeze(1)  # (S, 1)
    vh, v_mean, h_mean = torch.zeros_like(W), torch.zeros_like(b), torch.zeros_like(c)
    for v in binary_states(b.shape[1], W.device):
        p = torch.exp(-free_energy(v, W, b, c) - log_z)  # P(v), (S, states)
        h = hidden_probabilities(v, W, c).mul_(p.unsqueeze(2))  # P(v) P(h | v), (S, states, H)
        vh += v.T @ h
        v_mean += p @ v
        h_mean += h.sum(dim=1)
    return RBM(vh, v_mean, h_mean)


@torch.no_grad()
def log_likelihood_gradient(v, W, b, c):
    """Exact gradient of the mean log-likelihood: statistics of the data minus those of the model.

    Parameters
    ----------
    v : tensor or ndarray of shape (S, N, V), or (N, V) for all seeds

    Returns
    -------
    RBM
        The gradient for ``W``, ``b`` and ``c``, tensors of their shapes; add it to climb.

    Raises
    ------
    ValueError
        If ``v`` does not fit, or both layers have more than 20 units.
    """
    v = for_each_seed(v, W, "v")
    check_unit_interval(v)
    h = hidden_probabilities(v, W, c)  # (S, N, H)
    model = model_statistics(W, b, c)
    vh = torch.bmm(v.mT, h) / v.shape[1]  # (S, V, H)
    return RBM(vh - model.W, v.mean(dim=1) - model.b, h.mean(dim=1) - model.c)


@torch.no_grad()
def pseudo_log_likelihood(v, W, b, c):
    """Mean over the examples of ``sum_j log P(v_j | all other v)``: needs no partition function.

    Flipping unit ``j`` changes the free energy; ``P(v_j | others) = sigmoid(F(flipped) - F(v))``.

    Parameters
    ----------
    v : tensor or ndarray of shape (S, N, V), or (N, V) for all seeds
        Zeros and ones.

    Returns
    -------
    tensor of shape (S,), in nats

    Raises
    ------
    ValueError
        If ``v`` does not fit or is not binary.

    References
    ----------
    Besag (1975), Statistical analysis of non-lattice data.
    """
    v = for_each_seed(v, W, "v")
    check_binary(v)
    flip = 1 - 2 * v  # what a flip adds, (S, N, V)
    a = affine(v, W, c)  # (S, N, H)
    before = softplus(a).sum(dim=2)  # (S, N)
    total = a.new_zeros(len(W))
    for j in range(b.shape[1]):
        after = softplus(torch.addcmul(a, flip[:, :, j, None], W[:, j, None])).sum(dim=2)  # (S, N)
        rise = before - after - flip[:, :, j] * b[:, j, None]  # F(flipped) - F(v), (S, N)
        total -= softplus(-rise).mean(dim=1)
    return total


def base_rate_biases(x):
    """Visible biases with which an RBM without weights gives every pixel its mean: (S, N, V) -> (S, V).

    One blank and one full example are added, so that no bias is infinite.
    """
    return torch.logit((x.sum(dim=-2) + 1) / (x.shape[-2] + 2))


@torch.no_grad()
def annealed_importance_sampling(W, b, c, rng, base, n_chains=100, n_steps=1000):
    """Estimate each seed's ``log Z`` by annealing from an RBM without weights to this one.

    Between the two, ``beta`` rises from 0 to 1 and the energy is ``(1 - beta) E_base + beta E``: an RBM too,
    with weights ``beta W``. Each chain collects how much its state's unnormalised probability grows with
    each rise, then makes a Gibbs step. One product ``v W`` serves both.

    Parameters
    ----------
    rng : Streams
    base : tensor of shape (S, V), or (V,) for all seeds
        Visible biases of the RBM without weights. Take :func:`base_rate_biases` of the data.
    n_chains, n_steps : int
        More steps make the estimate better, more chains make its error smaller. At least 2 chains.

    Returns
    -------
    log_z, standard_error : tensor of shape (S,), float64
        In nats. The estimate of ``Z`` has the right mean, so that of ``log Z`` tends to be low. Where the
        part of ``log Z`` with no hidden unit on, ``sum(log(1 + e**b))``, is larger, the chains have missed
        it.

    References
    ----------
    Neal (2001), Annealed importance sampling.
    Salakhutdinov and Murray (2008), On the quantitative analysis of deep belief networks.
    """
    check_at_least_one(n_steps=n_steps)
    if n_chains < 2:
        raise ValueError(f"n_chains is {n_chains}; the standard error needs at least 2 chains.")
    check_seeds(W, rng)
    base = torch.as_tensor(base, dtype=W.dtype, device=W.device).expand_as(b)  # (S, V)

    def visible_biases(beta):
        return (1 - beta) * base + beta * b

    v = sample_bernoulli(base.sigmoid().unsqueeze(1).repeat(1, n_chains, 1), rng)  # (S, M, V)
    log_weights = torch.zeros(v.shape[:2], dtype=torch.float64, device=W.device)  # (S, M)
    for beta, next_beta in pairwise(torch.linspace(0, 1, n_steps + 1, dtype=torch.float64).tolist()):
        a = affine(v, W, c)  # (S, M, H)
        visible_gain = dot(v, visible_biases(next_beta) - visible_biases(beta))  # (S, M)
        log_weights += visible_gain + (softplus(next_beta * a) - softplus(beta * a)).sum(dim=2)
        h = sample_bernoulli(a.mul_(next_beta).sigmoid_(), rng)  # (S, M, H)
        down = torch.baddbmm(visible_biases(next_beta).unsqueeze(1), h, W.mT, alpha=next_beta)
        v = sample_bernoulli(down.sigmoid_(), rng)
    log_z_base = softplus(base.double()).sum(dim=1) + c.shape[1] * math.log(2)
    weights = torch.exp(log_weights - log_weights.amax(dim=1, keepdim=True))
    standard_error = weights.std(dim=1, correction=1) / (weights.mean(dim=1) * math.sqrt(n_chains))
    return log_z_base + torch.logsumexp(log_weights, dim=1) - math.log(n_chains), standard_error
