"""What lesson 13 shows of all 31 claims."""

from collections import Counter

from ...experiments import every_claim
from ...experiments.catalogue import EXPERIMENTS
from ...plotting import START_NAMES
from ...teaching import progress_bar, table


def every_line(folder=None):
    """What is known of all claims: a list of :class:`utils.experiments.every_claim.Line`."""
    place = {} if folder is None else {"folder": folder}
    return every_claim.every(EXPERIMENTS, bar=progress_bar, **place)


class ClaimsTable:
    """The table of all claims, as Markdown in a notebook."""

    def __init__(self, lines):
        self.text = every_claim.markdown(lines)

    def _repr_markdown_(self):
        return self.text

    def __repr__(self):
        return self.text


def counts(lines):
    """How many claims there are of each word, for each kind of pre-training, or of both or none of them."""
    words = {}
    for line in lines:
        of = words.setdefault(line.word, Counter())
        of[line.kind if line.kind in START_NAMES else ""] += 1
    kinds = sorted({kind for of in words.values() for kind in of})
    named = {START_NAMES.get(kind, "as a whole"): "d" for kind in kinds}
    rows = [(word, *(of[kind] for kind in kinds)) for word, of in words.items()]
    return table(rows, {"verdicts": ""} | named)
