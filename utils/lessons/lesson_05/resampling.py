"""What a bootstrap's draws and the form of its interval tell about how it was made."""

import numpy as np
import scipy.stats

RESAMPLES = 3000


class Watched(np.random.Generator):
    """A generator that notes the shapes of the indices, or values, that are drawn with replacement.

    ``highest`` is the largest index that was drawn by ``integers``, -1 before there is one.
    """

    def __init__(self, seed):
        super().__init__(np.random.PCG64(seed))
        self.shapes, self.highest = [], -1

    def integers(self, *args, **options):
        drawn = super().integers(*args, **options)
        self.shapes.append(np.shape(drawn))
        self.highest = max(self.highest, np.max(drawn, initial=-1))
        return drawn

    def choice(self, *args, **options):
        before, highest = len(self.shapes), self.highest
        drawn = super().choice(*args, **options)
        del self.shapes[before:]  # choice draws by integers
        self.highest = highest
        if options.get("replace", args[2] if len(args) > 2 else True):
            self.shapes.append(np.shape(drawn))
        return drawn


_REPLACE = "you draw without replacement, so every resample has the same seeds and the same mean: draw with replacement."
SINGLE = (
    "this is the spread of single seeds; a resample has as many seeds as there are, and its *mean* is wanted."
)
_FORMULA = "this is a formula, mean and standard error; no seeds are drawn. Resample them with rng, and take quantiles."


def looks_like_a_formula(got, a, b):
    """What is wrong with an interval that lies symmetrically about the mean, as no bootstrap does; or None."""
    d, n = a - b, len(a)
    half = (got[1] - got[0]) / 2
    if abs(half) < 1e-9 or not np.isclose(got.mean(), d.mean(), rtol=0, atol=1e-9 * max(abs(half), 1)):
        return None
    t = scipy.stats.ttest_rel(a, b).confidence_interval()
    if np.isclose(abs(half), (t.high - t.low) / 2):
        return "this is Student's t interval of lesson 04; resample the seeds instead."
    sds = (d.std(), d.std(ddof=1))
    if any(np.isclose(abs(half), z * sd, rtol=1e-3) for sd in sds for z in (1, 1.96, 2)):
        return SINGLE
    if any(np.isclose(abs(half), z * sd / n**0.5, rtol=1e-3) for sd in sds for z in (1, 1.96, 2)):
        return _FORMULA
    return "this goes as far to both sides of the mean; take the quantiles 0.025 and 0.975 of the resampled differences."


def wrong_draws(rng, n):
    """What is wrong with the draws, as far as their shapes tell: n seeds, RESAMPLES resamples; or None."""
    shapes = rng.shapes
    if shapes and rng.highest == n - 2 and sum(map(np.prod, shapes)) > 50 * n:
        return "the last seed is never drawn: rng.integers leaves out its upper end, so it has to be len(a), not len(a) - 1."
    total, calls = sum(int(np.prod(shape)) for shape in shapes), len(shapes)
    if not calls or total in (n * RESAMPLES, 2 * n * RESAMPLES):
        return None
    sizes, m = set(shapes), RESAMPLES
    if len(sizes) != 1:
        return None
    (shape,) = sizes
    if len(shape) == 1:  # a call for each resample (or two: one for a, one for b)
        size, count = shape[0], calls if calls in (1, m) else calls // 2 if calls in (2, 2 * m) else calls
    elif len(shape) == 2:
        size, count = (n, shape[shape[0] == n]) if n in shape else (shape[shape[0] == m], m)
    else:
        size, count = (1, calls) if calls == m else (n, calls // n)
    if size == n and count == 1:
        return "only one resample was drawn: is the return inside the loop?"
    if size == 1:
        return SINGLE
    if size == m:
        return (
            "every resample has n_resamples seeds; it needs as many as there are, S, or it is much too sure."
        )
    if size != n:
        return f"a resample here has {size} seeds; it needs as many as there are, S = {n}."
    return f"you draw {count} resamples; n_resamples, here {m}, are asked for."


def no_width(got, a, b, shapes):
    """What is wrong with an interval of hardly any width, or None."""
    d = a - b
    if abs(got[1] - got[0]) > 0.02 * d.std():
        return None
    if np.isclose(got, d.mean()).all():
        return _REPLACE
    if not shapes:
        return "every resample is the same one: do not make a new generator in the loop, draw with the given rng."
    if not np.isclose(got[0], d).any():
        return (
            "this is one mean over all resamples together; take the mean of each resample (axis=1 for an index of shape "
            "(n_resamples, S)), then the quantiles of these."
        )
    if sum(int(np.prod(shape)) for shape in shapes) == len(a) * RESAMPLES:
        return (
            "each resample is drawn from the one before (as with a = a[index] in the loop), until a single seed is left; "
            "draw from all seeds, under another name."
        )
    return None
