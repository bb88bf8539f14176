"""How probable an RBM finds its data: exactly for a small one, estimated for a large one, in NumPy.

``P(v) = exp(-F(v)) / Z``. The free energy ``F`` is cheap; the partition function ``Z`` sums over all states
of the smaller layer. Up to 20 units that sum is done here. Beyond, :func:`annealed_importance_sampling`
estimates it and :func:`pseudo_log_likelihood` avoids it. The exact gradient is what contrastive divergence
approximates.

Shapes: ``N`` examples, ``V`` visible units, ``H`` hidden units, ``M`` chains. Functions take the arrays in
the order of :class:`.rbm.RBM`. Logarithms are natural: everything is in nats.
"""

from itertools import pairwise

import numpy as np

from .checks import check_at_least_one, check_binary, check_inputs
from .mlp import sigmoid
from .rbm import RBM, free_energy, gibbs_step, hidden_probabilities, sample_bernoulli

MOST_UNITS = 20  # of the enumerated layer: about a million states
STATES_AT_ONCE = 4096


def log_sum_exp(a):
    """``log sum exp(a)`` over all entries, without overflow."""
    largest = np.max(a)
    return float(largest + np.log(np.exp(a - largest).sum()))


def log_mean_exp(a):
    """``log mean exp(a)`` of a sample (M,), and its standard error: that of the mean over the mean."""
    largest = np.max(a)
    weights = np.exp(a - largest)
    error = weights.std(ddof=1) / (weights.mean() * np.sqrt(len(a)))
    return float(largest + np.log(weights.mean())), float(error)


def binary_states(n_units):
    """Yield all ``2 ** n_units`` binary states, in blocks of shape (at most 4096, n_units), float64."""
    if n_units > MOST_UNITS:
        raise ValueError(
            f"The smaller layer has {n_units} units, so 2**{n_units} states; enumeration stops at "
            f"{MOST_UNITS} units. Use a smaller RBM, or annealed_importance_sampling."
        )
    for start in range(0, 2**n_units, STATES_AT_ONCE):
        numbers = np.arange(start, min(start + STATES_AT_ONCE, 2**n_units))
        yield (numbers[:, None] >> np.arange(n_units) & 1).astype(np.float64)


def transposed(W, b, c):
    """The same RBM with the layers' roles exchanged."""
    return RBM(W.T, c, b)


def log_partition_exact(W, b, c):
    """``log Z = log sum_v exp(-F(v))``, by enumeration of the smaller layer.

    With 784 units on one side, 12 on the other take a tenth of a second, 20 about 20 s.

    Returns
    -------
    float, in nats

    Raises
    ------
    ValueError
        If both layers have more than 20 units.
    """
    rbm = RBM(W, b, c) if len(b) <= len(c) else transposed(W, b, c)
    return log_sum_exp([log_sum_exp(-free_energy(v, *rbm)) for v in binary_states(len(rbm.b))])


def log_likelihood_exact(v, W, b, c):
    """Mean of ``log P(v) = -F(v) - log Z`` over the examples.

    Parameters
    ----------
    v : ndarray of shape (N, V)
        Zeros and ones.

    Returns
    -------
    float, in nats

    Raises
    ------
    ValueError
        If ``v`` is not binary or both layers have more than 20 units.
    """
    check_inputs(v, len(b))
    check_binary(v)
    return float(-free_energy(v, W, b, c).mean()) - log_partition_exact(W, b, c)


def model_statistics(W, b, c):
    """What the model itself expects: ``<v h>``, ``<v>`` and ``<h>``, by enumeration of the smaller layer.

    Returns
    -------
    RBM
        Means of shapes (V, H), (V,) and (H,): each is a sum over all states, weighted by ``P``.
    """
    if len(b) > len(c):
        return transposed(*model_statistics(*transposed(W, b, c)))
    log_z = log_partition_exact(W, b, c)
    vh, v_mean, h_mean = np.zeros(W.shape), np.zeros(len(b)), np.zeros(len(c))
    for v in binary_states(len(b)):
        p = np.exp(-free_energy(v, W, b, c) - log_z)  # P(v), (states,)
        h = hidden_probabilities(v, W, c)  # (states, H)
        vh += (v * p[:, None]).T @ h
        v_mean += p @ v
        h_mean += p @ h
    return RBM(vh, v_mean, h_mean)


def log_likelihood_gradient(v, W, b, c):
    """Exact gradient of the mean log-likelihood: statistics of the data minus those of the model.

    Parameters
    ----------
    v : ndarray of shape (N, V)

    Returns
    -------
    RBM
        The gradient for ``W``, ``b`` and ``c``; add it to climb.

    Raises
    ------
    ValueError
        If ``v`` does not fit, or both layers have more than 20 units.
    """
    check_inputs(v, len(b))
    h = hidden_probabilities(v, W, c)  # (N, H)
    model = model_statistics(W, b, c)
    return RBM(v.T @ h / len(v) - model.W, v.mean(axis=0) - model.b, h.mean(axis=0) - model.c)


def pseudo_log_likelihood(v, W, b, c):
    """Mean over the examples of ``sum_j log P(v_j | all other v)``: needs no partition function.

    Flipping unit ``j`` changes the free energy; ``P(v_j | others) = sigmoid(F(flipped) - F(v))``.

    Parameters
    ----------
    v : ndarray of shape (N, V)
        Zeros and ones.

    Returns
    -------
    float, in nats

    Raises
    ------
    ValueError
        If ``v`` does not fit or is not binary.

    References
    ----------
    Besag (1975), Statistical analysis of non-lattice data.
    """
    check_inputs(v, len(b))
    check_binary(v)
    flip = 1 - 2 * v  # what a flip adds, (N, V)
    a = c + v @ W  # (N, H)
    softplus = np.logaddexp(0, a).sum(axis=1)  # (N,)
    total = 0.0
    for j in range(len(b)):
        softplus_flipped = np.logaddexp(0, a + flip[:, j, None] * W[j]).sum(axis=1)  # (N,)
        rise = softplus - softplus_flipped - flip[:, j] * b[j]  # F(flipped) - F(v), (N,)
        total -= float(np.logaddexp(0, -rise).mean())
    return total


def base_rate_biases(x):
    """Visible biases with which an RBM without weights gives every pixel its mean in ``x``: (N, V) -> (V,).

    One blank and one full example are added, so that no bias is infinite.
    """
    p = (x.sum(axis=0) + 1) / (len(x) + 2)
    return np.log(p / (1 - p))


def annealed_importance_sampling(W, b, c, rng, base, n_chains=100, n_steps=1000):
    """Estimate ``log Z`` by annealing from an RBM without weights, whose ``log Z`` is known, to this one.

    Between the two, ``beta`` rises from 0 to 1 and the energy is ``(1 - beta) E_base + beta E``: an RBM too,
    with weights ``beta W``. At each rise a chain notes how its state gains probability, then makes a step.

    Parameters
    ----------
    rng : numpy.random.Generator
    base : ndarray of shape (V,), visible biases of the RBM without weights
        Take :func:`base_rate_biases` of the data.
    n_chains, n_steps : int
        More steps make the estimate better, more chains make its error smaller. At least 2 chains.

    Returns
    -------
    log_z, standard_error : float
        In nats. Both tend to be too low where the chains miss states that count: a poor ``base`` cost 6 nats
        on an RBM of digits with 20 hidden units. Where the part of ``log Z`` with no hidden unit on,
        ``sum(log(1 + e**b))``, is larger, the chains have missed that part.

    References
    ----------
    Salakhutdinov and Murray (2008), On the quantitative analysis of deep belief networks.
    """
    check_at_least_one(n_steps=n_steps)
    if n_chains < 2:
        raise ValueError(f"n_chains is {n_chains}; the standard error needs at least 2 chains.")
    base = np.asarray(base, W.dtype)  # (V,)

    def between(beta):
        return RBM(beta * W, (1 - beta) * base + beta * b, beta * c)

    v = sample_bernoulli(np.tile(sigmoid(base), (n_chains, 1)), rng)  # (M, V)
    log_weights = np.zeros(n_chains)  # (M,)
    for beta, next_beta in pairwise(np.linspace(0, 1, n_steps + 1).tolist()):
        log_weights += free_energy(v, *between(beta)) - free_energy(v, *between(next_beta))
        v, _ = gibbs_step(v, *between(next_beta), rng)
    log_z_base = float(np.logaddexp(0, base).sum() + len(c) * np.log(2))
    log_ratio, standard_error = log_mean_exp(log_weights)
    return log_z_base + log_ratio, standard_error
