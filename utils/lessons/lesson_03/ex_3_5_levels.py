"""Exercise 3.5: a prediction of which network restores which damage best."""

import numpy as np

from ...teaching.exercise import Mistake, OpenExercise, ValueExercise

CLEAN, MASKED = "whole digits", "masked digits"
LIGHT, HEAVY, EASIER = "best at 10 %", "best at 40 %", "the 40 % network is better on"
LEVELS = (0, 0.1, 0.25, 0.4)


def _prediction(light, heavy, easier):
    return {LIGHT: light, HEAVY: heavy, EASIER: easier}


def _is_level(value):
    is_number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    return is_number and any(abs(value - level) < 1e-6 for level in LEVELS)


def _levels(test):
    """A mistake: ``test`` is true of the two levels."""

    def makes(given):
        levels = [given.get(key) for key in (LIGHT, HEAVY)] if isinstance(given, dict) else [None]
        return None not in levels and test(*levels)

    return makes


VALUES = ValueExercise(
    "which network restores best?",
    _prediction(0.1, 0.4, MASKED),
    mistakes=(
        Mistake("These are percentages; give the level as a share, for example 0.25 for 25 %.",
                _levels(lambda *given: any(value in (10, 25, 40) for value in given))),
        Mistake("The levels are numbers; write them without quotes and units, as shares.",
                _levels(lambda *given: any(isinstance(value, str) for value in given))),
        Mistake(f"The levels must be among {', '.join(map(str, LEVELS))}: these are the four networks.",
                _levels(lambda *given: not all(map(_is_level, given)))),
        Mistake("You say that the network without corruption is best at filling holes. It has never seen one: "
                "nothing has taught it what to put there.", _levels(lambda *given: 0 in given)),
        Mistake("You say that most noise is always best. A network trained on heavy damage expects heavy damage, "
                "and adds ink where little is missing.", _levels(lambda light, heavy: light == heavy == 0.4)),
        Mistake("You say that one level is best for both. How would the two networks differ in what they add?",
                _levels(lambda light, heavy: light == heavy)),
        Mistake("You say that the network for lighter damage was trained on more of it. What does training on heavy "
                "damage teach a network to do where little is missing?", _levels(lambda light, heavy: light > heavy)),
        Mistake("One or both of the levels are not the best of the four. What does each network add, and where has it "
                "learnt how much to add?", _levels(lambda *given: any(abs(value - 0.25) < 1e-6 for value in given))),
        Mistake(f'The last answer is either "{CLEAN}" or "{MASKED}".',
                lambda given: isinstance(given, dict) and set(given) == {LIGHT, HEAVY, EASIER}
                and given[EASIER] not in (CLEAN, MASKED)),
        Mistake("A whole digit should be the easier task, but this network has never seen one: which sums do its "
                "units expect?", lambda given: isinstance(given, dict) and given.get(EASIER) == CLEAN),
    ),
    hint=f'Give {{"{LIGHT}": ..., "{HEAVY}": ...}} with 0, 0.1, 0.25 or 0.4, and "{EASIER}": "{CLEAN}" or "{MASKED}".',
)  # fmt: skip


def _in_plain_form(given):
    """Capital letters and spaces do not matter, nor whether the word "digits" is there."""
    if not isinstance(given, dict) or not isinstance(given.get(EASIER), str):
        return given
    words = given[EASIER].lower().strip(" .").split()
    return given | {EASIER: " ".join(words if "digits" in words else [*words, "digits"])}


PREDICTION = OpenExercise(VALUES.title, VALUES.reference, VALUES.judge, form=_in_plain_form)
