"""Exercise 3.1: mask a fixed number of pixels of each row."""

import numpy as np

from ...teaching.exercise import OpenExercise, Wrong, attempt


def mask(x, level, rng):
    """The answer: each row draws its own pixels, without replacement."""
    masked = x.copy()
    for row in masked:
        row[rng.choice(len(row), round(level * len(row)), replace=False)] = 0
    return masked


def _try_mask(function, x, level, seed):
    """Call a student's function; return a boolean array that is true where it masked."""
    given = x.copy()
    got = attempt(function, (given, level, np.random.default_rng(seed)), f"level {level}")
    if got is None:
        raise Wrong("your function returned None: is the return missing?")
    if not np.array_equal(given, x):
        raise Wrong("your function changes x itself; the clean digit is the target later. Work on x.copy().")
    if not isinstance(got, np.ndarray) or got.shape != x.shape:
        raise Wrong(
            f"expected an array of shape {x.shape}, like x; got {getattr(got, 'shape', type(got).__name__)}."
        )
    hidden = got == 0
    if not np.allclose(got[~hidden], x[~hidden], rtol=1e-2):
        scaled = np.ptp(got[~hidden] / x[~hidden]) < 1e-3
        raise Wrong(
            "the pixels that stay are multiplied by a factor, as dropout does; here they stay as they are."
            if scaled
            else "some pixels have new values; masking sets the chosen ones to 0 and leaves all others as they are."
        )
    return hidden


def _check_counts(hidden, level):
    n_masked, counts = round(level * hidden.shape[1]), hidden.sum(axis=1)
    if (counts == n_masked).all():
        return
    says = f"At level {level} each row of {hidden.shape[1]} pixels must lose {n_masked}; yours lose {counts[:6]}..."
    if not counts.any():
        raise Wrong(f"nothing is masked. {says}")
    if (counts == hidden.shape[1] - n_masked).all():
        raise Wrong(f"you keep this share of the pixels; it is the share to be masked. {says}")
    if counts.max() <= n_masked and np.ptp(counts):
        raise Wrong(f"a pixel can be drawn twice: draw without replacement. {says}")
    if counts.min() < n_masked < counts.max():
        raise Wrong(
            f"each pixel falls by its own coin, so the number varies; the paper's has a fixed size. {says}"
        )
    if (counts == n_masked - 1).all():
        raise Wrong(f"the number is cut off, not rounded: use round(level * V), not int(level * V). {says}")
    raise Wrong(says)


def _check_spread(hidden, level):
    if (hidden == hidden[0]).all():
        raise Wrong(
            "all examples have lost the same pixels: one mask for the whole batch. Each needs its own."
        )
    together = (hidden[:, 1:] & hidden[:, :-1]).mean()
    if together > 0.6 * level:
        raise Wrong("the masked pixels come in blocks of neighbours; each must be drawn on its own.")
    if np.abs(hidden.mean(axis=0) - level).max() > 0.1:
        raise Wrong("some places are masked more often than others; all must have the same chance.")


def _judge_mask(answer):
    x = np.random.default_rng(1).uniform(0.5, 1, size=(1500, 50)).astype(np.float32)
    hidden = _try_mask(answer, x[:40], 0.3, seed=2)
    _check_counts(hidden, 0.3)
    if not np.array_equal(hidden, _try_mask(answer, x[:40], 0.3, seed=2)):
        raise Wrong(
            "the same generator gives different masks: draw from the argument rng, not from np.random."
        )
    if np.array_equal(hidden, _try_mask(answer, x[:40], 0.3, seed=3)):
        raise Wrong(
            "another generator gives the same masks: draw from the argument rng, not from one of your own."
        )
    _check_spread(_try_mask(answer, x, 0.3, seed=4), 0.3)
    for level in (0.0, 0.124, 0.376, 1.0):  # 50 pixels: 6.2 and 18.8 are rounded
        _check_counts(_try_mask(answer, x[:40], level, seed=5), level)


MASK = OpenExercise("mask a fixed number of pixels", mask, _judge_mask)
