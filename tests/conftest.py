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
