"""Answers to exercise 2.3."""

import copy

import numpy as np

from .ex_2_2_free_energy import expit


def keep(known, v, new):
    return new if known is None else np.where(known, v, new)


def coin(p, rng):
    return rng.binomial(1, p)


def step(v, W, b, c, rng, known=None, up=coin, down=coin, between=None):
    """A step made of parts: how h and v are drawn, and what goes down in the place of h."""
    p = expit(v @ W + c)
    h = up(p, rng)
    return keep(known, v, down(expit((h if between is None else between(p, rng)) @ W.T + b), rng)), h


def no_draw(p, rng):
    return p


def above(p, rng):
    return (rng.random(p.shape) > p).astype(float)


def g_probabilities(v, W, b, c, rng, known=None):
    return step(v, W, b, c, rng, known, no_draw, no_draw)


def g_visible_probabilities(v, W, b, c, rng, known=None):
    return step(v, W, b, c, rng, known, down=no_draw)


def g_mean_field_down(v, W, b, c, rng, known=None):
    return step(v, W, b, c, rng, known, between=no_draw)


def g_h_twice(v, W, b, c, rng, known=None):
    return step(v, W, b, c, rng, known, between=coin)


def g_rounded(v, W, b, c, rng, known=None):
    return step(v, W, b, c, rng, known, lambda p, rng: np.round(p), lambda p, rng: np.round(p))


def g_rounded_h(v, W, b, c, rng, known=None):
    return step(v, W, b, c, rng, known, up=lambda p, rng: (p > 0.5).astype(float))


def g_above(v, W, b, c, rng, known=None):
    return step(v, W, b, c, rng, known, above, above)


def g_above_h(v, W, b, c, rng, known=None):
    return step(v, W, b, c, rng, known, up=above)


def g_normal(v, W, b, c, rng, known=None):
    def normal(p, rng):
        return (rng.standard_normal(p.shape) < p).astype(float)

    return step(v, W, b, c, rng, known, normal, normal)


def g_no_c(v, W, b, c, rng, known=None):
    return step(v, W, b, 0 * c, rng, known)


def g_no_b(v, W, b, c, rng, known=None):
    return step(v, W, 0 * b, c, rng, known)


def g_no_biases(v, W, b, c, rng, known=None):
    return step(v, W, 0 * b, 0 * c, rng, known)


def g_shared_row(v, W, b, c, rng, known=None):
    def one_row(p, rng):
        return (rng.random(p.shape[1]) < p).astype(float)

    return step(v, W, b, c, rng, known, one_row, one_row)


def g_one_number_a_row(v, W, b, c, rng, known=None):
    def one_column(p, rng):
        return (rng.uniform(size=(len(p), 1)) < p).astype(float)

    return step(v, W, b, c, rng, known, one_column, one_column)


def g_swapped(v, W, b, c, rng, known=None):
    return g_binomial(v, W, b, c, rng, known)[::-1]


def g_only_v(v, W, b, c, rng, known=None):
    return g_binomial(v, W, b, c, rng, known)[0]


def g_unseeded(v, W, b, c, rng, known=None):
    return g_binomial(v, W, b, c, np.random.default_rng(), known)


def g_own_generator(v, W, b, c, rng, known=None):
    return g_binomial(v, W, b, c, np.random.default_rng(42), known)


def g_own_generator_for_v(v, W, b, c, rng, known=None):
    return step(v, W, b, c, rng, known, down=lambda p, rng: coin(p, np.random.default_rng(42)))


def g_copied_generator(v, W, b, c, rng, known=None):
    return g_binomial(v, W, b, c, copy.deepcopy(rng), known)


def g_own_generator_where_known(v, W, b, c, rng, known=None):
    return step(v, W, b, c, rng if known is None else np.random.default_rng(3), known)


def g_in_place_and_unseeded(v, W, b, c, rng, known=None):
    return g_in_place(v, W, b, c, np.random.default_rng(), known)


def g_nan_and_unseeded(v, W, b, c, rng, known=None):
    v, h = g_unseeded(v, W, b, c, rng, known)
    return v, h * np.nan


def g_matrices(v, W, b, c, rng, known=None):
    return [np.matrix(part) for part in g_binomial(v, W, b, c, rng, known)]


def g_in_place(v, W, b, c, rng, known=None):
    v[:], h = g_binomial(v, W, b, c, rng, known)
    return v, h


def g_nan(v, W, b, c, rng, known=None):
    v, h = g_binomial(v, W, b, c, rng, known)
    return v * np.nan, h


def g_learns(v, W, b, c, rng, known=None):
    W += 0.1
    return g_binomial(v, W, b, c, rng, known)


def g_lists(v, W, b, c, rng, known=None):
    return [part.tolist() for part in g_binomial(v, W, b, c, rng, known)]


def g_h_of_the_new_v(v, W, b, c, rng, known=None):
    new, _ = g_binomial(v, W, b, c, rng, known)
    return new, coin(expit(new @ W + c), rng)


def g_overflows(v, W, b, c, rng, known=None):
    def draw(a):
        return (rng.random(a.shape) < np.exp(a) / (1 + np.exp(a))).astype(float)

    h = draw(v @ W + c)
    return keep(known, v, draw(h @ W.T + b)), h


def g_ignores_known(v, W, b, c, rng, known=None):
    return step(v, W, b, c, rng)


def g_unknown_kept(v, W, b, c, rng, known=None):
    return step(v, W, b, c, rng, None if known is None else ~known)


def g_known_alone_go_up(v, W, b, c, rng, known=None):
    seen = v if known is None else v * known
    h = coin(expit(seen @ W + c), rng)
    return keep(known, v, coin(expit(h @ W.T + b), rng)), h


def g_known_are_not_seen(v, W, b, c, rng, known=None):
    seen = v if known is None else np.where(known, 0, v)
    h = coin(expit(seen @ W + c), rng)
    return keep(known, v, coin(expit(h @ W.T + b), rng)), h


def g_unknown_are_a_half(v, W, b, c, rng, known=None):
    seen = v if known is None else np.where(known, v, 0.5)
    h = coin(expit(seen @ W + c), rng)
    return keep(known, v, coin(expit(h @ W.T + b), rng)), h


def g_asks_whether_known(v, W, b, c, rng, known=None):
    new, h = step(v, W, b, c, rng)
    if known:
        new[known] = v[known]
    return new, h


def g_down_by_w(v, W, b, c, rng, known=None):
    h = coin(expit(v @ W + c), rng)
    return keep(known, v, coin(expit(h @ W + b), rng)), h


def g_down_by_dot(v, W, b, c, rng, known=None):
    h = coin(expit(np.dot(v, W) + c), rng)
    return keep(known, v, coin(expit(np.dot(h, W) + b), rng)), h


def g_without_known(v, W, b, c, rng):
    return step(v, W, b, c, rng)


def g_binomial(v, W, b, c, rng, known=None):
    return step(v, W, b, c, rng, known)


def g_logistic_noise(v, W, b, c, rng, known=None):
    """A unit is on where its input exceeds logistic noise."""
    h = v @ W + c > rng.logistic(size=(len(v), len(c)))
    return [keep(known, v, h @ W.T + b > rng.logistic(size=v.shape)), h]


def g_unit_by_unit(v, W, b, c, rng, known=None):
    h = np.zeros((len(v), len(c)), np.int8)
    for i in range(len(c)):
        h[:, i] = rng.uniform(size=len(v)) <= expit(v @ W[:, i] + c[i])
    new = v.copy()
    for j in range(len(b)):
        if known is None or not known[j]:
            new[:, j] = rng.uniform(size=len(v)) <= expit(h @ W[j] + b[j])
    return new, h


def g_row_by_row(v, W, b, c, rng, known=None):
    """A Python loop over all rows, and a state of one row at a time."""
    new, h = np.empty_like(v), np.empty((len(v), len(c)), v.dtype)
    for n, row in enumerate(v):
        h[n] = rng.random(len(c)) < expit(row @ W + c)
        new[n] = keep(known, row, rng.random(len(b)) < expit(W @ h[n] + b))
    return new, h


def g_float32_reversed_draws(v, W, b, c, rng, known=None):
    """Draws the numbers for v before those for h."""
    for_v, for_h = rng.random(v.shape, np.float32), rng.random((len(v), len(c)), np.float32)
    h = (1 - for_h < expit(v @ W + c)).astype(np.float32)
    return keep(known, v, (1 - for_v < expit(h @ W.T + b)).astype(np.float32)), h


BUFFER = {}


def g_half_precision_in_one_buffer(v, W, b, c, rng, known=None):
    """Gives the same array again and again, but ``check`` makes new ones of the type of v."""
    new, h = g_binomial(v, W, b, c, rng, known)
    kept = BUFFER.setdefault(new.shape, np.empty(new.shape, np.float16))
    kept[...] = new
    return kept, h


class GAsObject:
    """An instance that can be called."""

    def __call__(self, v, W, b, c, rng, known=None):
        return g_binomial(v, W, b, c, rng, known)


WRONG = [
    (g_probabilities, "these are no samples"),
    (g_visible_probabilities, "v holds"),
    (g_mean_field_down, "on the way down you use the probabilities"),
    (g_h_twice, "draw h twice"),
    (g_rounded, "all 64 rows got h"),
    (g_rounded_h, "you round"),
    (g_above, "the comparison is the wrong way round"),
    (g_above_h, "for h the comparison"),
    (g_normal, "uniform between 0 and 1"),
    (g_no_c, "hidden biases c are forgotten"),
    (g_no_b, "visible biases b are forgotten"),
    (g_no_biases, "both biases are forgotten"),
    (g_shared_row, "random numbers of its own"),
    (g_one_number_a_row, "share one random number"),
    (g_swapped, "wrong order"),
    (g_only_v, "return two arrays"),
    (g_unseeded, "all draws must come from the given rng"),
    (g_own_generator, "makes a generator of its own"),
    (g_own_generator_where_known, "np.random.default_rng(3), the same one whatever rng is"),
    (g_own_generator_for_v, "default_rng(42), the same one"),
    (g_copied_generator, "not from a copy of it"),
    (g_in_place, "changes v in place"),
    (g_in_place_and_unseeded, "changes v in place"),
    (g_learns, "changes W in place"),
    (g_nan, "v contains NaN"),
    (g_nan_and_unseeded, "h contains NaN"),
    (g_lists, "v is a list"),
    (g_matrices, "v is a matrix"),
    (g_h_of_the_new_v, "sampled from the new v"),
    (g_overflows, "inputs in the thousands"),
    (g_ignores_known, "known units have moved"),
    (g_unknown_kept, "wrong way round: units where it is True"),
    (g_known_alone_go_up, "only the known units count"),
    (g_known_are_not_seen, "known units are missing"),
    (g_unknown_are_a_half, "only the known units count"),
    (g_asks_whether_known, "`is not None`"),
    (g_down_by_w, "W is used the other way round"),
    (g_down_by_dot, "W is used the other way round"),
    (g_without_known, "keep the given first line"),
]

RIGHT = [
    g_binomial,
    g_logistic_noise,
    g_unit_by_unit,
    g_row_by_row,
    g_float32_reversed_draws,
    g_half_precision_in_one_buffer,
    GAsObject(),
]
