"""Exercise 6.3: an honest error of the best epoch, from test digits alone."""

import numpy as np

from ...teaching.exercise import Case, FunctionExercise, Mistake


def honest_error(wrong):
    even, odd = wrong[:, ::2], wrong[:, 1::2]  # (E, N / 2)
    by_even, by_odd = even.mean(axis=1).argmin(), odd.mean(axis=1).argmin()
    mistakes = even[by_odd].sum() + odd[by_even].sum()
    return mistakes / wrong.shape[1]


def _oracle(wrong):
    """Digit by digit: each is judged at the epoch that the other half of the digits would stop at."""
    wrong, n = np.asarray(wrong, int), np.shape(wrong)[1]
    mistakes = 0
    for digit in range(n):
        others = [i for i in range(n) if i % 2 != digit % 2]
        counts = [sum(row[i] for i in others) for row in wrong]
        mistakes += wrong[counts.index(min(counts))][digit]
    return mistakes / n


def made(n_epochs, n_digits, seed, p=0.4):
    """Random bits of right and wrong."""
    return np.random.default_rng(seed).random((n_epochs, n_digits)) < p


def _cases():
    return [
        Case(
            "2 epochs of 4 digits, wrong = [[1, 0, 1, 0], [0, 1, 0, 1]]",
            (np.array([[1, 0, 1, 0], [0, 1, 0, 1]], bool),),
        ),
        Case("3 epochs of 7 digits, an odd number", (made(3, 7, 8),)),
        Case("9 epochs of 30 digits", (made(9, 30, 3),)),
        Case("5 epochs of 5 digits", (made(5, 5, 11),)),
        Case("one epoch", (made(1, 6, 5),)),
        Case(
            "3 epochs of 2 digits, wrong = [[1, 0], [0, 1], [1, 1]]",
            (np.array([[1, 0], [0, 1], [1, 1]], bool),),
        ),
        Case("a network that is never wrong", (np.zeros((4, 6), bool),)),
        Case("a network that is always wrong", (np.ones((3, 5), bool),)),
        Case("40 epochs of 201 digits", (made(40, 201, 7, 0.08),)),
    ]


def _halves(wrong):
    return wrong[:, ::2].astype(float), wrong[:, 1::2].astype(float)


def _last_of_ties(errors):
    return len(errors) - 1 - errors[::-1].argmin()


def _variant(best=np.argmin, split=_halves, same=False, scale=1.0):
    def run(wrong):
        one, other = split(wrong)
        first, second = best(one.mean(axis=1)), best(other.mean(axis=1))
        if same:
            first, second = second, first
        return scale * (one[second].sum() + other[first].sum()) / wrong.shape[1]

    return run


def _first_and_second_half(extra):
    def split(wrong):
        middle = (wrong.shape[1] + extra) // 2
        return wrong[:, :middle].astype(float), wrong[:, middle:].astype(float)

    return split


def _one_half_only(choose, report):
    def run(wrong):
        halves = _halves(wrong)
        return halves[report][halves[choose].mean(axis=1).argmin()].mean()

    return run


def _mean_of_halves(wrong):
    return (_one_half_only(0, 1)(wrong) + _one_half_only(1, 0)(wrong)) / 2


def _reported_by_all(choose):
    """One half chooses, and all digits report, those that chose too."""
    return lambda wrong: wrong[_halves(wrong)[choose].mean(axis=1).argmin()].mean()


def _of_two_reports(better):
    return lambda wrong: better(_one_half_only(0, 1)(wrong), _one_half_only(1, 0)(wrong))


def _epochs_split(wrong):
    """The rows are split in the place of the columns."""
    even, odd = wrong[::2], wrong[1::2]
    by_even, by_odd = even.mean(axis=1).argmin(), odd.mean(axis=1).argmin()
    return (even[by_odd].sum() + odd[by_even].sum()) / wrong.shape[1]


def _best_digit(wrong):
    """The best digit of each half in the place of the best epoch."""
    even, odd = _halves(wrong)
    by_even, by_odd = even.mean(axis=0).argmin(), odd.mean(axis=0).argmin()
    return (even[by_odd].sum() + odd[by_even].sum()) / wrong.shape[1]


def _bracket_missing(first):
    def run(wrong):
        n, (even, odd) = wrong.shape[1], _halves(wrong)
        parts = even[odd.mean(axis=1).argmin()].sum(), odd[even.mean(axis=1).argmin()].sum()
        return parts[first] + parts[1 - first] / n

    return run


def _chosen_by_all(wrong):
    return wrong[wrong.mean(axis=1).argmin()].mean()


_ALL_REPORT = "All digits report here, those too that chose the epoch; only the *other* half may report."
_AXIS = "An axis is mixed up: epochs are the rows, digits the columns."
_BRACKET = "Only one of the two numbers of mistakes is divided by N: a bracket is missing."
_HALF = "This reports on one half of the digits only; let the halves change their parts, so that every digit is reported once."
EPOCH = FunctionExercise(
    "an honest epoch",
    honest_error,
    _oracle,
    _cases,
    mistakes=(
        Mistake("This is the smallest error over the epochs: the digits that chose the epoch also report it, so luck is "
                "counted as skill.", _chosen_by_all),
        Mistake("Each half reports at the epoch that it has chosen itself; it has to report at the one that the *other* "
                "half has chosen.", _variant(same=True)),
        Mistake("This is the error after the last epoch: choose one.", lambda wrong: wrong[-1].mean()),
        Mistake("This is the error after the first epoch: choose one.", lambda wrong: wrong[0].mean()),
        Mistake("This is the mean over all epochs; choose one with each half.", lambda wrong: wrong.mean()),
        Mistake(_ALL_REPORT, _reported_by_all(0)),
        Mistake(_ALL_REPORT, _reported_by_all(1)),
        Mistake("This is the smaller of the two halves' errors: luck again. Count the mistakes of both.", _of_two_reports(min)),
        Mistake("This is the larger of the two halves' errors; count the mistakes of both.", _of_two_reports(max)),
        Mistake(_HALF, _one_half_only(0, 1)),
        Mistake(_HALF, _one_half_only(1, 0)),
        Mistake("The mean of two halves' errors is not the error over all digits when the halves differ in size: add the "
                "mistakes, then divide by N.", _mean_of_halves),
        Mistake("Of two epochs that are equally good the earlier one is taken.", _variant(best=_last_of_ties)),
        Mistake("With argmax it is the worst epoch: wrong is True where the network errs.", _variant(best=np.argmax)),
        *(Mistake("The halves are the digits at even and at odd positions (0, 2, 4, ... and 1, 3, 5, ...), not the first and the second "
                  "half.", _variant(split=_first_and_second_half(extra))) for extra in (0, 1)),
        Mistake("Return a share from 0 to 1, not percent.", _variant(scale=100.0)),
        Mistake("This is the share of digits that are right; report the error.", lambda wrong: 1 - honest_error(wrong)),
        Mistake("This is the number of mistakes; divide by the number of digits.",
                lambda wrong: honest_error(wrong) * wrong.shape[1]),
        Mistake(_BRACKET, _bracket_missing(0)),
        Mistake(_BRACKET, _bracket_missing(1)),
        Mistake("The epochs are split here; split the digits, which are the columns: wrong[:, ...].", _epochs_split),
        Mistake(_AXIS, _best_digit),
        Mistake(_AXIS, lambda wrong: wrong[:, wrong.mean(axis=0).argmin()].mean()),
    ),
    errors=(
        ("numpy boolean subtract", "True - True does not exist for booleans: use ~wrong, or wrong.astype(float)."),
        ("boolean negative", "minus does not exist for booleans: use ~wrong, or wrong.astype(float)."),
    ),
    form=lambda result, *_: float(result),
)  # fmt: skip
