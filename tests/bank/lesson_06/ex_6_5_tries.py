"""Answers to exercise 6.5."""

import itertools
import random

import numpy as np
import scipy.stats


def share(a, b):
    return (a[:, None] < b).mean() + (a[:, None] == b).mean() / 2


def single(a, b, k):
    return share(a, b)


def separate(a, b, k):
    return 1 - (1 - share(a, b)) ** k


def ties_lost(a, b, k):
    return 1 - ((a[:, None] >= b).mean(axis=0) ** k).mean()


def ties_won(a, b, k):
    return 1 - ((a[:, None] > b).mean(axis=0) ** k).mean()


def ties_in_each_try(a, b, k):
    lost = (a[:, None] > b).mean(axis=0) + (a[:, None] == b).mean(axis=0) / 2
    return 1 - (lost**k).mean()


def right(a, b, k):
    return (ties_lost(a, b, k) + ties_won(a, b, k)) / 2


def turned_round(a, b, k):
    return right(-a, -b, k)


def all_win(a, b, k):
    return ((a[:, None] < b).mean(axis=0) ** k + (a[:, None] <= b).mean(axis=0) ** k).mean() / 2


def different_runs(a, b, k):
    best = np.array(
        [min(draw) for draw in itertools.islice(itertools.combinations(a, min(k, len(a))), 200_000)]
    )
    return share(best, b)


def pairs_only(a, b, k):
    return (a < b).mean() + (a == b).mean() / 2


def one_share(how):
    return lambda a, b, k: 1 - (1 - how(a[:, None], b).mean()) ** k


def by_drawing(rng):
    def best_of_k_beats(a, b, k):
        some = rng() if callable(rng) else rng
        best = some.choice(a, (400, k)).min(axis=1)
        return share(best, b)

    return best_of_k_beats


def by_other_drawing(a, b, k):
    return share(np.array([min(random.choices(a, k=k)) for _ in range(400)]), b)


def pairs_to_the_power(a, b, k):
    return 1 - ((a >= b).mean()) ** k


def sorts_in_place(a, b, k):
    a.sort()
    return right(a, b, k)


WRONG = [
    (single, "k makes no difference"),
    (separate, "all k tries meet the *same* run"),
    (one_share(np.less), "all k tries meet the *same* run"),
    (one_share(np.less_equal), "all k tries meet the *same* run"),
    (by_drawing(lambda: np.random.default_rng(0)), "Your function draws at random"),
    (by_drawing(np.random.default_rng(3)), "Your function draws at random"),
    (by_other_drawing, "Your function draws at random"),
    (lambda a, b, k: (a[:, None] < b).mean() ** k, "the chance that all k win"),
    (lambda a, b, k: ((a[:, None] < b).mean(axis=0) ** k).mean(), "the chance that all k win"),
    (lambda a, b, k: (a[:, None] < b).mean(), "k makes no difference"),
    (pairs_to_the_power, "every run of a may meet every run of b"),
    (ties_lost, "A tie counts nothing"),
    (ties_won, "A tie counts as won"),
    (ties_in_each_try, "a tie of the *best* try"),
    (turned_round, "the smaller error is the better one"),
    (lambda a, b, k: right(b, a, k), "have changed places"),
    (lambda a, b, k: 1 - right(a, b, k), "the other one is asked for"),
    (all_win, "The best of k wins unless all k lose"),
    (different_runs, "with replacement"),
    (lambda a, b, k: share(np.array([a.min()]), b), "The best of *all* runs"),
    (lambda a, b, k: k * share(a, b), "can exceed 1"),
    (lambda a, b, k: share(a, b) ** k, "the chance that all k win"),
    (lambda a, b, k: 100 * right(a, b, k), "percent"),
    (pairs_only, "only pairs"),
    (sorts_in_place, "changes a in place"),
    (lambda a, b, k: None, "is the return missing"),
]


def by_loops(a, b, k):
    total = 0.0
    for one in b:
        worse = sum(other > one for other in a) / len(a)
        not_better = sum(other >= one for other in a) / len(a)
        total += 1 - (worse**k + not_better**k) / 2
    return total / len(b)


def by_order(a, b, k):
    """The chance of each run of a to be the best of k, and then a table of pairs."""
    values, counts = np.unique(a, return_counts=True)
    left = counts[::-1].cumsum()[::-1] / len(a)  # share that is this large or larger
    p = left**k - np.append(left[1:], 0) ** k
    return float(p @ (np.sign(b[None] - values[:, None]) / 2 + 0.5).mean(axis=1))


def by_searching(a, b, k):
    a, n = np.sort(a), len(a)
    worse = 1 - np.searchsorted(a, b, side="right") / n
    not_better = 1 - np.searchsorted(a, b, side="left") / n
    return np.mean(1 - 0.5 * np.power(worse, k) - 0.5 * np.power(not_better, k))


def by_scipy(a, b, k):
    worse = np.array([100 - scipy.stats.percentileofscore(a, one, "weak") for one in b]) / 100
    not_better = np.array([100 - scipy.stats.percentileofscore(a, one, "strict") for one in b]) / 100
    return np.array(1 - (worse**k + not_better**k).mean() / 2)


class Tries:
    """A callable object, with einsum."""

    def __call__(self, a, b, k):
        ones = np.full(len(a), 1 / len(a))
        lost = [
            np.einsum("i,ij->j", ones, np.asarray(how(a[:, None], b), float))
            for how in (np.greater, np.greater_equal)
        ]
        return 1 - (lost[0] ** k + lost[1] ** k).sum() / (2 * len(b))


RIGHT = [right, by_loops, by_order, by_searching, by_scipy, Tries()]
