"""Exercise 12.4: a t-SNE picture that says the opposite of what is known about its points."""

import math
import numbers

import numpy as np

from ...teaching.compare import show_value
from ...teaching.exercise import OpenExercise, Wrong
from .clouds import TIGHTER, how_wide

KEYS = ("n", "perplexity", "seed")
FEWEST, MOST, WIDER = 10, 100, 1.5
EXAMPLE = {"n": (20, 60), "perplexity": 10.0, "seed": 0}


def _number(value):
    return isinstance(value, numbers.Real) and not isinstance(value, bool) and math.isfinite(value)


def _whole(value):
    return int(value) if _number(value) and float(value).is_integer() else value


def _form(given):
    n = tuple(map(_whole, given["n"])) if isinstance(given["n"], list | tuple | np.ndarray) else given["n"]
    perplexity = float(given["perplexity"]) if _number(given["perplexity"]) else given["perplexity"]
    return given | {"n": n, "perplexity": perplexity, "seed": _whole(given["seed"])}


def _judge_lie(given):
    if not isinstance(given, dict) or set(given) != set(KEYS):
        raise Wrong(
            f"hand in a dictionary with the keys {', '.join(map(repr, KEYS))}; this is {show_value(given)}."
        )
    n, perplexity, seed = (given[key] for key in KEYS)
    if not isinstance(n, tuple) or len(n) != 2 or not all(isinstance(one, int) for one in n):
        raise Wrong(
            f"the value of n is {show_value(n)}; give two whole numbers, how many points A has and how many B."
        )
    if not all(FEWEST <= one <= MOST for one in n):
        raise Wrong(f"the numbers of points, n, are {n}; each cloud needs {FEWEST} to {MOST}.")
    if not _number(perplexity):
        raise Wrong(f"perplexity is {show_value(perplexity)}; give a number, such as 30.")
    if perplexity < 2:
        raise Wrong(
            f"a perplexity of {perplexity:g} is less than two neighbours: t-SNE then hardly sees any structure."
        )
    if perplexity >= min(n):
        raise Wrong(
            f"with a perplexity of {perplexity:g}, a cloud of {min(n)} points has fewer neighbours to offer than t-SNE looks for, "
            f"and falls into a heap, which nobody takes for a width. Give a perplexity below {min(n)}, or more points."
        )  # fmt: skip
    if not isinstance(seed, int) or not 0 <= seed < 2**31:
        raise Wrong(f"seed is {show_value(seed)}; give a whole number from 0 on.")
    truth, seen = how_wide(given)
    if seen < WIDER:
        judged = "not far from the truth" if seen < 3 / TIGHTER else "a lie already"
        raise Wrong(
            f"in this picture B looks {seen:.2f} times as wide as A. In truth it is {truth:.2f} times: {judged}, but it should look at "
            f"least {WIDER:g} times as wide. What takes up room in a picture by t-SNE, if not the distances?"
        )  # fmt: skip


LIE = OpenExercise("a picture that lies", EXAMPLE, _judge_lie, form=_form)
