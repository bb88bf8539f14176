"""All claims of the paper, C1 to C31: what our numbers say of each, or why they say nothing.

What a claim says, and how it is judged, stands in the question that decides it; here is only the lesson that
shows it. A claim whose question has no result yet says so. So ``claims`` leaves none out, and the tables of
the README and of lesson 13 come from one place.
"""

from typing import NamedTuple

import numpy as np

from ..plotting import START_NAMES
from .engine import claims, store
from .engine.experiment import ExperimentError
from .engine.verdicts import listed, meant, names

LESSONS = {
    "06": (1, 2, 3, 4, 5), "07": (13, 14, 17, 18), "08": (11, 12, 15, 16, 19, 27, 29),
    "09": (20, 21, 22, 23, 24, 28), "10": (25, 26), "11": (6, 7, 10), "12": (8, 9), "13": (30, 31),
}  # fmt: skip
LESSON_OF = {f"C{number}": lesson for lesson, numbers in LESSONS.items() for number in numbers}
NAMES = tuple(f"C{number}" for number in range(1, len(LESSON_OF) + 1))
NOT_COMPUTED = "not yet computed"
FEW, SHORT = 3, 100  # parts that a short table names, and characters; of more it gives the number


class Line(NamedTuple):
    """What is known of one claim, for one kind of pre-training or for all.

    Parameters
    ----------
    claim, sentence, paper : str
    kind : str
        For what it is judged: ``"rbm"``; nothing where it is judged as a whole, or not.
    word : str
        Of the rules in :mod:`.engine.verdicts`, or that it is not yet computed.
    parts : str
        The parts that the word is about, or why there is no verdict.
    ours : list of str
        Our numbers with their intervals, one for each part.
    result : str
        The result that decides: experiment and budget. Without a verdict, the experiment that is to decide.
    subject : str
        What that result is of; perhaps nothing.
    seeds : str
        How many it has; nothing without a verdict.
    conditions : list of str
        How fair the comparison was, of :func:`.engine.arms.conditions`.
    lesson : str
        Where to read it.
    levelled : bool
    measured : str
        What our numbers are.
    supported, opposed : tuple of str
        The parts that our numbers support, and those that they oppose.
    """

    claim: str
    sentence: str
    paper: str
    kind: str
    word: str
    parts: str
    ours: list
    result: str
    subject: str
    seeds: str
    conditions: list
    lesson: str
    levelled: bool = True
    measured: str = ""
    supported: tuple = ()
    opposed: tuple = ()

    @property
    def source(self):
        """Which result, of what, with how many seeds; or which experiment is to decide."""
        if not self.seeds:
            return f"{self.result} is to decide it"
        return listed(self.result, self.subject, self.seeds)

    def text(self):
        """Some lines for the terminal, of a claim without a verdict."""
        return f"{self.claim}: {self.word.upper()}, {self.parts}.\n{self.sentence}\npaper: {self.paper}\n"


def every(experiments, folder=store.SHIPPED, budget=None, bar=iter):
    """What is known of all claims.

    Parameters
    ----------
    experiments, folder, budget, bar
        As for :func:`.engine.claims.judge`.

    Returns
    -------
    list of Line
        In the order of the claims, one or more for each.
    """
    try:
        judged = claims.judge(experiments, folder, budget, bar)
    except store.Damaged:
        raise
    except ExperimentError:  # there is no result at all
        judged = []
    return lines_of(experiments, judged)


def lines_of(experiments, judged):
    """The same, from verdicts that are known: a list of Line."""
    found = [decided(one) for one in judged] + without_verdict(experiments, judged)
    return sorted(found, key=lambda line: number(line.claim))


def number(claim):
    """7, of C7."""
    return int(claim.removeprefix("C"))


def without_verdict(experiments, judged):
    """The lines of the claims that are not among these verdicts."""
    known = {one.claim for one in judged}
    return [
        waiting(claim, experiment)
        for experiment in experiments.values()
        for claim in experiment.claims
        if claim.name not in known
    ]


def waiting(claim, experiment):
    """The line of a claim that has no verdict."""
    why = f"for want of a result of {experiment.name}"
    lesson = LESSON_OF.get(claim.name, "")
    return Line(
        claim.name, claim.sentence, claim.paper, "", NOT_COMPUTED, why, [],
        experiment.name, "", "", [], lesson,
    )  # fmt: skip


def decided(verdict):
    """The line of a claim that has a verdict."""
    one = verdict.decisive
    numbers = [f"{part.mark} {in_short(part, verdict.unit)}" for part in one.estimates]
    return Line(
        verdict.claim, verdict.sentence, verdict.paper, verdict.kind, one.word, one.parts, numbers,
        one.result, one.subject, one.seeds, one.conditions, LESSON_OF.get(verdict.claim, ""), one.levelled,
        verdict.measured, *(tuple(names(one.estimates, side)) for side in (1, -1)),
    )  # fmt: skip


def in_short(part, unit):
    """A part's number with its interval, and the claim: ``3 layers: 1.1 points [1, 1.2], claimed > 0``."""
    return f"{part.text(unit).partition(', standard error')[0]}, claimed {claimed(part.effect, unit)}"


def claimed(effect, unit):
    """Where a claim puts its number: ``> 0``, ``< 1x`` of a ratio, or ``> -1 and < 1``."""
    low, high = (np.exp(end) if unit == "ratio" else end for end in (effect.above, effect.below))
    sign = "x" if unit == "ratio" else ""
    ends = [f"> {low:.3g}{sign}"] if effect.above > -np.inf else []
    return " and ".join(ends + ([f"< {high:.3g}{sign}"] if effect.below < np.inf else []))


# ---- as Markdown ----


def markdown(lines, short=False):
    """The table of all claims.

    Parameters
    ----------
    lines : list of Line
        From :func:`every`.
    short : bool
        As in the README: a row for each claim, words only. Otherwise a row for each kind of pre-training;
        its numbers and what they rest on unfold.

    Returns
    -------
    str
    """
    head, rows = (short_table if short else full_table)(lines)
    cells = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in cells)


def full_table(lines):
    """The head and the rows of the long table."""
    head = ["", "claim", "paper", "start", "verdict", "our numbers", "decided by", "lesson"]
    rows = [
        [line.claim, line.sentence, line.paper, line.kind or "-", said(line), ours(line), rests_on(line),
         line.lesson]
        for line in lines
    ]  # fmt: skip
    return head, rows


def ours(line):
    """The marks of the parts; unfolded, what was measured, and the number of each part."""
    marks = " ".join(part.partition(" ")[0] for part in line.ours)
    return folded(marks, [f"*{line.measured}*", *line.ours]) if line.ours else "-"


def rests_on(line):
    """The result that decides and its seeds; unfolded, of what it is, and how fair the comparison was."""
    if not line.conditions:
        return line.source
    return folded(result_and_seeds(line), [*filter(None, [line.subject]), *line.conditions])


def result_and_seeds(line):
    """The result that decides, and its seeds, or what is to decide."""
    return listed(line.result, line.seeds)


def folded(summary, lines):
    """Lines that are seen only when the summary is clicked, within a cell of a table."""
    return f"<details><summary>{summary}</summary>{'<br>'.join(lines)}</details>"


def said(line, mark=""):
    """The word with its parts; with a mark where curves have not levelled off."""
    return line.word + (f" ({line.parts})" if line.parts else "") + ("" if line.levelled else mark)


def briefly(line):
    """The same with a mark, in a line: of many parts on a side, or long ones, only how many they are."""
    sides = [
        f"{len(some)} of {len(line.ours)} parts" if len(some) > FEW or len(text) > SHORT else text
        for some, text in ((some, "; ".join(some)) for some in (line.supported, line.opposed))
    ]
    if line.parts and any(sides):
        line = line._replace(parts=meant(line.word, *sides))
    return said(line, " ¹")


def for_whom(line):
    """For which start a line is, before its verdict: "stack of RBMs: "; nothing where it is for all."""
    return f"{START_NAMES.get(line.kind, line.kind)}: " if line.kind else ""


def by_claim(lines):
    """The lines of each claim: a dict, in the order of the claims."""
    found = {}
    for line in lines:
        found.setdefault(line.claim, []).append(line)
    return found


def short_table(lines):
    """The head and the rows of the table of the README."""
    head, rows = ["", "claim", "RBMs", "autoencoders", "decided by", "lesson"], []
    for claim, some in by_claim(lines).items():
        by_kind = {line.kind: briefly(line) for line in some}
        if set(by_kind) <= {"rbm", "autoencoder"}:
            cells = [by_kind.get(kind, "") for kind in ("rbm", "autoencoder")]
        else:
            cells = ["<br>".join(for_whom(line) + by_kind[line.kind] for line in some), ""]
        sources = sorted({result_and_seeds(line) for line in some})
        rows.append([claim, some[0].sentence, *cells, "; ".join(sources), some[0].lesson])
    return head, rows
