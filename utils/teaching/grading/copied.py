"""Recognise what is not a student's own: the course's functions handed in, and a course that was changed.

A function of the course is known by its code, whatever name it has. The two that answer an exercise, the
reference and the one that it is compared with, get a wire to trip over: where they run while the student's
function runs, the answer only passes the question on. What is retyped has no such sign.
"""

import builtins
import functools
import importlib
import inspect
import sys
import types

import numpy as np

from ..guard import COURSE

WATCHED = ("utils.teaching", "utils.lessons", "utils.numpy_models")
STRAY = {("utils.teaching.guard", "call")}  # replaced by the course itself, in a process that judges
WIRE = """
def wire(*args, **named):
    from utils.teaching.grading.copied import tripped
    return tripped({key}, args, named)
"""


class Watch:
    """What runs while a student's function runs."""

    depth = 0
    originals = []  # functions that have a wire, as they were
    names = []  # what they are called
    hits = set()


def lay_wires(exercise):
    """Let the functions that answer an exercise tell when they run inside an answer."""
    for function in (exercise.reference, getattr(exercise, "oracle", None)):
        function = innermost(function)
        if not isinstance(function, types.FunctionType) or function.__closure__ or not is_of_course(function):
            continue
        Watch.originals.append(_copy(function))
        Watch.names.append(_name(function))
        made = {}
        code = WIRE.format(key=len(Watch.originals) - 1)
        exec(compile(code, function.__code__.co_filename, "exec"), made)
        function.__signature__ = inspect.signature(function)
        function.__code__ = made["wire"].__code__


def _name(function):
    return f"{function.__module__.removeprefix('utils.')}.{function.__name__}"


def _copy(function):
    copy = types.FunctionType(
        function.__code__, function.__globals__, function.__name__, function.__defaults__
    )
    copy.__kwdefaults__ = function.__kwdefaults__
    return copy


def tripped(key, args, named):
    """Called in the place of a function with a wire."""
    if Watch.depth:
        Watch.hits.add(Watch.names[key])
    return Watch.originals[key](*args, **named)


def watched(answer):
    """A student's function that lets wires know when it runs; anything else as it is."""
    if not callable(answer) or answer is ...:
        return answer

    @functools.wraps(answer)
    def running(*args, **named):
        Watch.depth += 1
        try:
            return answer(*args, **named)
        finally:
            Watch.depth -= 1

    return running


def innermost(function):
    """The function in a partial one, a bound method, or a wrapper that says what it wraps."""
    for _ in range(20):
        inner = getattr(function, "func", None) if isinstance(function, functools.partial) else None
        inner = inner or getattr(function, "__func__", None) or getattr(function, "__wrapped__", None)
        if inner is None:
            break
        function = inner
    return function


def is_of_course(function):
    """Whether a function's code is in the course's files."""
    code = getattr(innermost(function), "__code__", None)
    return isinstance(code, types.CodeType) and code.co_filename.startswith(COURSE)


def why_refused(exercise, answer):
    """What is wrong with an answer that is not the student's, or nothing."""
    if answer is exercise.reference and not isinstance(answer, str | int | float | tuple | type(...)):
        return "this is the course's own answer"
    if callable(answer) and is_of_course(answer):
        return f"this is the course's own function {_name(innermost(answer))}"
    return ""


def why_passed_on():
    """Which of the course's own functions ran inside the answer, or nothing."""
    return f"it calls the course's own function {' and '.join(sorted(Watch.hits))}" if Watch.hits else ""


def snapshot(exercise):
    """What must stay as it is while a student's code runs: functions of the course and of NumPy."""
    modules = [m for name, m in sys.modules.items() if name.startswith(WATCHED) and m is not None]
    found = {}
    for module in (*modules, np, np.linalg, builtins):
        for name, value in vars(module).items():
            if callable(value) and (module.__name__, name) not in STRAY:
                found[module.__name__, name] = value, getattr(value, "__code__", None)
    owner = f"exercise {exercise.title}"
    found |= {
        (owner, name): (value, getattr(value, "__code__", None)) for name, value in vars(exercise).items()
    }
    found |= {
        (kind.__name__, name): (value, getattr(value, "__code__", None))
        for kind in type(exercise).__mro__[:-1]
        for name, value in vars(kind).items()
        if callable(value)
    }
    return found


def altered(before, exercise):
    """The names of what is not what it was, e.g. "utils.teaching.compare.differs"."""
    now = snapshot(exercise)
    return sorted(
        f"{owner}.{name}"
        for (owner, name), (value, code) in before.items()
        if (owner, name) not in now or now[owner, name][0] is not value or now[owner, name][1] is not code
    )


def import_all():
    """Load what is loaded late, so that it does not seem to have been changed."""
    for name in ("compare", "attempt", "draws", "inside", "child", "tables"):
        importlib.import_module(f"utils.teaching.{name}")
