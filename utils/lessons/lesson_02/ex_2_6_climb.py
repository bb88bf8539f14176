"""Exercise 2.6: annealed importance sampling, judged exactly on two machines and by exact moments on more.

With two machines the weight of a chain is one factor: that of the given state, or, if the chain moves first, that of
some state. With more machines the mean of the weights is the ratio of the partition functions, and mean and spread of
their logarithms follow from a sum over all states: they tell whether a chain that moves first still has states of the
old machine. A typical mistake is recognised by running it in the same way.
"""

from functools import partial
from itertools import pairwise

import numpy as np

from ...numpy_models.likelihood import log_partition_exact
from ...numpy_models.mlp import sigmoid
from ...numpy_models.rbm import RBM, energy, free_energy, gibbs_step
from ...teaching.compare import differs, is_finite, show_value
from ...teaching.draws import judge_draws
from ...teaching.exercise import OpenExercise, Wrong, result_of
from .machines import all_states, random_rbm
from .mistakes_2_6 import MISTAKES, name_exactly
from .random_functions import SMALL, as_numbers, chances

COPIES, ROUNDS = 1_000, 20  # chains in each call
NOISE = np.array([0.15, 0.05, 0.07])  # more than five standard errors of each of the three moments below


def climb(v, machines, rng):
    log_weights = np.zeros(len(v))  # (N,)
    for old, new in pairwise(machines):
        log_weights += free_energy(v, *old) - free_energy(v, *new)
        v, _ = gibbs_step(v, *new, rng)
    return log_weights


def ladder(rbm, shares):
    """Machines between one with the visible biases of ``rbm`` alone and ``rbm``."""
    return [RBM(share * rbm.W, rbm.b, share * rbm.c) for share in shares]


LADDER = ladder(SMALL, (0.0, 0.3, 0.7, 1.0))
ONE_CHAIN = (
    np.array([[1.0, 0]]),
    ladder(random_rbm(2, 3), (0.0, 1.0)),
    "two machines, and one chain of 2 visible units",
)


def judge_climb(answer):
    """Weights must be exact where nothing is random, and have the exact mean and spread elsewhere."""
    _try(answer, *ONE_CHAIN)
    machines, v = ladder(SMALL, (0.0, 0.5, 1.0)), np.repeat(all_states(4), 4, axis=0)
    says = "64 chains and three machines"
    judge_draws(
        lambda rng: _try(answer, v, machines, says, rng), lambda _: _check_numbers(answer), "log weights"
    )


def _check_numbers(answer):
    _check_two_machines(answer)
    _check_moments(answer)


def _moves_first(answer):
    """Whether chains move before the first factor is taken: then those that start in the same state get different ones."""
    machines, start = ladder(SMALL, (0.0, 1.0)), np.repeat(all_states(4), 16, axis=0)
    got = _try(answer, start, machines, "two machines, and 16 chains from each of 16 states")
    if not differs(got, np.repeat(got[::16], 16)):
        return False
    v, h = np.repeat(all_states(4), 8, axis=0), np.tile(all_states(3), (16, 1))  # all pairs
    if not differs(got, _closest(got, energy(v, h, *machines[0]) - energy(v, h, *machines[1]))):
        raise Wrong(
            "you take the energies of v with one sampled h; the formula has free energies, which add up all hidden "
            "states, so that h brings no noise of its own."
        )
    return True


def _closest(got, values):
    """For each number that came, the closest of the values."""
    return values[np.abs(got[:, None] - values).argmin(axis=1)]


def _check_two_machines(answer):
    trials = (
        ONE_CHAIN,
        (
            np.eye(3),
            ladder(random_rbm(3, 3), (0.5, 1.0)),
            "two machines of 3 visible and 3 hidden units, and 3 chains",
        ),
        (
            all_states(3),
            ladder(random_rbm(3, 2, 1000.0), (0.0, 1.0)),
            "two machines and free energies in the thousands",
        ),
        (all_states(3), 3 * [random_rbm(3, 3)], "three machines that are all the same"),
    )
    moves_first = _moves_first(answer)
    for v, machines, says in trials:
        got = _try(answer, v, machines, says)
        states = all_states(v.shape[1]) if moves_first else v
        pick = partial(_closest, got) if moves_first else np.asarray
        wrong = differs(got, pick(free_energy(states, *machines[0]) - free_energy(states, *machines[-1])))
        if wrong:
            named = name_exactly(got, states, machines, pick)
            if not np.any(got):  # a rung too few, which more machines show
                named = f"{_name(_moments_of(answer))} "
            given = "the factor of a state was expected" if moves_first else "where nothing is random"
            raise Wrong(f"{named}With {says}, {given}: {wrong}".lstrip())


def _try(answer, v, machines, says, rng=None):
    """One call; the log weights as float64."""
    rng = np.random.default_rng(0) if rng is None else rng
    got = result_of(answer, (v, machines, rng), says)
    if "thousands" in says and isinstance(got, np.ndarray) and not is_finite(got):
        raise Wrong(
            f"with {says}: the result contains NaN or infinite values. It was finite before, so an exponential is too "
            "large or too small here: never form the weight itself, add up the logarithms of the factors."
        )
    if isinstance(got, int | float | np.generic | np.ndarray) and np.ndim(got) == 0:
        raise Wrong(
            f"this is one number, {show_value(got)}; return one log weight for each chain, shape (N,). The mean over "
            "the chains is taken afterwards."
        )
    return as_numbers(got, "the result", (len(v),), says)


def _moments_of(answer):
    """The moments of many chains that climb four machines."""
    says, rng = f"{COPIES:,} chains and {len(LADDER)} machines", np.random.default_rng(11)
    rounds = [_try(answer, _draw(LADDER[0], COPIES, rng), LADDER, says, rng) for _ in range(ROUNDS)]
    return moments(np.concatenate(rounds), LADDER)


def _name(got):
    """The sentence of the mistake that has the same moments, or nothing."""
    for mistake in MISTAKES:
        rng = np.random.default_rng(12)
        made = mistake.makes(_draw(LADDER[0], COPIES * ROUNDS, rng), LADDER, rng)
        if (np.abs(got - moments(made, LADDER)) <= NOISE).all():
            return mistake.says
    return ""


def _check_moments(answer):
    """Mean weight, and mean and spread of the log weights, of many chains."""
    got, expected = _moments_of(answer), exact_moments(LADDER)
    if (np.abs(got - expected) <= NOISE).all():
        return
    raise Wrong(
        _name(got)
        or f"with {COPIES:,} chains and {len(LADDER)} machines: the mean weight is {np.exp(got[0]):.2f} times Z / Z_0 "
        f"(expected 1), the log weights have mean {got[1]:.2f} (expected {expected[1]:.2f}) and standard deviation "
        f"{got[2]:.2f} (expected {expected[2]:.2f})."
    )


def _draw(rbm, n, rng):
    """Visible states of a machine without weights."""
    return (rng.random((n, len(rbm.b))) < sigmoid(rbm.b)).astype(float)


def moments(log_weights, machines):
    """Log of the mean weight over the true ratio; mean and standard deviation of the log weights."""
    ratio = log_partition_exact(*machines[-1]) - log_partition_exact(*machines[0])
    with np.errstate(all="ignore"):
        return np.array([np.log(np.exp(log_weights - ratio).mean()), log_weights.mean(), log_weights.std()])


def exact_moments(machines):
    """What :func:`moments` tends to: the chain's distribution over all states, with two moments for each state."""
    v = all_states(len(machines[0].b))
    p = np.exp(-free_energy(v, *machines[0]) - log_partition_exact(*machines[0]))
    first, second = 0 * p, 0 * p  # of the log weight, in each state, times its probability
    for old, new in pairwise(machines):
        f = free_energy(v, *old) - free_energy(v, *new)
        first, second = first + p * f, second + 2 * first * f + p * f**2
        h = all_states(len(new.c))
        step = chances(h, sigmoid(v @ new.W + new.c)) @ chances(v, sigmoid(h @ new.W.T + new.b))
        p, first, second = p @ step, first @ step, second @ step
    return np.array([0.0, first.sum(), np.sqrt(second.sum() - first.sum() ** 2)])


CLIMB = OpenExercise("climbing a ladder of machines", climb, judge_climb)
