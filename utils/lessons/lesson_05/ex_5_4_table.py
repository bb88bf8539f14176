"""Exercise 5.4: choose an epoch on validation data and read the test error from a table of results."""

import numpy as np
import pandas as pd

from ...teaching.compare import show_value
from ...teaching.exercise import OpenExercise, Wrong, result_of


def chosen_error(runs, start, depth):
    rows = runs[(runs["start"] == start) & (runs["depth"] == depth)]
    epoch = rows.groupby("epoch")["valid_error"].mean().idxmin()
    return rows.loc[rows["epoch"] == epoch, "test_error"].mean()


_EPOCHS = (1, 2, 3, 5, 7, 10, 14, 20)
_BEST = 3  # the position of the right epoch, 5; every typical mistake chooses another one:
_VALID = np.array([0.5, 0.4, 0.3, 0.0, 0.25, 0.2, 0.3, 0.35])  # .argmin() is 3
_OTHERS_VALID = np.array(
    [1.0, 0.0, 1.2, 1.4, 1.45, 1.5, 1.55, 1.6]
)  # all starts and depths together choose 2
_TEST = np.array([1.6, 1.1, 0.8, 0.6, 0.45, 0.1, 0.4, 0.9])  # the test error would choose 10


def _made_table(seed, start, depth):
    """A table like that of ``depth``, its rows shuffled, and its numbers as arrays (S, epochs)."""
    rng = np.random.default_rng(seed)
    parts, numbers = [], {}
    for key in (("none", 1), ("none", 2), ("rbm", 1), ("rbm", 2)):
        level = rng.uniform(4, 8)
        valid, test = rng.normal(0, 0.3, (7, 8)), rng.normal(0, 0.5, (7, 8))
        valid[rng.integers(7), 0] -= 5  # the smallest of all single runs, in the first epoch
        valid[rng.integers(7), 6] += 6  # one bad run, so that the median is smallest at epoch 14
        valid[rng.permutation(7)[:2], _BEST] += 3, -3
        valid[:, 4] *= 0.1  # no bad run at all, so that the largest is smallest at epoch 7
        test[rng.integers(7)] += 1.5  # a bad seed, so that mean and median differ
        valid += level + (_VALID if key == (start, depth) else _OTHERS_VALID) - valid.mean(axis=0)
        test += level + _TEST - test.mean(axis=0)
        numbers[key] = valid, test
        parts += [
            (*key, s, epoch, valid[s, e], test[s, e]) for s in range(7) for e, epoch in enumerate(_EPOCHS)
        ]
    columns = ["start", "depth", "seed", "epoch", "valid_error", "test_error"]
    table = pd.DataFrame([parts[i] for i in rng.permutation(len(parts))], columns=columns)
    return table.astype({"valid_error": "float32", "test_error": "float32"}), numbers


def _one_row():
    """A table with a single run, measured once."""
    columns = ["start", "depth", "seed", "epoch", "valid_error", "test_error"]
    table = pd.DataFrame([("autoencoder", 4, 0, 25, 3.5, 4.25)], columns=columns)
    return table, {("autoencoder", 4): (np.array([[3.5]]), np.array([[4.25]]))}


def _best(arrays):
    """Position of the epoch with the smallest mean of all these validation errors."""
    return np.mean([valid.mean(axis=0) for valid in arrays], axis=0).argmin()


def _other_rows(numbers, start, depth):
    """Sentences about rows that were not asked for, with the numbers that they give."""
    every = {key: t[:, _best([v])].mean() for key, (v, t) in numbers.items()}
    whole = _best(v for v, _ in numbers.values())
    tests = np.stack([t.mean(axis=0) for _, t in numbers.values()])
    half = "only one of the two conditions is kept: rows of this start *and* this depth are asked for."
    for i, wanted in enumerate((start, depth)):
        some = [both for key, both in numbers.items() if key[i] == wanted]
        at = _best(v for v, _ in some)
        yield half, np.mean([t[:, at].mean() for _, t in some])
    everything = "this is the mean over all starts and depths; keep only the rows that are asked for."
    yield everything, [np.mean(list(every.values())), tests[:, whole].mean(), tests[:, _BEST].mean()]
    yield ("this is for another start or depth than the one asked for.",
           [error for key, error in every.items() if key != (start, depth)])  # fmt: skip
    yield ("the epoch is chosen for this start and depth, not for all together: group the selected rows, not the table.",
           numbers[start, depth][1][:, whole].mean())  # fmt: skip


def _table_mistakes(numbers, start, depth):
    """Sentences with the number, or numbers, that each mistake gives."""
    valid, test = numbers[start, depth]
    own, middle, worst = valid.argmin(axis=1), np.median(valid, axis=0).argmin(), valid.max(axis=0).argmin()
    row, column = np.unravel_index(valid.argmin(), valid.shape)
    peeking = "this is the epoch with the smallest *test* error: test digits may not choose anything; choose on valid_error."
    return (
        (peeking, test.mean(axis=0).min()),
        ("argmin gives the position, idxmin the epoch.", [test[:, _EPOCHS.index(_BEST)].mean(), _BEST]),
        ("this is the last epoch; take the one with the smallest mean validation error.", test[:, -1].mean()),
        ("this is the mean over all epochs; first choose one.", test.mean()),
        ("this is the median over seeds; the mean is asked for.", np.median(test[:, _BEST])),
        ("this is the epoch with the smallest *median* of the validation errors; take the smallest mean.",
         [test[:, middle].mean(), np.median(test[:, middle])]),
        ("this is the epoch with the smallest *largest* validation error, that of the worst seed; take the smallest mean.",
         test[:, worst].mean()),
        ("this is the validation error at the chosen epoch; it chose the epoch, the test error is reported.",
         valid[:, _BEST].mean()),
        ("this takes for each seed its own best epoch; one epoch for all seeds, chosen by their mean validation error.",
         test[np.arange(7), own].mean()),
        ("this is the luckiest test error of each seed; choose one epoch on validation data.", test.min(axis=1).mean()),
        ("this is a single run, the one with the smallest validation error of all; take the mean over seeds first.",
         test[row, column]),
        ("this is the epoch of the single smallest validation error; first take for each epoch the mean over seeds.",
         test[:, column].mean()),
        ("the best seed's test error is no mean: report the mean over all seeds.", test[:, _BEST].min()),
        ("this is the epoch, not the test error at that epoch.", _EPOCHS[_BEST]),
        *_other_rows(numbers, start, depth),
    )  # fmt: skip


_PARENTHESES = "Join the two conditions by &, each in parentheses: (runs[...] == ...) & (runs[...] == ...)."
_TABLE_ERRORS = tuple(
    (part, _PARENTHESES)
    for part in ("truth value of a Series", "Cannot perform 'rand_'", "Cannot perform 'and_'", "for &:")
)


def _trials():
    """What is said, the table, its numbers, start, depth and the position of the right epoch."""
    for seed, start, depth in ((1, "none", 1), (2, "rbm", 2), (3, "none", 2)):
        yield (
            f'a small table, start "{start}" and depth {depth}',
            *_made_table(seed, start, depth),
            start,
            depth,
            _BEST,
        )
    yield "a table of one row", *_one_row(), "autoencoder", 4, 0


def _judge_chosen(answer):
    for says, table, numbers, start, depth, best in _trials():
        try:
            got = result_of(answer, (table, start, depth), says)
        except Wrong as wrong:
            explained = next((text for part, text in _TABLE_ERRORS if part in str(wrong)), None)
            raise Wrong(f"{explained} ({wrong})" if explained else str(wrong)) from None
        if np.ndim(got) or not isinstance(got, int | float | np.number):
            raise Wrong(
                f"with {says}: return one number, a mean over seeds; yours is {show_value(got)}, a {type(got).__name__}."
            )
        if np.isnan(got):
            raise Wrong(f"with {says}: NaN came, the mean of no rows: does a condition leave none?")
        right = numbers[start, depth][1][:, best].mean()
        if not np.isclose(got, right, rtol=1e-5):
            for sentence, value in _table_mistakes(numbers, start, depth) if len(table) > 1 else ():
                if np.isclose(got, value, rtol=1e-5).any():
                    raise Wrong(f"with {says}: {sentence}")
            raise Wrong(f"with {says}: {got:.5g} came, {right:.5g} was expected.")


def _number(error, *_):
    """An array without axes as the number that it holds."""
    return error.item() if isinstance(error, np.ndarray) else error


CHOSEN = OpenExercise("read the table", chosen_error, _judge_chosen, form=_number)
