"""Exercise 1.2: the negative log-likelihood of a batch, from its scores."""

import numpy as np

from ...numpy_models import mlp
from ...teaching.exercise import Case, FunctionExercise, Mistake


def _nll_oracle(a, labels):
    """Example by example: log of the sum of exp(a_j - a_label)."""
    return np.mean([np.logaddexp.reduce(row - row[label]) for row, label in zip(a, labels, strict=True)])


def _nll_cases():
    a = np.random.default_rng(1).normal(size=(4, 3))
    return [
        Case("equal scores for 10 classes (the answer is log 10)", (np.zeros((2, 10)), np.array([3, 7]))),
        Case("4 random rows of scores", (a, np.array([2, 0, 1, 1]))),
        Case("scores near 1000", (np.array([[1000.0, 1001]]), np.array([0]))),
        Case("a very wrong, very sure example", (np.array([[0.0, 1000.0]]), np.array([0]))),
    ]


def _picked(a, labels):
    return mlp.softmax(a)[np.arange(len(a)), labels]


NLL = FunctionExercise(
    "negative log-likelihood",
    mlp.negative_log_likelihood,
    _nll_oracle,
    _nll_cases,
    mistakes=(
        Mistake("The sign is wrong: this is the log-likelihood, and the loss is minus that.",
                lambda a, y: -_nll_oracle(a, y)),
        Mistake("This is the sum over the examples; the loss is their mean.",
                lambda a, y: _nll_oracle(a, y) * len(a)),
        Mistake("This is a vector with one loss an example; return their mean, one number.",
                lambda a, y: np.array([_nll_oracle(a[i : i + 1], y[i : i + 1]) for i in range(len(a))])),
        Mistake(
            "The probability of the label underflowed to 0 and its log is infinite: stay with logarithms, "
            "log P = a_label - log(sum of exp(a)), with the largest score taken out of the sum.",
            lambda a, y: -np.log(_picked(a, y)).mean(),
        ),
        Mistake(
            "The exponential overflows: take the largest score out of the sum, "
            "log(sum exp(a)) = m + log(sum exp(a - m)).",
            lambda a, y: (np.log(np.exp(a).sum(axis=1)) - a[np.arange(len(a)), y]).mean(),
        ),
        Mistake("This is the loss of the most probable class; it must be that of the true label.",
                lambda a, y: _nll_oracle(a, a.argmax(axis=1))),
        Mistake("This is in bits (log2); use the natural logarithm.", lambda a, y: _nll_oracle(a, y) / np.log(2)),
        Mistake("The largest score was taken out of the sum but not added back: log(sum exp(a)) = m + log(sum exp(a - m)).",
                lambda a, y: _nll_oracle(a, y) - a.max(axis=1).mean()),
        Mistake("a[:, labels] takes the columns of all labels from every row; pick one entry a row, a[np.arange(N), labels].",
                lambda a, y: (np.logaddexp.reduce(a, axis=1)[:, None] - a[:, y]).mean()),
        Mistake("A small constant inside the logarithm hides the underflow and caps the loss: stay with logarithms, "
                "log P = a_label - log(sum of exp(a)).",
                lambda a, y: -np.log(_picked(a, y) + 1e-12).mean()),
        Mistake("The label's score is missing: you return log(sum exp(a)) alone.",
                lambda a, y: np.logaddexp.reduce(a, axis=1).mean()),
        Mistake("This averages over all classes: pick the label's entry of each row, a[np.arange(N), labels].",
                lambda a, y: np.mean(np.logaddexp.reduce(a, axis=1)[:, None] - a)),
    ),
)  # fmt: skip
