"""The exercises of lesson 00: how exercises work, what the explanations predict, the reader's bet."""

from .ex_0_1_error_rate import ERROR_RATE
from .ex_0_2_predictions import PREDICTS
from .ex_0_3_bet import BET

EXERCISES = {
    "0.1": ERROR_RATE,
    "0.2": PREDICTS,
    "0.3": BET,
}
