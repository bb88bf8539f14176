"""Answers to exercise 4.6."""

import numpy as np


def settings(start, sizes, pretraining_rate, pretraining_epochs, rate, epochs):
    return {
        "start": start,
        "hidden_sizes": sizes,
        "pretraining_rate": pretraining_rate,
        "pretraining_epochs": pretraining_epochs,
        "rate": rate,
        "epochs": epochs,
    }


WRONG = [
    (
        settings("rbm", (200, 200, 200), 0.1, 8, 0.3, 20),
        "4,800 updates of pre-training and 300 of fine-tuning",
    ),
    (settings("none", (20,), 0, 0, 0.3, 20), "from the 300 labelled pictures alone"),
    (settings("rbm", (20,), 0.1, 1, 0.001, 2), "hardly better than guessing"),
    (settings("rbm", (20,), 0.1, 1, 0.3, 0), "output layer is random"),
    (settings("rbm", (20,), 0.1, 1, 0.3, 20), "it makes 500 of the 4,000 updates"),
    (settings("autoencoder", (3,), 0.3, 9, 0.3, 20), "one change at a time"),
    (settings("rbm", (20, 20), 1e2, 1, 0.3, 2), "hardly better than guessing"),
    (settings("dbn", (200,), 0.1, 8, 0.3, 20), "start is 'dbn'; choose one of"),
    (settings("rbm", 200, 0.1, 8, 0.3, 20), "one to 5 layers"),
    (settings("rbm", (), 0.1, 8, 0.3, 20), "one to 5 layers"),
    (settings("rbm", (200, 800), 0.1, 8, 0.3, 20), "each of hidden_sizes is 800"),
    (settings("rbm", (200, 99.5), 0.1, 8, 0.3, 20), "99.5, not a whole number"),
    (settings("rbm", (200,), 0.1, 8.5, 0.3, 20), "pretraining_epochs is 8.5, not a whole number"),
    (settings("rbm", (200,), 0.1, 8, 0.3, -1), "epochs is -1; give a number from 0"),
    (settings("rbm", (200,), 0.1, 8, float("nan"), 20), "rate is nan"),
    (settings("rbm", (200,), "0.1", 8, 0.3, 20), "pretraining_rate is '0.1'; give a number"),
    (settings("rbm", (200,), 0.1, True, 0.3, 20), "pretraining_epochs is True"),
    ({"rate": 0.3}, "the key 'start' is missing"),
    (settings("rbm", (200,), 0.1, 8, 0.3, 20) | {"momentum": 0.9}, "the key 'momentum' is unknown"),
    ("rbm", "give a dictionary with the keys"),
]

RIGHT = [
    settings("rbm", (100, 100), 0.1, 7, 0.3, 80.0),
    settings("rbm", [200], np.float32(0.1), np.int64(10), np.float32(0.3), np.array(130)),
    settings("rbm", np.array([100, 150]), 0.1, 7, np.float64(0.5), 80),
    settings("rbm", (200.0, np.float32(100)), 0.1, 6, 1, 90),
    dict(reversed(settings("rbm", (100, 60), 0.1, 7.0, 0.4, 80).items())),
]
