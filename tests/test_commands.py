"""The Makefile, the requirements and .ci/run: what can be told without installing anything."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = ("help", "lab", "fresh", "export", "test", "check", "bank", "unanswered", "lessons", "site")
COMMANDS += ("bench", "handout", "slides", "rehearsal", "binder-check")
LISTS = ("requirements.txt", "tests/requirements.txt")
needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="needs make")


def make(*words):
    """Run make in the course's folder, apart from a make that may run this test."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    command = ["make", "--no-print-directory", *words]
    return subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True, check=False)


def requirements(name):
    """The lines of a list of requirements that name something to install."""
    lines = (ROOT / name).read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@needs_make
def test_make_alone_lists_the_commands():
    done = make()
    assert done.returncode == 0
    assert re.findall(r"^  make ([\w-]+)\s+\S", done.stdout, re.MULTILINE) == list(COMMANDS)
    assert done.stdout == make("help").stdout


@needs_make
def test_lab_lands_on_the_first_lesson_and_takes_options(tmp_path):
    wrote = make("-n", "lab", f"VENV={tmp_path / 'venv'}", "ARGS=--no-browser --port=9999").stdout
    as_root = " --allow-root" if os.getuid() == 0 else ""
    start = f"--LabApp.default_url=/lab/tree/my_answers/00_start_here.ipynb{as_root} --no-browser --port=9999"
    assert start in wrote
    assert wrote.index("-m utils.teaching.copies\n") < wrote.index(start), "the student's copies come first"
    assert "--ip=127.0.0.1" in wrote
    assert f'--ServerApp.root_dir="{ROOT}"' in wrote


@needs_make
def test_an_export_is_of_the_lesson_that_is_named(tmp_path):
    wrote = make("-n", "export", f"VENV={tmp_path / 'venv'}", "LESSON=03", "ARGS=--out 'my pages'").stdout
    assert "-m utils.teaching.export --lesson \"03\" --out 'my pages'\n" in wrote
    assert "tests/requirements.txt" not in wrote, "who got the course without its tests exports, too"


@needs_make
def test_an_old_python_gets_a_sentence(tmp_path):
    old = tmp_path / "python"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = make("lab", f"VENV={tmp_path / 'venv'}", f"PYTHON={old}")
    assert done.returncode != 0
    assert f"The course needs Python 3.11 or later, and {old} is not" in done.stderr
    assert not (tmp_path / "venv").exists()


@pytest.mark.parametrize("name", LISTS)
def test_every_requirement_has_its_bounds_and_its_reason(name):
    for line in requirements(name):
        what, _, reason = line.partition(" # ")
        assert reason.strip(), f"{name}: say what {what!r} is for"
        assert re.fullmatch(r"-e \.|[a-z0-9-]+(==[\d.]+|>=[\d.]+,<[\d.]+)", what.strip()), f"{name}: {what!r}"


def test_pytorch_is_pinned():
    assert any(line.startswith("torch==") for line in requirements("requirements.txt"))


def test_ci_can_be_run():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK), "chmod +x .ci/run"
    done = subprocess.run(["bash", "-n", str(script)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_ci_finds_mnist_beside_the_checkout_and_runs_the_tests(tmp_path):
    (tmp_path / "course" / ".ci").mkdir(parents=True)
    script = shutil.copy(ROOT / ".ci" / "run", tmp_path / "course" / ".ci")
    (tmp_path / "some where" / "mnist").mkdir(parents=True)
    (tmp_path / "some where" / "mnist" / "train-images-idx3-ubyte.gz").touch()
    for name, lines in {"make": 'echo "make $* in $PWD with $COURSE_MNIST"', "chromium": ""}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{lines}\n")
        (tmp_path / name).chmod(0o755)
    clean = {name: value for name, value in os.environ.items() if name != "COURSE_MNIST"}
    clean["PATH"] = f"{tmp_path}{os.pathsep}{clean['PATH']}"
    done = subprocess.run([script], env=clean, cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"make test in {tmp_path}/course with {tmp_path}/some where/mnist" in done.stdout
