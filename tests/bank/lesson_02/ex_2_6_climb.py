"""Answers to exercise 2.6."""

import copy

import numpy as np

from .ex_2_3_gibbs import coin, expit


def free(v, W, b, c):
    return -(v @ b) - np.logaddexp(0, v @ W + c).sum(axis=1)


def move(v, W, b, c, rng):
    return coin(expit(coin(expit(v @ W + c), rng) @ W.T + b), rng).astype(float)


def factor(v, old, new):
    return free(v, *old) - free(v, *new)


def walk(v, machines, rng, steps=1, by=lambda old, new: new, step=move):
    """Factors and steps in the right order; which machine makes the step, and how often."""
    total = np.zeros(len(v))
    for i in range(len(machines) - 1):
        old, new = machines[i], machines[i + 1]
        total += factor(v, old, new)
        for _ in range(steps):
            v = step(v, *by(old, new), rng)
    return total


def step_first(v, machines, rng):
    total = np.zeros(len(v))
    for old, new in zip(machines[:-1], machines[1:], strict=True):
        v = move(v, *new, rng)
        total += factor(v, old, new)
    return total


def step_first_by_the_old(v, machines, rng):
    total = np.zeros(len(v))
    for old, new in zip(machines[:-1], machines[1:], strict=True):
        v = move(v, *old, rng)
        total += factor(v, old, new)
    return total


def step_first_by_the_last(v, machines, rng):
    total = np.zeros(len(v))
    for old, new in zip(machines[:-1], machines[1:], strict=True):
        v = move(v, *machines[-1], rng)
        total += factor(v, old, new)
    return total


def two_steps_first_by_the_old(v, machines, rng):
    total = np.zeros(len(v))
    for old, new in zip(machines[:-1], machines[1:], strict=True):
        v = move(move(v, *old, rng), *old, rng)
        total += factor(v, old, new)
    return total


def steps_before_and_after(v, machines, rng):
    total = np.zeros(len(v))
    for old, new in zip(machines[:-1], machines[1:], strict=True):
        v = move(v, *old, rng)
        total += factor(v, old, new)
        v = move(v, *new, rng)
    return total


def step_by_both(v, machines, rng):
    total = np.zeros(len(v))
    for old, new in zip(machines[:-1], machines[1:], strict=True):
        total += factor(v, old, new)
        v = move(move(v, *old, rng), *new, rng)
    return total


def step_first_wrong_sign(v, machines, rng):
    return -step_first_by_the_old(v, machines, rng)


def energy(v, h, W, b, c):
    return -np.einsum("nj,ji,ni->n", v, W, h) - v @ b - h @ c


def energies(v, machines, rng, draw=coin, which=0):
    """The energies of v and one h, drawn from the old (0) or the new machine (1)."""
    total = np.zeros(len(v))
    for pair in zip(machines[:-1], machines[1:], strict=True):
        h = draw(expit(v @ pair[which].W + pair[which].c), rng)
        total += energy(v, h, *pair[0]) - energy(v, h, *pair[1])
        v = move(v, *pair[1], rng)
    return total


def energies_by_the_new(v, machines, rng):
    return energies(v, machines, rng, which=1)


def energies_of_the_step(v, machines, rng):
    """The energies of the pair that a step by the old machine gives."""
    total = np.zeros(len(v))
    for old, new in zip(machines[:-1], machines[1:], strict=True):
        h = coin(expit(v @ old.W + old.c), rng)
        v = coin(expit(h @ old.W.T + old.b), rng)
        total += energy(v, h, *old) - energy(v, h, *new)
    return total


def energies_of_probabilities(v, machines, rng):
    total = np.zeros(len(v))
    for old, new in zip(machines[:-1], machines[1:], strict=True):
        up = [expit(v @ machine.W + machine.c) for machine in (old, new)]
        total += energy(v, up[0], *old) - energy(v, up[1], *new)
        v = move(v, *new, rng)
    return total


def no_step(v, machines, rng):
    return walk(v, machines, rng, steps=0)


def two_steps(v, machines, rng):
    return walk(v, machines, rng, steps=2)


def by_the_old(v, machines, rng):
    return walk(v, machines, rng, by=lambda old, new: old)


def by_the_last(v, machines, rng):
    return walk(v, machines, rng, by=lambda old, new: machines[-1])


def wrong_sign(v, machines, rng):
    return -walk(v, machines, rng)


def weights(v, machines, rng):
    return np.exp(walk(v, machines, rng))


def one_number(v, machines, rng):
    return np.log(np.exp(walk(v, machines, rng)).mean())


def mean_for_all(v, machines, rng):
    total = walk(v, machines, rng)
    return np.full(len(v), total.mean())


def last_free_energy(v, machines, rng):
    return -free(v, *machines[-1])


def product_overflows(v, machines, rng):
    w = np.ones(len(v))
    for old, new in zip(machines[:-1], machines[1:], strict=True):
        w *= np.exp(-free(v, *new)) / np.exp(-free(v, *old))
        v = move(v, *new, rng)
    return np.log(w)


def from_the_start(v, machines, rng):
    total, now = 0, v
    for old, new in zip(machines[:-1], machines[1:], strict=True):
        total = total + factor(now, old, new)
        now = move(v, *new, rng)
    return total


def log_of_a_product(v, machines, rng):
    w = np.ones(len(v))
    for old, new in zip(machines[:-1], machines[1:], strict=True):
        w *= np.exp(factor(v, old, new))
        v = move(v, *new, rng)
    return np.log(w)


def one_machine_less(v, machines, rng):
    return walk(v, machines[:-1], rng)


def without_the_first_machine(v, machines, rng):
    return walk(v, machines[1:], rng)


def without_the_last_rung(v, machines, rng):
    return walk(v, machines if len(machines) == 2 else machines[:-1], rng)


def own_generator(v, machines, rng):
    return walk(v, machines, np.random.default_rng(42))


def unseeded(v, machines, rng):
    return walk(v, machines, np.random.default_rng())


def copied_generator(v, machines, rng):
    return walk(v, machines, copy.deepcopy(rng))


def in_place(v, machines, rng):
    total = np.zeros(len(v))
    for old, new in zip(machines[:-1], machines[1:], strict=True):
        total += factor(v, old, new)
        v[:] = move(v, *new, rng)
    return total


def pops(v, machines, rng):
    total, old = np.zeros(len(v)), machines.pop(0)
    while machines:
        new = machines.pop(0)
        total += factor(v, old, new)
        v, old = move(v, *new, rng), new
    return total


def pops_unseeded(v, machines, rng):
    return pops(v, machines, np.random.default_rng())


SUMS = {}


def kept_sum(v, machines, rng):
    """Adds up in an array that it keeps between calls."""
    total = SUMS.setdefault(len(v), np.zeros(len(v)))
    total[...] = walk(v, machines, rng)
    return total


def half_precision(v, machines, rng):
    return walk(v, machines, rng).astype(np.float16)


def column(v, machines, rng):
    return walk(v, machines, rng)[:, None]


def a_list(v, machines, rng):
    return walk(v, machines, rng).tolist()


def first_rung(v, machines, rng):
    return factor(v, *machines[:2])


def with_the_states(v, machines, rng):
    return walk(v, machines, rng), v


def nothing(v, machines, rng):
    walk(v, machines, rng)


def probabilities(v, machines, rng):
    return walk(v, machines, rng, step=lambda v, W, b, c, rng: expit(expit(v @ W + c) @ W.T + b))


def loop(v, machines, rng):
    return walk(v, machines, rng)


def chain_by_chain(v, machines, rng):
    return np.array([walk(row[None], machines, rng)[0] for row in v])


def two_sums(v, machines, rng):
    """The free energies in the old and in the new machines, added up on their own."""
    olds, news = np.zeros(len(v)), np.zeros(len(v))
    for number, machine in enumerate(machines):
        if number:
            news += free(v, *machine)
            v = move(v, *machine, rng)
        olds += free(v, *machine)
    return olds - free(v, *machines[-1]) - news


def no_step_at_the_end(v, machines, rng):
    total = np.zeros(len(v))
    for old, new in zip(machines[:-2], machines[1:-1], strict=True):
        total += factor(v, old, new)
        v = move(v, *new, rng)
    return total + factor(v, *machines[-2:])


def float32(v, machines, rng):
    return walk(v.astype(np.float32), machines, rng).astype(np.float32)


class ClimbAsObject:
    """An instance that can be called."""

    def __call__(self, v, machines, rng):
        return walk(v, machines, rng)


WRONG = [
    (step_first, "the chains move before the factor is taken, and the new machine"),
    (step_first_by_the_last, "the chains move before the factor is taken, and the last machine"),
    (step_first_wrong_sign, "the sign is wrong"),
    (two_steps_first_by_the_old, "here there are more"),
    (steps_before_and_after, "here there are more"),
    (step_by_both, "by the old machine and by the new one"),
    (energies, "one sampled h"),
    (energies_by_the_new, "one sampled h"),
    (energies_of_the_step, "one sampled h"),
    (energies_of_probabilities, "h at its probabilities"),
    (no_step, "the chains do not move"),
    (two_steps, "here there are more"),
    (by_the_old, "made by the wrong machine"),
    (by_the_last, "runs with the last machine"),
    (wrong_sign, "the sign is wrong"),
    (weights, "these are the weights"),
    (one_number, "this is one number"),
    (mean_for_all, "each chain has its own weight"),
    (last_free_energy, "a factor compares two machines"),
    (product_overflows, "never form the weight itself"),
    (log_of_a_product, "never form the weight itself"),
    (from_the_start, "begins at the given v"),
    (one_machine_less, "last rung is missing"),
    (without_the_first_machine, "first rung is missing"),
    (without_the_last_rung, "last rung is missing"),
    (own_generator, "makes a generator of its own"),
    (unseeded, "all draws must come from the given rng"),
    (copied_generator, "not from a copy of it"),
    (in_place, "changes v in place"),
    (pops, "changes machines in place"),
    (pops_unseeded, "changes machines in place"),
    (kept_sum, "two calls return the same memory"),
    (half_precision, "has the type float16"),
    (column, "has shape (1, 1)"),
    (first_rung, "factor of the first rung alone"),
    (with_the_states, "is a tuple"),
    (a_list, "is a list"),
    (nothing, "return missing"),
    (probabilities, "probabilities"),
]

RIGHT = [loop, chain_by_chain, two_sums, no_step_at_the_end, float32, ClimbAsObject(), step_first_by_the_old]
