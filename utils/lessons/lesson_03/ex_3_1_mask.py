"""Exercise 3.1: mask a fixed number of pixels of each row."""

import numpy as np

from ...teaching.compare import show_value
from ...teaching.draws import judge_draws
from ...teaching.exercise import OpenExercise, Wrong, clean_trial


def mask(x, level, rng):
    """The answer: each row draws its own pixels, without replacement."""
    masked = x.copy()
    for row in masked:
        row[rng.choice(len(row), round(level * len(row)), replace=False)] = 0
    return masked


def _try_mask(function, x, level, rng):
    """Call a student's function; return a boolean array that is true where a pixel is 0 in the result."""
    says = f"{len(x)} row{'s' if len(x) > 1 else ''} of {x.shape[1]} and level {level:g}"
    got, (given, *_) = clean_trial(function, (x, level, rng), says)
    _check_form(got, given, says)
    hidden = got == 0
    kept, clean = got[~hidden], x[~hidden]
    if np.allclose(kept, clean, rtol=1e-2):
        return hidden
    if np.isin(got, (0, 1)).all():
        raise Wrong("this is the mask alone, of 0 and 1; the pixels that stay must keep their values from x.")
    if (clean != 0).all() and np.ptp(kept / clean) < 1e-3:
        raise Wrong(
            "the pixels that stay are multiplied by a factor, as dropout does; here they stay as they are."
        )
    raise Wrong(
        "some pixels have new values; masking sets the chosen ones to 0 and leaves all others as they are."
    )


def _check_form(got, given, says):
    if type(got) is not np.ndarray:
        raise Wrong(f"with {says}, expected a plain NumPy array; this is a {type(got).__name__}.")
    if got.shape != given.shape:
        raise Wrong(f"with {says}, the result has shape {got.shape}; expected {given.shape}, as x.")
    if got.dtype.kind not in "biuf":
        raise Wrong(f"with {says}, the result is {show_value(got)}; expected numbers.")
    if got.dtype == np.float16:
        raise Wrong(f"with {says}, the result has the type float16; keep {given.dtype}, the type of x.")
    if not np.isfinite(got).all():
        raise Wrong(f"with {says}, the result contains NaN or infinite values.")
    if np.shares_memory(got, given):
        raise Wrong(
            f"with {says}, the result is x itself, not a copy: who changes the one changes the other."
        )


def _check_counts(hidden, level):
    n_masked, counts = round(level * hidden.shape[1]), hidden.sum(axis=1)
    if (counts == n_masked).all():
        return
    lost = f"{', '.join(map(str, counts[:6]))}{', ...' if len(counts) > 6 else ''}"
    says = f"At level {level:g} each row of {hidden.shape[1]} pixels must lose {n_masked}; yours lose {lost}."
    if not counts.any():
        raise Wrong(f"nothing is masked. {says}")
    if (counts == hidden.shape[1] - n_masked).all():
        raise Wrong(f"you keep this share of the pixels; it is the share to be masked. {says}")
    if np.ptp(counts) and counts.max() <= n_masked:
        raise Wrong(f"a pixel can be drawn twice: draw without replacement. {says}")
    if counts.sum() == n_masked * len(counts) and len(counts) > 1:
        raise Wrong(f"the number is right for the whole batch, not for each row. {says}")
    if counts.min() < n_masked < counts.max():
        raise Wrong(
            f"each pixel falls by its own coin, so the number varies; the paper's has a fixed size. {says}"
        )
    if (counts == n_masked - 1).all() and n_masked > level * hidden.shape[1]:
        raise Wrong(f"the number is cut off, not rounded: use round(level * V), not int(level * V). {says}")
    raise Wrong(says)


def _check_spread(hidden, level):
    if (hidden == hidden[0]).all():
        raise Wrong(
            "all examples have lost the same pixels: one mask for the whole batch. Each needs its own."
        )
    if (hidden[1:] == hidden[:-1]).all(axis=1).mean() > 0.1:
        raise Wrong("many neighbouring examples have lost the same pixels. Each needs its own.")
    together = (hidden[:, 1:] & hidden[:, :-1]).mean()
    if together > 0.6 * level:
        raise Wrong("the masked pixels come in blocks of neighbours; each must be drawn on its own.")
    if np.abs(hidden.mean(axis=0) - level).max() > 0.1:
        raise Wrong("some places are masked more often than others; all must have the same chance.")


def _check_white_pixels(answer):
    """Rows in which 20 of 50 pixels have ink: 15 masked ones take 6 of them on average, not always as many."""
    rng = np.random.default_rng(1)
    inked = rng.random((400, 50)).argsort(axis=1) < 20
    x = np.where(inked, rng.uniform(0.5, 1, (400, 50)), 0.0)
    hidden = _try_mask(answer, x, 0.3, np.random.default_rng(6))
    taken = (hidden & inked).sum(axis=1)
    if np.ptp(taken) == 0 or abs(taken.mean() - 6) > 0.5:
        raise Wrong(
            "white pixels and ink are not treated alike: in rows with 20 pixels of ink and 30 white ones, masking 15 "
            f"pixels takes {taken.mean():.1f} of the ink on average, from {taken.min()} to {taken.max()}. All pixels "
            "must have the same chance, whatever their value: 6.0 on average, in some rows more than in others."
        )


def _judge_mask(answer):
    x = np.random.default_rng(1).uniform(0.5, 1, size=(1500, 50)).astype(np.float32)
    judge_draws(lambda rng: _try_mask(answer, x[:40], 0.3, rng), lambda _: _judge_masks(answer, x), "masks")


def _judge_masks(answer, x):
    _check_counts(_try_mask(answer, x[:40], 0.3, np.random.default_rng(2)), 0.3)
    _check_spread(_try_mask(answer, x, 0.3, np.random.default_rng(4)), 0.3)
    for level in (0.0, 0.124, 0.376, 1.0):  # 50 pixels: 6.2 and 18.8 are rounded
        _check_counts(_try_mask(answer, x[:40], level, np.random.default_rng(5)), level)
    for shape in ((1, 50), (40, 1), (12, 12)):
        signed = np.random.default_rng(1).normal(size=shape) + 0.01  # codes and patches may be negative
        for level in (0.3, 0.7):
            _check_counts(_try_mask(answer, signed, level, np.random.default_rng(5)), level)
    _check_white_pixels(answer)


MASK = OpenExercise("mask a fixed number of pixels", mask, _judge_mask)
