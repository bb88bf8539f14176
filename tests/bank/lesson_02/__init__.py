"""Answers to the exercises of lesson 02."""

from . import (
    ex_2_1_partition,
    ex_2_2_free_energy,
    ex_2_3_gibbs,
    ex_2_4_divergence,
    ex_2_5_bias,
    ex_2_6_climb,
)

FILES = {
    "2.1": ex_2_1_partition,
    "2.2": ex_2_2_free_energy,
    "2.3": ex_2_3_gibbs,
    "2.4": ex_2_4_divergence,
    "2.5": ex_2_5_bias,
    "2.6": ex_2_6_climb,
}
WRONG = {number: file.WRONG for number, file in FILES.items()}
RIGHT = {number: file.RIGHT for number, file in FILES.items()}
