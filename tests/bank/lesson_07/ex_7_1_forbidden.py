"""Answers to exercise 7.1."""

OPT, R, H = "optimiser", "regulariser", "head start"
RIGHT_ONE = {"A": [], "B": [R, H], "C": [OPT, R], "D": [OPT, H], "E": [OPT, R, H], "F": [R]}


def but(**other):
    return RIGHT_ONE | other


WRONG = [
    (but(A=[OPT]), "A: does any of the three"),
    (but(A=[R]), "A: does any of the three"),
    (but(A=[R], C=[R], E=[]), "(Not right yet, too: C, E.)"),
    (but(B=[R]), "B: two things are seen"),
    (but(C=[R]), "C: the ends are the same"),
    (but(D=[OPT]), "D: the curves differ"),
    (but(E=[H]), "E: hold both things"),
    (but(E=[]), "E: hold both things"),
    (but(F=[OPT, R, H]), "F: nothing is known of the ends"),
    (but(F=[]), "F: nothing is known of the ends"),
    (
        {"A": [OPT, R, H], "B": [OPT], "C": [H], "D": [R], "E": [], "F": [OPT, H]},
        "what each observation *allows*",
    ),
    (dict.fromkeys("ABCDEF", [R]), "the same list for all six"),
    (dict.fromkeys("ABCDEF", []), "the same list for all six"),
    (but(B=["regularizer", H]), "spelt just so"),
    (but(D=["optimisation", H]), "spelt just so"),
    ({key: RIGHT_ONE[key] for key in "ABCDE"}, "Keep the given form"),
    (but(C=3), "Keep the given form"),
    ([[], [R, H], [OPT, R], [OPT, H], [OPT, R, H], [R]], "Keep the given form"),
    (but(F=...), "still dots"),
]

RIGHT = [
    RIGHT_ONE,
    {"A": set(), "B": {H, R}, "C": {R, OPT}, "D": {H, OPT}, "E": {H, R, OPT}, "F": {R}},
    {"F": R, "E": (H, R, OPT), "D": (H, OPT), "C": (OPT, R), "B": (R, H), "A": ()},
    but(A="none", F="Regulariser"),
    but(A=["nothing"], B=["head-start", "REGULARISER"], D=("Head  start", "optimiser")),
    {key.lower(): value for key, value in RIGHT_ONE.items()},
]
