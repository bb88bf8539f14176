"""Exercise 3.3: the cross-entropy of a reconstruction, from pre-activations."""

import math

import numpy as np

from ...numpy_models import rbm
from ...numpy_models.mlp import sigmoid
from ...teaching.exercise import Case, FunctionExercise, Mistake

cross_entropy = rbm.cross_entropy


def cross_entropy_oracle(x, a):
    """Pixel by pixel, with the sign of a split off so that no exponential overflows."""
    pairs = zip(x.ravel().tolist(), a.ravel().tolist(), strict=True)
    return sum(max(s, 0.0) - t * s + math.log1p(math.exp(-abs(s))) for t, s in pairs) / len(x)


def _cross_entropy_cases():
    rng = np.random.default_rng(3)
    return [
        Case("an undecided output (4 log 2)", (np.array([[0.0, 1, 0.5, 1]]), np.zeros((1, 4)))),
        Case("3 examples of 5 grey pixels", (rng.uniform(size=(3, 5)), rng.normal(size=(3, 5)))),
        Case("a very sure output, once right and once wrong",
             (np.array([[1.0, 0.0], [1.0, 1.0]]), np.array([[800.0, -800], [-800, 800]]))),
    ]  # fmt: skip


def _per_pixel(x, a):
    return np.logaddexp(0, a) - x * a


CROSS_ENTROPY = FunctionExercise(
    "cross-entropy from pre-activations",
    cross_entropy,
    cross_entropy_oracle,
    _cross_entropy_cases,
    mistakes=(
        Mistake("The sign is wrong: this is the log-probability, and the loss is minus that.",
                lambda x, a: -cross_entropy_oracle(x, a)),
        Mistake("This is the sum over the batch; take the mean over the examples.",
                lambda x, a: _per_pixel(x, a).sum()),
        Mistake("This is the mean over the pixels as well; sum over the pixels, mean over the examples.",
                lambda x, a: _per_pixel(x, a).mean()),
        Mistake("This sums over the examples (axis=0); the pixels of an example are along axis 1.",
                lambda x, a: _per_pixel(x, a).sum(axis=0).mean()),
        Mistake("This is one loss for each example; return their mean, one number.",
                lambda x, a: _per_pixel(x, a).sum(axis=1)),
        Mistake("The dark pixels alone are counted: the term (1 - x) log(1 - z) is missing.",
                lambda x, a: (x * np.logaddexp(0, -a)).sum(axis=1).mean()),
        Mistake("The term - x a is missing; without it the digit plays no part.",
                lambda x, a: np.logaddexp(0, a).sum(axis=1).mean()),
        Mistake("The sign of the term x a is wrong: log(1 + exp(a)) - x a.",
                lambda x, a: (np.logaddexp(0, a) + x * a).sum(axis=1).mean()),
        Mistake("This is the squared error; the loss here is the cross-entropy.",
                lambda x, a: ((sigmoid(a) - x) ** 2).sum(axis=1).mean()),
        Mistake("The exponential overflows: np.logaddexp(0, a) is log(1 + exp(a)) without overflow.",
                lambda x, a: (np.log(1 + np.exp(a)) - x * a).sum(axis=1).mean()),
        Mistake("An output of exactly 0 or 1 has log 0 in it: use log(1 + exp(a)) - x a, never the output itself.",
                lambda x, a: -(x * np.log(sigmoid(a)) + (1 - x) * np.log(1 - sigmoid(a))).sum(axis=1).mean()),
        Mistake("The roles are exchanged: the target weighs the logarithms of the output.",
                lambda x, a: -(sigmoid(a) * np.log(x) + (1 - sigmoid(a)) * np.log(1 - x)).sum(axis=1).mean()),
    ),
)  # fmt: skip
