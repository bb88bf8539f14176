"""Exercise 0.3: the reader's bet, one of four words."""

from ...teaching.exercise import Mistake, ValueExercise
from ...teaching.verdicts import KEPT

BETS = ("pre-conditioning", "optimisation", "regularisation", "something else")

BET = ValueExercise(
    "your bet",
    ...,
    accepts=lambda given: isinstance(given, str) and given in BETS,
    mistakes=(
        Mistake("It is spelt with a hyphen: \"pre-conditioning\".",
                lambda given: isinstance(given, str) and given.lower() in {"preconditioning", "pre conditioning"}),
        Mistake("In this course it is spelt with an s: \"optimisation\", \"regularisation\".",
                lambda given: isinstance(given, str) and given.replace("iza", "isa") in BETS),
        Mistake("Name the effect: \"optimisation\" rather than the optimiser, \"regularisation\" rather than the regulariser.",
                lambda given: isinstance(given, str) and given[:8] in {"optimise", "optimize", "regulari"}),
        Mistake("Commit yourself to one of the four; a list of several is no bet.",
                lambda given: isinstance(given, list | tuple | set)),
    ),
    outcome=KEPT,
    hint=f"Write one of {', '.join(map(repr, BETS))}.",
)  # fmt: skip
