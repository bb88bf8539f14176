"""Answers to the exercises of lesson 00."""

import numpy as np

LOWER, NOT_LOWER = "lower", "the same or higher"


def table(o_train, o_test, r_train, r_test):
    return {
        "optimisation": {"training loss": o_train, "test loss": o_test},
        "regularisation": {"training loss": r_train, "test loss": r_test},
    }


WRONG = {
    "0.1": [
        (lambda predicted, labels: np.mean(predicted == labels), "share of right answers"),
        (lambda predicted, labels: np.sum(predicted != labels), "number of mistakes"),
        (lambda predicted, labels: 100 * np.mean(predicted != labels), "in percent"),
        (lambda predicted, labels: np.mean(abs(predicted - labels)), "distance between the classes"),
        (lambda predicted, labels: predicted != labels, "take the mean"),
        (lambda predicted: 0.5, "called with 2 arguments"),
    ],
    "0.2": [
        (table(NOT_LOWER, LOWER, LOWER, LOWER), "exchanged"),
        (table(LOWER, LOWER, LOWER, LOWER), "could not be told apart"),
        (table(LOWER, LOWER, NOT_LOWER, NOT_LOWER), "gains on new digits"),
        (table(NOT_LOWER, LOWER, NOT_LOWER, LOWER), "deeper minimum"),
        (table(LOWER, NOT_LOWER, NOT_LOWER, LOWER), "lower in both"),
        ({"optimisation": "lower", "regularisation": "higher"}, "keep the given form"),
        (table("Lower", "lower", "higher", "lower"), "spelt just so"),
    ],
    "0.3": [
        ("Regularisation", "small letters"),
        ("optimization", "with an s"),
        ("regulariser", "name the effect"),
        (["optimisation", "regularisation"], "commit yourself"),
        ("magic", "write one of"),
        ("preconditioning", "hyphen"),
        (3, "write one of"),
        (True, "write one of"),
    ],
}


def counted(predicted, labels):
    wrong = 0
    for p, k in zip(predicted, labels, strict=True):
        wrong += int(p != k)
    return wrong / len(labels)


RIGHT = {
    "0.1": [
        counted,
        lambda predicted, labels: 1 - (predicted == labels).mean(),
        lambda predicted, labels: np.count_nonzero(predicted - labels) / len(labels),
        lambda predicted, labels: np.float32(np.average(predicted != labels)),
    ],
    "0.2": [
        table(LOWER, LOWER, NOT_LOWER, LOWER),
        dict(reversed(table(LOWER, LOWER, NOT_LOWER, LOWER).items())),
        {k: dict(reversed(v.items())) for k, v in table(LOWER, LOWER, NOT_LOWER, LOWER).items()},
    ],
    "0.3": ["optimisation", "regularisation", "pre-conditioning", "something else"],
}
