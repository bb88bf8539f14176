"""Judges for the random functions of lesson 02: what they give on average, against exact expectations.

A random function is run on many copies of few states, and the means of what it gives are compared with their
exact values, which a sum over all states of a small RBM provides. A typical mistake is recognised by running it
in the same way.
"""

from itertools import product

import numpy as np

from ...numpy_models.mlp import sigmoid
from ...numpy_models.rbm import RBM
from ..compare import show_value
from ..exercise import Wrong, attempt

COPIES = 10_000  # of each starting state
NOISE = 0.025  # five standard errors of a mean of 10,000 zeros and ones
NOISE_CD = 0.02  # about six of the difference of two means of 40,000

SMALL = RBM(
    np.array([[3.0, -2.0, 1.0], [-2.5, 2.2, 1.8], [1.5, 2.8, -3.2], [-1.8, 1.2, 3.8]]),
    np.array([2.0, -1.2, 1.0, -2.5]),
    np.array([-2.2, 1.2, 2.0]),
)  # strong enough that every mistake shows in the means
STARTS = np.array([[1.0, 0, 1, 1], [0, 1, 0, 0]])
DATA = np.array([[1.0, 1, 1, 1], [1, 1, 1, 0], [1, 0, 1, 0], [0, 1, 1, 1]])


def all_states(n):
    """Every binary state of ``n`` units: (2 ** n, n)."""
    return np.array(list(product((0.0, 1.0), repeat=n)))


def chances(states, p):
    """How probable each of the ``states`` is if every unit is on with its own probability: rows of ``p``."""
    return np.where(states == 1, p[:, None, :], 1 - p[:, None, :]).prod(axis=2)  # (rows of p, states)


def _run_twice(answer, args, seed, says):
    """Call twice with generators in the same state: the results must be the same."""
    first, second = (attempt(answer, (*args(), np.random.default_rng(seed)), says) for _ in range(2))
    try:
        same = all(np.array_equal(one, two) for one, two in zip(first, second, strict=True))
    except (TypeError, ValueError):
        return first  # no sequence: the caller says so
    if not same:
        raise Wrong(
            "two calls with generators in the same state gave different results: "
            "all draws must come from the given rng."
        )
    return first


# The Gibbs step ------------------------------------------------------------------------------------------


def judge_gibbs(answer, mistakes):
    """A Gibbs step must give ``(v, h)``, zeros and ones with the exact means and products."""
    v = np.repeat(STARTS, COPIES, axis=0)
    got = _run_twice(answer, lambda: (v, *SMALL), 5, f"{COPIES:,} copies of each of two states")
    if not np.array_equal(v, np.repeat(STARTS, COPIES, axis=0)):
        raise Wrong("your function changes the given v in place; work on new arrays.")
    got = _as_pair(got, v)
    _check_binary(got)
    means, expected = pair_means(*got), exact_pair_means()
    if np.abs(means - expected).max() <= NOISE:
        return
    for mistake in mistakes:
        if np.abs(means - pair_means(*mistake.makes(v, *SMALL, np.random.default_rng(6)))).max() <= NOISE:
            raise Wrong(mistake.says)
    _check_rows_differ(got[1])
    raise Wrong(_first_difference(got))


def _as_pair(got, v):
    if not isinstance(got, list | tuple) or len(got) != 2:
        raise Wrong(f"return two arrays, the new v and the h it was sampled from; got {show_value(got)}.")
    new, h = (np.asarray(part) for part in got)
    want = v.shape, (len(v), len(SMALL.c))
    if (h.shape, new.shape) == want:
        raise Wrong(
            "the two arrays come in the wrong order: return the visible state first, then the hidden one."
        )
    if (new.shape, h.shape) != want:
        raise Wrong(
            f"the arrays have shapes {new.shape} and {h.shape}; expected (N, V) = {want[0]} and (N, H) = {want[1]}."
        )
    return new.astype(float), h.astype(float)


def _check_binary(got):
    for name, state in zip(("v", "h"), got, strict=True):
        if not np.isin(state, (0, 1)).all():
            raise Wrong(
                f"{name} holds {show_value(state.ravel()[0])}: these are probabilities, not samples. A unit is "
                "either 0 or 1: draw each with sample_bernoulli."
            )


def _check_rows_differ(h):
    if (h[:COPIES] == h[0]).all():
        raise Wrong(
            "all copies of a state got the same h: each example needs random numbers of its own, "
            "an array of the shape of the probabilities."
        )


def _first_difference(got):
    v = np.repeat(STARTS, COPIES, axis=0)
    came, wanted = got[1][:COPIES].mean(axis=0), sigmoid(STARTS @ SMALL.W + SMALL.c)[0]
    if np.abs(came - wanted).max() > NOISE:
        return f"starting from v = {v[0]}, h is on in the shares {show_value(came)}; expected {show_value(wanted)}."
    return (
        "the shares of h are right, but v and h do not occur together as they should: sample v from P(v | h)."
    )


def pair_means(v, h):
    """Means, for each of the two starts, of all products of two units: (2, V + H, V + H)."""
    units = np.concatenate((v, h), axis=1).reshape(len(STARTS), -1, v.shape[1] + h.shape[1])  # (2, N, V + H)
    return np.einsum("snu,snw->suw", units, units) / units.shape[1]


def exact_pair_means():
    """What :func:`pair_means` tends to, by summing over all pairs of states."""
    v, h = all_states(len(SMALL.b)), all_states(len(SMALL.c))
    p_h = chances(h, sigmoid(STARTS @ SMALL.W + SMALL.c))  # (2, states of h)
    p_v = chances(v, sigmoid(h @ SMALL.W.T + SMALL.b))  # (states of h, states of v)
    pairs = np.concatenate((np.tile(v, (len(h), 1)), np.repeat(h, len(v), axis=0)), axis=1)
    p = (p_h[:, :, None] * p_v).reshape(len(STARTS), -1)  # (2, pairs)
    return np.einsum("sp,pu,pw->suw", p, pairs, pairs)


# The contrastive divergence gradient ---------------------------------------------------------------------


def judge_gradient(answer, mistakes):
    """A CD-k gradient must have the exact expectation, for k = 1 and k = 3."""
    v = np.repeat(DATA, COPIES, axis=0)
    for k in (1, 3):
        says = f"{COPIES:,} copies of each of four states and k = {k}"

        def with_k(v, W, b, c, rng, k=k):
            return answer(v, W, b, c, rng, k)

        attempt(
            answer, (v[:2], *SMALL, np.random.default_rng(0), k), says
        )  # is it a function with these arguments?
        got = _as_gradient(_run_twice(with_k, lambda: (v, *SMALL), 7, says))
        expected = exact_cd(k)
        if distance(got, expected) <= NOISE_CD:
            continue
        if distance([part / len(v) for part in got], expected) <= NOISE_CD:
            raise Wrong(
                "this is the sum over the batch: the mean is missing, divide by the number of examples."
            )
        for mistake in mistakes:
            if distance(got, mistake.makes(v, *SMALL, np.random.default_rng(8), k)) <= NOISE_CD:
                raise Wrong(mistake.says)
        raise Wrong(_worst_part(got, expected, says))


def _as_gradient(got):
    if not isinstance(got, list | tuple) or len(got) != 3:
        raise Wrong(f"return RBM(dW, db, dc); got {show_value(got)}.")
    got = [np.asarray(part, float) for part in got]
    shapes, want = [part.shape for part in got], [part.shape for part in SMALL]
    if shapes == [want[0], want[2], want[1]]:
        raise Wrong("the two biases are exchanged: b belongs to the visible units, c to the hidden ones.")
    if shapes != want:
        raise Wrong(f"dW, db and dc have the shapes {shapes}; expected {want}, those of W, b and c.")
    return got


def distance(a, b):
    """The largest difference between two gradients."""
    return max(np.abs(x - y).max() for x, y in zip(a, b, strict=True))


def _worst_part(got, expected, says):
    parts = zip(("dW", "db", "dc"), got, expected, strict=True)
    name, came, wanted = max(parts, key=lambda part: np.abs(part[1] - part[2]).max())
    place = np.unravel_index(np.abs(came - wanted).argmax(), came.shape)
    return (
        f"with {says}: {name} is wrong, most at {[int(i) for i in place]}: {show_value(came[place])} came, "
        f"{show_value(wanted[place])} is its exact mean (±{NOISE_CD:g} would pass)."
    )


def exact_cd(k):
    """The expectation of the CD-k gradient: the chain's transition matrix, applied k times to the data."""
    v, h = all_states(len(SMALL.b)), all_states(len(SMALL.c))
    step = chances(h, sigmoid(v @ SMALL.W + SMALL.c)) @ chances(v, sigmoid(h @ SMALL.W.T + SMALL.b))
    start = (DATA[:, None] == v).all(axis=2).mean(axis=0)  # (states,)
    gap = start - start @ np.linalg.matrix_power(step, k)  # the data's probabilities minus the chain's
    p_h = sigmoid(v @ SMALL.W + SMALL.c)
    return RBM((v * gap[:, None]).T @ p_h, gap @ v, gap @ p_h)
