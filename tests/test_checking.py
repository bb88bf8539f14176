"""``check``: its three outcomes, strict mode, and that nothing a student hands in can stop the lesson."""

import importlib
import json
import multiprocessing
import re
import sys
import warnings

import numpy as np
import pytest

from utils.numpy_models import mlp
from utils.teaching import build, checking, record
from utils.teaching.checking import CORRECT, KEPT, NOT_ATTEMPTED, NOT_YET, check
from utils.teaching.compare import differs
from utils.teaching.exercise import OpenExercise


@pytest.fixture(autouse=True)
def _lenient(monkeypatch):
    monkeypatch.delenv("COURSE_STRICT", raising=False)


def outcome_of(answer, capsys, number="1.1"):
    returned = check(number, answer)
    said = capsys.readouterr().out
    if checking.outcomes[number] == CORRECT:
        assert returned is answer
    else:
        assert returned is mlp.softmax
        assert "goes on with the reference function" in said
    assert said.count("Exercise 1.1") == 1, "one announcement"
    return checking.outcomes[number], said


def raises_not_implemented(a):
    raise NotImplementedError


@pytest.mark.parametrize("blank", [..., lambda a: ..., raises_not_implemented])
def test_blank_is_not_attempted(blank, capsys):
    assert outcome_of(blank, capsys)[0] == NOT_ATTEMPTED


def test_right_is_correct(capsys):
    assert outcome_of(lambda a: mlp.softmax(a), capsys)[0] == CORRECT


def raises(a):
    return a @ np.ones(99)


def raises_exit(a):
    sys.exit("bye")


def raises_unprintable(a):
    class Odd(Exception):
        def __str__(self):
            raise RuntimeError

    raise Odd


def recurses(a):
    return recurses(a)


def in_place(a):
    a -= a.max(axis=1, keepdims=True)
    return mlp.softmax(a)


def warns(a):
    warnings.warn("look out", stacklevel=1)
    return np.log(-np.ones(1))


HOSTILE = [
    (raises, "raised ValueError"),
    (raises, "in the line: return a @ np.ones(99)"),
    (raises_exit, "ended Python: SystemExit: bye"),
    (raises_unprintable, "raised Odd"),
    (recurses, "RecursionError"),
    (lambda a: None, "is the return missing"),
    (lambda a: mlp.softmax(a)[:, 0], "has shape (2,); expected (2, 3)"),
    (lambda a: a * np.nan, "contains NaN"),
    (lambda a: mlp.softmax(a).tolist(), "return a NumPy array"),
    (lambda a: "softmax", "expected numbers"),
    (lambda a: mlp.softmax(a).astype(complex), "expected numbers"),
    (lambda a: [[1], [2, 3]], "return a NumPy array"),
    (lambda a: mlp.softmax(a) + 0.1, "wrong at 6 of 6 places, first at [0, 0]"),
    (lambda a, b, c: a, "called with 1 argument"),
    (in_place, "changes a in place"),
    (warns, "has shape (1,)"),
    (3.5, "A function is expected here, but this is 3.5"),
    (None, "A function is expected"),
]


@pytest.mark.parametrize(("answer", "fragment"), HOSTILE)
def test_hostile_answers_are_told_plainly(answer, fragment, capsys):
    outcome, said = outcome_of(answer, capsys)
    assert outcome == NOT_YET
    assert fragment in said


def test_float32_is_accepted(capsys):
    assert outcome_of(lambda a: mlp.softmax(a.astype(np.float32)), capsys)[0] == CORRECT


def test_what_is_printed_reaches_the_student_below_the_announcement(capsys):
    def chatty(a):
        for _ in range(100_000):
            print("shape", a.shape)
        raise KeyError("no")

    outcome, said = outcome_of(chatty, capsys)
    assert outcome == NOT_YET
    assert "raised KeyError" in said.split("Your code printed:")[0]
    assert "shape (2, 3)\nshape (2, 3)\n" in said.split("Your code printed:")[1]
    assert len(said) < 2_500

    def chatty_but_right(a):
        print("x" * 1_000_000)
        sys.stderr.write("y")
        return mlp.softmax(a)

    outcome, said = outcome_of(chatty_but_right, capsys)
    assert outcome == CORRECT
    assert said.endswith("Your code printed:\n" + 2_000 * "x" + "\n")


def test_right_answer_is_called_with_fresh_arguments_each_time(capsys):
    seen = []

    def remembers(a):
        assert not any(a is other for other in seen)
        seen.append(a)
        print(a.sum())
        return mlp.softmax(a)

    sums = []
    for _ in range(2):
        outcome, said = outcome_of(remembers, capsys)
        assert outcome == CORRECT
        sums.append(said.splitlines()[2:])
    assert len(sums[0]) >= 3
    assert sums[0] == sums[1]


@pytest.mark.parametrize("answer", [..., lambda a: a, lambda a: ...])
def test_strict_mode_raises(answer, monkeypatch):
    monkeypatch.setenv("COURSE_STRICT", "1")
    with pytest.raises(checking.CheckFailed, match=r"Exercise 1\.1 \(softmax\)"):
        check("1.1", answer)
    assert check("1.1", mlp.softmax) is mlp.softmax


@pytest.mark.parametrize("value", ["", "0"])
def test_strict_mode_can_be_switched_off(value, monkeypatch):
    monkeypatch.setenv("COURSE_STRICT", value)
    assert not checking.strict()


@pytest.mark.parametrize("number", ["1.99", "99.1", "x", "", 1.1])
def test_unknown_exercise_is_an_error_of_the_author(number):
    with pytest.raises(ValueError, match="there is no exercise"):
        check(number, ...)


def test_progress_counts_this_kernels_answers(capsys, monkeypatch):
    monkeypatch.setattr(checking, "outcomes", {})
    check("1.1", mlp.softmax)
    check("1.2", ...)
    capsys.readouterr()
    checking.progress(1)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Lesson 01: 1 of 6 exercises correct."
    assert lines[1].endswith("softmax: correct")
    assert lines[2].endswith("negative log-likelihood: not attempted")
    assert lines[3].endswith("forward pass: not run")


@pytest.fixture
def notes(tmp_path, monkeypatch):
    """A folder of one's own for what is kept."""
    monkeypatch.setenv("COURSE_NOTES", str(tmp_path / "my_answers"))
    monkeypatch.setattr(checking, "outcomes", {})
    return tmp_path / "my_answers"


def all_lessons(capsys):
    """The lines of ``progress()``, by their first two words or the first."""
    capsys.readouterr()
    checking.progress()
    return dict(
        re.match(r"(Lesson \d\d|\w+)\s+(.*)", line).groups() for line in capsys.readouterr().out.splitlines()
    )


def test_progress_over_all_lessons_counts_what_was_ever_solved(notes, capsys, monkeypatch):
    lines = all_lessons(capsys)
    assert list(lines)[:14] == [f"Lesson {i:02d}" for i in range(14)]
    assert lines["No"] == "exercise was checked yet; what `check` says is kept from the first one on."
    assert not notes.exists(), "looking writes nothing"
    check("1.1", mlp.softmax)
    check("1.2", ...)
    check("1.3", lambda *a: 0)
    check("0.3", "optimisation")
    monkeypatch.setattr(checking, "outcomes", {})  # another day, and a blank copy
    check("1.1", ...)
    assert json.loads((notes / "progress.json").read_text()) == {
        "1.1": CORRECT,
        "1.2": NOT_ATTEMPTED,
        "1.3": NOT_YET,
        "0.3": KEPT,
    }
    lines = all_lessons(capsys)
    exercises = record.headings()["01"]
    stars, minutes = (sum(getattr(one, key) for one in exercises.values()) for key in ("stars", "minutes"))
    stars_of, minutes_of = exercises["1.1"].stars, exercises["1.1"].minutes
    left = f"about {minutes - minutes_of} minutes left"
    says = f"✓…✗··· 1 of 6 exercises solved, {stars_of} of {stars} stars, {left}"
    assert lines["Lesson 01"].split() == says.split()
    assert lines["Lesson 00"].startswith("··✓")
    assert lines["All"].startswith("2 of ")
    assert "No" not in lines


def test_every_exercise_has_stars_and_minutes():
    for lesson, exercises in record.headings().items():
        module = importlib.import_module(f"utils.lessons.lesson_{lesson}")
        assert list(exercises) == list(module.EXERCISES)
        assert all(0 < one.stars <= 3 and one.minutes > 0 for one in exercises.values())


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"1.1": "splendid"}', '{"1.1": ["correct"]}', "\udcff", "[" * 9999]
)
def test_a_broken_record_is_put_aside_and_told(text, notes, capsys):
    notes.mkdir()
    (notes / "progress.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    checking.progress()
    assert "cannot be read; the next exercise that you check starts it anew" in capsys.readouterr().out
    check("1.1", mlp.softmax)
    assert "Your progress is counted from the start again" in capsys.readouterr().out
    assert (notes / "progress_broken1.json").read_bytes() == text.encode("utf-8", "surrogateescape")
    assert json.loads((notes / "progress.json").read_text()) == {"1.1": CORRECT}
    check("1.1", mlp.softmax)
    assert "from the start" not in capsys.readouterr().out


def test_nothing_is_recorded_of_our_answers_nor_while_somebody_grades(notes, monkeypatch):
    monkeypatch.setenv("COURSE_STRICT", "1")
    check("1.1", mlp.softmax)
    monkeypatch.setenv("COURSE_STRICT", "0")
    monkeypatch.chdir(build.ROOT / "solutions")
    check("1.1", mlp.softmax)
    assert not notes.exists()


def test_a_record_that_cannot_be_written_does_not_stop_the_lesson(notes, capsys):
    notes.write_text("a file where the folder should be")
    check("1.1", mlp.softmax)
    assert "correct" in capsys.readouterr().out


def keep_in_a_process(number):
    record.keep(number, CORRECT)


def test_two_notebooks_at_once_lose_nothing(notes):
    numbers = [f"{lesson}.{k}" for lesson in range(5) for k in range(1, 4)]
    with multiprocessing.get_context("fork").Pool(4) as pool:
        pool.map(keep_in_a_process, numbers, chunksize=1)
    assert sorted(record.read()[0]) == sorted(numbers)
    assert {path.name for path in notes.iterdir()} <= {"progress.json", ".progress.lock"}


def test_announcement_escapes_html():
    shown = checking.Announcement(NOT_YET, "Exercise <b>", "a < b & c")._repr_html_()
    assert "&lt;b&gt;" in shown
    assert "a &lt; b &amp; c" in shown


@pytest.mark.parametrize(
    ("got", "expected", "agree"),
    [
        (np.ones(3), np.ones(3), True),
        (np.ones(3, np.float32) * (1 + 1e-4), np.ones(3), True),
        (np.ones(3) * (1 + 1e-4), np.ones(3), False),
        (1, 1.0, True),
        (True, 1.0, True),
        ("a", "a", True),
        ("a", "b", False),
        ({"a": 1}, {"a": 1.0}, True),
        ({"a": 1}, {"b": 1.0}, False),
        ([np.ones(2), 1], (np.ones(2), 1), True),
        ([np.ones(2)], (np.ones(2), 1), False),
        (5, (1, 2), False),
        (None, np.ones(1), False),
        (object(), 1.0, False),
        (1, True, False),
        (np.True_, True, True),
    ],
)
def test_comparison(got, expected, agree):
    assert (differs(got, expected) is None) is agree


@pytest.mark.parametrize(
    ("got", "expected", "says"),
    [
        (4.0, 16.0, "the result is 4; expected 16."),
        (np.float32(0.25), 0.5, "the result is 0.25; expected 0.5."),
        (1 / 3, 1 / 3 + 1e-5, "the result is 0.33333; expected 0.33334."),
        (100.0, 100.0 + 2e-3, "the result is 100; expected 100.002."),
        (np.array([1.0, 100]), np.array([1.0, 100.0021]), "first at [1]: 100 came, 100.0021 was expected."),
    ],
)
def test_different_numbers_are_shown_differently(got, expected, says):
    assert differs(got, expected).endswith(says)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("the result is wrong.", "The result is wrong."),
        ("a function is expected.", "A function is expected."),
        ("h holds 0.6: these are probabilities.", "h holds 0.6: these are probabilities."),
        ("dW, db and dc have other shapes.", "dW, db and dc have other shapes."),
        ("db is summed twice.", "db is summed twice."),
        ("a[:, labels] takes columns.", "a[:, labels] takes columns."),
        ("", ""),
    ],
)
def test_names_of_code_keep_their_small_letters(text, sentence):
    assert checking.as_sentence(text) == sentence


def test_an_answer_that_the_judge_did_not_foresee_does_not_end_the_lesson(capsys, monkeypatch):
    def fails(answer):
        raise AttributeError("no W")

    surprised = OpenExercise("surprise", mlp.softmax, fails)
    monkeypatch.setattr(checking, "find_exercise", lambda number: surprised)
    assert check("1.1", [1]) is mlp.softmax
    assert "could not be judged (AttributeError: no W)" in capsys.readouterr().out
