"""Answers to exercise 2.3."""

import numpy as np

from .ex_2_2_free_energy import expit


def g_probabilities(v, W, b, c, rng):
    h = expit(v @ W + c)
    return expit(h @ W.T + b), h


def g_visible_probabilities(v, W, b, c, rng):
    h = (rng.random((len(v), len(c))) < expit(v @ W + c)).astype(float)
    return expit(h @ W.T + b), h


def g_mean_field_down(v, W, b, c, rng):
    p = expit(v @ W + c)
    h = rng.binomial(1, p)
    return rng.binomial(1, expit(p @ W.T + b)), h


def g_rounded(v, W, b, c, rng):
    h = np.round(expit(v @ W + c))
    return np.round(expit(h @ W.T + b)), h


def g_rounded_h(v, W, b, c, rng):
    h = (v @ W + c > 0).astype(float)
    return rng.binomial(1, expit(h @ W.T + b)), h


def g_above(v, W, b, c, rng):
    h = (rng.random((len(v), len(c))) > expit(v @ W + c)).astype(float)
    return (rng.random(v.shape) > expit(h @ W.T + b)).astype(float), h


def g_no_c(v, W, b, c, rng):
    h = rng.binomial(1, expit(v @ W))
    return rng.binomial(1, expit(h @ W.T + b)), h


def g_no_b(v, W, b, c, rng):
    h = rng.binomial(1, expit(v @ W + c))
    return rng.binomial(1, expit(h @ W.T)), h


def g_shared_row(v, W, b, c, rng):
    h = (rng.random(len(c)) < expit(v @ W + c)).astype(float)
    return (rng.random(len(b)) < expit(h @ W.T + b)).astype(float), h


def g_one_number_a_row(v, W, b, c, rng):
    h = (rng.uniform(size=(len(v), 1)) < expit(v @ W + c)).astype(float)
    return (rng.uniform(size=(len(v), 1)) < expit(h @ W.T + b)).astype(float), h


def g_swapped(v, W, b, c, rng):
    return g_binomial(v, W, b, c, rng)[::-1]


def g_only_v(v, W, b, c, rng):
    return g_binomial(v, W, b, c, rng)[0]


def g_own_generator(v, W, b, c, rng):
    return g_binomial(v, W, b, c, np.random.default_rng())


def g_binomial(v, W, b, c, rng):
    h = rng.binomial(1, expit(v @ W + c))
    return rng.binomial(1, expit(h @ W.T + b)), h


def g_logistic_noise(v, W, b, c, rng):
    """A unit is on where its input exceeds logistic noise."""
    h = v @ W + c > rng.logistic(size=(len(v), len(c)))
    return [h @ W.T + b > rng.logistic(size=v.shape), h]


def g_unit_by_unit(v, W, b, c, rng):
    h = np.zeros((len(v), len(c)), np.int8)
    for i in range(len(c)):
        h[:, i] = rng.uniform(size=len(v)) <= expit(v @ W[:, i] + c[i])
    new = np.zeros((len(v), len(b)), np.int8)
    for j in range(len(b)):
        new[:, j] = rng.uniform(size=len(v)) <= expit(h @ W[j] + b[j])
    return new, h


def g_float32_reversed_draws(v, W, b, c, rng):
    """Draws the numbers for v before those for h."""
    for_v, for_h = rng.random(v.shape, np.float32), rng.random((len(v), len(c)), np.float32)
    h = (1 - for_h < expit(v @ W + c)).astype(np.float32)
    return (1 - for_v < expit(h @ W.T + b)).astype(np.float32), h


WRONG = [
    (g_probabilities, "probabilities, not samples"),
    (g_visible_probabilities, "v holds"),
    (g_mean_field_down, "on the way down you use the probabilities"),
    (g_rounded, "you round:"),
    (g_rounded_h, "you round the probabilities of h"),
    (g_above, "wrong way round"),
    (g_no_c, "hidden biases c are forgotten"),
    (g_no_b, "visible biases b are forgotten"),
    (g_shared_row, "random numbers of its own"),
    (g_one_number_a_row, "share one random number"),
    (g_swapped, "wrong order"),
    (g_only_v, "return two arrays"),
    (g_own_generator, "given rng"),
]

RIGHT = [g_binomial, g_logistic_noise, g_unit_by_unit, g_float32_reversed_draws]
