"""Exercise 13.4: what a verdict says when its numbers are put on another scale."""

import numpy as np
import scipy.stats

from ...teaching.exercise import Case, FunctionExercise, Mistake
from .intervals import ends as ends_of
from .intervals import near, too_short


def marks(without, with_, scale):
    if scale == "ratio":
        without, with_ = np.log(without), np.log(with_)
    gain = without - with_  # (S, L)
    steps = gain[:, :-1] - gain[:, 1:]  # (S, L - 1)
    n_seeds, n_parts = steps.shape
    reach = scipy.stats.t.ppf(1 - 0.05 / n_parts / 2, n_seeds - 1)
    half = reach * steps.std(axis=0, ddof=1) / np.sqrt(n_seeds)
    low, high = steps.mean(axis=0) - half, steps.mean(axis=0) + half
    ends = zip(low, high, strict=True)
    return "".join("+" if a > 0 else "-" if b < 0 else "=" for a, b in ends)


def _by_the_library(
    without, with_, scale, level=None, turned=False, unpaired=False, of_means=False, root=True
):
    """The oracle: SciPy's interval of each step's differences; its options make the mistakes."""
    a, b = (np.log(errors) if scale == "ratio" else errors for errors in (without, with_))
    n_parts, found = a.shape[1] - 1, ""
    for i in range(n_parts):
        first, then = a[:, i] - b[:, i], a[:, i + 1] - b[:, i + 1]
        first, then = (then, first) if turned else (first, then)
        step = first - then
        kept = level or 1 - 0.05 / n_parts
        if of_means:
            low = high = step.mean()
        elif unpaired:
            low, high = scipy.stats.ttest_ind(first, then).confidence_interval(kept)
        else:
            t, n = scipy.stats.t.ppf((1 + kept) / 2, len(step) - 1), len(step)
            half = t * step.std(ddof=1) / (n**0.5 if root else 1)
            low, high = step.mean() - half, step.mean() + half
        found += "+" if low > 0 else "-" if high < 0 else "="
    return found


def _made(without, with_, n_seeds, seed, noise=0.03):
    rng = np.random.default_rng(seed)
    shape = (n_seeds, len(without))
    common = np.exp(rng.normal(0, 2 * noise, (n_seeds, 1)))
    return tuple(np.array(e) * common * np.exp(rng.normal(0, noise, shape)) for e in (without, with_))


def _near(shares, n_seeds, seed, scale):
    """Errors whose steps are these shares of what makes a +."""
    steps = 0.1 * near(shares, n_seeds, seed)  # (S, L - 1)
    gain = 1 - np.cumsum(np.concatenate([np.zeros((n_seeds, 1)), steps], axis=1), axis=1)
    with_ = 5 + np.random.default_rng(seed + 1).normal(0, 0.2, gain.shape)
    return (with_ * np.exp(gain) if scale == "ratio" else with_ + gain), with_, scale


def _told(says, args):
    """A case that tells what should come out."""
    return Case(f"{says} (right: {marks(*args)!r})", args)


def _cases():
    fading = _made([40.0, 25.0, 12.0, 7.0, 3.0, 2.0], [12.0, 8.0, 5.0, 3.5, 2.2, 1.6], 10, 1)
    constant = _made([40.0, 20.0, 10.0, 5.0], [20.0, 10.0, 5.0, 2.5], 12, 2)
    near = _made([8.0, 7.0, 6.3, 5.8, 5.2], [4.0, 3.8, 3.55, 3.4, 3.3], 8, 7)
    cases = [
        Case("two numbers of labels, in points", (*_made([40.0, 10.0], [20.0, 8.0], 5, 3), "points")),
        Case("the same, as ratios", (*_made([40.0, 10.0], [20.0, 8.0], 5, 3), "ratio")),
        Case("half the error everywhere, in points", (*constant, "points")),
        Case("half the error everywhere, as ratios", (*constant, "ratio")),
        Case("six numbers of labels, in points", (*fading, "points")),
        Case("six numbers of labels, as ratios", (*fading, "ratio")),
        Case("gains that grow, as ratios", (*_made([4.0, 4.0, 4.0], [4.0, 3.0, 2.0], 10, 4), "ratio")),
        Case("steps near what can be seen, in points", (*near, "points")),
        Case("steps near what can be seen, as ratios", (*near, "ratio")),
        Case("the same networks on both sides", (near[0], near[0].copy(), "points")),
        *(Case(f"six seeds with much noise, draw {seed}, {'as ratios' if scale == 'ratio' else 'in points'}",
               (*_made([30.0, 14.0, 6.0, 3.0], [9.0, 5.5, 3.0, 1.7], 6, seed, 0.13), scale))
          for seed, scale in ((57, "ratio"), (8, "ratio"), (1, "ratio"), (14, "points"), (0, "ratio"))),
        Case("three seeds, in points", (*_made([30.0, 20.0, 10.0], [10.0, 9.0, 8.0], 3, 5), "points")),
        Case("four seeds, steps just below and above what decides, in points",
             _near([0.96, 0.85, -0.7, -1.04], 4, 2, "points")),
        Case("five seeds, steps just below and above what decides, as ratios",
             _near([0.97, -0.889, 0.7, 1.03], 5, 7, "ratio")),
    ]  # fmt: skip
    return [_told(*case) for case in cases]


def _with_ends(factor, ddof):
    """The reference with other intervals."""

    def found(without, with_, scale):
        gain = np.log(without / with_) if scale == "ratio" else without - with_
        low, high = ends_of(-np.diff(gain, axis=1), factor, ddof)
        return "".join(np.where(low > 0, "+", np.where(high < 0, "-", "=")))

    return found


def _log_of_gain(without, with_, scale):
    if scale == "points":
        return marks(without, with_, scale)
    gain = np.log(without - with_)
    return marks(gain, np.zeros_like(gain), "points")


def _other_scale(without, with_, scale):
    return marks(without, with_, "points" if scale == "ratio" else "ratio")


def _share(without, with_, scale):
    """The gain as a share of the error without, in the place of a logarithm."""
    if scale == "points":
        return marks(without, with_, scale)
    gain = (without - with_) / without
    return marks(gain, np.zeros_like(gain), "points")


def _ratio_plain(without, with_, scale):
    if scale == "points":
        return marks(without, with_, scale)
    ratio = without / with_
    return marks(ratio, np.zeros_like(ratio), "points")


def _gains_themselves(without, with_, scale):
    """Whether there is a gain at each number of labels, but the last."""
    if scale == "ratio":
        without, with_ = np.log(without), np.log(with_)
    extended = np.concatenate([without - with_, np.zeros((len(without), 1))], axis=1)
    found = ""
    for i in range(without.shape[1] - 1):
        found += marks(extended[:, [i, -1]], np.zeros((len(without), 2)), "points")
    return found


_CORRECTED = "The intervals must hold together: with k steps the level of each is 1 - 5 % / k."

SCALE = FunctionExercise(
    "the same verdict on another scale",
    marks,
    _by_the_library,
    _cases,
    form=lambda found, *args: "".join(str(one) for one in found),
    mistakes=(
        Mistake("The two scales have changed places.", _other_scale),
        Mistake("`scale` makes no difference here: this is always in points.", lambda a, b, s: marks(a, b, "points")),
        Mistake("`scale` makes no difference here: this is always as a ratio.", lambda a, b, s: marks(a, b, "ratio")),
        Mistake("A step is the gain with *fewer* labels less that with more: the claim is that gains fall.",
                lambda *args: _by_the_library(*args, turned=True)),
        Mistake(_CORRECTED, lambda *args: _by_the_library(*args, level=0.95)),
        Mistake("With k steps the level is 1 - 5 % / k; there is one step less than numbers of labels.",
                lambda a, b, s: _by_the_library(a, b, s, level=1 - 0.05 / a.shape[1])),
        Mistake("A seed's networks are paired, over numbers of labels too: take the interval of the differences.",
                lambda *args: _by_the_library(*args, unpaired=True)),
        Mistake("The sign of the mean is no verdict: where the interval holds 0 the mark is =.",
                lambda *args: _by_the_library(*args, of_means=True)),
        Mistake("An interval of the mean has the standard error, the standard deviation over √seeds.",
                lambda *args: _by_the_library(*args, root=False)),
        Mistake("As ratios, differences of *logarithms* were asked for; this takes shares of the error without.", _share),
        Mistake("As ratios, differences of *logarithms* were asked for; this subtracts the ratios themselves.", _ratio_plain),
        Mistake("This is the logarithm of the difference; as a ratio, the difference of the logarithms was asked for.",
                _log_of_gain),
        *too_short(_with_ends),
        Mistake("This asks whether there is a gain; the claim is about how it changes from one number to the next.",
                _gains_themselves),
    ),
)  # fmt: skip
