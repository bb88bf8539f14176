"""Exercise 4.5: counting the updates that make a comparison fair."""

import numpy as np

from ...teaching.exercise import Mistake, ValueExercise

COUNTS = ("pre-training", "fine-tuning", "fair epochs without")


def _counts(*numbers):
    return dict(zip(COUNTS, numbers, strict=True))


def _is(key, *numbers):
    return lambda given: (
        isinstance(given, dict)
        and any(
            isinstance(given.get(key), int | float | np.number) and abs(given[key] - number) < 1e-9
            for number in numbers
        )
    )


def _is_not(key, number):
    return lambda given: (
        isinstance(given, dict)
        and set(given) == set(COUNTS)
        and isinstance(given[key], int | float | np.number)
        and given[key] != number
    )


UPDATES = ValueExercise(
    "counting updates",
    _counts(4800, 4000, 44),
    mistakes=(
        Mistake("Every layer is pre-trained for 8 epochs: three layers, three times the updates.",
                _is("pre-training", 1600)),
        Mistake("These are examples seen, not updates: one update takes 20 examples.",
                lambda given: _is("pre-training", 96_000, 32_000)(given) or _is("fine-tuning", 80_000)(given)),
        Mistake("These are epochs, not updates: an epoch has 4,000 / 20 = 200 updates.",
                lambda given: _is("pre-training", 24, 8)(given) or _is("fine-tuning", 20)(given)),
        Mistake("Fine-tuning trains all layers at once: 20 epochs in all, not 20 for each layer.",
                _is("fine-tuning", 12_000, 16_000)),
        Mistake("With 20 epochs the network without pre-training makes 4,800 updates fewer in all.",
                _is("fair epochs without", 20)),
        Mistake("The network without pre-training gets the updates of pre-training *and* those of fine-tuning.",
                _is("fair epochs without", 24)),
        Mistake("Each of the three layers is pre-trained for 8 epochs, not all three together.",
                _is("fair epochs without", 28)),
        Mistake("This is a number of updates; divide by the 200 updates of an epoch.",
                _is("fair epochs without", 8800)),
        Mistake("The number of updates of pre-training is wrong: layers times epochs times updates an epoch.",
                _is_not("pre-training", 4800)),
        Mistake("The number of updates of fine-tuning is wrong: epochs times updates an epoch.", _is_not("fine-tuning", 4000)),
        Mistake("The fair number of epochs is wrong: all updates together, divided by those of an epoch.",
                _is_not("fair epochs without", 44)),
    ),
    hint="Keep the given dictionary, and put a whole number in place of each of the dots.",
)  # fmt: skip
