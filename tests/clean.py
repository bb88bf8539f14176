"""The lessons as they are built, whatever answers the ones in ``lessons/`` hold."""

import symtable

import nbformat

from utils.teaching import build, built, sources


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

    Names count that a cell gives or needs outside of its functions; the first cell finds the course.
    """
    first, *cells = [cell.source for cell in lesson(name).cells if cell.cell_type == "code"]
    last = next(i for i, source in enumerate(cells) if text in source)
    kept, wanted = [cells[last]], needed(cells[last])
    for source in reversed(cells[:last]):
        if wanted & given(source):
            kept.insert(0, source)
            wanted = (wanted - given(source)) | needed(source)
    return [first, *kept]


def given(source):
    """The names that a cell gives a meaning."""
    symbols = scopes(source)[0].get_symbols()
    return {symbol.get_name() for symbol in symbols if symbol.is_assigned() or symbol.is_imported()}


def needed(source):
    """The names of other cells, or its own, that a cell and its functions read."""
    cell, *functions = scopes(source)
    found = {symbol.get_name() for symbol in cell.get_symbols() if symbol.is_referenced()}
    inside = [symbol for function in functions for symbol in function.get_symbols()]
    return found | {symbol.get_name() for symbol in inside if symbol.is_global() and symbol.is_referenced()}


def scopes(source):
    """The symbol tables of a cell: its own, then those of its functions and comprehensions."""
    found = [symtable.symtable(source, "cell", "exec")]
    for table in found:
        found += table.get_children()
    return found
