"""Judge an answer in a forked child process: whatever the answer does, the child ends and not the lesson.

Child and parent talk through two pipes. One carries what happens, as pairs of a word and a text: "ready",
then "calling" (with the name of the case) and "returned" around each call of the student's function, and at
the end "verdict"; "known" (with a sentence) is a call that only serves to find out more about what is wrong
already. The other pipe carries what is printed. So the parent knows on which case a child ended, and what it
had printed until then. This file is the parent's side; ``inside.py`` is the child's.
"""

import contextlib
import os
import signal
import time
import warnings
from multiprocessing import Pipe
from multiprocessing.connection import wait

from . import guard
from .verdicts import NOT_YET, Verdict

POSSIBLE = hasattr(os, "fork")  # Linux and Mac
START = 20.0  # seconds after which a child that has not said a word is given up
JUDGEMENT = 60.0  # seconds for all calls and the judge's own work together
PATIENCE = 8.0  # seconds after which the student is told that it takes its time

CAUSES = {
    "SIGABRT": "os.abort(), or a library that gave up",
    "SIGSEGV": "an address in memory that does not exist: a recursion without end, or an error in a library",
    "SIGKILL": "os.kill, or the system, because memory ran out",
}


def run(judgement):
    """The verdict that ``judgement()`` gives in a child.

    Parameters
    ----------
    judgement : callable
        Returns a :class:`Verdict`; calls the student's functions through :mod:`guard`.

    Returns
    -------
    Verdict or None
        None where no child could be made, or where it cannot compute.
    """
    from . import inside  # imports what only systems with fork have

    events, tell = Pipe(duplex=False)
    printed, print_to = os.pipe()
    pid = _fork()
    if pid == 0:
        inside.judge(judgement, tell, print_to)
    tell.close()
    os.close(print_to)
    try:
        return _follow(pid, events, printed) if pid else None
    finally:
        events.close()
        os.close(printed)


def _fork():
    """The child's number in the parent, 0 in the child, None where the system makes none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python warns of threads; the child uses none of the parent's
        try:
            return os.fork()
        except OSError:
            return None


class Process:
    """A child, and how it ended: ``status`` is None while it runs."""

    def __init__(self, pid):
        self.pid, self.status = pid, None

    def has_ended(self):
        """Whether it has."""
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.status = status if pid else None
        return self.status is not None

    def end(self):
        """End it, and every process that it has started."""
        if not self.has_ended():
            os.kill(self.pid, signal.SIGKILL)
            self.status = os.waitpid(self.pid, 0)[1]
        with contextlib.suppress(OSError):  # as a rule there is nobody left
            os.killpg(self.pid, signal.SIGKILL)


def _follow(pid, events, printed):
    """Listen to a child until its verdict or its end; return the Verdict, or None if it never got ready."""
    child, pages = Process(pid), []
    paper = guard.Printed(pages.append)
    try:
        word, text = _listen(child, events, printed, paper)
        while wait([printed], 0) and _copy(printed, paper):
            pass
        if word in ("", "cannot"):
            return None
        outcome, says = text if word == "verdict" else (NOT_YET, _last_words(child, word, text))
        return Verdict(outcome, says, "".join(pages))
    finally:
        child.end()


def _listen(child, events, printed, paper):
    """The last event of a child, what it prints being copied meanwhile."""
    word, text, ears = "", "", [events, printed]
    start = time.monotonic()
    end, told = start + START, False
    while word not in ("verdict", "cannot") and time.monotonic() < end:
        heard = wait(ears, 0.05)
        if not told and time.monotonic() > start + PATIENCE:
            told = True
            print(_so_far(word, text), flush=True)
        if printed in heard and not _copy(printed, paper):
            ears.remove(printed)
        if events in heard:
            try:
                word, text = events.recv()
                end += (JUDGEMENT - START) * (word == "ready")
            except EOFError:
                ears.remove(events)
        elif not heard and child.has_ended():
            break
    return word, text


def _so_far(word, text):
    """What is said of a check that takes long, so that nobody waits in the dark."""
    at = f": your function is running with {text}" if word == "calling" and text else ""
    return (
        f"Still checking after {PATIENCE:g} seconds{at}. It is given up after {JUDGEMENT:g} seconds at most; "
        "you can interrupt it."
    )


def _copy(descriptor, paper):
    """Copy what can be read at once; return whether more may follow."""
    data = os.read(descriptor, 65_536)
    paper.write(data.decode("utf-8", "replace"))
    return bool(data)


def _last_words(child, word, text):
    """What to say of a child that ended, or did not end, without a verdict."""
    if word == "known":
        return text
    if not child.has_ended():
        at = f" while your function ran with {text}" if word == "calling" and text else ""
        return (
            f"the check was given up after {JUDGEMENT:g} seconds{at}: your function is too slow, or this "
            f"computer is very busy."
        )
    trouble = _how_it_ended(child.status)
    if word == "calling":
        return guard.complaint(trouble, text)
    when = "while your answer was looked at" if word == "ready" else "after your function had returned"
    return f"{when}, {trouble}"


def _how_it_ended(status):
    """A process's end in words."""
    if os.WIFEXITED(status):
        return f"it ended Python by os._exit({os.WEXITSTATUS(status)}) or the like; a function only returns."
    number = os.WTERMSIG(status)
    if number == signal.SIGPROF:
        return f"it was too slow: it used {guard.SECONDS:g} seconds of processor time; {guard.TOO_SLOW}"
    name = signal.Signals(number).name
    return f"it ended Python by the signal {name} ({CAUSES.get(name, 'os.kill, or an error in a library')})."
