"""What students' code may take while it is marked: no network."""

import errno
import socket

import nbformat
import pytest

from utils.teaching import grade
from utils.teaching.grading import handed_in, marking
from utils.teaching.grading.lesson import read_lesson
from utils.teaching.grading.running import Limits

from . import clean, fake_class

RIGHT = fake_class.CODE["0.1"]
CONNECT = """
import socket

def ask():
    try:
        socket.create_connection(("127.0.0.1", {port}), 5).sendall(b"hello")
    except OSError as error:
        raise RuntimeError(f"no way: {{error.errno}}")
"""


@pytest.fixture
def marks(tmp_path):
    """A function that marks answers to exercise 0.1 by their students: a row for each."""
    lesson, empty = read_lesson("00"), clean.lesson(fake_class.NAME)

    def mark(limits, **answers):
        for student, answer in answers.items():
            made = fake_class.notebook(empty, {"0.1": answer})
            (tmp_path / f"{student}.ipynb").write_text(nbformat.writes(made), encoding="utf-8")
        rows = marking.mark_all(handed_in.find(tmp_path), lesson, limits)
        return {row.student: row for row in rows}

    return mark


@pytest.mark.skipif("has no network" not in grade.network(), reason="the network cannot be taken away here")
def test_students_code_has_no_network(marks):
    """Not above an answer, not where it is judged, not in a program that it starts."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)
        connect = CONNECT.format(port=server.getsockname()[1])
        program = (
            f"import subprocess, sys\nleft = subprocess.run([sys.executable, '-c', {connect + 'ask()'!r}], "
        )
        program += "capture_output=True, text=True)\nraise RuntimeError(left.stderr.splitlines()[-1])\n"
        rows = marks(
            Limits(seconds=60),
            above=f"{connect}ask()\n{RIGHT}",
            inside=f"{connect}{fake_class.rate('return ask()')}",
            program=f"{program}{RIGHT}",
        )
        with socket.create_connection(server.getsockname()):  # from here there is a way
            first, _ = server.accept()
        assert first.recv(1) == b"", "the first to come was none of them"
        first.close()
    told = {student: (row.marks["0.1"].outcome, row.marks["0.1"].says) for student, row in rows.items()}
    assert {student: outcome for student, (outcome, _) in told.items()} == {
        "above": "broken",
        "inside": "not yet",
        "program": "broken",
    }
    assert all(f"RuntimeError: no way: {errno.ENETUNREACH}" in says for _, says in told.values()), told
