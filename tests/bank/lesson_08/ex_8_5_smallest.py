"""Answers to exercise 8.5."""

import numpy as np


def gains(errors):
    return {some: np.mean(errors[()] - values) for some, values in errors.items()}


def keeping(errors, share):
    gain = gains(errors)
    return [some for some in gain if gain[some] >= share * gain[max(gain, key=len)]]


def no_ties(errors, share):
    return min(keeping(errors, share), key=len)


def largest_gain(errors, share):
    gain = gains(errors)
    return max(gain, key=gain.get)


def first_found(errors, share):
    return keeping(errors, share)[0]


def more_than(errors, share):
    gain = gains(errors)
    enough = [some for some in gain if gain[some] > share * gain[max(gain, key=len)]]
    return min(enough, key=lambda some: (len(some), -gain[some]))


def finds_nothing(errors, share):
    """Looks among single layers only."""
    gain = gains(errors)
    for some in sorted(gain, key=gain.get, reverse=True):
        if len(some) == 1 and gain[some] >= share * gain[max(gain, key=len)]:
            return some


def of_errors(errors, share):
    last = errors[max(errors, key=len)].mean()
    enough = [some for some in errors if errors[some].mean() <= last * (2 - share)]
    return min(enough, key=lambda some: (len(some), errors[some].mean()))


def of_the_best(errors, share):
    gain = gains(errors)
    enough = [some for some in gain if gain[some] >= share * max(gain.values())]
    return min(enough, key=lambda some: (len(some), -gain[some]))


def of_medians(errors, share):
    gain = {some: np.median(errors[()] - values) for some, values in errors.items()}
    enough = [some for some in gain if gain[some] >= share * gain[max(gain, key=len)]]
    return min(enough, key=lambda some: (len(some), -gain[some]))


def every_seed(errors, share):
    needed = share * (errors[()] - errors[max(errors, key=len)])
    enough = [some for some in errors if np.all(errors[()] - errors[some] >= needed)]
    return min(enough, key=lambda some: (len(some), errors[some].mean()))


def of_each_seed(errors, share):
    last = errors[()] - errors[max(errors, key=len)]
    kept = {some: np.mean((errors[()] - values) / last) for some, values in errors.items()}
    enough = [some for some in kept if kept[some] >= share]
    return min(enough, key=lambda some: (len(some), -kept[some]))


def added_up(errors, share):
    gain = gains(errors)
    total = {some: sum(gain[(i,)] for i in some) for some in errors}
    enough = [some for some in total if total[some] >= share * gain[max(gain, key=len)]]
    return min(enough, key=lambda some: (len(some), -total[some]))


def never_empty(errors, share):
    gain = gains(errors)
    enough = [some for some in keeping(errors, share) if some]
    return min(enough, key=lambda some: (len(some), -gain[some]))


def of_errors_without(errors, share):
    enough = [some for some in errors if errors[some].mean() <= share * errors[()].mean()]
    return min(enough, key=lambda some: (len(some), errors[some].mean()))


def ratio_of_errors(errors, share):
    last = errors[max(errors, key=len)].mean()
    enough = [some for some in errors if last / errors[some].mean() >= share]
    return min(enough, key=lambda some: (len(some), errors[some].mean()))


def last_in_order(errors, share):
    gain = gains(errors)
    enough = [some for some in gain if gain[some] >= share * gain[max(gain)]]
    return min(enough, key=lambda some: (len(some), -gain[some]))


def always_three(errors, share):
    gain = gains(errors)
    enough = [some for some in gain if gain[some] >= share * gain[(1, 2, 3)]]
    return min(enough, key=lambda some: (len(some), -gain[some]))


def all_layers(errors, share):
    return max(errors, key=len)


def how_many(errors, share):
    return min(len(some) for some in keeping(errors, share))


def by_loop(errors, share):
    found = None
    whole = errors[max(errors, key=len)]
    for some, values in errors.items():
        if np.mean(errors[()] - values) < share * np.mean(errors[()] - whole):
            continue
        smaller = found is None or len(some) < len(found)
        if smaller or len(some) == len(found) and values.mean() < errors[found].mean():
            found = some
    return found


def by_sorting(errors, share):
    gain = gains(errors)
    order = sorted(gain, key=lambda some: (len(some), -gain[some]))
    return next(some for some in order if gain[some] >= share * gain[order[-1]])


def by_arrays(errors, share):
    sets = list(errors)
    sizes, means = np.array([len(some) for some in sets]), np.array([errors[some].mean() for some in sets])
    order = np.lexsort((means, sizes))  # by size, then by error
    gain = means[order[0]] - means[order]
    return sets[order[np.argmax(gain >= share * gain[-1])]]


def as_list(errors, share):
    return list(by_sorting(errors, share))


def as_a_set(errors, share):
    return set(by_loop(errors, share))


def as_an_array(errors, share):
    return np.array(by_sorting(errors, share), dtype=int)


WRONG = [
    (no_ties, "take the one with the largest gain"),
    (largest_gain, "the set with the largest gain"),
    (first_found, "the first set that keeps enough"),
    (more_than, "exactly the share is enough"),
    (finds_nothing, "No set that it looked at kept enough"),
    (of_errors, "not of the error"),
    (of_errors_without, "not of the error"),
    (ratio_of_errors, "not of the error"),
    (last_in_order, "max(...) of tuples"),
    (of_the_best, "the gain of *all* layers"),
    (of_medians, "means, not medians"),
    (every_seed, "of every seed"),
    (of_each_seed, "each seed's share"),
    (added_up, "need not be the sum"),
    (never_empty, "The empty set counts"),
    (always_three, "the longest key"),
    (all_layers, "always the set of all layers"),
    (how_many, "must be a tuple"),
]

RIGHT = [by_loop, by_sorting, by_arrays, as_list, as_a_set, as_an_array]
