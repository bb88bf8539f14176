"""The exercises of lesson 00: how exercises work, what the explanations predict, the reader's bet."""

import numpy as np

from ..exercise import Case, FunctionExercise, Mistake, ValueExercise

LOWER, NOT_LOWER = "lower", "the same or higher"
BETS = ("pre-conditioning", "optimisation", "regularisation", "something else")


def _error_rate(predicted, labels):
    return (predicted != labels).mean()


def _count_one_by_one(predicted, labels):
    return sum(p != k for p, k in zip(predicted.tolist(), labels.tolist(), strict=True)) / len(labels)


def _error_cases():
    labels = np.array([3, 1, 4, 1, 5])
    return [
        Case("one mistake in five", (np.array([3, 1, 4, 1, 7]), labels)),
        Case("no mistake", (labels.copy(), labels)),
        Case("six mistakes in eight", (np.arange(8), np.array([0, 1, 0, 0, 0, 0, 0, 0]))),
    ]


ERROR_RATE = FunctionExercise(
    "error rate",
    _error_rate,
    _count_one_by_one,
    _error_cases,
    mistakes=(
        Mistake("This is the share of right answers; the error is the share of wrong ones.",
                lambda p, y: (p == y).mean()),
        Mistake("This is the number of mistakes; divide it by the number of digits.", lambda p, y: (p != y).sum()),
        Mistake("This is in percent; give a share from 0 to 1.", lambda p, y: 100 * (p != y).mean()),
        Mistake(
            "This is the mean distance between the classes; taking a 7 for a 5 is one mistake, not two.",
            lambda p, y: np.abs(p - y).mean(),
        ),
        Mistake("This is one answer for each digit; take the mean.", lambda p, y: p != y),
    ),
)  # fmt: skip


def _table(optimisation, regularisation):
    return {
        "optimisation": dict(zip(("training loss", "test loss"), optimisation, strict=True)),
        "regularisation": dict(zip(("training loss", "test loss"), regularisation, strict=True)),
    }


def _other_words(given):
    rows = given.values() if isinstance(given, dict) else ()
    words = [value for row in rows if isinstance(row, dict) for value in row.values()]
    return len(words) == 4 and not all(word in (LOWER, NOT_LOWER) for word in words)


PREDICTS = ValueExercise(
    "what the explanations predict",
    _table((LOWER, LOWER), (NOT_LOWER, LOWER)),
    mistakes=(
        Mistake('Write "lower" or "the same or higher" in each place, spelt just so.', _other_words),
        Mistake("You have exchanged the two explanations.", _table((NOT_LOWER, LOWER), (LOWER, LOWER))),
        Mistake(
            "Then the two explanations could not be told apart. Which of them says that the training digits "
            "are fitted no better?",
            _table((LOWER, LOWER), (LOWER, LOWER)),
        ),
        Mistake(
            "A regulariser gives up some fit to the training digits, and gains on new digits: its test loss is lower.",
            _table((LOWER, LOWER), (NOT_LOWER, NOT_LOWER)),
        ),
        Mistake(
            "A regulariser gives up some fit to the training digits, and gains on new digits: you have its two "
            "losses the wrong way round.",
            _table((LOWER, LOWER), (LOWER, NOT_LOWER)),
        ),
        Mistake(
            "Better optimisation means a deeper minimum of the training loss: its training loss is lower.",
            lambda given: (
                given.get("optimisation", {}).get("training loss") == NOT_LOWER
                if isinstance(given, dict) and isinstance(given.get("optimisation"), dict)
                else False
            ),
        ),
        Mistake(
            "Both explanations must account for the help on new digits: the test loss is lower in both.",
            lambda given: (
                isinstance(given, dict)
                and any(isinstance(row, dict) and row.get("test loss") == NOT_LOWER for row in given.values())
            ),
        ),
    ),
    hint='Keep the given form, and put "lower" or "the same or higher" in place of each of the four dots.',
)

BET = ValueExercise(
    "your bet",
    ...,
    accepts=lambda given: isinstance(given, str) and given in BETS,
    mistakes=(
        Mistake("It is spelt with a hyphen: \"pre-conditioning\".",
                lambda given: isinstance(given, str) and given.lower() in {"preconditioning", "pre conditioning"}),
        Mistake("Spell it in small letters, as in the text.",
                lambda given: isinstance(given, str) and given.lower() in BETS),
        Mistake("In this course it is spelt with an s: \"optimisation\", \"regularisation\".",
                lambda given: isinstance(given, str) and given.replace("iza", "isa") in BETS),
        Mistake("Name the effect: \"optimisation\" rather than the optimiser, \"regularisation\" rather than the regulariser.",
                lambda given: isinstance(given, str) and given[:8] in {"optimise", "optimize", "regulari"}),
        Mistake("Commit yourself to one of the four; a list of several is no bet.",
                lambda given: isinstance(given, list | tuple | set)),
    ),
    hint=f"Write one of {', '.join(map(repr, BETS))}.",
)  # fmt: skip

EXERCISES = {"0.1": ERROR_RATE, "0.2": PREDICTS, "0.3": BET}
