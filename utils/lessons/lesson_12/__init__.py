"""The exercises of lesson 12: networks as points, how far apart they are, and what pictures of that are worth."""

from .ex_12_1_distances import DISTANCES
from .ex_12_2_scaling import SCALING
from .ex_12_3_purity import PURITY
from .ex_12_4_lie import LIE
from .ex_12_5_disagreement import DISAGREEMENT

EXERCISES = {
    "12.1": DISTANCES,
    "12.2": SCALING,
    "12.3": PURITY,
    "12.4": LIE,
    "12.5": DISAGREEMENT,
}
