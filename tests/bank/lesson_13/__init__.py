"""Answers to the exercises of lesson 13."""

from . import ex_13_1_utility, ex_13_2_bounds, ex_13_3_wins, ex_13_4_scale, ex_13_5_claim

FILES = {
    "13.1": ex_13_1_utility,
    "13.2": ex_13_2_bounds,
    "13.3": ex_13_3_wins,
    "13.4": ex_13_4_scale,
    "13.5": ex_13_5_claim,
}
WRONG = {number: file.WRONG for number, file in FILES.items()}
RIGHT = {number: file.RIGHT for number, file in FILES.items()}
