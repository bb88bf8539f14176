"""Answers to exercise 2.5."""

import numpy as np


def words(chains, steps, parameters):
    return {"ten times as many chains": chains, "ten Gibbs steps": steps, "parameters doubled": parameters}


SAME = "the same"

WRONG = [
    (words("smaller", "smaller", "larger"), "how much of the bias is noise"),
    (words("larger", "smaller", "larger"), "how could the mean of more chains"),
    (words(SAME, SAME, "larger"), "what does a chain remember after ten steps"),
    (words(SAME, "larger", "larger"), "does a longer chain come closer"),
    (words(SAME, "smaller", SAME), "other states after one step"),
    (words(SAME, "smaller", "smaller"), "slow curve"),
    (words("less", "smaller", "larger"), "write one of"),
    (words(1, "smaller", "larger"), "is '1'"),
    (words(SAME, "smaller", None), "'parameters doubled' is 'none'"),
    ([SAME, "smaller"], "give a dictionary"),
    ({"ten Gibbs steps": "smaller"}, "missing: 'ten times as many chains', 'parameters doubled'"),
    ("smaller", "got 'smaller'"),
]

RIGHT = [
    words(SAME, "smaller", "larger"),
    words(" The Same", "SMALLER", "larger "),
    words("same.", "Smaller.", "'larger'"),
    words(np.str_(SAME), np.str_("smaller"), np.str_("larger")),
    [SAME, "smaller", "larger"],
    (SAME, "smaller", "larger"),
]
