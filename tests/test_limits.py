"""What students' code may take while it is marked: no network, and memory for all that it starts together."""

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from utils.teaching import grade
from utils.teaching.grading import handed_in, marking, memory
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
HOLDS = 100  # MB of each process below
SLEEP = 97_531 + os.getpid()  # seconds
START_SIX = f"""
import subprocess, sys, time
code = "import time; held = b'x' * {HOLDS}_000_000; time.sleep({SLEEP})"
for _ in range(6):
    subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
time.sleep(20)
"""
SHARE = f"""
import os, time
held = np.ones({HOLDS}_000_000 // 8)
for _ in range(6):
    if not os.fork():
        time.sleep({SLEEP})
time.sleep(2)
"""
only_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what processes take")


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


@only_linux
def test_memory_is_that_of_all_that_an_answer_starts(marks):
    """Twelve programs of 100 MB are too many for 300 MB; six copies that share 100 MB are not, nor is one."""
    one = START_SIX.replace("range(6)", "range(1)").replace("time.sleep(20)", "time.sleep(2)")
    rows = marks(
        Limits(seconds=60, memory=3 * HOLDS),
        twelve=f"{START_SIX.replace('range(6)', 'range(12)')}{RIGHT}",
        one=f"{one}{RIGHT}",
        share=f"{SHARE}{RIGHT}",
    )
    found = {student: row.marks["0.1"] for student, row in rows.items()}
    assert found["twelve"].outcome == "broken"
    assert "with all that it started it took more than 300 MB" in found["twelve"].says
    assert found["one"].outcome == found["share"].outcome == "correct"
    assert {row.state for row in rows.values()} == {"marked"}
    running = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline")]
    assert not [line for line in running if str(SLEEP).encode() in line], "a program goes on"


@only_linux
def test_what_hides_its_memory_counts_whole(monkeypatch):
    """As when the system does not tell what is shared."""
    code = f"held = b'x' * {HOLDS}_000_000\nprint(1, flush=True)\ninput()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout.readline() == b"1\n"
        assert child.pid in memory.descendants(os.getpid())
        assert memory.exceeds((HOLDS - 10) * 1_000_000)
        told = memory._proportional(child.pid)
        assert HOLDS * 1_000_000 < told < memory._resident(child.pid) < 2 * HOLDS * 1_000_000
        monkeypatch.setattr(Path, "read_text", hidden(Path.read_text))
        assert memory._proportional(child.pid) == memory._resident(child.pid)
        child.communicate(b"\n")


def hidden(read):
    """``Path.read_text`` that may not read what is shared."""

    def read_text(path, *args, **named):
        if path.name == "smaps_rollup":
            raise PermissionError(errno.EACCES, "hidden")
        return read(path, *args, **named)

    return read_text


def test_where_the_system_tells_nothing_nothing_exceeds(monkeypatch, tmp_path):
    monkeypatch.setattr(memory, "PROCESSES", tmp_path)
    assert memory.own() == 0
    assert memory.descendants(os.getpid()) == []
    assert not memory.exceeds(0)
