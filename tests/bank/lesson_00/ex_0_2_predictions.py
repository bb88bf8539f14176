"""Answers to exercise 0.2."""

LOWER, NOT_LOWER = "lower", "the same or higher"


def table(o_train, o_test, r_train, r_test):
    return {
        "optimisation": {"training loss": o_train, "test loss": o_test},
        "regularisation": {"training loss": r_train, "test loss": r_test},
    }


WRONG = [
    (table(NOT_LOWER, LOWER, LOWER, LOWER), "exchanged"),
    (table(LOWER, LOWER, LOWER, LOWER), "could not be told apart"),
    (table(LOWER, LOWER, NOT_LOWER, NOT_LOWER), "gains on new digits"),
    (table(NOT_LOWER, LOWER, NOT_LOWER, LOWER), "deeper minimum"),
    (table(LOWER, NOT_LOWER, NOT_LOWER, LOWER), "lower in both"),
    ({"optimisation": "lower", "regularisation": "higher"}, "keep the given form"),
    (table("Lower", "lower", "higher", "lower"), "spelt just so"),
]

RIGHT = [
    table(LOWER, LOWER, NOT_LOWER, LOWER),
    dict(reversed(table(LOWER, LOWER, NOT_LOWER, LOWER).items())),
    {k: dict(reversed(v.items())) for k, v in table(LOWER, LOWER, NOT_LOWER, LOWER).items()},
]
