"""Claims to begin with, each of which anybody might have made; not all of them hold."""

import json

SHAPES = {
    "name": "shapes",
    "sentence": "On triangles and squares RBMs lower the test error of two layers by more than two points.",
    "data": "shapes", "measure": "test error", "epoch": "last",
    "one": {"start": "none", "layers": 2, "units": 60, "labels": 500, "rate": 1.0, "epochs": 60},
    "other": {"start": "rbm", "layers": 2, "units": 60, "labels": 500, "rate": 1.0, "epochs": 60},
    "side": "above", "bound": 2.0, "seeds": 10,
}  # fmt: skip
NARROW = {
    "name": "narrow",
    "sentence": "RBMs lower the test error of one layer of 8 units, as they do of larger ones.",
    "data": "digits", "measure": "test error", "epoch": "last",
    "one": {"start": "none", "layers": 1, "units": 8, "labels": 1_000, "rate": 1.0, "epochs": 20},
    "other": {"start": "rbm", "layers": 1, "units": 8, "labels": 1_000, "rate": 1.0, "epochs": 20},
    "side": "above", "bound": 0.0, "seeds": 10,
}  # fmt: skip
EASY = {
    "name": "few-labels",
    "sentence": "With 100 labelled digits RBMs on all images lower the test error by more than two points.",
    "data": "digits", "measure": "test error", "epoch": "last",
    "one": {"start": "glorot4", "layers": 1, "units": 100, "labels": 100, "rate": 0.3, "epochs": 40},
    "other": {"start": "rbm", "layers": 1, "units": 100, "labels": 100, "rate": 0.3, "epochs": 40},
    "side": "above", "bound": 2.0, "seeds": 10,
}  # fmt: skip
SUGGESTED = (EASY, SHAPES, NARROW)
EXAMPLE = {
    "name": "few-shapes",
    "sentence": "With 200 labelled shapes, pre-training a layer of 100 units on all images lowers the test error.",
    "data": "shapes",
    "measure": "test error",
    "epoch": "last",
    "one": {"start": "none", "layers": 1, "units": 100, "labels": 200, "rate": 1.0, "epochs": 100},
    "other": {"start": "rbm", "layers": 1, "units": 100, "labels": 200, "rate": 1.0, "epochs": 100},
    "side": "above",
    "bound": 0.0,
    "seeds": 10,
}


def print_one(claim=SHAPES):
    """Print a claim as it is written in a cell, key by key."""
    print("{")
    for key, value in claim.items():
        print(f"    {json.dumps(key)}: {json.dumps(value)},")
    print("}")
