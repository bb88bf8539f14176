"""Bring answers into the course's own form, so that what is judged is what every later cell can use.

An exercise may have a ``form``. For a function it is a function of the result and of the arguments, such as
``lambda grads, *args: [Layer(*grad) for grad in grads]``; the student's function is wrapped in it, the
wrapped function is judged, and ``check`` returns it. For a value it is a function of the value. Values are
also freed of what makes no difference: 80.0 for 80, NumPy's numbers, an array for a tuple, capital letters.
"""

import functools

import numpy as np

from .attempt import NotAttempted, Wrong

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def in_form(answer, exercise):
    """An answer in the form of its exercise; where that cannot be, as it is.

    Parameters
    ----------
    answer : object
    exercise : FunctionExercise, ValueExercise or OpenExercise

    Returns
    -------
    object
        For a function with a form the wrapped function, whose ``__wrapped__`` is the student's.
    """
    if callable(answer):
        return _wrapped(answer, exercise.form) if exercise.form else answer
    if callable(exercise.reference):
        return answer
    try:
        plain = normal(answer, exercise.reference)
        for key in getattr(exercise, "verbatim", ()):
            plain[key] = answer[key]
        return exercise.form(plain) if exercise.form else plain
    except Exception:  # the judge says what is wrong with it
        return answer


def _wrapped(function, form):
    if getattr(function, "has_form", None) is form:
        return function  # the cell was run again

    @functools.wraps(function)
    def formed(*args, **named):
        result = function(*args, **named)
        if result is None or result is ...:
            return result
        try:
            return form(result, *args)
        except Exception:  # the judge says what is wrong with it
            return result

    formed.has_form = form
    return formed


def normal(value, like):
    """A value without what makes no difference, in the types of ``like``.

    Parameters
    ----------
    value : object
        Texts lose capital letters and superfluous spaces, NumPy's numbers become Python's.
    like : object
        The right answer: it says where whole numbers and where lists or tuples are wanted.

    Returns
    -------
    object
    """
    if isinstance(value, dict):
        wanted = like if isinstance(like, dict) else {}
        spelt = {_word(key): key for key in wanted}
        keys = [spelt.get(_word(key), key) for key in value]
        return {key: normal(part, wanted.get(key)) for key, part in zip(keys, value.values(), strict=True)}
    if isinstance(value, np.generic) or isinstance(value, np.ndarray) and value.ndim == 0:
        return normal(value.item(), like)
    if isinstance(value, np.ndarray) and isinstance(like, list | tuple):
        value = value.tolist()
    if type(value) in (list, tuple):
        wanted = list(like) if isinstance(like, list | tuple) else []
        wanted += [wanted[-1] if wanted else None] * len(value)
        parts = [normal(part, one) for part, one in zip(value, wanted, strict=False)]
        return type(like)(parts) if type(like) in (list, tuple) else type(value)(parts)
    if isinstance(value, float) and type(like) is int and value.is_integer():
        return int(value)
    return _word(value, like)


def _word(value, like=None):
    """A text in small letters with single spaces, or in the spelling of ``like`` if it is that."""
    if not isinstance(value, str):
        return value
    text = " ".join(value.split()).lower()
    return like if isinstance(like, str) and text == like.lower() else text


def judge_dots(answer):
    """Raise NotAttempted where all places of an answer still hold ``...``, and Wrong where some do."""
    places = list(_places(answer))
    empty = [i for i, (_, value) in enumerate(places) if value is ...]
    if not empty:
        return
    if len(empty) == len(places):
        raise NotAttempted
    names = [f"the {ORDINALS[i] if i < len(ORDINALS) else f'{i + 1}th'} ({places[i][0]})" for i in empty]
    n_filled = len(places) - len(empty)
    raise Wrong(f"{n_filled} of {len(places)} places are filled; still dots: {' and '.join(names)}.")


def _places(answer, name=""):
    """The names and values of all places of an answer that is made of dictionaries, lists and tuples."""
    if isinstance(answer, dict | list | tuple):
        parts = answer.items() if isinstance(answer, dict) else enumerate(answer, start=1)
        for key, value in parts:
            yield from _places(value, f"{name}, {key}" if name else str(key))
    else:
        yield name, answer
