"""Does a random function draw from the generator that it is given, and from no other?"""

import contextlib
from unittest import mock

import numpy as np

from .attempt import Wrong
from .compare import same

RULE = "all draws must come from the given rng."


def judge_draws(run, judge=lambda result: None, what="results"):
    """Try a random function with equal and with different generators, and judge what came.

    The order is that in which a student wants to hear of mistakes: first what is wrong with a single result
    (its type, its shape, NaN, an argument changed in place), then draws that come from elsewhere, then what
    is wrong with the numbers, and last whether anything is drawn at all.

    Parameters
    ----------
    run : callable
        ``run(rng)`` tries the answer with a generator and returns its result; it raises Wrong for what is
        wrong with a single result.
    judge : callable
        ``judge(result)`` raises Wrong for what is wrong with the numbers.
    what : str
        What is drawn, for the sentences.

    Returns
    -------
    object
        The first result.

    Raises
    ------
    Wrong
        Where equal generators give different results, different generators the same, or one the same twice.
    """
    rng, equal, other = (np.random.default_rng(seed) for seed in (1, 1, 2))
    with made_generators() as made:
        first = run(rng)
    again, second = run(equal), run(rng)
    with made_generators() as made_again:
        different = run(other)
    if not same(first, again):
        raise Wrong(
            f"two generators in the same state gave different {what}: some draws come from np.random or from "
            f"a generator of your own; {RULE}"
        )
    if made and made == made_again:
        does = (
            "sets the state of NumPy's"
            if made[0].startswith("np.random.seed")
            else "makes a generator of its"
        )
        raise Wrong(f"your function {does} own, {made[0]}, the same one whatever rng is; {RULE}")
    fixed = same(first, different)
    if same(first, second) and not fixed:
        raise Wrong(
            f"two calls in a row with one generator gave the same {what}: draw from rng itself, not from a "
            f"copy of it, so that the next call gets new numbers."
        )
    judge(first)
    if fixed:
        raise Wrong(f"two different generators gave the same {what}: is anything drawn? {RULE.capitalize()}")
    return first


@contextlib.contextmanager
def made_generators():
    """A list that grows with each generator that is made, and each seed that is set: how, as a text.

    ``np.random.default_rng(rng)`` gives ``rng`` itself and does not count.
    """
    made, kinds = [], ("RandomState", "PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")
    with contextlib.ExitStack() as patched:
        for name in ("default_rng", "seed"):
            noting = _noting(getattr(np.random, name), f"np.random.{name}", made)
            patched.enter_context(mock.patch(f"numpy.random.{name}", noting))
        for name in kinds:
            noting = _noting_kind(getattr(np.random, name), f"np.random.{name}", made)
            patched.enter_context(mock.patch(f"numpy.random.{name}", noting))
        yield made


def _call(name, seed):
    """How a generator was asked for, as it stands in a program."""
    return f"{name}({'' if seed is None else repr(seed)})"


def _noting(function, name, made):
    """A function that notes from what it is called."""

    def note(seed=None):
        if not isinstance(seed, np.random.Generator):
            made.append(_call(name, seed))
        return function(seed)

    return note


def _noting_kind(kind, name, made):
    """A class that notes from what its objects are made; those made before are its objects, too."""

    class Meta(type):
        def __instancecheck__(cls, one):
            return isinstance(one, kind)

    class Noting(kind, metaclass=Meta):
        def __init__(self, seed=None):
            made.append(_call(name, seed))
            super().__init__(seed)

    return Noting
