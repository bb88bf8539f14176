"""A class of thirty that hands in lesson 00, with every kind of answer and accident; what each should get.

A student is made from the lesson as it is handed out: the code in the places of the answers, cells that are
added, changed or taken out.
"""

import inspect
import shutil

import nbformat

from .bank import lesson_00 as bank

NAME = "00_start_here"
CODE = {
    "0.1": "def error_rate(predicted, labels):\n    return (predicted != labels).mean()",
    "0.2": f"ruled_out = {bank.RIGHT['0.2'][0]}",
    "0.3": 'my_bet = "optimisation"',
}
ANSWERS = {"0.1": "error_rate", "0.2": "ruled_out", "0.3": "my_bet"}
ALL = ("correct", "correct", "kept")
WRONG_RATE = "def error_rate(predicted, labels):\n    return (predicted == labels).mean()"
SHARE = "not yet: This is the share of right answers; the error is the share of wrong ones."


def rate(body, before=""):
    """An answer to exercise 0.1 with another body."""
    return f"{before}def error_rate(predicted, labels):\n    {body}"


def notebook(lesson, answers, checked=True):
    """The lesson's notebook with some answers in the places of the dots."""
    made = nbformat.from_dict(lesson)
    for number, code in answers.items():
        name = ANSWERS[number]
        cell = cell_of(made, number)
        title, check = cell.source.split("\n")[0], f'{name} = check("{number}", {name})'
        cell.source = "\n".join([title, code, "", check] if checked else [code])
    return made


def cell_of(made, number):
    """The cell of an exercise."""
    return next(cell for cell in made.cells if cell.source.startswith(f"# exercise {number} "))


def add(made, code, before="0.1"):
    """Put a cell of the student's own before an exercise, or at the end."""
    cell = nbformat.v4.new_code_cell(code)
    place = made.cells.index(cell_of(made, before)) if before else len(made.cells)
    made.cells.insert(place, cell)
    return made


def from_bank(lesson, kind, k):
    """The notebook with the k-th answers of the banks: functions as their code, others by their place."""
    answers = {n: of[k] if kind == "RIGHT" else of[k][0] for n, of in getattr(bank, kind).items()}
    last = "" if kind == "RIGHT" else "[0]"
    code, above = {}, "from tests.bank import lesson_00 as bank\n"
    for number, answer in answers.items():
        if inspect.isfunction(answer) and answer.__name__ != "<lambda>":
            code[number] = f"{ANSWERS[number]} = {answer.__name__}"
            above += inspect.getsource(inspect.getmodule(answer))
        else:
            code[number] = f'{ANSWERS[number]} = bank.{kind}["{number}"][{k}]{last}'
    return add(notebook(lesson, code), above)


def students(lesson):
    """Notebooks by the files that they are handed in as, with what is expected.

    Returns
    -------
    dict
        file -> (notebook, marks of the three exercises, state, part of what to look at)
    """
    full = dict(CODE)
    lesson = nbformat.from_dict(lesson)
    for cell in lesson.cells:  # a prediction is there to be filled in
        cell.source = cell.source.replace('keep_prediction("0.seven", ...)', 'keep_prediction("0.seven", 90)')
    with_wrong_rate = full | {"0.1": WRONG_RATE}
    found = {
        "ada.ipynb": (notebook(lesson, full), ALL, "marked", ""),
        "bo_00_start_here.ipynb": (notebook(lesson, {}), ("blank",) * 3, "marked", ""),
        "cleo/00_start_here.ipynb": (
            notebook(lesson, {"0.1": rate("return np.abs(predicted.astype(int) - labels).mean()")}),
            ("not yet: This is the mean distance between the classes", "blank", "blank"),
            "marked",
            "",
        ),
        "dee.ipynb": (notebook(lesson, with_wrong_rate), (SHARE, *ALL[1:]), "marked", ""),
        "eli.ipynb": (
            from_bank(lesson, "WRONG", 0),
            ("not yet", "not yet: A: what", "not yet: "),
            "marked",
            "",
        ),
    }
    found |= {f"right{k}.ipynb": (from_bank(lesson, "RIGHT", k), ALL, "marked", "") for k in range(5)}
    accidents = {
        "hangs": (rate("while True: pass"), "not yet: When your function was called with"),
        "hangs_above": (rate("return 0", "import time\ntime.sleep(1000)\n"), "broken: cell"),
        "exits": (rate("import os; os._exit(3)"), "not yet: When your function was called with"),
        "exits_above": (rate("return 0", "import os\nos._exit(3)\n"), "broken: cell"),
        "eats": (rate("return np.ones(10**11)"), "not yet: When your function was called with"),
        "eats_above": (rate("return 0", "much = np.ones(10**10)\n"), "broken: cell"),
        "kills": (rate("return 0", "import os\nos.kill(os.getppid(), 9)\n"), "broken: "),
        "no_python": ("def error_rate(predicted, labels)\n    return 0", "broken: SyntaxError"),
    }
    for name, (code, expected) in accidents.items():
        rest = ("broken: its marking", "broken: its marking") if name == "kills" else ALL[1:]
        state = "its marking was ended from inside" if name == "kills" else "marked"
        found[f"{name}.ipynb"] = notebook(lesson, full | {"0.1": code}), (expected, *rest), state, ""
    return found | tampered(lesson, full, with_wrong_rate) | others(lesson, full)


def tampered(lesson, full, with_wrong_rate):
    """Those who try to pass otherwise than by an answer."""
    own = rate("return find(predicted, labels)", "from utils.lessons.lesson_00 import EXERCISES\n")
    own = own.replace("find(", 'EXERCISES["0.1"].reference(')
    judge = "from utils.teaching import compare\ncompare.differs = lambda *a, **k: ''\nhelper = compare\n"
    gone = notebook(lesson, full)
    gone.cells.remove(cell_of(gone, "0.2"))
    given = notebook(lesson, full)
    next(c for c in given.cells if "digits = load_digits_5k()" in c.source).source = "digits = None"
    course = full | {
        "0.1": 'from utils.lessons.lesson_00 import EXERCISES as E\nerror_rate = E["0.1"].oracle'
    }
    lenient = "import os\nos.environ['COURSE_STRICT'] = '0'"
    return {
        "lenient.ipynb": (
            add(notebook(lesson, with_wrong_rate), lenient),
            (SHARE, *ALL[1:]),
            "marked",
            "mentions COURSE_STRICT",
        ),
        "uncheck.ipynb": (
            notebook(lesson, with_wrong_rate, checked=False),
            (SHARE, *ALL[1:]),
            "marked",
            "has lost the check of 0.1",
        ),
        "recheck.ipynb": (
            add(notebook(lesson, with_wrong_rate), "def check(number, answer):\n    return answer"),
            (SHARE, *ALL[1:]),
            "marked",
            "replaces check",
        ),
        "given.ipynb": (given, ALL, "marked", "changed in the lesson: cell "),
        "course.ipynb": (
            notebook(lesson, course),
            ("refused: this is the course's own", *ALL[1:]),
            "marked",
            "reaches into a lesson's exercises",
        ),
        "wraps.ipynb": (
            notebook(lesson, full | {"0.1": own}),
            ("refused: it calls the course's own", *ALL[1:]),
            "marked",
            "mentions .reference",
        ),
        "judge.ipynb": (
            add(notebook(lesson, full | {"0.1": rate("return helper and 0")}), judge),
            ("refused: it changes the course: utils.teaching.compare.differs", *ALL[1:]),
            "marked",
            "",
        ),
        "gone.ipynb": (gone, ("correct", "blank", "kept"), "marked", "the cell of exercise 0.2 is gone"),
    }


def others(lesson, full):
    """Own cells that answers need; two of a name; files that are no lesson 00."""
    helped = add(
        notebook(lesson, full | {"0.1": rate("return share(predicted != labels)")}),
        "%matplotlib inline\nparts = []\nparts.append(fmean)\n"
        "def share(these):\n    return parts[0](map(bool, these))\nprint(1 / 0)",
    )
    given = next(cell for cell in helped.cells if "from utils.teaching import" in cell.source)
    given.source += "\nfrom statistics import fmean"
    twice = add(
        notebook(lesson, full | {"0.1": WRONG_RATE}),
        f"# again\n{CODE['0.1']}\ncheck('0.1', error_rate)",
        None,
    )
    return {
        "helped.ipynb": (helped, ALL, "marked", "changed in the lesson: cell "),
        "kim.ipynb": (twice, ALL, "marked", "2 hand-ins have this name"),
        "kim/00_start_here.ipynb": (
            notebook(lesson, {}),
            ("blank",) * 3,
            "marked",
            "2 hand-ins have this name",
        ),
        "torn.ipynb": (None, ("",) * 3, "no notebook: it cannot be read (NotJSONError)", ""),
    }


def write(lesson, folder, other):
    """Write the class into a folder, one more with another lesson; give what is expected of each file."""
    expected = {}
    for file, (made, marks, state, look) in students(lesson).items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{" if made is None else nbformat.writes(made), encoding="utf-8")
        expected[file] = marks, state, look
    nbformat.write(other, folder / "zoe.ipynb")
    expected["zoe.ipynb"] = ("",) * 3, "another lesson: 01", ""
    shutil.copytree(folder / "cleo", folder / "cleo" / ".ipynb_checkpoints")
    return expected
