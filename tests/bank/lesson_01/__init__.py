"""Answers to the exercises of lesson 01."""

from . import (
    ex_1_1_softmax,
    ex_1_2_likelihood,
    ex_1_3_forward,
    ex_1_4_differences,
    ex_1_5_backward,
    ex_1_6_step,
)

FILES = {
    "1.1": ex_1_1_softmax,
    "1.2": ex_1_2_likelihood,
    "1.3": ex_1_3_forward,
    "1.4": ex_1_4_differences,
    "1.5": ex_1_5_backward,
    "1.6": ex_1_6_step,
}
WRONG = {number: file.WRONG for number, file in FILES.items()}
RIGHT = {number: file.RIGHT for number, file in FILES.items()}
