"""The exercises of lesson 13: what a gain is worth, against which baseline, by which rule; a claim of one's own."""

from .ex_13_1_utility import UTILITY
from .ex_13_2_bounds import BOUNDS
from .ex_13_3_wins import WINS
from .ex_13_4_scale import SCALE
from .ex_13_5_claim import OWN_CLAIM

EXERCISES = {
    "13.1": UTILITY,
    "13.2": BOUNDS,
    "13.3": WINS,
    "13.4": SCALE,
    "13.5": OWN_CLAIM,
}
