"""Answers to the exercises of lesson 05."""

from . import ex_5_1_forward, ex_5_2_backward, ex_5_3_update, ex_5_4_table, ex_5_5_bootstrap, ex_5_6_seeds

FILES = {
    "5.1": ex_5_1_forward,
    "5.2": ex_5_2_backward,
    "5.3": ex_5_3_update,
    "5.4": ex_5_4_table,
    "5.5": ex_5_5_bootstrap,
    "5.6": ex_5_6_seeds,
}
WRONG = {number: file.WRONG for number, file in FILES.items()}
RIGHT = {number: file.RIGHT for number, file in FILES.items()}
