"""Exercise 2.2: the free energy of visible states."""

import numpy as np

from ...numpy_models import rbm
from ...numpy_models.rbm import energy, hidden_probabilities
from ...teaching.compare import differs
from ...teaching.exercise import Case, FunctionExercise, Mistake, Wrong, result_of
from .machines import energy_by_loops, random_rbm, states


def _free_energy_oracle(v, W, b, c):
    """Its definition: minus the log of the sum of exp(-E) over all hidden states."""
    rows = [[-energy_by_loops(row, h, W, b, c) for h in states(len(c))] for row in v]
    return np.array([-np.logaddexp.reduce(row) for row in rows])


def _free_energy_cases():
    some = np.array([[0.0, 0, 0], [1, 0, 1], [1, 1, 1]])
    return [
        Case(
            "one state of one visible unit, v = [[1]], W = [[-0.5, 1]], b = [0.5] and c = [-0.25, 0]",
            (np.ones((1, 1)), np.array([[-0.5, 1]]), np.array([0.5]), np.array([-0.25, 0])),
        ),
        Case("3 states of 3 visible units, 3 hidden units", (some, *random_rbm(3, 3))),
        Case(
            "3 states, 2 hidden units, W, b and c all zero",
            (some, np.zeros((3, 2)), np.zeros(3), np.zeros(2)),
        ),
        Case(
            "no weights, b = [1, 2, 3] and c = [1, 2]",
            (some, np.zeros((3, 2)), np.array([1.0, 2, 3]), np.array([1.0, 2])),
        ),
        Case("3 states of 3 visible units, 2 hidden units", (some, *random_rbm(3, 2))),
        Case("one state of 3 visible units, 4 hidden units", (some[1:2], *random_rbm(3, 4))),
        Case("3 states of 3 visible units, one hidden unit", (some, *random_rbm(3, 1))),
        Case("inputs to hidden units near ±100,000", (some, *random_rbm(3, 2, scale=1e5))),
    ]


def _judge_size(answer):
    """The RBM of digits has 2^100 hidden states: nothing that visits them all comes to an end."""
    v = np.random.default_rng(1).integers(0, 2, (20, 784)).astype(np.float32)
    args, says = (v, *rbm.init_rbm(784, 100, np.random.default_rng(2))), "20 digits and 100 hidden units"
    wrong = differs(result_of(answer, args, says), rbm.free_energy(*args))
    if wrong:
        raise Wrong(f"With {says}: {wrong}")


def _free_energy_variant(visible=-1.0, hidden=-1.0, bias=1.0, soft=lambda a: np.logaddexp(0, a), axis=1):
    return lambda v, W, b, c: visible * (v @ b) + hidden * soft(bias * c + v @ W).sum(axis=axis)


FREE_ENERGY = FunctionExercise(
    "free energy",
    rbm.free_energy,
    _free_energy_oracle,
    _free_energy_cases,
    mistakes=(
        Mistake("The sign is wrong: this is -F, the log of the unnormalised probability.",
                _free_energy_variant(1.0, 1.0)),
        Mistake("The sign of the hidden part is wrong: F = -b v - sum log(1 + exp(...)).", _free_energy_variant(hidden=1.0)),
        Mistake("The sign of the visible part is wrong: F = -b v - sum log(1 + exp(...)).", _free_energy_variant(visible=1.0)),
        Mistake("The visible biases are forgotten: the term -b v is missing.", _free_energy_variant(visible=0.0)),
        Mistake("The hidden biases are forgotten: a hidden unit's input is c_i + v W_i.", _free_energy_variant(bias=0.0)),
        Mistake("The sign in the exponent is wrong: a hidden unit that is on counts exp(+a).",
                _free_energy_variant(soft=lambda a: np.logaddexp(0, -a))),
        Mistake("This keeps the likelier state of each hidden unit alone, max(0, a); F adds up both.",
                _free_energy_variant(soft=lambda a: np.maximum(a, 0))),
        Mistake("This is the mean over the hidden units; F has their sum.",
                lambda v, W, b, c: -(v @ b) - np.logaddexp(0, c + v @ W).mean(axis=1)),
        Mistake("This is in bits (log2); use the natural logarithm.",
                lambda v, W, b, c: rbm.free_energy(v, W, b, c) / np.log(2)),
        Mistake("This has the sigmoid in the place of log(1 + exp(a)): that is its derivative.",
                _free_energy_variant(soft=lambda a: 0.5 * (1 + np.tanh(a / 2)))),
        Mistake("The exponential overflows: np.logaddexp(0, a) is log(1 + exp(a)) for any a.",
                _free_energy_variant(soft=lambda a: np.log(1 + np.exp(a)))),
        Mistake("The 1 is missing: a hidden unit is off or on, so its sum is exp(0) + exp(a).",
                _free_energy_variant(soft=lambda a: a)),
        Mistake("The logarithm is missing: each hidden unit gives log(1 + exp(a)).",
                _free_energy_variant(soft=lambda a: 1 + np.exp(a))),
        Mistake("This is the energy with h at its probabilities; F adds up all hidden states (it also has their entropy).",
                lambda v, W, b, c: energy(v, hidden_probabilities(v, W, c), W, b, c)),
        Mistake("This is one number for the whole batch; F has one for each row (sum over axis 1).",
                lambda v, W, b, c: rbm.free_energy(v, W, b, c).sum()),
        Mistake("This is the mean over the batch; F has one number for each row.",
                lambda v, W, b, c: rbm.free_energy(v, W, b, c).mean()),
        Mistake("The sum over the hidden units is missing.",
                lambda v, W, b, c: -(v @ b)[:, None] - np.logaddexp(0, c + v @ W)),
        Mistake("The hidden part is summed over the whole batch; each row has a sum of its own (over axis 1).",
                _free_energy_variant(axis=None)),
        Mistake("The sum goes over the examples (axis 0); it must go over the hidden units (axis 1).",
                _free_energy_variant(axis=0)),
    ),
    also=_judge_size,
)  # fmt: skip
