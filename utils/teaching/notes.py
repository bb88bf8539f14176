"""The reader's predictions: kept in one lesson, recalled in a later one.

They are stored in ``my_answers/predictions.json`` at the course's root (or in the folder that the environment
variable ``COURSE_NOTES`` names), a file that belongs to the reader and to nobody else.
"""

import json
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def notes_path():
    """Where the predictions are kept."""
    return Path(os.environ.get("COURSE_NOTES") or ROOT / "my_answers") / "predictions.json"


def read_notes():
    """All predictions, by name; a damaged file counts as none and is left as it is."""
    try:
        notes = json.loads(notes_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return notes if isinstance(notes, dict) else {}


def keep_prediction(name, prediction):
    """Keep a prediction for later lessons.

    Parameters
    ----------
    name : str
        What it is about, e.g. ``"why"``.
    prediction : str, number, list or dict
        ``...`` is not kept.
    """
    if prediction is ...:
        print("No prediction yet: nothing is kept. Replace the dots and run the cell again.")
        return
    path = notes_path()
    notes = read_notes() | {name: prediction}
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps(notes, indent=1), encoding="utf-8")
        os.replace(temporary, path)
    except OSError as error:
        print(f"Your prediction could not be written to {path} ({error.strerror}); note it on paper.")
        return
    print(f"Kept: {prediction}")


def recall_prediction(name, otherwise="You have made no prediction yet; lesson 00 asks for it."):
    """Say what was predicted, and return it (None if nothing was).

    Parameters
    ----------
    name : str
    otherwise : str
        What to say where there is no prediction.
    """
    prediction = read_notes().get(name)
    print(f"You predicted: {prediction}" if prediction is not None else otherwise)
    return prediction
