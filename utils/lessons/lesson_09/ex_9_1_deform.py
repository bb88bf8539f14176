"""Exercise 9.1: an image that is bent by two fields, to first order, and shifted by a pixel."""

import numpy as np

from ...teaching.exercise import Case, FunctionExercise, Mistake


def slopes(image):
    """Slopes to the right and downwards, (R, C) each; outside is paper (0)."""
    p = np.pad(image, 1)
    return (p[1:-1, 2:] - p[1:-1, :-2]) / 2, (p[2:, 1:-1] - p[:-2, 1:-1]) / 2


def deform(image, d_right, d_down, shift):
    right, down = slopes(image)
    bent = np.clip(image + d_right * right + d_down * down, 0, 1)
    padded, (rows, columns) = np.pad(bent, 1), bent.shape
    top, left = 1 - shift[0], 1 - shift[1]
    return padded[top : top + rows, left : left + columns]


def _pixel_by_pixel(image, d_right, d_down, shift):
    """The oracle: each new pixel asks for the one that it comes from, and that one for its neighbours."""
    (rows, columns), new = image.shape, np.zeros(image.shape)

    def old(i, j):
        return float(image[i, j]) if 0 <= i < rows and 0 <= j < columns else 0.0

    for i, j in np.ndindex(rows, columns):
        y, x = i - shift[0], j - shift[1]
        if 0 <= y < rows and 0 <= x < columns:
            change = d_right[y, x] * (old(y, x + 1) - old(y, x - 1)) / 2
            change += d_down[y, x] * (old(y + 1, x) - old(y - 1, x)) / 2
            new[i, j] = min(max(old(y, x) + change, 0.0), 1.0)
    return new


def _moved(bent, shift, mode="constant"):
    padded, (rows, columns) = np.pad(bent, 1, mode=mode), bent.shape
    top, left = 1 - shift[0], 1 - shift[1]
    return padded[top : top + rows, left : left + columns]


def _change(image, d_right, d_down, right=1.0, down=1.0, of=slopes):
    to_right, downwards = of(image)
    return right * d_right * to_right + down * d_down * downwards


def _bent(low=0.0, high=1.0, move=_moved, **how):
    """The answer with other limits, another shift, or another change."""

    def made(image, d_right, d_down, shift):
        return move(np.clip(image + _change(image, d_right, d_down, **how), low, high), shift)

    return made


def _swapped_fields(image, d_right, d_down, shift):
    return deform(image, d_down, d_right, shift)


def _shifted_first(image, d_right, d_down, shift):
    return deform(_moved(image, shift), d_right, d_down, (0, 0))


def _change_clipped(image, d_right, d_down, shift):
    return _moved(image + np.clip(_change(image, d_right, d_down), 0, 1), shift)


def _resampled(image, d_right, d_down, shift):
    """Looks up the nearest whole pixel."""
    (rows, columns), new = image.shape, np.zeros_like(image)
    for i, j in np.ndindex(rows, columns):
        y, x = i + round(float(d_down[i, j])), j + round(float(d_right[i, j]))
        new[i, j] = image[y, x] if 0 <= y < rows and 0 <= x < columns else 0
    return _moved(new, shift)


def _gradient(image):
    """NumPy's: one-sided at the border."""
    down, right = (
        np.gradient(image, axis=axis) if image.shape[axis] > 1 else np.zeros_like(image) for axis in (0, 1)
    )
    return right, down  # fmt: skip


def _ahead(image):
    p = np.pad(image, 1)
    return p[1:-1, 2:] - image, p[2:, 1:-1] - image


def _twice(image):
    return tuple(2 * slope for slope in slopes(image))


def _deform_cases():
    rng = np.random.default_rng(9)
    dot = np.zeros((3, 3))
    dot[1, 1] = 1.0
    flat, half = np.zeros((3, 3)), np.full((3, 3), 0.5)

    def drawn(rows, columns, size=1.0, dtype=float):
        image = rng.uniform(size=(rows, columns)).astype(dtype)
        return image, *(rng.normal(0, size, (rows, columns)).astype(dtype) for _ in range(2))

    return [
        Case("a dark pixel in the middle of 3 x 3, d_right = 0.5 everywhere, no shift", (dot, half, flat, (0, 0))),
        Case("a dark pixel in the middle of 3 x 3, d_down = 0.5 everywhere, no shift", (dot, flat, half, (0, 0))),
        Case("a dark pixel in the middle of 3 x 3, no fields, shifted one down", (dot, flat, flat, (1, 0))),
        Case("4 x 4 pixels, no fields, shifted one to the left", (drawn(4, 4)[0], np.zeros((4, 4)), np.zeros((4, 4)), (0, -1))),
        Case("4 x 4 pixels, weak fields, no shift", (*drawn(4, 4, 0.3), (0, 0))),
        Case("5 x 7 pixels, weak fields, shifted up and to the right", (*drawn(5, 7, 0.3), (-1, 1))),
        Case("6 x 6 pixels, strong fields, shifted down and to the left", (*drawn(6, 6, 3.0), (1, -1))),
        Case("6 x 6 pixels, all black, shifted up", (np.ones((6, 6)), *drawn(6, 6)[1:], (-1, 0))),
        Case("6 x 6 pixels, all white", (np.zeros((6, 6)), *drawn(6, 6)[1:], (1, 1))),
        Case("one row of 6 pixels", (*drawn(1, 6), (0, 1))),
        Case("one column of 6 pixels", (*drawn(6, 1), (1, 0))),
        Case("12 x 9 pixels in float32", (*drawn(12, 9, 1.0, np.float32), (0, 1))),
    ]  # fmt: skip


_ROLL = "np.roll brings what leaves on one side back in on the other; vacated pixels are paper, 0."
_SIGN = (
    "Something has the wrong sign: the new pixel shows what stood *further along* d, and where the image "
    "rises along d, there is more ink."
)
_LIMITS = "Ink stays between 0 and 1: with strong fields a first-order step leads out of it, on both sides."
_SLOPES = "take the slopes from slopes(image): half of the difference of the two neighbours, with paper outside the image."

DEFORM = FunctionExercise(
    "bend and shift",
    deform,
    _pixel_by_pixel,
    _deform_cases,
    form=lambda result, *args: np.asarray(result),
    mistakes=(
        Mistake(_SIGN, _bent(right=-1.0, down=-1.0)),
        Mistake(_SIGN, _bent(down=-1.0)),
        Mistake(_SIGN, _bent(right=-1.0)),
        Mistake("Each field goes with the slope along its own direction; here they are exchanged.", _swapped_fields),
        Mistake("Only d_right is at work.", _bent(down=0.0)),
        Mistake("Only d_down is at work.", _bent(right=0.0)),
        Mistake("The fields are not at work: this is the shift alone.", _bent(right=0.0, down=0.0)),
        *(Mistake(_LIMITS, _bent(low, high)) for low, high in ((-np.inf, np.inf), (0, np.inf), (-np.inf, 1))),
        Mistake("What has to stay between 0 and 1 is the image, not its change: ink can get less, too.", _change_clipped),
        *(Mistake(_ROLL, _bent(low, high, lambda bent, shift: np.roll(bent, shift, axis=(0, 1))))
          for low, high in ((0, 1), (-np.inf, np.inf))),
        Mistake("The vacated pixels repeat the border; they are paper, 0.",
                _bent(move=lambda bent, shift: _moved(bent, shift, "edge"))),
        Mistake("The shift goes the wrong way: (1, 0) is one pixel *down*.",
                _bent(move=lambda bent, shift: _moved(bent, (-shift[0], -shift[1])))),
        Mistake("shift is (down, right): rows first.", _bent(move=lambda bent, shift: _moved(bent, shift[::-1]))),
        Mistake("This is the bent image; the shift is missing.", _bent(move=lambda bent, shift: bent)),
        Mistake("Bend first, then shift: here the fields meet pixels that have moved already.", _shifted_first),
        Mistake("Nothing is looked up in other places: to first order a pixel changes by d times the slope.", _resampled),
        *(Mistake(f"These are other slopes; {_SLOPES}", _bent(of=of)) for of in (_gradient, _ahead, _twice)),
    ),
    errors=(("Shape of array too small", f"np.gradient needs two pixels along each axis; {_SLOPES}"),),
)  # fmt: skip
