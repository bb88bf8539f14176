"""Answers to exercise 3.1."""

import copy

import numpy as np
import scipy.sparse


def mask_coin_for_each_pixel(x, level, rng):
    return x * (rng.uniform(size=x.shape) >= level)


def mask_same_for_all(x, level, rng):
    out = x.copy()
    out[:, rng.permutation(x.shape[1])[: round(level * x.shape[1])]] = 0
    return out


def mask_keeps_the_share(x, level, rng):
    out = np.zeros_like(x)
    for n in range(len(x)):
        kept = rng.permutation(x.shape[1])[: round(level * x.shape[1])]
        out[n, kept] = x[n, kept]
    return out


def mask_with_replacement(x, level, rng):
    out = x.copy()
    for n in range(len(x)):
        out[n, rng.integers(0, x.shape[1], round(level * x.shape[1]))] = 0
    return out


def mask_in_place(x, level, rng):
    for row in x:
        row[rng.permutation(len(row))[: round(level * len(row))]] = 0
    return x


def mask_in_place_unseeded(x, level, rng):
    return mask_in_place(x, level, np.random.default_rng())


KEPT = {}


def mask_kept(x, level, rng):
    """Damages the same copy of x in every call."""
    kept = KEPT.setdefault((x.shape, x.dtype), x.copy())
    kept[...] = mask_argsort(x, level, rng)
    return kept


def mask_own_generator(x, level, rng):
    return mask_argsort(x, level, np.random.default_rng(0))


def mask_no_generator(x, level, rng):
    return mask_argsort(x, level, np.random.default_rng())


def mask_first_pixels(x, level, rng):
    out = x.copy()
    out[:, : round(level * x.shape[1])] = 0
    return out


def mask_dropout(x, level, rng):
    return mask_argsort(x, level, rng) / max(1 - level, 1e-9)


def mask_block(x, level, rng):
    out, width = x.copy(), round(level * x.shape[1])
    for row in out:
        row[np.arange(width) + rng.integers(0, x.shape[1] - width + 1)] = 0
    return out


def mask_salt_and_pepper(x, level, rng):
    out = x.copy()
    for row in out:
        chosen = rng.permutation(len(row))[: round(level * len(row))]
        row[chosen] = rng.integers(0, 2, len(chosen))
    return out


def mask_noise(x, level, rng):
    return x + level * rng.normal(size=x.shape)


def mask_nothing(x, level, rng):
    return x.copy()


def mask_no_return(x, level, rng):
    mask_argsort(x, level, rng)


def mask_argsort(x, level, rng):
    out = x.copy()
    places = np.argsort(rng.random(x.shape), axis=1)[:, : round(level * x.shape[1])]
    out[np.arange(len(x))[:, None], places] = 0
    return out


def mask_permuted(x, level, rng):
    keep = np.ones(x.shape)
    keep[:, : round(level * x.shape[1])] = 0
    return x * rng.permuted(keep, axis=1)


def mask_where(x, level, rng):
    ranks = rng.normal(size=x.shape).argsort(axis=1).argsort(axis=1)
    return np.where(ranks < round(level * x.shape[1]), 0.0, x)


def mask_one_pixel_at_a_time(x, level, rng):
    rows = []
    for row in x:
        bag = list(range(len(row)))
        gone = {bag.pop(int(rng.integers(len(bag)))) for _ in range(round(level * len(row)))}
        rows.append([0.0 if j in gone else float(pixel) for j, pixel in enumerate(row)])
    return np.array(rows)


def mask_cut_off(x, level, rng):
    masked = x.copy()
    for row in masked:
        row[rng.permutation(len(row))[: int(level * len(row))]] = 0
    return masked


def mask_ink_only(x, level, rng):
    out = x.copy()
    for row in out:
        ink = np.flatnonzero(row)
        row[rng.permutation(ink)[: round(level * len(row))]] = 0
    return out


def mask_share_of_the_ink(x, level, rng):
    out = x.copy()
    for row in out:
        ink = np.flatnonzero(row)
        row[rng.permutation(ink)[: round(level * len(ink))]] = 0
    return out


def mask_white_first(x, level, rng):
    out = x.copy()
    for row in out:
        tickets = rng.random(len(row)) - 0.3 * (row == 0)
        row[np.argsort(tickets)[: round(level * len(row))]] = 0
    return out


def mask_whole_batch(x, level, rng):
    out = x.copy()
    chosen = rng.permutation(out.size)[: round(level * x.shape[1]) * len(x)]
    out.ravel()[chosen] = 0
    return out


def mask_copied_generator(x, level, rng):
    return mask_argsort(x, level, copy.deepcopy(rng))


def mask_seed_from_generator(x, level, rng):
    return mask_argsort(x, level, np.random.default_rng(rng.bit_generator.seed_seq))


def mask_is_the_mask(x, level, rng):
    return (mask_argsort(np.ones_like(x), level, rng) != 0).astype(float)


def mask_numpy_mask(x, level, rng):
    return np.ma.masked_array(x, mask_argsort(np.ones_like(x), level, rng) == 0)


def mask_with_nan(x, level, rng):
    return np.where(mask_argsort(np.ones_like(x), level, rng) == 0, np.nan, x)


def mask_half_precision(x, level, rng):
    return mask_argsort(x, level, rng).astype(np.float16)


def mask_list(x, level, rng):
    return mask_argsort(x, level, rng).tolist()


def mask_transposed(x, level, rng):
    return mask_argsort(x, level, rng).T


def mask_columns(x, level, rng):
    """The number is right for each column, not for each row."""
    return mask_argsort(x.T, level, rng).T


def mask_one_too_many(x, level, rng):
    return mask_argsort(x, min(1, level + 1 / x.shape[1]), rng)


def mask_not_at_zero(x, level, rng):
    return x if level == 0 else mask_argsort(x, level, rng)


def mask_same_for_pairs(x, level, rng):
    out = x.copy()
    for start in range(0, len(x), 2):
        out[start : start + 2, rng.permutation(x.shape[1])[: round(level * x.shape[1])]] = 0
    return out


def mask_left_half(x, level, rng):
    tickets = rng.random(x.shape) + 0.2 * np.linspace(0, 1, x.shape[1])
    ranks = tickets.argsort(axis=1).argsort(axis=1)
    return np.where(ranks < round(level * x.shape[1]), 0, x)


def mask_two_arguments(x, level):
    return x


def mask_endless_where_white(x, level, rng):
    out = x.copy()
    for row in out:
        gone = 0
        while gone < round(level * len(row)):
            j = rng.integers(len(row))
            if row[j] != 0:
                row[j] = 0
                gone += 1
    return out


def mask_random_integers_for_rows(x, level, rng):
    seeds = rng.integers(2**32, size=len(x))
    masked = [mask_argsort(x[i : i + 1], level, np.random.default_rng(seed)) for i, seed in enumerate(seeds)]
    return np.concatenate(masked)


class Masker:
    """A class instance, in double precision, with put_along_axis."""

    def __call__(self, x, level, rng):
        out = np.array(x, dtype=np.float64)
        chosen = rng.permuted(np.tile(np.arange(x.shape[1]), (len(x), 1)), axis=1)[
            :, : round(level * x.shape[1])
        ]
        np.put_along_axis(out, chosen, 0, axis=1)
        return out


def mask_sparse(x, level, rng):
    n = round(level * x.shape[1])
    rows = np.repeat(np.arange(len(x)), n)
    columns = np.concatenate([rng.choice(x.shape[1], n, replace=False, shuffle=False) for _ in x])
    gone = scipy.sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=x.shape)
    return x * (gone.toarray() == 0)


WRONG = [
    (mask_cut_off, "use round(level * V)"),
    (mask_coin_for_each_pixel, "fixed size"),
    (mask_same_for_all, "one mask for the whole batch"),
    (mask_keeps_the_share, "you keep this share"),
    (mask_with_replacement, "without replacement"),
    (mask_in_place, "changes x in place"),
    (mask_in_place_unseeded, "changes x in place"),
    (mask_kept, "two calls return the same memory"),
    (mask_own_generator, "makes a generator of its own"),
    (mask_first_pixels, "one mask for the whole batch"),
    (mask_no_generator, "come from np.random or from a generator of your own"),
    (mask_dropout, "dropout"),
    (mask_block, "blocks of neighbours"),
    (mask_salt_and_pepper, "new values"),
    (mask_noise, "new values"),
    (mask_nothing, "nothing is masked"),
    (mask_no_return, "return missing"),
    (mask_ink_only, "white pixels and ink are not treated alike"),
    (mask_share_of_the_ink, "takes 6.0 of the ink on average, from 6 to 6"),
    (mask_white_first, "white pixels and ink"),
    (mask_endless_where_white, "white pixels and ink"),
    (mask_whole_batch, "for the whole batch, not for each row"),
    (mask_columns, "for each row"),
    (mask_copied_generator, "not from a copy"),
    (mask_seed_from_generator, "not from a copy"),
    (mask_is_the_mask, "this is the mask alone"),
    (mask_numpy_mask, "MaskedArray"),
    (mask_with_nan, "NaN"),
    (mask_list, "this is a list"),
    (mask_half_precision, "has the type float16"),
    (mask_transposed, "has shape (50, 40)"),
    (mask_one_too_many, "must lose 15; yours lose 16"),
    (mask_not_at_zero, "x itself, not a copy"),
    (mask_same_for_pairs, "neighbouring examples"),
    (mask_left_half, "some places are masked more often"),
    (mask_two_arguments, "is called with 3 arguments"),
]

RIGHT = [
    mask_argsort,
    mask_permuted,
    mask_where,
    mask_one_pixel_at_a_time,
    mask_random_integers_for_rows,
    mask_sparse,
    Masker(),
]
