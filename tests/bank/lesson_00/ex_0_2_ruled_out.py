"""Answers to exercise 0.2."""

from collections import OrderedDict

OPTIMISATION, REGULARISATION, BOTH, NEITHER = "optimisation", "regularisation", "both", "neither"


def answer(a=NEITHER, b=OPTIMISATION, c=REGULARISATION, d=NEITHER, e=OPTIMISATION):
    return {"A": a, "B": b, "C": c, "D": d, "E": e}


WRONG = [
    (answer(a=BOTH), "A: what does"),
    (answer(a=OPTIMISATION), "A: what does"),
    (answer(a=REGULARISATION, d=REGULARISATION), "A: what does"),
    (answer(b=NEITHER), "B: what does"),
    (answer(b=REGULARISATION), "B: what does"),
    (answer(b=BOTH, c=BOTH), "B: what does"),
    (answer(c=NEITHER), "C: ask of each"),
    (answer(c=OPTIMISATION), "C: ask of each"),
    (answer(d=REGULARISATION), "D: the explanations speak"),
    (answer(d=OPTIMISATION), "D: the explanations speak"),
    (answer(d=BOTH), "D: the explanations speak"),
    (answer(e=NEITHER), "E: if optimisation"),
    (answer(e=REGULARISATION), "E: if optimisation"),
    (answer(e=BOTH), "E: if optimisation"),
    (answer(b=REGULARISATION, c=OPTIMISATION, e=REGULARISATION), "speaks for"),
    (answer(a=BOTH, b=REGULARISATION, c=OPTIMISATION, d=BOTH, e=REGULARISATION), "speaks for"),
    (answer(*[NEITHER] * 5), "same word for all"),
    (answer(*[BOTH] * 5), "same word for all"),
    (answer(a="none"), "spelt just so"),
    (answer(c=["regularisation"]), "spelt just so"),
    (answer(e=True), "spelt just so"),
    (answer(b="optimization"), "with an s"),
    (answer(a="Regularization", c="regularization", e="optimization"), "with an s"),
    (answer(b="optimization", c="regularise"), "spelt just so"),
    (list(answer().values()), "keep the given form"),
    ({"A": NEITHER, "B": OPTIMISATION}, "keep the given form"),
    (answer() | {"F": NEITHER}, "keep the given form"),
    ("neither", "keep the given form"),
    (3, "keep the given form"),
]

RIGHT = [
    answer(),
    dict(reversed(answer().items())),
    OrderedDict(answer()),
    {key: word.capitalize() for key, word in answer().items()},
    {key: f" {word.upper()} " for key, word in answer().items()},
]
