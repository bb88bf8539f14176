"""Answers to exercise 3.3."""

import math

import numpy as np
import scipy.special

from utils.numpy_models.mlp import sigmoid


def loss_from_z(x, a):
    z = 1 / (1 + np.exp(-a))
    return -(x * np.log(z) + (1 - x) * np.log(1 - z)).sum() / len(x)


def loss_nan(x, a):
    return np.nan


def loss_log_one_plus_exp(x, a):
    return np.mean(np.sum(np.log(1 + np.exp(a)) - x * a, axis=1))


def loss_mean_of_all(x, a):
    return np.mean(np.logaddexp(0, a) - a * x)


def loss_sum_of_all(x, a):
    return np.sum(np.logaddexp(0, a) - a * x)


def loss_negative(x, a):
    return -loss_softplus(x, a)


def loss_ink_only(x, a):
    return np.mean(np.sum(x * np.logaddexp(0, -a), axis=1))


def loss_squared(x, a):
    return np.mean(np.sum((x - sigmoid(a)) ** 2, axis=1))


def loss_each(x, a):
    return np.sum(np.logaddexp(0, a) - a * x, axis=1)


def loss_plus(x, a):
    return np.mean(np.sum(np.logaddexp(0, a) + a * x, axis=1))


def loss_softplus(x, a):
    return (np.maximum(a, 0) - x * a + np.log1p(np.exp(-np.abs(a)))).sum() / len(x)


def loss_two_terms(x, a):
    return np.mean(np.sum(x * np.logaddexp(0, -a) + (1 - x) * np.logaddexp(0, a), axis=1))


def loss_log_expit(x, a):
    terms = x * scipy.special.log_expit(a) + (1 - x) * scipy.special.log_expit(-a)
    return -np.einsum("nv->", terms) / x.shape[0]


def loss_rows(x, a):
    rows = [np.logaddexp(0.0, s) @ np.ones(len(s)) - t @ s for t, s in zip(x, a, strict=True)]
    return sum(rows) / len(rows)


def loss_clipped(x, a):
    z = np.clip(sigmoid(a), 1e-7, 1 - 1e-7)
    return -np.mean(np.sum(x * np.log(z) + (1 - x) * np.log(1 - z), axis=1))


def loss_with_epsilon(x, a):
    z = sigmoid(a)
    return -(x * np.log(z + 1e-12) + (1 - x) * np.log(1 - z + 1e-12)).sum(axis=1).mean()


def loss_clipped_before(x, a):
    a = np.clip(a, -500, 500)
    return np.mean(np.sum(np.log(1 + np.exp(a)) - x * a, axis=1))


def loss_exchanged(x, a):
    return np.mean(np.sum((1 - x) * np.logaddexp(0, -a) + x * np.logaddexp(0, a), axis=1))


def loss_minus_a(x, a):
    return np.mean(np.sum(np.logaddexp(0, -a) - x * a, axis=1))


def loss_paper_only(x, a):
    return np.mean(np.sum((1 - x) * np.logaddexp(0, a), axis=1))


def loss_without_x(x, a):
    return np.mean(np.sum(np.logaddexp(0, a), axis=1))


def loss_bits(x, a):
    return loss_softplus(x, a) / np.log(2)


def loss_sigmoid_twice(x, a):
    return loss_softplus(x, sigmoid(a))


def loss_sum_over_examples(x, a):
    return (np.logaddexp(0, a) - x * a).sum(axis=0).mean()


def loss_each_pixel(x, a):
    return np.logaddexp(0, a) - x * a


def loss_roles_exchanged(x, a):
    z = sigmoid(a)
    return -np.mean(np.sum(z * np.log(x) + (1 - z) * np.log(1 - x), axis=1))


def loss_two_overflows(x, a):
    return np.mean(np.sum(x * np.log(1 + np.exp(-a)) + (1 - x) * np.log(1 + np.exp(a)), axis=1))


def loss_changes_a(x, a):
    loss = loss_softplus(x, a)
    a *= 0
    return loss


def loss_no_return(x, a):
    loss_softplus(x, a)


def loss_one_row_as_array(x, a):
    return np.array([loss_softplus(x, a)])


def loss_mean_times_pixels(x, a):
    return np.mean(np.logaddexp(0, a) - x * a) * x.shape[1]


def loss_float32(x, a):
    x, a = x.astype(np.float32), a.astype(np.float32)
    return (np.logaddexp(np.float32(0), a) - x * a).sum(axis=1).mean()


def loss_plain_python(x, a):
    total = 0.0
    for target, score in zip(x.flat, a.flat, strict=True):
        total += max(score, 0) - target * score + math.log1p(math.exp(-abs(score)))
    return np.array(total / len(x))


def loss_hinge(x, a):
    return np.maximum(0, 1 - (2 * x - 1) * a).sum(axis=1).mean()


def loss_only_where_unsure(x, a):
    return np.where(np.abs(a) > 50, 0, np.logaddexp(0, a) - x * a).sum(axis=1).mean()


def loss_with(of_black, of_white):
    """Answers made of the prices of a black and of a white pixel, functions of a."""

    def loss(x, a):
        return (x * of_black(a) + (1 - x) * of_white(a)).sum(axis=1).mean()

    return loss


class Loss:
    """A class instance, with scipy's softplus."""

    def __call__(self, x, a):
        return scipy.special.softplus(a).sum(axis=1).mean() - (x * a).sum(axis=1).mean()


WRONG = [
    (
        loss_nan,
        "not yet. With 3 examples of 5 grey pixels: the result contains NaN",
    ),
    (loss_from_z, "log 0"),
    (loss_log_one_plus_exp, "overflows"),
    (loss_two_overflows, "overflows"),
    (loss_mean_of_all, "mean over the pixels"),
    (loss_sum_of_all, "sum over the batch"),
    (loss_sum_over_examples, "number of pixels instead of"),
    (loss_negative, "sign is wrong"),
    (loss_ink_only, "dark pixels alone"),
    (loss_paper_only, "white pixels alone"),
    (loss_without_x, "the digit plays no part"),
    (loss_squared, "squared error"),
    (loss_each, "one loss for each example"),
    (loss_each_pixel, "one loss for each pixel"),
    (loss_plus, "for a black pixel (x = 1) the price must fall"),
    (loss_exchanged, "two logarithms are exchanged"),
    (loss_minus_a, "for a white pixel (x = 0) the price must rise"),
    (loss_clipped, "you keep the output away"),
    (loss_with_epsilon, "you keep the output away"),
    (loss_clipped_before, "you cut a off"),
    (loss_bits, "base 2"),
    (loss_sigmoid_twice, "twice"),
    (loss_roles_exchanged, "roles are exchanged"),
    (loss_changes_a, "changes a in place"),
    (loss_no_return, "is the return missing"),
    (loss_one_row_as_array, "has shape (1,)"),
    (loss_hinge, "With 3 examples of 5 grey pixels: the result is"),
    (loss_only_where_unsure, "the result is 0; expected 1000"),
    (loss_float32, "digits only; the gradient check"),
    (loss_with(lambda a: np.logaddexp(1, -a), lambda a: np.logaddexp(1, a)), "for the summand 1 pass 0"),
    (lambda x, a: np.mean(np.sum(np.logaddexp(1, a) - x * a, axis=1)), "for the summand 1 pass 0"),
    (lambda x, a: np.mean(np.sum(np.logaddexp(1, -a) + (1 - x) * a, axis=1)), "it takes exponents"),
    (loss_with(lambda a: np.logaddexp(0, -a), lambda a: -np.logaddexp(0, a)), "sign of the second term"),
    (loss_with(lambda a: -np.logaddexp(0, -a), lambda a: np.logaddexp(0, a)), "sign of the first term"),
    (lambda x, a: np.mean(np.sum(np.logaddexp(0, a) - a, axis=1)), "x is forgotten"),
    (lambda x, a: np.float32(loss_softplus(x, a)), "comes in float32"),
]

RIGHT = [
    loss_softplus,
    loss_two_terms,
    loss_log_expit,
    loss_rows,
    loss_mean_times_pixels,
    loss_plain_python,
    Loss(),
]
