"""Exercise 8.4: the weights of a layer in other places, judged by what stays together and by how often."""

import functools
from typing import NamedTuple

import numpy as np

from ...teaching.compare import show_value
from ...teaching.draws import judge_draws
from ...teaching.exercise import OpenExercise, Wrong, result_of


def permute_layer(W, b, rng):
    return rng.permutation(W.ravel()).reshape(W.shape), rng.permutation(b)


class Parts(NamedTuple):
    """What an answer returns."""

    W: np.ndarray
    b: np.ndarray


TRIALS, ORDERS = 360, 24  # 24 orders of 4 weights, each expected 15 times
FAR = 75.0  # chi-squared with 23 degrees of freedom is larger once in four million times


def _layer(v, h, dtype=float):
    """Weights that all differ, in a random order; biases in another range."""
    rng = np.random.default_rng(v * 100 + h)
    return rng.normal(0, 1, (v, h)).astype(dtype), rng.normal(50, 1, h).astype(dtype)


# So large that no bias and no weight is in its old place by chance in all of them.
_LARGE = ("a 12 x 9 layer", *_layer(12, 9)), ("a 10 x 10 layer in float32", *_layer(10, 10, np.float32))
_CASES = (
    ("a 2 x 2 layer", *_layer(2, 2)),
    ("a 6 x 4 layer", *_layer(6, 4)),
    ("a 5 x 5 layer", *_layer(5, 5)),
    ("a layer with one input", *_layer(1, 7)),
    ("a layer with one unit", *_layer(7, 1)),
    *_LARGE,
    ("a layer in which most weights are 0", np.where(_layer(8, 5)[0] > 0.8, 1.0, 0.0), np.zeros(5)),
)


def _tried(answer, says, W, b, rng):
    """The student's (W, b); what is wrong with a single result is raised."""
    found = result_of(answer, (W, b, rng), says)
    if not isinstance(found, tuple) or len(found) != 2:
        raise Wrong(f"with {says}: return two arrays, W and b; got {show_value(found)}.")
    found = Parts(*map(np.asarray, found))
    for name, part, old in zip("Wb", found, (W, b), strict=True):
        if part.shape != old.shape:
            raise Wrong(f"with {says}: {name} has shape {part.shape}; it had {old.shape} before.")
        if part.dtype.kind not in "fiu" or not np.isfinite(part).all():
            raise Wrong(f"with {says}: {name} is {show_value(part)}.")
    return found


def _judge_values(new, W, b, says):
    if not _same_values(np.concatenate([new.W.ravel(), new.b]), np.concatenate([W.ravel(), b])):
        for name, part, old in zip("Wb", new, (W, b), strict=True):
            if _same_values(np.abs(part), np.abs(old)) and not _same_values(part, old):
                raise Wrong(f"with {says}: some signs of {name} are turned; each value stays as it is.")
            if not np.isin(part, old).all():
                raise Wrong(
                    f"with {says}: {name} has values that it did not have before; only their places may change."
                )
        raise Wrong(
            f"with {says}: some values are there more often than before, and others are gone. That is a draw *with* "
            f"replacement, which keeps the marginal distribution only up to chance."
        )
    if not _same_values(new.W, W):
        raise Wrong(f"with {says}: weights and biases have mixed; each of the two has its own distribution.")


def _same_values(one, other):
    return np.array_equal(np.sort(one, axis=None), np.sort(other, axis=None))


def _lines(array):
    """The rows of an array as a set, each in its order."""
    return {tuple(row) for row in array.tolist()}


def _sorted_lines(array):
    """The rows of an array as a set, whatever the order within."""
    return {tuple(sorted(row)) for row in array.tolist()}


def _judge_places(new, W, b, says):
    """What has stayed together, in a layer where two values are never equal."""
    if any(np.array_equal(new.W.ravel(), fixed) for fixed in _fixed_orders(W)):
        raise Wrong(f"with {says}: the weights come in a fixed order; is anything drawn?")
    if np.array_equal(new.W, W) or np.array_equal(new.b, b):
        same = "W" if np.array_equal(new.W, W) else "b"
        raise Wrong(f"with {says}: {same} is as it was; weights and biases change their places.")
    if _lines(new.W.T) == _lines(W.T):
        raise Wrong(
            f"with {says}: whole columns have moved. That numbers the units in another way, and each keeps all its weights: "
            f"nothing of what pre-training has built is lost."
        )
    if _lines(new.W) == _lines(W):
        raise Wrong(
            f"with {says}: whole rows have moved: the weights of a pixel are still those of one pixel. Every weight must "
            f"be free to go to any place."
        )
    if np.array_equal(np.sort(new.W, axis=1), np.sort(W, axis=1)):
        raise Wrong(f"with {says}: each weight has stayed in its row; it must be free to go to any place.")
    if np.array_equal(np.sort(new.W, axis=0), np.sort(W, axis=0)):
        raise Wrong(f"with {says}: each weight has stayed in its column; it must be free to go to any place.")
    if _sorted_lines(new.W) == _sorted_lines(W) or _sorted_lines(new.W.T) == _sorted_lines(W.T):
        raise Wrong(
            f"with {says}: weights that were in one row (or column) are still in one. Every weight must be free to go to "
            f"any place, whatever becomes of its neighbours."
        )


def _fixed_orders(W):
    rising = np.sort(W, axis=None)
    return rising, rising[::-1], W.ravel()[::-1], W.T.ravel()


def _judge_orders(answer):
    """Whether all orders of four weights come equally often."""
    rng, W, b = np.random.default_rng(3), np.arange(4.0).reshape(2, 2), np.arange(2.0)
    orders = [tuple(_tried(answer, "2 x 2 weights", W, b, rng).W.ravel()) for _ in range(TRIALS)]
    counts = np.array(sorted({order: orders.count(order) for order in orders}.values()))
    expected = TRIALS / ORDERS
    missing = ORDERS - len(counts)
    if ((counts - expected) ** 2 / expected).sum() + missing * expected > FAR:
        rare = f"{missing} of them never came" if missing else f"one came {counts[-1]} times"
        raise Wrong(
            f"four weights can stand in 24 orders, and each should come about {expected:.0f} times in {TRIALS} calls; {rare}. "
            f"Weights that were neighbours are not yet independent: shuffle all places at once."
        )


def _judge_permute(answer):
    for says, W, b in _CASES:
        differ = min(W.shape) > 3 and len(np.unique(W)) == W.size
        for seed in (1, 2) if differ else (1,):
            new = _tried(answer, says, W, b, np.random.default_rng(seed))
            _judge_values(new, W, b, says)
    for says, W, b in _LARGE:

        def run(rng, says=says, W=W, b=b):
            return _tried(answer, says, W, b, rng)

        judge_draws(run, functools.partial(_judge_places, W=W, b=b, says=says), "layers")
    _judge_orders(answer)


def _as_parts(found, *args):
    if not isinstance(found, tuple | list):
        raise ValueError("not two arrays")
    W, b = found
    return Parts(np.asarray(W), np.asarray(b))


PERMUTE = OpenExercise("the same values, other places", permute_layer, _judge_permute, form=_as_parts)
