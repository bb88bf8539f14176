"""Every lesson runs untouched, and fails where it should if it is strict; no run takes too much.

This is the student who fills in nothing. The student who answers everything, in other ways than we, is in
test_bank.py, and the student who makes every typical mistake in test_exercises.py.
"""

import importlib
import itertools

import nbformat
import pytest

from utils.teaching import build
from utils.teaching.captions import MISSING
from utils.teaching.checking import NOT_ATTEMPTED

from . import apart, clean, witness
from .test_offline import CUT_OFF, permitted

pytestmark = pytest.mark.slow
NAMES = [path.stem for path in build.source_paths()]
LONG = 9  # seconds of a processor that is kept busy otherwise; on an idle one they are 4 or 5
LARGEST_KB = 1024 * 1024  # 1 GiB
WITHOUT_TORCH = ("00", "01", "02", "03", "04")


def exercises(name):
    return importlib.import_module(f"utils.lessons.lesson_{name[:2]}").EXERCISES


def assert_ran_modestly(notebook, lines):
    assert len(lines) == sum(cell.cell_type == "code" for cell in notebook.cells)
    assert max(line["peak_kb"] for line in lines) <= LARGEST_KB


@pytest.mark.parametrize("name", NAMES)
def test_untouched_lesson_runs_to_the_end(name, tmp_path, monkeypatch):
    """Lesson 00 with nothing in the cache and, where it can be taken away, without a network."""
    prefix, also = (), ""
    if name == NAMES[0]:
        also = "load_digits_5k"
        monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
        prefix = CUT_OFF if permitted() else ()
    notebook = apart.with_assertions(name)
    nbformat.write(notebook, tmp_path / f"{name}.ipynb")
    done, lines = witness.run(tmp_path / f"{name}.ipynb", tmp_path, prefix=prefix, also=also)
    assert name != NAMES[0] or (tmp_path / "cache" / "digits_5k.npz").exists()
    assert done.returncode == 0, done.stdout[-5000:]
    assert_ran_modestly(notebook, lines)
    assert not any(line["torch"] for line in lines) or name[:2] not in WITHOUT_TORCH
    assert lines[-1]["outcomes"] == dict.fromkeys(exercises(name), NOT_ATTEMPTED)
    assert not [text for text in lines[-1]["figures"] if MISSING in text], "a caption lacks a part"
    assert not slow_without_a_bar(lines)
    assert not lines[-1]["crossed"], "a legend lies on these"
    announced = lines[-1]["announced"]
    assert len(announced) == len(exercises(name)), "one announcement an exercise"
    assert all("not attempted" in text for text in announced)


def slow_without_a_bar(lines):
    """First lines of the cells that computed long and showed no progress; the first only imports."""
    return [
        line["cell"]
        for last, line in itertools.pairwise(lines)
        if line["cpu_seconds"] - last["cpu_seconds"] > LONG and line["bars"] == last["bars"]
    ]


def test_strict_lessons_fail_at_every_exercise(tmp_path):
    """Of all lessons one after the other in one notebook, which goes on after each failure."""
    cells = [cell for name in NAMES for cell in clean.lesson(name).cells]
    code = [cell for cell in cells if cell.cell_type == "code" and needed_for_exercises(cell.source)]
    short = tmp_path / "strict.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=code), short)
    done, lines = witness.run(short, tmp_path, strict=True)
    assert done.returncode == 1
    failed = [line["cell"].split()[2] for line in lines if line["error"] == "CheckFailed"]
    assert failed == [number for name in NAMES for number in exercises(name)]


def needed_for_exercises(source):
    return source.startswith("# exercise") or "import check" in source or "\nimport" in f"\n{source}"
