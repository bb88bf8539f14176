"""Call a student's function so that nothing it does can stop the lesson.

What it raises comes back as a sentence; what it prints is kept, up to a limit. Where the system has no fork,
the function runs in a thread of its own with a time limit, as this file does it; where it has one, the whole
judgement runs in a child process, which calls functions in a stricter way (``inside.py``).
"""

import contextlib
import ctypes
import io
import threading
import time
import traceback
import warnings
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

HERE = str(Path(__file__).parent)
COURSE = str(Path(__file__).parents[1])
SECONDS = 5.0  # processor time of one call
MOST_PRINTED = 2_000  # characters
TOO_SLOW = "a loop that never ends, or Python loops over many rows?"
TOO_LARGE = "a list that grows without end, or an array of the wrong shape?"


class Outcome(NamedTuple):
    """What became of a call: its result, or a sentence that says why there is none."""

    result: Any = None
    trouble: str | None = None


class Stopped(BaseException):
    """Raised inside a thread that used up its time."""


class Printed(io.TextIOBase):
    """A text stream that passes on the first characters and forgets the rest."""

    def __init__(self, pass_on):
        self.pass_on, self.room = pass_on, MOST_PRINTED

    def writable(self):
        return True

    def write(self, text):
        if self.room > 0:
            self.pass_on(text[: self.room])
        self.room -= len(text)
        return len(text)


printed = []  # texts that answers have printed in this process


def call_in_thread(function, args, says=""):
    """Call ``function(*args)`` in a thread, which is given up after some seconds.

    Parameters
    ----------
    function : callable
    args : sequence
    says : str
        What the arguments are; a child process tells its parent.

    Returns
    -------
    Outcome
    """
    stream, box = Printed(printed.append), []
    thread = threading.Thread(target=lambda: box.append(run(function, args)), daemon=True)
    with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before = time.process_time()
        thread.start()
        thread.join(SECONDS)
        if not thread.is_alive():
            return box[0] if box else Outcome(trouble="it ended its thread.")
        computed = time.process_time() - before
        _stop(thread)
    if computed < SECONDS / 10:
        return Outcome(trouble=waited(SECONDS))
    return Outcome(trouble=f"it was too slow: it did not return within {SECONDS:g} seconds; {TOO_SLOW}")


call = call_in_thread  # a child process replaces it by its own
known = ""  # what is wrong already, while calls only serve to find out more


@contextlib.contextmanager
def finding_out_more(says):
    """Calls to find out more about a mistake: what is wrong already is said if one of them ends Python."""
    global known
    before, known = known, says
    try:
        yield
    finally:
        known = before


def complaint(trouble, says=""):
    """The sentence about a call that gave no result, ``says`` being what it was called with."""
    return f"when your function was called{f' with {says}' if says else ''}, {trouble}"


def waited(seconds):
    """What is said of a call that does nothing and does not end."""
    return (
        f"it waited for {seconds:g} seconds without computing; is there a sleep, or a lock that nobody opens?"
    )


def run(function, args):
    """Call ``function(*args)`` and return the :class:`Outcome`, whatever is raised."""
    try:
        with np.errstate(all="ignore"):
            return Outcome(function(*args))
    except NotImplementedError:
        return Outcome(...)
    except Stopped:
        return Outcome(trouble="it was stopped.")
    except MemoryError as error:
        error.__traceback__ = None  # lets go of what filled the memory
        return Outcome(trouble=f"it wanted too much memory, {_describe(error)}; {TOO_LARGE}")
    except SystemExit as error:
        return Outcome(trouble=f"it ended Python: {_describe(error)}.")
    except BaseException as error:
        return Outcome(trouble=f"it raised {_describe(error)}.")


def _describe(error):
    """An exception in one line: its type, its message, and the student's line where it arose."""
    try:
        text = f"{type(error).__name__}: {error}".removesuffix(": ")
    except Exception:
        text = type(error).__name__
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.line and "site-packages" not in frame.filename and HERE not in frame.filename
    ]
    frames = [frame for frame in frames if COURSE not in frame.filename] or frames
    return f"{text} (in the line: {frames[-1].line})" if frames else text


def _stop(thread):
    """Ask a thread to end, several times; one that cannot be reached stays behind as a daemon."""
    for _ in range(10):
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(Stopped))
        thread.join(0.05)
        if not thread.is_alive():
            return
