"""Exercise 3.5: a prediction of which network restores which damage best."""

from ...teaching.exercise import Mistake, ValueExercise

CLEAN, MASKED = "whole digits", "masked digits"
LIGHT, HEAVY, EASIER = "best at 10 %", "best at 40 %", "the 40 % network is better on"


def _prediction(light, heavy, easier):
    return {LIGHT: light, HEAVY: heavy, EASIER: easier}


def _answered(key, value):
    """A mistake: this answer is given to this question."""
    return lambda given: isinstance(given, dict) and given.get(key) == value


PREDICTION = ValueExercise(
    "which network restores best?",
    _prediction(0.1, 0.4, MASKED),
    mistakes=(
        Mistake("These are percentages; give the level as a share, 0.1 for 10 %.",
                lambda given: isinstance(given, dict) and any(given.get(k) in (10, 25, 40) for k in (LIGHT, HEAVY))),
        Mistake("You say that the network without corruption is best at filling holes. It has never seen one: "
                "nothing has taught it what to put there.",
                lambda given: isinstance(given, dict) and 0 in (given.get(LIGHT), given.get(HEAVY))),
        Mistake("You say that most noise is always best. A network trained on heavy damage expects heavy damage, "
                "and adds ink where little is missing.", _answered(LIGHT, 0.4)),
        Mistake("You say that one level is best for both. Each network learns the damage that it is trained on.",
                lambda given: isinstance(given, dict) and given.get(LIGHT) is not None
                and given.get(LIGHT) == given.get(HEAVY)),
        Mistake("You have the two levels crossed: which damage has each network been trained on?",
                lambda given: isinstance(given, dict) and (given.get(LIGHT), given.get(HEAVY)) == (0.25, 0.1)),
        Mistake("Nearly: a network trained on 25 % is beaten by the one trained on exactly the damage it is judged on.",
                lambda given: isinstance(given, dict) and 0.25 in (given.get(LIGHT), given.get(HEAVY))),
        Mistake("A whole digit should be the easier task, but this network has never seen one: its units expect sums "
                "over 60 % of the ink.", _answered(EASIER, CLEAN)),
    ),
    hint=f'Give {{"{LIGHT}": ..., "{HEAVY}": ...}} with 0, 0.1, 0.25 or 0.4, and "{EASIER}": "{CLEAN}" or "{MASKED}".',
)  # fmt: skip
