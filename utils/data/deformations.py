"""What bends a digit: smooth random displacement fields, and how an image answers to a displacement.

To first order, an image x whose pixels are displaced by d = (d_right, d_down) becomes

    x + d_right * t_right + d_down * t_down,

where the tangents t are the derivatives of the image along the two axes. Nothing is resampled, so a
deformation costs two products per pixel (Loosli, Canu and Bottou, 2007).
"""

import functools

import numpy as np

SIDE = 28
N_PIXELS = SIDE * SIDE
N_FIELDS = 1_000
FIELD_SIGMA = 4.0  # pixels over which neighbours move together
FIELD_SEED = 2007
TANGENT_SIGMA = 0.7  # pixels; the digit is smoothed this much before it is differentiated
TANGENT_UNIT = 1 / 254  # grey level per pixel: no tangent of an image in [0, 1] exceeds 127 of these


@functools.cache
def displacement_fields():
    """Smooth random scalar fields, the same on every call (and, up to rounding, on every computer).

    White noise, uniform in [-1, 1], is smoothed by a Gaussian of ``FIELD_SIGMA`` pixels. The noise extends
    beyond the image, so its border moves like the rest. One factor for all fields makes their root mean
    square 1.

    Returns
    -------
    ndarray of shape (N_FIELDS, 784), float32, read-only
    """
    margin = round(4 * FIELD_SIGMA)
    wide = SIDE + 2 * margin
    raw = np.random.PCG64(FIELD_SEED).random_raw(N_FIELDS * wide * wide)
    noise = (raw >> np.uint64(11)) * 2.0**-52 - 1  # in [-1, 1)
    apart = np.arange(SIDE)[:, None] + margin - np.arange(wide)  # (28, wide)
    smooth = np.exp(-0.5 * (apart / FIELD_SIGMA) ** 2)
    fields = smooth @ noise.reshape(N_FIELDS, wide, wide) @ smooth.T  # (N_FIELDS, 28, 28)
    fields = (fields / np.sqrt(np.mean(fields**2))).astype(np.float32).reshape(N_FIELDS, N_PIXELS)
    fields.flags.writeable = False
    return fields


def tangents(images):
    """Derivatives of smoothed images along the two axes.

    An image is smoothed by a Gaussian of ``TANGENT_SIGMA`` pixels and differentiated by central
    differences. Outside it there is paper (0).

    Parameters
    ----------
    images : ndarray of shape (N, 784)
        Grey levels in [0, 1].

    Returns
    -------
    right, down : ndarray of shape (N, 784), int8
        In steps of ``TANGENT_UNIT``. One byte suffices, since the error is half a grey level of 255 for a
        displacement of one pixel, and it keeps the tangents of all of MNIST in 90 MB.
    """
    apart = np.arange(SIDE)[:, None] - np.arange(SIDE)  # (28, 28)
    smooth = _gaussian(apart)
    slope = (_gaussian(apart + 1) - _gaussian(apart - 1)) / 2
    right, down = (np.empty((len(images), N_PIXELS), dtype=np.int8) for _ in range(2))
    for start in range(0, len(images), 500):
        block = images[start : start + 500].reshape(-1, SIDE, SIDE)  # (N, down, right)
        rows = slice(start, start + len(block))
        right[rows] = _in_units(smooth @ (block @ slope.T))
        down[rows] = _in_units(slope @ (block @ smooth.T))
    return right, down


def _gaussian(apart):
    """Weights, of sum 1 in all, of pixels that are ``apart`` pixels away; float32."""
    return (np.exp(-0.5 * (apart / TANGENT_SIGMA) ** 2) / (TANGENT_SIGMA * np.sqrt(2 * np.pi))).astype(
        np.float32
    )


def _in_units(slopes):
    """Grey levels per pixel (N, 28, 28) in whole steps of ``TANGENT_UNIT`` (N, 784)."""
    return np.rint(slopes / np.float32(TANGENT_UNIT)).reshape(-1, N_PIXELS)
