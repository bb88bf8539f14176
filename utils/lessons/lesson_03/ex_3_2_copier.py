"""Exercise 3.2: a tied autoencoder, made by hand, that copies every black-and-white picture."""

import itertools

import numpy as np

from ...numpy_models.autoencoder import Autoencoder
from ...numpy_models.mlp import sigmoid
from ...teaching.compare import show_value
from ...teaching.exercise import OpenExercise, Wrong, result_of
from .autoencoders import round_trip

SIZES = (1, 2, 3, 8, 784)
NEAR = 0.01  # of 0 or 1


def copier(n_pixels):
    """The answer: a unit for each pixel, far on its way to on or off, and so is the way back."""
    W = 20.0 * np.eye(n_pixels)
    return Autoencoder(W, b=np.full(n_pixels, -10.0), c=np.full(n_pixels, -10.0))


def _pictures(n_pixels):
    """All black-and-white pictures of a few pixels, some of many; the all-white one is first, the black last."""
    if n_pixels <= 8:
        return np.array(list(itertools.product((0.0, 1.0), repeat=n_pixels)))
    some = np.random.default_rng(1).random((20, n_pixels)) < np.linspace(0, 1, 20)[:, None]
    return some.astype(float)


def _check_form(auto, n_pixels, says):
    if not isinstance(auto, Autoencoder):
        raise Wrong(f"return Autoencoder(W, b, c); this is {show_value(auto)}.")
    if auto.W_out is not None:
        raise Wrong("the decoder has weights of its own (W_out); here they are tied: Autoencoder(W, b, c).")
    for name, array in zip("Wbc", auto[:3], strict=True):
        if type(array) is not np.ndarray or array.dtype.kind not in "biuf":
            raise Wrong(
                f"with {says}, {name} is {show_value(array)}; it must be a plain NumPy array of numbers."
            )
        if not np.isfinite(array).all():
            raise Wrong(f"with {says}, {name} contains NaN or infinite values.")
    if not auto.W.size:
        raise Wrong(f"with {says}, W has shape {auto.W.shape}: there must be hidden units.")
    n_hidden = auto.W.shape[1] if auto.W.ndim == 2 else "H"
    expected = {"W": (n_pixels, n_hidden), "b": (n_pixels,), "c": (n_hidden,)}
    for name, array in zip("Wbc", auto[:3], strict=True):
        if array.shape != expected[name]:
            shape = str(expected[name]).replace("'", "")
            raise Wrong(f"with {says}, {name} has shape {array.shape}; expected {shape}.")


def _copies(auto, pictures, scale=1.0):
    """Whether the pictures come back, with all parameters ``scale`` times as large."""
    a = round_trip(Autoencoder(*(scale * theta for theta in auto[:3])), pictures)[1]
    return np.abs(sigmoid(a) - pictures).max() <= NEAR


def _with_larger_numbers(answer):
    """Where 30 times as large parameters copy a few pixels: what they do with many; or None."""
    n_pixels = max(SIZES)
    auto = result_of(answer, (n_pixels,), f"{n_pixels} pixels")
    _check_form(auto, n_pixels, f"{n_pixels} pixels")
    if _copies(auto, _pictures(n_pixels), 30.0):
        return "larger numbers of this pattern would do, but now the sigmoids are still far from 0 and 1"
    disturbed = _disturbed(auto.W)
    return disturbed and f"larger numbers would do here, but not with {n_pixels} pixels. There {disturbed}"


def _disturbed(W):
    """The first unit that gets several pixels, in words; or None."""
    shared = (W != 0).sum(axis=0) > 1
    if not shared.any():
        return None
    unit = int(shared.argmax())
    own, *others = np.argsort(-np.abs(W[:, unit].astype(float)), kind="stable")
    return (
        f"the pixels disturb one another: unit {unit} gets not only pixel {own} (W[{own}, {unit}] = "
        f"{W[own, unit]:.3g}) but also pixel {others[0]} (W[{others[0]}, {unit}] = {W[others[0], unit]:.3g})"
    )


def _diagnose(answer, auto, pictures, z):
    """What is seen of a copier that does not copy; causes only where the numbers show them."""
    if np.ptp(z, axis=0).max() < 1e-6:
        return "whatever the picture, the same comes back"
    cause = _with_larger_numbers(answer) if _copies(auto, pictures, 30.0) else _disturbed(auto.W)
    if cause:
        return cause
    off = np.abs(z - pictures) > NEAR
    kinds = [name for name, kind in (("white", 0), ("black", 1)) if off[pictures == kind].any()]
    if len(kinds) == 2:
        return "neither all white nor all black pixels come back"
    return f"{'black' if kinds == ['white'] else 'white'} pixels come back, {kinds[0]} ones do not"


def _judge_copier(answer):
    for n_pixels in SIZES:
        says = f"{n_pixels} pixel{'s' if n_pixels > 1 else ''}"
        auto = result_of(answer, (n_pixels,), says)
        _check_form(auto, n_pixels, says)
        pictures = _pictures(n_pixels)
        h, a = round_trip(auto, pictures)
        z = sigmoid(a)
        wrong = ~(np.abs(z - pictures).max(axis=1) <= NEAR)
        if wrong.any():
            i = int(wrong.argmax())
            seen = (
                f"; the picture {_row(pictures[i])} has the code {_row(h[i])} and comes back as {_row(z[i])}"
            )
            raise Wrong(
                f"With {says}: {_diagnose(answer, auto, pictures, z)}{seen if n_pixels <= 3 else ''}."
            )


def _row(values):
    """A few numbers, rounded."""
    few = np.array2string(np.asarray(values, float)[:4], precision=3, suppress_small=True, separator=", ")
    return few if len(values) <= 4 else few[:-1] + ", ...]"


COPIER = OpenExercise("a copier, by hand", copier, _judge_copier)
