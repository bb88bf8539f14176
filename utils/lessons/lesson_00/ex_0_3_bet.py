"""Exercise 0.3: the reader's bet, one of four words."""

from ...teaching.exercise import Mistake, ValueExercise
from ...teaching.verdicts import KEPT

BETS = ("pre-conditioning", "optimisation", "regularisation", "something else")


def _several(given):
    """Whether more than one of the four is named, in a list or in one text."""
    if isinstance(given, str):
        return (
            given.split()[:1] in (["both"], ["all"])
            or sum(
                part in given.replace("iz", "is") for part in ("condition", "optimis", "regularis", "else")
            )
            > 1
        )
    return isinstance(given, list | tuple | set | dict)


BET = ValueExercise(
    "your bet",
    ...,
    accepts=lambda given: isinstance(given, str) and given in BETS,
    mistakes=(
        Mistake("Commit yourself to one of the four: name the one that matters most.", _several),
        Mistake("It is spelt with a hyphen: \"pre-conditioning\".",
                lambda given: isinstance(given, str) and given in {"preconditioning", "pre conditioning"}),
        Mistake("In this course it is spelt with an s: \"optimisation\", \"regularisation\".",
                lambda given: isinstance(given, str) and given.replace("iza", "isa") in BETS),
        Mistake("Name the effect: \"optimisation\" rather than the optimiser, \"regularisation\" rather than the regulariser.",
                lambda given: isinstance(given, str) and given[:8] in {"optimise", "optimize", "regulari"}),
    ),
    outcome=KEPT,
    hint=f"Write one of {', '.join(map(repr, BETS))}.",
)  # fmt: skip
