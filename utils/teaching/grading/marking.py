"""Mark a folder of notebooks: a process for each, which starts another for each of its answers.

What a student's code does, it does in the innermost process: that may hang, die or fill its memory. The
process of its notebook sees that and goes on with the next answer. The outermost one runs nothing of a
student's, and goes on with the next notebook even if somebody's code ended the process in between.
"""

import contextlib
import multiprocessing
import os
import signal
import tempfile
import time
import warnings
from multiprocessing.connection import wait
from typing import NamedTuple

from .. import checking
from ..verdicts import DONE
from . import alike, handed_in, memory, running, statements
from .running import BLANK, BROKEN

FORK = hasattr(os, "fork")
SPARE = 30  # seconds beyond its limits after which a notebook's process is given up


class Mark(NamedTuple):
    """What became of an exercise, and why."""

    outcome: str
    says: str = ""


class Row(NamedTuple):
    """What became of a hand-in: ``marks`` has a Mark for each exercise, or nothing if it was not marked.

    ``answers`` has what :mod:`alike` compares.
    """

    student: str
    file: str
    state: str
    marks: dict
    minutes: float
    look_at: list
    answers: dict


def mark_all(hand_ins, lesson, limits, workers=2, say=lambda row: None):
    """The rows of hand-ins, in their order; ``say`` is called with each as it is ready."""
    context = multiprocessing.get_context("fork" if FORK else "spawn")
    if FORK:
        _load(lesson)
    left, running_now, rows = list(enumerate(hand_ins)), {}, {}
    try:
        while left or running_now:
            while left and len(running_now) < workers:
                place, hand_in = left.pop(0)
                notebook = _Notebook(context, hand_in, lesson, limits)
                running_now[notebook.pipe] = place, notebook
            heard = wait(list(running_now), 1.0)
            for pipe, (place, notebook) in list(running_now.items()):
                if notebook.listen(pipe in heard):
                    del running_now[pipe]
                    rows[place] = notebook.row()
                    say(rows[place])
    finally:
        for _, notebook in running_now.values():
            notebook.end()
    return [rows[place] for place in sorted(rows)]


def _load(lesson):
    """Import once, before processes are forked, what the lesson's own cells import."""
    from .. import child, inside  # noqa: F401

    for number in lesson.tasks:
        checking.find_exercise(number)
    imports = "\n".join(
        one.text
        for text in lesson.cells.values()
        for one in statements.definitions("the lesson", text, "")
        if "import " in one.text and not one.text.startswith(("def ", "class ", "@"))
    )
    exec(imports, {})


class _Notebook:
    """A notebook that is being marked, as the outermost process sees it."""

    def __init__(self, context, hand_in, lesson, limits):
        self.hand_in, self.lesson, self.start = hand_in, lesson, time.monotonic()
        self.marks, self.state, self.look_at, self.answers, self.was_read = {}, "", [], {}, False
        self.patience = (limits.seconds + SPARE) * (len(lesson.tasks) + 1)
        self.pipe, tell = context.Pipe(duplex=False)
        self.process = context.Process(target=mark_notebook, args=(hand_in, lesson, limits, tell))
        _start(self.process)
        tell.close()

    def listen(self, heard):
        """Take what the notebook's process tells; give whether it has ended."""
        if heard:
            try:
                word, what = self.pipe.recv()
            except (EOFError, OSError):
                self.state = self.state or "its marking was ended from inside"
                self.end()
                return True
            if word == "mark":
                self.marks[what[0]] = what[1]
            elif word == "look at":
                (self.look_at, self.answers), self.was_read = what, True
            else:
                self.state = what
        elif time.monotonic() - self.start > self.patience:
            self.state = "its marking did not end"
            self.end()
            return True
        return False

    def end(self):
        """End the process, and with it what it has started."""
        self.process.kill()
        self.process.join()
        self.pipe.close()

    def row(self):
        """What became of it."""
        if self.was_read:
            lost = Mark(BROKEN, self.state)
            self.marks = {number: self.marks.get(number, lost) for number in self.lesson.tasks}
        minutes = (time.monotonic() - self.start) / 60
        of = self.hand_in
        return Row(of.student, of.file, self.state, self.marks, minutes, self.look_at, self.answers)


def _start(process):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python warns of threads; the child uses none of the parent's
        process.start()


def mark_notebook(hand_in, lesson, limits, tell):
    """Tell what to look at and what to compare, ("mark", (number, Mark)) for each exercise, and the state."""
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)  # an interrupt is the outermost process's
        running.die_with_parent()
        running.adopt_orphans()
    try:
        cells = handed_in.read(hand_in.path)
    except handed_in.NotRead as error:
        tell.send(("state", str(error)))
        return
    number = handed_in.lesson_of(cells)
    if number != lesson.number:
        tell.send(("state", f"another lesson: {number}" if number else "no lesson of the course"))
        return
    work = handed_in.sort_out(cells, lesson)
    tell.send(("look at", (work.changes, alike.of_work(work, lesson))))
    right, stuck = set(), {}
    with tempfile.TemporaryDirectory(prefix="marking-", ignore_cleanup_errors=True) as folder:
        os.environ["COURSE_NOTES"] = folder
        os.environ.pop("COURSE_STRICT", None)
        os.chdir(folder)
        for number in lesson.tasks:
            mark = _mark(number, lesson, work, right, stuck, limits)
            right |= {number} if mark.outcome in DONE else set()
            tell.send(("mark", (number, mark)))
        os.chdir("/")
    tell.send(("state", "marked"))


def _mark(number, lesson, work, right, stuck, limits):
    """The Mark of one exercise; others that are not right give the lesson its own answers."""
    if number in work.troubles:
        return Mark(BROKEN, work.troubles[number])
    if number in work.blank:
        return Mark(BLANK)
    found = list(work.statements)
    for other, place in work.places.items():
        if other != number and other not in right:
            text = lesson.cells[lesson.tasks[other].cell]
            found[place] = statements.whole("the lesson", text, own=False)
    answer = found[work.places[number]]
    needs = statements.needed_for(found, work.places[number])
    for one in (*needs, answer):
        if one.label in stuck and one.own:
            return Mark(BROKEN, stuck[one.label])
    plan = running.Plan(
        number, lesson.tasks[number].name, [(one.label, one.text) for one in needs],
        (answer.label, answer.text), frozenset(right),
    )  # fmt: skip
    return _follow(plan, limits, stuck)


def _follow(plan, limits, stuck):
    """Run an answer in a process of its own, and see what becomes of it."""
    context = multiprocessing.get_context("fork" if FORK else "spawn")
    pipe, tell = context.Pipe(duplex=False)
    process = context.Process(target=running.run, args=(plan, limits, tell))
    _start(process)
    tell.close()
    end, cell, said = time.monotonic() + limits.seconds, "", None
    most, too_much = memory.own() + limits.memory * 1_000_000, False
    while said is None and time.monotonic() < end and not too_much:
        try:
            if pipe.poll(max(0, min(memory.EVERY, end - time.monotonic()))):
                word, what = pipe.recv()
                cell, said = (what, None) if word == "running" else (cell, what)
            else:
                too_much = memory.exceeds(most)
        except (EOFError, OSError):
            break
    if too_much:
        said = BROKEN, f"{cell}: with all that it started it took more than {limits.memory} MB"
    process.join(0.0 if said or time.monotonic() >= end else 1.0)
    mark = Mark(*said) if said else Mark(BROKEN, _how_it_ended(process, cell, limits))
    if too_much or not said:
        stuck[cell] = mark.says
    _end(process)
    pipe.close()
    return mark


def _how_it_ended(process, cell, limits):
    if process.exitcode is None:
        return f"{cell}: it did not end within {limits.seconds:g} seconds"
    if process.exitcode < 0:
        return f"{cell}: it ended Python by the signal {signal.Signals(-process.exitcode).name}"
    return f"{cell}: it ended Python with status {process.exitcode}"


def _end(process):
    """End a process, the group that it leads, and what left that group."""
    with contextlib.suppress(OSError, AttributeError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()
    while left := running.orphans():
        for pid in left:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
