"""Answers to exercise 3.1."""

import numpy as np


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


def mask_own_generator(x, level, rng):
    return mask_argsort(x, level, np.random.default_rng(0))


def mask_no_generator(x, level, rng):
    return mask_argsort(x, level, np.random.default_rng())


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


WRONG = [
    (mask_cut_off, "use round(level * V)"),
    (mask_coin_for_each_pixel, "fixed size"),
    (mask_same_for_all, "one mask for the whole batch"),
    (mask_keeps_the_share, "you keep this share"),
    (mask_with_replacement, "without replacement"),
    (mask_in_place, "changes x itself"),
    (mask_own_generator, "not from one of your own"),
    (mask_no_generator, "not from np.random"),
    (mask_dropout, "dropout"),
    (mask_block, "blocks of neighbours"),
    (mask_salt_and_pepper, "new values"),
    (mask_noise, "new values"),
    (mask_nothing, "nothing is masked"),
    (mask_no_return, "return missing"),
]

RIGHT = [mask_argsort, mask_permuted, mask_where, mask_one_pixel_at_a_time]
