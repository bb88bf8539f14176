"""The pages about the paper's claims: what our results say of each, from the shipped tables."""

from ..experiments import every_claim
from ..experiments.every_claim import by_claim, for_whom

MARKS = {"+": "supports it", "-": "contradicts it", "=": "undecided", "x": "cannot be tested here"}


def summary(lines):
    """The table of all claims, in Markdown: words only, with links to what they rest on."""
    rows = ["| no. | claim | what our numbers say | lesson |", "| --- | --- | --- | --- |"]
    for claim, some in by_claim(lines).items():
        said = "<br>".join(for_whom(line) + cell(every_claim.briefly(line)) for line in some)
        rows.append(f"| [{claim}](#{claim.lower()}) | {cell(some[0].sentence)} | {said} | {some[0].lesson} |")
    return "\n".join(rows)


def cell(text):
    """A text that may stand in a cell of a table."""
    return text.replace("|", "/")


def sections(lines):
    """A section for each claim: the paper's numbers, ours, and what they rest on, in Markdown."""
    return "\n\n".join(section(claim, some) for claim, some in by_claim(lines).items())


def section(claim, some):
    """The section of one claim."""
    parts = [f"({claim.lower()})=\n### {claim}", some[0].sentence, f"*The paper*: {some[0].paper}."]
    for line in some:
        parts.append(f"**{for_whom(line)}{line.word}**" + (f" ({line.parts})" if line.parts else ""))
        if line.ours:
            parts.append(f"{line.measured}:")
            parts.append("\n".join(f"- {in_words(number)}" for number in line.ours))
        if line.source:
            parts.append(f"{'; '.join([line.source, *line.conditions])}.")
    return "\n\n".join(parts)


def in_words(number):
    """A number whose mark, + or - or =, is a word."""
    mark, _, rest = number.partition(" ")
    return f"{rest}; {MARKS[mark]}" if mark in MARKS else number


def counted(lines):
    """How many claims there are, have a verdict, and wait for a result; and that in words: a dict."""
    claims = by_claim(lines)
    waiting = sum(all(line.word == every_claim.NOT_COMPUTED for line in some) for some in claims.values())
    told = "all have a result"
    if waiting:
        told = f"{len(claims) - waiting} have a result so far, and {waiting} wait for one"
    return {"all": len(claims), "decided": len(claims) - waiting, "waiting": waiting, "told": told}
