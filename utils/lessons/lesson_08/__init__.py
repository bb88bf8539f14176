"""The exercises of lesson 08: regularisers beside pre-training, and what of pre-training does the work."""

from .ex_8_1_step import STEP
from .ex_8_2_crossover import CROSSOVER
from .ex_8_3_kurtosis import KURTOSIS
from .ex_8_4_permute import PERMUTE
from .ex_8_5_smallest import SMALLEST

EXERCISES = {
    "8.1": STEP,
    "8.2": CROSSOVER,
    "8.3": KURTOSIS,
    "8.4": PERMUTE,
    "8.5": SMALLEST,
}
