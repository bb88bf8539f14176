"""A lesson as it was handed out: its cells, and its exercises with their stars and minutes."""

import re
from typing import NamedTuple

from .. import built
from ..sources import read_source, source_paths
from . import alike

TITLE = re.compile(r"# exercise (\d+\.\d+) · (.+?) · (★+) · (\d+) min")


class Task(NamedTuple):
    """An exercise as its cell says: number, title, stars, minutes, the name of what is handed in.

    ``cell`` is the id of its cell, and ``answer`` the text of that cell with the course's own answer.
    """

    number: str
    title: str
    stars: int
    minutes: int
    name: str
    cell: str
    answer: str


class Lesson(NamedTuple):
    """A lesson as it was handed out: ``cells`` are the texts of its code cells by their ids, in order.

    ``said`` is all that stands in it, for :mod:`alike`.
    """

    number: str
    name: str
    cells: dict
    tasks: dict
    said: str

    def task_of(self, cell_id):
        """The exercise whose cell has an id, or None."""
        return next((task for task in self.tasks.values() if task.cell == cell_id), None)


def read_lesson(number):
    """The lesson with a number such as "01"; a BuildError if there is none."""
    (path,) = source_paths([f"{number}_"])
    source = read_source(path).cells
    notebook, answered = (
        built.make_notebook(source, with_answers, path.name) for with_answers in (False, True)
    )
    cells = {cell.id: cell.source for cell in notebook.cells if cell.cell_type == "code"}
    answers = {title[1]: cell.source for cell in answered.cells if (title := TITLE.match(cell.source))}
    tasks = {}
    for cell_id, text in cells.items():
        title = TITLE.match(text)
        if title:
            n, name, stars, minutes = title.groups()
            checked = re.search(rf'^(\w+) = check\("{re.escape(n)}", \1\)$', text, re.MULTILINE)[1]
            tasks[n] = Task(n, name, len(stars), int(minutes), checked, cell_id, answers[n])
    return Lesson(path.stem[:2], path.stem, cells, tasks, alike.in_lesson(notebook.cells))
