"""Call a student's function so that nothing it does can stop the lesson.

The function runs in a thread of its own, with a time limit; what it prints is kept, up to a limit; what it
raises comes back as a value.
"""

import contextlib
import ctypes
import io
import threading
import traceback
import warnings
from typing import Any, NamedTuple

import numpy as np

SECONDS = 5.0
MOST_PRINTED = 2_000  # characters


class Outcome(NamedTuple):
    """What became of a call: its result, or why there is none, and what was printed."""

    result: Any = None
    trouble: str | None = None
    printed: str = ""


class Stopped(BaseException):
    """Raised inside a thread that used up its time."""


class LimitedBuffer(io.StringIO):
    """A text stream that keeps the first characters and forgets the rest."""

    def write(self, text):
        room = MOST_PRINTED - self.tell()
        if room > 0:
            super().write(text[:room])
        return len(text)


def call(function, args, seconds=SECONDS):
    """Call ``function(*args)`` with a time limit.

    Parameters
    ----------
    function : callable
    args : sequence
    seconds : float
        After this time the call is given up and its thread told to stop.

    Returns
    -------
    Outcome
        ``trouble`` is a sentence if there was an exception or no answer in time, else None.
    """
    printed, box = LimitedBuffer(), {}
    thread = threading.Thread(target=_run, args=(function, args, box), daemon=True)
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        thread.start()
        thread.join(seconds)
        if thread.is_alive():
            _stop(thread)
            trouble = f"it did not return within {seconds:g} seconds; is there a loop that never ends?"
            return Outcome(trouble=trouble, printed=printed.getvalue())
    return Outcome(box.get("result"), box.get("trouble"), printed.getvalue())


def _run(function, args, box):
    """Put the result of the call, or a sentence about its failure, into ``box``."""
    try:
        with np.errstate(all="ignore"):
            box["result"] = function(*args)
    except NotImplementedError:
        box["result"] = ...
    except Stopped:
        pass
    except BaseException as error:  # also SystemExit: a student's exit() must not end the lesson
        box["trouble"] = f"it raised {_describe(error)}"


def _describe(error):
    """An exception in one line: its type, its message, and the student's line where it arose."""
    try:
        text = f"{type(error).__name__}: {error}"
    except Exception:
        text = type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)[1:]  # the first frame is ours
    where = next((f for f in reversed(frames) if f.line and "site-packages" not in f.filename), None)
    return f"{text} (in the line: {where.line})" if where else text


def _stop(thread):
    """Ask a thread to end, several times; one that cannot be reached stays behind as a daemon."""
    for _ in range(10):
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(Stopped))
        thread.join(0.05)
        if not thread.is_alive():
            return
