"""Typical mistakes of exercise 2.6, as functions that make them."""

from itertools import pairwise

import numpy as np

from ...numpy_models.mlp import sigmoid
from ...numpy_models.rbm import free_energy, gibbs_step
from ...teaching.exercise import Mistake


def _variant(steps=1, machine=lambda old, new: new):
    def wrong(v, machines, rng):
        total = np.zeros(len(v))
        for old, new in pairwise(machines):
            total += free_energy(v, *old) - free_energy(v, *new)
            for _ in range(steps):
                v, _ = gibbs_step(v, *machine(old, new), rng)
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
    Mistake("The chains do not move: one Gibbs step is missing between two factors.", _variant(steps=0)),
    Mistake("The step is made by the wrong machine: before the next factor v should come closer to the machine that is "
            "the old one there.", _variant(machine=lambda old, new: old)),
    Mistake("Each step runs with the last machine; it must be one of the rung.",
            lambda v, machines, rng: _variant(machine=lambda old, new: machines[-1])(v, machines, rng)),
    Mistake("One Gibbs step between two factors is asked for; here there are more.", _variant(steps=2)),
    Mistake("Each step begins at the given v; the chain must go on from where it is.", _from_the_start),
    Mistake("The chains go on with probabilities; a state is made of zeros and ones that gibbs_step draws.", _without_draws),
    Mistake("This is the factor of the first rung alone; a weight has the factors of all rungs.",
            lambda v, machines, rng: free_energy(v, *machines[0]) - free_energy(v, *machines[1])),
    Mistake("The last rung is missing.", lambda v, machines, rng: _variant()(v, machines[:-1], rng)),
    Mistake("The first rung is missing.", lambda v, machines, rng: _variant()(v, machines[1:], rng)),
)  # fmt: skip
