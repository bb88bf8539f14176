"""The lessons as they are built, whatever answers the ones in ``lessons/`` hold."""

import nbformat

from utils.teaching import build, built, sources


def lesson(name):
    """The notebook of a lesson, for example ``01_build_mlp``."""
    (path,) = build.source_paths([name])
    return built.make_notebook(sources.read_source(path).cells, False, path.name)


def write_lesson(name, folder):
    """Write a lesson's notebook into a folder; give its path."""
    path = folder / f"{name}.ipynb"
    nbformat.write(lesson(name), path)
    return path
