"""Parts of lessons that no answer reaches: `make test` runs them once, with their assertions.

Where a lesson draws a shipped result, or trains the library's networks, it is the same whatever the student
answers. So these parts run in the untouched lesson (test_notebooks.py), and what runs with other answers
(test_bank.py) is what reads an answer, and what that needs. `make bank` leaves out nothing.
"""

import re

import nbformat

from . import clean
from .names import given, needed


def out_of_reach(name):
    """Ids of the code cells of a solution that read no answer, and that no cell which reads one needs."""
    code = [cell for cell in clean.lesson(name, answered=True).cells if cell.cell_type == "code"]
    reached, read, wanted = [], set(), set()
    for cell in code:
        reads = "= check(" in cell.source or needed(cell.source) & read
        read = read | given(cell.source) if reads else read - given(cell.source)
        reached.append(reads or cell is code[0] or bool(re.match(r"progress\(", cell.source)))
    for i in reversed(range(len(code))):
        gives = given(code[i].source)
        if "run_module(" in code[i].source:  # what its command writes lies in the folders that it names
            gives = gives | needed(code[i].source)
        reached[i] = reached[i] or bool(wanted & gives)
        if reached[i]:
            wanted = (wanted - gives) | needed(code[i].source)
    return {cell.id for cell, is_reached in zip(code, reached, strict=True) if not is_reached}


def with_assertions(name):
    """A lesson's notebook, untouched, and the assertions out of reach; they give the lesson no names."""
    apart, lesson = out_of_reach(name), clean.lesson(name)
    untouched = {cell.id: cell for cell in lesson.cells}
    lesson.cells = [
        untouched[cell.id] if cell.id in untouched else isolated(cell)
        for cell in clean.lesson(name, answered=True).cells
        if cell.id in untouched or cell.id in apart
    ]
    return lesson


def isolated(cell):
    """A code cell that reads the notebook's names, and leaves none."""
    return nbformat.v4.new_code_cell(f"exec({cell.source!r}, dict(globals()))")
