"""Exercise 5.6: how many seeds an interval of a given half width takes."""

import numpy as np
import scipy.optimize
import scipy.stats

from ...teaching.exercise import Case, FunctionExercise, Mistake


def seeds_needed(d, half_width):
    n, sd = 2, d.std(ddof=1)
    while scipy.stats.t.ppf(0.975, n - 1) * sd / np.sqrt(n) > half_width:
        n += 1
    return n


def _needed(d, half_width, quantile=lambda n: scipy.stats.t.ppf(0.975, n - 1), ddof=1, power=0.5, least=2):
    n = np.arange(least, 20_000)
    with np.errstate(all="ignore"):
        enough = quantile(n) * d.std(ddof=ddof) / n**power <= half_width
    return int(n[enough.argmax()])


def _needed_oracle(d, half_width):
    """Where the half width, as a function of a real n, crosses: by a root finder."""
    sd = np.sqrt(((d - d.mean()) ** 2).sum() / (len(d) - 1))

    def excess(n):
        return scipy.stats.t.isf(0.025, n - 1) * sd / n**0.5 - half_width

    return 2 if excess(2) <= 0 else int(np.ceil(scipy.optimize.brentq(excess, 2, 1e6)))


def _needed_cases():
    rng = np.random.default_rng(7)
    return [
        Case("10 differences of sd about 1 and half width 0.1", (rng.normal(0, 1, 10), 0.1)),
        Case("20 differences of sd about 0.3 and half width 0.05", (rng.normal(0.2, 0.3, 20), 0.05)),
        Case("d = [0.5, 1, 1.5], whose sd is 0.5, and half width 0.5", (np.array([0.5, 1.0, 1.5]), 0.5)),
        Case("two differences, 0 and 0.1", (np.array([0.0, 0.1]), 0.2)),
        Case("large differences of both signs", (np.array([-40.0, 60.0, -55.0, 35.0]), 30.0)),
        Case("differences that hardly vary", (np.array([0.2, 0.2001, 0.2002]), 0.1)),
        Case("30 differences, the first of which hardly vary",
             (np.concatenate([rng.normal(0.3, 0.02, 8), rng.normal(0.3, 0.5, 22)]), 0.2)),
    ]  # fmt: skip


_FIXED = "1.96 is the quantile of the normal distribution; take Student's t with n - 1 degrees of freedom, for the n that you try."


def _needed_from_few(d, half_width):
    """The sd of the first n differences only."""
    n = 2
    while scipy.stats.t.ppf(0.975, n - 1) * d[:n].std(ddof=1) / np.sqrt(n) > half_width:
        n += 1
    return n


NEEDED = FunctionExercise(
    "how many seeds",
    seeds_needed,
    _needed_oracle,
    _needed_cases,
    mistakes=(
        Mistake(_FIXED, lambda d, w: _needed(d, w, lambda n: 1.96)),
        Mistake(_FIXED, lambda d, w: _needed(d, w, lambda n: 1.96, least=1)),
        Mistake(_FIXED, lambda d, w: (1.96 * d.std(ddof=1) / w) ** 2),
        Mistake(_FIXED, lambda d, w: int((1.96 * d.std(ddof=1) / w) ** 2)),
        Mistake("Student's t has n - 1 degrees of freedom for the n that you *try*, not for the len(d) seeds you have.",
                lambda d, w: _needed(d, w, lambda n: scipy.stats.t.ppf(0.975, len(d) - 1))),
        Mistake("Student's t has n - 1 degrees of freedom, not n.",
                lambda d, w: _needed(d, w, lambda n: scipy.stats.t.ppf(0.975, n))),
        Mistake("This n is one too small: its half width is still larger than allowed.", lambda d, w: _needed(d, w) - 1),
        Mistake("Take the quantile 0.975: 0.95 leaves 5 % on each side.",
                lambda d, w: _needed(d, w, lambda n: scipy.stats.t.ppf(0.95, n - 1))),
        Mistake("The quantile of t is missing: one standard error to each side is about 68 %.",
                lambda d, w: _needed(d, w, lambda n: 1.0)),
        Mistake("The standard error divides by the square root of n, not by n.", lambda d, w: _needed(d, w, power=1)),
        Mistake("The standard deviation divides by S - 1 (ddof=1).", lambda d, w: _needed(d, w, ddof=0)),
        Mistake("The *half* width shall be at most 0.1 (that much to each side), not the whole width.",
                lambda d, w: _needed(d, w / 2)),
        Mistake("The half width shall be at most half_width, not twice that.", lambda d, w: _needed(d, 2 * w)),
        Mistake("The sd comes from all the seeds you have, d.std(ddof=1), whatever n you try: not from d[:n].",
                _needed_from_few),
        Mistake("This n is enough, but not the smallest.", lambda d, w: _needed(d, w) + 1),
    ),
    nothing="No n that it tried was enough (n may exceed len(d), and one n that is not enough is no reason to stop),",
)  # fmt: skip
