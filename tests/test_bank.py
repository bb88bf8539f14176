"""Every right answer of the banks carries its lesson to the end.

A lesson is run as its solution, assertions and all, with other answers in the place of the solution's: the
k-th right answers of all its exercises together. `make test` runs each lesson once, with unusual answers that
are not slow, but for what no answer reaches (apart.py), and several in one kernel, for the libraries take
seconds to load; `make bank` runs it alone for k = 0, 1, ... until every answer was used. That the solution's
own answers are right as well is seen in test_exercises.py.
"""

import importlib
import itertools
import re

import nbformat
import pytest

from utils.teaching.captions import MISSING

from . import apart, clean, witness
from .test_notebooks import NAMES, assert_ran_modestly, exercises

# Right, but they make a notebook run for minutes.
SLOW = {"chain_by_chain", "mask_one_pixel_at_a_time", "grad_example_by_example", "with_the_library"}
# Lessons of one kernel; the first five need no PyTorch.
TOGETHER = (("00", "01", "02", "03", "04"), ("05", "06"), ("07", "08"), ("09", "10"), ("11", "12", "13"))


def right_answers(name):
    """The right answers to each exercise of a lesson."""
    return importlib.import_module(f"tests.bank.lesson_{name[:2]}").RIGHT


def is_quick(answer):
    return getattr(answer, "__name__", "") not in SLOW


def unusual(name):
    """For each exercise the place of the last answer that is not slow: banks go from plain to odd."""
    answers = right_answers(name)
    return {n: max(i for i, answer in enumerate(of) if is_quick(answer)) for n, of in answers.items()}


def rounds(name):
    """For k = 0, 1, ... the places of the answers that are tried together, until each was."""
    answers = right_answers(name)
    return [{n: k % len(of) for n, of in answers.items()} for k in range(max(map(len, answers.values())))]


def answered_otherwise(name, places):
    """A lesson's solution, with a right answer of the bank in the place of each of its own."""
    notebook = clean.lesson(name, answered=True)
    start = (
        f"import sys\nsys.path.insert(0, {str(witness.ROOT)!r})\n"
        f"from tests.bank.lesson_{name[:2]} import RIGHT as right_answers"
    )
    notebook.cells.insert(0, nbformat.v4.new_code_cell(start))
    replaced = []
    for cell in notebook.cells:
        for number, place in places.items():
            checked = re.compile(rf'^(\w+) = check\("{re.escape(number)}", \1\)$', re.MULTILINE)
            other = rf'\1 = right_answers["{number}"][{place}]\n\g<0>'
            cell.source, n_found = checked.subn(other, cell.source)
            replaced += [number] * n_found
    assert replaced == list(exercises(name))
    return notebook


BEGIN = "at_first = {*globals(), 'at_first'}"
FORGET = """for name in [name for name in globals() if name not in at_first and name[0] != "_"]:
    del globals()[name]
del name"""


def one_after_the_other(names):
    """A notebook of lessons with unusual answers, but for what none reaches; each forgets the one before."""
    cells = [nbformat.v4.new_code_cell(BEGIN)]
    for name in names:
        left_out = apart.out_of_reach(name)
        cells += [cell for cell in answered_otherwise(name, unusual(name)).cells if cell.id not in left_out]
        cells.append(nbformat.v4.new_code_cell(FORGET))
    return nbformat.v4.new_notebook(cells=cells)


def assert_carry(names, notebook, folder, **options):
    """Run lessons strictly with other answers: all are right, assertions hold, no caption lacks a part."""
    error, lines = witness.execute(notebook, folder, strict=True, **options)
    assert not error
    assert_ran_modestly(notebook, lines)
    all_right = {n: exercise.outcome for name in names for n, exercise in exercises(name).items()}
    assert lines[-1]["outcomes"] == all_right
    assert not [text for text in lines[-1]["figures"] if MISSING in text], "a caption lacks a part"


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_has_its_round_and_its_place(name):
    answers = right_answers(name)
    used = {(number, place) for places in rounds(name) for number, place in places.items()}
    assert used == {(number, place) for number, of in answers.items() for place in range(len(of))}
    code = "\n".join(cell.source for cell in answered_otherwise(name, unusual(name)).cells)
    assert code.count("= right_answers[") == len(exercises(name))


@pytest.mark.parametrize("name", NAMES)
def test_what_no_answer_reaches_runs_untouched(name):
    left_out = apart.out_of_reach(name)
    run = "\n".join(cell.source for cell in apart.with_assertions(name).cells)
    sources = [cell.source for cell in clean.lesson(name, answered=True).cells if cell.id in left_out]
    assert len(sources) > {"00": 10, "01": 8}.get(name[:2], 5)
    for source in sources:
        assert source in run or repr(source) in run
        assert "check(" not in source


@pytest.mark.slow
@pytest.mark.parametrize("numbers", TOGETHER, ids="-".join)
def test_unusual_right_answers_carry_their_lesson(numbers, tmp_path):
    assert sorted(itertools.chain(*TOGETHER)) == [name[:2] for name in NAMES]
    names = [name for name in NAMES if name[:2] in numbers]
    assert_carry(names, one_after_the_other(names), tmp_path)


@pytest.mark.slow
@pytest.mark.bank
@pytest.mark.parametrize(
    ("name", "k"), [pytest.param(n, k, id=f"{n[:2]}-{k}") for n in NAMES for k in range(len(rounds(n)))]
)
def test_every_right_answer_carries_its_lesson(name, k, tmp_path):
    assert_carry([name], answered_otherwise(name, rounds(name)[k]), tmp_path, cell_seconds=3600)
