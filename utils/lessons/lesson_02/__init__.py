"""The exercises of lesson 02: a restricted Boltzmann machine from NumPy."""

from .ex_2_1_partition import LOG_PARTITION
from .ex_2_2_free_energy import FREE_ENERGY
from .ex_2_3_gibbs import GIBBS
from .ex_2_4_divergence import CD
from .ex_2_5_bias import PREDICTION
from .ex_2_6_climb import CLIMB

EXERCISES = {
    "2.1": LOG_PARTITION,
    "2.2": FREE_ENERGY,
    "2.3": GIBBS,
    "2.4": CD,
    "2.5": PREDICTION,
    "2.6": CLIMB,
}
