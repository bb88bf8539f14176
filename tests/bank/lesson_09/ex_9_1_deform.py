"""Answers to exercise 9.1."""

import numpy as np
from scipy.ndimage import correlate1d, map_coordinates
from scipy.ndimage import shift as shifted


def slopes(image):
    p = np.pad(image, 1)
    return (p[1:-1, 2:] - p[1:-1, :-2]) / 2, (p[2:, 1:-1] - p[:-2, 1:-1]) / 2


def move(bent, shift, mode="constant"):
    padded, (down, right), (rows, columns) = np.pad(bent, 1, mode=mode), shift, bent.shape
    return padded[1 - down : 1 - down + rows, 1 - right : 1 - right + columns]


def bend(image, d_right, d_down):
    right, down = slopes(image)
    return image + d_right * right + d_down * down


def minus(image, d_right, d_down, shift):
    return move(np.clip(bend(image, -d_right, -d_down), 0, 1), shift)


def as_in_the_original(image, d_right, d_down, shift):
    """The formula of the released program, in which the second field is that of minus d_down."""
    return move(np.clip(bend(image, d_right, -d_down), 0, 1), shift)


def exchanged(image, d_right, d_down, shift):
    return move(np.clip(bend(image, d_down, d_right), 0, 1), shift)


def one_field(image, d_right, d_down, shift):
    return move(np.clip(image + d_right * slopes(image)[0], 0, 1), shift)


def not_clipped(image, d_right, d_down, shift):
    return move(bend(image, d_right, d_down), shift)


def only_white(image, d_right, d_down, shift):
    return move(np.maximum(bend(image, d_right, d_down), 0), shift)


def only_black(image, d_right, d_down, shift):
    return move(np.minimum(bend(image, d_right, d_down), 1), shift)


def change_clipped(image, d_right, d_down, shift):
    return move(image + np.clip(bend(image, d_right, d_down) - image, 0, 1), shift)


def rolled(image, d_right, d_down, shift):
    return np.roll(np.clip(bend(image, d_right, d_down), 0, 1), shift, axis=(0, 1))


def rolled_not_clipped(image, d_right, d_down, shift):
    return np.roll(bend(image, d_right, d_down), shift, axis=(0, 1))


def edge(image, d_right, d_down, shift):
    return move(np.clip(bend(image, d_right, d_down), 0, 1), shift, "edge")


def wrong_way(image, d_right, d_down, shift):
    return move(np.clip(bend(image, d_right, d_down), 0, 1), (-shift[0], -shift[1]))


def columns_first(image, d_right, d_down, shift):
    return move(np.clip(bend(image, d_right, d_down), 0, 1), (shift[1], shift[0]))


def not_shifted(image, d_right, d_down, shift):
    return np.clip(bend(image, d_right, d_down), 0, 1)


def shift_alone(image, d_right, d_down, shift):
    return move(image, shift)


def shifted_first(image, d_right, d_down, shift):
    return np.clip(bend(move(image, shift), d_right, d_down), 0, 1)


def numpys_gradient(image, d_right, d_down, shift):
    down, right = np.gradient(image)
    return move(np.clip(image + d_right * right + d_down * down, 0, 1), shift)


def one_sided(image, d_right, d_down, shift):
    p = np.pad(image, 1)
    right, down = p[1:-1, 2:] - image, p[2:, 1:-1] - image
    return move(np.clip(image + d_right * right + d_down * down, 0, 1), shift)


def not_halved(image, d_right, d_down, shift):
    return move(np.clip(bend(image, 2 * d_right, 2 * d_down), 0, 1), shift)


def in_place(image, d_right, d_down, shift):
    right, down = slopes(image)
    image += d_right * right + d_down * down
    return move(np.clip(image, 0, 1), shift)


def looked_up(image, d_right, d_down, shift):
    """Resampled between the pixels: not to first order."""
    rows, columns = np.indices(image.shape)
    return move(map_coordinates(image, [rows + d_down, columns + d_right], order=1), shift)


def nothing(image, d_right, d_down, shift):
    move(np.clip(bend(image, d_right, d_down), 0, 1), shift)


def by_slices(image, d_right, d_down, shift):
    """Copies what stays inside into an empty image."""
    bent, new = np.clip(bend(image, d_right, d_down), 0, 1), np.zeros_like(image)

    def ends(step, n):
        return slice(max(step, 0), n + min(step, 0)), slice(max(-step, 0), n + min(-step, 0))

    (to_y, from_y), (to_x, from_x) = (ends(step, n) for step, n in zip(shift, image.shape, strict=True))
    new[to_y, to_x] = bent[from_y, from_x]
    return new


def by_rolling_and_wiping(image, d_right, d_down, shift):
    new = np.roll(np.clip(bend(image, d_right, d_down), 0, 1), shift, axis=(0, 1))
    for axis, step in enumerate(shift):
        if step:
            gone = [slice(None)] * 2
            gone[axis] = 0 if step > 0 else -1
            new[tuple(gone)] = 0
    return new


def by_scipy(image, d_right, d_down, shift):
    kernel = [-0.5, 0, 0.5]
    right, down = (correlate1d(image, kernel, axis=axis, mode="constant") for axis in (1, 0))
    bent = np.minimum(np.maximum(image + d_right * right + d_down * down, 0), 1)
    return shifted(bent, shift, order=0, mode="constant", cval=0, prefilter=False)


def by_loops(image, d_right, d_down, shift):
    rows, columns = image.shape
    old = {(i, j): float(image[i, j]) for i in range(rows) for j in range(columns)}
    bent = {}
    for (i, j), ink in old.items():
        right = old.get((i, j + 1), 0) - old.get((i, j - 1), 0)
        down = old.get((i + 1, j), 0) - old.get((i - 1, j), 0)
        bent[i, j] = min(1.0, max(0.0, ink + 0.5 * (d_right[i, j] * right + d_down[i, j] * down)))
    return [[bent.get((i - shift[0], j - shift[1]), 0.0) for j in range(columns)] for i in range(rows)]


def by_matrices(image, d_right, d_down, shift):
    """Slopes and shift as matrix products."""
    rows, columns = image.shape
    across = (np.eye(columns, k=-1) - np.eye(columns, k=1)) / 2
    along = (np.eye(rows, k=1) - np.eye(rows, k=-1)) / 2
    bent = (image + d_right * (image @ across) + d_down * (along @ image)).clip(0, 1)
    return np.eye(rows, k=-shift[0]) @ bent @ np.eye(columns, k=shift[1])


def in_float64(image, d_right, d_down, shift):
    bent = bend(np.float64(image), d_right.astype(np.float64), d_down.astype(np.float64))
    return by_slices(np.clip(bent, 0.0, 1.0), 0 * d_right, 0 * d_down, tuple(shift))


WRONG = [
    (minus, "wrong sign"),
    (as_in_the_original, "wrong sign"),
    (exchanged, "they are exchanged"),
    (one_field, "Only d_right"),
    (not_clipped, "stays between 0 and 1"),
    (only_white, "stays between 0 and 1"),
    (only_black, "stays between 0 and 1"),
    (change_clipped, "not its change"),
    (rolled, "np.roll brings"),
    (rolled_not_clipped, "np.roll brings"),
    (edge, "repeat the border"),
    (wrong_way, "goes the wrong way"),
    (columns_first, "rows first"),
    (not_shifted, "the shift is missing"),
    (shift_alone, "shift alone"),
    (shifted_first, "Bend first"),
    (numpys_gradient, "other slopes"),
    (one_sided, "other slopes"),
    (not_halved, "other slopes"),
    (in_place, "changes image in place"),
    (looked_up, "0.5 came"),
    (nothing, "returned None"),
]

RIGHT = [by_slices, by_rolling_and_wiping, by_matrices, in_float64, by_scipy, by_loops]
