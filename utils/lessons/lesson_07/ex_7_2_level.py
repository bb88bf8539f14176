"""Exercise 7.2: one loss where another first falls to a level, interpolated in logarithms."""

import numpy as np

from ...teaching.compare import show_value
from ...teaching.exercise import Case, FunctionExercise, Wrong, result_of
from .mistakes_7_2 import MISTAKES, by_steps


def value_at(given, wanted, level):
    reached = np.flatnonzero(given <= level)
    if given[0] < level or len(reached) == 0:
        return np.nan
    after = reached[0]
    if after == 0:
        return wanted[0]
    around = [after, after - 1]  # the given loss rises from the first to the second
    logs = np.log(given[around]), np.log(wanted[around])
    return np.exp(np.interp(np.log(level), *logs))


def _levels_cases():
    falls, other = np.array([2.0, 0.5, 0.1, 0.004, 0.0003]), np.array([1.9, 0.6, 0.2, 0.15, 0.19])
    again = np.array([1.0, 0.3, 0.45, 0.2, 0.35, 0.05])  # not at every epoch lower than before
    bowl = np.array([0.9, 0.4, 0.2, 0.25, 0.4, 0.8])
    return [
        Case("given = [1, 0.01], wanted = [1, 0.1] and level 0.1",
             (np.array([1.0, 0.01]), np.array([1.0, 0.1]), 0.1)),
        Case("five epochs and a level between the third and the fourth", (falls, other, 0.02)),
        Case("five epochs and a level between the last two", (falls, other, 0.001)),
        Case("a level that an epoch has exactly", (falls, other, 0.1)),
        Case("the level of the first epoch", (falls, other, 2.0)),
        Case("the level of the last epoch", (falls, other, 0.0003)),
        Case("a level that is never reached", (falls, other, 0.0001)),
        Case("a level above the first epoch's", (falls, other, 3.0)),
        Case("a loss that rises in between, and a level that it passes three times", (again, bowl, 0.4)),
        Case("the same loss, and a level that it passes more than once", (again, bowl, 0.28)),
        Case("a loss that falls and then rises for good", (bowl, again, 0.3)),
        Case("a single epoch, whose loss is the level", (np.array([0.3]), np.array([0.7]), 0.3)),
        Case("a single epoch above the level", (np.array([0.3]), np.array([0.7]), 0.2)),
        Case("a loss that stays the same for some epochs",
             (np.array([2.3, 2.3, 2.3, 0.2]), np.array([2.3, 2.31, 2.29, 0.5]), 1.0)),
    ]  # fmt: skip


def _judge_beginning(answer):
    """Raise Wrong where a later fall to the level is read of a loss that began below it."""
    args = np.array([0.5, 2.0, 0.1]), np.array([1.0, 2.0, 0.5]), 1.0
    got = result_of(answer, args, "a loss that began below the level")
    if not np.isnan(float(got)):
        raise Wrong(
            f"with given = [0.5, 2, 0.1] and level 1 the result is {show_value(got)}. This loss began below the level; that it "
            "rises and falls again later does not count: np.nan is asked for."
        )


LEVEL = FunctionExercise(
    "one loss at a level of another",
    value_at,
    by_steps,
    _levels_cases,
    form=lambda result, *args: float(result),
    mistakes=MISTAKES,
    also=_judge_beginning,
    nothing="Where the loss never is at the level, np.nan is asked for;",
    errors=(
        ("index 0 is out of bounds", "No epoch has reached the level: then return np.nan."),
        ("zero-size array", "No epoch has reached the level: then return np.nan."),
    ),
)  # fmt: skip
