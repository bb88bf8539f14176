"""The reader's own record: every prediction of the course beside what came out."""

import json
import re

from ...teaching import table
from ...teaching.notes import written
from ...teaching.record import notebooks

SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
CLAIM = re.compile(r"\bC\d+\b")
ON_THE_BET = ("C13", "C14", "C22")  # they tell optimiser and regulariser apart
ASKED = re.compile(r'\bkeep_prediction\(\s*"([^"]+)"')


def sections():
    """Where each prediction is asked for: "09, 1 · What each reading says of a stream", by its name.

    Returns
    -------
    dict of str to str
        A lesson that cannot be read is left out.
    """
    found = {}
    for path in notebooks():
        try:
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        except (OSError, ValueError, KeyError):
            continue
        heading = []
        for cell in cells:
            text = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                heading = [*heading, *SECTION.findall(text)][-1:]
            else:
                place = ", ".join([path.stem[:2], *heading])
                found |= dict.fromkeys(ASKED.findall(text), place)
    return found


def predictions(lines=()):
    """Every prediction that was written down, with where it was asked for, beside what came out: a table.

    Parameters
    ----------
    lines : sequence of utils.experiments.every_claim.Line
        Where a lesson compared nothing, the verdicts on the claims that were predicted stand; beside the bet of
        lesson 00, those on claims that tell the readings apart.
    """
    verdicts, places = verdicts_in_words(lines), sections()
    rows = [(name, said, came_out(name, said, came, verdicts)) for name, said, came in written()]
    if not rows:
        print("No prediction is written down on this computer.")
        return None
    return table(
        [(places.get(name, "-"), name.rpartition(".")[2], *rest) for name, *rest in rows],
        ["lesson and section", "prediction", "you predicted", "it came out"],
    )


def verdicts_in_words(lines):
    """By claim the verdicts on it, of all its starts, in words."""
    found = {}
    for line in lines:
        found.setdefault(line.claim, {})[line.word] = None
    return {claim: " / ".join(words) for claim, words in found.items()}


def came_out(name, said, came, verdicts):
    """What came out of a prediction, in words."""
    if came != "-":
        return came
    claims = ON_THE_BET if name == "why" else CLAIM.findall(said)
    told = [f"{claim}: {verdicts[claim]}" for claim in claims if claim in verdicts]
    return ", ".join(told) or "not a number: look there"
