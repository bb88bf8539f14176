"""The exercises of lesson 05: the seed axis in PyTorch, and statistics over seeds."""

from .ex_5_1_forward import FORWARD
from .ex_5_2_backward import BACKWARD
from .ex_5_3_update import UPDATE
from .ex_5_4_table import CHOSEN
from .ex_5_5_bootstrap import BOOTSTRAP
from .ex_5_6_seeds import NEEDED

EXERCISES = {
    "5.1": FORWARD,
    "5.2": BACKWARD,
    "5.3": UPDATE,
    "5.4": CHOSEN,
    "5.5": BOOTSTRAP,
    "5.6": NEEDED,
}
