"""Progress over all lessons: what ``check`` said last, kept beside the predictions in ``my_answers``.

``progress.json`` there has the best outcome so far of each exercise that was checked, by its number. It is
written whole or not at all. A file that cannot be read is put aside, not lost, and the reader is told.

Nothing is kept of the answers in ``solutions``, nor while somebody grades.
"""

import contextlib
import json
import os
import re
from typing import NamedTuple

from filelock import FileLock

from .notes import ROOT, in_solutions, notes_path
from .verdicts import CORRECT, DONE, KEPT, NOT_ATTEMPTED, NOT_YET, SIGNS

ORDER = (NOT_ATTEMPTED, NOT_YET, KEPT, CORRECT)  # from little to much
HEAD = re.compile(r"# exercise (\d+\.\d+) · (.+?) · (★+) · (\d+) min")
PATIENCE = 5  # seconds to wait for another notebook that writes at this moment


class Heading(NamedTuple):
    """What the first line of an exercise's cell says."""

    title: str
    stars: int
    minutes: int


def path():
    """The file with the outcomes."""
    return notes_path().with_name("progress.json")


def read():
    """The best outcome so far of each exercise, by number; empty where nothing can be read.

    Returns
    -------
    found : dict of str to str
    broken : bool
        Whether there is a file that is not what :func:`keep` writes.
    """
    try:
        found = json.loads(path().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, False
    except (OSError, ValueError, RecursionError):
        return {}, True
    if not isinstance(found, dict) or not all(word in ORDER for word in map(str, found.values())):
        return {}, True
    return found, False


def keep(number, outcome):
    """Keep the outcome of a check, unless a better one is kept; say so where all earlier ones had to go.

    Parameters
    ----------
    number : str
        The exercise, e.g. ``"1.2"``.
    outcome : str
        One of the words of ``verdicts.py``.
    """
    with contextlib.suppress(OSError):  # a folder that cannot be written to; a lock that nobody gives back
        if in_solutions():
            return
        path().parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path().with_name(".progress.lock"), timeout=PATIENCE):
            found, broken = read()
            if broken:
                _put_aside()
            best = max(outcome, found.get(number, outcome), key=ORDER.index)
            if found.get(number) != best:
                _write(found | {number: best})


def _put_aside():
    """Rename a file that cannot be read, to a name that is free, and tell it."""
    taken = 1
    while (aside := path().with_name(f"progress_broken{taken}.json")).exists():
        taken += 1
    os.replace(path(), aside)
    print(
        f"Your progress is counted from the start again: {path()} could not be read. It is now {aside.name}."
    )


def _write(found):
    """Write the file whole or not at all."""
    temporary = path().with_suffix(f".{os.getpid()}.tmp")
    temporary.write_text(json.dumps(found, indent=1), encoding="utf-8")
    os.replace(temporary, path())


def notebooks(root=ROOT):
    """The lessons' notebooks, in order: a list of Path."""
    return sorted((root / "lessons").glob("[0-9][0-9]_*.ipynb"))


def headings(root=ROOT):
    """What the lessons say of their exercises: a :class:`Heading` by lesson and number, in order.

    Returns
    -------
    dict of str to dict of str to Heading
        ``headings()["01"]["1.2"]``.
    """
    lessons = {}
    for notebook in notebooks(root):
        text = notebook.read_text(encoding="utf-8", errors="replace")
        lessons[notebook.name[:2]] = {
            number: Heading(title, len(stars), int(minutes))
            for number, title, stars, minutes in HEAD.findall(text)
        }
    return lessons


def overview(root=ROOT):
    """How far all lessons are, in lines of text: exercises solved, stars, and minutes of what is left.

    Parameters
    ----------
    root : Path
        The course's folder.

    Returns
    -------
    str
    """
    found, broken = read()
    lines, every = [], []
    for lesson, exercises in headings(root).items():
        outcomes = [found.get(number) for number in exercises]
        signs = "".join(SIGNS.get(outcome, "·") for outcome in outcomes)
        lines.append(f"Lesson {lesson}  {signs:6}  {_count(exercises, found)}")
        every += exercises.items()
    if not every:
        return f"No lessons were found in {root / 'lessons'}."
    lines.append(f"All             {_count(dict(every), found)}")
    if broken:
        lines.append(
            f"{path()} cannot be read; the next exercise that you check starts it anew and keeps the old one."
        )
    elif not found:
        lines.append("No exercise was checked yet; what `check` says is kept from the first one on.")
    return "\n".join(lines)


def _count(exercises, found):
    """The end of a line: how many are solved, their stars, and the minutes of the others."""
    solved = [heading for number, heading in exercises.items() if found.get(number) in DONE]
    stars, most = (sum(heading.stars for heading in some) for some in (solved, exercises.values()))
    left = sum(heading.minutes for number, heading in exercises.items() if found.get(number) not in DONE)
    return f"{len(solved):2} of {len(exercises):2} exercises solved, {stars:3} of {most:3} stars, " + (
        f"about {left} minutes left" if left else "nothing left"
    )
