"""Exercise 10.1: the variance of a function over draws of its examples, from a few networks."""

import itertools

import numpy as np

from ...teaching.exercise import Case, FunctionExercise, Mistake


def function_variance(p):
    return p.var(axis=0, ddof=1).sum(axis=1).mean()


def _by_pairs(p):
    """The oracle: half the squared distance of two networks, averaged over all pairs and digits."""
    pairs = list(itertools.combinations(range(len(p)), 2))
    halves = [((p[i] - p[j]) ** 2).sum() / (2 * p.shape[1]) for i, j in pairs]
    return sum(halves) / len(pairs)


def _probabilities(shape, seed, sharp=1.0):
    scores = sharp * np.random.default_rng(seed).normal(size=shape)
    odds = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return odds / odds.sum(axis=-1, keepdims=True)


def _variance_cases():
    flipped = np.array([[[1.0, 0.0]], [[0.0, 1.0]]])
    alike = np.repeat(_probabilities((1, 5, 3), 1), 4, axis=0)
    sure = np.eye(3)[np.array([[0, 1, 2, 0], [0, 1, 1, 1], [0, 2, 2, 2]])]
    return [
        Case("two networks, one digit, two classes: (1, 0) and (0, 1)", (flipped,)),
        Case("two networks, three digits, two classes", (_probabilities((2, 3, 2), 2),)),
        Case("three networks, one digit, three classes", (_probabilities((3, 1, 3), 3),)),
        Case("four networks that give the same probabilities", (alike,)),
        Case("three networks that are sure of everything", (sure,)),
        Case("four networks, four digits, four classes", (_probabilities((4, 4, 4), 4),)),
        Case("three networks, seven digits, ten classes", (_probabilities((3, 7, 10), 5, 3.0),)),
        Case("20 networks, two digits, three classes", (_probabilities((20, 2, 3), 6),)),
        Case("five networks, 40 digits, ten classes, in float32", (_probabilities((5, 40, 10), 7).astype(np.float32),)),
    ]  # fmt: skip


_SMALL = (
    "On average this comes out too small, most of all with few networks: deviations from *their own* mean are smaller than "
    "those from the mean over all possible draws."
)
_OVER = "The variance is one over *networks*, for each digit and class; how digits or classes differ is no part of it."
_CLASSES = "Over the classes the variances are summed, not averaged."
_DIGITS = "Over the digits the variances are averaged: with twice as many digits nothing should double."
_FIRST = "The first network is one draw like the others: distances from it alone are no variance."
_DECISIONS = "This looks at the chosen classes only; a function also changes where its probabilities do and the class does not."

VARIANCE = FunctionExercise(
    "the variance of a function",
    function_variance,
    _by_pairs,
    _variance_cases,
    form=lambda found, *args: float(found),
    mistakes=(
        Mistake(_SMALL, lambda p: p.var(axis=0).sum(axis=1).mean()),
        Mistake("This is a standard deviation; a variance is its square.", lambda p: p.std(axis=0, ddof=1).sum(axis=1).mean()),
        Mistake("This is a standard deviation; a variance is its square.",
                lambda p: np.sqrt(p.var(axis=0, ddof=1).sum(axis=1)).mean()),
        Mistake("This is a standard deviation; a variance is its square.", lambda p: np.sqrt(function_variance(p))),
        Mistake(f"{_SMALL} Also, this is a standard deviation.", lambda p: p.std(axis=0).sum(axis=1).mean()),
        Mistake(_CLASSES, lambda p: p.var(axis=0, ddof=1).mean()),
        Mistake(f"{_CLASSES} And so estimated it comes out too small with few networks.", lambda p: p.var(axis=0).mean()),
        Mistake(_DIGITS, lambda p: p.var(axis=0, ddof=1).sum()),
        Mistake(_DIGITS, lambda p: p.var(axis=0).sum()),
        Mistake(_OVER, lambda p: p.var()),
        Mistake(_OVER, lambda p: p.var(ddof=1)),
        Mistake(_OVER, lambda p: (p.var(axis=1, ddof=1) if p.shape[1] > 1 else np.full(p.shape[::2], np.nan)).sum(axis=1).mean()),
        Mistake(_OVER, lambda p: p.var(axis=1).sum(axis=1).mean()),
        Mistake(_OVER, lambda p: p.var(axis=2, ddof=1).sum(axis=0).mean()),
        Mistake(_OVER, lambda p: p.var(axis=2).sum(axis=0).mean()),
        Mistake(_OVER, lambda p: p.var(axis=(0, 1), ddof=1).sum()),
        Mistake(_OVER, lambda p: p.var(axis=(0, 1)).sum()),
        Mistake("First take the variance for each digit, then the mean over digits: averaged first, changes of opposite signs "
                "cancel.", lambda p: p.mean(axis=1).var(axis=0, ddof=1).sum()),
        Mistake("First take the variance for each digit, then the mean over digits: averaged first, changes of opposite signs "
                "cancel.", lambda p: p.mean(axis=1).var(axis=0).sum()),
        Mistake("The probabilities of a network add up to 1, whatever it has learned: their mean over classes tells nothing.",
                lambda p: p.mean(axis=2).var(axis=0, ddof=1).mean()),
        Mistake("This is the squared distance of two networks, on average: twice the variance.", lambda p: 2 * function_variance(p)),
        Mistake("This is too large: the squared distance of two networks is twice the variance, and a pair counts once. And a "
                "network is no pair with itself.", lambda p: 2 * p.var(axis=0).sum(axis=1).mean()),
        Mistake("Only the largest probability is looked at; sum over all classes.", lambda p: p.max(axis=2).var(axis=0, ddof=1).mean()),
        Mistake(_FIRST, lambda p: ((p[1:] - p[0]) ** 2).sum(axis=2).mean()),
        Mistake(_FIRST, lambda p: ((p - p[0]) ** 2).sum(axis=2).mean()),
        Mistake(_DECISIONS, lambda p: (p.argmax(axis=2) != p.argmax(axis=2)[0]).any(axis=0).mean()),
        Mistake(_DECISIONS, lambda p: _by_pairs(np.eye(p.shape[2])[p.argmax(axis=2)])),
    ),
)  # fmt: skip
