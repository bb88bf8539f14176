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
        raise Wrong(
            f"your function makes a generator of its own, np.random.default_rng({made[0]}), the same one "
            f"whatever rng is; {RULE}"
        )
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
    """A list that grows with each generator that ``np.random.default_rng`` makes: from what, as a text."""
    made, default_rng = [], np.random.default_rng

    def note(seed=None):
        if not isinstance(seed, np.random.Generator):
            made.append(repr(seed))
        return default_rng(seed)

    with mock.patch("numpy.random.default_rng", note):
        yield made
