"""Answers to the exercises of lesson 11."""

from . import ex_11_1_change, ex_11_2_ascent, ex_11_3_gabor, ex_11_4_product, ex_11_5_directions

FILES = {
    "11.1": ex_11_1_change,
    "11.2": ex_11_2_ascent,
    "11.3": ex_11_3_gabor,
    "11.4": ex_11_4_product,
    "11.5": ex_11_5_directions,
}
WRONG = {number: file.WRONG for number, file in FILES.items()}
RIGHT = {number: file.RIGHT for number, file in FILES.items()}
