"""The works that the lessons refer to, gathered from their lists of references."""

import re
from typing import NamedTuple

from ..teaching.sources import read_source

HEADING = re.compile(r"^## References *\n", re.MULTILINE)
ITEM = re.compile(r"^- (.+(?:\n  .+)*)", re.MULTILINE)
TITLE = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)")
ADDRESS = re.compile(r"https?://[^\s)>\]]+")
NEXT = re.compile(r"(?<=[.;])\s+(?=(?:[^\W\d_a-z][^.;\[]*)?\[)")  # where an item goes on to another work
YEAR = re.compile(r"\([^()]*\b(?:19|20)\d\d\b[^()]*\)|\b(?:19|20)\d\d\b")


class Work(NamedTuple):
    """A work: how it is referred to at greatest length, and the lessons that do so, by their pages."""

    text: str
    lessons: dict


def works(paths):
    """All works, sorted by their text.

    Parameters
    ----------
    paths : list of Path
        Sources of lessons.

    Returns
    -------
    list of Work
        References with the same address or the same title are one work.
    """
    found = []
    for path in paths:
        for text in references(path):
            keys = identities(text)
            same = [one for one in found if one["keys"] & keys]
            merged = {
                "keys": set(keys),
                "texts": [text],
                "lessons": {path.stem[:2]: f"lessons/{path.stem}.ipynb"},
            }
            for one in same:
                found.remove(one)
                merged["keys"] |= one["keys"]
                merged["texts"] = one["texts"] + merged["texts"]
                merged["lessons"] = one["lessons"] | merged["lessons"]
            found.append(merged)
    made = [Work(in_short(one["texts"]), dict(sorted(one["lessons"].items()))) for one in found]
    return sorted(made, key=lambda work: re.sub(r"\W", "", work.text).casefold())


def in_short(texts):
    """The longest of some references to a work; of several, without what lessons add after the year."""
    text = max(texts, key=len)
    title = TITLE.search(text)
    hidden = re.sub(r"\]\([^)]*\)", lambda link: "-" * len(link[0]), text)  # years in addresses
    year = YEAR.search(hidden, title.end()) if len(texts) > 1 and title else None
    return f"{text[: year.end()]}." if year else text


def references(path):
    """The references of a lesson, each as one line of Markdown."""
    for cell in reversed(read_source(path).cells):
        if cell.kind == "markdown" and (heading := HEADING.search(cell.text)):
            rest = re.split(r"^#", cell.text[heading.end() :], maxsplit=1, flags=re.MULTILINE)[0]
            items = [" ".join(item.split()) for item in ITEM.findall(rest)]
            return [re.sub(r"[.;]$", ".", part) for item in items for part in NEXT.split(item)]
    return []


def identities(text):
    """What tells a work from others: its address, or its title, or the text itself; others may follow."""
    plain = re.sub(r"\]\([^)]*\)|\[", "", text)
    author = re.match(r"\w*", plain)[0]  # two works of one title are told apart
    titles = {
        f"{author}: {re.sub(r'[^a-zA-Z]+', ' ', title).strip()}".casefold()
        for title in TITLE.findall(plain)[:1]
    }
    addresses = {address.rstrip(".,;").casefold() for address in ADDRESS.findall(text)[:1]}
    return frozenset(titles | addresses) or frozenset({text})
