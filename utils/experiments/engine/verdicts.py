"""From numbers over seeds to a word on a claim: the rules, and how they are told.

A claim has one or more parts, each an effect: a number, and where the claim says that it lies. The rules:

1. *Standard error.* Of a mean over seeds, s / sqrt(S); of any other statistic, by bootstrap over seeds, times
   sqrt(S / (S - 1)). A seed's runs, of whatever start and depth, are drawn together: they are paired. Where
   the result keeps which test digits each network gets right, the standard error over test digits is added
   in quadrature: the claim is about digits in general. Elsewhere the verdict is about these test digits.
2. *Interval.* The number, plus and minus Student's t times the standard error. With k parts t is that of the
   level 1 - 5 % / k (Bonferroni): so all intervals of a claim hold at the same time with at least 95 %, and
   whatever is the truth, a word says something false in at most 5 % of the tables. One seed alone has no
   interval.
3. *Sign.* A part is supported (+) where its whole interval lies where the claim says, opposed (-) where it
   lies wholly elsewhere, open (=) otherwise, and always with fewer seeds than its question asks for: 10, or 3
   where a network takes hours and every part is a mean, for which Student's t is enough.
4. *What cannot be tested* does not count (x): it is told, it is none of the k parts, and neither helps nor
   hurts the others. But a claim that has such a part can at best hold in part.
5. *Word.*

   - **holds**: all parts are supported.
   - **holds in part**: some are supported, none is opposed; the word names them.
   - **mixed**: some are supported and some opposed; the word names both.
   - **contradicted**: some are opposed, none is supported; the word names them unless it is all.
   - **undecided**: all are open.
   - **not at our scale**: no part can be tested.

6. *Several results.* What each arm was given is told with every word. The one decides in which all curves
   have levelled off; among several such, or none, the one with more updates, then the one with more seeds.
   The others are told in the same way, below it.

How often the rules err is simulated in ``tests/experiments/test_rules.py``.
"""

import inspect
import textwrap
from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit  # Student's quantile; scipy.stats takes a second to load

from .arms import all_levelled, arm_text, conditions
from .experiment import ENOUGH_SEEDS, Effect, mean

ERRORS = 0.05  # share of tables in which the word on a claim may say something false
RESAMPLES = 1_000
HOLDS, IN_PART, MIXED, CONTRADICTED = "holds", "holds in part", "mixed", "contradicted"
UNDECIDED, NOT_HERE = "undecided", "not at our scale"

LEGEND = (
    "A claim has parts. A part has a + where its whole interval lies where the claim says, a - where it "
    "lies wholly elsewhere, a = where it decides nothing, an x where it cannot be tested here. A claim holds "
    "where all its parts have a +. Its intervals hold all together with 95 %: Student's t, corrected for the "
    "number of parts, times the standard error over seeds and, where it is kept which test digits are right, "
    "over test digits."
)


class Estimate(NamedTuple):
    """An effect with its interval; it supports the claim (+1), opposes it (-1), or neither (0)."""

    effect: Effect
    value: float
    low: float
    high: float
    supports: int
    over_seeds: float  # standard errors
    over_digits: float

    @property
    def tested(self):
        """Whether it is one of the parts that decide."""
        return self.effect.counts and bool(np.isfinite(self.value))

    @property
    def mark(self):
        """+ - = or x."""
        return "=+-"[self.supports] if self.tested else "x"

    def text(self, unit):
        """The number with its interval and standard errors, as people read it."""
        if not np.isfinite(self.value):
            return f"{self.effect.part}: cannot be measured here"
        value, low, high = (np.exp(x) if unit == "ratio" else x for x in (self.value, self.low, self.high))
        sign = "x" if unit == "ratio" else unit and f" {unit}"
        paper = f"; paper: {self.effect.paper}" if self.effect.paper else ""
        if not np.isfinite(self.over_seeds):
            told = f"{self.effect.part}: {value:.3g}{sign}, no interval"
            return f"{told}, standard error unknown from one seed{paper}"
        errors = [f"{self.over_seeds:.2g} over seeds"]
        errors += [f"{self.over_digits:.2g} over test digits"] if self.over_digits > 1e-9 else []
        if unit == "ratio":
            errors[0] += " (of the logarithm)"
        return (
            f"{self.effect.part}: {value:.3g}{sign} [{low:.3g}, {high:.3g}], standard error "
            f"{' and '.join(errors)}{paper}"
        )


def estimates(effects, over_digits=None, enough=ENOUGH_SEEDS):
    """The effects of one claim with intervals that hold together.

    Parameters
    ----------
    effects : list of Effect
    over_digits : list of float, optional
        The standard error of each over test digits.
    enough : int
        With fewer seeds no part is decided.
    """
    n_parts = sum(effect.counts and np.isfinite(effect.value) for effect in effects)
    over_digits = over_digits or [0.0] * len(effects)
    return [estimate(*one, max(n_parts, 1), enough) for one in zip(effects, over_digits, strict=True)]


def estimate(effect, over_digits=0.0, n_parts=1, enough=ENOUGH_SEEDS):
    """One effect with its interval, corrected for the number of parts; of one seed it has no ends."""
    n_seeds, value = len(effect.samples[0]), effect.value
    if n_seeds == 1 and np.isfinite(value):
        return Estimate(effect, value, -np.inf, np.inf, 0, np.inf, over_digits)
    over_seeds = standard_error(effect) if np.isfinite(value) else np.nan
    if not np.isfinite(over_seeds):
        return Estimate(effect, np.nan, np.nan, np.nan, 0, np.nan, np.nan)
    reach = stdtrit(n_seeds - 1, 1 - ERRORS / n_parts / 2) * np.hypot(over_seeds, over_digits)
    low, high = value - reach, value + reach
    supports = int(low > effect.above and high < effect.below)
    opposes = int(high < effect.above or low > effect.below)
    decided = supports - opposes if n_seeds >= enough and effect.counts else 0
    return Estimate(effect, value, low, high, decided, over_seeds, over_digits)


def standard_error(effect):
    """Of an effect, over seeds."""
    n_seeds = len(effect.samples[0])
    if effect.statistic is mean:
        return float(effect.samples[0].std(ddof=1) / np.sqrt(n_seeds))
    draws = np.random.default_rng(2010).integers(n_seeds, size=(RESAMPLES, n_seeds))
    if "axis" in inspect.signature(effect.statistic).parameters:
        found = effect.statistic(*(sample[draws] for sample in effect.samples), axis=1)
    else:
        found = np.array([effect.statistic(*(sample[draw] for sample in effect.samples)) for draw in draws])
    found = found[np.isfinite(found)]
    if len(found) < RESAMPLES / 2:
        return np.nan
    return float(found.std(ddof=1) * np.sqrt(n_seeds / (n_seeds - 1)))


def word(found):
    """The word of rule 5 on a list of estimates, and which parts it is about, as text."""
    parts = {side: "; ".join(names(found, side)) for side in (1, -1)}
    if not any(one.tested for one in found):
        return NOT_HERE, ""
    if all(one.supports > 0 for one in found):
        return HOLDS, ""
    if all(one.supports < 0 for one in found):
        return CONTRADICTED, ""
    its_word = IN_PART if parts[1] else UNDECIDED
    if parts[-1]:
        its_word = MIXED if parts[1] else CONTRADICTED
    return its_word, meant(its_word, parts[1], parts[-1])


def meant(its_word, supported, opposed):
    """The parts that a word is about, as text, from those on both sides."""
    return {
        IN_PART: supported, MIXED: f"holds: {supported}; contradicted: {opposed}", CONTRADICTED: opposed,
    }.get(its_word, "")  # fmt: skip


def names(found, side):
    """The parts, of a list of estimates, that are supported (side 1) or opposed (-1)."""
    return [one.effect.part for one in found if one.supports == side]


class Judged(NamedTuple):
    """What one result says of a claim."""

    result: str  # its name and its budget
    subject: str  # what it is of; perhaps nothing
    seeds: str
    against: str  # what stands in the place of the paper's baseline, if anything does
    word: str
    parts: str
    estimates: list
    arms: list
    notes: list

    @property
    def source(self):
        """Which result, of what, with how many seeds."""
        return listed(self.result, self.subject, self.seeds)

    @property
    def levelled(self):
        """Whether all curves have levelled off."""
        return all_levelled(self.arms)

    @property
    def conditions(self):
        """How fair the comparison was, a list of str."""
        return conditions(self.arms)

    @property
    def said(self):
        """The word with the parts that it is about, and whether all curves have levelled off."""
        parts = f" ({self.parts})" if self.parts else ""
        return self.word.upper() + parts + ("" if self.levelled else ", before all curves have levelled off")

    def lines(self, measured, unit):
        """Some lines for the terminal."""
        lines = [] if self.against else [f"{'; '.join(self.conditions)}."]
        lines.append(f"{measured}:")
        lines += [f"  {one.mark} {one.text(unit)}" for one in self.estimates]
        if not self.against:  # the arms are those that were just told
            lines += [f"  {arm_text(arm)}" for arm in self.arms]
        return lines + [f"  {note}" for note in self.notes]


def listed(*parts):
    """Words with commas between them, without those that are empty."""
    return ", ".join(filter(None, parts))


def shortened(texts, most=2):
    """Texts with semicolons between them; of more than a few the first and how many there are."""
    if len(texts) > most + 1:
        texts = [*texts[:most], f"and {len(texts) - most} more"]
    return "; ".join(texts)


class Verdict(NamedTuple):
    """What our numbers say about a claim of the paper; the first of the results decides."""

    claim: str
    kind: str
    sentence: str
    paper: str
    measured: str
    unit: str
    results: list

    @property
    def decisive(self):
        """The result that decides."""
        return self.results[0]

    @property
    def word(self):
        """Its word."""
        return self.decisive.word

    def text(self, width=110):
        """Some lines for the terminal."""
        kind = f" ({self.kind})" if self.kind else ""
        lines = [f"{self.claim}{kind}: {self.decisive.said}.", self.sentence, f"paper: {self.paper}"]
        for one in self.results:
            if one is self.decisive:
                lines.append(f"ours, {one.source}:")
            else:
                where = f"the same {one.against}" if one.against else one.source
                lines.append(f"beside it, {where}: {one.said}.")
            lines += one.lines(self.measured, self.unit)
        return "\n".join(textwrap.fill(line, width, subsequent_indent="    ") for line in lines) + "\n"
