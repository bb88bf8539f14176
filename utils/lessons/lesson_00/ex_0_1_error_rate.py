"""Exercise 0.1: the share of digits that are taken for another."""

import numpy as np

from ...teaching.exercise import Case, FunctionExercise, Mistake


def _error_rate(predicted, labels):
    return (predicted != labels).mean()


def _count_one_by_one(predicted, labels):
    return sum(p != k for p, k in zip(predicted.tolist(), labels.tolist(), strict=True)) / len(labels)


def _error_cases():
    labels = np.array([3, 1, 4, 0, 9, 6, 5, 8])
    zeros, nines = np.zeros(3, dtype=int), np.full(3, 9)
    return [
        Case("three mistakes in eight", (np.array([3, 2, 4, 6, 6, 6, 5, 8]), labels)),
        Case("no mistake", (labels.copy(), labels)),
        Case(
            "a 2 taken for a 1, and a 1 for a 2, in five",
            (np.array([1, 2, 5, 0, 9]), np.array([2, 1, 5, 0, 9])),
        ),
        Case("two smaller and one larger class in seven", (np.array([0, 1, 2, 3, 3, 4, 9]), np.arange(7))),
        Case("six mistakes in eight", (np.arange(8), np.array([0, 1, 0, 0, 0, 0, 0, 0]))),
        Case("0 for all of three nines", (zeros, nines)),
        Case("9 for all of three zeros", (nines, zeros)),
        Case("one digit, right", (np.array([0]), np.array([0]))),
        Case("one digit, wrong", (np.array([8]), np.array([3]))),
        Case(
            "ten digits, small integers",
            (np.arange(10, dtype="uint8"), np.arange(10, dtype="uint8")[::-1].copy()),
        ),
        Case(
            "twelve digits, one mistake", (np.arange(12) % 10, np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0]))
        ),
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
        Mistake("This is the number of right answers; the error is the share of wrong ones.",
                lambda p, y: (p == y).sum()),
        Mistake("This is in percent; give a share from 0 to 1.", lambda p, y: 100 * (p != y).mean()),
        Mistake(
            "This is the mean distance between the classes; taking a 7 for a 5 is one mistake, not two.",
            lambda p, y: np.abs(p.astype(int) - y).mean(),
        ),
        Mistake("This is the mean difference of the classes; count each mistake once, whatever the classes are.",
                lambda p, y: (p.astype(int) - y).mean()),
        Mistake("This is the mean squared difference of the classes; count each mistake once, whatever they are.",
                lambda p, y: ((p.astype(int) - y) ** 2).mean()),
        Mistake("This counts only mistakes whose class is too large; a mistake may go either way.",
                lambda p, y: (p > y).mean()),
        Mistake("This counts only mistakes whose class is too small; a mistake may go either way.",
                lambda p, y: (p < y).mean()),
        Mistake("This divides by the ten classes; divide by the number of digits.", lambda p, y: (p != y).sum() / 10),
        Mistake("This says whether there is any mistake; give the share of mistakes.", lambda p, y: (p != y).any()),
        Mistake("Both arrays seem to be sorted first; compare each answer with the label at its own place.",
                lambda p, y: (np.sort(p) != np.sort(y)).mean()),
        Mistake("This is rounded to one place; give the share as it is.", lambda p, y: round((p != y).mean(), 1)),
        Mistake("This is rounded to two places; give the share as it is.", lambda p, y: round((p != y).mean(), 2)),
        Mistake("This divides whole numbers with //, which drops the fraction; divide with /.",
                lambda p, y: (p != y).sum() // len(y)),
        Mistake("This is one answer for each digit; take the mean.", lambda p, y: p != y),
    ),
)  # fmt: skip
