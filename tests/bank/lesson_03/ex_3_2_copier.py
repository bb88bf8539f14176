"""Answers to exercise 3.2."""

import numpy as np
import scipy.linalg

from utils.numpy_models.autoencoder import Autoencoder, init_autoencoder


def copier_as(scale=20.0, b=-0.5, c=-0.5, pattern=np.eye):
    def copier(n_pixels):
        W = scale * pattern(n_pixels)
        n_hidden = W.shape[1]
        return Autoencoder(W, np.full(n_pixels, b * scale), np.full(n_hidden, c * scale))

    return copier


def copier_plain_tuple(n_pixels):
    return tuple(copier_as()(n_pixels)[:3])


def copier_untied(n_pixels):
    return Autoencoder(*copier_as()(n_pixels)[:3], W_out=20 * np.eye(n_pixels))


def copier_no_return(n_pixels):
    copier_as()(n_pixels)


def copier_for_digits_only(n_pixels):
    return copier_as()(784)


def copier_for_few_pixels(n_pixels):
    return copier_as(pattern=lambda n: np.eye(n, min(n, 8)))(n_pixels)


def copier_scalar_biases(n_pixels):
    return Autoencoder(20 * np.eye(n_pixels), -10.0, -10.0)


def copier_lists(n_pixels):
    rows = [[20.0 * (i == j) for j in range(n_pixels)] for i in range(n_pixels)]
    return Autoencoder(rows, n_pixels * [-10.0], n_pixels * [-10.0])


def copier_too_large(n_pixels):
    return Autoencoder(*(np.inf * theta for theta in copier_as()(n_pixels)[:3]))


def copier_random(n_pixels):
    return init_autoencoder(n_pixels, 4, np.random.default_rng(0))


def copier_biases_exchanged(n_pixels):
    return Autoencoder(
        20 * np.eye(n_pixels, 2 * n_pixels), np.full(2 * n_pixels, -10.0), np.full(n_pixels, -10.0)
    )


def copier_loop(n_pixels):
    W = np.zeros((n_pixels, n_pixels))
    for j in range(n_pixels):
        W[j, j] = 30
    return Autoencoder(W, np.array([-15.0 for _ in range(n_pixels)]), np.zeros(n_pixels) - 15)


def copier_off_units(n_pixels):
    """Units that are on for white."""
    W = -16 * np.identity(n_pixels)
    return Autoencoder(W, np.full(n_pixels, 8.0), np.full(n_pixels, 8.0))


def copier_permuted(n_pixels):
    W = 20 * np.eye(n_pixels)[:, np.random.default_rng(0).permutation(n_pixels)]
    return Autoencoder(W, np.full(n_pixels, -10.0), np.full(n_pixels, -10.0))


def copier_two_units_a_pixel(n_pixels):
    W = np.concatenate((12 * np.eye(n_pixels), -12 * np.eye(n_pixels)), axis=1).astype(np.float32)
    c = np.concatenate((np.full(n_pixels, -6), np.full(n_pixels, 6)))
    return Autoencoder(W, np.zeros(n_pixels), c)


def copier_integers(n_pixels):
    return Autoencoder(20 * np.eye(n_pixels, dtype=int), np.repeat(-10, n_pixels), np.repeat(-10, n_pixels))


def copier_idle_units(n_pixels):
    W = np.zeros((n_pixels, n_pixels + 3))
    np.fill_diagonal(W, 24)
    return Autoencoder(W, np.full(n_pixels, -12.0), np.full(n_pixels + 3, -12.0))


def copier_crossed(n_pixels, scale=1.0):
    """Every unit gets a little of all other pixels: good for up to 7, with larger numbers up to 11."""
    W = scale * (20 * np.eye(n_pixels) - 1)
    return Autoencoder(W, np.full(n_pixels, -10.0 * scale), np.full(n_pixels, -10.0 * scale))


def copier_small_and_for_few_pixels(n_pixels):
    return copier_as(scale=0.3, pattern=lambda n: np.eye(n, min(n, 8)))(n_pixels)


class Copier:
    """A class instance that can be called."""

    def __call__(self, n_pixels):
        W = scipy.linalg.block_diag(*np.full((n_pixels, 1, 1), 20.0))
        return Autoencoder(W, -W.sum(axis=1) / 2, -W.sum(axis=0) / 2)


WRONG = [
    (copier_as(scale=1.0), "still far from 0 and 1"),
    (copier_as(b=0.0), "the code [0.] and comes back as [0.5]"),
    (copier_as(c=0.0), "the code [0.5] and comes back as [0.5]"),
    (copier_as(b=0.0, c=0.0), "comes back as [1.]"),
    (copier_as(c=-2.0), "the same comes back"),
    (copier_as(pattern=lambda n: np.ones((n, n))), "With 2 pixels"),
    (copier_as(pattern=lambda n: np.eye(n, max(1, n // 2))), "With 2 pixels"),
    (copier_plain_tuple, "return Autoencoder(W, b, c); this is"),
    (copier_untied, "weights of its own"),
    (copier_no_return, "is the return missing"),
    (copier_for_digits_only, "with 1 pixel, W has shape (784, 784); expected (1, 784)"),
    (copier_scalar_biases, "b is -10"),
    (copier_lists, "it must be a plain NumPy array"),
    (copier_as(pattern=lambda n: np.zeros((n, 0))), "there must be hidden units"),
    (copier_for_few_pixels, "With 784 pixels: white pixels come back, black ones do not"),
    (copier_too_large, "W contains NaN"),
    (copier_biases_exchanged, "b has shape (2,); expected (1,)"),
    (copier_random, "larger numbers would do here, but not with 784 pixels"),
    (copier_crossed, "unit 0 gets not only pixel 0 (W[0, 0] = 19) but also pixel 1 (W[1, 0] = -1)"),
    (
        lambda n_pixels: copier_crossed(n_pixels, 0.2),
        "With 1 pixel: larger numbers would do here, but not with 784",
    ),
    (
        copier_as(pattern=lambda n: np.eye(n) + np.eye(n, k=1)),
        "With 2 pixels: the pixels disturb one another",
    ),
    (copier_small_and_for_few_pixels, "With 1 pixel: neither all white nor all black"),
    (copier_as(scale=1.0, b=0.0, c=0.0), "neither all white nor all black"),
]

RIGHT = [
    copier_loop,
    copier_off_units,
    copier_permuted,
    copier_two_units_a_pixel,
    copier_integers,
    copier_idle_units,
    copier_as(scale=1000.0),
    copier_as(scale=40.0, b=-0.75, c=0.0),
    Copier(),
]
