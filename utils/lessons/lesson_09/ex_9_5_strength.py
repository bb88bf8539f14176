"""Exercise 9.5: the best strength of a penalty on one weight that is estimated from n examples."""

import numpy as np

from ...teaching.exercise import Case, FunctionExercise, Mistake


def best_strength(w, sigma, n):
    return sigma**2 / (n * w**2)


def expected_error(strength, w, sigma, n):
    """Mean squared distance of the penalised estimate from w: that of its mean, and its variance."""
    return ((strength * w) ** 2 + sigma**2 / n) / (1 + strength) ** 2


def _by_ternary_search(w, sigma, n):
    """The oracle: the smallest expected error, on a scale of strengths / (1 + strength), from 0 to 1."""
    low, high = 0.0, 1.0
    for _ in range(200):
        one, other = low + (high - low) / 3, high - (high - low) / 3
        # With u = strength / (1 + strength) the error is (u w)^2 + (1 - u)^2 sigma^2 / n: compare differences.
        fall = (other - one) * ((other + one) * w**2 - (2 - one - other) * sigma**2 / n)
        low, high = (low, other) if fall > 0 else (one, high)
    return low / (1 - low)


def _strength_cases():
    return [
        Case("w = 2, sigma = 1, n = 1", (2.0, 1.0, 1)),
        Case("w = 1, sigma = 3, n = 4", (1.0, 3.0, 4)),
        Case("w = -0.5, sigma = 2, n = 10", (-0.5, 2.0, 10)),
        Case("w = 0.1, sigma = 1, n = 1000", (0.1, 1.0, 1000)),
        Case("w = 3, sigma = 0.2, n = 7", (3.0, 0.2, 7)),
        Case("w = 0.5, sigma = 0 (no noise), n = 5", (0.5, 0.0, 5)),
        Case("w = -0.02, sigma = 3, n = 2", (-0.02, 3.0, 2)),
        Case("w = 1.5, sigma = 1.2, n = 300", (1.5, 1.2, 300)),
    ]


_WEIGHT = "The strength that pays depends on the weight: the larger w is, the more a pull towards 0 costs."
_MORE = (
    "More examples make the estimate surer: what the penalty saves must fall with n, in proportion to 1 / n."
)

STRENGTH = FunctionExercise(
    "the strength that pays",
    best_strength,
    _by_ternary_search,
    _strength_cases,
    form=lambda found, *args: float(found),
    mistakes=(
        Mistake(_WEIGHT, lambda w, s, n: s**2 / n),
        Mistake(_WEIGHT, lambda w, s, n: s**2 * w**2 / n),
        Mistake("The bias is squared, so the square of w counts, and its sign does not.", lambda w, s, n: s**2 / (n * w)),
        Mistake("The bias is squared, so the square of w counts.", lambda w, s, n: s**2 / (n * abs(w))),
        Mistake("These are standard deviations; variances add up, and the bias is squared with them.", lambda w, s, n: s / (n * abs(w))),
        Mistake("These are standard deviations; variances add up, and the bias is squared with them.", lambda w, s, n: s / (n * w)),
        Mistake("These are standard deviations; variances add up, and the bias is squared with them.",
                lambda w, s, n: s / (np.sqrt(n) * abs(w))),
        Mistake("These are standard deviations; variances add up, and the bias is squared with them.",
                lambda w, s, n: s / (np.sqrt(n) * w)),
        Mistake("The noise of y has the variance sigma squared.", lambda w, s, n: s / (n * w**2)),
        Mistake("The mean of n numbers has the variance sigma ** 2 / n.", lambda w, s, n: s**2 / (np.sqrt(n) * w**2)),
        Mistake(_MORE, lambda w, s, n: s**2 / w**2),
        Mistake(_MORE, lambda w, s, n: n * s**2 / w**2),
        Mistake("This is 1 / strength: set the slope to 0 and solve once more.", lambda w, s, n: n * w**2 / s**2 if s else np.inf),
        Mistake("With no penalty the error on the examples is smallest; asked is the expected distance from w.", lambda w, s, n: 0.0),
        Mistake("There is a factor of 2 too much: both parts of the error are squares, and the 2 falls out.",
                lambda w, s, n: 2 * s**2 / (n * w**2)),
        Mistake("There is a factor of 2 too little: both parts of the error are squares, and the 2 falls out.",
                lambda w, s, n: s**2 / (2 * n * w**2)),
        Mistake("Is this the share that is taken away, strength / (1 + strength)? Asked is the strength itself. Otherwise look at the "
                "bias: the estimate's mean is w / (1 + strength).",
                lambda w, s, n: s**2 / (n * w**2 + s**2)),
        Mistake("This is the smallest error itself; asked is the strength at which it is.",
                lambda w, s, n: expected_error(best_strength(w, s, n), w, s, n)),
    ),
    errors=(("ZeroDivisionError", "sigma may be 0, w and n may not: what do you divide by?"),),
)  # fmt: skip
