"""Gradients by finite differences: slow, simple, and the judge of every gradient that we derive."""

import numpy as np


def numerical_gradient(f, theta, step=1e-5):
    """Gradient of ``f`` at ``theta`` by central differences, one entry at a time.

    Parameters
    ----------
    f : callable
        Takes an array like ``theta`` and returns a number.
    theta : ndarray of any shape
        In double precision; not changed.
    step : float
        Each entry is moved by this much in both directions; the error is of the order of ``step ** 2``.

    Returns
    -------
    ndarray of the shape of ``theta``
    """
    gradient = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        plus, minus = theta.copy(), theta.copy()
        plus[i] += step
        minus[i] -= step
        gradient[i] = (f(plus) - f(minus)) / (2 * step)
    return gradient


def relative_error(a, b):
    """How far two arrays are apart, relative to their size: ``|a - b| / (|a| + |b|)``, Euclidean norms.

    Returns
    -------
    float
        0 for equal arrays, 1 for opposite ones.
    """
    size = np.linalg.norm(a) + np.linalg.norm(b)
    return float(np.linalg.norm(a - b) / size) if size else 0.0
