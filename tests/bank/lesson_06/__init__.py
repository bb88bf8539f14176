"""Answers to the exercises of lesson 06."""

from . import ex_6_1_layer, ex_6_2_start, ex_6_3_epoch, ex_6_4_floor, ex_6_5_tries

FILES = {
    "6.1": ex_6_1_layer,
    "6.2": ex_6_2_start,
    "6.3": ex_6_3_epoch,
    "6.4": ex_6_4_floor,
    "6.5": ex_6_5_tries,
}
WRONG = {number: file.WRONG for number, file in FILES.items()}
RIGHT = {number: file.RIGHT for number, file in FILES.items()}
