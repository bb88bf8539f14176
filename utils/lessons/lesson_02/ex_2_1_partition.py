"""Exercise 2.1: the logarithm of the partition function, by adding up all states."""

from itertools import product

import numpy as np

from ...numpy_models.rbm import energy
from ...teaching.exercise import Case, FunctionExercise, Mistake
from .machines import all_states, energy_by_loops, random_rbm, states


def log_partition(W, b, c):
    v, h = all_states(len(b)), all_states(len(c))
    # Every v with every h.
    E = [energy(np.tile(one, (len(h), 1)), h, W, b, c) for one in v]
    return np.logaddexp.reduce(-np.concatenate(E))


def _log_partition_oracle(W, b, c):
    """State by state, with sums over units written out."""
    pairs = product(states(len(b)), states(len(c)))
    return np.logaddexp.reduce([-energy_by_loops(v, h, W, b, c) for v, h in pairs])


def _log_partition_cases():
    return [
        Case(
            "one visible and one hidden unit, W = [[1]], b = [0.5] and c = [-0.25]",
            (np.ones((1, 1)), np.array([0.5]), np.array([-0.25])),
        ),
        Case(
            "2 visible and 3 hidden units, W, b and c all zero", (np.zeros((2, 3)), np.zeros(2), np.zeros(3))
        ),
        Case("2 visible and 3 hidden units", random_rbm(2, 3)),
        Case("3 visible units and one hidden one", random_rbm(3, 1)),
        Case("one visible unit and 3 hidden ones", random_rbm(1, 3)),
        Case("3 visible and 3 hidden units", random_rbm(3, 3)),
        Case("energies in the hundred thousands", random_rbm(4, 3, scale=1e5)),
    ]


def _all_energies(W, b, c):
    return np.array([[energy_by_loops(v, h, W, b, c) for h in states(len(c))] for v in states(len(b))])


LOG_PARTITION = FunctionExercise(
    "log partition function",
    log_partition,
    _log_partition_oracle,
    _log_partition_cases,
    mistakes=(
        Mistake("exp(-E) overflows: take logarithms of sums with np.logaddexp.reduce, or take the largest term out.",
                lambda W, b, c: np.log(np.exp(-_all_energies(W, b, c)).sum())),
        Mistake("The sign of the energy is wrong: a state counts exp(-E), so that low energies count most.",
                lambda W, b, c: np.logaddexp.reduce(_all_energies(W, b, c).ravel())),
        Mistake("The logarithm is missing: this is Z itself.", lambda W, b, c: np.exp(-_all_energies(W, b, c)).sum()),
        Mistake("This is the mean over the states; Z is their sum.",
                lambda W, b, c: log_partition(W, b, c) - (len(b) + len(c)) * np.log(2)),
        Mistake("This pairs the first v with the first h, the second with the second, and so on: "
                "Z needs every v with every h.",
                lambda W, b, c: np.logaddexp.reduce(-np.diag(_all_energies(W, b, c)))),
        Mistake("The hidden states are missing: this adds up the visible states with all hidden units off.",
                lambda W, b, c: np.logaddexp.reduce(-_all_energies(W, b, c)[:, 0])),
        Mistake("The visible states are missing: this adds up the hidden states with all visible units off.",
                lambda W, b, c: np.logaddexp.reduce(-_all_energies(W, b, c)[0])),
        Mistake("This is the most probable state alone; Z adds up all states.", lambda W, b, c: -_all_energies(W, b, c).min()),
        Mistake("The state with all units on is missing: n units have 2 ** n states.",
                lambda W, b, c: np.logaddexp.reduce(-_all_energies(W, b, c).ravel()[:-1])),
        Mistake("The state with all units off is missing: n units have 2 ** n states.",
                lambda W, b, c: np.logaddexp.reduce(-_all_energies(W, b, c).ravel()[1:])),
        Mistake("The biases are forgotten: they are a part of the energy.",
                lambda W, b, c: log_partition(W, 0 * b, 0 * c)),
        Mistake("This is the sum of the energies; Z adds up exp(-E).", lambda W, b, c: _all_energies(W, b, c).sum()),
        Mistake("This is in bits (log2); use the natural logarithm.",
                lambda W, b, c: log_partition(W, b, c) / np.log(2)),
        Mistake("This is log10; use the natural logarithm.", lambda W, b, c: log_partition(W, b, c) / np.log(10)),
        Mistake("The sign is wrong: this is -log Z.", lambda W, b, c: -log_partition(W, b, c)),
    ),
)  # fmt: skip
