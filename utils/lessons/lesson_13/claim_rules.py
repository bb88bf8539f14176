"""What a claim of the reader's own has to say, so that it can be tested and might fail.

A claim compares two kinds of network, ``one`` and ``other``, by a measure: *one less other* lies ``above`` or
``below`` a bound.
"""

import math
import numbers
import re

from ...teaching import table
from ...teaching.compare import show_value
from ...teaching.exercise import Wrong
from .suggestions import SUGGESTED

KEYS = ("name", "sentence", "data", "measure", "epoch", "one", "other", "side", "bound", "seeds")
SIDE_KEYS = ("start", "layers", "units", "labels", "rate", "epochs")
CHOICES = {
    "data": ("digits", "shapes"),
    "measure": ("test error", "test loss", "training loss"),
    "epoch": ("last", "validation"),
    "side": ("above", "below"),
}
UNITS = {"test error": "points", "test loss": "nats", "training loss": "nats"}
STARTS = ("none", "glorot4", "rbm", "autoencoder")
IMAGES = {"digits": 2_000, "shapes": 2_000}  # to train on, with or without labels
PIXELS = {"digits": 784, "shapes": 100}
MOST = {"layers": 5, "units": 400, "epochs": 400}
BATCH, PRETRAINING_EPOCHS = 10, 5
LEAST_LABELS, MOST_RATE = 10, 10
LEAST_SEEDS, MOST_SEEDS = 10, 40  # the course has no word on a claim with fewer than 10
MOST_APART = {"digits": 90, "shapes": 50}  # points: errors of guessing
MOST_NATS = 10
MOST_WORK = 1.6e11  # weights times examples: within a minute on two cores


def allowed():
    """What each key of a claim may be, as a table."""
    a_name, choices = "small letters, digits and -, at most 31; a letter first", CHOICES | {"start": STARTS}
    labels = f"{LEAST_LABELS} to {IMAGES['digits']:,}"
    words = {
        "name": a_name, "sentence": "what you claim, in four words or more",
        **{key: ", ".join(map(repr, some)) for key, some in choices.items()},
        **{key: f"1 to {most}" for key, most in MOST.items()},
        "labels": labels, "rate": f"above 0, at most {MOST_RATE}; your choice, nothing is tuned",
        "bound": "a number: points for the error, nats for the losses",
        "seeds": f"{LEAST_SEEDS} to {MOST_SEEDS}",
        "one": f"a dictionary with {', '.join(SIDE_KEYS)}", "other": "the same; one value differs (and the rate)",
    }  # fmt: skip
    words["epoch"] += " (the one with the smallest mean validation error)"
    return table([(key, words[key]) for key in (*KEYS, *SIDE_KEYS)], ["key", "what it may be"])


def differing(claim):
    """In which keys the two sides of a claim differ."""
    return [key for key in SIDE_KEYS if claim["one"][key] != claim["other"][key]]


def said(claim):
    """What a claim puts to the test, in words that are made from its numbers."""
    differ = differing(claim)
    one, other = (", ".join(f"{key} {claim[side][key]}" for key in differ) for side in ("one", "other"))
    return (
        f"To be tested on {claim['data']}: {claim['measure']} with {one}, less that with {other}, lies "
        f"{claim['side']} {claim['bound']:g} {UNITS[claim['measure']]}."
    )


def work(claim):
    """Weights times examples that a claim needs, those of pre-training three times: a number."""
    total, images = 0, IMAGES[claim["data"]]
    for side in (claim["one"], claim["other"]):
        weights = side["units"] * (PIXELS[claim["data"]] + (side["layers"] - 1) * side["units"] + 10)
        before = 3 * PRETRAINING_EPOCHS * images if side["start"] in ("rbm", "autoencoder") else 0
        total += weights * (before + side["epochs"] * side["labels"])
    return total * claim["seeds"]


def judge_claim(claim):
    """Raise Wrong where a claim cannot be tested, or would not test what it says."""
    if not isinstance(claim, dict) or set(claim) != set(KEYS):
        raise Wrong(f"hand in a dictionary with the keys {', '.join(map(repr, KEYS))}.")
    if not isinstance(claim["name"], str) or not re.fullmatch(r"[a-z][a-z0-9-]{0,30}", claim["name"]):
        raise Wrong(
            f"name is {show_value(claim['name'])}; take small letters, digits and -, such as 'shapes'."
        )
    if any(other["name"] == claim["name"] and other != claim for other in SUGGESTED):
        raise Wrong(
            f"{claim['name']!r} is the name of one of the suggestions, which says something else: give yours its own."
        )
    same = next((one["name"] for one in SUGGESTED if _asks(one) == _asks(claim)), None)
    if same:
        raise Wrong(
            f"this asks what the suggestion {same!r} asks, which is run beside yours: change something that counts."
        )
    if not isinstance(claim["sentence"], str) or len(claim["sentence"].split()) < 4:
        raise Wrong("sentence must say in words what you claim: somebody else must be able to test it.")
    for key, choices in CHOICES.items():
        if claim[key] not in choices:
            raise Wrong(f"{key} is {show_value(claim[key])}; choose one of {', '.join(map(repr, choices))}.")
    for name in ("one", "other"):
        _judge_side(name, claim[name], claim["data"])
    _judge_difference(claim)
    bound = claim["bound"]
    if isinstance(bound, bool) or not isinstance(bound, numbers.Real) or not math.isfinite(bound):
        raise Wrong(f"bound is {show_value(bound)}; one less other lies above or below a number: write it.")
    _judge_bound(claim)
    _judge_size(claim)


def _asks(claim):
    """A claim without its words: what decides its verdict."""
    return {key: value for key, value in claim.items() if key not in ("name", "sentence")}


def _judge_side(name, side, data):
    if not isinstance(side, dict) or set(side) != set(SIDE_KEYS):
        raise Wrong(f"{name} needs the keys {', '.join(map(repr, SIDE_KEYS))}.")
    if side["start"] not in STARTS:
        raise Wrong(
            f"in {name} start is {show_value(side['start'])}; there are {', '.join(map(repr, STARTS))}."
        )
    for key, most in (MOST | {"labels": IMAGES[data]}).items():
        least = LEAST_LABELS if key == "labels" else 1
        if isinstance(side[key], bool) or not isinstance(side[key], int) or not least <= side[key] <= most:
            raise Wrong(
                f"in {name} {key} is {show_value(side[key])}; a whole number from {least} to {most:,} is needed."
            )
    rate = side["rate"]
    if isinstance(rate, bool) or not isinstance(rate, numbers.Real) or not 0 < rate <= MOST_RATE:
        raise Wrong(f"in {name} rate is {show_value(rate)}; it must lie above 0, and at most at {MOST_RATE}.")


def _judge_difference(claim):
    differ = differing(claim)
    if not differ:
        raise Wrong("one and other are the same networks: there is nothing to compare.")
    causes = [key for key in differ if key != "rate"]
    if len(causes) > 1:
        raise Wrong(
            f"one and other differ in {' and '.join(causes)}: whatever comes out, you will not know which of them did it. "
            "Let one thing differ (and the rate, if each has its own)."
        )


def _judge_bound(claim):
    """Whether the claim can come out either way."""
    of_error, bound = claim["measure"] == "test error", claim["bound"]
    most, unit = MOST_APART[claim["data"]] if of_error else MOST_NATS, UNITS[claim["measure"]]
    if abs(bound) >= most:
        certain = (bound < 0) == (claim["side"] == "above")
        raise Wrong(
            f"one less other lies {claim['side']} {bound:g} {unit}: such networks are never {most} {unit} apart, so this "
            f"claim cannot {'fail' if certain else 'hold'}. Take a bound at which it might do both."
        )


def _judge_size(claim):
    seeds = claim["seeds"]
    if isinstance(seeds, bool) or not isinstance(seeds, int):
        raise Wrong(f"seeds is {show_value(seeds)}; write a whole number.")
    if not LEAST_SEEDS <= seeds <= MOST_SEEDS:
        raise Wrong(
            f"seeds is {seeds}; with fewer than {LEAST_SEEDS} the course has no word on a claim but undecided, and more "
            f"than {MOST_SEEDS} take too long here."
        )
    share = work(claim) / MOST_WORK
    if share > 1:
        raise Wrong(
            f"this is {share:.1f} times as much as a minute allows: seeds × weights × examples. What can be smaller without "
            "changing the question?"
        )


def _whole(value):
    """A whole number where a float is one."""
    real = isinstance(value, numbers.Real) and not isinstance(value, bool)
    return int(value) if real and float(value).is_integer() else value


def in_form(claim):
    """A claim with whole numbers where whole numbers are meant."""
    sides = {
        name: {key: _whole(value) if key != "rate" else value for key, value in claim[name].items()}
        for name in ("one", "other")
    }
    return claim | sides | {"seeds": _whole(claim["seeds"])}
