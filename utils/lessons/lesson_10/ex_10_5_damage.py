"""Exercise 10.5: an experiment that tells early damage from recent damage, planned before it is run."""

import numbers

from ...teaching.compare import show_value
from ...teaching.exercise import OpenExercise, Wrong

KEYS = ("damage", "early", "late", "seeds")
DAMAGES = ("blur", "flip", "labels")
LEAST_SEEDS, LEAST_DAMAGED, FIRST, MOST, BATCH = 5, 500, 1_000, 250_000, 10

EXAMPLE = {"damage": "labels", "early": (0, 2_000, 10_000), "late": (8_000, 10_000, 18_000), "seeds": 6}


def _whole(value):
    if isinstance(value, numbers.Real) and not isinstance(value, bool) and float(value).is_integer():
        return int(value)
    return value


def _form(given):
    """Places as tuples of whole numbers."""
    places = {name: tuple(map(_whole, given[name])) for name in ("early", "late")}
    return given | places | {"seeds": _whole(given["seeds"])}


def _judge_damage(given):
    if not isinstance(given, dict) or set(given) != set(KEYS):
        raise Wrong(
            f"hand in a dictionary with the keys {', '.join(map(repr, KEYS))}; this is {show_value(given)}."
        )
    if given["damage"] not in DAMAGES:
        raise Wrong(
            f"damage is {show_value(given['damage'])}; there are {', '.join(map(repr, DAMAGES))}: one of them."
        )
    for name in ("early", "late"):
        _judge_places(name, given[name])
    _judge_arms(given["early"], given["late"])
    _judge_size(given)


def _judge_places(name, places):
    whole = isinstance(places, tuple) and all(isinstance(n, int) and not isinstance(n, bool) for n in places)
    if not whole or len(places) != 3:
        raise Wrong(
            f"{name} is {show_value(places)}; give three numbers of examples: where the damage begins, where it ends, and "
            "where the stream ends."
        )
    begins, ends, stop = places
    if not 0 <= begins < ends <= stop:
        raise Wrong(
            f"{name} is {places}; the damage must begin at 0 or later, and end before the stream does."
        )
    if any(n % BATCH for n in places):
        raise Wrong(f"{name} is {places}; minibatches are of {BATCH} examples: give multiples of it.")
    if ends - begins < LEAST_DAMAGED:
        raise Wrong(
            f"in {name} {ends - begins} examples are damaged; so few hardly change anything: damage at least {LEAST_DAMAGED}."
        )


def _judge_arms(early, late):
    damaged = [ends - begins for begins, ends, _ in (early, late)]
    after = [stop - ends for _, ends, stop in (early, late)]
    if damaged[0] != damaged[1]:
        raise Wrong(
            f"{damaged[0]:,} damaged examples early and {damaged[1]:,} late: more damage may do more, wherever it is."
        )
    if late[0] < early[0]:
        raise Wrong(f"early damage begins at {early[0]:,}, late damage at {late[0]:,}: they are exchanged.")
    if early[0] > FIRST:
        raise Wrong(
            f"the early damage begins after {early[0]:,} examples; what is asked is about the first: let it begin within {FIRST:,}."
        )
    if late[0] < early[1]:
        raise Wrong("the late damage must begin where the early one has ended, or later: now they overlap.")
    if 0 in after:
        raise Wrong(
            "after one of the damaged parts nothing follows: its effect is then that of what was learned *last*. Let both networks "
            "recover."
        )
    if after[0] != after[1]:
        raise Wrong(
            f"{after[0]:,} clean examples follow the early damage, {after[1]:,} the late one: then you test early and long ago "
            "together (section 4). Each stream may have a length of its own."
        )
    if after[0] < damaged[0]:
        raise Wrong(
            f"only {after[0]:,} clean examples follow {damaged[0]:,} damaged ones: what is asked is whether damage *lasts*. Let at "
            "least as many follow."
        )
    if late[0] - early[0] < 2 * damaged[0]:
        raise Wrong(
            "the two places are too near to each other: let the late damage begin at least two lengths of it later."
        )


def _judge_size(given):
    seeds = given["seeds"]
    if isinstance(seeds, bool) or not isinstance(seeds, int) or seeds < 1:
        raise Wrong(f"seeds is {show_value(seeds)}; write a whole number.")
    if seeds < LEAST_SEEDS:
        raise Wrong(
            f"seeds is {seeds}; a 95 % interval of so few is too wide to decide anything: give at least {LEAST_SEEDS}."
        )
    cost = seeds * (given["early"][2] + given["late"][2])
    if cost > MOST:
        raise Wrong(
            f"seeds × (both lengths) is {cost:,} examples, over the budget of {MOST:,}. What can be smaller, and what may not?"
        )


DAMAGE = OpenExercise("early or late damage", EXAMPLE, _judge_damage, form=_form)
