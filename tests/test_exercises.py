"""Every exercise: the answer is the library's, wrong answers are named, unusual right ones pass."""

import ast
import importlib
import inspect
import re
import textwrap
from pathlib import Path

import pytest

from utils.teaching import build, checking, child, sources
from utils.teaching.compare import same
from utils.teaching.forms import in_form

SOURCES = {path.stem[:2]: path for path in build.source_paths()}
BANKS = sorted(path.name[-2:] for path in (Path(__file__).parent / "bank").glob("lesson_*"))


def exercises(lesson):
    return importlib.import_module(f"utils.lessons.lesson_{lesson}").EXERCISES


def bank(lesson):
    return importlib.import_module(f"tests.bank.lesson_{lesson}")


def cases(kind):
    for lesson in BANKS:
        for number, answers in getattr(bank(lesson), kind).items():
            for i, answer in enumerate(answers):
                thing = answer[0] if kind == "WRONG" else answer
                name = getattr(thing, "__name__", "").strip("<>") or "value"
                yield pytest.param(number, answer, id=f"{number}-{i}-{name}")


HUNGRY = {"f_enumerates", "by_covariance"}  # they would take the memory of this process


@pytest.fixture
def mostly_here(request, monkeypatch):
    """Of ten answers judge nine in this process, which is as large as all tests: to fork it takes most time.

    What a child process adds, and what ends there, is the matter of test_attempts.py and test_hostile.py.
    """
    _, place, name = request.node.callspec.id.split("-", 2)
    if int(place) % 10 and name not in HUNGRY:
        monkeypatch.setattr(child, "POSSIBLE", False)


@pytest.mark.usefixtures("mostly_here")
@pytest.mark.parametrize(("number", "answer"), list(cases("WRONG")))
def test_typical_wrong_answer_is_named(number, answer, capsys):
    given, fragment = answer
    returned = checking.check(number, given)
    said = capsys.readouterr().out
    assert checking.outcomes[number] == checking.NOT_YET
    assert fragment.lower() in said.lower()
    assert returned is checking.find_exercise(number).reference


@pytest.mark.usefixtures("mostly_here")
@pytest.mark.parametrize(("number", "answer"), list(cases("RIGHT")))
def test_unusual_right_answer_passes(number, answer, capsys):
    exercise = checking.find_exercise(number)
    returned = checking.check(number, answer)
    assert checking.outcomes[number] == exercise.outcome, capsys.readouterr().out
    if callable(answer):
        assert inspect.unwrap(returned) is answer
    else:
        assert same(returned, in_form(answer, exercise))


def own_answers():
    for lesson in sorted(SOURCES):
        for number, exercise in exercises(lesson).items():
            if exercise.reference is not ...:
                yield pytest.param(number, exercise, id=number)


@pytest.mark.parametrize(("number", "exercise"), list(own_answers()))
def test_our_own_answer_is_right(number, exercise, capsys):
    checking.check(number, exercise.reference)
    assert checking.outcomes[number] == exercise.outcome, capsys.readouterr().out


@pytest.mark.parametrize("lesson", sorted(SOURCES))
def test_each_exercise_has_enough_answers(lesson):
    answers = bank(lesson)
    for number, exercise in exercises(lesson).items():
        assert len(answers.WRONG[number]) >= 8
        assert len(answers.RIGHT[number]) >= 5
        named = [fragment for _, fragment in answers.WRONG[number]]
        enough = 4 if exercise.outcome == checking.KEPT else 8  # a bet can be wrong in form alone
        assert len(set(named)) >= enough, f"at least {enough} different messages"


@pytest.mark.parametrize("lesson", sorted(SOURCES))
def test_every_exercise_stands_in_its_lesson_once(lesson):
    text = SOURCES[lesson].read_text(encoding="utf-8")
    titled = re.findall(r"^# %% exercise (\S+) · (.+?) · (★+) · (\d+) min$", text, re.MULTILINE)
    assert [number for number, *_ in titled] == list(exercises(lesson))
    assert re.findall(r'check\("([^"]+)"', text) == list(exercises(lesson))
    for number, title, *_ in titled:
        assert exercises(lesson)[number].title == title


def normalised(source):
    """The syntax of a function without its docstring and annotations."""
    tree = ast.parse(textwrap.dedent(source)).body[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
        if isinstance(node, ast.arg):
            node.annotation = None
    tree.name = tree.name.lstrip("_")
    tree.decorator_list = []
    return ast.dump(tree)


def function_answers():
    for lesson, path in sorted(SOURCES.items()):
        for kind, text, _ in sources.read_source(path).cells:
            number = re.match(r"# exercise (\S+)", text) if kind == "code" else None
            if number and callable(exercises(lesson)[number[1]].reference):
                yield pytest.param(number[1], sources.reveal(text), id=number[1])


@pytest.mark.parametrize(("number", "text"), list(function_answers()))
def test_answer_in_the_notebook_is_the_reference(number, text):
    reference = checking.find_exercise(number).reference
    definitions = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    answers = [normalised(ast.unparse(node)) for node in definitions]
    assert normalised(inspect.getsource(reference)) in answers
