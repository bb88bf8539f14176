"""What an exercise is: something that can judge an answer and name the mistake in it.

There are three kinds, which differ in what the student hands in:

- :class:`FunctionExercise`: a function, tried on cases against an independent oracle;
- :class:`ValueExercise`: a number, a word or a small collection, compared with the right one;
- :class:`OpenExercise`: anything, judged by a function of its own (random functions, targets to reach).

Each has ``reference``, which the lesson goes on with when the answer is missing or wrong, and may have a
``form`` (``forms.py``). An answer is rejected by raising :class:`Wrong`.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from . import guard
from .attempt import NotAttempted, Wrong, changed_argument, clean_trial, result_of, trial
from .compare import differs, is_finite, show_value
from .forms import judge_dots
from .verdicts import CORRECT

__all__ = [
    "Case",
    "FunctionExercise",
    "Mistake",
    "NotAttempted",
    "OpenExercise",
    "ValueExercise",
    "Wrong",
    "clean_trial",
    "result_of",
    "trial",
]


FAILED = object()  # in the place of a result: the function raised


class Case(NamedTuple):
    """One trial of a function: a description, its arguments."""

    says: str
    args: tuple


class Mistake(NamedTuple):
    """A typical mistake: the sentence that names it, and a function or value that makes it."""

    says: str
    makes: Any


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
    form : callable, optional
        ``form(result, *args)`` brings a result into the course's own form (``forms.py``).
    also : callable, optional
        ``also(answer)`` raises Wrong where later cells cannot use an answer that is right on every case.
    nothing : str
        Of a search: why it may have found nothing, up to the comma; said where an answer returns None.
    """

    title: str
    reference: Callable
    oracle: Callable
    cases: Callable
    mistakes: tuple = ()
    errors: tuple = ()
    changes: bool = False
    form: Callable | None = None
    also: Callable | None = None
    nothing: str = ""
    outcome: str = CORRECT

    def judge(self, answer):
        """Raise Wrong or NotAttempted unless ``answer`` gives what the oracle gives, on every case."""
        for case in self.cases():
            try:
                got, args = self._try(answer, case)
                wrong = differs(got, self._expected(self.oracle, case))
                wrong = wrong and f"With {case.says}: {wrong}"
            except Wrong as failure:
                got, wrong = FAILED, str(failure)
            if wrong:
                with guard.finding_out_more(wrong):
                    named = self._name_mistake(answer, case, got)
                    raise Wrong(wrong if wrong.startswith(named) else f"{named}{wrong}")
            self._check_untouched(args, case)
        if self.also:
            self.also(answer)

    def _try(self, answer, case):
        try:
            result, args = trial(answer, case.args, case.says)
        except Wrong as wrong:
            explained = next((says for part, says in self.errors if part in str(wrong)), None)
            raise Wrong(f"{explained} ({wrong})" if explained else str(wrong)) from None
        if self.changes:
            if result is not None:
                raise Wrong(
                    "this function changes its first argument in place and returns nothing; drop the return."
                )
            return args[0], args
        if result is None and self.nothing:
            raise Wrong(
                f"with {case.says}: your function returned None. {self.nothing} or the return is missing."
            )
        if result is None:
            raise Wrong("your function returned None: is the return missing?")
        return result, args

    def _expected(self, function, case):
        args = copy.deepcopy(case.args)
        with np.errstate(all="ignore"):
            result = function(*args)
        return args[0] if self.changes else result

    def _name_mistake(self, answer, case, got):
        """The first typical mistake that gives what the answer gives, on this case and on all; or nothing."""
        fits = [mistake for mistake in self.mistakes if self._makes(mistake, case, got)]
        shown = got is not FAILED
        confirmed = got is FAILED or is_finite(got)
        for other in self.cases() if fits else ():
            came = FAILED if other.says == case.says else self._result(answer, other)
            if came is not FAILED and is_finite(came):  # NaN would be a second mistake
                fits = [mistake for mistake in fits if self._makes(mistake, other, came)]
                shown = shown or bool(differs(came, self._expected(self.oracle, other)))
                confirmed = True
        return f"{fits[0].says} " if fits and shown and confirmed else ""

    def _result(self, answer, case):
        try:
            return self._try(answer, case)[0]
        except (Wrong, NotAttempted):
            return FAILED

    def _makes(self, mistake, case, got):
        """Whether a mistake gives this result, or fails if the answer failed."""
        try:
            made = self._expected(mistake.makes, case)
        except Exception:
            return got is FAILED
        return got is not FAILED and not differs(got, made, exact=True)

    def _check_untouched(self, args, case):
        changed = changed_argument(self.reference, case.args, args, start=int(self.changes))
        if changed:
            raise Wrong(
                f"the result is right, but your function changes {changed} in place; work on a copy, or "
                f"write x = x - ... instead of x -= ..."
            )


@dataclass(frozen=True)
class ValueExercise:
    """An exercise whose answer is a value.

    Attributes
    ----------
    title : str
    reference : object
        The right answer; ``...`` if there is none but what ``accepts`` accepts.
    mistakes : tuple of Mistake
        Wrong values, or functions that recognise one. An answer comes in its normal form (``forms.py``).
    accepts : callable, optional
        May accept other values.
    hint : str
        Said where no mistake is recognised.
    outcome : str
        What an accepted answer is called: CORRECT, or KEPT where no answer is wrong.
    """

    title: str
    reference: Any
    mistakes: tuple = ()
    accepts: Callable | None = None
    hint: str = ""
    form: Callable | None = None
    outcome: str = CORRECT

    def judge(self, answer):
        """Raise Wrong or NotAttempted unless ``answer`` is right."""
        judge_dots(answer)
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
    """An exercise with a judge of its own: ``judgement(answer)`` raises Wrong or NotAttempted.

    The texts of the keys in ``verbatim`` stay as they are written, capital letters and all.
    """

    title: str
    reference: Any
    judgement: Callable
    form: Callable | None = None
    verbatim: tuple = ()
    outcome: str = CORRECT

    def judge(self, answer):
        """Raise Wrong or NotAttempted unless ``answer`` passes the exercise's own judgement."""
        judge_dots(answer)
        self.judgement(answer)
