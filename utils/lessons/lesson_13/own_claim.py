"""A claim of the reader's own: what it has to say, and how it is written down before it is tested.

A claim compares two kinds of network, ``one`` and ``other``, by a measure: *one less other* lies ``above`` or
``below`` a bound. It is written down with its digest before the run; once there is a result, a claim of the
same name that says something else is refused.
"""

import hashlib
import json
import math
import numbers
import re
from pathlib import Path
from typing import NamedTuple

from ...teaching.compare import show_value
from ...teaching.exercise import Wrong
from ...teaching.notes import notes_path
from .suggestions import SUGGESTED

KEYS = ("name", "sentence", "data", "measure", "epoch", "one", "other", "side", "bound", "seeds")
SIDE_KEYS = ("start", "layers", "units", "labels", "rate", "epochs")
CHOICES = {
    "data": ("digits", "shapes"),
    "measure": ("test error", "test loss", "training loss"),
    "epoch": ("last", "validation"),
    "side": ("above", "below"),
}
STARTS = ("none", "glorot4", "rbm", "autoencoder")
IMAGES = {"digits": 2_000, "shapes": 2_000}  # to train on, with or without labels
PIXELS = {"digits": 784, "shapes": 100}
MOST = {"layers": 5, "units": 400, "epochs": 400}
BATCH, PRETRAINING_EPOCHS = 10, 5
LEAST_SEEDS, MOST_SEEDS = 10, 40  # with fewer than 10 the course's rules decide nothing
MOST_WORK = 1.6e11  # weights times examples: within a minute on two cores


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
    _judge_size(claim)


def _judge_side(name, side, data):
    if not isinstance(side, dict) or set(side) != set(SIDE_KEYS):
        raise Wrong(f"{name} needs the keys {', '.join(map(repr, SIDE_KEYS))}.")
    if side["start"] not in STARTS:
        raise Wrong(
            f"in {name} start is {show_value(side['start'])}; there are {', '.join(map(repr, STARTS))}."
        )
    for key, most in (MOST | {"labels": IMAGES[data]}).items():
        least = 10 if key == "labels" else 1
        if isinstance(side[key], bool) or not isinstance(side[key], int) or not least <= side[key] <= most:
            raise Wrong(
                f"in {name} {key} is {show_value(side[key])}; a whole number from {least} to {most:,} is needed."
            )
    rate = side["rate"]
    if isinstance(rate, bool) or not isinstance(rate, numbers.Real) or not 0 < rate <= 10:
        raise Wrong(f"in {name} rate is {show_value(rate)}; it must lie above 0, and at most at 10.")


def _judge_difference(claim):
    one, other = claim["one"], claim["other"]
    differ = [key for key in SIDE_KEYS if one[key] != other[key]]
    if not differ:
        raise Wrong("one and other are the same networks: there is nothing to compare.")
    causes = [key for key in differ if key != "rate"]
    if len(causes) > 1:
        raise Wrong(
            f"one and other differ in {' and '.join(causes)}: whatever comes out, you will not know which of them did it. "
            "Let one thing differ (and the rate, if each has its own)."
        )


def _judge_size(claim):
    seeds = claim["seeds"]
    if isinstance(seeds, bool) or not isinstance(seeds, int):
        raise Wrong(f"seeds is {show_value(seeds)}; write a whole number.")
    if not LEAST_SEEDS <= seeds <= MOST_SEEDS:
        raise Wrong(
            f"seeds is {seeds}; with fewer than {LEAST_SEEDS} the course's rules decide nothing, and more than "
            f"{MOST_SEEDS} take too long here."
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


# ---- written down ----


class ChangedClaim(ValueError):
    """A claim that was changed after its run."""


class Registered(NamedTuple):
    """A claim that is written down: the claim, the folder with all that belongs to it, its digest."""

    claim: dict
    folder: Path
    digest: str


def digest(claim):
    """SHA-256 of all that a claim says, as 64 hexadecimal digits."""
    return hashlib.sha256(json.dumps(claim, sort_keys=True).encode()).hexdigest()


def claims_folder():
    """Where claims are written down, beside the predictions."""
    return notes_path().parent / "claims"


def register(claim, folder=None):
    """Write a claim down, before its run; after it, only the same claim is accepted.

    Parameters
    ----------
    claim : dict
        As ``check("13.5", ...)`` returns it.
    folder : Path, optional
        Of all claims; by default beside the predictions.

    Returns
    -------
    Registered

    Raises
    ------
    ChangedClaim
        Where a claim of this name has a result, and said something else when it was run.
    """
    place = Path(folder or claims_folder()) / claim["name"]
    path, mark = place / "claim.json", digest(claim)
    if path.exists() and (place / "result-demo.parquet").exists():
        before = json.loads(path.read_text(encoding="utf-8"))
        if before["digest"] != mark:
            changed = [key for key in KEYS if before["claim"].get(key) != claim[key]]
            raise ChangedClaim(
                f"The claim {claim['name']!r} has been run, and {' and '.join(changed)} "
                f"{'is' if len(changed) == 1 else 'are'} not as before. A claim that was fitted to its result is no test of it. "
                "Give the new claim a new name; the old one keeps its page."
            )
    place.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"claim": claim, "digest": mark}, indent=1), encoding="utf-8")
    print(f"Written down before the run: {claim['name']}, digest {mark[:12]}")
    return Registered(claim, place, mark)
