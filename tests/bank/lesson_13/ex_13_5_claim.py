"""Answers to exercise 13.5."""

import numpy as np

from utils.lessons.lesson_13.suggestions import EXAMPLE, SUGGESTED


def but(**other):
    return EXAMPLE | other


def side(name, **other):
    return EXAMPLE | {name: EXAMPLE[name] | other}


WRONG = [
    ({"sentence": "Pre-training always helps."}, "a dictionary with the keys"),
    (but(name="My claim!"), "small letters"),
    (but(name="narrow"), "the name of one of the suggestions"),
    (but(sentence="It helps."), "in words what you claim"),
    (but(data="mnist"), "data is"),
    (but(measure="speed"), "measure is"),
    (but(epoch="the best one on the test digits"), "epoch is"),
    (but(side="better"), "side is"),
    (but(bound="much"), "write it"),
    (but(bound=float("nan")), "write it"),
    (but(bound=-100), "cannot fail"),
    (but(bound=150, side="below"), "cannot fail"),
    (but(bound=60), "cannot hold"),
    (but(bound=12, measure="test loss", side="below"), "cannot fail"),
    (SUGGESTED[0], "'few-labels' asks"),
    (SUGGESTED[2] | {"name": "again", "sentence": "A narrow layer gains from RBMs, too."}, "'narrow' asks"),
    (but(one={"start": "none"}), "one needs the keys"),
    (side("other", start="magic"), "there are 'none'"),
    (side("other", labels=5_000), "labels is 5000"),
    (side("one", layers=9), "layers is 9"),
    (side("one", units=60.5), "a whole number"),
    (side("one", rate=0), "must lie above 0"),
    (side("other", start="none"), "nothing to compare"),
    (side("other", layers=2), "which of them did it"),
    (side("other", epochs=200), "which of them did it"),
    (but(seeds=3), "no word on a claim"),
    (but(seeds=200), "too long"),
    (but(seeds=10.5), "write a whole number"),
    (but(data="digits", one=EXAMPLE["one"] | {"units": 400, "labels": 1_500},
         other=EXAMPLE["other"] | {"units": 400, "labels": 1_500}), "as a minute allows"),
    (but(seeds=...), "still dots"),
]  # fmt: skip

RIGHT = [
    EXAMPLE,
    *(claim | {"name": f"more-{claim['name']}", "bound": claim["bound"] + 1} for claim in SUGGESTED),
    but(name="loss", measure="test loss", epoch="Validation", bound=np.float64(0.01), seeds=12.0),
    side("other", rate=0.5) | {"name": "own-rates"},
    but(
        name="deep", one=EXAMPLE["one"] | {"layers": 3}, other=EXAMPLE["one"] | {"layers": 1},
        sentence="Three layers do worse than one without pre-training.",
    ),
    but(name="width", other=EXAMPLE["one"] | {"units": np.int64(50)}, side="below", bound=-1),
    # Last what is the solution's own, told otherwise: `make test` runs it once.
    but(side="Above", bound=np.float64(0), seeds=10.0),
]  # fmt: skip
