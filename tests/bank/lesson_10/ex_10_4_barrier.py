"""Answers to exercise 10.4."""

import numpy as np


def between(one, other, alpha):
    return [
        ((1 - alpha) * W + alpha * V, (1 - alpha) * b + alpha * c)
        for (W, b), (V, c) in zip(one, other, strict=True)
    ]


def losses(one, other, loss, places):
    return [loss(between(one, other, alpha)) for alpha in places]


def whole(n):
    return np.linspace(0, 1, n + 1)


def over_lower_end(one, other, loss, n):
    found = losses(one, other, loss, whole(n))
    return max(found) - min(found[0], found[-1])


def over_higher_end(one, other, loss, n):
    found = losses(one, other, loss, whole(n))
    return max(found) - max(found[0], found[-1])


def over_first(one, other, loss, n):
    found = losses(one, other, loss, whole(n))
    return max(found) - found[0]


def over_lowest(one, other, loss, n):
    found = losses(one, other, loss, whole(n))
    return max(found) - min(found)


def over_the_line(one, other, loss, n):
    found = losses(one, other, loss, whole(n))
    return max(found) - np.mean(found)


def highest(one, other, loss, n):
    return max(losses(one, other, loss, whole(n)))


def mean_height(one, other, loss, n):
    found = losses(one, other, loss, whole(n))
    return np.mean(found) - (found[0] + found[-1]) / 2


def middle(one, other, loss, n):
    start, half, end = losses(one, other, loss, [0, 0.5, 1])
    return max(start, half, end) - (start + end) / 2


def no_far_end(one, other, loss, n):
    found = losses(one, other, loss, np.arange(n) / n)
    return max(found) - (found[0] + found[-1]) / 2


def too_few(one, other, loss, n):
    found = losses(one, other, loss, np.linspace(0, 1, n))
    return max(found) - (found[0] + found[-1]) / 2


def too_many(one, other, loss, n):
    found = losses(one, other, loss, np.linspace(0, 1, n + 2))
    return max(found) - (found[0] + found[-1]) / 2


def biases_stay(one, other, loss, n):
    found = [
        loss([((1 - a) * W + a * V, b) for (W, b), (V, _) in zip(one, other, strict=True)]) for a in whole(n)
    ]
    return max(found) - (found[0] + found[-1]) / 2


def lowest_layer(one, other, loss, n):
    found = [loss([*between(one[:1], other[:1], a), *one[1:]]) for a in whole(n)]
    return max(found) - (found[0] + found[-1]) / 2


def upside_down(one, other, loss, n):
    return -by_list(one, other, loss, n)


def of_losses(one, other, loss, n):
    start, end = loss(one), loss(other)
    return max((1 - a) * start + a * end for a in whole(n)) - (start + end) / 2


def of_whole_lists(one, other, loss, n):
    found = [loss((1 - a) * one + a * other) for a in whole(n)]
    return max(found) - (found[0] + found[-1]) / 2


def as_one_array(one, other, loss, n):
    one, other = np.array(one), np.array(other)
    found = [loss((1 - a) * one + a * other) for a in whole(n)]
    return max(found) - (found[0] + found[-1]) / 2


def nothing(one, other, loss, n):
    by_list(one, other, loss, n)


def by_list(one, other, loss, n):
    found = losses(one, other, loss, whole(n))
    return max(found) - (found[0] + found[-1]) / 2


def by_steps(one, other, loss, n):
    highest, ends = -np.inf, 0.0
    for step in range(n + 1):
        here = loss(between(one, other, step / n))
        highest = max(highest, here)
        ends += here / 2 if step in (0, n) else 0
    return highest - ends


def backwards(one, other, loss, n):
    found = np.array(losses(other, one, loss, whole(n)))
    return found.max() - found[[0, -1]].mean()


def ends_apart(one, other, loss, n):
    ends = [loss(one), loss(other)]
    inside = losses(one, other, loss, np.arange(1, n) / n)
    return max(ends + inside) - sum(ends) / 2


def as_arrays_of_objects(one, other, loss, n):
    found = []
    for alpha in whole(n):
        layers = []
        for u, v in zip(one, other, strict=True):
            layers.append(type(u)(u.W + alpha * (v.W - u.W), u.b + alpha * (v.b - u.b)))
        found.append(loss(layers))
    return np.float32(np.max(found) - np.mean([found[0], found[n]]))


def over_a_tilted_floor(one, other, loss, n):
    """Over the line between the ends, which is another definition: right only where the ends are level."""
    found = np.array(losses(one, other, loss, whole(n)))
    return (found - np.linspace(found[0], found[-1], n + 1)).max()


WRONG = [
    (over_lower_end, "over the lower end"),
    (over_higher_end, "over the higher end"),
    (over_first, "over the first network"),
    (over_lowest, "over the lowest loss"),
    (over_the_line, "mean of the whole line"),
    (highest, "the highest loss itself"),
    (mean_height, "mean height of the line"),
    (middle, "need not be in the middle"),
    (no_far_end, "n + 1 ends"),
    (too_few, "n + 1 ends"),
    (too_many, "n + 2 points"),
    (biases_stay, "The biases move"),
    (lowest_layer, "All layers move"),
    (upside_down, "The sign is turned"),
    (of_losses, "no barrier in them"),
    (of_whole_lists, "go through"),
    (as_one_array, "go through"),
    (over_a_tilted_floor, "line between the losses"),
    (nothing, "returned None"),
]

RIGHT = [by_list, by_steps, backwards, ends_apart, as_arrays_of_objects]
