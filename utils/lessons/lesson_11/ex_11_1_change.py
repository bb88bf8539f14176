"""Exercise 11.1: how far the filters of a layer have turned, and how many weights have changed their sign."""

import math

import numpy as np

from ...teaching.exercise import Case, FunctionExercise, Mistake


def how_changed(before, after):
    lengths = np.linalg.norm(before, axis=0) * np.linalg.norm(after, axis=0)
    cosines = (before * after).sum(axis=0) / np.where(lengths > 0, lengths, 1)
    return cosines, (before * after < 0).mean()


def _by_hand(before, after):
    """The oracle: unit by unit, with plain sums."""
    cosines, flips = [], 0
    for old, new in zip(before.T.tolist(), after.T.tolist(), strict=True):
        product = math.fsum(a * b for a, b in zip(old, new, strict=True))
        length = math.sqrt(math.fsum(a * a for a in old)) * math.sqrt(math.fsum(b * b for b in new))
        cosines.append(product / length if length else 0.0)
        flips += sum((a < 0 < b) or (b < 0 < a) for a, b in zip(old, new, strict=True))
    return np.array(cosines), flips / before.size


def _form(found, *args):
    cosines, flips = found
    return np.asarray(cosines, float), float(flips)


def _made(shape, seed, shift=0.3):
    rng = np.random.default_rng(seed)
    before = rng.normal(size=shape)
    return before, before + shift * rng.normal(size=shape)


def _change_cases():
    turned = np.array([[1.0, 2.0], [1.0, 0.0]]), np.array([[-1.0, 0.0], [1.0, 4.0]])
    dead = np.array([[1.0, 0.0, 2.0], [0.0, 0.0, -1.0], [-2.0, 0.0, 0.0]])
    waking = np.array([[-1.0, 1.0, 0.0], [2.0, 1.0, 0.0], [-2.0, -1.0, 0.0]])
    longer = _made((5, 3), 4)[0]
    return [
        Case("two units that have turned by a right angle", turned),
        Case("before = [[3]], after = [[-5]]", (np.array([[3.0]]), np.array([[-5.0]]))),
        Case("three units, one without weights before, one after", (dead, waking)),
        Case("units that have grown, each by a factor of its own", (longer, longer * [0.1, 3.0, 20.0])),
        Case("one unit with four weights", _made((4, 1), 1)),
        Case("four units with one weight each", (np.array([[1.0, -2.0, 3.0, 0.0]]), np.array([[2.0, 2.0, -1.0, 1.0]]))),
        Case("seven units with four weights", _made((4, 7), 2)),
        Case("five units with five weights, much changed", _made((5, 5), 3, 3.0)),
        Case("weights as small as 1e-6", tuple(1e-6 * part for part in _made((6, 4), 5))),
        Case("784 inputs, 20 units, in float32", tuple(part.astype(np.float32) for part in _made((784, 20), 6))),
    ]  # fmt: skip


def _cosines(before, after, axis=0):
    lengths = np.linalg.norm(before, axis=axis) * np.linalg.norm(after, axis=axis)
    return (before * after).sum(axis=axis) / np.where(lengths > 0, lengths, 1)


def _flips(before, after):
    return (before * after < 0).mean()


def _centred(before, after):
    return _cosines(before - before.mean(axis=0), after - after.mean(axis=0)), _flips(before, after)


def _with_epsilon(how, epsilon):
    """Cosines over lengths that are never 0."""

    def made(before, after):
        products = (before * after).sum(axis=0)
        lengths = [np.linalg.norm(part, axis=0) for part in (before, after)]
        return products / how(lengths, epsilon), _flips(before, after)

    return made


_EPSILONS = [
    _with_epsilon(how, epsilon)
    for how in (
        lambda lengths, e: lengths[0] * lengths[1] + e,
        lambda lengths, e: (lengths[0] + e) * (lengths[1] + e),
        lambda lengths, e: np.maximum(lengths[0] * lengths[1], e),
    )
    for epsilon in (1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12)
]
_EPSILON = "A small number added to a length changes the cosine of small weights: add none, and divide only where the length is not 0 (np.where)."
_COLUMNS = "A unit's weights are a *column*: sum over the inputs, axis 0."
_ZERO = "A weight that is 0 before or after has no sign to change."
_EACH = "Give a cosine for each unit, (H,); what is asked is how much each has turned."
_LENGTH = "A cosine does not know how long a vector is: divide by both lengths."

CHANGE = FunctionExercise(
    "how far filters have turned",
    how_changed,
    _by_hand,
    _change_cases,
    form=_form,
    mistakes=(
        Mistake(_COLUMNS, lambda b, a: (_cosines(b, a, 1), _flips(b, a))),
        Mistake(_EACH, lambda b, a: (_cosines(b, a).mean(), _flips(b, a))),
        Mistake(_EACH, lambda b, a: (_cosines(b.ravel(), a.ravel()), _flips(b, a))),
        Mistake(_LENGTH, lambda b, a: ((b * a).sum(axis=0), _flips(b, a))),
        Mistake(_LENGTH, lambda b, a: ((b * a).sum(axis=0) / np.linalg.norm(b, axis=0), _flips(b, a))),
        Mistake(_LENGTH, lambda b, a: ((b * a).sum(axis=0) / np.linalg.norm(b, axis=0) ** 2, _flips(b, a))),
        Mistake(_LENGTH, lambda b, a: ((b * a).mean(axis=0), _flips(b, a))),
        Mistake("These are squared lengths below; a length is a root.",
                lambda b, a: ((b * a).sum(axis=0) / ((b**2).sum(axis=0) * (a**2).sum(axis=0)), _flips(b, a))),
        Mistake("This is a correlation: subtract no mean. A filter's mean is a part of what it looks for.", _centred),
        Mistake("This is how far apart they are, 1 - cosine; return the cosine.", lambda b, a: (1 - _cosines(b, a), _flips(b, a))),
        Mistake("This is the angle; return its cosine.",
                lambda b, a: (np.arccos(np.clip(_cosines(b, a), -1, 1)), _flips(b, a))),
        Mistake(_ZERO, lambda b, a: (_cosines(b, a), (np.sign(b) != np.sign(a)).mean())),
        Mistake(_ZERO, lambda b, a: (_cosines(b, a), ((b > 0) != (a > 0)).mean())),
        Mistake(_ZERO, lambda b, a: (_cosines(b, a), ((b >= 0) != (a >= 0)).mean())),
        Mistake(_ZERO, lambda b, a: (_cosines(b, a), (b * a <= 0).mean())),
        Mistake("This is the share that has *kept* its sign.", lambda b, a: (_cosines(b, a), (b * a > 0).mean())),
        Mistake("This is how many; return the share of all weights.", lambda b, a: (_cosines(b, a), (b * a < 0).sum())),
        Mistake("This is a percentage; return a share, from 0 to 1.", lambda b, a: (_cosines(b, a), 100 * _flips(b, a))),
        Mistake("This is a share for each unit; return one number, over all weights.",
                lambda b, a: (_cosines(b, a), (b * a < 0).mean(axis=0))),
        Mistake("The cosines come first, then the share.", lambda b, a: (_flips(b, a), _cosines(b, a))),
        *(Mistake(_EPSILON, makes) for makes in _EPSILONS),
        Mistake("A unit without weights, before or after, has no direction: dividing by its length gives NaN. Let its cosine be 0.",
                lambda b, a: ((b * a).sum(axis=0) / (np.linalg.norm(b, axis=0) * np.linalg.norm(a, axis=0)), _flips(b, a))),
    ),
)  # fmt: skip
