"""Answers to the exercises of lesson 00."""

from . import ex_0_1_error_rate, ex_0_2_ruled_out, ex_0_3_bet

FILES = {
    "0.1": ex_0_1_error_rate,
    "0.2": ex_0_2_ruled_out,
    "0.3": ex_0_3_bet,
}
WRONG = {number: file.WRONG for number, file in FILES.items()}
RIGHT = {number: file.RIGHT for number, file in FILES.items()}
