"""The exercises of lesson 10: how much a part of a stream decides, and what that says of the place reached."""

from .ex_10_1_variance import VARIANCE
from .ex_10_2_prefixes import PREFIXES
from .ex_10_3_order import ORDER
from .ex_10_4_barrier import BARRIER
from .ex_10_5_damage import DAMAGE

EXERCISES = {
    "10.1": VARIANCE,
    "10.2": PREFIXES,
    "10.3": ORDER,
    "10.4": BARRIER,
    "10.5": DAMAGE,
}
