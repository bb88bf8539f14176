"""Answers to exercise 4.5."""

import numpy as np


def counts(pretraining, fine_tuning, epochs):
    return {"pre-training": pretraining, "fine-tuning": fine_tuning, "fair epochs without": epochs}


WRONG = [
    (counts(1600, 4000, 28), "three times the updates"),
    (counts(24, 20, 44), "epochs, not updates"),
    (counts(96_000, 80_000, 44), "examples seen"),
    (counts(4800, 12_000, 44), "trains all layers at once"),
    (counts(4800, 4000, 20), "4,800 updates fewer"),
    (counts(4800, 4000, 24), "*and* those of fine-tuning"),
    (counts(4800, 4000, 8800), "divide by the 200"),
    (counts(4800, 4000, 36), "fair number of epochs is wrong"),
    (counts(np.int64(1600), 4000, 44), "three times the updates"),
    (counts(480, 4000, 44), "updates of pre-training is wrong"),
    (4800, "keep the given dictionary"),
]

RIGHT = [
    counts(4800.0, 4000.0, 44.0),
    counts(np.int64(4800), np.int64(4000), np.int64(44)),
    dict(reversed(counts(3 * 1600, 20 * 200, 8800 / 200).items())),
]
