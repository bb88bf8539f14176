"""Exercise 0.1: the share of digits that are taken for another."""

import numpy as np

from ...teaching.exercise import Case, FunctionExercise, Mistake


def _error_rate(predicted, labels):
    return (predicted != labels).mean()


def _count_one_by_one(predicted, labels):
    return sum(p != k for p, k in zip(predicted.tolist(), labels.tolist(), strict=True)) / len(labels)


def _error_cases():
    labels = np.array([3, 1, 4, 1, 5])
    return [
        Case("one mistake in five", (np.array([3, 1, 4, 1, 7]), labels)),
        Case("no mistake", (labels.copy(), labels)),
        Case("six mistakes in eight", (np.arange(8), np.array([0, 1, 0, 0, 0, 0, 0, 0]))),
    ]


ERROR_RATE = FunctionExercise(
    "error rate",
    _error_rate,
    _count_one_by_one,
    _error_cases,
    mistakes=(
        Mistake("This is the share of right answers; the error is the share of wrong ones.",
                lambda p, y: (p == y).mean()),
        Mistake("This is the number of mistakes; divide it by the number of digits.", lambda p, y: (p != y).sum()),
        Mistake("This is in percent; give a share from 0 to 1.", lambda p, y: 100 * (p != y).mean()),
        Mistake(
            "This is the mean distance between the classes; taking a 7 for a 5 is one mistake, not two.",
            lambda p, y: np.abs(p - y).mean(),
        ),
        Mistake("This is one answer for each digit; take the mean.", lambda p, y: p != y),
    ),
)  # fmt: skip
