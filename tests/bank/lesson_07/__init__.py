"""Answers to the exercises of lesson 07."""

from . import ex_7_1_forbidden, ex_7_2_level, ex_7_3_settled, ex_7_4_turn, ex_7_5_condition

FILES = {
    "7.1": ex_7_1_forbidden,
    "7.2": ex_7_2_level,
    "7.3": ex_7_3_settled,
    "7.4": ex_7_4_turn,
    "7.5": ex_7_5_condition,
}
WRONG = {number: file.WRONG for number, file in FILES.items()}
RIGHT = {number: file.RIGHT for number, file in FILES.items()}
