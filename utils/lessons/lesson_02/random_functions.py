"""What the judges of random functions share: a small RBM, and the form of what comes back."""

import numpy as np

from ...numpy_models.rbm import RBM
from ...teaching.exercise import Wrong

SMALL = RBM(
    np.array([[3.0, -2.0, 1.0], [-2.5, 2.2, 1.8], [1.5, 2.8, -3.2], [-1.8, 1.2, 3.8]]),
    np.array([2.0, -1.2, 1.0, -2.5]),
    np.array([-2.2, 1.2, 2.0]),
)  # strong enough that every mistake shows in the means


def chances(states, p):
    """How probable each of the ``states`` is if every unit is on with its own probability: rows of ``p``."""
    return np.where(states == 1, p[:, None, :], 1 - p[:, None, :]).prod(axis=2)  # (rows of p, states)


def as_numbers(part, name, shape, says):
    """A returned array as float64: of this shape, without NaN."""
    if type(part) is not np.ndarray:
        raise Wrong(f"{name} is a {type(part).__name__}; return a NumPy array.")
    if part.shape != shape:
        raise Wrong(f"with {says}: {name} has shape {part.shape}; expected {shape}.")
    if part.dtype.kind not in "biuf" or part.dtype == np.float16:
        raise Wrong(f"{name} has the type {part.dtype}; expected numbers as precise as those that are given.")
    if not np.isfinite(part).all():
        raise Wrong(f"with {says}: {name} contains NaN or infinite values.")
    return part.astype(float)
