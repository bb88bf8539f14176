"""Exercise 11.2: one step towards the image that a unit likes best, on a sphere."""

import numpy as np

from ...numpy_models.mlp import Layer, sigmoid
from ...teaching.exercise import Case, FunctionExercise, Mistake


def climb(x, layers, unit, radius, size):
    hidden = [x]
    for W, b in layers[:-1]:
        hidden.append(sigmoid(hidden[-1] @ W + b))
    slope = layers[-1].W[:, unit]
    for (W, _), h in zip(layers[-2::-1], hidden[:0:-1], strict=True):
        slope = W @ (slope * h * (1 - h))
    x = x + size * radius * slope / np.linalg.norm(slope)
    return radius * x / np.linalg.norm(x)


def _liked(x, layers, unit):
    """The weighted input of the unit."""
    for W, b in layers[:-1]:
        x = 1 / (1 + np.exp(-(x @ W + b)))
    return x @ layers[-1].W[:, unit] + layers[-1].b[unit]


def _by_differences(x, layers, unit, radius, size):
    """The oracle: the direction of the gradient from finite differences, of fourth order."""
    h = 1e-3
    slope = np.zeros(len(x))
    for i in range(len(x)):
        e = np.zeros(len(x))
        e[i] = h
        f = [_liked(x + k * e, layers, unit) for k in (-2, -1, 1, 2)]
        slope[i] = (f[0] - 8 * f[1] + 8 * f[2] - f[3]) / (12 * h)
    moved = x + size * radius * slope / np.sqrt((slope**2).sum())
    return moved * (radius / np.sqrt((moved**2).sum()))


def _slope(x, layers, unit, bend=lambda h: h * (1 - h), last=None, biases=True):
    """The gradient, or what becomes of it with another derivative."""
    hidden = [x]
    for W, b in layers[:-1]:
        hidden.append(sigmoid(hidden[-1] @ W + (b if biases else 0)))
    slope = layers[-1].W[:, unit] if last is None else last
    for (W, _), h in zip(layers[-2::-1], hidden[:0:-1], strict=True):
        slope = W @ (slope * bend(h))
    return slope


def _below(x, layers, unit):
    """The slope with h(1 - h) of each layer's inputs, where those of its outputs belong."""
    hidden = [x]
    for W, b in layers[:-1]:
        hidden.append(sigmoid(hidden[-1] @ W + b))
    slope = layers[-1].W[:, unit]
    for (W, _), h in zip(layers[-2::-1], hidden[-2::-1], strict=True):
        slope = (W @ slope) * h * (1 - h)
    return slope


def _step(
    slope=_slope,
    move=lambda x, g, radius, size: x + size * radius * g / np.linalg.norm(g),
    back=True,
    **options,
):
    """A wrong step: another slope, another move, or not back to the sphere."""

    def made(x, layers, unit, radius, size):
        moved = move(x, slope(x, layers, unit, **options), radius, size)
        return radius * moved / np.linalg.norm(moved) if back else moved

    return made


def _shortened(x, layers, unit, radius, size):
    moved = x + size * radius * (g := _slope(x, layers, unit)) / np.linalg.norm(g)
    return moved * min(1, radius / np.linalg.norm(moved))


def _net(sizes, seed, scale=2.0):
    rng = np.random.default_rng(seed)
    return [
        Layer(scale * rng.normal(size=(n, m)) / np.sqrt(n), rng.normal(size=m))
        for n, m in zip(sizes[:-1], sizes[1:], strict=True)
    ]


def _ascent_cases():
    rng = np.random.default_rng(11)
    flat = [Layer(np.array([[3.0, 0.0], [4.0, 1.0]]), np.zeros(2))]
    chain = [Layer(np.array([[1.0], [2.0]]), np.array([0.5])), Layer(np.array([[-1.0]]), np.zeros(1))]
    return [
        Case("layer 1, a unit with weights (3, 4), x = (0, 1), radius 1, size 1", (np.array([0.0, 1.0]), flat, 0, 1.0, 1.0)),
        Case("layer 1, its other unit, x of another length than the radius", (np.array([3.0, -1.0]), flat, 1, 2.0, 0.5)),
        Case("layer 2, one unit in each, the upper weight negative", (np.array([0.6, 0.8]), chain, 0, 1.0, 0.5)),
        Case("layer 2 of a small network, unit 0", (rng.normal(size=4), _net((4, 3, 2), 1), 0, 1.5, 0.3)),
        Case("layer 2, its last unit", (rng.normal(size=4), _net((4, 3, 3), 2), 2, 0.7, 0.1)),
        Case("layer 3", (rng.normal(size=5), _net((5, 4, 3, 2), 3), 1, 2.0, 0.3)),
        Case("layer 3, all layers of one size", (rng.normal(size=4), _net((4, 4, 4, 4), 4), 3, 3.0, 1.0)),
        Case("layer 4", (rng.normal(size=3), _net((3, 4, 2, 5, 3), 5), 0, 1.0, 0.2)),
        Case("size 0: only back to the sphere", (np.array([3.0, 4.0]), flat, 0, 1.0, 0.0)),
    ]  # fmt: skip


_BEND = "Each logistic unit on the way multiplies the slope by h(1 - h): the units are bent."
_SHAPES = (
    "Keep track of shapes on the way down. At a layer's *outputs* h, (H,), the slope has one number for each of its "
    "units; it meets h(1 - h) of these same outputs, and then W @ (...), (V, H) @ (H,), carries it to the layer's inputs."
)
_ROW = "This is a row of W, what one input is worth to all units; a unit's weights are a *column*."
_DIRECTION = (
    "The step has the length size × radius, whatever the slope's length: divide the slope by its norm."
)
_SPHERE = (
    "After the step the image must have the length radius again, whether it has become longer or shorter."
)

ASCENT = FunctionExercise(
    "one step towards what a unit likes best",
    climb,
    _by_differences,
    _ascent_cases,
    form=lambda found, *args: np.asarray(found, float),
    mistakes=(
        Mistake("This goes down: add the slope.", _step(move=lambda x, g, r, s: x - s * r * g / np.linalg.norm(g))),
        Mistake(_DIRECTION, _step(move=lambda x, g, r, s: x + s * g)),
        Mistake(_DIRECTION, _step(move=lambda x, g, r, s: x + s * r * g)),
        Mistake("The length of the step is size × *radius*.", _step(move=lambda x, g, r, s: x + s * g / np.linalg.norm(g))),
        Mistake(_DIRECTION, _step(move=lambda x, g, r, s: x + s * r * g / np.abs(g).max())),
        Mistake(_DIRECTION, _step(move=lambda x, g, r, s: x + s * r * g / (g**2).sum())),
        Mistake("The length is the root of the sum of squares, not the sum of absolute values.",
                _step(move=lambda x, g, r, s: x + s * r * g / np.abs(g).sum())),
        Mistake("This takes the sign of each slope; its size tells which pixels matter.",
                _step(move=lambda x, g, r, s: x + s * r * np.sign(g))),
        Mistake(_SPHERE, _step(back=False)),
        Mistake(_SPHERE, _shortened),
        Mistake("The image goes back to the length *radius*, not to length 1.",
                lambda x, layers, unit, radius, size: climb(x, layers, unit, radius, size) / radius),
        Mistake("The image keeps the length that it *should* have, radius, not the one that x had.",
                lambda x, layers, unit, radius, size: climb(x, layers, unit, radius, size) * np.linalg.norm(x) / radius),
        Mistake("Where you are matters: the step starts at x.", _step(move=lambda x, g, r, s: g)),
        Mistake(_BEND, _step(bend=lambda h: 1.0)),
        Mistake(_BEND, _step(bend=lambda h: h)),
        Mistake(_BEND, _step(bend=lambda h: h**2)),
        Mistake("h(1 - h) belongs to a layer's own outputs, before W carries the slope to its inputs; pixels have none.", _step(_below)),
        Mistake("The slope of a logistic unit is h(1 - h), from its *output*.", _step(bend=lambda h: sigmoid(h) * (1 - sigmoid(h)))),
        Mistake("That is the slope of tanh; that of a logistic unit is h(1 - h).", _step(bend=lambda h: 1 - h**2)),
        Mistake("This is the slope of the sum over all units of the layer; asked is one unit.",
                lambda x, layers, unit, radius, size: _step(last=layers[-1].W.sum(axis=1))(x, layers, unit, radius, size)),
        Mistake(_ROW, lambda x, layers, unit, radius, size: _step(last=layers[-1].W[unit])(x, layers, unit, radius, size)),
        Mistake(f"{_ROW} And add the slope: this goes down.", lambda x, layers, unit, radius, size: _step(
            last=-layers[-1].W[unit])(x, layers, unit, radius, size)),
        Mistake("The biases shift where the units work: they belong into the way up.", _step(biases=False)),
    ),
    errors=(
        ("matmul", _SHAPES),
        ("could not be broadcast", _SHAPES),
    ),
)  # fmt: skip
