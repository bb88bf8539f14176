"""Answers to exercise 2.5."""


def words(chains, steps, parameters):
    return {"ten times as many chains": chains, "ten Gibbs steps": steps, "parameters doubled": parameters}


SAME = "the same"

WRONG = [
    (words("smaller", "smaller", "larger"), "the bias stays"),
    (words(SAME, SAME, "larger"), "forgets the data"),
    (words(SAME, "smaller", SAME), "valleys"),
    (words(SAME, "smaller", "smaller"), "you predicted 'smaller'"),
    (words("less", "smaller", "larger"), "write one of"),
    ("smaller", "dictionary"),
]

RIGHT = [
    words(SAME, "smaller", "larger"),
    words(" The Same", "SMALLER", "larger "),
    [SAME, "smaller", "larger"],
]
