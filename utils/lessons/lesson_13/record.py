"""The reader's own record: every prediction of the course beside what came out."""

import json
import re

from ...teaching import table
from ...teaching.notes import written
from ...teaching.record import notebooks

SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
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


def predictions():
    """Every prediction that was written down, with where it was asked for, beside what came out: a table."""
    rows, places = written(), sections()
    if not rows:
        print("No prediction is written down on this computer.")
        return None
    return table(
        [(places.get(name, "-"), name.rpartition(".")[2], *rest) for name, *rest in rows],
        ["lesson and section", "prediction", "you predicted", "it came out"],
    )
