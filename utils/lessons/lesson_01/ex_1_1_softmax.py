"""Exercise 1.1: softmax, stable for any scores."""

import numpy as np

from ...numpy_models import mlp
from ...teaching.exercise import Case, FunctionExercise, Mistake
from ...teaching.usable import judge_digits


def _softmax_oracle(a):
    """Through pairwise differences: P_k = 1 / sum_j exp(a_j - a_k), which overflows only to P_k = 0."""
    return 1 / np.exp(a[:, None, :] - a[:, :, None]).sum(axis=2)


def wide_rows():
    """Scores that are safe for the shift by a row's largest alone: the first three tell the others apart."""
    return {
        "the lowest": np.array([[500.0, 0, 800, 500]]),
        "the mean": np.array([[900.0, 880, -2400, 850]]),
        "the first": np.array([[0.0, 800, 800, 800]]),
        "the last": np.array([[800.0, 800, 800, 0]]),
        "the median": np.array([[800.0, 0, 0, 0, 790]]),
        "the second largest": np.array([[0.0, 1, 2000]]),
        "a high quantile": np.array([[0.0] * 11 + [8000]]),
    }


def _softmax_cases():
    rng = np.random.default_rng(1)
    return [
        Case("the scores [[0, 1, 2], [3, 3, 3]]", (np.array([[0.0, 1, 2], [3, 3, 3]]),)),
        Case("4 rows of 5 random scores", (rng.normal(size=(4, 5)),)),
        Case("as many examples as classes", (rng.normal(size=(3, 3)),)),
        Case("one row of 3 scores", (rng.normal(size=(1, 3)),)),
        Case("two rows of zeros", (np.zeros((2, 3)),)),
        Case("one class", (rng.normal(size=(3, 1)),)),
        Case("3 rows of 4 scores in float32", (rng.normal(size=(3, 4)).astype(np.float32),)),
        Case("a row of scores near 1000", (np.array([[1000.0, 1001, 1002]]),)),
        Case("a row of scores near -1000", (np.array([[-1000.0, -1001, -1002]]),)),
        *(Case(f"the row {row[0].tolist()}", (row,)) for row in wide_rows().values()),
        Case("one row near 1000 and one near -1000", (np.array([[1000.0, 1001], [-1000, -1001]]),)),
    ]


def shifted(by, axis=1):
    """A softmax that takes another score out than each row's largest."""

    def run(a):
        e = np.exp(a - by(a))
        return e / e.sum(axis=axis, keepdims=True)

    return run


def row(function):
    """``function`` of each row, as a column."""
    return lambda a: function(a, axis=1, keepdims=True)


_NOT_ONE = "The rows do not sum to 1: the exponentials still have to be divided by their sum."
_LARGEST = "only after the row's own largest score is taken out is no exponent above 0."

SOFTMAX = FunctionExercise(
    "softmax",
    mlp.softmax,
    _softmax_oracle,
    _softmax_cases,
    mistakes=(
        Mistake("The exponential overflows: subtract each row's largest score first; it does not change the result.",
                lambda a: np.exp(a) / np.exp(a).sum(axis=1, keepdims=True)),
        Mistake("You divide by the sum over the whole batch; each row is one example and must sum to 1 (axis=1).",
                lambda a: np.exp(a - a.max()) / np.exp(a - a.max()).sum()),
        Mistake("You divide by the sum over the whole batch; each row is one example and must sum to 1 (axis=1).",
                lambda a: np.exp(a) / np.exp(a).sum()),
        Mistake("You normalise down the columns: that is over the examples (axis=0); the classes are along axis 1.",
                shifted(lambda a: a.max(axis=0), axis=0)),
        Mistake("You normalise down the columns: that is over the examples (axis=0); the classes are along axis 1.",
                shifted(lambda a: 0, axis=0)),
        Mistake(_NOT_ONE, lambda a: np.exp(a - a.max(axis=1, keepdims=True))),
        Mistake(_NOT_ONE, lambda a: np.exp(a)),
        Mistake("You subtract the largest score of the whole batch: a row far below it underflows to 0 / 0. "
                "Subtract each row's own largest score.", shifted(np.max)),
        Mistake("You subtract the largest score of each column, which is another constant for each class and changes the "
                "result; subtract each row's own largest score.", shifted(lambda a: a.max(axis=0))),
        Mistake("You subtract the largest absolute value: far below it all exponentials are 0. Subtract the row's largest "
                "score.", shifted(row(lambda a, **axis: np.abs(a).max(**axis)))),
        Mistake(f"You subtract the row's smallest score, and the exponential still overflows: {_LARGEST}", shifted(row(np.min))),
        Mistake(f"You subtract the mean of the scores, and the exponential still overflows: {_LARGEST}", shifted(row(np.mean))),
        Mistake(f"You subtract the row's first score, and the exponential still overflows: {_LARGEST}", shifted(lambda a: a[:, :1])),
        Mistake(f"You subtract the row's last score, and the exponential still overflows: {_LARGEST}", shifted(lambda a: a[:, -1:])),
        Mistake(f"You subtract the row's median, and the exponential still overflows: {_LARGEST}", shifted(row(np.median))),
        Mistake(f"You subtract the row's second largest score, and the exponential still overflows: {_LARGEST}",
                shifted(lambda a: np.sort(a, axis=1)[:, -2:-1] if a.shape[1] > 1 else a)),
        Mistake("These are the scores divided by their sum: the exponential is missing.",
                lambda a: a / a.sum(axis=1, keepdims=True)),
        Mistake("This is the logarithm of the softmax: take the exponential of it.",
                lambda a: a - a.max(axis=1, keepdims=True) - np.log(np.exp(a - a.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True))),
        Mistake("These are powers of 2; the exponential has the base e: np.exp.",
                lambda a: np.exp2(a - a.max(axis=1, keepdims=True)) / np.exp2(a - a.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)),
        Mistake("The sign is wrong: the largest score must have the largest probability.",
                lambda a: _softmax_oracle(-a)),
    ),
    errors=(
        ("broadcast", "Shapes do not line up: a maximum or a sum over axis 1 has the shape (N,), which stands beside the "
                      "wrong axis of a, unless keepdims=True keeps its axis."),
    ),
    also=lambda answer: judge_digits(answer, mlp.softmax, (np.random.default_rng(2).normal(size=(6, 5)),), "6 rows of 5 scores"),
)  # fmt: skip
