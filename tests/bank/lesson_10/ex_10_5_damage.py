"""Answers to exercise 10.5."""

import numpy as np

GOOD = {"damage": "labels", "early": (0, 2_000, 8_000), "late": (6_000, 8_000, 14_000), "seeds": 6}


def but(**other):
    return GOOD | other


WRONG = [
    (but(damage="noise"), "one of them"),
    (but(damage=["blur", "labels"]), "one of them"),
    (but(early=(0, 2_000)), "give three numbers"),
    (but(early=2_000), "give three numbers"),
    (but(early=(0, 2_000.5, 8_000)), "give three numbers"),
    (but(early=(2_000, 0, 8_000)), "the damage must begin at 0"),
    (but(late=(6_000, 8_000, 7_000)), "the damage must begin at 0"),
    (but(early=(0, 2_005, 8_005), late=(6_000, 8_005, 14_005)), "multiples of it"),
    (but(early=(0, 200, 6_200), late=(6_000, 6_200, 12_200)), "so few hardly"),
    (but(late=(6_000, 9_000, 15_000)), "more damage may do more"),
    (but(late=(1_000, 3_000, 9_000)), "they overlap"),
    (but(early=(6_000, 8_000, 14_000), late=(0, 2_000, 8_000)), "they are exchanged"),
    (but(early=(3_000, 5_000, 9_000), late=(9_000, 11_000, 15_000)), "about the first"),
    (but(late=(6_000, 8_000, 8_000)), "learned *last*"),
    (but(early=(0, 2_000, 14_000)), "early and long ago together"),
    (but(early=(0, 2_000, 10_000), late=(6_000, 8_000, 10_000)), "early and long ago together"),
    (but(early=(0, 2_000, 3_000), late=(6_000, 8_000, 9_000)), "whether damage *lasts*"),
    (but(late=(2_000, 4_000, 10_000)), "too near to each other"),
    (but(seeds=2), "too wide to decide"),
    (but(seeds=6.5), "write a whole number"),
    (but(seeds=60), "over the budget"),
    ({"damage": "blur", "early": (0, 2_000, 8_000)}, "hand in a dictionary"),
    (but(seeds=...), "still dots"),
]

RIGHT = [
    GOOD,
    but(damage="Blur", seeds=8),
    but(damage="flip", early=[0, 1_000, 6_000], late=[5_000, 6_000, 11_000]),
    but(early=np.array([0, 500, 9_500]), late=np.array([9_000, 9_500, 18_500]), seeds=np.int64(5)),
    but(early=(1_000, 2_000, 8_000.0), late=(6_000, 7_000, 13_000), seeds=7.0),
    but(early=(0, 4_000, 9_000), late=(8_000, 12_000, 17_000), seeds=5),
]
