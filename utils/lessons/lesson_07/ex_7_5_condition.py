"""Exercise 7.5: a condition that tests one explanation, fair and within a budget, before it is run."""

import math
import numbers

from ...teaching.compare import show_value
from ...teaching.exercise import OpenExercise, Wrong

KEYS = ("starts", "hidden_sizes", "rate", "epochs", "seeds")
WITHOUT, WITH = ("none", "glorot4"), ("rbm", "autoencoder")
SHIPPED_UNITS, SHIPPED_EPOCHS = 200, 25
LEAST_UNITS, LEAST_EPOCHS = (
    300,
    30,
)  # where pre-training begins to help in the paper's Fig. 9; clearly more than 25
RATES = (0.1, 2.0)  # the grid that was tried for layers of 400 units
MOST = 27_000  # units x epochs x seeds

EXAMPLE = {"starts": ["none", "rbm"], "hidden_sizes": [400], "rate": 1.0, "epochs": 30, "seeds": 2}


def _form(given):
    """Sizes as a list, also where a single number was given; starts as a list."""
    return given | {
        "hidden_sizes": [given["hidden_sizes"]]
        if isinstance(given["hidden_sizes"], int)
        else list(given["hidden_sizes"]),
        "starts": list(given["starts"]),
    }


def _judge_condition(given):
    if not isinstance(given, dict) or set(given) != set(KEYS):
        raise Wrong(
            f"hand in a dictionary with the keys {', '.join(map(repr, KEYS))}; this is {show_value(given)}."
        )
    _judge_starts(given["starts"])
    _judge_sizes(given["hidden_sizes"])
    _judge_rate(given["rate"])
    for name in ("epochs", "seeds"):
        if isinstance(given[name], bool) or not isinstance(given[name], int) or given[name] < 1:
            raise Wrong(f"{name} is {show_value(given[name])}; write a whole number, at least 1.")
    _judge_length(given)


def _judge_starts(starts):
    if not isinstance(starts, list) or not all(isinstance(start, str) for start in starts):
        raise Wrong(f"starts is {show_value(starts)}; give a list of two names.")
    unknown = [start for start in starts if start not in WITHOUT + WITH]
    if unknown:
        raise Wrong(f"{unknown[0]!r} is no start; there are {', '.join(map(repr, WITHOUT + WITH))}.")
    if len(set(starts)) != 2 or len(starts) != 2:
        raise Wrong(
            "give two different starts: a comparison has two sides, and this budget pays for no more."
        )
    if "none" not in starts:
        raise Wrong(
            'one of the two must be "none": it is the paper\'s baseline, against which the ratio with 200 units '
            "was measured. Another baseline would change two things at once."
        )
    if not set(starts) & set(WITH):
        raise Wrong(
            "both starts are without pre-training: their ratio says nothing about what pre-training does."
        )


def _judge_sizes(sizes):
    whole = isinstance(sizes, list) and all(
        isinstance(n, int) and not isinstance(n, bool) and n > 0 for n in sizes
    )
    if not whole or not sizes:
        raise Wrong(
            f"hidden_sizes is {show_value(sizes)}; give a list with the units of each hidden layer, as [200]."
        )
    if len(sizes) > 1:
        raise Wrong(
            f"this network has {len(sizes)} hidden layers. The explanation is about *one* layer: another depth would "
            "change two things at once."
        )
    if sizes[0] == SHIPPED_UNITS:
        raise Wrong("200 units is the twin, which is run beside yours anyway: then nothing is tested.")
    if sizes[0] < SHIPPED_UNITS:
        raise Wrong(
            f"with {sizes[0]} units the explanation says that the ratio is above 1, as it is with 200. If it comes out so, "
            "you have learnt little. Go where the explanation could fail."
        )
    if sizes[0] < LEAST_UNITS:
        raise Wrong(
            f"with {sizes[0]} units the explanation forbids nothing yet: in the paper's Fig. 9 a single layer gains from about "
            f"{LEAST_UNITS} units on. Go where it says that the ratio is below 1."
        )


def _judge_rate(rate):
    if isinstance(rate, dict | list | tuple):
        raise Wrong("give one rate for both starts: with a rate for each, more than the start differs.")
    if isinstance(rate, bool) or not isinstance(rate, numbers.Real) or not math.isfinite(rate) or rate <= 0:
        raise Wrong(f"rate is {show_value(rate)}; it must be a positive number.")
    if not RATES[0] <= rate <= RATES[1]:
        raise Wrong(
            f"the rate {rate:g} was not tried for layers wider than 200: stay between {RATES[0]:g} and {RATES[1]:g}, the grid "
            "of the budget `wide`."
        )


def _judge_length(given):
    epochs, seeds, units = given["epochs"], given["seeds"], given["hidden_sizes"][0]
    if epochs < LEAST_EPOCHS:
        raise Wrong(
            f"after {epochs} epochs the curves may still be on their way, as after {SHIPPED_EPOCHS} in section 4; then the ratio "
            "decides nothing. Let it run clearly longer."
        )
    if seeds < 2:
        raise Wrong("one seed cannot tell a difference from the spread over seeds: give at least two.")
    cost = units * epochs * seeds
    if cost > MOST:
        raise Wrong(
            f"units × epochs × seeds is {cost:,}, over the budget of {MOST:,}. Something must be smaller: but which of the "
            "three may not?"
        )


CONDITION = OpenExercise("a condition of your own", EXAMPLE, _judge_condition, form=_form)
