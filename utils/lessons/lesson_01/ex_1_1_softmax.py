"""Exercise 1.1: softmax, stable for any scores."""

import numpy as np

from ...numpy_models import mlp
from ...teaching.exercise import Case, FunctionExercise, Mistake


def _softmax_oracle(a):
    """Through pairwise differences: P_k = 1 / sum_j exp(a_j - a_k), which overflows only to P_k = 0."""
    return 1 / np.exp(a[:, None, :] - a[:, :, None]).sum(axis=2)


def _softmax_cases():
    return [
        Case("the scores [[0, 1, 2], [3, 3, 3]]", (np.array([[0.0, 1, 2], [3, 3, 3]]),)),
        Case("4 rows of 5 random scores", (np.random.default_rng(1).normal(size=(4, 5)),)),
        Case("as many examples as classes", (np.random.default_rng(1).normal(size=(3, 3)),)),
        Case("a row of scores near 1000", (np.array([[1000.0, 1001, 1002]]),)),
        Case("one row near 1000 and one near -1000", (np.array([[1000.0, 1001], [-1000, -1001]]),)),
    ]


SOFTMAX = FunctionExercise(
    "softmax",
    mlp.softmax,
    _softmax_oracle,
    _softmax_cases,
    mistakes=(
        Mistake(
            "The exponential overflows: subtract each row's largest score first; it does not change the result.",
            lambda a: np.exp(a) / np.exp(a).sum(axis=1, keepdims=True),
        ),
        Mistake(
            "You divide by the sum over the whole batch; each row is one example and must sum to 1 (axis=1).",
            lambda a: np.exp(a - a.max()) / np.exp(a - a.max()).sum(),
        ),
        Mistake(
            "You normalise down the columns: that is over the examples (axis=0); "
            "the classes are along axis 1.",
            lambda a: np.exp(a - a.max(axis=0)) / np.exp(a - a.max(axis=0)).sum(axis=0),
        ),
        Mistake(
            "The rows do not sum to 1: the exponentials still have to be divided by their sum.",
            lambda a: np.exp(a - a.max(axis=1, keepdims=True)),
        ),
        Mistake(
            "The rows do not sum to 1: the exponentials still have to be divided by their sum.",
            lambda a: np.exp(a),
        ),
        Mistake(
            "You subtract the largest score of the whole batch: a row far below it underflows to 0 / 0. "
            "Subtract each row's own largest score.",
            lambda a: np.exp(a - a.max()) / np.exp(a - a.max()).sum(axis=1, keepdims=True),
        ),
        Mistake("These are the scores divided by their sum: the exponential is missing.",
                lambda a: a / a.sum(axis=1, keepdims=True)),
    ),
    errors=(
        ("broadcast", "A maximum or sum over axis 1 has shape (N,), which does not line up with the rows of a: "
                      "keep the axis with keepdims=True."),
    ),
)  # fmt: skip
