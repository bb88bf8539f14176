"""Answers to the exercises of lesson 12."""

from . import ex_12_1_distances, ex_12_2_scaling, ex_12_3_purity, ex_12_4_lie, ex_12_5_disagreement

FILES = {
    "12.1": ex_12_1_distances,
    "12.2": ex_12_2_scaling,
    "12.3": ex_12_3_purity,
    "12.4": ex_12_4_lie,
    "12.5": ex_12_5_disagreement,
}
WRONG = {number: file.WRONG for number, file in FILES.items()}
RIGHT = {number: file.RIGHT for number, file in FILES.items()}
