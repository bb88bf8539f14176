"""The lessons as they are built, whatever answers the ones in ``lessons/`` hold."""

import nbformat

from utils.teaching import build, built, sources

from .names import given, read_first


def lesson(name, answered=False):
    """The notebook of a lesson, for example ``01_build_mlp``, or with ``answered`` of its solution."""
    (path,) = build.source_paths([name])
    return built.make_notebook(sources.read_source(path).cells, answered, path.name)


def write_lesson(name, folder):
    """Write a lesson's notebook into a folder; give its path."""
    path = folder / f"{name}.ipynb"
    nbformat.write(lesson(name), path)
    return path


def cells_for(name, text):
    """The code of the first cell of a lesson with this text and, before it, of those that give it names.

    Names count that a cell gives, and those that it reads before; the first cell finds the course.
    """
    first, *cells = [cell.source for cell in lesson(name).cells if cell.cell_type == "code"]
    last = next(i for i, source in enumerate(cells) if text in source)
    kept, wanted = [cells[last]], read_first(cells[last])
    for source in reversed(cells[:last]):
        if wanted & given(source):
            kept.insert(0, source)
            wanted = (wanted - given(source)) | read_first(source)
    return [first, *kept]
