"""Answers to the exercises of lesson 09."""

from . import ex_9_1_deform, ex_9_2_online, ex_9_3_costs, ex_9_4_lead, ex_9_5_strength

FILES = {
    "9.1": ex_9_1_deform,
    "9.2": ex_9_2_online,
    "9.3": ex_9_3_costs,
    "9.4": ex_9_4_lead,
    "9.5": ex_9_5_strength,
}
WRONG = {number: file.WRONG for number, file in FILES.items()}
RIGHT = {number: file.RIGHT for number, file in FILES.items()}
