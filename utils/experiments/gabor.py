"""Gabor functions: a wave under a bell, what simple cells of the visual cortex look for; fitted with SciPy.

References
----------
Ringach (2002), Spatial structure and symmetry of simple-cell receptive fields in macaque primary visual
cortex: how envelopes are counted, in wavelengths along the wave and across it.
"""

import functools
from typing import NamedTuple

import numpy as np

WELL = 0.7  # R^2 from which a filter counts as fitted
PADDED = 4  # times the side: the grid of the spectrum that a fit starts from


class Gabor(NamedTuple):
    """A wave of ``frequency`` (cycles per pixel) under a bell.

    ``x``, ``y``: centre, in pixels from the left and the upper edge; ``orientation``: the wave's direction,
    in radians from the x axis, 0 to pi; ``phase``: at the centre, in radians; ``along``, ``across``:
    standard deviations of the bell along the wave and across it, in pixels.
    """

    amplitude: float
    x: float
    y: float
    frequency: float
    orientation: float
    phase: float
    along: float
    across: float


@functools.cache
def grid(side):
    """Rows and columns of the pixels of a square picture, flat."""
    return np.mgrid[:side, :side].reshape(2, -1).astype(float)


def image(gabor, side):
    """The picture of a Gabor function: (side * side,), row by row."""
    y, x = grid(side)
    x, y = x - gabor.x, y - gabor.y
    u = x * np.cos(gabor.orientation) + y * np.sin(gabor.orientation)  # along the wave
    v = y * np.cos(gabor.orientation) - x * np.sin(gabor.orientation)
    bell = np.exp(-((u / gabor.along) ** 2 + (v / gabor.across) ** 2) / 2)
    return gabor.amplitude * bell * np.cos(2 * np.pi * gabor.frequency * u + gabor.phase)


def slopes(gabor, side):
    """How the picture of a Gabor function changes with each of its parameters: (side * side, 8)."""
    y, x = grid(side)
    x, y = x - gabor.x, y - gabor.y
    cos, sin = np.cos(gabor.orientation), np.sin(gabor.orientation)
    u, v = x * cos + y * sin, y * cos - x * sin
    bell = np.exp(-((u / gabor.along) ** 2 + (v / gabor.across) ** 2) / 2)
    angle = 2 * np.pi * gabor.frequency * u + gabor.phase
    wave, turned = bell * np.cos(angle), -gabor.amplitude * bell * np.sin(angle)
    value = gabor.amplitude * wave
    by_u = 2 * np.pi * gabor.frequency * turned - value * u / gabor.along**2
    by_v = -value * v / gabor.across**2
    return np.stack(
        (
            wave, by_v * sin - by_u * cos, -by_u * sin - by_v * cos, 2 * np.pi * u * turned,
            by_u * v - by_v * u, turned, value * u**2 / gabor.along**3, value * v**2 / gabor.across**3,
        ),
        axis=1,
    )  # fmt: skip


def r_squared(values, fitted):
    """Share of the variance of some values that a fit explains: 1 is all of it."""
    return 1 - np.sum((values - fitted) ** 2) / max(np.sum((values - values.mean()) ** 2), 1e-30)


def first_guesses(picture, n=2):
    """Where to start a fit: the highest points of the spectrum, at the centre of the picture's energy.

    Parameters
    ----------
    picture : ndarray of shape (side, side)
    n : int
        How many waves to try, each under a narrow and a wide bell.

    Returns
    -------
    list of Gabor
    """
    side = len(picture)
    energy = (picture - picture.mean()) ** 2
    y, x = np.mgrid[:side, :side]
    cx, cy = (float((place * energy).sum() / max(energy.sum(), 1e-30)) for place in (x, y))
    spectrum = np.fft.fft2(picture - picture.mean(), (PADDED * side,) * 2)
    frequencies = np.fft.fftfreq(PADDED * side)
    power = np.abs(spectrum)[:, : PADDED * side // 2]  # the other half mirrors it
    found, size = [], np.abs(picture).max()
    for _ in range(n):
        i, j = np.unravel_index(power.argmax(), power.shape)
        fy, fx = frequencies[i], frequencies[j]
        phase = float(np.angle(spectrum[i, j]) + 2 * np.pi * (fx * cx + fy * cy))
        wave = np.hypot(fx, fy), np.arctan2(fy, fx), phase
        found += [Gabor(size, cx, cy, *wave, width, width) for width in (side / 8, side / 4)]
        power = power.copy()
        power[max(i - PADDED, 0) : i + PADDED + 1, max(j - PADDED, 0) : j + PADDED + 1] = 0
    return found


def fit(values, n_waves=2):
    """The Gabor function that is nearest to a filter, by least squares from several first guesses.

    Parameters
    ----------
    values : ndarray of shape (side * side,)
    n_waves : int
        How many waves of its spectrum to start from, each under two bells.

    Returns
    -------
    Gabor
        With a frequency above 0, a phase and an orientation within one turn and half a turn.
    float
        R squared.
    """
    from scipy.optimize import least_squares

    values = np.asarray(values, float)
    side = round(len(values) ** 0.5)
    scaled = values / max(np.abs(values).max(), 1e-30)
    low = [-4, -1, -1, 0.02, -np.inf, -np.inf, 0.6, 0.6]
    high = [4, side, side, 0.6, np.inf, np.inf, side, side]
    best = None
    for guess in first_guesses(scaled.reshape(side, side), n_waves):
        start = np.clip(guess, np.array(low) + 1e-6, np.array(high) - 1e-6)
        made = least_squares(
            lambda p: image(Gabor(*p), side) - scaled,
            start,
            lambda p: slopes(Gabor(*p), side),
            bounds=(low, high),
            max_nfev=50,
            ftol=1e-5,
            xtol=1e-5,
        )
        if best is None or made.cost < best.cost:
            best = made
    found = Gabor(*best.x)
    return tidy(found, np.abs(values).max()), r_squared(scaled, image(found, side))


def tidy(gabor, scale=1.0):
    """The same function with a positive amplitude times ``scale``, its angles within a turn."""
    amplitude, phase, orientation = gabor.amplitude * scale, gabor.phase, gabor.orientation
    if amplitude < 0:
        amplitude, phase = -amplitude, phase + np.pi
    if orientation % (2 * np.pi) >= np.pi:  # the wave seen from its other end
        orientation, phase = orientation + np.pi, -phase
    turned = {"orientation": float(orientation % np.pi), "phase": float(phase % (2 * np.pi))}
    return gabor._replace(amplitude=float(amplitude), **turned)


FITTED = ("r_squared", "frequency", "orientation", "n_along", "n_across")


def fit_each(filters):
    """Fits of many filters, as numbers.

    Parameters
    ----------
    filters : ndarray of shape (side * side, F)
        A filter in each column.

    Returns
    -------
    ndarray of shape (F, 5), float32
        ``FITTED``: R squared, frequency (cycles per pixel), orientation (radians, 0 to pi), and standard
        deviations of the bell along and across the wave, in wavelengths, as Ringach counts them.
    """
    rows = []
    for values in np.asarray(filters).T:
        found, r2 = fit(values)
        wide = found.along * found.frequency, found.across * found.frequency
        rows.append((r2, found.frequency, found.orientation, *wide))
    return np.array(rows, np.float32)
