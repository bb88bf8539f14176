"""Exercise 11.5: directions in which networks with large and with small weights can be compared."""

import math

import numpy as np

from ...numpy_models.mlp import Layer
from ...teaching.exercise import Case, FunctionExercise, Mistake


def unit_by_unit(direction, layers):
    scaled = []
    for (d, c), (W, _) in zip(direction, layers, strict=True):
        lengths = np.linalg.norm(d, axis=0)
        share = np.linalg.norm(W, axis=0) / np.where(lengths > 0, lengths, 1)
        scaled.append(Layer(d * share, np.zeros_like(c)))
    return scaled


def _by_columns(direction, layers):
    """The oracle: each unit for itself, with plain sums."""
    scaled = []
    for (d, c), (W, _) in zip(direction, layers, strict=True):
        columns = []
        for one, own in zip(d.T.tolist(), W.T.tolist(), strict=True):
            length = math.sqrt(math.fsum(value * value for value in one))
            own_length = math.sqrt(math.fsum(value * value for value in own))
            columns.append([value * own_length / length if length else 0.0 for value in one])
        scaled.append(Layer(np.array(columns).T.reshape(d.shape), np.zeros(len(c))))
    return scaled


def _form(found, *args):
    pairs = [Layer(np.asarray(W, float), np.asarray(b, float)) for W, b in found]
    if any(W.ndim != 2 for W, _ in pairs):
        raise ValueError("not pairs of weights and biases")
    return pairs


def _scaled(share, biases=lambda c, share: np.zeros_like(c)):
    """Directions whose layers are multiplied with a share of another kind."""

    def made(direction, layers):
        found = []
        for (d, c), (W, b) in zip(direction, layers, strict=True):
            s = share(d, W, direction, layers, c, b)
            found.append(Layer(d * s, biases(c, s)))
        return found

    return made


def _norm(a, axis=None, keep=False):
    return np.linalg.norm(a, axis=axis, keepdims=keep)


def _safe(a):
    return np.where(a > 0, a, 1)


def _whole(layers, biases=False):
    parts = [part.ravel() for layer in layers for part in (layer if biases else layer[:1])]
    return _norm(np.concatenate(parts))


def _with_biases(d, W, direction, layers, c, b):
    return np.sqrt((W**2).sum(axis=0) + b**2) / _safe(np.sqrt((d**2).sum(axis=0) + c**2))


def _net(sizes, seed, scale=1.0):
    rng = np.random.default_rng(seed)
    return [
        Layer(scale * rng.normal(size=(n, m)), rng.normal(size=m))
        for n, m in zip(sizes[:-1], sizes[1:], strict=True)
    ]


def _direction_cases():
    small = [Layer(np.array([[3.0, 0.0], [4.0, 2.0]]), np.array([1.0, -1.0]))]
    along = [Layer(np.array([[0.0, 1.0], [2.0, 0.0]]), np.array([5.0, 0.5]))]
    dead = _net((4, 3, 2), 5)
    dead[0].W[:, 1] = 0
    still = _net((4, 3, 2), 6)
    still[0].W[:, 2] = 0
    still[1].W[:, 0] = 0
    return [
        Case("one layer, weights (3, 4) and (0, 2)", (along, small)),
        Case(
            "one weight",
            ([Layer(np.array([[-2.0]]), np.array([1.0]))], [Layer(np.array([[0.5]]), np.array([3.0]))]),
        ),
        Case("three inputs, two units", (_net((3, 2), 1), _net((3, 2), 2))),
        Case("two layers of different sizes", (_net((4, 3, 2), 3), _net((4, 3, 2), 4, 0.1))),
        Case("layers of one size", (_net((3, 3, 3, 3), 7, 10.0), _net((3, 3, 3, 3), 8))),
        Case("a network in which a unit has no weights", (_net((4, 3, 2), 9), dead)),
        Case("a direction that is 0 at two units", (still, _net((4, 3, 2), 10))),
        Case("one input, five units", (_net((1, 5, 2), 11), _net((1, 5, 2), 12))),
        Case("a direction as small as 1e-9", (_net((4, 3, 2), 13, 1e-9), _net((4, 3, 2), 14))),
    ]


def _epsilon(how, epsilon):
    """A share with a length of the direction that is never 0."""
    return _scaled(lambda d, W, D, L, c, b: _norm(W, 0) / how(_norm(d, 0), epsilon))


_EPSILONS = [
    _epsilon(how, epsilon)
    for how in (np.add, np.maximum)
    for epsilon in (1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12)
]
_EPSILON = "A small number added to a length changes short directions: add none, and divide only where the length is not 0 (np.where)."
_HALF = "One of the two lengths is that of a whole matrix: give np.linalg.norm axis=0 in both."
_UNIT = "Each unit for itself: the length of its own weights, the column of W (axis 0)."
_BIASES = "The biases do not move: return zeros for them."
_WEIGHTS = "Give each column the length of the *network's* column: multiply by it, divide by its own."

DIRECTIONS = FunctionExercise(
    "directions unit by unit",
    unit_by_unit,
    _by_columns,
    _direction_cases,
    form=_form,
    mistakes=(
        Mistake(f"{_UNIT} Here it is one length for the whole network.", _scaled(lambda d, W, D, L, c, b: _whole(L) / _whole(D))),
        Mistake(f"{_UNIT} Here it is one length for the whole network.",
                _scaled(lambda d, W, D, L, c, b: _whole(L, True) / _whole(D, True), lambda c, s: c * s)),
        Mistake("This is the direction of length 1, which is what we want to get away from.",
                _scaled(lambda d, W, D, L, c, b: 1 / _whole(D, True), lambda c, s: c * s)),
        Mistake("This is the direction of length 1, which is what we want to get away from.", _scaled(lambda d, W, D, L, c, b: 1 / _whole(D))),
        Mistake(f"{_UNIT} Here it is one length for each layer.", _scaled(lambda d, W, D, L, c, b: _norm(W) / _norm(d))),
        Mistake(f"{_UNIT} Here it is one length for each layer.", _scaled(lambda d, W, D, L, c, b: _norm(W) / _norm(d), lambda c, s: c * s)),
        Mistake(_HALF, _scaled(lambda d, W, D, L, c, b: _norm(W, 0) / _norm(d))),
        Mistake(_HALF, _scaled(lambda d, W, D, L, c, b: _norm(W) / _safe(_norm(d, 0)))),
        *(Mistake(_EPSILON, makes) for makes in _EPSILONS),
        Mistake("The biases do not move: this returns the network's own. Return zeros for them.",
                lambda D, L: [Layer(d, b) for (d, _), (_, b) in zip(unit_by_unit(D, L), L, strict=True)]),
        Mistake(f"{_UNIT} Here it is the rows.",
                _scaled(lambda d, W, D, L, c, b: _norm(W, 1, True) / _safe(_norm(d, 1, True)))),
        Mistake(_WEIGHTS, _scaled(lambda d, W, D, L, c, b: 1 / _safe(_norm(d, 0)))),
        Mistake(_WEIGHTS, _scaled(lambda d, W, D, L, c, b: _norm(W, 0))),
        Mistake("The share is upside down: the network's length over the direction's.",
                _scaled(lambda d, W, D, L, c, b: _norm(d, 0) / _safe(_norm(W, 0)))),
        Mistake("These are squared lengths; a length is a root.",
                _scaled(lambda d, W, D, L, c, b: (W**2).sum(axis=0) / _safe((d**2).sum(axis=0)))),
        Mistake("These are the largest weights; the length is the root of the sum of squares.",
                _scaled(lambda d, W, D, L, c, b: np.abs(W).max(axis=0) / _safe(np.abs(d).max(axis=0)))),
        Mistake("This scales each weight for itself: then all directions with the same signs are one. Scale each unit's weights together.",
                _scaled(lambda d, W, D, L, c, b: np.abs(W) / _safe(np.abs(d)))),
        Mistake(_BIASES, _scaled(lambda d, W, D, L, c, b: _norm(W, 0) / _safe(_norm(d, 0)), lambda c, s: c)),
        Mistake(_BIASES, _scaled(lambda d, W, D, L, c, b: _norm(W, 0) / _safe(_norm(d, 0)), lambda c, s: c * s)),
        Mistake("The length is that of the weights alone, without the bias; and the biases do not move.",
                _scaled(_with_biases, lambda c, s: c * s)),
        Mistake("The length is that of the weights alone, without the bias.", _scaled(_with_biases)),
        Mistake("This is where the step ends; return the direction alone.",
                lambda D, L: [Layer(W + d, b) for (W, b), (d, _) in zip(L, unit_by_unit(D, L), strict=True)]),
        Mistake("Where the direction is 0 there is nothing to stretch: dividing by its length gives NaN. Leave 0.",
                _scaled(lambda d, W, D, L, c, b: _norm(W, 0) / _norm(d, 0))),
    ),
    errors=(
        ("could not be broadcast", "A column has one length: with keepdims, or along the last axis, the lengths fit to W."),
        ("unpack", "A network is a list of layers, and a layer a pair (W, b): go through both lists together."),
    ),
)  # fmt: skip
