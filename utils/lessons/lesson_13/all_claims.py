"""What lesson 13 shows of all 31 claims."""

from ...experiments import every_claim
from ...experiments.catalogue import EXPERIMENTS
from ...experiments.engine.verdicts import CONTRADICTED, HOLDS, IN_PART, MIXED, NOT_HERE, UNDECIDED
from ...teaching import progress_bar, table

WORDS = (HOLDS, IN_PART, MIXED, CONTRADICTED, UNDECIDED, NOT_HERE, every_claim.NOT_COMPUTED)


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


def together(lines):
    """One word for a claim: the rule's, with the parts of all its starts taken together."""
    words = {line.word for line in lines}
    if len(words) == 1:
        return words.pop()
    supported, opposed = any(line.supported for line in lines), any(line.opposed for line in lines)
    if supported:
        return MIXED if opposed else IN_PART
    return CONTRADICTED if opposed else UNDECIDED


def counts(lines):
    """Which claims have which word, all their starts together."""
    found = {word: [] for word in WORDS}
    for claim, some in every_claim.by_claim(lines).items():
        found[together(some)].append(claim)
    rows = [(word, len(claims), ", ".join(claims)) for word, claims in found.items() if claims]
    return table(rows, {"all starts together": "", "claims": "d", "which": ""})
