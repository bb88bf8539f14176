"""The exercises of lesson 09: digits without end, what is measured on them, and what the help is worth."""

from .ex_9_1_deform import DEFORM
from .ex_9_2_online import ONLINE
from .ex_9_3_costs import COSTS
from .ex_9_4_lead import LEAD
from .ex_9_5_strength import STRENGTH

EXERCISES = {
    "9.1": DEFORM,
    "9.2": ONLINE,
    "9.3": COSTS,
    "9.4": LEAD,
    "9.5": STRENGTH,
}
