"""Answers to the exercises of lesson 08."""

from . import ex_8_1_step, ex_8_2_crossover, ex_8_3_kurtosis, ex_8_4_permute, ex_8_5_smallest

FILES = {
    "8.1": ex_8_1_step,
    "8.2": ex_8_2_crossover,
    "8.3": ex_8_3_kurtosis,
    "8.4": ex_8_4_permute,
    "8.5": ex_8_5_smallest,
}
WRONG = {number: file.WRONG for number, file in FILES.items()}
RIGHT = {number: file.RIGHT for number, file in FILES.items()}
