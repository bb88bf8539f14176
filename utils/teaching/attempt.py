"""Try a student's function: with fresh copies of the arguments, guarded, its failures told in sentences."""

import copy
import inspect
from typing import Any, NamedTuple

import numpy as np

from . import guard
from .compare import same, share_memory, show_value


class Wrong(Exception):
    """An answer that is not right yet; the message says why, for the student."""


class NotAttempted(Exception):
    """An exercise that is still blank."""


class Trial(NamedTuple):
    """What a function returned, and its arguments as it left them."""

    result: Any
    args: tuple


returned = []  # (function, result) of each call so far, all of the function that was tried last


def trial(function, args, says=""):
    """Call a student's function, guarded, with copies of ``args``.

    The arguments themselves never change, so that no answer can spoil what the next is compared with; what
    the function did to its copies is in the returned ``args``. Generators and functions are not copied.

    Parameters
    ----------
    function : callable
    args : tuple
    says : str
        What the arguments are, for the sentence about a failure.

    Returns
    -------
    Trial

    Raises
    ------
    NotAttempted
        If it is ``...``, returns that, or raises NotImplementedError.
    Wrong
        If it is not a function, takes other arguments, raises, does not return in time, or returns memory
        that an earlier call has returned.
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
    kept = {id(arg): arg for arg in args if callable(arg) or isinstance(arg, np.random.Generator)}
    copies = copy.deepcopy(args, kept)
    outcome = guard.call(function, copies, says)
    if outcome.trouble:
        raise Wrong(guard.complaint(outcome.trouble, says))
    if outcome.result is ...:
        raise NotAttempted
    _judge_memory(function, outcome.result)
    return Trial(outcome.result, copies)


def _judge_memory(function, result):
    """Raise Wrong if the arrays of a result are those of an earlier call."""
    if returned and returned[0][0] is not function:
        returned.clear()
    if any(share_memory(result, earlier) for _, earlier in returned):
        raise Wrong(
            "two calls return the same memory, so that what becomes of one result changes the other; make "
            "new arrays in every call."
        )
    returned.append((function, result))


def clean_trial(function, args, says=""):
    """A :func:`trial` of a function that must return something and change nothing.

    Raises
    ------
    NotAttempted, Wrong
        As :func:`trial`; Wrong also if it returns None or changes an argument in place.
    """
    tried = trial(function, args, says)
    if tried.result is None:
        raise Wrong("your function returned None: is the return missing?")
    judge_untouched(function, args, tried.args)
    return tried


def result_of(function, args, says=""):
    """The result of a :func:`clean_trial` alone."""
    return clean_trial(function, args, says).result


def judge_untouched(function, before, after):
    """Raise Wrong if a call has changed an argument in place."""
    changed = changed_argument(function, before, after)
    if changed:
        raise Wrong(f"your function changes {changed} in place, which is used again later; work on a copy.")


def changed_argument(function, before, after, start=0):
    """The name of the first argument, from position ``start`` on, that a call has changed, or None."""
    try:
        names = list(inspect.signature(function).parameters)
    except ValueError:  # some built-in functions
        names = []
    for position, (old, new) in enumerate(zip(before, after, strict=True)):
        if position >= start and not same(old, new):
            return names[position] if position < len(names) else f"argument number {position + 1}"
    return None
