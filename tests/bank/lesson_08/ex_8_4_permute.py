"""Answers to exercise 8.4."""

from typing import NamedTuple

import numpy as np


class Pair(NamedTuple):
    first: np.ndarray
    second: np.ndarray


def rows(W, b, rng):
    return rng.permutation(W), rng.permutation(b)


def columns(W, b, rng):
    order = rng.permutation(len(b))
    return W[:, order], b[order]


def rows_and_columns(W, b, rng):
    return rng.permutation(rng.permutation(W), axis=1), rng.permutation(b)


def within_rows(W, b, rng):
    return rng.permuted(W, axis=1), rng.permutation(b)


def within_columns(W, b, rng):
    return rng.permuted(W, axis=0), rng.permutation(b)


def one_axis_after_the_other(W, b, rng):
    return rng.permuted(rng.permuted(W, axis=0), axis=1), rng.permutation(b)


def histogram(W, b, rng):
    return rng.choice(W.ravel(), W.shape), rng.choice(b, b.shape)


def normal(W, b, rng):
    return rng.normal(W.mean(), W.std(), W.shape), rng.permutation(b)


def keeps_b(W, b, rng):
    return rng.permutation(W.ravel()).reshape(W.shape), b.copy()


def keeps_W(W, b, rng):
    return W.copy(), rng.permutation(b)


def mixed(W, b, rng):
    every = rng.permutation(np.concatenate([W.ravel(), b]))
    return every[: W.size].reshape(W.shape), every[W.size :]


def flat(W, b, rng):
    return rng.permutation(W.ravel()), rng.permutation(b)


def in_place(W, b, rng):
    rng.shuffle(W.reshape(-1))
    return W, rng.permutation(b)


def another_generator(W, b, rng):
    rng = np.random.default_rng()
    return rng.permutation(W.ravel()).reshape(W.shape), rng.permutation(b)


def own_generator(W, b, rng):
    rng = np.random.default_rng(0)
    return rng.permutation(W.ravel()).reshape(W.shape), rng.permutation(b)


def turned_signs(W, b, rng):
    W = rng.permutation(W.ravel()).reshape(W.shape)
    return W * rng.choice([-1.0, 1.0], W.shape), rng.permutation(b)


def backwards(W, b, rng):
    return W[::-1, ::-1].copy(), b[::-1].copy()


def in_order(W, b, rng):
    return np.sort(W.ravel())[::-1].reshape(W.shape).copy(), rng.permutation(b)


def only_W(W, b, rng):
    return rng.permutation(W.ravel()).reshape(W.shape)


def turned_shape(W, b, rng):
    return rng.permutation(W.ravel()).reshape(W.shape[::-1]), rng.permutation(b)


def named(W, b, rng):
    return {"W": rng.permuted(W), "b": rng.permuted(b)}


def rolled(W, b, rng):
    """The same order, begun elsewhere."""
    return np.roll(W.ravel(), rng.integers(1, W.size + 1)).reshape(W.shape), rng.permutation(b)


def permuted(W, b, rng):
    return rng.permuted(W), rng.permuted(b)


def by_keys(W, b, rng):
    """Sorted by random keys."""
    order = np.argsort(rng.random(W.size))
    return W.ravel()[order].reshape(W.shape), b[np.argsort(rng.random(b.size))]


def by_shuffle(W, b, rng):
    new, other = W.flatten(), b.copy()
    rng.shuffle(new)
    rng.shuffle(other)
    return Pair(new.reshape(W.shape), other)


def by_take(W, b, rng):
    order = rng.permutation(W.size).reshape(W.shape)
    return [np.take(W, order), np.take(b, rng.permutation(len(b)))]


def by_swaps(W, b, rng):
    """Fisher and Yates, a swap at a time."""
    new = []
    for values in (W, b):
        flat = values.flatten()
        for i in range(len(flat) - 1, 0, -1):
            j = rng.integers(0, i + 1)
            flat[i], flat[j] = flat[j], flat[i]
        new.append(flat.reshape(values.shape))
    return tuple(new)


def by_choice(W, b, rng):
    """Draws without replacement; as lists."""
    flat = rng.choice(W.ravel(), W.size, replace=False)
    return flat.reshape(W.shape).tolist(), rng.choice(b, len(b), replace=False).tolist()


WRONG = [
    (rows, "whole rows have moved"),
    (columns, "whole columns have moved"),
    (rows_and_columns, "are still in one"),
    (within_rows, "stayed in its row"),
    (within_columns, "stayed in its column"),
    (one_axis_after_the_other, "24 orders"),
    (rolled, "are still in one"),
    (histogram, "*with* replacement"),
    (normal, "values that it did not have"),
    (keeps_b, "b is as it was"),
    (keeps_W, "W is as it was"),
    (mixed, "have mixed"),
    (flat, "has shape (4,)"),
    (in_place, "changes W in place"),
    (another_generator, "come from np.random"),
    (own_generator, "makes a generator of its own"),
    (turned_signs, "signs of W are turned"),
    (backwards, "is anything drawn"),
    (in_order, "fixed order"),
    (only_W, "return two arrays"),
    (named, "return two arrays"),
    (turned_shape, "has shape (4, 6)"),
]

RIGHT = [permuted, by_keys, by_shuffle, by_take, by_choice, by_swaps]
