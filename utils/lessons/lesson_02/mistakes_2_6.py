"""Typical mistakes of exercise 2.6: functions that make them, and values that they give."""

from itertools import pairwise

import numpy as np

from ...numpy_models.mlp import sigmoid
from ...numpy_models.rbm import energy, free_energy, gibbs_step, hidden_probabilities
from ...teaching.compare import differs
from ...teaching.exercise import Mistake


def _old(old, new, last):
    return old


def _new(old, new, last):
    return new


def _last(old, new, last):
    return last


def _variant(before=(), after=(_new,)):
    """A climb whose steps before and after each factor are made by these machines."""

    def wrong(v, machines, rng):
        total = np.zeros(len(v))
        for old, new in pairwise(machines):
            for chosen in before:
                v, _ = gibbs_step(v, *chosen(old, new, machines[-1]), rng)
            total += free_energy(v, *old) - free_energy(v, *new)
            for chosen in after:
                v, _ = gibbs_step(v, *chosen(old, new, machines[-1]), rng)
        return total

    return wrong


def _from_the_start(v, machines, rng):
    """Each rung begins at the states that were given."""
    total, now = np.zeros(len(v)), v
    for old, new in pairwise(machines):
        total += free_energy(now, *old) - free_energy(now, *new)
        now, _ = gibbs_step(v, *new, rng)
    return total


def _without_draws(v, machines, rng):
    total = np.zeros(len(v))
    for old, new in pairwise(machines):
        total += free_energy(v, *old) - free_energy(v, *new)
        v = sigmoid(sigmoid(v @ new.W + new.c) @ new.W.T + new.b)
    return total


MISTAKES = (
    Mistake("The chains do not move: one Gibbs step is missing between two factors.", _variant(after=())),
    Mistake("The step is made by the wrong machine: before the next factor v should come closer to the machine that is "
            "the old one there.", _variant(after=(_old,))),
    Mistake("Each step runs with the last machine; it must be one of the rung.", _variant(after=(_last,))),
    Mistake("The chains move before the factor is taken, and the new machine moves them: the formula wants states of "
            "the old one.", _variant((_new,), ())),
    Mistake("The chains move before the factor is taken, and the last machine moves them: the formula wants states of "
            "the old one.", _variant((_last,), ())),
    Mistake("One Gibbs step between two factors is asked for; here there are more.", _variant(after=(_new, _new))),
    Mistake("Between two factors there are two Gibbs steps, by the old machine and by the new one: the old one draws v "
            "back to where it came from.", _variant(after=(_old, _new))),
    Mistake("Each step begins at the given v; the chain must go on from where it is.", _from_the_start),
    Mistake("The chains go on with probabilities; a state is made of zeros and ones that gibbs_step draws.", _without_draws),
    Mistake("This is the factor of the first rung alone; a weight has the factors of all rungs.",
            lambda v, machines, rng: free_energy(v, *machines[0]) - free_energy(v, *machines[1])),
    Mistake("The last rung is missing.", lambda v, machines, rng: _variant()(v, machines[:-1], rng)),
    Mistake("The first rung is missing.", lambda v, machines, rng: _variant()(v, machines[1:], rng)),
)  # fmt: skip


def name_exactly(got, v, machines, pick):
    """The sentence of the mistake that gives the same where a weight is one factor, or nothing.

    ``pick(values)`` takes, from the values of all rows of ``v``, those to compare with ``got``.
    """
    with np.errstate(all="ignore"):
        factor = free_energy(v, *machines[0]) - free_energy(v, *machines[-1])
        known = (
            ("The sign is wrong: the weight grows where the new machine finds v more probable than the old one. ", -factor),
            ("These are the weights; return their logarithms, which never overflow. ", np.exp(factor)),
            ("This is the free energy in the last machine; a factor compares two machines. ", -free_energy(v, *machines[-1])),
            ("This is the mean over the chains for each of them; each chain has its own weight. ", 0 * factor + factor.mean()),
            ("This has the energy with h at its probabilities; the free energy adds up all hidden states. ",
             energy(v, hidden_probabilities(v, *machines[0][::2]), *machines[0])
             - energy(v, hidden_probabilities(v, *machines[-1][::2]), *machines[-1])),
        )  # fmt: skip
    same = (says for says, values in known if np.any(factor) and not differs(got, pick(values), exact=True))
    return next(same, "")
