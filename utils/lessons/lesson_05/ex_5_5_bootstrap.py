"""Exercise 5.5: a bootstrap interval of a paired difference, against SciPy's."""

import numpy as np
import scipy.stats

from ...teaching.compare import show_value
from ...teaching.draws import judge_draws
from ...teaching.exercise import OpenExercise, Wrong, result_of
from .resampling import RESAMPLES, SINGLE, Watched, looks_like_a_formula, no_width, wrong_draws


def bootstrap_interval(a, b, n_resamples, rng):
    index = rng.integers(0, len(a), (n_resamples, len(a)))  # a resample a row
    differences = (a - b)[index].mean(axis=1)
    low, high = np.quantile(differences, [0.025, 0.975])
    return low, high


def _bootstrap_data():
    rng = np.random.default_rng(5)
    common = rng.normal(7, 1, 12)
    yield (
        "12 seeds that differ much, and a steady gap",
        common + rng.normal(0, 0.2, 12),
        common - 1 + rng.normal(0, 0.2, 12),
    )
    yield "15 skewed differences", 6 + rng.lognormal(0, 1.3, 15), rng.normal(6.5, 0.2, 15)
    swing = rng.normal(0, 1, 8)
    yield "8 seeds of opposite swings", 7 + swing, 6.8 - swing
    far = np.concatenate([rng.normal(0, 0.1, 14), [9, 7, -4]])
    yield "17 differences, some far out on both sides", 50 + far, np.full(17, 50.0)


def _scipy_interval(a, b, paired=True, statistic=np.mean, level=0.95, method="percentile"):
    def difference(a, b, axis=-1):
        return statistic(a, axis=axis) - statistic(b, axis=axis)

    found = scipy.stats.bootstrap((a, b), difference, paired=paired, n_resamples=8 * RESAMPLES, vectorized=True,
                                  confidence_level=level, method=method, rng=np.random.default_rng(6))  # fmt: skip
    return np.array(found.confidence_interval)


_UNPAIRED = "a and b are resampled separately, but a seed's two runs are a pair: draw seeds once, for both."
_BCA = (
    'this is the BCa interval, SciPy\'s default; the percentile interval is asked for: method="percentile".'
)
_BASIC = (
    'this is the interval turned round its middle (SciPy\'s method="basic"); report the quantiles themselves.'
)
_APART = "this is the difference of two intervals; take the difference in each resample, then one interval of these."


def _difference_of_intervals(got, a, b, shapes):
    """Whether the lows and the highs of two separate intervals are subtracted, which each vary with the draws."""
    alone = [_scipy_interval(one, 0 * one) for one in (a, b)]
    twice = sum(int(np.prod(shape)) for shape in shapes) == 2 * len(a) * RESAMPLES
    return twice and np.abs(got - (alone[0] - alone[1])).max() < 0.08 * np.ptp(alone, axis=1).max()


def _bootstrap_mistakes(a, b, drawn_once):
    """Sentences with the interval that each gives, about; an index that was drawn once serves both."""
    d, (low, high) = a - b, _scipy_interval(a, b)
    a_low, a_high = _scipy_interval(a, 0 * a)
    b_low, b_high = _scipy_interval(b, 0 * b)
    medians = "this is the interval of medians; the difference of *means* is asked for."
    yield "low comes first, then high.", (high, low)
    yield "the sign is turned: a - b.", (-high, -low)
    yield SINGLE, np.quantile(d, [0.025, 0.975])
    if not drawn_once:
        yield _UNPAIRED, _scipy_interval(a, b, paired=False)
    else:
        yield _BCA, _scipy_interval(a, b, method="BCa")
        yield _BASIC, _scipy_interval(a, b, method="basic")
    yield (
        "the quantiles 0.05 and 0.95 leave 5 % on each side: that is a 90 % interval.",
        _scipy_interval(a, b, level=0.9),
    )
    yield (
        "these are the quartiles, a 50 % interval; take the quantiles 0.025 and 0.975.",
        _scipy_interval(a, b, level=0.5),
    )
    yield (
        "this is one standard error to each side, about 68 %; take the quantiles 0.025 and 0.975.",
        _scipy_interval(a, b, level=0.6827),
    )
    yield medians, _scipy_interval(d, 0 * d, statistic=np.median)
    yield medians, _scipy_interval(a, b, statistic=np.median)
    yield (
        "this is an interval of the sum; the difference of the *means* is asked for.",
        (len(d) * low, len(d) * high),
    )
    yield _APART, (a_low - b_high, a_high - b_low)
    yield "this is the interval of the mean of a alone.", (a_low, a_high)
    yield "this is the interval of the mean of b alone.", (b_low, b_high)


def _judge_bootstrap(answer):
    *_, (says, a, b) = _bootstrap_data()  # wide enough for rounded ends to differ
    judge_draws(
        lambda rng: _resampled(answer, a, b, rng, says), lambda _: _judge_intervals(answer), "intervals"
    )


def _judge_intervals(answer):
    for says, a, b in _bootstrap_data():
        for seed in (1, 2):
            rng = Watched(seed)
            _judge_interval(_resampled(answer, a, b, rng, says), a, b, rng, says)


def _resampled(answer, a, b, rng, says):
    """The student's interval; a and b must stay as they are."""
    try:
        got = result_of(answer, (a, b, RESAMPLES, rng), says)
    except Wrong as wrong:
        if "Quantiles must be in the range" in str(wrong):
            raise Wrong(f"np.quantile takes 0.025 and 0.975, np.percentile 2.5 and 97.5. ({wrong})") from None
        raise
    return _interval_from(got, says)


def _interval_from(got, says):
    try:
        interval = np.asarray(got, float)
    except (TypeError, ValueError):
        interval = np.empty(0)
    if interval.shape != (2,):
        raise Wrong(f"with {says}: return two numbers, low and high; got {show_value(got)}.")
    if not np.isfinite(interval).all():
        raise Wrong(f"with {says}: the interval is {show_value(interval)}.")
    return interval


def _judge_interval(got, a, b, rng, says):
    known = looks_like_a_formula(got, a, b) or wrong_draws(rng, len(a)) or no_width(got, a, b, rng.shapes)
    if known:
        raise Wrong(f"with {says}: {known}")
    right = _scipy_interval(a, b)
    width = right[1] - right[0]
    if np.abs(got - right).max() < 0.08 * width:  # about five standard deviations of both resamplings
        return
    drawn_once = sum(int(np.prod(shape)) for shape in rng.shapes) == len(a) * RESAMPLES
    mistakes = [
        (np.abs(got - np.asarray(wrong)).max() / max(abs(wrong[1] - wrong[0]), 1e-6 * width), sentence)
        for sentence, wrong in _bootstrap_mistakes(a, b, drawn_once)
    ]
    away, sentence = min(mistakes)
    if away < 0.08:
        raise Wrong(f"with {says}: {sentence}")
    if _difference_of_intervals(got, a, b, rng.shapes):
        raise Wrong(f"with {says}: {_APART}")
    if got[0] < got[1] < right[0] < got[1] + width / 2:
        raise Wrong(
            f"with {says}: {got[0]:.3f} to {got[1]:.3f} lies wholly below the mean difference; np.percentile wants 2.5 "
            f"and 97.5, np.quantile 0.025 and 0.975."
        )
    if abs(got[1] - got[0]) < 0.1 * width and abs(got.mean() - right.mean()) < width / 2:
        raise Wrong(
            f"with {says}: {got[0]:.3f} to {got[1]:.3f} is much too narrow; SciPy finds {right[0]:.3f} to {right[1]:.3f}. "
            f"Every number must be the mean of *one* resample of S seeds: is the axis of the mean that of the seeds?"
        )
    raise Wrong(
        f"with {says}: {got[0]:.3f} to {got[1]:.3f} came; SciPy finds {right[0]:.3f} to {right[1]:.3f}."
    )


BOOTSTRAP = OpenExercise(
    "a bootstrap interval",
    bootstrap_interval,
    _judge_bootstrap,
    form=lambda interval, *_: tuple(float(end) for end in interval),
)
