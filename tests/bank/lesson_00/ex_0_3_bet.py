"""Answers to exercise 0.3."""

WRONG = [
    ("optimization", "with an s"),
    ("regulariser", "name the effect"),
    ("Optimizer", "name the effect"),
    (["optimisation", "regularisation"], "commit yourself"),
    ("regularisation and optimisation", "commit yourself"),
    ("pre-conditioning, or something else", "commit yourself"),
    ({"optimisation": 0.3, "regularisation": 0.7}, "commit yourself"),
    ("both", "the one that matters most"),
    ("Both of them", "the one that matters most"),
    ("magic", "write one of"),
    ("", "write one of"),
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
