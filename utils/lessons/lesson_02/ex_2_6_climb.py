"""Exercise 2.6: annealed importance sampling, judged exactly on two machines and by exact moments on more.

With two machines the weight of a chain is one factor, and nothing is random. With more, the mean of the weights
is the ratio of the partition functions, and mean and spread of their logarithms follow from a sum over all states.
A typical mistake is recognised by running it in the same way.
"""

from itertools import pairwise

import numpy as np

from ...numpy_models.likelihood import log_partition_exact
from ...numpy_models.mlp import sigmoid
from ...numpy_models.rbm import RBM, free_energy, gibbs_step
from ...teaching.compare import differs, show_value
from ...teaching.draws import judge_draws
from ...teaching.exercise import OpenExercise, Wrong, result_of
from .machines import all_states, random_rbm
from .mistakes_2_6 import MISTAKES
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
    _check_moments(answer, ladder(SMALL, (0.0, 0.3, 0.7, 1.0)))


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
    for v, machines, says in trials:
        got = _try(answer, v, machines, says)
        expected = free_energy(v, *machines[0]) - free_energy(v, *machines[-1])
        wrong = differs(got, expected)
        if wrong:
            if differs(_try(answer, v, machines, says, np.random.default_rng(1)), got):
                raise Wrong(
                    "the chains move before the factor is taken: the formula wants states of the old machine. With "
                    f"{says}, nothing is random: the weight is a factor of the states that are given."
                )
            raise Wrong(f"{_name_exactly(got, v, machines)}With {says}, where nothing is random: {wrong}")


def _try(answer, v, machines, says, rng=None):
    """One call; the log weights as float64."""
    rng = np.random.default_rng(0) if rng is None else rng
    got = result_of(answer, (v, machines, rng), says)
    if isinstance(got, int | float | np.generic | np.ndarray) and np.ndim(got) == 0:
        raise Wrong(
            f"this is one number, {show_value(got)}; return one log weight for each chain, shape (N,). The mean over "
            "the chains is taken afterwards."
        )
    return as_numbers(got, "the result", (len(v),), says)


def _name_exactly(got, v, machines):
    """The sentence of the mistake that gives the same where nothing is random, or nothing."""
    with np.errstate(all="ignore"):
        factor = free_energy(v, *machines[0]) - free_energy(v, *machines[-1])
        known = (
            ("The sign is wrong: the weight grows where the new machine finds v more probable than the old one. ", -factor),
            ("These are the weights; return their logarithms, which never overflow. ", np.exp(factor)),
            ("This is the free energy in the last machine; a factor compares two machines. ", -free_energy(v, *machines[-1])),
            ("This is the mean over the chains for each of them; each chain has its own weight. ", 0 * factor + factor.mean()),
        )  # fmt: skip
    same = (says for says, values in known if np.any(factor) and not differs(got, values, exact=True))
    return next(same, "")


def _check_moments(answer, machines):
    """Mean weight, and mean and spread of the log weights, of many chains."""
    says, rng = f"{COPIES:,} chains and {len(machines)} machines", np.random.default_rng(11)
    rounds = [_try(answer, _draw(machines[0], COPIES, rng), machines, says, rng) for _ in range(ROUNDS)]
    got, expected = moments(np.concatenate(rounds), machines), exact_moments(machines)
    if (np.abs(got - expected) <= NOISE).all():
        return
    for mistake in MISTAKES:
        rng = np.random.default_rng(12)
        made = mistake.makes(_draw(machines[0], COPIES * ROUNDS, rng), machines, rng)
        if (np.abs(got - moments(made, machines)) <= NOISE).all():
            raise Wrong(mistake.says)
    raise Wrong(
        f"with {says}: the mean weight is {np.exp(got[0]):.2f} times Z / Z_0 (expected 1), the log weights have mean "
        f"{got[1]:.2f} (expected {expected[1]:.2f}) and standard deviation {got[2]:.2f} (expected {expected[2]:.2f})."
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
