"""What students handed in: whose it is, which lesson, the answers, and what else was changed.

Cells are known by their ids, which the builder made from their text, or by what they say. Of the course's own
cells the course's text counts: what a student changed there has no effect, but for imports and definitions
that were added. Cells of the student's own are kept, for answers may need them.
"""

import re
from pathlib import Path
from typing import NamedTuple

import nbformat

from ..sources import source_paths
from . import statements

LARGEST = 100_000_000  # bytes of a notebook that is looked into
TELLTALE = {
    "COURSE_STRICT": "mentions COURSE_STRICT",
    "find_exercise": "asks the course for an exercise's answer",
    ".reference": "mentions .reference",
    "utils.teaching.checking": "reaches into the judge",
    "utils.teaching.grading": "reaches into the grading",
    "utils.lessons.lesson_": "reaches into a lesson's exercises",
}


class NotRead(Exception):
    """A file that cannot be marked; the message says why."""


class HandIn(NamedTuple):
    """A file: whose it is, and where it is in the folder that was handed in."""

    student: str
    path: Path
    file: str


class Work(NamedTuple):
    """What a notebook holds of a lesson.

    ``statements`` are those of the lesson and of the student, in order; ``places`` tells for each exercise at
    which of them its answer stands; ``troubles`` has a sentence for an answer that is no Python; ``blank``
    are the numbers whose cell is as it was handed out; ``changes`` are sentences for the instructor.
    """

    statements: list
    places: dict
    troubles: dict
    blank: set
    changes: list


def find(folder):
    """The notebooks in a folder: each student has a file or a folder there, which has the student's name.

    The name of a lesson that stands in a file's name, with what a copy of it adds (`` (1)``, ``_2``), is no
    part of the student's; a file that has no other name keeps its own.
    """
    lessons, found = "|".join(path.stem for path in source_paths()), []
    told = re.compile(rf"[-_ .]*(?:{lessons})(?:_\d+| ?\(\d+\)|-Copy\d+)?(?=[-_ .]|$)[-_ .]*")
    for path in sorted(folder.rglob("*.ipynb")):
        inside = path.relative_to(folder)
        if not path.is_file() or any(part.startswith(".") for part in inside.parts):
            continue
        stem = told.sub("", path.stem) or path.stem
        found.append(HandIn(inside.parts[0] if len(inside.parts) > 1 else stem, path, inside.as_posix()))
    return found


def read(path):
    """The notebook in a file; NotRead with a sentence if it is none."""
    try:
        if path.stat().st_size > LARGEST:
            raise NotRead(f"no notebook: more than {LARGEST // 1_000_000} MB")
        notebook = nbformat.read(path, as_version=4)
        cells = [(cell.cell_type, str(cell.source), str(cell.get("id", ""))) for cell in notebook.cells]
    except NotRead:
        raise
    except Exception as error:  # nbformat, JSON and the file system each have their own
        raise NotRead(f"no notebook: it cannot be read ({type(error).__name__})") from error
    return cells


def lesson_of(cells):
    """The number of the lesson that a notebook is of, e.g. "01", or None."""
    for kind, text, _ in cells:
        title = re.match(r"# (\d\d) · ", text) if kind == "markdown" else None
        if title:
            return title[1]
    code = "\n".join(text for kind, text, _ in cells if kind == "code")
    said = re.findall(r"^# exercise (\d+)\.\d+|\bcheck\(\s*[\"'](\d+)\.\d+[\"']", code, re.MULTILINE)
    numbers = [int(one or other) for one, other in said]
    return f"{max(set(numbers), key=numbers.count):02d}" if numbers else None


def sort_out(cells, lesson):
    """The :class:`Work` in a notebook's cells."""
    known = {text.strip(): cell_id for cell_id, text in lesson.cells.items()}
    code = [
        (f"cell {i}", text, cell_id) for i, (kind, text, cell_id) in enumerate(cells, 1) if kind == "code"
    ]
    anchors, answers, seen, edited, here = {}, {}, set(), [], None
    for label, text, cell_id in code:
        cell_id = cell_id if cell_id in lesson.cells else known.get(text.strip())
        task = lesson.task_of(cell_id) or _mentioned(text, lesson)
        here = task.cell if task else cell_id or here
        if task:
            answers.setdefault(task.number, []).append((label, text))
        elif cell_id:
            seen.add(cell_id)
            if text.strip() == lesson.cells[cell_id].strip():
                continue
            if "keep_prediction(" not in lesson.cells[cell_id]:  # asks to be filled in
                edited.append(label)
        anchors.setdefault(here, []).append((label, text, None if task else cell_id, task))
    changes = [f"changed in the lesson: {', '.join(edited)}"] if edited else []
    changes += _missing(lesson, seen, answers) + _suspicious(code, lesson)
    return _in_order(lesson, anchors, answers, changes)


def _mentioned(text, lesson):
    """The exercise that a cell says it is, or checks."""
    said = re.match(r"\s*# exercise (\d+\.\d+)\b", text) or re.search(
        r"\bcheck\(\s*[\"'](\d+\.\d+)[\"']", text
    )
    return lesson.tasks.get(said[1]) if said else None


def _missing(lesson, seen, answers):
    """Sentences on what was cut out."""
    tasks = {task.cell for task in lesson.tasks.values()}
    n_gone = len(set(lesson.cells) - seen - tasks)
    gone = [f"the cell of exercise {number} is gone" for number in lesson.tasks if number not in answers]
    return [f"{n_gone} cells of the lesson are gone", *gone] if n_gone else gone


def _suspicious(code, lesson):
    """Sentences on code that was not handed out and that no answer needs to have."""
    found = []
    for label, text, cell_id in code:
        if text.strip() == lesson.cells.get(cell_id, "").strip():
            continue
        new = "\n".join(line for line in text.splitlines() if line not in lesson.cells.get(cell_id, ""))
        found += [f"{label} {says}" for part, says in TELLTALE.items() if part in new]
        if re.search(r"^\s*(def check\b|check\s*=)|import .*\bas check\b", new, re.MULTILINE):
            found.append(f"{label} replaces check")
        task = lesson.task_of(cell_id)
        if task and not re.search(rf"\bcheck\(\s*[\"']{re.escape(task.number)}[\"']", text):
            found.append(f"{label} has lost the check of {task.number}")
    return found


def _in_order(lesson, anchors, answers, changes):
    """The lesson's statements with the student's in their places, and where each answer stands."""
    chosen, blank = {}, set()
    for number, tries in answers.items():
        given = lesson.cells[lesson.tasks[number].cell].strip()
        done = [one for one in tries if one[1].strip() not in ("", given)]
        chosen[number] = done[-1] if done else None
    blank = {number for number in lesson.tasks if chosen.get(number) is None}
    found, places, troubles = [], {}, {}
    for cell_id in (None, *lesson.cells):
        task = lesson.task_of(cell_id)
        if task:
            places[task.number] = len(found)
            found.append(_answer(lesson, task, chosen.get(task.number), troubles))
        elif cell_id:
            found += statements.split("the lesson", lesson.cells[cell_id], own=False)
        for label, text, changed, other in anchors.get(cell_id, ()):
            if other is None or chosen[other.number] not in ((label, text), None):
                found += _own(label, text, lesson.cells.get(changed), changes)
    return Work(found, places, troubles, blank, changes)


def _answer(lesson, task, cell, troubles):
    """The statement that is an answer's cell: the student's, or as it was handed out if that is no Python."""
    if cell:
        try:
            return statements.whole(cell[0], statements.without_magics(cell[1]))
        except (SyntaxError, ValueError, RecursionError) as error:
            where = f" in the line: {error.text.strip()}" if getattr(error, "text", None) else ""
            troubles[task.number] = f"{type(error).__name__}: {getattr(error, 'msg', error)}{where}"
    return statements.whole("the lesson", lesson.cells[task.cell], own=False)


def _own(label, text, instead_of, changes):
    """The statements of a student's own cell, or what was added to one of the lesson's."""
    text = statements.without_magics(text)
    try:
        if instead_of is not None:
            return statements.definitions(label, text, instead_of)
        return statements.split(label, text)
    except (SyntaxError, ValueError, RecursionError):
        changes.append(f"{label} is no Python: left out")
        return []
