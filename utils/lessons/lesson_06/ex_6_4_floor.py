"""Exercise 6.4: the spread over seeds of a test error, and the part of it that the test set alone makes."""

import numpy as np

from ...teaching.exercise import Case, FunctionExercise, Mistake


def spread_and_floor(wrong):
    n_digits = wrong.shape[1]
    spread = wrong.mean(axis=1).std(ddof=1)
    floor = np.sqrt(wrong.var(axis=0, ddof=1).sum()) / n_digits
    return 100 * spread, 100 * floor


def _oracle(wrong):
    """From pairs of seeds: half the mean square of their difference, of all digits together and of each alone."""
    bits = np.asarray(wrong, float)
    gaps = [a - b for i, a in enumerate(bits) for b in bits[:i]]  # (N,) each
    squares = np.mean([gap.sum() ** 2 for gap in gaps]), np.mean([(gap**2).sum() for gap in gaps])
    return tuple(100 * np.sqrt(square / 2) / bits.shape[1] for square in squares)


def made(n_seeds, n_digits, seed):
    """Bits of seeds that differ in quality, on digits that differ in difficulty."""
    rng = np.random.default_rng(seed)
    chance = np.clip(rng.beta(0.3, 1.5, n_digits) + rng.normal(0, 0.05, (n_seeds, 1)), 0, 1)
    return rng.random((n_seeds, n_digits)) < chance


def _cases():
    return [
        Case("2 seeds and 3 digits", (np.array([[0, 1, 1], [0, 0, 1]], bool),)),
        Case("4 seeds and 12 digits", (made(4, 12, 1),)),
        Case("6 seeds and 6 digits", (made(6, 6, 2),)),
        Case("5 seeds and one digit", (np.array([[1], [0], [0], [1], [0]], bool),)),
        Case("seeds that all make the same mistakes", (np.tile(made(1, 20, 4), (3, 1)),)),
        Case("seeds that are never wrong", (np.zeros((3, 8), bool),)),
        Case("2 seeds, one always wrong, one always right", (np.repeat([[True], [False]], 10, axis=1),)),
        Case("30 seeds and 300 digits", (made(30, 300, 5),)),
        Case("3 seeds and 20,000 digits", (made(3, 20_000, 6),)),
    ]


def _c(wrong):
    return wrong.mean(axis=0)


def _total(wrong, ddof=1):
    return wrong.mean(axis=1).std(ddof=ddof)


def _floor(wrong, ddof=1):
    return np.sqrt(wrong.var(axis=0, ddof=ddof).sum()) / wrong.shape[1]


def _pair(total=_total, floor=_floor, scale=100.0):
    return lambda wrong: (scale * total(wrong), scale * floor(wrong))


def _binomial(n=lambda wrong: wrong.shape[1]):
    return lambda wrong: np.sqrt(wrong.mean() * (1 - wrong.mean()) / n(wrong))


_DIFFICULTY = (
    "The floor here takes every digit for equally difficult: sqrt(p (1 - p) / N) with one p. A digit that all seeds get "
    "wrong, or all get right, adds no spread. Take a chance for each digit."
)
_DDOF_FLOOR = (
    "The floor divides by S: then the chances fit the seeds that they were counted from, and the variances come out too "
    "small on average, with two seeds by half. What does a spread over seeds divide by?"
)
_WRONG_WAY = "The correction for few seeds goes the wrong way: (S - 1) / S in the place of S / (S - 1)."
_SDS = "Standard deviations do not add up, variances do: add these, then take the root."
FLOOR = FunctionExercise(
    "spread and floor",
    spread_and_floor,
    _oracle,
    _cases,
    mistakes=(
        Mistake(_DIFFICULTY, _pair(floor=_binomial())),
        Mistake(_DIFFICULTY, _pair(floor=_binomial(lambda wrong: wrong.size))),
        Mistake("Both divide by S; a standard deviation over seeds that shall stand for others divides by S - 1 (ddof=1).",
                _pair(lambda w: _total(w, 0), lambda w: _floor(w, 0))),
        Mistake(_DDOF_FLOOR, _pair(floor=lambda w: _floor(w, 0))),
        Mistake("The spread divides by S; take ddof=1.", _pair(lambda w: _total(w, 0))),
        Mistake("The two are in the wrong order: the spread first, then the floor.",
                lambda wrong: spread_and_floor(wrong)[::-1]),
        Mistake("These are shares; percentage points are asked for.", _pair(scale=1.0)),
        Mistake("These are variances; take the roots.",
                lambda w: (1e4 * _total(w) ** 2, 1e4 * _floor(w) ** 2)),
        Mistake("These are variances; take the roots.",
                lambda w: (100 * _total(w) ** 2, 100 * _floor(w) ** 2)),
        Mistake("The variances of the digits are added here, but the error is their *mean*: that divides the variance by N "
                "twice, and the root by N.", _pair(floor=lambda w: np.sqrt(w.var(axis=0, ddof=1).sum()))),
        Mistake("The mean of the digits' variances has only one division by N; the variance of a mean has two.",
                _pair(floor=lambda w: np.sqrt(w.var(axis=0, ddof=1).mean()))),
        Mistake(_SDS, _pair(floor=lambda w: w.std(axis=0, ddof=1).mean())),
        Mistake(_SDS, _pair(floor=lambda w: w.std(axis=0, ddof=1).mean() / np.sqrt(w.shape[1]))),
        Mistake(_SDS, _pair(floor=lambda w: w.std(axis=0, ddof=1).sum() / np.sqrt(w.shape[1]))),
        Mistake(_WRONG_WAY, _pair(floor=lambda w: _floor(w, 0) * np.sqrt((len(w) - 1) / len(w)))),
        Mistake("All axes are swapped: seeds are the rows, digits the columns.", lambda w: spread_and_floor(w.T)),
        Mistake("The spread here goes over the digits; it is that of the S errors, one for each seed.",
                _pair(lambda w: w.mean(axis=0).std(ddof=1))),
        Mistake("The floor's variances go over the digits (axis=1); take for each digit the variance over seeds, axis=0.",
                _pair(floor=lambda w: np.sqrt(w.var(axis=1, ddof=1).sum()) / w.shape[1])),
        Mistake("This is the standard error of the mean over seeds; the spread of single seeds is asked for.",
                lambda w: tuple(np.array(spread_and_floor(w)) / np.sqrt(len(w)))),
        Mistake("The second is the excess; the floor itself is asked for.",
                _pair(floor=lambda w: np.sqrt(max(_total(w) ** 2 - _floor(w) ** 2, 0)))),
        Mistake("The second number is the spread again.", _pair(floor=_total)),
    ),
    errors=(
        ("numpy boolean subtract", "True - True does not exist for booleans: use ~wrong, or wrong.astype(float)."),
        ("boolean negative", "minus does not exist for booleans: use ~wrong, or wrong.astype(float)."),
    ),
    form=lambda pair, *_: tuple(float(part) for part in pair),
)  # fmt: skip
