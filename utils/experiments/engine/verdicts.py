"""From numbers over seeds to a verdict on a claim: effects, bootstrap intervals, four possible words.

A claim is a list of effects, each a number whose sign (or size against a bound) the claim predicts. The unit
of resampling is the seed: a seed's runs, of whatever start and depth, are drawn together, because they are
paired.
"""

import textwrap
import warnings
from typing import NamedTuple

import numpy as np
from scipy.stats import DegenerateDataWarning, bootstrap

from .experiment import Effect, ExperimentError

CONFIDENCE = 0.95
RESAMPLES = 2_000
ENOUGH_SEEDS = 10  # with fewer, a bootstrap interval is too narrow to decide anything
HOLDS, WEAKLY, NOT_HERE, CONTRADICTED = "holds", "holds weakly", "not at our scale", "contradicted"


class Estimate(NamedTuple):
    """An effect with its interval; it supports the claim (+1), opposes it (-1), or neither (0)."""

    effect: Effect
    value: float
    low: float
    high: float
    supports: int

    @property
    def towards(self):
        """Whether the number itself, without its interval, is on the claim's side."""
        return self.effect.sign * (self.value - self.effect.above) > 0

    def text(self):
        """The number with its interval, as people read it."""
        if not np.isfinite(self.value):
            return f"{self.effect.label}: cannot be measured here"
        ratio = self.effect.unit == "ratio"
        value, low, high = (np.exp(x) if ratio else x for x in (self.value, self.low, self.high))
        unit = "x" if ratio else self.effect.unit and f" {self.effect.unit}"
        paper = f"; paper: {self.effect.paper}" if self.effect.paper else ""
        return f"{self.effect.label}: {value:.3g}{unit} [{low:.3g}, {high:.3g}]{paper}"


LEGEND = (
    "An effect has a + where its whole interval is on the claim's side, a - where it is on the other, a = "
    f"where it decides nothing. Intervals: {CONFIDENCE:.0%}, bootstrap over seeds."
)


class Verdict(NamedTuple):
    """What our numbers say about a claim of the paper."""

    claim: str
    kind: str
    sentence: str
    paper: str
    source: str
    estimates: list
    word: str
    note: str = ""

    def text(self, width=110):
        """Some lines for the terminal."""
        kind = f" ({self.kind})" if self.kind else ""
        lines = [f"{self.claim}{kind}: {self.word.upper()}. {self.sentence}"]
        lines += [f"paper: {self.paper}", f"ours, {self.source}:"]
        lines += [f"  {'+-='[(1, -1, 0).index(one.supports)]} {one.text()}" for one in self.estimates]
        lines += [f"  also: {self.note}"] if self.note else []
        return "\n".join(textwrap.fill(line, width, subsequent_indent="    ") for line in lines) + "\n"


def estimate(effect):
    """An effect with its bootstrap interval over seeds (percentiles, 95 %).

    With fewer than 10 seeds it neither supports nor opposes, so that its claim can at best hold weakly.

    Raises
    ------
    ExperimentError
        When there are fewer than two seeds.
    """
    n_seeds = len(effect.samples[0])
    if n_seeds < 2:
        raise ExperimentError(
            f"An interval over seeds needs at least 2 of them and {effect.label!r} has {n_seeds}: run more."
        )
    value = float(effect.statistic(*effect.samples))
    if not np.isfinite(value):
        return Estimate(effect, np.nan, np.nan, np.nan, 0)

    def resampled(index):
        return effect.statistic(*(sample[index] for sample in effect.samples))

    with warnings.catch_warnings(action="ignore", category=DegenerateDataWarning):  # equal or no numbers
        found = bootstrap(
            (np.arange(n_seeds),), resampled, vectorized=False, n_resamples=RESAMPLES,
            method="percentile", rng=np.random.default_rng(2010),
        )  # fmt: skip
    tail = (1 - CONFIDENCE) / 2
    low, high = map(float, np.nanquantile(found.bootstrap_distribution, (tail, 1 - tail)))
    supports = int(min(effect.sign * low, effect.sign * high) > effect.sign * effect.above)
    opposes = int(max(effect.sign * low, effect.sign * high) < effect.sign * effect.above)
    decided = supports - opposes if n_seeds >= ENOUGH_SEEDS and effect.decides else 0
    return Estimate(effect, value, low, high, decided)


def word(estimates):
    """One of four words.

    - *holds*: every effect is on the claim's side, with its whole interval.
    - *holds weakly*: more than half of them are, or all numbers are on its side but not all intervals.
    - *contradicted*: more effects are wholly on the other side than on the claim's.
    - *not at our scale*: none of these.
    """
    n_support = sum(one.supports > 0 for one in estimates)
    n_oppose = sum(one.supports < 0 for one in estimates)
    if n_support == len(estimates):
        return HOLDS
    if n_support > len(estimates) / 2 or all(one.towards for one in estimates):
        return WEAKLY
    return CONTRADICTED if n_oppose > n_support else NOT_HERE
