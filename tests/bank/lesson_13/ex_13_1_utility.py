"""Answers to exercise 13.1."""

import math

import numpy as np
import torch


def needed(labels, without, error):
    for i in range(len(labels)):
        if without[i] <= error:
            if i == 0:
                return float(labels[0])
            (n0, n1), (e0, e1) = labels[i - 1 : i + 1], without[i - 1 : i + 1]
            share = math.log(e0 / error) / math.log(e0 / e1)
            return n0 * (n1 / n0) ** share
    return math.inf


def times(labels, without, with_):
    return [needed(labels, without, e) / n for n, e in zip(labels, with_, strict=True)]


def the_number(labels, without, with_):
    return [needed(labels, without, e) for e in with_]


def saved(labels, without, with_):
    return [needed(labels, without, e) - n for n, e in zip(labels, with_, strict=True)]


def turned(labels, without, with_):
    return [needed(labels, with_, e) / n - 1 for n, e in zip(labels, without, strict=True)]


def never_infinite(labels, without, with_):
    found = np.array(times(labels, without, with_)) - 1
    return np.where(np.isfinite(found), found, labels[-1] / labels - 1)


def on_plain_axes(labels, without, with_):
    found = []
    for n, e in zip(labels, with_, strict=True):
        i = next((i for i, w in enumerate(without) if w <= e), None)
        if i is None:
            found.append(np.inf)
        elif i == 0:
            found.append(labels[0] / n - 1)
        else:
            share = (without[i - 1] - e) / (without[i - 1] - without[i])
            found.append((labels[i - 1] + share * (labels[i] - labels[i - 1])) / n - 1)
    return np.array(found)


def tried_ones(labels, without, with_):
    first = [next((m for m, w in zip(labels, without, strict=True) if w <= e), np.inf) for e in with_]
    return np.array(first) / labels - 1


def interp(labels, without, with_):
    place = np.interp(-np.log(with_), -np.log(without), np.log(labels))
    return np.where(with_ < without.min(), np.inf, np.exp(place)) / labels - 1


def interp_as_it_falls(labels, without, with_):
    return np.exp(np.interp(np.log(with_), np.log(without), np.log(labels))) / labels - 1


def gain(labels, without, with_):
    return without / with_ - 1


def gain_in_points(labels, without, with_):
    return without - with_


def last_crossing(labels, without, with_):
    found = []
    for n, e in zip(labels, with_, strict=True):
        above = [i for i, w in enumerate(without) if w > e]
        i = above[-1] + 1 if above else 0
        if i == len(labels):
            found.append(np.inf)
        elif i == 0:
            found.append(labels[0] / n - 1)
        else:
            found.append(needed(labels[i - 1 :], without[i - 1 :], e) / n - 1)
    return np.array(found)


def running_minimum(labels, without, with_):
    return np.array(times(labels, np.minimum.accumulate(without), with_)) - 1


def nothing(labels, without, with_):
    np.array(times(labels, without, with_)) - 1


def too_few(labels, without, with_):
    return (np.array(times(labels, without, with_)) - 1)[:-1]


def in_place(labels, without, with_):
    np.log(without, out=without)
    return np.array([needed(labels, np.exp(without), e) / n - 1 for n, e in zip(labels, with_, strict=True)])


def plainly(labels, without, with_):
    return [one - 1 for one in times(labels, without, with_)]


def as_a_tuple(labels, without, with_):
    return tuple(np.array(times(labels, without, with_)) - 1)


def with_a_fine_grid(labels, without, with_):
    """By pieces, each solved for the logarithm of the number."""
    x, y, found = np.log10(labels), np.log10(without), []
    for n, e in zip(labels, with_, strict=True):
        candidates = [labels[0]] if without[0] <= e else []
        for i in range(1, len(labels)):
            if not candidates and without[i] <= e:
                slope = (y[i] - y[i - 1]) / (x[i] - x[i - 1])
                candidates.append(10 ** (x[i - 1] + (np.log10(e) - y[i - 1]) / slope))
        found.append((candidates[0] if candidates else np.inf) / n - 1)
    return np.array(found)


def with_torch(labels, without, with_):
    return torch.tensor([one - 1 for one in times(labels, without, with_)], dtype=torch.float64)


def by_interp_of_the_piece(labels, without, with_):
    found = []
    for n, e in zip(labels, with_, strict=True):
        reached = np.argmax(without <= e) if (without <= e).any() else None
        if reached is None:
            found.append(np.inf)
        elif reached == 0:
            found.append(labels[0] / n - 1)
        else:
            piece = slice(reached - 1, reached + 1)
            place = np.interp(-np.log(e), -np.log(without[piece]), np.log(labels[piece]))
            found.append(np.exp(place) / n - 1)
    return np.array(found)


def by_bisection(labels, without, with_):
    found = []
    for n, e in zip(labels, with_, strict=True):
        i = next((i for i, w in enumerate(without) if w <= e), None)
        if i is None or i == 0:
            found.append(np.inf if i is None else labels[0] / n - 1)
            continue
        low, high = 0.0, 1.0
        for _ in range(80):
            middle = (low + high) / 2
            above = without[i - 1] ** (1 - middle) * without[i] ** middle > e
            low, high = (middle, high) if above else (low, middle)
        found.append(labels[i - 1] ** (1 - high) * labels[i] ** high / n - 1)
    return np.array(found)


def interp_to_the_end(labels, without, with_):
    """np.interp on turned curves, whatever lies beyond."""
    x, y = np.log(labels)[::-1], np.log(without)[::-1]
    return np.exp(np.interp(np.log(with_), y, x)) / labels - 1


WRONG = [
    (interp_to_the_end, "infinite is asked for"),
    (times, "less 1"),
    (the_number, "for each one that there is"),
    (saved, "for each label that there is"),
    (turned, "changed places"),
    (never_infinite, "only a lower bound"),
    (on_plain_axes, "these are plain axes"),
    (tried_ones, "the curve goes on"),
    (interp, "wants x that grows"),
    (last_crossing, "the *last* place"),
    (running_minimum, "running minimum"),
    (interp_as_it_falls, "or falls"),
    (gain, "how many *labels*"),
    (gain_in_points, "how many *labels*"),
    (nothing, "returned None"),
    (too_few, "shape"),
    (in_place, "changes without in place"),
]

RIGHT = [plainly, as_a_tuple, with_a_fine_grid, with_torch, by_interp_of_the_piece, by_bisection]
