"""The exercises of lesson 00: how exercises work, what an observation rules out, the reader's bet."""

from .ex_0_1_error_rate import ERROR_RATE
from .ex_0_2_ruled_out import RULES_OUT
from .ex_0_3_bet import BET

EXERCISES = {
    "0.1": ERROR_RATE,
    "0.2": RULES_OUT,
    "0.3": BET,
}
