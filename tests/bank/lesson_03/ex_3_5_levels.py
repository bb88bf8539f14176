"""Answers to exercise 3.5."""

import numpy as np


def predicted(light, heavy, easier="masked digits"):
    return {"best at 10 %": light, "best at 40 %": heavy, "the 40 % network is better on": easier}


WRONG = [
    (predicted(0.4, 0.4), "most noise is always best"),
    (predicted(0, 0.4), "never seen one"),
    (predicted(0, 0), "never seen one"),
    (predicted(0.25, 0.25), "one level is best for both"),
    (predicted(0.1, 0.1), "one level is best for both"),
    (predicted(0.1, 0.25), "not the best of the four"),
    (predicted(0.25, 0.4), "not the best of the four"),
    (predicted(0.4, 0.1), "for lighter damage was trained on more of it"),
    (predicted(0.1, 0.4, "whole digits"), "never seen one: which sums"),
    (predicted(0.1, 0.4, " Whole Digits "), "never seen one: which sums"),
    (predicted(0.1, 0.4, "both"), "the last answer is either"),
    (predicted(0.1, 0.4, 0.4), "the last answer is either"),
    (predicted(10, 40), "percentages"),
    (predicted("0.1", "0.4"), "without quotes"),
    (predicted(0.15, 0.4), "must be among 0, 0.1, 0.25, 0.4"),
    (predicted(None, 0.4), "give {"),
    ("0.1", "give {"),
    ([0.1, 0.4, "masked digits"], "give {"),
    ({"best at 10 %": 0.1, "best at 40 %": 0.4}, "give {"),
]

RIGHT = [
    predicted(0.1, 0.4),
    predicted(np.float64(0.1), np.float32(0.4)),
    dict(reversed(predicted(1 / 10, 2 / 5).items())),
    predicted(0.1, 0.4, "Masked digits"),
    predicted(0.1, 0.4, " masked digits  "),
    predicted(0.1, 0.4, "MASKED"),
    predicted(np.array(0.1), np.array(0.4)),
]
