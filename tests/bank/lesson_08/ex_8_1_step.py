"""Answers to exercise 8.1."""

import numpy as np


def plain(W, dW, rate, strength):
    return W - rate * (dW + strength * np.sign(W))


def sign_after(W, dW, rate, strength):
    W = W - rate * dW
    return W - rate * strength * np.sign(W)


def any_change(W, dW, rate, strength):
    new = W - rate * (dW + strength * np.sign(W))
    new[np.sign(new) != np.sign(W)] = 0
    return new


def by_product(W, dW, rate, strength):
    new = W - rate * (dW + strength * np.sign(W))
    return np.where(new * W < 0, 0, new)


def stops_old(W, dW, rate, strength):
    new = W - rate * (dW + strength * np.sign(W))
    new[np.abs(W) <= rate * strength] = 0
    return new


def no_negatives(W, dW, rate, strength):
    return np.maximum(W - rate * (dW + strength * np.sign(W)), 0)


def positive_only(W, dW, rate, strength):
    return np.maximum(W - rate * dW - rate * strength, 0)


def no_sign(W, dW, rate, strength):
    return np.maximum(np.abs(W - rate * dW) - rate * strength, 0)


def old_sign(W, dW, rate, strength):
    return np.sign(W) * np.maximum(np.abs(W - rate * dW) - rate * strength, 0)


def no_rate(W, dW, rate, strength):
    W = W - rate * dW
    return np.sign(W) * np.maximum(np.abs(W) - strength, 0)


def twice(W, dW, rate, strength):
    W = W - rate * dW
    return np.sign(W) * np.maximum(np.abs(W) - 2 * rate * strength, 0)


def decay(W, dW, rate, strength):
    return (1 - 2 * rate * strength) * W - rate * dW


def hard(W, dW, rate, strength):
    W = W - rate * dW
    W[np.abs(W) < rate * strength] = 0
    return W


def pull_first(W, dW, rate, strength):
    return np.sign(W) * np.maximum(np.abs(W) - rate * strength, 0) - rate * dW


def climbs(W, dW, rate, strength):
    W = W + rate * dW
    return np.sign(W) * np.maximum(np.abs(W) - rate * strength, 0)


def no_gradient(W, dW, rate, strength):
    return np.sign(W) * np.maximum(np.abs(W) - rate * strength, 0)


def no_pull(W, dW, rate, strength):
    return W - rate * dW


def in_place(W, dW, rate, strength):
    W -= rate * dW
    return np.sign(W) * np.maximum(np.abs(W) - rate * strength, 0)


def divides(W, dW, rate, strength):
    """The sign as W / |W|, which is NaN at zero."""
    W = W - rate * dW
    return W / np.abs(W) * np.maximum(np.abs(W) - rate * strength, 0)


def nothing(W, dW, rate, strength):
    W = W - rate * dW
    np.sign(W) * np.maximum(np.abs(W) - rate * strength, 0)


def by_clip(W, dW, rate, strength):
    moved = W - rate * dW
    return moved - np.clip(moved, -rate * strength, rate * strength)


def by_where(W, dW, rate, strength):
    moved, pull = W - rate * dW, rate * strength
    return np.where(moved > pull, moved - pull, np.where(moved < -pull, moved + pull, 0.0))


def by_loop(W, dW, rate, strength):
    new = np.empty(W.shape)
    for i, j in np.ndindex(*W.shape):
        moved = float(W[i, j] - rate * dW[i, j])
        pulled = max(abs(moved) - rate * strength, 0.0)
        new[i, j] = pulled if moved > 0 else -pulled
    return new


def as_lists(W, dW, rate, strength):
    return by_loop(W, dW, rate, strength).tolist()


def in_two_halves(W, dW, rate, strength):
    """Positive and negative parts apart."""
    moved = np.subtract(W, np.multiply(rate, dW))
    return np.maximum(moved - rate * strength, 0) + np.minimum(moved + rate * strength, 0)


def by_minimum(W, dW, rate, strength):
    moved = (W - rate * dW).astype(np.float64)
    return moved - np.copysign(np.minimum(abs(moved), rate * strength), moved)


WRONG = [
    (plain, "across* zero"),
    (sign_after, "across* zero"),
    (any_change, "only the pull may not"),
    (by_product, "only the pull may not"),
    (stops_old, "near 0 *then*"),
    (no_negatives, "towards zero from both sides"),
    (positive_only, "towards zero from both sides"),
    (no_sign, "negative ones come out positive"),
    (old_sign, "direction from the old weights"),
    (no_rate, "the strength alone"),
    (twice, "the 2 belongs to L2"),
    (decay, "in proportion to the weight"),
    (hard, "not pulled at all"),
    (pull_first, "before the step down the loss"),
    (climbs, "against* its gradient"),
    (no_gradient, "gradient of the loss is missing"),
    (no_pull, "where is the pull"),
    (in_place, "changes W in place"),
    (divides, "NaN"),
    (nothing, "returned None"),
]

RIGHT = [by_clip, by_where, in_two_halves, by_minimum, as_lists, by_loop]
