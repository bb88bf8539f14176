"""``check``: answer a student's exercise, and let the lesson go on whatever the answer was.

What can come out: *correct* (or *kept*, where no answer is wrong), *not yet* (with the failing case and, if
it is recognised, the typical mistake) and *not attempted*. In the last two the reference implementation is
returned, so that every later figure is right. With ``COURSE_STRICT=1`` they raise instead.
"""

import importlib
import os
import sys

import numpy as np

from . import child, guard, record
from .exercise import NotAttempted, Wrong
from .forms import in_form
from .verdicts import CORRECT, DONE, KEPT, NOT_ATTEMPTED, NOT_YET, SIGNS, Announcement, Verdict

PLAIN = (str, bytes, bool, int, float, complex, type(None), type(...))

outcomes = {}  # number of the exercise -> CORRECT, KEPT, NOT_YET or NOT_ATTEMPTED: this kernel's last answers


class CheckFailed(AssertionError):
    """In strict mode: an exercise that is blank or wrong."""


def find_exercise(number):
    """The exercise with a number such as "1.2", from ``utils.lessons.lesson_01``."""
    lesson = str(number).split(".")[0]
    name = f"utils.lessons.lesson_{int(lesson):02d}" if lesson.isdigit() else None
    try:
        exercises = importlib.import_module(name).EXERCISES if name else {}
    except ModuleNotFoundError:
        exercises = {}
    if number not in exercises:
        have = f" Lesson {lesson} has {', '.join(exercises)}." if exercises else ""
        raise ValueError(
            f'there is no exercise {number!r}; give its number as in the text, e.g. "1.2".{have}'
        )
    return exercises[number]


def strict():
    """Whether a blank or wrong exercise raises: COURSE_STRICT=1."""
    return os.environ.get("COURSE_STRICT", "") not in {"", "0"}


def check(number, answer):
    """Check an answer, say what came out, and return what the lesson goes on with.

    Parameters
    ----------
    number : str
        The exercise, e.g. ``"1.2"``.
    answer : callable or value
        What the exercise asks for.

    Returns
    -------
    callable or value
        ``answer`` if it is right, in the exercise's own form (``forms.py``), otherwise the reference.

    Raises
    ------
    CheckFailed
        In strict mode, if the answer is blank or wrong.
    ValueError
        If there is no such exercise.
    """
    exercise = find_exercise(number)
    answer = in_form(answer, exercise)
    outcome, says, printed = judge(exercise, answer)
    outcomes[number] = outcome
    message = "" if outcome in DONE else f"{as_sentence(says)} {_go_on(exercise.reference)}".strip()
    announcement = Announcement(outcome, f"Exercise {number} ({exercise.title})", message, printed)
    if strict():
        if outcome not in DONE:
            raise CheckFailed(repr(announcement))
    else:
        record.keep(number, outcome)
    announce(announcement)
    return answer if outcome in DONE else exercise.reference


def judge(exercise, answer):
    """The :class:`Verdict` on an answer, found in a child process if it has code and there can be a child."""
    if not child.POSSIBLE or is_plain(answer):
        return judge_here(exercise, answer)
    return child.run(lambda: judge_here(exercise, answer)) or judge_here(exercise, answer)


def is_plain(answer):
    """Whether an answer is made of numbers and texts alone, so that no code of the student runs in it."""
    try:
        if isinstance(answer, dict):
            return all(is_plain(key) and is_plain(value) for key, value in answer.items())
        if isinstance(answer, list | tuple):
            return all(is_plain(value) for value in answer)
    except RecursionError:  # a list that holds itself
        return False
    if isinstance(answer, np.ndarray | np.generic):
        return answer.dtype.kind != "O"
    return type(answer) in PLAIN


def judge_here(exercise, answer):
    """The :class:`Verdict` on an answer, found in this process."""
    guard.printed.clear()
    try:
        exercise.judge(answer)
        outcome, says = exercise.outcome, ""
    except NotAttempted:
        outcome, says = NOT_ATTEMPTED, ""
    except Wrong as wrong:
        outcome, says = NOT_YET, str(wrong)
    except Exception as error:  # no answer may end the lesson, not even one that the judge did not foresee
        outcome = NOT_YET
        says = f"Your answer could not be judged ({type(error).__name__}: {error}); look at its form."
    return Verdict(outcome, says, "".join(guard.printed)[: guard.MOST_PRINTED])


def as_sentence(text):
    """The text with a capital first letter, unless it starts with a name in code such as ``dW`` or ``h``."""
    word = text.split(" ", 1)[0].strip(",.:;")
    in_code = {"h", "v", "x", "db", "dc"}
    is_english = word == "a" or (word.isalpha() and word.islower() and word not in in_code)
    return f"{text[:1].upper()}{text[1:]}" if is_english else text


def _go_on(reference):
    """What happens next when the answer is missing or wrong."""
    if reference is ...:
        return "The lesson goes on without it."
    return f"The lesson goes on with the reference {'function' if callable(reference) else 'answer'}."


def announce(announcement):
    """Show an announcement in a notebook, or print it elsewhere."""
    if "IPython" in sys.modules and sys.modules["IPython"].get_ipython() is not None:
        sys.modules["IPython"].display.display(announcement)
    else:
        print(announcement)


def progress(lesson=None):
    """Say how far a lesson's exercises are in this notebook, ``progress(1)``, or how far all lessons are.

    Parameters
    ----------
    lesson : int, optional
        Without it: of every lesson the exercises that were ever solved, stars, and minutes of what is left.
    """
    if lesson is None:
        print(record.overview())
        return
    exercises = importlib.import_module(f"utils.lessons.lesson_{lesson:02d}").EXERCISES
    found = [outcomes.get(number, "not run") for number in exercises]
    kept = f", {found.count(KEPT)} kept" if KEPT in found else ""
    print(f"Lesson {lesson:02d}: {found.count(CORRECT)} of {len(exercises)} exercises correct{kept}.")
    for (number, exercise), outcome in zip(exercises.items(), found, strict=True):
        print(f"  {SIGNS.get(outcome, ' ')} {number}  {exercise.title}: {outcome}")
