"""Answers to exercise 3.6."""

import numpy as np


def trial(n_hidden, rate, level, *curve):
    return {"n_hidden": n_hidden, "rate": rate, "level": level, "curve": list(curve)}


GOOD = trial(200, 0.2, 0.25, 542.1, 110.4, 97.9, 90.5, 87.0, 84.2, 82.8)
FIVE = 123.2, 107.1, 98.7, 94.0, 90.9

WRONG = [
    (trial(200, 0.2, 0, 542.1, 117.6, 103.5, 97.1, 94.0, 92.0, 91.6), "never learns to fill a hole"),
    (trial(200, 1.0, 0.25, 542.1, 129.3, 118.9, 110.6, 109.4, 106.1, 106.1), "steps are too large"),
    (trial(200, 0.1, 0.25, 542.1, *FIVE, 88.5), "too small"),
    (trial(100, 0.2, 0.25, 544.7, 120.1, 107.0, 100.9, 97.2, 94.6, 92.9), "too few"),
    (trial(200, 0.2, 0.4, 542.1, 113.9, 100.6, 94.1, 90.5, 89.6, 87.6), "what you are judged on"),
    (trial(400, 0.2, 0.25, 545.0, *FIVE, 80.0), "over the budget"),
    (trial(200, 0.2, 0.25, 542.1, *FIVE, 88.0, 84.0), "6 epochs"),
    (trial(200, 30.0, 0.25, 542.1, *[float("nan")] * 6), "no longer a number"),
    (200, "hand in what spend"),
]

RIGHT = [
    GOOD,
    GOOD | {"curve": np.array(GOOD["curve"])},
    GOOD | {"rate": 0.25, "level": 0.2, "note": "mine"},
]
