"""Exercise 8.3: the excess kurtosis of the weights of a layer, one number for each seed."""

import numpy as np
import scipy.stats

from ...teaching.exercise import Case, FunctionExercise, Mistake


def excess_kurtosis(W):
    flat = W.reshape(len(W), -1).astype(float)
    z = flat - flat.mean(axis=1, keepdims=True)
    z /= z.std(axis=1, keepdims=True)
    return (z**4).mean(axis=1) - 3


def _by_scipy(W):
    return scipy.stats.kurtosis(np.asarray(W, float).reshape(len(W), -1), axis=1)


def _moment(W, power, axes=(1, 2)):
    W = np.asarray(W, float)
    return ((W - W.mean(axis=axes, keepdims=True)) ** power).mean(axis=axes)


def _not_centred(W):
    W = np.asarray(W, float)
    return (W**4).mean(axis=(1, 2)) / (W**2).mean(axis=(1, 2)) ** 2 - 3


def _not_centred_in_sd(W):
    """In standard deviations from the mean, but not from the mean."""
    W = np.asarray(W, float)
    return ((W / W.std(axis=(1, 2), keepdims=True)) ** 4).mean(axis=(1, 2)) - 3


def _own_mean(axis):
    """Deviations from the mean of each unit or pixel instead of from that of the layer."""

    def made(W):
        W = np.asarray(W, float)
        z = W - W.mean(axis=axis, keepdims=True)
        return (z**4).mean(axis=(1, 2)) / (z**2).mean(axis=(1, 2)) ** 2 - 3

    return made


def _sample_sd(W):
    n = W[0].size
    return _moment(W, 4) / (_moment(W, 2) * n / (n - 1)) ** 2 - 3


def _one_scale(W):
    W = np.asarray(W, float)
    return (((W - W.mean()) / W.std()) ** 4).mean(axis=(1, 2)) - 3


def _kurtosis_cases():
    rng = np.random.default_rng(10)
    sizes = np.array([0.01, 0.1, 1.0])[:, None, None] * rng.normal(size=(3, 20, 15))
    mixed = rng.normal(size=(2, 30, 20)) * rng.lognormal(0, 1, (2, 30, 1)) + 0.5
    units = rng.normal(size=(3, 12, 3)) + np.array([-4.0, 0.0, 6.0])
    pixels = rng.normal(size=(2, 3, 14)) + np.array([[-4.0], [1.0], [6.0]])
    return [
        Case("one seed with the weights [[1, 2], [3, 6]]", (np.array([[[1.0, 2.0], [3.0, 6.0]]]),)),
        Case("two seeds with a column of 5 weights each", (rng.exponential(size=(2, 5, 1)),)),
        Case("four seeds of 4 x 4 weights", (rng.uniform(-1, 1, (4, 4, 4)),)),
        Case("three seeds, one with large and one with small weights", (sizes,)),
        Case("weights whose mean is far from 0", (rng.laplace(5, 1, (2, 25, 8)),)),
        Case("units with different means", (units,)),
        Case("pixels with different means", (pixels,)),
        Case("pixels with weights of different sizes", (mixed,)),
        Case("10,000 uniform weights in float32", (rng.uniform(-0.1, 0.1, (2, 100, 50)).astype(np.float32),)),
        Case("tiny weights in float32, about 1e-12", ((1e-12 * rng.normal(size=(2, 10, 6))).astype(np.float32),)),
        Case("huge weights of both signs, about 1e12", (np.float32(1e12) * rng.normal(size=(2, 6, 10)).astype(np.float32),)),
    ]  # fmt: skip


_SEEDS = "One number for each seed is asked for, from *all* weights of its layer; "

KURTOSIS = FunctionExercise(
    "fat tails",
    excess_kurtosis,
    _by_scipy,
    _kurtosis_cases,
    form=lambda result, *args: np.asarray(result),
    mistakes=(
        Mistake("What the normal distribution has is not taken away.", lambda W: _by_scipy(W) + 3),
        Mistake("You take away 1.8, which the uniform distribution has; take away what the *normal* one has.",
                lambda W: _by_scipy(W) + 1.2),
        Mistake("You take away 1; what does the normal distribution have?", lambda W: _by_scipy(W) + 2),
        Mistake("You take away 3 twice: SciPy's kurtosis is the excess already.", lambda W: _by_scipy(W) - 3),
        Mistake("Deviations are from the mean of the weights, which need not be 0.", _not_centred),
        Mistake("Deviations are from the mean of the weights, which need not be 0.", _not_centred_in_sd),
        Mistake("Deviations are from the mean of the layer, not of each unit.", _own_mean(1)),
        Mistake("Deviations are from the mean of the layer, not of each pixel.", _own_mean(2)),
        Mistake("This divides the sum by n - 1: the standard deviation is that of these weights, with n.", _sample_sd),
        Mistake("This is corrected for small samples (bias=False); asked is the moment of these weights.",
                lambda W: scipy.stats.kurtosis(np.asarray(W, float).reshape(len(W), -1), axis=1, bias=False)),
        Mistake(_SEEDS + "you average the kurtosis of its units.",
                lambda W: scipy.stats.kurtosis(np.asarray(W, float), axis=1).mean(axis=1)),
        Mistake(_SEEDS + "you average the kurtosis of its pixels.",
                lambda W: scipy.stats.kurtosis(np.asarray(W, float), axis=2).mean(axis=1)),
        Mistake(_SEEDS + "you give one for each unit.", lambda W: scipy.stats.kurtosis(np.asarray(W, float), axis=1)),
        Mistake(_SEEDS + "you give one for each pixel.", lambda W: scipy.stats.kurtosis(np.asarray(W, float), axis=2)),
        Mistake(_SEEDS + "you have one for all seeds together.",
                lambda W: scipy.stats.kurtosis(np.asarray(W, float), axis=None)),
        Mistake(_SEEDS + "you compare each place over the seeds.",
                lambda W: scipy.stats.kurtosis(np.asarray(W, float), axis=0)),
        Mistake(_SEEDS + "you take mean and standard deviation of all seeds together.", _one_scale),
        Mistake("This is the sum of the fourth powers; take their mean.",
                lambda W: (_by_scipy(W) + 3) * W[0].size - 3),
        Mistake("This is the third power, the skewness.", lambda W: _moment(W, 3) / _moment(W, 2) ** 1.5),
        Mistake("This is the third power, the skewness.", lambda W: _moment(W, 3) / _moment(W, 2) ** 1.5 - 3),
        Mistake("The fourth power is measured in the variance; the fourth power of a *standard deviation* is the variance "
                "squared.", lambda W: _moment(W, 4) / _moment(W, 2) - 3),
        Mistake("The 3 must be taken away after the division: times the variance squared it is another number.",
                lambda W: _moment(W, 4) - 3 * _moment(W, 2) ** 2),
        Mistake("The 3 must be taken away after the division.", lambda W: (_moment(W, 4) - 3) / _moment(W, 2) ** 2),
    ),
)  # fmt: skip
