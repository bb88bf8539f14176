"""Answers to exercise 12.4."""

import numpy as np

WRONG = [
    ({"n": (40, 40), "perplexity": 10, "seed": 0}, "about as wide as A"),
    ({"n": (40, 40), "perplexity": 60, "seed": 1}, "narrower than A"),
    ({"n": (90, 30), "perplexity": 10, "seed": 0}, "narrower than A"),
    ({"n": (5, 60), "perplexity": 20, "seed": 0}, "10 to 100 points"),
    ({"n": (20, 600), "perplexity": 20, "seed": 0}, "10 to 100 points"),
    ({"n": 60, "perplexity": 20, "seed": 0}, "two whole numbers"),
    ({"n": (20, 60, 10), "perplexity": 20, "seed": 0}, "two whole numbers"),
    ({"n": (20.5, 60), "perplexity": 20, "seed": 0}, "two whole numbers"),
    ({"n": (20, 60), "perplexity": 80, "seed": 0}, "more neighbours than 80 points"),
    ({"n": (20, 60), "perplexity": 1, "seed": 0}, "less than two neighbours"),
    ({"n": (20, 60), "perplexity": "high", "seed": 0}, "give a number, such as 30"),
    ({"n": (20, 60), "perplexity": float("nan"), "seed": 0}, "give a number, such as 30"),
    ({"n": (20, 60), "perplexity": 20, "seed": -1}, "a whole number from 0 on"),
    ({"n": (20, 60), "perplexity": 20, "seed": None}, "a whole number from 0 on"),
    ({"n": (20, 60), "perplexity": 20}, "with the keys"),
    ([20, 60, 20, 0], "with the keys"),
    ({"n": (20, 60), "perplexity": 20, "seed": ...}, "still dots"),
]

RIGHT = [
    {"n": (20, 90), "perplexity": 15, "seed": 3},
    {"n": [15, 60], "perplexity": np.float32(20), "seed": np.int64(1)},
    {"seed": 7.0, "perplexity": 30.0, "n": (30, 100)},
    {"n": np.array([12, 80]), "perplexity": 25, "seed": 12345},
    {"n": (25, 75), "perplexity": 40, "seed": 2},
    {"n": (20, 60), "perplexity": 10, "seed": 0},
]
