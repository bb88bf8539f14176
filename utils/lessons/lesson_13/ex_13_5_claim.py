"""Exercise 13.5: a claim of the reader's own, written down before it is tested."""

from ...teaching.exercise import OpenExercise
from ...teaching.verdicts import KEPT
from .claim_rules import in_form, judge_claim
from .suggestions import EXAMPLE

OWN_CLAIM = OpenExercise(
    "a claim of your own", EXAMPLE, judge_claim, form=in_form, verbatim=("sentence",), outcome=KEPT
)
