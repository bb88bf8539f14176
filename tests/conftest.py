"""Settings for every test."""

import os
import tempfile

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
