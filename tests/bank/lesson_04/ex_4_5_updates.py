"""Answers to exercise 4.5."""

from collections import OrderedDict
from fractions import Fraction

import numpy as np


def counts(pretraining, fine_tuning, epochs):
    return {"pre-training": pretraining, "fine-tuning": fine_tuning, "fair epochs without": epochs}


WRONG = [
    (counts(1600, 4000, 28), "there are three"),
    (counts(np.int64(1600), 4000, 44), "there are three"),
    (counts(600, 4000, 23), "one epoch each"),
    (counts(24, 20, 44), "epochs, not updates"),
    (counts(96_000, 80_000, 44), "examples seen"),
    (counts(4800, 80_000, 44), "'fine-tuning' is 80000: these are examples seen"),
    (counts(4800, 12_000, 84), "trains all layers at once"),
    (counts(4800, 200, 25), "this is one epoch"),
    (counts(4800, 4000, 20), "as many updates as fine-tuning alone"),
    (counts(4800, 4000, 24), "*and* those of fine-tuning"),
    (counts(4800, 4000, 28), "not all three together"),
    (counts(4800, 4000, 8800), "how many epochs are they"),
    (counts(4800, 4000, 36), "all updates together"),
    (counts(480, 4000, 44), "layers, epochs of each"),
    (counts(4800, 400, 44), "epochs and updates of an epoch"),
    (counts("4800", 4000, 44), "give a number"),
    (counts(True, 4000, 44), "give a number"),
    (counts(float("nan"), 4000, 44), "'pre-training' is nan"),
    (4800, "keep the given dictionary"),
    ((4800, 4000, 44), "keep the given dictionary"),
    ({"pre-training": 4800, "fine-tuning": 4000}, "keep the given dictionary"),
]

RIGHT = [
    counts(4800.0, 4000.0, 44.0),
    counts(np.int64(4800), np.int64(4000), np.int64(44)),
    dict(reversed(counts(3 * 1600, 20 * 200, 8800 / 200).items())),
    OrderedDict(counts(np.array(4800), np.float32(4000), Fraction(8800, 200))),
    counts(*np.array([4800, 4000, 44])),
]
