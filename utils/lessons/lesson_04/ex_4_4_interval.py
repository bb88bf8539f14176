"""Exercise 4.4: the confidence interval of a paired difference."""

import itertools

import numpy as np
import scipy.stats

from ...teaching.exercise import Case, FunctionExercise, Mistake


def paired_interval(a, b):
    d = np.asarray(a) - np.asarray(b)
    half = scipy.stats.t.ppf(0.975, len(d) - 1) * d.std(ddof=1) / np.sqrt(len(d))
    return d.mean() - half, d.mean() + half


def _oracle(a, b):
    interval = scipy.stats.ttest_rel(a, b).confidence_interval(0.95)
    return float(interval.low), float(interval.high)


def _cases():
    rng = np.random.default_rng(8)
    common = rng.normal(7, 1, size=6)
    return [
        Case("a = [8, 9, 10] and b = [7, 10, 12]", (np.array([8.0, 9, 10]), np.array([7.0, 10, 12]))),
        Case("two seeds, a = [8, 9] and b = [7, 9.5]", (np.array([8.0, 9]), np.array([7, 9.5]))),
        Case("6 seeds that differ much, and a steady gap", (common + rng.normal(0, 0.1, 6), common - 1)),
        Case("differences of both signs", (np.array([8.0, 7, 9, 8]), np.array([9.0, 6.5, 8, 8.6]))),
        Case("b larger than a, and numbers below 1", (np.array([0.04, 0.05, 0.07]), np.array([0.09, 0.08, 0.09]))),
        Case("10 unrelated seeds", (rng.normal(8, 1, 10), rng.normal(7, 0.3, 10))),
    ]  # fmt: skip


def _t(quantile=0.975, dof=lambda n: n - 1):
    return lambda n: scipy.stats.t.ppf(quantile, dof(n))


_NORMAL = "1.96 is the normal distribution's; with few seeds the spread itself is uncertain: use Student's t."
# What may go wrong in each part of the interval: a sentence (none for what is right), and the part.
_REACHES = (
    ("", _t()),
    (_NORMAL, lambda n: 1.96),
    (_NORMAL, lambda n: scipy.stats.norm.ppf(0.975)),
    ("2 is a rule of thumb for many seeds; use Student's t.", lambda n: 2.0),
    ("The quantile 0.95 leaves 5 % on each side, which is 90 % in the middle.", _t(0.95)),
    ("The quantile 0.95 leaves 5 % on each side, and the normal distribution's is for many seeds.", lambda n: 1.6449),
    ("This is one standard error to each side, about 68 %: the quantile of t is missing.", lambda n: 1.0),
    ("There are S - 1 degrees of freedom, not S: one is used up by the mean.", _t(dof=lambda n: n)),
    ("There are S - 1 degrees of freedom, not S - 2 or 2 S - 2.", _t(dof=lambda n: n - 2)),
    ("There are S - 1 degrees of freedom, not S - 2 or 2 S - 2.", _t(dof=lambda n: 2 * n - 2)),
)  # fmt: skip
_SPREADS = (
    ("", lambda d: d.std(ddof=1)),
    ("The standard deviation divides by S; a sample's divides by S - 1.", lambda d: d.std()),
    ("This takes the variance where the standard deviation belongs.", lambda d: d.var(ddof=1)),
)
_SIZES = (
    ("", np.sqrt),
    (
        "The number of seeds is missing: this is the spread of single seeds, not that of their mean.",
        lambda n: 1,
    ),
    ("The standard error divides by the square root of S, not by S.", lambda n: n),
    ("The square root is of S, the number of seeds, not of S - 1.", lambda n: np.sqrt(n - 1)),
)
_DIFFERENCES = (
    ("", lambda a, b: a - b),
    ("The sign is turned: a - b.", lambda a, b: b - a),
    ("Keep the sign of each difference: a - b, not its absolute value.", lambda a, b: np.abs(a - b)),
)
_ENDS = (
    ("", lambda mean, half: (mean - half, mean + half)),
    ("Give low first, then high.", lambda mean, half: (mean + half, mean - half)),
    ("Return both ends, low and high, not the mean and the half width.", lambda mean, half: (mean, half)),
    ("Return both ends, low and high, not the half width alone.", lambda mean, half: half),
    ("The interval lies about the mean difference, not about zero.", lambda mean, half: (-half, half)),
)  # fmt: skip


def _interval(reach, spread, size, difference, ends):
    def run(a, b):
        d = difference(a, b)
        return ends(d.mean(), reach(len(d)) * spread(d) / size(len(d)))

    return run


def _part_mistakes(most=2):
    """All combinations of up to ``most`` wrong parts, the single ones first."""
    found = []
    for parts in itertools.product(_REACHES, _SPREADS, _SIZES, _DIFFERENCES, _ENDS):
        sentences = [says for says, _ in parts if says]
        if 1 <= len(sentences) <= most:
            found.append(
                (len(sentences), Mistake(" ".join(sentences), _interval(*(part for _, part in parts))))
            )
    return [mistake for _, mistake in sorted(found, key=lambda pair: pair[0])]  # fmt: skip


def _unpaired(reach, ddof=1):
    def run(a, b):
        half = reach(len(a)) * np.sqrt((a.var(ddof=ddof) + b.var(ddof=ddof)) / len(a))
        return (a - b).mean() - half, (a - b).mean() + half

    return run


def _welch(a, b):
    return tuple(scipy.stats.ttest_ind(a, b, equal_var=False).confidence_interval(0.95))


_NOT_PAIRED = "You treat the two groups as unrelated: take the difference of each seed first, and the spread of these differences."
_SINGLE = "These are ends of the single differences; asked for is an interval of their mean."

INTERVAL = FunctionExercise(
    "the interval of a paired difference",
    paired_interval,
    _oracle,
    _cases,
    mistakes=(
        *(Mistake(f"{_NOT_PAIRED} {says}".strip(), _unpaired(reach, ddof)) for ddof in (1, 0) for says, reach in _REACHES),
        Mistake(_NOT_PAIRED, _welch),
        *_part_mistakes(),
        Mistake(_SINGLE, lambda a, b: np.quantile(a - b, [0.025, 0.975])),
        Mistake(_SINGLE, lambda a, b: ((a - b).min(), (a - b).max())),
    ),
)  # fmt: skip
