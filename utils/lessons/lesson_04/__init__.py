"""The exercises of lesson 04: stacking, fine-tuning, and a fair comparison."""

from .ex_4_1_greedy_loop import GROW
from .ex_4_2_unchanged_top import TOP
from .ex_4_3_network import NETWORK
from .ex_4_4_interval import INTERVAL
from .ex_4_5_updates import UPDATES
from .ex_4_6_few_labels import FEW_LABELS

EXERCISES = {
    "4.1": GROW,
    "4.2": TOP,
    "4.3": NETWORK,
    "4.4": INTERVAL,
    "4.5": UPDATES,
    "4.6": FEW_LABELS,
}
