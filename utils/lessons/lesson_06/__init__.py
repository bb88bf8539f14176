"""The exercises of lesson 06: a network that fails, an honest epoch, the noise floor, and one run against others."""

from .ex_6_1_layer import LAYER
from .ex_6_2_start import START
from .ex_6_3_epoch import EPOCH
from .ex_6_4_floor import FLOOR
from .ex_6_5_tries import TRIES

EXERCISES = {"6.1": LAYER, "6.2": START, "6.3": EPOCH, "6.4": FLOOR, "6.5": TRIES}
