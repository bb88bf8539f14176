"""Run one answer with what it needs, in a process of its own with limits, and judge it as ``check`` does."""

import contextlib
import ctypes
import linecache
import os
import signal
import sys
from typing import NamedTuple

import utils.teaching

from .. import checking, child, guard
from ..forms import in_form
from ..verdicts import CORRECT, DONE, KEPT, NOT_ATTEMPTED, NOT_YET, Verdict
from . import copied

BLANK, BROKEN, REFUSED = "blank", "broken", "refused"
WORDS = (CORRECT, KEPT, NOT_YET, BLANK, BROKEN, REFUSED)
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000  # of Linux, for unshare
DIE_WITH_PARENT, ADOPT_ORPHANS = 1, 36  # for prctl
LARGEST_FILE = 100_000_000  # bytes that a student's code may write into one file


class Limits(NamedTuple):
    """Of one answer with what it needs: seconds by the clock, and memory beyond the course's own in MB."""

    seconds: float = 120
    memory: int = 2000


class Plan(NamedTuple):
    """What to run: (cell, text) of what an answer needs and of the answer; which others are right."""

    number: str
    name: str
    needs: list
    answer: tuple
    right: frozenset


def run(plan, limits, tell):
    """Tell what runs, as ("running", cell), and at the end ("verdict", (outcome, why)).

    Parameters
    ----------
    plan : Plan
    limits : Limits
    tell : multiprocessing.connection.Connection
    """
    _shut_in(limits)
    exercise = checking.find_exercise(plan.number)
    copied.import_all()
    copied.lay_wires(exercise)
    handed = {}
    names = _names(plan, handed)
    before = copied.snapshot(exercise)
    for cell, text in (*plan.needs, plan.answer):
        tell.send(("running", cell))
        trouble = _execute(cell, text, names)
        if trouble and plan.number not in handed:
            tell.send(("verdict", (BROKEN, f"{cell}: {trouble}")))
            return
    answer = handed.get(plan.number, names.get(plan.name, ...))
    changed = copied.altered(before, exercise)
    if changed:
        tell.send(("verdict", (REFUSED, f"it changes the course: {', '.join(changed[:3])}")))
        return
    outcome, says, _ = judge(exercise, answer)
    outcome = BLANK if outcome == NOT_ATTEMPTED else outcome
    tell.send(("verdict", (outcome, checking.as_sentence(says) if outcome == NOT_YET else says)))


def judge(exercise, answer):
    """The Verdict on an answer: that of ``check``, unless the answer is not the student's own."""
    refused = copied.why_refused(exercise, answer)
    if refused:
        return Verdict(REFUSED, refused)
    answer = in_form(copied.watched(answer), exercise)

    def judged():
        before = copied.snapshot(exercise)
        verdict = checking.judge_here(exercise, answer)
        changed = copied.altered(before, exercise)
        why = f"it changes the course: {', '.join(changed[:3])}" if changed else copied.why_passed_on()
        return Verdict(REFUSED, why) if why and verdict.outcome in DONE else verdict

    if not child.POSSIBLE or checking.is_plain(answer):
        return judged()
    return child.run(judged) or judged()


def _names(plan, handed):
    """What a notebook has at its start, with a ``check`` that hands on the right thing and judges nothing."""

    def check(number, answer):
        if number == plan.number:
            handed[number] = answer
            return answer
        exercise = checking.find_exercise(number)
        return in_form(answer, exercise) if number in plan.right else exercise.reference

    utils.teaching.check = checking.check = check
    return {"__name__": "__main__", "display": print, "get_ipython": lambda: None, "check": check}


def _execute(cell, text, names):
    """Run a piece of a cell; give the sentence on what went wrong, or nothing."""
    file = f"<{cell}>"
    linecache.cache[file] = len(text), None, text.splitlines(keepends=True), file
    names["check"] = utils.teaching.check
    trouble = guard.run(lambda: exec(compile(text, file, "exec"), names), ()).trouble
    return trouble or ""


def _shut_in(limits):
    """Leave the terminal, the group and the network; from now on memory, time and files have limits."""
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    sys.stdin, sys.stdout, sys.stderr = (open(os.devnull, mode) for mode in ("r", "w", "w"))  # noqa: SIM115
    if hasattr(os, "setsid"):
        os.setsid()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        _limit(limits)
    die_with_parent()
    cut_off()


def _limit(limits):
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for which, most in (
        (resource.RLIMIT_CPU, int(limits.seconds) + 1),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
    ):
        hard = resource.getrlimit(which)[1]
        resource.setrlimit(which, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    if sys.platform == "linux":
        with open("/proc/self/statm") as sizes:
            now = int(sizes.read().split()[0]) * resource.getpagesize()
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        most = now + limits.memory * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (most if hard < 0 else min(most, hard), hard))


def die_with_parent():
    """End this process when the one that started it ends, where Linux can."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)


def adopt_orphans():
    """Let what students' code starts, and what outlives it, become this process's: of Linux."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(ADOPT_ORPHANS, 1, 0, 0, 0)


def orphans():
    """The numbers of this process's children: programs that were left behind."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children") as children:
            return [int(number) for number in children.read().split()]
    except OSError:
        return []


def cut_off():
    """Take the network from this process, where the system lets us; give whether it did."""
    if sys.platform != "linux":
        return False
    with contextlib.suppress(AttributeError, OSError):
        return ctypes.CDLL(None).unshare(NEW_USER | NEW_NETWORK) == 0
    return False
