"""Answers to exercise 0.3."""

WRONG = [
    ("optimization", "with an s"),
    ("regulariser", "name the effect"),
    (["optimisation", "regularisation"], "commit yourself"),
    ("magic", "write one of"),
    ("preconditioning", "hyphen"),
    (3, "write one of"),
    (True, "write one of"),
]

RIGHT = [
    "optimisation",
    "regularisation",
    "pre-conditioning",
    "something else",
    "Regularisation",
    " Something  else ",
]
