"""What an exercise is: something that can judge an answer and name the mistake in it.

There are three kinds, which differ in what the student hands in:

- :class:`FunctionExercise`: a function, tried on cases against an independent oracle;
- :class:`ValueExercise`: a number, a word or a small collection, compared with the right one;
- :class:`OpenExercise`: anything, judged by a function of its own (random functions, targets to reach).

Each has ``reference``, which the lesson goes on with when the answer is missing or wrong. An answer is
rejected by raising :class:`Wrong`.
"""

import copy
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from . import guard
from .compare import differs, show_value


class Wrong(Exception):
    """An answer that is not right yet; the message says why, for the student."""


class NotAttempted(Exception):
    """An exercise that is still blank."""


class Case(NamedTuple):
    """One trial of a function: a description, its arguments."""

    says: str
    args: tuple


class Mistake(NamedTuple):
    """A typical mistake: the sentence that names it, and a function or value that makes it."""

    says: str
    makes: Any


def attempt(function, args, says=""):
    """Call a student's function, guarded; return its result.

    Raises
    ------
    NotAttempted
        If it is ``...``, returns that, or raises NotImplementedError.
    Wrong
        If it is not a function, takes other arguments, raises, or does not return in time.
    """
    if function is ...:
        raise NotAttempted
    if not callable(function):
        raise Wrong(f"a function is expected here, but this is {show_value(function)}.")
    try:
        inspect.signature(function).bind(*args)
    except TypeError as error:
        raise Wrong(
            f"your function takes {inspect.signature(function)}, but is called with {len(args)} "
            f"argument{'s' if len(args) != 1 else ''} ({error}); keep the given first line."
        ) from None
    except ValueError:
        pass  # some built-in functions have no signature: just call them
    outcome = guard.call(function, args, says)
    if outcome.trouble:
        raise Wrong(guard.complaint(outcome.trouble, says))
    if outcome.result is ...:
        raise NotAttempted
    return outcome.result


def has_dots(answer):
    """Whether an answer, or a part of it, is still ``...``."""
    if isinstance(answer, dict):
        return any(has_dots(value) for value in answer.values())
    if isinstance(answer, list | tuple):
        return any(has_dots(value) for value in answer)
    return answer is ...


@dataclass(frozen=True)
class FunctionExercise:
    """An exercise whose answer is a function without randomness.

    Attributes
    ----------
    title : str
    reference : callable
    oracle : callable
        Gives the expected result from the same arguments, in another way than ``reference``.
    cases : callable
        Returns the list of :class:`Case`, from small to large.
    mistakes : tuple of Mistake
        Wrong functions; where the answer agrees with one of them, the message names it.
    errors : tuple of (str, str)
        Part of an exception's text, and the sentence that explains it.
    changes : bool
        True for a function that works in place on its first argument: that argument is then compared.
    """

    title: str
    reference: Callable
    oracle: Callable
    cases: Callable
    mistakes: tuple = ()
    errors: tuple = ()
    changes: bool = False

    def judge(self, answer):
        """Raise Wrong or NotAttempted unless ``answer`` gives what the oracle gives, on every case."""
        for case in self.cases():
            got, args = self._try(answer, case)
            expected = self._expected(self.oracle, case)
            wrong = differs(got, expected)
            if wrong:
                raise Wrong(f"{self._name_mistake(got, case)}With {case.says}: {wrong}")
            self._check_untouched(args, case)

    def _try(self, answer, case):
        args = copy.deepcopy(case.args)
        try:
            result = attempt(answer, args, case.says)
        except Wrong as wrong:
            explained = next((says for part, says in self.errors if part in str(wrong)), None)
            raise Wrong(f"{explained} ({wrong})" if explained else str(wrong)) from None
        if self.changes:
            if result is not None:
                raise Wrong(
                    "this function changes its first argument in place and returns nothing; drop the return."
                )
            return args[0], args
        if result is None:
            raise Wrong("your function returned None: is the return missing?")
        return result, args

    def _expected(self, function, case):
        args = copy.deepcopy(case.args)
        with np.errstate(all="ignore"):
            result = function(*args)
        return args[0] if self.changes else result

    def _name_mistake(self, got, case):
        """The sentence of the first typical mistake that gives the same result, or nothing."""
        for mistake in self.mistakes:
            try:
                same = not differs(got, self._expected(mistake.makes, case), exact=True)
            except Exception:  # a wrong function may fail on some cases
                same = False
            if same:
                return f"{mistake.says} "
        return ""

    def _check_untouched(self, args, case):
        given = zip(args[self.changes :], case.args[self.changes :], strict=True)
        for position, (after, before) in enumerate(given, start=1 + self.changes):
            if callable(before) or isinstance(before, np.random.Generator):
                continue
            if differs(after, before, exact=True):
                raise Wrong(
                    f"the result is right, but your function changes argument number {position} in place; "
                    f"work on a copy (x.copy()), or write x = x - ... instead of x -= ..."
                )


@dataclass(frozen=True)
class ValueExercise:
    """An exercise whose answer is a value. ``reference`` is the right one; ``accepts`` may accept others."""

    title: str
    reference: Any
    mistakes: tuple = ()
    accepts: Callable | None = None
    hint: str = ""

    def judge(self, answer):
        """Raise Wrong or NotAttempted unless ``answer`` is right."""
        if has_dots(answer):
            raise NotAttempted
        right = self.reference is not ... and not differs(answer, self.reference, strict_type=False)
        if right or (self.accepts is not None and self.accepts(answer)):
            return
        for mistake in self.mistakes:
            makes = mistake.makes
            matches = makes(answer) if callable(makes) else not differs(answer, makes, strict_type=False)
            if matches:
                raise Wrong(mistake.says)
        raise Wrong(f"{self.hint} You gave {show_value(answer)}.".strip())


@dataclass(frozen=True)
class OpenExercise:
    """An exercise with a judge of its own: ``judgement(answer)`` raises Wrong or NotAttempted."""

    title: str
    reference: Any
    judgement: Callable

    def judge(self, answer):
        """Raise Wrong or NotAttempted unless ``answer`` passes the exercise's own judgement."""
        if has_dots(answer):
            raise NotAttempted
        self.judgement(answer)
