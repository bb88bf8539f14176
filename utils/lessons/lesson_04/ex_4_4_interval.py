"""Exercise 4.4: the confidence interval of a paired difference."""

import numpy as np
import scipy.stats

from ...teaching.exercise import Case, FunctionExercise, Mistake


def paired_interval(a, b):
    d = np.asarray(a) - np.asarray(b)
    half = scipy.stats.t.ppf(0.975, len(d) - 1) * d.std(ddof=1) / np.sqrt(len(d))
    return d.mean() - half, d.mean() + half


def _interval_oracle(a, b):
    interval = scipy.stats.ttest_rel(a, b).confidence_interval(0.95)
    return float(interval.low), float(interval.high)


def _interval_cases():
    rng = np.random.default_rng(8)
    common = rng.normal(7, 1, size=6)
    return [
        Case("a = [8, 9, 10] and b = [7, 9, 8]", (np.array([8.0, 9, 10]), np.array([7.0, 9, 8]))),
        Case("6 seeds that differ much, and a steady gap", (common + rng.normal(0, 0.1, 6), common - 1)),
        Case("differences of both signs", (np.array([8.0, 7, 9, 8]), np.array([9.0, 6.5, 8, 8.6]))),
        Case("10 unrelated seeds", (rng.normal(8, 1, 10), rng.normal(7, 0.3, 10))),
    ]


def _interval(quantile=0.975, ddof=1, dof=1, power=0.5, factor=None, sign=1.0):
    def run(a, b):
        d = sign * (a - b)
        t = scipy.stats.t.ppf(quantile, len(d) - dof) if factor is None else factor
        half = t * d.std(ddof=ddof) / len(d) ** power
        return d.mean() - half, d.mean() + half

    return run


def _unpaired(a, b, equal=False):
    interval = scipy.stats.ttest_ind(a, b, equal_var=equal).confidence_interval(0.95)
    return float(interval.low), float(interval.high)


def _unpaired_simple(a, b):
    error = np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
    half = scipy.stats.t.ppf(0.975, len(a) - 1) * error
    return (a - b).mean() - half, (a - b).mean() + half


_NOT_PAIRED = "You treat the two groups as unrelated: take the difference of each seed first, and the spread of these differences."

INTERVAL = FunctionExercise(
    "the interval of a paired difference",
    paired_interval,
    _interval_oracle,
    _interval_cases,
    mistakes=(
        Mistake("The square root of the number of seeds is missing: this is the spread of single seeds, not that "
                "of their mean.", _interval(power=0)),
        Mistake("The standard deviation divides by S; a sample's divides by S - 1 (ddof=1).", _interval(ddof=0)),
        Mistake("1.96 is the normal distribution's; with few seeds the spread itself is uncertain: use Student's t "
                "with S - 1 degrees of freedom.", _interval(factor=1.96)),
        Mistake("1.96 is the normal distribution's; with few seeds the spread itself is uncertain: use Student's t "
                "with S - 1 degrees of freedom.", _interval(factor=scipy.stats.norm.ppf(0.975))),
        Mistake("2 is a rule of thumb for many seeds; use Student's t with S - 1 degrees of freedom.",
                _interval(factor=2.0)),
        Mistake("The quantile 0.95 leaves 5 % on each side; for 95 % in the middle take 0.975.", _interval(quantile=0.95)),
        Mistake("This is one standard error to each side, about 68 %: the quantile of t is missing.", _interval(factor=1.0)),
        Mistake("There are S - 1 degrees of freedom, not S: one is used up by the mean.", _interval(dof=0)),
        Mistake("There are S - 1 degrees of freedom, not S - 2 or 2 S - 2.", _interval(dof=2)),
        Mistake("The sign is turned: a - b.", _interval(sign=-1.0)),
        Mistake("Keep the sign of each difference: a - b, not its absolute value.",
                lambda a, b: _interval()(np.abs(a - b), 0 * a)),
        Mistake("The standard error divides by the square root of S, not by S.",
                _interval(power=1)),
        Mistake(_NOT_PAIRED, _unpaired),
        Mistake(_NOT_PAIRED, lambda a, b: _unpaired(a, b, True)),
        Mistake(_NOT_PAIRED, _unpaired_simple),
        Mistake("Give low first, then high.", lambda a, b: _interval_oracle(a, b)[::-1]),
        Mistake("Return both ends, low and high, not the mean and the half width.",
                lambda a, b: ((a - b).mean(), np.diff(_interval_oracle(a, b)).item() / 2)),
    ),
)  # fmt: skip
