"""Answers that are the same word for word: copies are told, honest students who agree by chance are not."""

import csv

import nbformat
import pytest

from utils.teaching import grade
from utils.teaching.grading import alike, handed_in, marking
from utils.teaching.grading.lesson import read_lesson
from utils.teaching.grading.marking import Mark, Row
from utils.teaching.guide import GUIDE
from utils.teaching.sources import source_paths

from . import clean

MIA = {
    "1.2": """
def negative_log_likelihood(a, labels):
    top = a.max(axis=1, keepdims=True)
    log_z = np.log(np.exp(a - top).sum(axis=1)) + top[:, 0]
    picked = a[np.arange(len(labels)), labels]
    return np.mean(log_z - picked)
""",
    "1.3": """
def forward(params, x):
    out = [x]
    for k, (W, b) in enumerate(params):
        z = out[-1] @ W + b
        out.append(z if k == len(params) - 1 else sigmoid(z))
    return out
""",
    "1.4": """
def numerical_gradient(f, theta, step=1e-5):
    found = np.empty_like(theta)
    for place in np.ndindex(theta.shape):
        shifted = np.zeros_like(theta)
        shifted[place] = step
        found[place] = (f(theta + shifted) - f(theta - shifted)) / (2 * step)
    return found
""",
}
SHORT = {
    "1.1": """
def softmax(a):
    e = np.exp(a - a.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
""",
    "1.6": """
def sgd_step(params, grads, rate):
    for (W, b), (dW, db) in zip(params, grads):
        W -= rate * dW
        b -= rate * db
""",
}
BO = """
def forward(params, x):
    activations = [x]
    for layer in params[:-1]:
        activations.append(sigmoid(activations[-1] @ layer.W + layer.b))
    return [*activations, activations[-1] @ params[-1].W + params[-1].b]
"""


@pytest.fixture(scope="module")
def lesson():
    return read_lesson("01")


def notebook(lesson, answers):
    """A lesson as it was handed out with answers in the place of the given cells."""
    made = clean.lesson(lesson.name)
    for cell in made.cells:
        number = next((n for n, task in lesson.tasks.items() if task.cell == cell.id), None)
        if number in answers:
            name = lesson.tasks[number].name
            cell.source = (
                f"{cell.source.splitlines()[0]}\n{answers[number]}\n{name} = check('{number}', {name})"
            )
    return made


def of_course(lesson):
    """A lesson's answers as the course gives them."""
    return {number: task.answer.rsplit("\n", 1)[0] for number, task in lesson.tasks.items()}


def row(student, made, lesson):
    """The row of a notebook that was not marked."""
    work = handed_in.sort_out([(c.cell_type, c.source, c.id) for c in made.cells], lesson)
    return Row(student, f"{student}.ipynb", "marked", {}, 0.1, [], alike.of_work(work, lesson))


def look_at(lesson, **students):
    """What is told of students, by their names, who have handed in answers."""
    rows = [row(student, notebook(lesson, answers), lesson) for student, answers in students.items()]
    return {one.student: one.look_at for one in alike.told(rows, lesson)}


def test_the_courses_answers_are_told_also_with_other_spaces_and_comments(lesson):
    course = of_course(lesson)
    spaced = {
        n: text.replace("    ", "\t").replace(" = ", "=").replace('"""', "'''") + "\n# mine"
        for n, text in course.items()
    }
    says = ["the course's own answers, word for word: 1.2, 1.3, 1.4, 1.5"]
    found = look_at(lesson, copied=course, spaced=spaced, part=MIA | {n: course[n] for n in ("1.4", "1.5")})
    assert found["copied"] == found["spaced"] == says, "and not of each other"
    assert found["part"] == ["the course's own answers, word for word: 1.4, 1.5"]


def test_solutions_handed_in_unchanged_are_told(lesson):
    made = nbformat.read(source_paths(["01"])[0].parents[1] / "01_build_mlp.ipynb", 4)
    (told,) = alike.told([row("cy", made, lesson)], lesson)
    assert "the course's own answers, word for word: 1.2, 1.3, 1.4, 1.5" in told.look_at


def test_two_students_who_have_the_same_are_named(lesson):
    found = look_at(lesson, mia=SHORT | MIA, bo=SHORT, cleo=SHORT | MIA | {"1.2": "x = 1"}, dee=MIA)
    assert found == {
        "mia": ["same as cleo in 1.3, 1.4", "same as dee in 1.2, 1.3, 1.4"],
        "bo": [],
        "cleo": ["same as mia and dee in 1.3, 1.4"],
        "dee": ["same as mia in 1.2, 1.3, 1.4", "same as cleo in 1.3, 1.4"],
    }


def test_the_same_wrong_answers_are_told_too(lesson):
    wrong = {
        n: text.replace("2 * step", "step").replace("sigmoid(z)", "np.tanh(z)") for n, text in MIA.items()
    }
    assert look_at(lesson, mia=wrong, bo=wrong)["bo"] == ["same as mia in 1.2, 1.3, 1.4"]


def test_of_many_only_some_are_named(lesson):
    found = look_at(lesson, **{f"s{i}": MIA for i in range(7)})
    assert found["s0"] == ["same as s1, s2, s3, s4 and 2 others in 1.2, 1.3, 1.4"]


def test_a_student_who_hands_in_twice_is_not_told_of_themselves(lesson):
    rows = [row("mia", notebook(lesson, MIA), lesson) for _ in range(2)]
    assert [one.look_at for one in alike.told(rows, lesson)] == [[], []]


@pytest.mark.parametrize(
    "shared",
    [SHORT, {"1.3": MIA["1.3"]}, SHORT | {"1.3": BO}, {"1.5": "backward = None"}, {}],
    ids=["short", "one", "one-and-short", "nothing", "blank"],
)
def test_honest_students_are_not_named(lesson, shared):
    """Short answers come out the same, and one longer one may; all else is each one's own."""
    own = {n: text.replace("found", "g").replace("log_z", "l").replace("out", "h") for n, text in MIA.items()}
    course = of_course(lesson)
    rest = {n: course[n] for n in ("1.1", "1.6")} if not shared else {}
    assert look_at(lesson, mia=MIA | rest | shared, bo=own | rest | shared) == {"mia": [], "bo": []}


def test_the_courses_short_answers_are_anybodys():
    course = of_course(read_lesson("00"))
    assert look_at(read_lesson("00"), mia=course, bo=course) == {"mia": [], "bo": []}


def test_what_the_lesson_says_is_nobodys():
    """Exercises 5.1 and 5.2 show the code for one network, to be given one more axis."""
    lesson = read_lesson("05")
    shown = clean.lesson("05_add_seeds").cells
    (code,) = (c.source for c in shown if c.cell_type == "markdown" and "### Exercise 5.1" in c.source)
    body = code.split("```python\n")[1].split("```")[0]
    body = body.replace("+ b)", "+ b[:, None])").replace("sigmoid(", "torch.sigmoid(")
    answer = "def forward(params, x):\n" + "".join(f"    {line}\n" for line in body.splitlines())
    assert alike.own_statements(answer, lesson.said) == ()
    long = lesson.tasks["5.2"].answer
    assert look_at(lesson, a={"5.1": answer, "5.2": long}, b={"5.1": answer, "5.2": long}) == {
        "a": [],
        "b": [],
    }


def test_what_python_cannot_write_is_left_out(lesson):
    deep = f"def forward(params, x):\n    a = x\n    b = a\n    return {'-' * 500}a"
    huge = f"def numerical_gradient(f, theta):\n    a = 1\n    b = 2\n    return 0x{'f' * 9000}"
    made = notebook(lesson, {"1.2": MIA["1.2"], "1.3": deep, "1.4": huge})
    assert list(row("mia", made, lesson).answers) == ["1.2"]


def test_both_tables_have_it(lesson, tmp_path, monkeypatch):
    """The whole command, but that no answer is run."""
    monkeypatch.setattr(marking, "_mark", lambda *_: Mark("correct"))
    folder = tmp_path / "in"
    folder.mkdir()
    for student, answers in {"cy": of_course(lesson), "mia": MIA | SHORT, "bo": MIA, "dee": SHORT}.items():
        nbformat.write(notebook(lesson, answers), folder / f"{student}.ipynb")
    for end in ("html", "md"):
        words = [folder, "--out", tmp_path / "marks.csv", "--table", tmp_path / f"marks.{end}"]
        assert grade.main(list(map(str, words))) == 0
    with (tmp_path / "marks.csv").open(newline="", encoding="utf-8") as file:
        rows = {one["student"]: one for one in csv.DictReader(file)}
    assert {one["marks"] for one in rows.values()} == {"11"}, "it costs no mark"
    says = {
        "cy": "the course's own answers, word for word: 1.2, 1.3, 1.4, 1.5",
        "mia": "same as bo in 1.2, 1.3, 1.4",
        "bo": "same as mia in 1.2, 1.3, 1.4",
        "dee": "",
    }
    assert {student: one["look at"] for student, one in rows.items()} == says
    page, text = ((tmp_path / f"marks.{end}").read_text(encoding="utf-8") for end in ("html", "md"))
    for what in filter(None, says.values()):
        assert f"- look at: {what}" in text
        assert what in page.replace("&#x27;", "'")


def test_guide_says_in_which_lessons_nothing_is_long_enough():
    lessons = [read_lesson(path.stem[:2]) for path in source_paths()]
    quiet = [one.number for one in lessons if not alike.same(*[alike.of_course(one)] * 2)]
    guide = " ".join(GUIDE.read_text(encoding="utf-8").split())
    assert f"(lessons {', '.join(quiet[:-1])} and {quiet[-1]} have too few)" in guide
    assert f"from three statements and {alike.SIGNS} characters of its own on" in guide
    assert (alike.LEAST, alike.ANSWERS, alike.TOGETHER) == (3, 2, 9)
    assert "told only with another: nine statements in all" in guide
