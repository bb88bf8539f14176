"""Settings for every test."""

import os
import signal
import tempfile
from itertools import groupby
from pathlib import Path

import pytest

from . import kept


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    """Keep the predictions that notebooks write under test apart from the reader's own; let Ctrl-C stop.

    What lessons compute for long is kept until the last test (kept.py), but not for `make bank`.

    A shell that starts tests in the background has them ignore its signal, and so all that they start.
    """
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    wanted = ["COURSE_NOTES"] if config.getoption("--bank") else ["COURSE_NOTES", kept.FOLDER]
    for variable in wanted:
        if variable not in os.environ:
            folder = tempfile.TemporaryDirectory(prefix="course-")
            os.environ[variable] = folder.name
            config.add_cleanup(folder.cleanup)


def pytest_addoption(parser):
    parser.addoption("--pictures", type=Path, help="folder for pictures of the site's pages, to look at")
    parser.addoption("--bank", action="store_true", help="only run lessons with right answers of the banks")


def pytest_collection_modifyitems(config, items):
    """Without --bank, leave out what is marked so; with it, all else."""
    wanted = config.getoption("--bank")
    left_out = [item for item in items if (item.get_closest_marker("bank") is not None) is not wanted]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)
    if hasattr(config, "workerinput"):
        items[:] = slow_first(items, config.workerinput["workercount"])


LESSONS = ("test_notebooks.py", "test_bank.py")  # each of their tests runs a notebook


def slow_first(items, n_workers):
    """Each worker's part with its slow tests before the others: lessons, dealt one by one, then whole files.

    Of the processes that share the tests (``--dist worksteal``) each begins with an equal part, and goes on
    with the end of what another has left: what runs last, while others may have nothing to do, is short.
    """
    slow = [item for item in items if item.get_closest_marker("slow")]
    others = [item for item in items if not item.get_closest_marker("slow")]
    lessons = [[item] for item in slow if item.path.name in LESSONS]
    rest = [item for item in slow if item.path.name not in LESSONS]
    files = lessons + [list(tests) for _, tests in groupby(rest, key=lambda item: item.path)]
    ordered = []
    for i in range(n_workers):
        part = sum(files[i::n_workers], [])
        n_others = max(0, (len(items) - len(ordered)) // (n_workers - i) - len(part))
        ordered += part + others[:n_others]
        others = others[n_others:]
    return ordered


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The folder of the built site."""
    from . import site_pages  # what builds it is loaded only where it is asked for

    return site_pages.built(tmp_path_factory)


@pytest.fixture(scope="session")
def pages(site):
    """All pages of the site, by their places."""
    from . import site_pages

    return site_pages.every(site)
