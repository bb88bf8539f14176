"""Answers to exercise 6.1."""

from collections import OrderedDict

import numpy as np

SMALL, LARGE, SHUT = "too small", "too large", "shut"


def answer(a=(3, SMALL), b=(2, LARGE), c=(4, SHUT)):
    return {"A": a, "B": b, "C": c}


WRONG = [
    (answer((1, SMALL), (1, LARGE), (1, SHUT)), "does stand there in two of them"),
    (answer((5, SMALL), (5, LARGE), (5, SHUT)), "first layer whose numbers are wrong"),
    (answer(a=(3, LARGE)), "A: the layer is right, the illness is not. Weights that are too large"),
    (answer(a=(3, SHUT)), "A: the layer is right, the illness is not. Biases"),
    (answer(b=(2, SMALL)), "B: the layer is right, the illness is not. Weights that are too small"),
    (answer(b=(2, SHUT)), "B: the layer is right, the illness is not. Biases that shut"),
    (answer(c=(4, LARGE)), "the mean stays in the middle, the spread is large. Its row says otherwise"),
    (answer(c=(4, SMALL)), "hardly a value is saturated. Its row says otherwise"),
    (answer(a=(4, SMALL)), "A: not this layer"),
    (answer(a=(2, SMALL)), "A: not this layer"),
    (answer(b=(3, LARGE)), "B: not this layer"),
    (answer(c=(5, SHUT)), "C: not this layer"),
    (answer(b=(5, LARGE)), "B: not this layer"),
    (answer(c=(1, SHUT)), "C: not this layer"),
    (answer(a=(0, SMALL)), "A: the layer is 0; count hidden layers from 1"),
    (answer(b=(6, LARGE)), "B: the layer is 6; count hidden layers from 1"),
    (answer(b=(True, LARGE)), "B: the layer is True"),
    (answer(c=("4", SHUT)), "C: the layer is '4', a text; write the number without quotes"),
    (answer(c=(4, "closed")), "C: 'closed' is none of the three words"),
    (answer(a=3), "A needs two parts"),
    (answer(a=(SMALL, 3)), "A: the layer comes first, then the word"),
    (answer(a=("third", SMALL)), "A: the layer is 'third'; count hidden layers"),
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
