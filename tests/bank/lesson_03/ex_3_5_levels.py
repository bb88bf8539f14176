"""Answers to exercise 3.5."""

import numpy as np


def predicted(light, heavy, easier="masked digits"):
    return {"best at 10 %": light, "best at 40 %": heavy, "the 40 % network is better on": easier}


WRONG = [
    (predicted(0.4, 0.4), "most noise is always best"),
    (predicted(0, 0.4), "never seen one"),
    (predicted(0, 0), "never seen one"),
    (predicted(0.25, 0.25), "one level is best for both"),
    (predicted(0.1, 0.25), "exactly the damage"),
    (predicted(0.1, 0.4, "whole digits"), "never seen one: its units"),
    (predicted(10, 40), "percentages"),
    ("0.1", "give {"),
]

RIGHT = [
    predicted(0.1, 0.4),
    predicted(np.float64(0.1), np.float32(0.4)),
    dict(reversed(predicted(1 / 10, 2 / 5).items())),
]
