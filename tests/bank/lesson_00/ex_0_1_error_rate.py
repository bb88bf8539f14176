"""Answers to exercise 0.1."""

import numpy as np


def counted(predicted, labels):
    wrong = 0
    for p, k in zip(predicted, labels, strict=True):
        wrong += int(p != k)
    return wrong / len(labels)


WRONG = [
    (lambda predicted, labels: np.mean(predicted == labels), "share of right answers"),
    (lambda predicted, labels: np.sum(predicted != labels), "number of mistakes"),
    (lambda predicted, labels: 100 * np.mean(predicted != labels), "in percent"),
    (lambda predicted, labels: np.mean(abs(predicted - labels)), "distance between the classes"),
    (lambda predicted, labels: predicted != labels, "take the mean"),
    (lambda predicted: 0.5, "called with 2 arguments"),
]

RIGHT = [
    counted,
    lambda predicted, labels: 1 - (predicted == labels).mean(),
    lambda predicted, labels: np.count_nonzero(predicted - labels) / len(labels),
    lambda predicted, labels: np.float32(np.average(predicted != labels)),
]
