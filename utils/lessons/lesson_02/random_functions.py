"""What the judges of random functions share: a small RBM, states to start from, and a second call."""

import numpy as np

from ...numpy_models.rbm import RBM
from ...teaching.exercise import Wrong, attempt

COPIES = 10_000  # of each starting state
SMALL = RBM(
    np.array([[3.0, -2.0, 1.0], [-2.5, 2.2, 1.8], [1.5, 2.8, -3.2], [-1.8, 1.2, 3.8]]),
    np.array([2.0, -1.2, 1.0, -2.5]),
    np.array([-2.2, 1.2, 2.0]),
)  # strong enough that every mistake shows in the means


def chances(states, p):
    """How probable each of the ``states`` is if every unit is on with its own probability: rows of ``p``."""
    return np.where(states == 1, p[:, None, :], 1 - p[:, None, :]).prod(axis=2)  # (rows of p, states)


def run_twice(answer, args, seed, says):
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
