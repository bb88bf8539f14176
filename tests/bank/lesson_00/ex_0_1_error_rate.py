"""Answers to exercise 0.1."""

from functools import partial

import numpy as np
from scipy.spatial.distance import hamming


def counted(predicted, labels):
    wrong = 0
    for p, k in zip(predicted, labels, strict=True):
        wrong += int(p != k)
    return wrong / len(labels)


def confusion(predicted, labels):
    """One minus the share on the diagonal of the confusion matrix."""
    counts = np.zeros((10, 10))
    np.add.at(counts, (labels, predicted), 1)
    return 1 - np.trace(counts) / counts.sum()


def first_pair_only(predicted, labels):
    for p, k in zip(predicted, labels, strict=True):
        return float(p != k)


def in_place(predicted, labels):
    predicted[:] = predicted != labels
    return predicted.mean()


class ErrorRate:
    def __call__(self, predicted, labels):
        return np.einsum("n->", (predicted != labels).astype(np.float64)) / labels.size


WRONG = [
    (lambda predicted, labels: np.mean(predicted == labels), "share of right answers"),
    (lambda predicted, labels: np.sum(predicted != labels), "number of mistakes"),
    (lambda predicted, labels: np.sum(predicted == labels), "number of right answers"),
    (lambda predicted, labels: 100 * np.mean(predicted != labels), "in percent"),
    (lambda predicted, labels: np.mean(abs(predicted.astype(int) - labels)), "distance between the classes"),
    (lambda predicted, labels: np.mean(predicted.astype(int) - labels), "mean difference of the classes"),
    (lambda predicted, labels: np.mean((predicted.astype(int) - labels) ** 2), "mean squared difference"),
    (lambda predicted, labels: np.mean(predicted > labels), "class is too large"),
    (lambda predicted, labels: np.mean(predicted < labels), "class is too small"),
    (lambda predicted, labels: np.sum(predicted != labels) / 10, "ten classes"),
    (lambda predicted, labels: np.any(predicted != labels), "any mistake"),
    (lambda predicted, labels: np.mean(np.sort(predicted) != np.sort(labels)), "sorted first"),
    (lambda predicted, labels: round(np.mean(predicted != labels), 1), "one place"),
    (lambda predicted, labels: round(np.mean(predicted != labels), 2), "two places"),
    (lambda predicted, labels: np.sum(predicted != labels) // len(labels), "//"),
    (lambda predicted, labels: predicted != labels, "take the mean"),
    (first_pair_only, "three mistakes in eight"),
    (in_place, "in place"),
    (lambda predicted, labels: print(np.mean(predicted != labels)), "return missing"),
    (lambda predicted: 0.5, "called with 2 arguments"),
    (0.2, "a function is expected"),
]

RIGHT = [
    counted,
    confusion,
    ErrorRate(),
    partial(lambda unit, predicted, labels: unit * np.mean(predicted != labels), 1.0),
    lambda predicted, labels: 1 - (predicted == labels).mean(),
    lambda predicted, labels: np.count_nonzero(predicted - labels) / len(labels),
    lambda predicted, labels: np.float32(np.average(predicted != labels)),
    lambda predicted, labels: hamming(predicted, labels),
    lambda predicted, labels: sum(map(int.__ne__, predicted.tolist(), labels.tolist())) / len(labels),
    lambda predicted, labels: np.minimum(abs(predicted.astype(int) - labels), 1).mean(),
]
