"""Answers to exercise 6.1."""

from collections import OrderedDict

import numpy as np

SMALL, LARGE, SHUT = "too small", "too large", "shut"


def answer(a=(3, SMALL), b=(2, LARGE), c=(4, SHUT)):
    return {"A": a, "B": b, "C": c}


WRONG = [
    (answer((1, SMALL), (1, LARGE), (1, SHUT)), "the smallest gradients do stand there"),
    (answer((5, SMALL), (5, LARGE), (5, SHUT)), "lowest layer whose numbers are wrong"),
    (answer(a=(3, LARGE)), "A: the layer is right, the illness is not. Of weights that are too large"),
    (answer(a=(3, SHUT)), "A: the layer is right, the illness is not. Of biases"),
    (answer(b=(2, SMALL)), "B: the layer is right, the illness is not. Of weights that are too small"),
    (answer(c=(4, LARGE)), "C: the layer is right, the illness is not"),
    (answer(a=(4, SMALL)), "A: near, but a neighbour"),
    (answer(a=(2, SMALL)), "A: near, but a neighbour"),
    (answer(b=(3, LARGE)), "B: near, but a neighbour"),
    (answer(c=(5, SHUT)), "C: near, but a neighbour"),
    (answer(b=(5, LARGE)), "B: not this layer"),
    (answer(c=(1, SHUT)), "C: not this layer"),
    (answer(a=(0, SMALL)), "A: the layer is 0; count hidden layers from 1"),
    (answer(b=(6, LARGE)), "B: the layer is 6; count hidden layers from 1"),
    (answer(b=(True, LARGE)), "B: the layer is True"),
    (answer(c=("4", SHUT)), "C: the layer is '4'"),
    (answer(c=(4, "closed")), "C: 'closed' is none of the three words"),
    (answer(a=3), "A needs two parts"),
    (answer(a=(SMALL, 3)), "A: the layer is 'too small'"),
    (answer(c=(4, ...)), "still dots: the sixth"),
    ([3, 2, 4], "a dictionary with the keys 'A', 'B' and 'C'"),
    ({"A": (3, SMALL), "B": (2, LARGE)}, "a dictionary with the keys 'A', 'B' and 'C'"),
]

RIGHT = [
    answer(),
    answer([3, SMALL], [2, LARGE], [4, SHUT]),
    answer((np.int64(3), "Too small"), (2.0, " TOO  large "), (4, "Shut")),
    {"a": (3, SMALL), "b": (2, LARGE), "c": (4, SHUT)},
    OrderedDict(reversed(answer().items())),
    answer(a=(np.float32(3), np.str_(SMALL))),
]
