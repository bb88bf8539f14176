"""Settings for every test."""

import os
import tempfile
from itertools import groupby

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    """Keep the predictions that notebooks write under test apart from the reader's own."""
    if "COURSE_NOTES" not in os.environ:
        notes = tempfile.TemporaryDirectory(prefix="course-notes-")
        os.environ["COURSE_NOTES"] = notes.name
        config.add_cleanup(notes.cleanup)


def pytest_addoption(parser):
    parser.addoption("--bank", action="store_true", help="only run lessons with right answers of the banks")


def pytest_collection_modifyitems(config, items):
    """Without --bank, leave out what is marked so; with it, all else."""
    wanted = config.getoption("--bank")
    left_out = [item for item in items if (item.get_closest_marker("bank") is not None) is not wanted]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)
    if hasattr(config, "workerinput"):
        items[:] = slow_first(items)


def slow_first(items):
    """Each half with its slow tests before the others, whole files.

    Of two processes that share the tests (``-n 2 --dist worksteal``) each begins with a half, and goes on
    with the end of what the other has left: what runs last, while the other may have nothing to do, is short.
    """
    slow = [item for item in items if item.get_closest_marker("slow")]
    others = [item for item in items if not item.get_closest_marker("slow")]
    files = [list(tests) for _, tests in groupby(slow, key=lambda item: item.path)]
    one, two = (sum(part, []) for part in (files[::2], files[1::2]))
    n = max(0, len(items) // 2 - len(one))
    return one + others[:n] + two + others[n:]
