"""The exercises of lesson 07: trajectories of training and test loss, and when they are over."""

from .ex_7_1_forbidden import FORBIDDEN
from .ex_7_2_level import LEVEL
from .ex_7_3_settled import SETTLED
from .ex_7_4_turn import TURN
from .ex_7_5_condition import CONDITION

EXERCISES = {
    "7.1": FORBIDDEN,
    "7.2": LEVEL,
    "7.3": SETTLED,
    "7.4": TURN,
    "7.5": CONDITION,
}
