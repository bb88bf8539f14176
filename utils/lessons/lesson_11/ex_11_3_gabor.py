"""Exercise 11.3: the Gabor function that is nearest to a filter."""

import functools

import numpy as np
from scipy.optimize import curve_fit, least_squares

from ...experiments import gabor
from ...teaching.exercise import Case, FunctionExercise, Mistake


def gabor_picture(p, side):
    """The Gabor function with eight parameters, as a picture: (side * side,)."""
    return gabor.image(gabor.Gabor(*p), side)


def fit_gabor(picture, guess):
    side = round(len(picture) ** 0.5)
    p = least_squares(lambda p: gabor_picture(p, side) - picture, guess).x
    left = ((picture - gabor_picture(p, side)) ** 2).sum()
    r2 = 1 - left / ((picture - picture.mean()) ** 2).sum()
    return r2, abs(p[3]), p[4] % np.pi


@functools.lru_cache
def _fitted(picture, guess):
    values = np.frombuffer(picture)
    side = round(len(values) ** 0.5)
    try:
        options = {"ftol": 1e-12, "xtol": 1e-12, "maxfev": 5_000}
        p = curve_fit(lambda side, *p: gabor_picture(p, side), side, values, guess, **options)[0]
    except RuntimeError:
        p = np.array(guess)
    return p, gabor_picture(p, side)


def _fit(picture, guess):
    """The oracle's fit, by another algorithm: parameters, and the fitted picture."""
    return _fitted(np.asarray(picture, float).tobytes(), tuple(map(float, guess)))


def _told(picture, guess, r2=None, frequency=abs, orientation=lambda a: a % np.pi):
    """What is told of the oracle's fit, perhaps in another way."""
    p, fitted = _fit(picture, guess)
    left = ((picture - fitted) ** 2).sum()
    share = 1 - left / ((picture - picture.mean()) ** 2).sum()
    return (r2(picture, fitted, share) if r2 else share), frequency(p[3]), orientation(p[4])


def _form(found, *args):
    """As float32: a fit ends within a thousandth of the best, no nearer."""
    r2, frequency, orientation = (float(value) for value in found)
    return np.array([r2, frequency, orientation], np.float32)


def _noisy(p, side, seed, noise, lifted=0.0):
    rng = np.random.default_rng(seed)
    return gabor_picture(p, side) + noise * rng.normal(size=side * side) + lifted


def _gabor_cases():
    upright = (1.0, 5.0, 6.0, 0.15, 0.4, 0.3, 2.0, 3.0)
    steep = (0.5, 7.0, 4.5, 0.22, 2.2, 1.0, 1.8, 2.4)
    wide = (2.0, 8.0, 7.0, 0.12, 1.2, -1.0, 3.0, 2.0)
    small = (1.5, 3.5, 4.0, 0.2, 2.7, 0.5, 1.5, 1.5)
    near = (0.9, 5.3, 5.8, 0.16, 0.5, 0.5, 2.3, 2.7)
    return [
        Case("a Gabor function without noise (least_squares takes plain differences, not their sum, and then explains all)", (_noisy(upright, 12, 0, 0), near)),
        Case("another one with noise (least_squares takes plain differences)", (_noisy(steep, 12, 1, 0.1), (0.4, 6.8, 4.8, 0.2, 2.1, 0.8, 2.0, 2.2))),
        Case("a picture of 9 x 9", (_noisy(small, 9, 2, 0.2), (1.0, 3.8, 3.8, 0.18, 2.6, 0.3, 1.8, 1.4))),
        Case("a picture of 16 x 16", (_noisy(wide, 16, 3, 0.3), (1.5, 7.5, 7.5, 0.13, 1.3, -0.8, 2.6, 2.2))),
        Case("a guess with a negative frequency", (_noisy(steep, 12, 4, 0.1), (0.4, 6.8, 4.8, -0.2, 2.1, -0.8, 2.0, 2.2))),
        Case("a guess that looks from the wave's other end", (_noisy(upright, 12, 5, 0.2), (0.9, 5.3, 5.8, 0.16, 0.5 + np.pi, -0.5, 2.3, 2.7))),
        Case("a guess with an orientation below 0", (_noisy(small, 12, 6, 0.2), (1.0, 3.8, 3.8, 0.18, 2.6 - np.pi, -0.3, 1.8, 1.4))),
        Case("a picture whose mean is not 0", (_noisy(upright, 12, 7, 0.1, 0.15), near)),
        Case("a filter as small as 1e-3", (1e-3 * _noisy(wide, 12, 8, 0.2), (1.5e-3, 7.5, 7.5, 0.13, 1.3, -0.8, 2.6, 2.2))),
    ]  # fmt: skip


_SIGN = "Several descriptions give the same picture: a wave with a negative frequency is the same wave, seen from its other end. Tell it by a positive one."
_HALF = (
    "A wave's direction and the opposite one are the same: an orientation lies between 0 and half a turn, pi."
)
_FORMULA = (
    "R² is asked as 1 - (sum of squared differences) / (sum of squared deviations of the picture from its mean). "
    "A variance of differences, or a squared correlation, forgives a constant that the fit leaves."
)
_ACROSS = (
    "This is the direction of the bars, a quarter turn off; asked is the wave's own, the fifth parameter."
)
_TOTAL = "What has to be explained is the variance: deviations from the picture's *mean*."

GABOR = FunctionExercise(
    "the nearest Gabor function",
    fit_gabor,
    _told,
    _gabor_cases,
    form=_form,
    mistakes=(
        Mistake(_SIGN, lambda p, g: _told(p, g, frequency=lambda f: f)),
        Mistake(_HALF, lambda p, g: _told(p, g, orientation=lambda a: a)),
        Mistake(f"{_SIGN} And {_HALF[0].lower()}{_HALF[1:]}", lambda p, g: _told(p, g, frequency=lambda f: f, orientation=lambda a: a)),
        Mistake(_HALF, lambda p, g: _told(p, g, orientation=lambda a: a % (2 * np.pi))),
        Mistake(_HALF, lambda p, g: _told(p, g, orientation=abs)),
        Mistake("The orientation is wanted in radians.", lambda p, g: _told(p, g, orientation=lambda a: np.degrees(a % np.pi))),
        Mistake("Turn an orientation by half turns (pi), not by quarter turns.", lambda p, g: _told(p, g, orientation=lambda a: a % (np.pi / 2))),
        Mistake("The frequency is wanted in cycles per pixel, without 2 pi.", lambda p, g: _told(p, g, frequency=lambda f: 2 * np.pi * abs(f))),
        Mistake("This is the wavelength; return the frequency.", lambda p, g: _told(p, g, frequency=lambda f: 1 / abs(f))),
        Mistake(_TOTAL, lambda p, g: _told(p, g, lambda v, f, _: 1 - ((v - f) ** 2).sum() / (v**2).sum())),
        Mistake("This is the part that the fit leaves; R² is the part that it explains.", lambda p, g: _told(p, g, lambda v, f, r2: 1 - r2)),
        Mistake("This is the sum of squares that is left; compare it with the picture's own.",
                lambda p, g: _told(p, g, lambda v, f, r2: ((v - f) ** 2).sum())),
        Mistake("This is the mean square that is left; compare it with the picture's own.",
                lambda p, g: _told(p, g, lambda v, f, r2: ((v - f) ** 2).mean())),
        Mistake("This is a correlation, not squared, and not of the squares that are left.",
                lambda p, g: _told(p, g, lambda v, f, r2: np.corrcoef(v, f)[0, 1])),
        Mistake(_FORMULA, lambda p, g: _told(p, g, lambda v, f, _: 1 - np.var(v - f) / np.var(v))),
        Mistake(_FORMULA, lambda p, g: _told(p, g, lambda v, f, _: np.corrcoef(v, f)[0, 1] ** 2)),
        Mistake(_FORMULA, lambda p, g: _told(p, g, lambda v, f, _: np.var(f) / np.var(v))),
        Mistake(_ACROSS, lambda p, g: _told(p, g, orientation=lambda a: (a + np.pi / 2) % np.pi)),
        Mistake("This compares lengths, not squares.",
                lambda p, g: _told(p, g, lambda v, f, r2: 1 - np.sqrt(1 - r2))),
        Mistake("These are the guess's own numbers: nothing was fitted.", lambda p, g: (
            1 - ((p - gabor_picture(g, round(len(p) ** 0.5))) ** 2).sum() / ((p - p.mean()) ** 2).sum(), abs(g[3]), g[4] % np.pi)),
        Mistake("R² comes first, then frequency, then orientation.", lambda p, g: (lambda r, f, a: (f, a, r))(*_told(p, g))),
        Mistake("R² comes first, then frequency, then orientation.", lambda p, g: (lambda r, f, a: (r, a, f))(*_told(p, g))),
    ),
    errors=(
        ("curve_fit() got", "curve_fit wants f(x, p1, p2, ...): with *p in the function's own arguments it takes any number of them."),
        ("could not be broadcast", "Are all pictures of one size? Compute the side from the picture: the root of its length."),
        ("missing", "The function that is fitted must take what the library gives it: least_squares gives one array of parameters, curve_fit each of them."),
        ("Optimal parameters not found", "The search was stopped before it ended: allow more evaluations (max_nfev, maxfev)."),
    ),
)  # fmt: skip
