"""Answers to exercise 2.4."""

import copy

import numpy as np

from utils.numpy_models.rbm import RBM

from .ex_2_2_free_energy import expit
from .ex_2_3_gibbs import (
    g_binomial,
    g_logistic_noise,
    g_mean_field_down,
    g_probabilities,
    g_rounded,
    g_unit_by_unit,
    g_visible_probabilities,
)


def walk(v, W, b, c, rng, k, step=g_binomial):
    for _ in range(k):
        v = step(v, W, b, c, rng)[0]
    return v


def cd(v, W, b, c, rng, k=1, step=g_binomial, scale=1.0):
    end = walk(v, W, b, c, rng, k, step)
    h, h_end, n = expit(v @ W + c), expit(end @ W + c), len(v) / scale
    return (v.T @ h - end.T @ h_end) / n, (v - end).sum(axis=0) / n, (h - h_end).sum(axis=0) / n


def cd_descent(v, W, b, c, rng, k=1):
    return cd(v, W, b, c, rng, k, scale=-1.0)


def cd_sum(v, W, b, c, rng, k=1):
    return cd(v, W, b, c, rng, k, scale=len(v))


def cd_sum_of_products(v, W, b, c, rng, k=1):
    dW, db, dc = cd(v, W, b, c, rng, k)
    return RBM(len(v) * dW, db, dc)


def cd_sums_for_biases(v, W, b, c, rng, k=1):
    dW, db, dc = cd(v, W, b, c, rng, k)
    return RBM(dW, len(v) * db, len(v) * dc)


def cd_no_visible_bias(v, W, b, c, rng, k=1):
    dW, db, dc = cd(v, W, b, c, rng, k)
    return RBM(dW, 0 * db, dc)


def cd_no_hidden_bias(v, W, b, c, rng, k=1):
    dW, db, dc = cd(v, W, b, c, rng, k)
    return RBM(dW, db, 0 * dc)


def cd_biases_exchanged(v, W, b, c, rng, k=1):
    dW, db, dc = cd(v, W, b, c, rng, k)
    return dW, dc, db


def cd_mean_field(v, W, b, c, rng, k=1):
    return cd(v, W, b, c, rng, k, step=g_probabilities)


def cd_hidden_probabilities_down(v, W, b, c, rng, k=1):
    return cd(v, W, b, c, rng, k, step=g_mean_field_down)


def cd_visible_probabilities(v, W, b, c, rng, k=1):
    return cd(v, W, b, c, rng, k, step=g_visible_probabilities)


def cd_ignores_k(v, W, b, c, rng, k=1):
    return cd(v, W, b, c, rng, 1)


def cd_from_noise(v, W, b, c, rng, k=1):
    end = walk(rng.binomial(1, 0.5, size=v.shape), W, b, c, rng, k)
    h, h_end = expit(v @ W + c), expit(end @ W + c)
    return (v.T @ h - end.T @ h_end) / len(v), (v - end).mean(axis=0), (h - h_end).mean(axis=0)


def cd_data_only(v, W, b, c, rng, k=1):
    h = expit(v @ W + c)
    return v.T @ h / len(v), v.mean(axis=0), h.mean(axis=0)


def cd_old_h(v, W, b, c, rng, k=1):
    h, end = expit(v @ W + c), walk(v, W, b, c, rng, k)
    return (v - end).T @ h / len(v), (v - end).mean(axis=0), 0 * c


def cd_transposed(v, W, b, c, rng, k=1):
    dW, db, dc = cd(v, W, b, c, rng, k)
    return RBM(dW.T, db, dc)


def cd_one_step_less(v, W, b, c, rng, k=1):
    return cd(v, W, b, c, rng, k - 1)


def cd_one_step_more(v, W, b, c, rng, k=1):
    return cd(v, W, b, c, rng, k + 1)


def cd_product_of_means(v, W, b, c, rng, k=1):
    end = walk(v, W, b, c, rng, k)
    h, h_end = expit(v @ W + c), expit(end @ W + c)
    dW = np.outer(v.mean(0), h.mean(0)) - np.outer(end.mean(0), h_end.mean(0))
    return RBM(dW, v.mean(0) - end.mean(0), h.mean(0) - h_end.mean(0))


def cd_h_before_the_end(v, W, b, c, rng, k=1):
    end = v
    for _ in range(k):
        end, h_end = g_binomial(end, W, b, c, rng)
    h = expit(v @ W + c)
    return RBM((v.T @ h - end.T @ h_end) / len(v), (v - end).mean(0), (h - h_end).mean(0))


def cd_own_generator(v, W, b, c, rng, k=1):
    return cd(v, W, b, c, np.random.default_rng(42), k)


def cd_unseeded(v, W, b, c, rng, k=1):
    return cd(v, W, b, c, np.random.default_rng(), k)


def cd_copied_generator(v, W, b, c, rng, k=1):
    return cd(v, W, b, c, copy.deepcopy(rng), k)


def cd_in_place(v, W, b, c, rng, k=1):
    h, before = expit(v @ W + c), v.copy()
    v[:] = walk(v, W, b, c, rng, k)
    h_end = expit(v @ W + c)
    return RBM((before.T @ h - v.T @ h_end) / len(v), (before - v).mean(0), (h - h_end).mean(0))


def cd_updates(v, W, b, c, rng, k=1):
    dW, db, dc = cd(v, W, b, c, rng, k)
    W += 0.1 * dW
    return RBM(dW, db, dc)


def cd_updates_unseeded(v, W, b, c, rng, k=1):
    return cd_updates(v, W, b, c, np.random.default_rng(), k)


def cd_own_generator_for_h(v, W, b, c, rng, k=1):
    dW, db, dc = cd(v, W, b, c, rng, k)
    p = expit(v @ W + c)
    noise = (np.random.default_rng(5).binomial(1, p) - p) / len(v)
    return RBM(dW + v.T @ noise, db, dc + noise.sum(axis=0))


def cd_own_generator_wrong_sign(v, W, b, c, rng, k=1):
    return cd_descent(v, W, b, c, np.random.default_rng(0), k)


KEPT = {}


def cd_kept(v, W, b, c, rng, k=1):
    """Writes every gradient into the arrays of the first one."""
    new = cd(v, W, b, c, rng, k)
    kept = KEPT.setdefault(W.shape, tuple(part.copy() for part in new))
    for old, part in zip(kept, new, strict=True):
        old[...] = part
    return kept


def cd_half_precision(v, W, b, c, rng, k=1):
    return [part.astype(np.float16) for part in cd(v, W, b, c, rng, k)]


def cd_only_weights(v, W, b, c, rng, k=1):
    return cd(v, W, b, c, rng, k)[0]


def cd_nan(v, W, b, c, rng, k=1):
    dW, db, dc = cd(v, W, b, c, rng, k)
    return RBM(dW, db, dc / 0)


def cd_overflows(v, W, b, c, rng, k=1):
    dW, db, dc = cd(v, W, b, c, rng, k)
    naive = np.exp(v @ W + c)
    return RBM(dW, db, dc + (naive / (1 + naive) - expit(v @ W + c)).mean(0))


def cd_rounded(v, W, b, c, rng, k=1):
    return cd(v, W, b, c, rng, k, step=g_rounded)


def cd_last_row(v, W, b, c, rng, k=1):
    return cd(v[-1:], W, b, c, rng, k)


def cd_lists(v, W, b, c, rng, k=1):
    return [part.tolist() for part in cd(v, W, b, c, rng, k)]


def cd_rows(v, W, b, c, rng, k=1):
    """A Python loop over the rows, for the sums."""
    end = walk(v, W, b, c, rng, k)
    dW, db, dc = np.zeros(W.shape), np.zeros(b.shape), np.zeros(c.shape)
    for row, last in zip(v, end, strict=True):
        h, h_last = expit(row @ W + c), expit(last @ W + c)
        dW += np.outer(row, h) - np.outer(last, h_last)
        db += row - last
        dc += h - h_last
    return RBM(dW / len(v), db / len(v), dc / len(v))


class CdAsObject:
    """An instance that can be called."""

    def __call__(self, v, W, b, c, rng, k=1):
        return cd(v, W, b, c, rng, k)


def cd_einsum(v, W, b, c, rng, k=1):
    end = walk(v, W, b, c, rng, k, step=g_logistic_noise).astype(float)
    h, h_end = expit(v @ W + c), expit(end @ W + c)
    dW = np.einsum("nj,ni->ji", v, h) / len(v) - np.einsum("nj,ni->ji", end, h_end) / len(v)
    return RBM(W=dW, b=np.mean(v - end, 0), c=np.mean(h - h_end, 0))


def cd_sampled_statistics(v, W, b, c, rng, k=1):
    """Samples of h in the averages: noisier, with the same mean."""
    end = walk(v, W, b, c, rng, k)
    h, h_end = rng.binomial(1, expit(v @ W + c)), rng.binomial(1, expit(end @ W + c))
    return [(v.T @ h - end.T @ h_end) / len(v), (v - end).mean(0), h.mean(0) - h_end.mean(0)]


def cd_float32(v, W, b, c, rng, k=1):
    return RBM(*(np.asarray(part, np.float32) for part in cd(v, W, b, c, rng, k, step=g_unit_by_unit)))


def cd_k_needed(v, W, b, c, rng, k):
    return cd(v, W, b, c, rng, k)


def cd_five_steps_by_default(v, W, b, c, rng, k=5):
    return cd(v, W, b, c, rng, k)


def cd_three_steps_at_most(v, W, b, c, rng, k=1):
    return cd(v, W, b, c, rng, min(k, 3))


def cd_ten_steps_at_most(v, W, b, c, rng, k=1):
    return cd(v, W, b, c, rng, min(k, 10))


def cd_own_bit_generator(v, W, b, c, rng, k=1):
    return cd(v, W, b, c, np.random.Generator(np.random.PCG64(42)), k)


def cd_seeded(v, W, b, c, rng, k=1):
    np.random.seed(42)  # noqa: NPY002
    return cd(v, W, b, c, np.random, k, step=legacy_step)


def cd_own_random_state(v, W, b, c, rng, k=1):
    return cd(v, W, b, c, np.random.RandomState(0), k, step=legacy_step)


def legacy_step(v, W, b, c, rng):
    h = (rng.random_sample((len(v), len(c))) < expit(v @ W + c)) * 1.0
    return (rng.random_sample(v.shape) < expit(h @ W.T + b)) * 1.0, h


WRONG = [
    (cd_k_needed, "keep the given first line"),
    (cd_five_steps_by_default, "where k is left out, it must be 1"),
    (cd_three_steps_at_most, "does it make all k steps?"),
    (cd_ten_steps_at_most, "does it make all k steps?"),
    (cd_own_bit_generator, "makes a generator of its own, np.random.PCG64(42)"),
    (cd_seeded, "np.random.seed(42)"),
    (cd_own_random_state, "makes a generator of its own, np.random.RandomState(0)"),
    (cd_descent, "sign is wrong"),
    (cd_sum, "mean is missing"),
    (cd_sum_of_products, "dW is the sum over the batch"),
    (cd_sums_for_biases, "db and dc are sums"),
    (cd_no_visible_bias, "visible biases is forgotten"),
    (cd_no_hidden_bias, "hidden biases is forgotten"),
    (cd_biases_exchanged, "exchanged"),
    (cd_mean_field, "instead of samples"),
    (cd_hidden_probabilities_down, "probabilities on the way down"),
    (cd_visible_probabilities, "visible units are probabilities"),
    (cd_ignores_k, "whatever k is"),
    (cd_from_noise, "starts from noise"),
    (cd_data_only, "model's term is missing"),
    (cd_old_h, "takes the data's h"),
    (cd_transposed, "transposed"),
    (cd_one_step_less, "too few steps"),
    (cd_one_step_more, "too many steps"),
    (cd_product_of_means, "product of two means"),
    (cd_h_before_the_end, "the last v was sampled from"),
    (cd_own_generator, "makes a generator of its own"),
    (cd_own_generator_wrong_sign, "makes a generator of its own"),
    (cd_own_generator_for_h, "makes a generator of its own"),
    (cd_unseeded, "all draws must come from the given rng"),
    (cd_copied_generator, "not from a copy of it"),
    (cd_in_place, "changes v in place"),
    (cd_updates, "changes W in place"),
    (cd_updates_unseeded, "changes W in place"),
    (cd_kept, "two calls return the same memory"),
    (cd_half_precision, "dW has the type float16"),
    (cd_only_weights, "return RBM(dW, db, dc)"),
    (cd_nan, "dc contains NaN"),
    (cd_overflows, "inputs in the thousands"),
    (cd_lists, "dW is a list"),
    (cd_rounded, "the chain rounds"),
    (cd_last_row, "where nothing is random: dW"),
]

RIGHT = [cd, cd_einsum, cd_sampled_statistics, cd_float32, cd_rows, CdAsObject()]
