"""Exercise 0.2: what each of the two explanations predicts of the two losses."""

from ...teaching.exercise import Mistake, ValueExercise

LOWER, NOT_LOWER = "lower", "the same or higher"


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
