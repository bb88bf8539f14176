"""Answers to the exercises of lesson 10."""

from . import ex_10_1_variance, ex_10_2_prefixes, ex_10_3_order, ex_10_4_barrier, ex_10_5_damage

FILES = {
    "10.1": ex_10_1_variance,
    "10.2": ex_10_2_prefixes,
    "10.3": ex_10_3_order,
    "10.4": ex_10_4_barrier,
    "10.5": ex_10_5_damage,
}
WRONG = {number: file.WRONG for number, file in FILES.items()}
RIGHT = {number: file.RIGHT for number, file in FILES.items()}
