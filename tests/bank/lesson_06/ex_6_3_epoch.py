"""Answers to exercise 6.3."""

import numpy as np
import pandas as pd


def by_halves(split, best=np.argmin, cross=True, ends=lambda n: n):
    def honest_error(wrong):
        one, two = split(wrong)
        stops = best(one.mean(axis=1)), best(two.mean(axis=1))
        a, b = stops[::-1] if cross else stops
        return (one[a].sum() + two[b].sum()) / ends(wrong.shape[1])

    return honest_error


def even_odd(wrong):
    return wrong[:, ::2], wrong[:, 1::2]


def first_second(wrong):
    return np.array_split(wrong, 2, axis=1)


def peeking(wrong):
    return wrong.mean(axis=1).min()


def even_chooses(wrong):
    return wrong[wrong[:, ::2].mean(axis=1).argmin(), 1::2].mean()


def odd_chooses(wrong):
    return wrong[wrong[:, 1::2].mean(axis=1).argmin(), ::2].mean()


def mean_of_halves(wrong):
    return (even_chooses(wrong) + odd_chooses(wrong)) / 2


def last(wrong):
    return wrong[-1].mean()


def last_of_ties(errors):
    return len(errors) - 1 - errors[::-1].argmin()


def percent(wrong):
    return 100 * by_halves(even_odd)(wrong)


def right_share(wrong):
    return 1 - by_halves(even_odd)(wrong)


def over_digits(wrong):
    return wrong[:, wrong.mean(axis=0).argmin()].mean()


def all_report(choose):
    return lambda wrong: wrong[wrong[:, choose::2].mean(axis=1).argmin()].mean()


def smaller(wrong):
    return min(even_chooses(wrong), odd_chooses(wrong))


def larger(wrong):
    return max(even_chooses(wrong), odd_chooses(wrong))


def epochs_split(wrong):
    even, odd = wrong[::2], wrong[1::2]
    return (even[odd.mean(axis=1).argmin()].sum() + odd[even.mean(axis=1).argmin()].sum()) / wrong.shape[1]


def best_digits(wrong):
    even, odd = even_odd(wrong)
    return (even[odd.mean(axis=0).argmin()].sum() + odd[even.mean(axis=0).argmin()].sum()) / wrong.shape[1]


def no_bracket(wrong):
    even, odd = even_odd(wrong)
    by_even, by_odd = even.mean(axis=1).argmin(), odd.mean(axis=1).argmin()
    return even[by_odd].sum() + odd[by_even].sum() / wrong.shape[1]


def no_bracket_either(wrong):
    even, odd = even_odd(wrong)
    by_even, by_odd = even.mean(axis=1).argmin(), odd.mean(axis=1).argmin()
    return odd[by_even].sum() + even[by_odd].sum() / wrong.shape[1]


def in_place(wrong):
    result = by_halves(even_odd)(wrong)
    wrong[:] = False
    return result


def accuracy_by_minus(wrong):
    return by_halves(even_odd)(1 - (-wrong))


WRONG = [
    (peeking, "luck is counted as skill"),
    (by_halves(even_odd, cross=False), "the one that the *other* half has chosen"),
    (by_halves(first_second), "not the first and the second half"),
    (even_chooses, "one half of the digits only"),
    (odd_chooses, "one half of the digits only"),
    (mean_of_halves, "add the mistakes, then divide by N"),
    (last, "after the last epoch"),
    (lambda wrong: wrong[0].mean(), "after the first epoch"),
    (lambda wrong: wrong.mean(), "mean over all epochs"),
    (by_halves(even_odd, best=last_of_ties), "the earlier one is taken"),
    (by_halves(even_odd, best=np.argmax), "With argmax it is the worst epoch"),
    (percent, "not percent"),
    (right_share, "report the error"),
    (by_halves(even_odd, ends=lambda n: 1), "divide by the number of digits"),
    (over_digits, "epochs are the rows"),
    (all_report(0), "All digits report here"),
    (all_report(1), "All digits report here"),
    (smaller, "luck again"),
    (larger, "count the mistakes of both"),
    (epochs_split, "The epochs are split here"),
    (best_digits, "epochs are the rows"),
    (no_bracket, "a bracket is missing"),
    (no_bracket_either, "a bracket is missing"),
    (in_place, "changes wrong in place"),
    (accuracy_by_minus, "for booleans"),
    (lambda wrong: None, "is the return missing"),
]


def by_loops(wrong):
    mistakes, n = 0, wrong.shape[1]
    for chooser in (0, 1):
        best = min(range(len(wrong)), key=lambda e: sum(wrong[e, i] for i in range(chooser, n, 2)))
        mistakes += sum(bool(wrong[best, i]) for i in range(1 - chooser, n, 2))
    return mistakes / n


def by_einsum(wrong):
    parity = np.arange(wrong.shape[1]) % 2 == np.arange(2)[:, None]  # (2, N)
    counts = np.einsum("en,hn->eh", wrong.astype(int), parity.astype(int))
    epochs = counts.argmin(axis=0)
    return np.float32((counts[epochs[1], 0] + counts[epochs[0], 1]) / wrong.shape[1])


def by_pandas(wrong):
    frame = pd.DataFrame(wrong.T.astype(float))
    halves = frame.groupby(np.arange(len(frame)) % 2).sum()
    stops = halves.idxmin(axis=1)
    return float(halves.loc[0, stops[1]] + halves.loc[1, stops[0]]) / len(frame)


def mean_of_reports(wrong):
    even, odd = even_odd(wrong)
    reports = np.empty(wrong.shape[1])
    reports[::2], reports[1::2] = even[odd.sum(axis=1).argmin()], odd[even.sum(axis=1).argmin()]
    return reports.mean()


class Honest:
    """A callable object; sorts the epochs."""

    def __call__(self, wrong):
        bits = np.asarray(wrong, np.uint8)
        stop = [np.argsort(bits[:, half::2].sum(axis=1), kind="stable")[0] for half in (0, 1)]
        return np.array((int(bits[stop[1], ::2].sum()) + int(bits[stop[0], 1::2].sum())) / bits.shape[1])


RIGHT = [by_halves(even_odd), by_loops, by_pandas, mean_of_reports, by_einsum, Honest()]
