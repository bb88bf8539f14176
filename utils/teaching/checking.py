"""``check``: answer a student's exercise, and let the lesson go on whatever the answer was.

Three things can come out: *correct*, *not yet* (with the failing case and, if it is recognised, the typical
mistake) and *not attempted*. In the last two the reference implementation is returned, so that every later
figure is right. With ``COURSE_STRICT=1``, or while nbgrader validates or grades, they raise instead.
"""

import html
import importlib
import os
import sys

from .exercise import NotAttempted, Wrong

CORRECT, NOT_YET, NOT_ATTEMPTED = "correct", "not yet", "not attempted"
COLOURS = {CORRECT: "#1b7837", NOT_YET: "#b35806", NOT_ATTEMPTED: "#555555"}
SIGNS = {CORRECT: "✓", NOT_YET: "✗", NOT_ATTEMPTED: "…"}

outcomes = {}  # number of the exercise -> CORRECT, NOT_YET or NOT_ATTEMPTED: this kernel's last answers


class CheckFailed(AssertionError):
    """In strict mode: an exercise that is blank or wrong."""


class Announcement:
    """A line that JupyterLab shows in colour and a terminal as text."""

    def __init__(self, outcome, title, message):
        self.outcome, self.title, self.message = outcome, title, message

    def __repr__(self):
        return f"{SIGNS[self.outcome]} {self.title}: {self.outcome}. {self.message}".rstrip()

    def _repr_html_(self):
        colour = COLOURS[self.outcome]
        head = f"{SIGNS[self.outcome]} {html.escape(self.title)}: {self.outcome}."
        return (
            f'<div style="border-left:4px solid {colour};padding:4px 12px;margin:4px 0">'
            f'<b style="color:{colour}">{head}</b> {html.escape(self.message)}</div>'
        )


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
    """Whether a blank or wrong exercise raises: COURSE_STRICT=1, or nbgrader is grading or validating."""
    grading = os.environ.get("NBGRADER_EXECUTION", "").lower() in {"autograde", "validate"}
    return grading or os.environ.get("COURSE_STRICT", "") not in {"", "0"}


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
        ``answer`` if it is right, otherwise the reference.

    Raises
    ------
    CheckFailed
        In strict mode, if the answer is blank or wrong.
    ValueError
        If there is no such exercise.
    """
    exercise = find_exercise(number)
    go_on = _go_on(exercise.reference)
    try:
        exercise.judge(answer)
        outcome, message = CORRECT, ""
    except NotAttempted:
        outcome, message = NOT_ATTEMPTED, go_on
    except Wrong as wrong:
        outcome = NOT_YET
        message = f"{as_sentence(str(wrong))} {go_on}"
    except Exception as error:  # no answer may end the lesson, not even one that the judge did not foresee
        outcome = NOT_YET
        message = (
            f"Your answer could not be judged ({type(error).__name__}: {error}); look at its form. {go_on}"
        )
    outcomes[number] = outcome
    announcement = Announcement(outcome, f"Exercise {number} ({exercise.title})", message)
    if outcome != CORRECT and strict():
        raise CheckFailed(repr(announcement))
    announce(announcement)
    return answer if outcome == CORRECT else exercise.reference


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


def progress(lesson):
    """Say how far a lesson's exercises are, e.g. ``progress(1)``.

    Parameters
    ----------
    lesson : int
    """
    exercises = importlib.import_module(f"utils.lessons.lesson_{lesson:02d}").EXERCISES
    done = [number for number in exercises if outcomes.get(number) == CORRECT]
    print(f"Lesson {lesson:02d}: {len(done)} of {len(exercises)} exercises correct.")
    for number, exercise in exercises.items():
        outcome = outcomes.get(number, "not run")
        print(f"  {SIGNS.get(outcome, ' ')} {number}  {exercise.title}: {outcome}")
