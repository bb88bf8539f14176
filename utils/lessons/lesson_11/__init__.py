"""The exercises of lesson 11: what units look for, how much of it stays, and what a flat valley is."""

from .ex_11_1_change import CHANGE
from .ex_11_2_ascent import ASCENT
from .ex_11_3_gabor import GABOR
from .ex_11_4_product import PRODUCT
from .ex_11_5_directions import DIRECTIONS

EXERCISES = {
    "11.1": CHANGE,
    "11.2": ASCENT,
    "11.3": GABOR,
    "11.4": PRODUCT,
    "11.5": DIRECTIONS,
}
