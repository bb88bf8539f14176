"""What the judges of random functions share: a small RBM, careful calls, and whether the given generator is used."""

import copy

import numpy as np

from ...numpy_models.rbm import RBM
from ...teaching.compare import differs
from ...teaching.exercise import Wrong, attempt

SMALL = RBM(
    np.array([[3.0, -2.0, 1.0], [-2.5, 2.2, 1.8], [1.5, 2.8, -3.2], [-1.8, 1.2, 3.8]]),
    np.array([2.0, -1.2, 1.0, -2.5]),
    np.array([-2.2, 1.2, 2.0]),
)  # strong enough that every mistake shows in the means


def chances(states, p):
    """How probable each of the ``states`` is if every unit is on with its own probability: rows of ``p``."""
    return np.where(states == 1, p[:, None, :], 1 - p[:, None, :]).prod(axis=2)  # (rows of p, states)


def call(answer, names, args, says):
    """Call with copies of the arguments, which the function must leave as they are."""
    given = [arg if isinstance(arg, np.random.Generator) else copy.deepcopy(arg) for arg in args]
    got = attempt(answer, tuple(given), says)
    for name, after, before in zip(names, given, args, strict=True):
        if not isinstance(before, np.random.Generator) and differs(after, before, exact=True):
            raise Wrong(
                f"your function changes {name} in place; work on new arrays, e.g. of np.where or a copy."
            )
    if got is None:
        raise Wrong("your function returned None: is the return missing?")
    return got


def check_draws(draw, says):
    """All draws come from the given generator, and go on from where it stands.

    Parameters
    ----------
    draw : callable
        Takes a generator, returns an array that is almost surely another one after other draws.
    says : str
        What is drawn, for the sentence.
    """
    first, again, other = (draw(np.random.default_rng(seed)) for seed in (1, 1, 2))
    if not np.array_equal(first, again):
        raise Wrong(
            f"two calls with generators in the same state gave different {says}: all draws must come from the "
            "given rng, and nothing may be kept between calls."
        )
    if np.array_equal(first, other):
        raise Wrong(
            f"two different generators gave the same {says}: is anything drawn, and with the rng that is given, not with "
            "one of your own?"
        )
    shared = np.random.default_rng(3)
    if np.array_equal(draw(shared), draw(shared)):
        raise Wrong(
            f"two calls in a row with one rng gave the same {says}: draw from rng itself, not from a copy of it, so "
            "that the next call gets new numbers."
        )


def as_numbers(part, name, shape, says):
    """A returned array as float64: of this shape, without NaN."""
    if not isinstance(part, np.ndarray):
        raise Wrong(f"{name} is a {type(part).__name__}; return a NumPy array.")
    if part.shape != shape:
        raise Wrong(f"with {says}: {name} has shape {part.shape}; expected {shape}.")
    if part.dtype.kind not in "biuf" or part.dtype == np.float16:
        raise Wrong(f"{name} has the type {part.dtype}; expected numbers as precise as those that are given.")
    if not np.isfinite(part).all():
        raise Wrong(f"with {says}: {name} contains NaN or infinite values.")
    return part.astype(float)
