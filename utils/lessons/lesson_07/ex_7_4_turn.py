"""Exercise 7.4: from which epoch on the ratio of two training losses stays above 1."""

import numpy as np

from ...teaching.exercise import Case, FunctionExercise, Mistake

TWO_THINGS = (
    "Two things: average the *logarithms* of each seed's ratio, not losses or ratios, and ask from which epoch on the ratio "
    "*stays* above 1, not when it is above for the first time."
)
_NEVER = "Where the ratio is not above 1 at the end, there is no such epoch: np.inf is asked for."


def turning_epoch(epochs, with_, without):
    logs = np.log(with_ / without).mean(axis=0)  # (E,)
    below = np.flatnonzero(logs <= 0)
    first = below[-1] + 1 if len(below) else 0
    return epochs[first] if first < len(epochs) else np.inf


def _by_products(epochs, with_, without):
    """Goes back from the end, with products over seeds instead of means of logarithms."""
    found = np.inf
    for i in reversed(range(len(epochs))):
        if np.prod(with_[:, i] / without[:, i]) <= 1:
            break
        found = epochs[i]
    return float(found)


def _turn(epochs, above):
    """From which epoch on a row of True and False stays True."""
    below = np.flatnonzero(~above)
    first = below[-1] + 1 if len(below) else 0
    return epochs[first] if first < len(epochs) else np.inf


def _first(epochs, above):
    """The first epoch of all at which a row of True and False is True."""
    return epochs[np.argmax(above)] if above.any() else np.inf


def _first_time(epochs, with_, without):
    return _first(epochs, np.log(with_ / without).mean(axis=0) > 0)


def _position(epochs, with_, without):
    return _turn(np.arange(len(epochs)), np.log(with_ / without).mean(axis=0) > 0)


def _one_early(epochs, with_, without):
    """The last epoch at which the ratio is not above 1."""
    below = np.flatnonzero(np.log(with_ / without).mean(axis=0) <= 0)
    return epochs[below[-1]] if len(below) else epochs[0]


def _last_or_one_late(epochs, with_, without):
    """The last epoch where it never turns round."""
    turn = turning_epoch(epochs, with_, without)
    return epochs[-1] if np.isinf(turn) else turn


def _instead(epochs, with_, without, value):
    turn = turning_epoch(epochs, with_, without)
    return value if np.isinf(turn) else turn


def _turn_cases():
    epochs = np.array([1, 2, 5, 10, 25, 60, 150])
    base = np.array([2.0, 0.5, 0.1, 0.02, 0.004, 0.001, 0.0004])
    steady = np.array([0.1, 0.2, 0.5, 0.9, 1.4, 1.8, 2.0])
    wiggle = np.array([0.5, 1.2, 0.8, 1.1, 0.9, 1.3, 1.6])  # above 1 three times, to stay the third time
    rng = np.random.default_rng(4)
    apart = np.exp(rng.normal(0, 0.2, (6, 7)))
    apart /= np.exp(np.log(apart).mean(axis=0))
    one_large = np.full((5, 7), 0.6)
    one_large[0] = 20 * steady  # one seed far out: the mean of ratios says something else
    one_large[1:, 5:] = 1.5
    few = np.array(
        [
            [1.1, 1.1, 1.1, 1.1, 1.1, 1.1, 1.1],
            [1.1, 1.1, 1.1, 1.1, 1.1, 1.1, 1.1],
            [0.3, 0.3, 0.4, 0.5, 1.0, 1.2, 1.2],
        ]
    )  # most seeds are above 1 before the mean is
    levels = np.array([[1.0], [30.0], [0.2]])  # seeds whose losses differ, so that ratios of means differ
    return [
        Case("one seed whose ratio grows steadily", (epochs, (base * steady)[None], base[None])),
        Case("one seed whose ratio passes 1 more than once", (epochs, (base * wiggle)[None], base[None])),
        Case("six seeds", (epochs, base * steady * apart, np.tile(base, (6, 1)))),
        Case("five seeds, one of them far out", (epochs, base * one_large, np.tile(base, (5, 1)))),
        Case("three seeds, most of which have turned before their mean has",
             (epochs, base * few, np.tile(base, (3, 1)))),
        Case("three seeds of very different losses", (epochs, base * levels * few[[2, 0, 1]], base * levels)),
        Case("three other seeds of very different losses",
             (epochs, base * levels * few[[0, 2, 1]], base * levels)),
        Case("a ratio that never is above 1", (epochs, (0.5 * base)[None], base[None])),
        Case("a ratio that was above 1, but is not at the end",
             (epochs, (base * wiggle[::-1])[None], base[None])),
        Case("a ratio that is above 1 from the first epoch on", (epochs, (1.5 * base)[None], base[None])),
        Case("two equal curves", (epochs, base[None].copy(), base[None].copy())),
        Case("a single epoch", (np.array([25]), np.array([[0.2], [0.3]]), np.array([[0.1], [0.1]]))),
    ]  # fmt: skip


TURN = FunctionExercise(
    "the stop that turns it round",
    turning_epoch,
    _by_products,
    _turn_cases,
    form=lambda result, *args: float(result),
    mistakes=(
        Mistake("This is the first epoch at which the ratio is above 1; asked is the one from which on it *stays* above 1.",
                _first_time),
        Mistake("This is the first epoch at which the ratio is above 1; asked is the one from which on it *stays* above 1.",
                lambda e, a, b: e[np.argmax(np.log(a / b).mean(axis=0) > 0)]),
        Mistake(_NEVER, lambda e, a, b: _instead(e, a, b, np.nan)),
        Mistake(_NEVER, lambda e, a, b: _instead(e, a, b, -1)),
        Mistake(_NEVER, lambda e, a, b: _instead(e, a, b, 0)),
        Mistake("This is the position in the array, not the epoch: epochs[...].", _position),
        Mistake("This is the last epoch at which the ratio is *not* above 1; it stays above 1 from the next on.",
                _one_early),
        Mistake("Where the ratio is not above 1 at the end, return np.inf, not the last epoch.", _last_or_one_late),
        Mistake("Over seeds you take the mean of the ratios, in which one seed can outweigh all others: take the mean of "
                "their logarithms.", lambda e, a, b: _turn(e, (a / b).mean(axis=0) > 1)),
        Mistake("You compare the means over seeds: then the seeds with the largest losses decide. Take each seed's ratio first.",
                lambda e, a, b: _turn(e, a.mean(axis=0) > b.mean(axis=0))),
        Mistake(TWO_THINGS, lambda e, a, b: _first(e, a.mean(axis=0) > b.mean(axis=0))),
        Mistake(TWO_THINGS, lambda e, a, b: _first(e, (a / b).mean(axis=0) > 1)),
        Mistake("You compare medians; asked is the mean of the logarithms over seeds.",
                lambda e, a, b: _turn(e, np.median(a / b, axis=0) > 1)),
        Mistake("You compare medians; asked is the mean of the logarithms over seeds.",
                lambda e, a, b: _turn(e, np.median(a, axis=0) > np.median(b, axis=0))),
        Mistake("You ask that *every* seed is above 1; asked is the mean of the logarithms over seeds.",
                lambda e, a, b: _turn(e, (a > b).all(axis=0))),
        Mistake("You ask that *any* seed is above 1; asked is the mean of the logarithms over seeds.",
                lambda e, a, b: _turn(e, (a > b).any(axis=0))),
        Mistake("You look at one seed only; take the mean of the logarithms over all.",
                lambda e, a, b: _turn(e, a[0] > b[0])),
        Mistake("The ratio is turned round: with pre-training divided by without.",
                lambda e, a, b: turning_epoch(e, b, a)),
        Mistake("You look from the front for the first epoch that is *not* above 1; ask from which epoch on all are.",
                lambda e, a, b: _until_below(e, a, b)),
        Mistake("A ratio of exactly 1 is not above 1.",
                lambda e, a, b: _turn(e, np.log(a / b).mean(axis=0) >= 0)),
    ),
    nothing="Where there is no such epoch, np.inf is asked for;",
    errors=(
        ("index -1 is out of bounds", "Where the ratio is above 1 at all epochs, there is no last one below: then it is "
         "the first epoch."),
        ("out of bounds", "Where the ratio is not above 1 at the end, there is no such epoch: return np.inf."),
        ("zero-size array", "Where no epoch is left (or none is below), there is nothing to take: return np.inf where "
         "the ratio is not above 1 at the end, the first epoch where it always is."),
    ),
)  # fmt: skip


def _until_below(epochs, with_, without):
    below = np.log(with_ / without).mean(axis=0) <= 0
    return epochs[np.argmax(below)] if below.any() else epochs[0]
