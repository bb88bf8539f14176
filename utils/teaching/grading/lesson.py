"""A lesson as it was handed out: its cells, and its exercises with their stars and minutes."""

import re
from typing import NamedTuple

from .. import built
from ..sources import read_source, source_paths

TITLE = re.compile(r"# exercise (\d+\.\d+) · (.+?) · (★+) · (\d+) min")


class Task(NamedTuple):
    """An exercise as its cell says: number, title, stars, minutes, and the name of what is handed in."""

    number: str
    title: str
    stars: int
    minutes: int
    name: str
    cell: str  # the id of its cell


class Lesson(NamedTuple):
    """A lesson as it was handed out: ``cells`` are the texts of its code cells by their ids, in order."""

    number: str
    name: str
    cells: dict
    tasks: dict

    def task_of(self, cell_id):
        """The exercise whose cell has an id, or None."""
        return next((task for task in self.tasks.values() if task.cell == cell_id), None)


def read_lesson(number):
    """The lesson with a number such as "01"; a BuildError if there is none."""
    (path,) = source_paths([f"{number}_"])
    notebook = built.make_notebook(read_source(path).cells, False, path.name)
    cells = {cell.id: cell.source for cell in notebook.cells if cell.cell_type == "code"}
    tasks = {}
    for cell_id, text in cells.items():
        title = TITLE.match(text)
        if title:
            checked = re.search(rf'^(\w+) = check\("{re.escape(title[1])}", \1\)$', text, re.MULTILINE)
            tasks[title[1]] = Task(title[1], title[2], len(title[3]), int(title[4]), checked[1], cell_id)
    return Lesson(number, path.stem, cells, tasks)
