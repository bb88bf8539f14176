"""Answers to exercise 11.1."""

import numpy as np


def cosines(before, after):
    lengths = np.linalg.norm(before, axis=0) * np.linalg.norm(after, axis=0)
    return (before * after).sum(axis=0) / np.where(lengths == 0, 1, lengths)


def flips(before, after):
    return np.mean(before * after < 0)


def along_rows(before, after):
    lengths = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    return (before * after).sum(axis=1) / np.where(lengths == 0, 1, lengths), flips(before, after)


def one_cosine(before, after):
    return cosines(before, after).mean(), flips(before, after)


def one_vector(before, after):
    length = np.linalg.norm(before) * np.linalg.norm(after)
    return (before * after).sum() / length, flips(before, after)


def products(before, after):
    return (before * after).sum(axis=0), flips(before, after)


def over_one_length(before, after):
    length = np.linalg.norm(before, axis=0)
    return (before * after).sum(axis=0) / length, flips(before, after)


def over_squares(before, after):
    squares = (before**2).sum(axis=0) * (after**2).sum(axis=0)
    return (before * after).sum(axis=0) / squares, flips(before, after)


def correlations(before, after):
    return cosines(before - before.mean(axis=0), after - after.mean(axis=0)), flips(before, after)


def distances(before, after):
    return 1 - cosines(before, after), flips(before, after)


def angles(before, after):
    return np.arccos(np.clip(cosines(before, after), -1, 1)), flips(before, after)


def zeros_flip(before, after):
    return cosines(before, after), np.mean(np.sign(before) != np.sign(after))


def positive_or_not(before, after):
    return cosines(before, after), np.mean((before > 0) ^ (after > 0))


def kept_signs(before, after):
    return cosines(before, after), np.mean(before * after > 0)


def how_many(before, after):
    return cosines(before, after), np.sum(before * after < 0)


def in_percent(before, after):
    return cosines(before, after), 100 * flips(before, after)


def share_of_each(before, after):
    return cosines(before, after), (before * after < 0).mean(axis=0)


def swapped(before, after):
    return flips(before, after), cosines(before, after)


def dead_units(before, after):
    with np.errstate(all="ignore"):
        return (
            (before * after).sum(axis=0) / np.sqrt((before**2).sum(axis=0) * (after**2).sum(axis=0)),
            flips(before, after),
        )


def cosines_only(before, after):
    return cosines(before, after)


def by_einsum(before, after):
    lengths = np.sqrt(np.einsum("vh,vh->h", before, before) * np.einsum("vh,vh->h", after, after))
    found = np.divide(
        np.einsum("vh,vh->h", before, after), lengths, out=np.zeros_like(lengths), where=lengths > 0
    )
    return found, np.count_nonzero(before * after < 0) / before.size


def unit_by_unit(before, after):
    found = []
    for old, new in zip(before.T, after.T, strict=True):
        length = np.linalg.norm(old) * np.linalg.norm(new)
        found.append(old @ new / length if length else 0.0)
    signs = np.sign(before) * np.sign(after)
    return found, (signs == -1).mean()


def of_directions(before, after):
    def directions(W):
        length = np.linalg.norm(W, axis=0, keepdims=True)
        return W / np.where(length > 0, length, 1)

    turned = np.diag(directions(before).T @ directions(after))
    return [turned.copy(), np.float32(flips(before, after))]


def without_nan(before, after):
    with np.errstate(all="ignore"):
        found = (before * after).sum(0) / (np.linalg.norm(before, axis=0) * np.linalg.norm(after, axis=0))
    opposite = ((before > 0) & (after < 0)) | ((before < 0) & (after > 0))
    return np.nan_to_num(found), np.average(opposite)


def in_double(before, after):
    return cosines(before.astype(np.float64), after.astype(np.float64)), float(flips(before, after))


def with_an_epsilon(before, after):
    lengths = np.linalg.norm(before, axis=0) * np.linalg.norm(after, axis=0)
    return (before * after).sum(axis=0) / (lengths + 1e-12), flips(before, after)


def with_a_floor(before, after):
    lengths = np.linalg.norm(before, axis=0) * np.linalg.norm(after, axis=0)
    return (before * after).sum(axis=0) / np.clip(lengths, 1e-8, None), flips(before, after)


WRONG = [
    (with_an_epsilon, "A small number added"),
    (with_a_floor, "A small number added"),
    (along_rows, "*column*"),
    (one_cosine, "for each unit"),
    (one_vector, "for each unit"),
    (products, "how long a vector is"),
    (over_one_length, "how long a vector is"),
    (over_squares, "a length is a root"),
    (correlations, "This is a correlation"),
    (distances, "return the cosine"),
    (angles, "This is the angle"),
    (zeros_flip, "has no sign to change"),
    (positive_or_not, "has no sign to change"),
    (kept_signs, "*kept* its sign"),
    (how_many, "This is how many"),
    (in_percent, "This is a percentage"),
    (share_of_each, "share for each unit"),
    (swapped, "The cosines come first"),
    (dead_units, "Let its cosine be 0"),
    (cosines_only, "part"),
]

RIGHT = [by_einsum, unit_by_unit, of_directions, without_nan, in_double]
