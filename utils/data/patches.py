"""Patches of natural images, from the two photographs that come inside scikit-learn: no network needed.

Prepared in the manner of Olshausen and Field: the logarithm of the light, filtered so that neighbouring
pixels are less alike. The filter |f| exp(-(|f| / 0.35)^4), with f in cycles per pixel, lifts high
frequencies, which are weak in natural images, except for the highest, which carry mostly noise and go.
"""

import functools

import numpy as np

from .cache import DataError
from .checks import whole_number

CUTOFF = 0.35  # cycles per pixel
MARGIN = 16  # pixels cut off each edge, where the filter saw the opposite edge


def load_patches(n, side, rng, *, whiten=True):
    """Square patches at random places of the two photographs.

    Each photograph is turned into the logarithm of its grey level, filtered if so wished, and scaled to
    variance 1. Each patch has its own mean subtracted. About a quarter of the patches show sky or another
    surface almost without contrast (standard deviation below 0.1).

    Parameters
    ----------
    n : int
        Number of patches, 1 or more; each comes from either photograph with equal chance. They may overlap.
    side : int
        Side of a patch in pixels, from 2 to 395.
    rng : numpy.random.Generator
        Decides the places; equal generators give equal patches.
    whiten : bool, default=True
        Whether to filter. Without, neighbouring pixels are more alike.

    Returns
    -------
    ndarray of shape (n, side * side), float32

    Raises
    ------
    TypeError, ValueError
        When ``n`` or ``side`` is not such a number or ``rng`` not a generator.
    DataError
        When scikit-learn or its photographs are missing.
    """
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"load_patches was given a {type(rng).__name__} as rng: pass a generator, "
            "for example np.random.default_rng(0)."
        )
    photographs = _photographs(bool(whiten))
    n = whole_number(n, "load_patches was given n", least=1)
    side = whole_number(side, "load_patches was given side", 2, min(photographs[0].shape))
    which = rng.integers(len(photographs), size=n)  # (N,)
    patches = np.empty((n, side, side), dtype=np.float32)
    for number, photograph in enumerate(photographs):
        rows = np.flatnonzero(which == number)
        windows = np.lib.stride_tricks.sliding_window_view(photograph, (side, side))
        top, left = (rng.integers(places, size=len(rows)) for places in windows.shape[:2])
        patches[rows] = windows[top, left]
    patches -= patches.mean(axis=(1, 2), keepdims=True)
    return patches.reshape(n, side * side)


@functools.cache
def _photographs(whiten):
    """The photographs, prepared: a tuple of arrays (height, width), float32, read-only."""
    try:
        from sklearn.datasets import load_sample_images

        colours = load_sample_images().images  # (height, width, 3) each, uint8
    except (ImportError, OSError):
        raise DataError(
            "The patches are cut from photographs that come with the packages scikit-learn and pillow, which "
            "cannot be read here: run `pip install -r requirements.txt` in the course's folder."
        ) from None
    prepared = []
    for colour in colours:
        light = np.log1p(colour.mean(axis=2))  # (height, width)
        light = _filtered(light) if whiten else light
        inner = light[MARGIN:-MARGIN, MARGIN:-MARGIN]
        scaled = ((inner - inner.mean()) / inner.std()).astype(np.float32)
        scaled.flags.writeable = False
        prepared.append(scaled)
    return tuple(prepared)


def _filtered(image):
    """Multiply the spectrum of an image by |f| exp(-(|f| / CUTOFF)^4).

    Parameters
    ----------
    image : ndarray of shape (height, width)

    Returns
    -------
    ndarray of shape (height, width)
        Its mean is 0, since the filter is 0 at f = 0.
    """
    height, width = image.shape
    f = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width))  # cycles per pixel
    return np.fft.irfft2(np.fft.rfft2(image) * f * np.exp(-((f / CUTOFF) ** 4)), s=image.shape)
