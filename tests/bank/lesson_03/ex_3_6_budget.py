"""Answers to exercise 3.6."""

import numpy as np


def settings(n_hidden, rate, level):
    return {"n_hidden": n_hidden, "rate": rate, "level": level}


WRONG = [
    (settings(200, 0.05, 0.25), "a larger rate helps most"),
    (settings(200, 0.6, 0.25), "a smaller rate helps most"),
    (settings(100, 0.2, 0.25), "more hidden units helps most"),
    (settings(200, 0.2, 0.0), "more corruption helps most"),
    (settings(200, 0.2, 0.5), "less corruption helps most"),
    (settings(400, 0.2, 0.25), "over the budget of 200"),
    (settings(200, 1e30, 0.25), "the loss has exploded"),
    (settings(200, 0.2, 25), "share of the pixels"),
    (settings(199.5, 0.2, 0.25), "whole number"),
    (settings(0, 0.2, 0.25), "at least 1"),
    (settings(200, -0.2, 0.25), "positive number"),
    (settings(200, "0.2", 0.25), "rate is '0.2'; it must be a number"),
    (settings(True, 0.2, 0.25), "n_hidden is True"),
    (settings(200, 0.2, 0.25) | {"curve": [542.1, 110.4, 97.9, 90.5, 87.0, 60.0, 20.0]}, "trains for itself"),
    ({"n_hidden": 200, "rate": 0.2}, "dictionary with the keys"),
    ([542.1, 110.4, 97.9, 90.5, 87.0, 84.2, 82.8], "dictionary with the keys"),
    (200, "dictionary with the keys"),
]

RIGHT = [
    settings(200, 0.2, 0.25),
    settings(np.int64(200), np.float32(0.2), np.float64(0.25)),
    settings(180.0, 0.25, 0.25),
    settings(200, 0.25, 0.2),
    settings(200, 1 / 5, 0.15),
    dict(reversed(settings(np.int32(200), np.float64(0.15), np.float32(0.25)).items())),
]
