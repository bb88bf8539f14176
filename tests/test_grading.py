"""The grading command: a class of thirty gets what it should, whatever its notebooks do."""

import csv
import os
import re
import shlex
import sys
import time
from pathlib import Path

import pytest

from utils.teaching import grade, guard
from utils.teaching.grading import handed_in, marking, reports, statements
from utils.teaching.grading.lesson import read_lesson
from utils.teaching.grading.marking import Mark, Row
from utils.teaching.grading.running import Limits
from utils.teaching.guide import GUIDE
from utils.teaching.sources import ROOT

from . import bench_marking, clean, fake_class

EXERCISES = ("0.1", "0.2", "0.3")
SLEEP = 98_765 + os.getpid()  # seconds


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """What was expected, what the command wrote for the class, and the minutes that it took."""
    folder = tmp_path_factory.mktemp("class")
    (folder / "in").mkdir()
    lesson = clean.lesson(fake_class.NAME)
    expected = fake_class.write(lesson, folder / "in", clean.lesson("01_build_mlp"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guard, "SECONDS", 0.5)
        out, table = folder / "marks.csv", folder / "marks.html"
        words = [folder / "in", "--out", out, "--table", table, "--seconds", 30, "--memory", 500]
        start = time.monotonic()
        assert grade.main(list(map(str, words))) == 0
        minutes = (time.monotonic() - start) / 60
    with out.open(newline="", encoding="utf-8") as file:
        rows = {row["file"]: row for row in csv.DictReader(file)}
    return expected, rows, table.read_text(encoding="utf-8"), minutes


def test_the_class_has_thirty_students_and_each_gets_a_row(graded):
    expected, rows, *_ = graded
    assert len(expected) >= 30
    assert set(rows) == set(expected)


def test_each_gets_what_it_should(graded):
    expected, rows, *_ = graded
    wrong = {}
    for file, (marks, state, look) in expected.items():
        row = rows[file]
        fits = [
            row[n].startswith(mark) and bool(row[n]) == bool(mark)
            for n, mark in zip(EXERCISES, marks, strict=True)
        ]
        right = sum(row[number] in ("correct", "kept") for number in EXERCISES)  # a star each
        if not all(fits) or row["state"] != state or look not in row["look at"] or int(row["marks"]) != right:
            wrong[file] = list(row.values())[3:]
    assert not wrong


def test_who_only_answered_gets_nothing_to_look_at(graded):
    _, rows, *_ = graded
    quiet = ("ada", "bo_00_start_here", "dee", "right0", "right4", "hangs")
    assert {name: rows[f"{name}.ipynb"]["look at"] for name in quiet} == dict.fromkeys(quiet, "")


def test_names_come_from_files_and_folders(graded):
    _, rows, *_ = graded
    assert rows["bo_00_start_here.ipynb"]["student"] == "bo"
    assert rows["cleo/00_start_here.ipynb"]["student"] == "cleo"
    assert rows["kim.ipynb"]["student"] == rows["kim/00_start_here.ipynb"]["student"] == "kim"


@pytest.mark.parametrize(
    ("file", "student"),
    [
        ("mia_01_build_mlp.ipynb", "mia"), ("01_build_mlp-mia.ipynb", "mia"),
        ("mia/01_build_mlp.ipynb", "mia"),
        ("mia_01_build_mlp_2.ipynb", "mia"), ("mia_01_build_mlp (1).ipynb", "mia"),
        ("mia 01_build_mlp-Copy1.ipynb", "mia"), ("12345678_mia_mueller.ipynb", "12345678_mia_mueller"),
        ("Mia M_1234567_assignsubmission_file_01_build_mlp.ipynb", "Mia M_1234567_assignsubmission_file"),
        ("01_build_mlp.ipynb", "01_build_mlp"), ("01_build_mlp (1).ipynb", "01_build_mlp (1)"),
    ],
)  # fmt: skip
def test_students_are_told_apart_by_the_names_of_their_files(tmp_path, file, student):
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    path.write_text("{}", encoding="utf-8")
    assert [one.student for one in handed_in.find(tmp_path)] == [student]


def test_page_needs_nothing_else_and_has_every_student(graded):
    _, rows, page, _ = graded
    assert "://" not in page
    assert page.count("<tr>") > len(rows)
    assert "This is the share of right answers" in page


def test_minutes_are_those_that_each_notebook_took(graded):
    """Who hangs for the 30 seconds of an answer takes most; two are marked at a time."""
    _, rows, page, all_minutes = graded
    assert all(re.fullmatch(r"\d+\.\d\d", row["minutes"]) for row in rows.values())
    took = {file: float(row["minutes"]) for file, row in rows.items()}
    longest = max(took, key=took.get)
    assert longest == "hangs_above.ipynb"
    assert took[longest] >= 0.5
    assert took["ada.ipynb"] < 0.5
    assert all_minutes / 2 <= sum(took.values()) <= 2 * all_minutes + 0.01 * len(took)
    (cells,) = re.findall(r"<td>hangs_above</td>(.*)</tr>", page)
    assert re.findall(r"<td>(\d+\.\d)</td>", cells) == [f"{took[longest]:.1f}"]


ONE = [Row("=a|b", "<i>.ipynb", "marked", {n: Mark("correct") for n in EXERCISES}, 0.5, ["**x**"], {})]


def test_students_texts_are_no_formula_and_no_markup(tmp_path):
    lesson = read_lesson("00")
    reports.write_csv(ONE, lesson, tmp_path / "marks.csv")
    assert "\n'=a|b," in (tmp_path / "marks.csv").read_text()
    assert "<i>" not in reports.page(ONE, lesson) + reports.markdown(ONE, lesson)
    assert "=a\\|b" in reports.markdown(ONE, lesson)
    assert reports.lines(ONE, lesson)[1].split()[-5:] == ["3", "to", "look", "at:", "1"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nowhere"], "nowhere is no folder"),
        ([".", "--table", "marks.pdf"], "give a name that ends with .html or .md"),
        ([".", "--workers", "0"], "--workers 0: give 1 or more"),
        ([".", "--out", "nowhere/marks.csv"], "make it first"),
    ],
)
def test_wrong_options_get_a_sentence(words, says, capsys):
    with pytest.raises(SystemExit):
        grade.main(words)
    assert says in capsys.readouterr().err


def test_readmes_commands_are_understood(tmp_path, monkeypatch):
    (tmp_path / "handed_in").mkdir()
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "README.md").read_text(encoding="utf-8") + GUIDE.read_text(encoding="utf-8")
    commands = re.findall(r"^.*python -m utils\.teaching\.grade (.+)$", text, re.MULTILINE)
    assert len(commands) >= 4
    for command in commands:
        here = command.replace("/handed_in", "handed_in").replace("/marks/", "")  # as a container sees them
        assert grade.options(shlex.split(here, comments=True)).out.name == "marks.csv"


def test_a_folder_without_notebooks_and_a_lesson_that_is_none_get_a_sentence(tmp_path, capsys):
    assert grade.main([str(tmp_path)]) == 1
    assert "has no notebooks" in capsys.readouterr().err
    (tmp_path / "a.ipynb").write_text("{")
    assert grade.main([str(tmp_path)]) == 1
    assert "name the lesson with --lesson" in capsys.readouterr().err
    assert grade.main([str(tmp_path), "--lesson", "77"]) == 1
    assert "no source starts with '77" in capsys.readouterr().err


def needs(*texts):
    """The texts of the statements that the last of some cells needs."""
    found = [one for i, text in enumerate(texts[:-1]) for one in statements.split(f"cell {i}", text)]
    chosen = statements.needed_for([*found, statements.whole("last", texts[-1])], len(found))
    return [one.text for one in chosen]


def test_only_what_an_answer_needs_is_run():
    assert needs("a = 1\nb = train()", "c = a", "print(c)") == ["a = 1", "c = a"]
    assert needs("a = 1", "a = 2", "a") == ["a = 2"]
    assert needs("a = []", "a.append(1)", "b.append(a)", "a") == ["a = []", "a.append(1)", "b.append(a)"]
    assert needs("a = {}", "for i in (1,):\n    a[i] = 2", "a")[1].startswith("for")
    later = needs("def f():\n    return g", "g = 1", "f()")
    assert later == ["def f():\n    return g", "g = 1"]


def test_what_only_a_notebook_understands_is_left_out():
    assert statements.without_magics("%%time\n%pylab\na = 1\n!ls\na?") == "pass\na = 1\npass\npass"


def test_a_lesson_is_known_by_its_title_or_by_what_it_checks():
    cells = [(cell.cell_type, cell.source, cell.id) for cell in clean.lesson("01_build_mlp").cells]
    assert handed_in.lesson_of(cells) == "01"
    assert handed_in.lesson_of([cell for cell in cells if cell[0] == "code"]) == "01"
    assert handed_in.lesson_of([("code", "a = 1", "x")]) is None


def test_the_class_of_the_benchmark_can_be_made():
    for wrong in bench_marking.CLASS:
        said = "\n".join(cell.source for cell in bench_marking.notebook(wrong).cells)
        assert all(bench_marking.MISTAKES[number][1] in said for number in wrong)
    assert bench_marking.told(0.5, [0.1] * 6, 2)[1] == "  30 such notebooks: 2.5 minutes (target 10)"


def test_one_mistake_costs_one_mark(tmp_path):
    """Exercise 1.5 uses softmax, the answer to 1.1: with a wrong one it gets the course's."""
    lesson = read_lesson("01")
    made = clean.lesson("01_build_mlp", answered=True)
    made.cells = [cell for cell in made.cells if cell.id in lesson.cells]
    leaves = f"import subprocess\nleft = subprocess.Popen(['sleep', '{SLEEP}'], start_new_session=True)\n"
    for cell in made.cells:
        if cell.source.startswith("# exercise 1.2 "):
            cell.source = f"{leaves}{cell.source}"
        if cell.source.startswith("# exercise 1.1 "):
            cell.source = cell.source.replace("return e / e.sum(axis=1, keepdims=True)", "return e")
        if cell.source.startswith("# exercise 1.6 "):
            cell.source = "from utils.numpy_models import mlp\ncheck('1.6', mlp.sgd_step)"
    path = tmp_path / "mia.ipynb"
    path.write_text(fake_class.nbformat.writes(made), encoding="utf-8")
    (row,) = marking.mark_all(handed_in.find(tmp_path), lesson, Limits())
    outcomes = {number: mark.outcome for number, mark in row.marks.items()}
    assert outcomes == dict.fromkeys(lesson.tasks, "correct") | {"1.1": "not yet", "1.6": "refused"}
    assert reports.marks_of(row, lesson) == sum(task.stars for task in lesson.tasks.values()) - 2
    if sys.platform == "linux":
        running = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline")]
        assert f"sleep\0{SLEEP}\0".encode() not in running, "a program that an answer started goes on"
