"""Answers to exercise 7.5."""

import numpy as np

GOOD = {"starts": ["none", "rbm"], "hidden_sizes": [400], "rate": 0.5, "epochs": 33, "seeds": 2}


def but(**other):
    return GOOD | other


WRONG = [
    (but(starts=["rbm", "autoencoder"]), 'one of the two must be "none"'),
    (but(starts=["glorot4", "rbm"]), 'one of the two must be "none"'),
    (but(starts=["none", "glorot4"]), "both starts are without pre-training"),
    (but(starts=["none"]), "two different starts"),
    (but(starts=["none", "rbm", "autoencoder"]), "two different starts"),
    (but(starts=["none", "dbn"]), "is no start"),
    (but(hidden_sizes=[400, 400]), "another depth would"),
    (but(hidden_sizes=[200]), "nothing is tested"),
    (but(hidden_sizes=[50]), "where the explanation could fail"),
    (but(hidden_sizes=[210], epochs=60), "the explanation forbids nothing yet"),
    (but(epochs=26, seeds=3), "still be on their way"),
    (but(hidden_sizes=[]), "give a list with the units"),
    (but(rate={"none": 0.5, "rbm": 0.1}), "more than the start differs"),
    (but(rate=0), "must be a positive number"),
    (but(rate=5.0), "was not tried for layers wider"),
    (but(epochs=25), "still be on their way"),
    (but(epochs=40.5), "epochs is 40.5"),
    (but(seeds=1, hidden_sizes=[800]), "one seed cannot tell"),
    (but(hidden_sizes=[800]), "over the budget"),
    (but(epochs=150), "over the budget"),
    ({"starts": ["none", "rbm"], "hidden_sizes": [400]}, "hand in a dictionary with the keys"),
    (but(epochs=...), "still dots"),
]

RIGHT = [
    GOOD,
    but(starts=("rbm", "none")),
    but(hidden_sizes=400),
    but(hidden_sizes=(440,), epochs=30, rate=1),
    but(starts=np.array(["none", "autoencoder"]), hidden_sizes=np.array([409]), seeds=np.int64(2)),
    but(hidden_sizes=[300], epochs=30.0, seeds=3, starts=["None", "RBM"]),
    but(hidden_sizes=np.array([300]), epochs=np.float64(31), starts=np.array(["rbm", "none"])),
    # Last what is the solution's own, told otherwise: `make test` runs no second condition.
    but(starts=np.array(["none", "rbm"]), hidden_sizes=np.array([400]), rate=np.float64(1), epochs=30.0),
]
