"""Answers to exercise 2.6."""

import numpy as np


def settings(rate, k, batch_size):
    return {"rate": rate, "k": k, "batch_size": batch_size}


WRONG = [
    (settings(0.01, 1, 10), "steps are too small"),
    (settings(2.0, 1, 10), "steps are too large"),
    (settings(0.2, 5, 10), "Gibbs steps (k)"),
    (settings(0.3, 1, 100), "large batches"),
    (settings(0.2, 0, 10), "k is 0"),
    (settings(-0.2, 1, 10), "positive number"),
    (settings(0.2, 10, 10_000), "budget of 30,000"),
    ({"rate": 0.1}, "dictionary with the keys"),
]

RIGHT = [settings(0.1, 1, 10), settings(np.float32(0.3), np.int64(1), 20), settings(0.1, 1.0, 5)]
