"""Answers to the exercises of lesson 04."""

from . import (
    ex_4_1_greedy_loop,
    ex_4_2_unchanged_top,
    ex_4_3_network,
    ex_4_4_interval,
    ex_4_5_updates,
    ex_4_6_few_labels,
)

FILES = {
    "4.1": ex_4_1_greedy_loop,
    "4.2": ex_4_2_unchanged_top,
    "4.3": ex_4_3_network,
    "4.4": ex_4_4_interval,
    "4.5": ex_4_5_updates,
    "4.6": ex_4_6_few_labels,
}
WRONG = {number: file.WRONG for number, file in FILES.items()}
RIGHT = {number: file.RIGHT for number, file in FILES.items()}
