"""The reader's predictions: kept in one cell, put beside the result in a later one, or in a later lesson.

They are stored in ``my_answers/predictions.json`` at the course's root (or in the folder that the environment
variable ``COURSE_NOTES`` names), a file that belongs to the reader and to nobody else: what runs in
``solutions`` leaves it alone. In a lesson::

    keep_prediction("2.mixing", ...)  # a number of steps

and, where the result is known::

    compare_prediction("2.mixing", f"{steps} steps")

A prediction is no exercise: a blank one is told and never stops a lesson, in strict mode neither.
"""

import contextlib
import json
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLANK = ("…", "...", "")


def notes_path():
    """Where the predictions are kept."""
    return Path(os.environ.get("COURSE_NOTES") or ROOT / "my_answers") / "predictions.json"


def in_solutions():
    """Whether one of our answered notebooks runs: its predictions and answers are not the reader's."""
    return Path.cwd() == ROOT / "solutions"


def outcomes_path():
    """Where it is kept what came out, for the last lesson."""
    return notes_path().with_name("outcomes.json")


def read_notes(path=None):
    """All predictions, by name; a damaged file counts as none and is left as it is."""
    try:
        notes = json.loads((path or notes_path()).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return notes if isinstance(notes, dict) else {}


def keep_prediction(name, prediction=...):
    """Keep a prediction, for later in the lesson or for later lessons.

    Parameters
    ----------
    name : str
        The lesson's number and what it is about, e.g. ``"2.mixing"``.
    prediction : str, number, array, list or dict
        ``...`` is not kept, and what was kept before stays. Anything else than these is kept as its text.
    """
    prediction, notes = _plain(prediction), read_notes()
    if _is_blank(prediction):
        if name in notes:
            print(f"No new prediction: the one from before stays, {in_words(notes[name])}")
        else:
            print("No prediction yet: nothing is kept. Replace the dots and run the cell again.")
        return
    path = notes_path()
    try:
        _write(path, notes | {name: prediction})
    except OSError as error:
        print(f"Your prediction could not be written to {path} ({error.strerror}); note it on paper.")
        return
    print(f"Kept: {in_words(prediction)}")


def _write(path, notes):
    """Write a file whole or not at all; of our own notebooks nothing goes to the reader's folder."""
    if in_solutions() and not os.environ.get("COURSE_NOTES"):
        return
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary.write_text(json.dumps(notes, indent=1), encoding="utf-8")
    os.replace(temporary, path)


def recall_prediction(name, otherwise=None):
    """Say what was predicted, and return it (None if nothing was): beside a figure, or in a later lesson.

    Parameters
    ----------
    name : str
    otherwise : str, optional
        What to say where there is no prediction; by default, which lesson asks for it.
    """
    prediction = read_notes().get(name)
    lesson = name.split(".")[0] if "." in name else "0"
    otherwise = otherwise or f"You have made no prediction yet; lesson {lesson:0>2} asks for it."
    print(otherwise if prediction is None else f"You predicted: {in_words(prediction)}")
    return prediction


def written():
    """All predictions with what came out: a list of (name, prediction, result), each in words.

    They come in the order of the lessons. The result is the one that was last seen on this computer.
    """
    predictions, results = read_notes(), read_notes(outcomes_path())

    def place(name):
        lesson, _, about = name.partition(".")
        return (int(lesson) if lesson.isdigit() else -1, about)

    return [
        (name, in_words(predictions[name]), in_words(results[name]) if name in results else "-")
        for name in sorted(predictions, key=place)
    ]


def compare_prediction(name, result):
    """Say in one line what was predicted and what came out; whether that is close, the reader judges.

    Parameters
    ----------
    name : str
        As it was given to :func:`keep_prediction`.
    result : str, number, list or dict
        Computed, and rounded as the reader should see it, e.g. ``f"{100 * error:.1f} %"``. A dict with the
        keys of the prediction is easiest to compare.
    """
    prediction = read_notes().get(name)
    predicted = "You kept no prediction" if prediction is None else f"You predicted: {in_words(prediction)}"
    print(f"{predicted}; it came out: {in_words(_plain(result))}")
    if prediction is not None:
        with contextlib.suppress(OSError):
            _write(outcomes_path(), read_notes(outcomes_path()) | {name: _plain(result)})


def in_words(value):
    """A prediction or a result in one line: ``{"a": 1, "b": [2, 3]}`` is "a: 1, b: 2, 3"."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {in_words(part)}" for key, part in value.items())
    if isinstance(value, list):
        return ", ".join(map(in_words, value))
    return " ".join(str(value).split())


def _plain(value):
    """A value in the types of JSON: arrays become lists, blank parts "…", and the rest its text."""
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(part) for part in value]
    if isinstance(value, str | int | float):
        return value.strip() if isinstance(value, str) else value
    if value is None or value is ...:
        return "…"
    return value.tolist() if hasattr(value, "tolist") else str(value)


def _is_blank(value):
    """Whether nothing was filled in: dots, an empty text, or a list or dict of such."""
    if isinstance(value, dict | list):
        return all(map(_is_blank, value.values() if isinstance(value, dict) else value))
    return value in BLANK
