"""The student's own copies: made once, never written over, out of git's way, and blank again when asked."""

import json
import os
import shutil
import subprocess

import nbformat
import pytest

from utils.teaching import build, built, copies
from utils.teaching.sources import BuildError

from . import clean

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
NAMES = [f"{path.stem}.ipynb" for path in build.source_paths()]
MINE = copies.MINE


def git(folder, *words, fails=False):
    """Run git with no settings but these; give what it writes."""
    mine = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    names = {f"GIT_{who}_{what}": "a@b.c" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    done = subprocess.run(
        ["git", *words],
        cwd=folder,
        env=os.environ | mine | names,
        capture_output=True,
        text=True,
        check=False,
    )
    assert bool(done.returncode) is fails, done.stderr
    return done.stdout + done.stderr


def answer(path, text="my_answer = 42"):
    """Write into a notebook's first code cell, as a student does who saves it with JupyterLab."""
    notebook = nbformat.read(path, 4)
    next(cell for cell in notebook.cells if cell.cell_type == "code").source = text
    nbformat.write(notebook, path)
    return path.read_bytes()


def run(path):
    """Give a notebook an output and change nothing else."""
    notebook = nbformat.read(path, 4)
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code")
    cell.execution_count, cell.outputs = 1, [nbformat.v4.new_output("stream", text="8760\n")]
    nbformat.write(notebook, path)
    return path.read_bytes()


def new_version(folder):
    """Another text in every lesson, built: a sentence more in the first cell."""
    for path in copies.lessons(folder):
        notebook = nbformat.read(path, 4)
        notebook.cells[0].source += "\n\nA sentence more."
        built.stamp(notebook)
        path.write_bytes(built.to_bytes(notebook))


@pytest.fixture(scope="module")
def as_built():
    """The bytes of all lessons as they are built, whatever answers are in ``lessons/``."""
    return {name: built.to_bytes(clean.lesson(name.removesuffix(".ipynb"))) for name in NAMES}


@pytest.fixture
def course(tmp_path, as_built):
    """A folder with all lessons, without git and without sources."""
    folder = tmp_path / "course"
    (folder / "lessons").mkdir(parents=True)
    for name, data in as_built.items():
        (folder / "lessons" / name).write_bytes(data)
    return folder


@pytest.fixture
def cloned(course):
    """The same as a repository, and a student's clone of it."""
    shutil.copy(build.ROOT / ".gitignore", course)
    git(course, "init", "-q", "-b", "main")
    git(course, "add", ".")
    git(course, "commit", "-q", "-m", "first")
    git(course.parent, "clone", "-q", str(course), "hers")
    return course, course.parent / "hers"


def test_each_lesson_gets_a_copy_once(course):
    assert copies.prepare(course) == []
    assert sorted(path.name for path in (course / MINE).iterdir()) == NAMES
    hers = answer(course / MINE / NAMES[3])
    assert copies.prepare(course) == []
    assert (course / MINE / NAMES[3]).read_bytes() == hers
    assert (course / MINE / NAMES[4]).read_bytes() == (course / "lessons" / NAMES[4]).read_bytes()


@needs_git
def test_who_worked_in_all_lessons_pulls_without_a_conflict_and_loses_nothing(cloned):
    course, hers = cloned
    copies.prepare(hers)
    before = {name: answer(hers / MINE / name, f"my = {name!r}") for name in NAMES[:-2]}
    before[NAMES[-2]] = run(hers / MINE / NAMES[-2])  # and the last one she has not opened
    new_version(course)
    git(course, "commit", "-q", "-a", "-m", "second")
    assert "Fast-forward" in git(hers, "pull", "--ff-only")
    assert git(hers, "status", "--porcelain") == ""
    says = copies.prepare(hers)
    assert {name: (hers / MINE / name).read_bytes() for name in before} == before
    assert len(says) == len(before)
    assert says[3].startswith(f"{MINE}/03_build_dae.ipynb is yours and stays as it is.")
    assert "`make fresh LESSON=03`" in says[3]
    assert (hers / MINE / NAMES[-1]).read_bytes() == (course / "lessons" / NAMES[-1]).read_bytes()


@needs_git
def test_work_in_lessons_moves_out_of_the_way_of_git(cloned):
    """An answer, an output and a mere save, each of which would stop a pull."""
    course, hers = cloned
    work = {NAMES[0]: answer(hers / "lessons" / NAMES[0]), NAMES[1]: run(hers / "lessons" / NAMES[1])}
    (hers / "lessons" / NAMES[2]).write_text(
        json.dumps(json.loads((hers / "lessons" / NAMES[2]).read_text()))
    )
    new_version(course)
    git(course, "commit", "-q", "-a", "-m", "second")
    git(hers, "pull", "--ff-only", fails=True)
    says = copies.prepare(hers)
    assert [says[i].split(": ")[1] for i in (0, 1)] == [
        f"that is now {MINE}/{name}. Go on there." for name in NAMES[:2]
    ]
    assert len(says) == 2
    assert {name: (hers / MINE / name).read_bytes() for name in work} == work
    assert git(hers, "status", "--porcelain") == ""
    git(hers, "pull", "--ff-only")

    first = (hers / MINE / NAMES[0]).read_bytes()
    second = answer(hers / "lessons" / NAMES[0], "another = 1")  # both have work now
    says = copies.prepare(hers)
    assert f"that is now {MINE}/00_start_here_2.ipynb" in says[0]
    assert (hers / MINE / NAMES[0]).read_bytes() == first
    assert (hers / MINE / "00_start_here_2.ipynb").read_bytes() == second


@needs_git
def test_what_was_built_anew_is_no_students_work(cloned):
    """Who writes lessons has them changed and not committed."""
    course, _ = cloned
    (course / "solutions" / "source").mkdir(parents=True)
    source = course / "solutions" / "source" / "00_start_here.py"
    shutil.copy(build.ROOT / "solutions" / "source" / source.name, source)
    source.write_text(source.read_text().replace("# # 00 · Start here", "# # 00 · Start here, and now"))
    build.build([source], root=course)
    lesson = course / "lessons" / NAMES[0]
    mine = lesson.read_bytes()
    assert copies.prepare(course) == []
    assert lesson.read_bytes() == mine
    assert (course / MINE / NAMES[0]).read_bytes() == mine
    source.write_text(source.read_text().replace("and now", "then"))
    answer(lesson)
    assert "is left as it is" in copies.prepare(course)[0]


def test_a_blank_copy_stands_beside_the_old_one(course):
    copies.prepare(course)
    hers = answer(course / MINE / "03_build_dae.ipynb")
    for number, name in (("03", "03_build_dae_2.ipynb"), ("3", "03_build_dae_3.ipynb")):
        path = copies.fresh(number, course)
        assert path == course / MINE / name
        assert path.read_bytes() == (course / "lessons" / "03_build_dae.ipynb").read_bytes()
    assert (course / MINE / "03_build_dae.ipynb").read_bytes() == hers
    (course / MINE / "03_build_dae.ipynb").unlink()
    assert copies.fresh("03", course).name == "03_build_dae.ipynb"


def test_a_blank_copy_is_blank_where_the_lesson_is_not(course):
    answer(course / "lessons" / "03_build_dae.ipynb")
    with pytest.raises(BuildError, match="has answers, and no blank one of it is here"):
        copies.fresh("03", course)
    source = course / "solutions" / "source" / "03_build_dae.py"
    source.parent.mkdir(parents=True)
    shutil.copy(build.ROOT / "solutions" / "source" / source.name, source)
    built_as = built.stamped(built.read(course / "lessons" / "03_build_dae.ipynb"))
    path = copies.fresh("03", course)
    assert built.digest(built.read(path).cells) == built_as


@pytest.mark.parametrize("number", ["", "x", "99", "_"])
def test_an_unknown_lesson_gets_a_sentence(number, course, capsys):
    assert copies.main(["--fresh", number, "--root", str(course)]) == 1
    assert "Say which, for example: make fresh LESSON=03" in capsys.readouterr().err


def test_a_damaged_copy_stays_and_is_told(course, capsys):
    copies.prepare(course)
    (course / MINE / NAMES[1]).write_text("<<<<<<< HEAD")
    assert copies.main(["--root", str(course)]) == 0
    assert f"{NAMES[1]} cannot be read as a notebook" in capsys.readouterr().out
    assert (course / MINE / NAMES[1]).read_text() == "<<<<<<< HEAD"


def test_a_place_that_cannot_be_written_to_gets_a_sentence(course, capsys):
    (course / MINE).write_text("a file")
    assert copies.main(["--root", str(course)]) == 1
    assert "cannot be read or written" in capsys.readouterr().err
