"""How answers are tried: fresh copies, mistakes that explain everything, draws, forms, dots."""

import copy
import importlib
import inspect

import numpy as np
import pandas as pd
import pytest
import torch

from utils.numpy_models import mlp
from utils.numpy_models.mlp import Layer
from utils.teaching import build, checking
from utils.teaching.attempt import NotAttempted, Wrong, clean_trial, result_of, trial
from utils.teaching.checking import CORRECT, KEPT, NOT_YET, check
from utils.teaching.compare import differs, same
from utils.teaching.draws import judge_draws
from utils.teaching.exercise import Case, FunctionExercise, Mistake, OpenExercise, ValueExercise
from utils.teaching.forms import in_form, judge_dots, normal


@pytest.fixture(autouse=True)
def _lenient(monkeypatch):
    monkeypatch.delenv("COURSE_STRICT", raising=False)


# Fresh copies --------------------------------------------------------------------------------------------


def spoils(x, *_):
    x *= 0
    return x.sum()


@pytest.mark.parametrize("given", [np.arange(3.0), torch.arange(3.0)])
def test_arguments_never_change(given):
    assert trial(spoils, (given, 1)).result == 0
    assert given.sum() == 3


def test_what_a_function_did_to_its_arguments_is_returned():
    def in_place(pair, table):
        pair[0] += 1
        table["a"] = 0

    given = [np.zeros(2), 1], pd.DataFrame({"a": [1]})
    (first, _), table = trial(in_place, given).args
    assert first.tolist() == [1, 1]
    assert table.a.tolist() == [0]
    assert given[0][0].tolist() == [0, 0]
    assert given[1].a.tolist() == [1]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (spoils, "changes x in place"),
        (lambda x: x.__imul__(1 + 1e-12).sum(), "changes x in place"),
        (lambda x: None, "returned None"),
        (lambda x: 1 / 0, "ZeroDivisionError"),
    ],
)
def test_attempt_names_what_is_wrong_with_any_function(answer, says):
    with pytest.raises(Wrong, match=says):
        result_of(answer, (np.arange(3.0),), "three numbers")


def keeps(make):
    """A function that returns the memory of its first result in every call."""
    first = []

    def answer(x):
        first.append(make(x))
        return first[0]

    return answer


@pytest.mark.parametrize(
    "make",
    [
        lambda x: x + 1,
        lambda x: [1, {"a": (x + 1, "b")}],
        lambda x: torch.from_numpy(x + 1),
        lambda x: Layer(x + 1, x),
    ],
)
def test_two_calls_may_not_return_the_same_memory(make):
    answer, other = keeps(make), keeps(make)
    trial(answer, (np.zeros(2),))
    trial(other, (np.zeros(2),))
    trial(make, (np.zeros(2),))
    trial(make, (np.zeros(2),))
    trial(answer, (np.zeros(2),))
    with pytest.raises(Wrong, match="two calls return the same memory"):
        trial(answer, (np.ones(3),))


def test_numbers_texts_and_arguments_may_come_again():
    for answer in (lambda x: 1.5, lambda x: "a", lambda x: x, lambda x: np.sum, lambda x: []):
        for _ in range(2):
            trial(answer, (np.zeros(2),))


def test_a_clean_trial_returns_the_arguments_too():
    result, (given,) = clean_trial(lambda x: x[:1], (np.zeros(2),))
    assert np.shares_memory(result, given)


def test_a_wrong_answer_leaves_the_next_one_its_cases(capsys):
    cases = [Case("ones", (np.ones(3),))]
    exercise = FunctionExercise("a sum", sum, lambda x: 3.0, lambda: cases)
    with pytest.raises(Wrong, match="the result is 0; expected 3"):
        exercise.judge(spoils)
    exercise.judge(np.sum)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (np.ones(2), np.ones(2), True),
        (np.ones(2), np.nextafter(np.ones(2), 2), False),
        (np.ones(2), np.ones(2, np.float32), False),
        (np.array([np.nan]), np.array([np.nan]), True),
        ([np.ones(2), {"a": 1}], (np.ones(2), {"a": 1}), True),
        ([np.ones(2), {"a": 1}], [np.ones(2), {"a": 2}], False),
        ([1], [1, 2], False),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [1]}), True),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [2]}), False),
        (torch.ones(2, requires_grad=True), torch.ones(2), True),
        (torch.ones(2), torch.zeros(2), False),
        ("a", "a", True),
        ("a", "b", False),
        (np.sum, np.mean, True),
    ],
)
def test_same_to_the_last_bit(one, other, alike):
    assert same(one, other) is alike


# Mistakes ------------------------------------------------------------------------------------------------


def power_cases():
    return [Case("x = 2", (2.0,)), Case("x = 3", (3.0,)), Case("x = -1", (-1.0,))]


POWER = FunctionExercise(
    "the fourth power",
    lambda x: x**4,
    lambda x: x * x * x * x,
    power_cases,
    mistakes=(
        Mistake("This is twice x cubed.", lambda x: 2 * x**3),
        Mistake("You double.", lambda x: 2 * x),
        Mistake("This is the square.", lambda x: x**2),
        Mistake("The square root is taken.", lambda x: x**4 if x == 2 else x**0.5 if x > 0 else 1 / 0),
    ),
)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (lambda x: x * x, "This is the square. With x = 2: the result is 4; expected 16."),
        (lambda x: x + x, "You double. With x = 2: "),  # the square gives the same there
        (lambda x: 4.0, "With x = 2: the result is 4; expected 16."),  # as both do there, but not elsewhere
        (lambda x: 2 * x**3, "This is twice x cubed. With x = 3: the result is 54; expected 81."),
        (lambda x: x**4 if x == 2 else 5, "With x = 3: the result is 5; expected 81."),
    ],
)
def test_a_mistake_is_named_only_if_it_explains_every_case(answer, says):
    with pytest.raises(Wrong) as wrong:
        POWER.judge(answer)
    assert str(wrong.value).startswith(says)


def test_nan_alone_is_no_mistake_with_a_name():
    def root(x):
        return np.sqrt(x) if x > 0 else np.nan

    cases = [Case("x = -1", (-1.0,)), Case("x = 3", (3.0,))]
    exercise = FunctionExercise("", None, POWER.oracle, lambda: cases, (Mistake("A root.", root),))
    for answer, says in ((root, "A root. With x = -1: "), (lambda x: np.nan, "With x = -1: ")):
        with pytest.raises(Wrong) as wrong:
            exercise.judge(answer)
        assert str(wrong.value).startswith(says)


@pytest.mark.parametrize(
    ("result", "says"),
    [
        (np.ma.array([1.0, 1.0]), "the result is a MaskedArray; return a plain NumPy array."),
        (torch.ones(2), "the result is a Tensor; return a plain NumPy array."),
        (pd.Series([1.0, 1.0]), "the result is a Series; return a plain NumPy array."),
        ([1.0, 1.0], "the result is a list; return a NumPy array"),
        (np.ones(2, np.float32), None),
    ],
)
def test_what_computes_otherwise_is_no_array(result, says):
    wrong = differs(result, np.ones(2))
    assert wrong is None if says is None else wrong.startswith(says)


@pytest.mark.parametrize("result", [1, 1.0, np.float32(1), np.array(1.0)])
def test_a_number_is_a_number(result):
    assert differs(result, np.float64(1)) is None
    assert differs(torch.tensor(1.0), np.float64(1)) == "the result is a Tensor; return a plain number."


def test_a_mistake_that_fails_where_the_answer_fails_is_named():
    def root(x):
        if x < 0:
            raise ValueError("negative")
        return x**4 if x == 2 else np.sqrt(x)

    with pytest.raises(Wrong, match=r"^The square root is taken\. With x = 3"):
        POWER.judge(root)
    backwards = FunctionExercise("", None, POWER.oracle, lambda: power_cases()[::-1], POWER.mistakes)
    with pytest.raises(
        Wrong, match=r"^The square root is taken\. when your function was called with x = -1, it raised"
    ):
        backwards.judge(root)
    with pytest.raises(Wrong, match="^when your function was called with x = -1, it raised"):
        backwards.judge(lambda x: x**4 if x > 0 else 1 / 0)


def test_what_later_cells_need_is_judged_after_all_cases():
    asked = []

    def also(answer):
        asked.append(answer)
        raise Wrong("too slow")

    exercise = FunctionExercise("", POWER.reference, POWER.oracle, power_cases, also=also)
    with pytest.raises(Wrong, match="the result is 4; expected 16"):
        exercise.judge(lambda x: x * x)
    assert not asked
    with pytest.raises(Wrong, match="^too slow$"):
        exercise.judge(lambda x: x**4)


def test_an_error_names_the_line_of_the_student_not_that_of_the_course():
    def answer(x):
        return mlp.softmax(x.sum())

    with pytest.raises(Wrong, match=r"AxisError: .* \(in the line: return mlp\.softmax\(x\.sum\(\)\)\)"):
        trial(answer, (np.ones(3),))


def test_what_is_wrong_already_is_said_if_finding_out_more_ends_python(capsys, monkeypatch):
    import os

    monkeypatch.setattr(checking, "find_exercise", lambda number: POWER)
    check("1.1", lambda x: x * x if x == 2 else os._exit(1))
    assert "not yet. With x = 2: the result is 4; expected 16." in capsys.readouterr().out


def told(exercise, answer):
    """What a judge says of an answer, nothing if it is right."""
    try:
        exercise.judge(answer)
    except Wrong as wrong:
        return str(wrong)
    return ""


def all_exercises():
    lessons = sorted(path.name for path in (build.ROOT / "utils" / "lessons").glob("lesson_*"))
    each = [importlib.import_module(f"utils.lessons.{lesson}").EXERCISES for lesson in lessons]
    return {number: exercise for exercises in each for number, exercise in exercises.items()}


@pytest.mark.parametrize(
    "exercise",
    [pytest.param(e, id=number) for number, e in all_exercises().items() if isinstance(e, FunctionExercise)],
)
def test_every_mistake_is_told_in_its_own_words(exercise):
    known = tuple(mistake.says for mistake in exercise.mistakes)
    for mistake in exercise.mistakes[:40]:
        said = told(exercise, mistake.makes)
        assert not said or said.startswith(known)


# Draws ---------------------------------------------------------------------------------------------------


def tried(answer):
    def run(rng):
        drawn = result_of(answer, (np.zeros(5), rng), "five zeros")
        if drawn.shape != (5,):
            raise Wrong("shape")
        return drawn

    def judge(drawn):
        if drawn.max() > 1:
            raise Wrong("distribution")

    return judge_draws(run, judge)


@pytest.mark.parametrize(
    "draw",
    [
        lambda rng: rng.random(5),
        lambda rng: np.random.default_rng(rng).random(5),
        lambda rng: np.random.default_rng(rng.bit_generator).random(5),
        lambda rng: np.random.default_rng(rng.integers(2**32)).random(5),
        lambda rng: rng.spawn(1)[0].random(5),
    ],
)
def test_an_answer_that_draws_from_the_given_generator_passes(draw):
    assert tried(lambda x, rng: x + draw(rng)).shape == (5,)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (lambda x, rng: x + np.random.default_rng().random(5), "same state gave different results"),
        (lambda x, rng: rng.random(5) + np.random.default_rng().random(5), "must come from the given rng"),
        (
            lambda x, rng: np.random.default_rng(42).random(5),
            r"its own, np.random.default_rng\(42\), the same",
        ),
        (lambda x, rng: rng.random(5) + np.random.default_rng(42).random(5), "makes a generator of its own"),
        (lambda x, rng: x, "is anything drawn"),
        (lambda x, rng: copy.deepcopy(rng).random(5), "draw from rng itself"),
        # other mistakes of these come first
        (lambda x, rng: np.random.default_rng().random(4), "shape"),
        (lambda x, rng: x.__iadd__(np.random.default_rng().random(5)), "changes x in place"),
        (lambda x, rng: 5 + x, "distribution"),
    ],
)
def test_other_draws_are_named_after_other_mistakes(answer, says):
    with pytest.raises(Wrong, match=says):
        tried(answer)


def test_what_is_drawn_is_told():
    with pytest.raises(Wrong, match="different generators gave the same masks"):
        judge_draws(lambda rng: 1, what="masks")


def own_generator(function):
    """The function with a generator of its own in the place of the given one."""

    def answer(*args):
        args = [np.random.default_rng(42) if isinstance(a, np.random.Generator) else a for a in args]
        return function(*args)

    return answer


def random_exercises():
    for number, exercise in all_exercises().items():
        if callable(exercise.reference) and "rng" in inspect.signature(exercise.reference).parameters:
            yield pytest.param(exercise, id=number)


@pytest.mark.parametrize("exercise", list(random_exercises()))
def test_every_random_exercise_notices_a_generator_of_ones_own(exercise):
    with pytest.raises(Wrong):
        exercise.judge(own_generator(exercise.reference))


# Forms ---------------------------------------------------------------------------------------------------


def test_a_function_comes_back_in_the_courses_form(capsys):
    def backward(params, activations, labels):
        """My own words."""
        return tuple((dW, db) for dW, db in mlp.backward(params, activations, labels))

    checked = check("1.5", backward)
    assert checking.outcomes["1.5"] == CORRECT
    assert checked.__wrapped__ is backward
    assert checked.__doc__ == "My own words."
    params = mlp.init_mlp((4, 3, 2), np.random.default_rng(0))
    labels = np.array([0, 1])
    grads = checked(params, mlp.forward(params, np.ones((2, 4), np.float32)), labels)
    assert isinstance(grads, list)
    assert all(isinstance(grad, Layer) for grad in grads)
    mlp.sgd_step(params, grads, 0.1)
    assert check("1.5", checked) is checked, "a cell that runs again does not wrap again"


def test_what_has_no_form_is_judged_as_it_is(capsys):
    check("1.5", lambda params, activations, labels: [1, 2, 3])
    assert checking.outcomes["1.5"] == NOT_YET
    assert "the result must have" in capsys.readouterr().out
    check("1.5", lambda *args: mlp.backward(*args)[0])
    assert "the result" in capsys.readouterr().out
    assert check("1.5", mlp.backward).__wrapped__ is mlp.backward


@pytest.mark.parametrize(
    ("value", "like", "expected"),
    [
        (80.0, 50, 80),
        (80.5, 50, 80.5),
        (np.float32(1), 0.3, 1.0),
        (np.int64(7), 50, 7),
        (np.array(7), 50, 7),
        (np.array([200, 200]), (100, 100, 100), (200, 200)),
        ([200.0, 200], (100, 100), (200, 200)),
        ((1, 2), [1, 2], [1, 2]),
        (" The  Same ", "lower", "the same"),
        ("rbm", "RBM", "RBM"),
        ({"Kind ": "RBM", "epochs": 80.0}, {"kind": "rbm", "epochs": 1}, {"kind": "rbm", "epochs": 80}),
        ({"a": {"b": "Lower"}}, {"a": {"b": "lower"}}, {"a": {"b": "lower"}}),
        (True, 1, True),
        (0.5, True, 0.5),
        (None, 1, None),
        (..., 1, ...),
        (3, ..., 3),
        ([1, "X"], ..., [1, "x"]),
    ],
)
def test_values_lose_what_makes_no_difference(value, like, expected):
    got = normal(value, like)
    assert got == expected
    assert type(got) is type(expected)
    assert repr(got) == repr(expected), "the types of the parts as well"


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        ("3.5", {"best at 10 %": 0.1, "best at 40 %": np.float64(0.4),
                 "the 40 % network is better on": " Masked digits "}),
        ("4.5", {"pre-training": 4800.0, "fine-tuning": np.int64(4000),
                 "fair epochs without": np.float32(44)}),
    ],
)  # fmt: skip
def test_numbers_and_words_are_accepted_where_they_are_meant(number, answer, capsys):
    returned = check(number, answer)
    assert checking.outcomes[number] == CORRECT, capsys.readouterr().out
    assert repr(returned) == repr(checking.find_exercise(number).reference)


def test_settings_come_back_as_the_lesson_uses_them():
    exercise = checking.find_exercise("4.6")
    given = {"kind": "RBM", "hidden_sizes": np.array([200, 200]), "pretraining_rate": np.float32(1),
             "pretraining_epochs": 8.0, "rate": 1, "epochs": np.int64(50)}  # fmt: skip
    got = in_form(given, exercise)
    assert repr(got) == repr(
        {"kind": "rbm", "hidden_sizes": (200, 200), "pretraining_rate": 1.0, "pretraining_epochs": 8,
         "rate": 1, "epochs": 50}
    )  # fmt: skip


def test_a_value_may_have_a_form_of_its_own(capsys, monkeypatch):
    exercise = ValueExercise("", 7, form=lambda value: value % 10)
    monkeypatch.setattr(checking, "find_exercise", lambda number: exercise)
    assert check("1.1", 27) == 7
    assert checking.outcomes["1.1"] == CORRECT


@pytest.mark.parametrize("exercise", [e for e in all_exercises().values() if not callable(e.reference)])
def test_right_values_are_in_their_own_form(exercise):
    assert repr(in_form(exercise.reference, exercise)) == repr(exercise.reference)


# Dots and bets -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "blank", [..., {"a": ..., "b": ...}, {"a": {"b": ..., "c": ...}}, (..., ...), [{"a": ...}]]
)
def test_dots_everywhere_are_not_attempted(blank):
    with pytest.raises(NotAttempted):
        judge_dots(blank)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"a": {"x": 1, "y": 2}, "b": {"x": ..., "y": 4}},
         r"3 of 4 places are filled; still dots: the third \(b, x\)\."),
        ((1, ...), r"1 of 2 places are filled; still dots: the second \(2\)\."),
        ({"a": ..., "b": 1, "c": ...},
         r"1 of 3 places are filled; still dots: the first \(a\) and the third \(c\)\."),
    ],
)  # fmt: skip
def test_some_dots_are_named(answer, says):
    with pytest.raises(Wrong, match=says):
        judge_dots(answer)


@pytest.mark.parametrize("answer", [1, "a", {}, {"a": 1}, [1, (2, "b")], np.ones(2)])
def test_without_dots_there_is_nothing_to_say(answer):
    judge_dots(answer)


def test_two_of_three_dots_are_not_yet(capsys):
    check("4.5", {"pre-training": 4800, "fine-tuning": ..., "fair epochs without": 44})
    assert checking.outcomes["4.5"] == NOT_YET
    assert "still dots: the second (fine-tuning)." in capsys.readouterr().out


def test_a_bet_is_kept(capsys, monkeypatch):
    monkeypatch.setattr(checking, "outcomes", {})
    assert check("0.3", " Optimisation") == "optimisation"
    assert checking.outcomes == {"0.3": KEPT}
    assert capsys.readouterr().out == "✓ Exercise 0.3 (your bet): kept.\n"
    checking.progress(0)
    assert capsys.readouterr().out.startswith("Lesson 00: 0 of 3 exercises correct, 1 kept.\n")


def test_a_bet_is_kept_in_strict_mode(capsys, monkeypatch):
    monkeypatch.setenv("COURSE_STRICT", "1")
    assert check("0.3", "optimisation") == "optimisation"


def test_lists_that_hold_themselves_do_not_end_the_lesson(capsys):
    endless = []
    endless.append(endless)
    check("4.5", endless)
    assert checking.outcomes["4.5"] == NOT_YET


def test_open_exercises_judge_the_form(capsys, monkeypatch):
    def judgement(answer):
        if result_of(answer, (2,)) != (4,):
            raise Wrong("a tuple is expected.")

    exercise = OpenExercise("", lambda x: (2 * x,), judgement, form=lambda result, x: tuple(result))
    monkeypatch.setattr(checking, "find_exercise", lambda number: exercise)
    checked = check("1.1", lambda x: [2 * x])
    assert checked(3) == (6,)
