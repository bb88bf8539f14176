"""Answers to the exercises of lesson 03."""

from . import (
    ex_3_1_mask,
    ex_3_2_copier,
    ex_3_3_cross_entropy,
    ex_3_4_tied_gradient,
    ex_3_5_levels,
    ex_3_6_budget,
)

FILES = {
    "3.1": ex_3_1_mask,
    "3.2": ex_3_2_copier,
    "3.3": ex_3_3_cross_entropy,
    "3.4": ex_3_4_tied_gradient,
    "3.5": ex_3_5_levels,
    "3.6": ex_3_6_budget,
}
WRONG = {number: file.WRONG for number, file in FILES.items()}
RIGHT = {number: file.RIGHT for number, file in FILES.items()}
