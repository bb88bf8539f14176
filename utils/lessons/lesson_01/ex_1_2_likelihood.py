"""Exercise 1.2: the negative log-likelihood of a batch, from its scores."""

import numpy as np

from ...numpy_models import mlp
from ...teaching.exercise import Case, FunctionExercise, Mistake
from ...teaching.usable import DIFFERENCED, judge_digits
from .ex_1_1_softmax import row, wide_rows


def _nll_oracle(a, labels):
    """Example by example: log of the sum of exp(a_j - a_label)."""
    return np.mean([np.logaddexp.reduce(row - row[label]) for row, label in zip(a, labels, strict=True)])


def _nll_cases():
    rng = np.random.default_rng(1)
    a = rng.normal(size=(4, 3))
    both_signs = np.array([[1000.0, 1001], [-1000, -1001]])
    return [
        Case("equal scores for 10 classes (the answer is log 10)", (np.zeros((2, 10)), np.array([3, 7]))),
        Case("4 random rows of scores", (a, np.array([2, 0, 1, 1]))),
        Case("as many examples as classes", (rng.normal(size=(3, 3)), np.array([0, 2, 1]))),
        Case("one example", (rng.normal(size=(1, 3)), np.array([2]))),
        Case("one class (the answer is 0)", (rng.normal(size=(3, 1)), np.array([0, 0, 0]))),
        Case("5 examples of one and the same class", (rng.normal(size=(5, 4)), np.zeros(5, int))),
        Case("4 rows in float32", (a.astype(np.float32), np.array([2, 0, 1, 1]))),
        Case("scores near 1000", (np.array([[1000.0, 1001]]), np.array([0]))),
        Case("scores near -1000", (np.array([[-1000.0, -1001]]), np.array([0]))),
        *(Case(f"the row {row[0].tolist()} and the label {label}", (row, np.array([label])))
          for row, label in zip(wide_rows().values(), (2, 0, 1, 1, 4, 2, 11), strict=True)),
        Case("a wrong, sure example", (np.array([[0.0, 720.0]]), np.array([0]))),
        Case("a very wrong, very sure example", (np.array([[0.0, 1000.0]]), np.array([0]))),
        Case("one row near 1000 and one near -1000", (both_signs, np.array([0, 1]))),
    ]  # fmt: skip


def _picked(a, labels):
    return mlp.softmax(a)[np.arange(len(a)), labels]


def _taken_out(by, back=True):
    """The loss with another score taken out of the sum than each row's largest."""

    def run(a, labels):
        m = by(a)
        log_sum = back * m + np.log(np.exp(a - m).sum(axis=1, keepdims=True))
        return (log_sum[:, 0] - a[np.arange(len(a)), labels]).mean()

    return run


_OVERFLOWS = "and the exponential still overflows: the largest score of each row is the one to take out."
_STAY = "stay with logarithms, log P = a_label - log(sum of exp(a))"
_EPSILONS = (1e-3, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16, 1e-20, 1e-100, 1e-300)

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
        Mistake("The sum is divided by the number of classes; the mean is over the examples.",
                lambda a, y: _nll_oracle(a, y) * len(a) / a.shape[1]),
        Mistake("This is a vector with one loss an example; return their mean, one number.",
                lambda a, y: np.array([_nll_oracle(a[i : i + 1], y[i : i + 1]) for i in range(len(a))])),
        Mistake(f"The probability of the label underflowed to 0 and its log is infinite: {_STAY}, with the largest score "
                "taken out of the sum.", lambda a, y: -np.log(_picked(a, y)).mean()),
        Mistake("The exponential overflows: take the largest score out of the sum, "
                "log(sum exp(a)) = m + log(sum exp(a - m)).", _taken_out(lambda a: 0)),
        Mistake("The exponential overflows: take the largest score out of the sum, "
                "log(sum exp(a)) = m + log(sum exp(a - m)).",
                lambda a, y: -np.log(np.exp(a)[np.arange(len(a)), y] / np.exp(a).sum(axis=1)).mean()),
        Mistake("This is the loss of the most probable class; it must be that of the true label.",
                lambda a, y: _nll_oracle(a, a.argmax(axis=1))),
        Mistake("This is in bits (log2); use the natural logarithm.", lambda a, y: _nll_oracle(a, y) / np.log(2)),
        Mistake("This is the logarithm to the base 10; use the natural one, np.log.", lambda a, y: _nll_oracle(a, y) / np.log(10)),
        Mistake("The largest score was taken out of the sum but not added back: log(sum exp(a)) = m + log(sum exp(a - m)).",
                _taken_out(row(np.max), back=False)),
        Mistake("a[:, labels] takes the columns of all labels from every row; pick one entry a row, a[np.arange(N), labels].",
                lambda a, y: (np.logaddexp.reduce(a, axis=1)[:, None] - a[:, y]).mean()),
        *(Mistake(f"A small constant keeps the probability away from 0, which hides the underflow and caps the loss: {_STAY}.",
                  lambda a, y, eps=eps, away=away: -np.log(away(_picked(a, y), eps)).mean())
          for eps in _EPSILONS for away in (np.add, np.maximum)),
        Mistake("The label's score is missing: you return log(sum exp(a)) alone.",
                lambda a, y: np.logaddexp.reduce(a, axis=1).mean()),
        Mistake("The log of the sum is missing: this is minus the label's score alone.",
                lambda a, y: -a[np.arange(len(a)), y].mean()),
        Mistake("The logarithm is missing: this is minus the mean probability of the label.", lambda a, y: -_picked(a, y).mean()),
        Mistake("The logarithm of the mean is not the mean of the logarithms: take the logarithm of each example first.",
                lambda a, y: -np.log(_picked(a, y).mean())),
        Mistake("This averages over all classes: pick the label's entry of each row, a[np.arange(N), labels].",
                lambda a, y: np.mean(np.logaddexp.reduce(a, axis=1)[:, None] - a)),
        Mistake("The sum runs down the columns, over the examples; it is over the classes, axis=1.",
                lambda a, y: (np.logaddexp.reduce(a, axis=0)[y] - a[np.arange(len(a)), y]).mean()),
        Mistake(f"You take the row's smallest score out of the sum, {_OVERFLOWS}", _taken_out(row(np.min))),
        Mistake(f"You take the mean of the scores out of the sum, {_OVERFLOWS}", _taken_out(row(np.mean))),
        Mistake(f"You take the row's first score out of the sum, {_OVERFLOWS}", _taken_out(lambda a: a[:, :1])),
        Mistake(f"You take the row's last score out of the sum, {_OVERFLOWS}", _taken_out(lambda a: a[:, -1:])),
        Mistake(f"You take the row's median out of the sum, {_OVERFLOWS}", _taken_out(row(np.median))),
        Mistake(f"You take the row's second largest score out of the sum, {_OVERFLOWS}",
                _taken_out(lambda a: np.sort(a, axis=1)[:, -2:-1] if a.shape[1] > 1 else a)),
        Mistake("You take the label's score out of the sum, and the exponential overflows where another one is far above it: "
                "the largest score of each row is the one to take out.",
                lambda a, y: np.log(np.exp(a - a[np.arange(len(a)), y][:, None]).sum(axis=1)).mean()),
        Mistake("You take the largest score of the whole batch out of the sum: in a row far below it all exponentials are 0. "
                "Take out each row's own.", _taken_out(np.max)),
        Mistake("You take the largest absolute value out of the sum: far below it all exponentials are 0. "
                "Take out the row's largest score.", _taken_out(lambda a: np.abs(a).max(axis=1, keepdims=True))),
    ),
    form=lambda loss, *_: np.asarray(loss)[()],
    also=lambda answer: judge_digits(
        answer, mlp.negative_log_likelihood,
        (np.random.default_rng(13).normal(100, 1, size=(6, 5)), np.array([4, 0, 1, 3, 2, 2])), "6 rows of 5 scores",
        DIFFERENCED),
)  # fmt: skip
