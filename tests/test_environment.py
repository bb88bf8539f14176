"""The environment that the Makefile sets up: places with spaces, and a folder that moves."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
WHERE = "import utils; print(utils.__file__)"


# What stands for the computer's Python: it makes a real environment, which borrows the packages of this one.
PYTHON = f"""#!/bin/sh
[ "$2" = venv ] || exec "{sys.executable}" "$@"
"{sys.executable}" -m venv --without-pip "$3" || exit 1
for packages in "$3"/lib/*/site-packages; do
    echo "{sysconfig.get_path("purelib")}" > "$packages/borrowed.pth"
done
"""


@pytest.fixture
def course(tmp_path):
    """A small copy of the course, in a folder with a space, for which nothing must be downloaded."""
    folder = tmp_path / "My Course"
    (folder / "utils").mkdir(parents=True)
    (folder / "lessons").mkdir()
    for name in (
        "Makefile",
        "pyproject.toml",
        "utils/__init__.py",
        "utils/stopping.py",
        "utils/threads.py",
        "utils/environment.py",
    ):
        shutil.copy(ROOT / name, folder / name)
    (folder / "requirements.txt").write_text("-e .\n")
    (tmp_path / "python").write_text(PYTHON)
    (tmp_path / "python").chmod(0o755)
    return folder


def make(folder, *words):
    """Run make with the Python of the fixture and without a network."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    clean.pop("PYTHONPATH", None)
    offline = {"PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0"}
    return subprocess.run(
        ["make", "--no-print-directory", *words, f"PYTHON={folder.parent / 'python'}"],
        cwd=folder, env=clean | offline, capture_output=True, text=True, check=False,
    )  # fmt: skip


def output(*command, folder):
    """What a command writes, started in a folder without this session's own search path."""
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=folder, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def add_command(environment):
    """Add the command ``where`` to an environment, in the way in which pip does where there is a space."""
    path = environment / "bin" / "where"
    path.write_text(f"#!/bin/sh\n'''exec' \"{environment}/bin/python\" \"$0\" \"$@\"\n' '''\n{WHERE}\n")
    path.chmod(0o755)


@needs_make
def test_a_course_that_moves_is_brought_up_to_date(course):
    venv = "my env"
    first = make(course, "course", f"VENV={venv}")
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith(f"Installing the course into {venv}: ")
    assert make(course, "course", f"VENV={venv}").stdout == ""  # nothing to do

    add_command(course / venv)
    moved = course.rename(course.parent / "Another Folder")
    python, command = moved / venv / "bin" / "python", moved / venv / "bin" / "where"
    with pytest.raises(AssertionError, match="No module named 'utils'"):
        output(python, "-c", WHERE, folder=moved / "lessons")

    again = make(moved, "course", f"VENV={venv}")
    assert again.returncode == 0, again.stderr
    assert again.stdout == f"The course was in {course} when {venv} was set up: bringing it up to date.\n"
    for start in ((python, "-c", WHERE), (command,), ("sh", "-c", f'. "{moved / venv}/bin/activate"; where')):
        assert output(*start, folder=moved / "lessons") == str(moved / "utils" / "__init__.py")
    assert make(moved, "course", f"VENV={venv}").stdout == ""


@needs_make
def test_a_changed_list_is_installed_and_a_touched_one_is_not(course):
    bin = course / ".venv" / "bin"
    bin.mkdir(parents=True)
    (course / ".venv" / ".made").touch()
    (bin / "python").write_text(
        '#!/bin/sh\necho "$@" >> calls\n[ "$1" = -c ] || ! grep -q no-such-package requirements.txt\n'
    )
    (bin / "python").chmod(0o755)

    def installed():
        (course / "calls").write_text("")
        done = make(course, "course")
        return done.returncode == 0, "install" in (course / "calls").read_text()

    assert installed() == (True, True)
    (course / "requirements.txt").touch()
    assert installed() == (True, False)
    (course / "requirements.txt").write_text("-e .\nno-such-package\n")
    for _ in range(2):  # what failed is tried again
        assert installed() == (False, True)
    (course / "requirements.txt").write_text("-e .\nnumpy\n")
    assert installed() == (True, True)
    assert installed() == (True, False)


@needs_make
def test_what_the_tests_need_is_installed_once(course):
    stub = course / ".venv" / "bin" / "python"
    stub.parent.mkdir(parents=True)
    (course / ".venv" / ".made").touch()
    stub.write_text('#!/bin/sh\necho "$@" >> calls\n')
    stub.chmod(0o755)
    (course / "tests").mkdir()
    (course / "tests" / "requirements.txt").write_text("ruff\n")
    assert make(course, "tools").returncode == 0
    installed = [line for line in (course / "calls").read_text().splitlines() if "install" in line]
    assert [line.split()[-1] for line in installed] == ["requirements.txt", "tests/requirements.txt"]
    assert make(course, "tools").stdout == ""


@needs_make
def test_an_environment_without_its_python_says_so(course):
    (course / ".venv" / "bin").mkdir(parents=True)
    (course / ".venv" / ".made").touch()
    (course / ".venv" / "bin" / "python").symlink_to("/nowhere/python3")
    done = make(course, "course")
    assert done.returncode != 0
    assert done.stderr.startswith(
        "The Python that .venv was made with is not here any more: delete .venv, then"
    )


STARTS = {
    "direct": b"#!/old/.venv/bin/python3.11\n",
    "through the shell": b"#!/bin/sh\n'''exec' \"/old place/.venv/bin/python3\" \"$0\" \"$@\"\n' '''\n",
    "a long place": b"#!/bin/sh\n'''exec' /old/.venv/bin/python \"$0\" \"$@\"\n' '''\n",
}


@pytest.fixture
def environment(tmp_path):
    """A bare environment in a folder with a space."""
    place = tmp_path / "my env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True)
    return place


@pytest.mark.parametrize("start", STARTS)
def test_commands_are_mended_however_they_start(environment, start):
    command = environment / "bin" / "command"
    command.write_bytes(STARTS[start] + b"import sys\nprint(sys.prefix, *sys.argv[1:])\n")
    command.chmod(0o755)
    for _ in range(2):  # mending twice is as good as once
        output(environment / "bin" / "python", ROOT / "utils" / "environment.py", folder=environment)
        assert output(command, "two words", folder=environment) == f"{environment} two words"


def test_other_files_are_left_alone(environment):
    others = {
        "shell": b"#!/bin/sh\necho\n",
        "any": b"#!/usr/bin/env python\n",
        "program": b"\x7fELF\x00#!/old/python\n",
    }
    for name, content in others.items():
        (environment / "bin" / name).write_bytes(content)
    output(environment / "bin" / "python", ROOT / "utils" / "environment.py", folder=environment)
    assert {name: (environment / "bin" / name).read_bytes() for name in others} == others


def test_the_computers_own_python_is_left_alone(monkeypatch):
    from utils import environment

    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    with pytest.raises(SystemExit, match="is not in a virtual environment"):
        environment.mend()
