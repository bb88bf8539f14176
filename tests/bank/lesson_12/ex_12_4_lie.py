"""Answers to exercise 12.4."""

import numpy as np

WRONG = [
    ({"n": (40, 40), "perplexity": 10, "seed": 0}, "a lie already"),
    ({"n": (40, 40), "perplexity": 60, "seed": 1}, "Give a perplexity below 40"),
    ({"n": (90, 30), "perplexity": 10, "seed": 0}, "a lie already"),
    ({"n": (100, 10), "perplexity": 9, "seed": 0}, "not far from the truth"),
    ({"n": (10, 100), "perplexity": 30, "seed": 1}, "falls into a heap"),
    ({"n": (20, 60), "perplexity": 20, "seed": 0}, "Give a perplexity below 20"),
    ({"n": (5, 60), "perplexity": 20, "seed": 0}, "each cloud needs 10 to 100"),
    ({"n": (20, 600), "perplexity": 20, "seed": 0}, "each cloud needs 10 to 100"),
    ({"n": 60, "perplexity": 20, "seed": 0}, "two whole numbers"),
    ({"n": (20, 60, 10), "perplexity": 20, "seed": 0}, "two whole numbers"),
    ({"n": (20.5, 60), "perplexity": 20, "seed": 0}, "two whole numbers"),
    ({"n": (20, 60), "perplexity": 80, "seed": 0}, "fewer neighbours to offer"),
    ({"n": (20, 60), "perplexity": 1, "seed": 0}, "less than two neighbours"),
    ({"n": (20, 60), "perplexity": "high", "seed": 0}, "give a number, such as 30"),
    ({"n": (20, 60), "perplexity": float("nan"), "seed": 0}, "give a number, such as 30"),
    ({"n": (20, 60), "perplexity": 10, "seed": -1}, "a whole number from 0 on"),
    ({"n": (20, 60), "perplexity": 10, "seed": None}, "a whole number from 0 on"),
    ({"n": (20, 60), "perplexity": 20}, "with the keys"),
    ([20, 60, 20, 0], "with the keys"),
    ({"n": (20, 60), "perplexity": 20, "seed": ...}, "still dots"),
]

RIGHT = [
    {"n": (20, 90), "perplexity": 15, "seed": 3},
    {"n": [15, 60], "perplexity": np.float32(10), "seed": np.int64(1)},
    {"seed": 7.0, "perplexity": 20.0, "n": (30, 100)},
    {"n": np.array([12, 80]), "perplexity": 8, "seed": 12345},
    {"n": (25, 75), "perplexity": 15, "seed": 2},
    {"n": (10, 100), "perplexity": 9.5, "seed": 1},
]
