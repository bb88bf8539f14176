"""Exercise 8.1: a step with an L1 penalty whose pull stops at zero."""

import numpy as np

from ...teaching.exercise import Case, FunctionExercise, Mistake


def l1_step(W, dW, rate, strength):
    W = W - rate * dW
    return np.sign(W) * np.maximum(np.abs(W) - rate * strength, 0)


def _by_clipping(W, dW, rate, strength):
    """What is taken away is the weight itself, but at most rate * strength."""
    moved = W - rate * dW
    return moved - np.clip(moved, -rate * strength, rate * strength)


def _stops_at_any_change(W, dW, rate, strength):
    moved = W - rate * dW - rate * strength * np.sign(W)
    return np.where(np.sign(moved) == np.sign(W), moved, 0)


def _stops_at_a_product(W, dW, rate, strength):
    """The same, but a weight of exactly 0 moves."""
    moved = W - rate * dW - rate * strength * np.sign(W)
    return np.where(np.sign(moved) * np.sign(W) < 0, 0, moved)


def _step_cases():
    rng = np.random.default_rng(8)
    near = np.array([[0.3, 0.03, 0.01], [-0.3, -0.03, -0.01]])
    across = np.array([[0.1, -0.1]]), np.array([[0.5, -0.5]])
    zeros = np.zeros((2, 3)), np.array([[0.2, -0.2, 0.0], [5.0, -5.0, 0.8]])
    extreme = np.array([[1e3, -1e3, 1e-9, -1e-9]])
    square = rng.normal(0, 0.1, (4, 4)), rng.normal(0, 1, (4, 4))
    flat = np.zeros_like(near)
    return [
        Case("one weight, 0.5, without a gradient, and a pull of 0.1", (np.array([[0.5]]), np.zeros((1, 1)), 0.2, 0.5)),
        Case("weights of both signs, some nearer to 0 than the pull of 0.05, no gradient", (near, flat, 0.1, 0.5)),
        Case("W = [[0.4, -0.4]] with a gradient of both signs", (np.array([[0.4, -0.4]]), np.array([[1.0, 0.5]]), 0.1, 0.3)),
        Case("weights that the gradient alone carries across 0", (*across, 0.5, 0.1)),
        Case("weights of exactly 0, with small and large gradients", (*zeros, 0.1, 1.0)),
        Case("a strength of 0", (near, near[::-1].copy(), 0.5, 0.0)),
        Case("very large and very small weights", (extreme, np.array([[1.0, 1.0, 0.0, 0.0]]), 0.5, 1e-3)),
        Case("a column of 5 weights", (rng.normal(0, 1, (5, 1)), rng.normal(0, 1, (5, 1)), 2.0, 0.3)),
        Case("4 x 4 weights", (*square, 0.3, 0.2)),
        Case("6 x 3 weights in float32", (rng.normal(0, 0.2, (6, 3)).astype(np.float32),
                                          rng.normal(0, 0.5, (6, 3)).astype(np.float32), 0.25, 0.4)),
    ]  # fmt: skip


def _shrunk(W, by):
    return np.sign(W) * np.maximum(np.abs(W) - by, 0)


_ANY = (
    "The gradient may carry a weight across zero, only the pull may not: stop what the *pull* does, after the step "
    "down the loss."
)
_PASSES = (
    "This pull takes weights *across* zero: those nearer to 0 than rate * strength must stop at exactly 0."
)
_L2 = "This is the step of an L2 penalty: it pulls in proportion to the weight. L1 pulls all weights by the same amount."
_HALF = "The pull is towards zero from both sides: positive weights go down, negative weights go up."

STEP = FunctionExercise(
    "L1 stops at zero",
    l1_step,
    _by_clipping,
    _step_cases,
    form=lambda result, *args: np.asarray(result),
    mistakes=(
        Mistake(_PASSES, lambda W, g, r, s: W - r * g - r * s * np.sign(W)),
        Mistake(_PASSES, lambda W, g, r, s: (W - r * g) - r * s * np.sign(W - r * g)),
        Mistake(_ANY, _stops_at_any_change),
        Mistake(_ANY, _stops_at_a_product),
        Mistake("Which weights stop is decided by the old weights; the pull comes after the step down the loss, and stops those "
                "that are near 0 *then*.", lambda W, g, r, s: np.where(np.abs(W) <= r * s, 0, W - r * g - r * s * np.sign(W))),
        Mistake("The pull takes its direction from the old weights; after the step down the loss a weight may be on the "
                "other side of 0.", lambda W, g, r, s: np.sign(W) * np.maximum(np.abs(W - r * g) - r * s, 0)),
        Mistake("Here the pull comes before the step down the loss: then a weight that has stopped at 0 is moved away again.",
                lambda W, g, r, s: _shrunk(W, r * s) - r * g),
        Mistake(_HALF, lambda W, g, r, s: np.maximum(W - r * g - r * s, 0)),
        Mistake(_HALF, lambda W, g, r, s: np.maximum(W - r * g - r * s * np.sign(W), 0)),
        Mistake(_HALF, lambda W, g, r, s: W - r * g - r * s),
        Mistake("The sign of the weights is lost: negative ones come out positive.",
                lambda W, g, r, s: np.maximum(np.abs(W - r * g) - r * s, 0)),
        Mistake("The pull of one step is rate times strength: here it is the strength alone.",
                lambda W, g, r, s: _shrunk(W - r * g, s)),
        Mistake("The pull of one step is rate times strength: here it is twice that (the 2 belongs to L2).",
                lambda W, g, r, s: _shrunk(W - r * g, 2 * r * s)),
        Mistake(_L2, lambda W, g, r, s: W * (1 - 2 * r * s) - r * g),
        Mistake(_L2, lambda W, g, r, s: W * (1 - r * s) - r * g),
        Mistake(_L2, lambda W, g, r, s: (W - r * g) * (1 - r * s)),
        Mistake(_L2, lambda W, g, r, s: (W - r * g) * (1 - 2 * r * s)),
        Mistake("Small weights become 0, but the others are not pulled at all: every weight moves towards 0.",
                lambda W, g, r, s: np.where(np.abs(W - r * g) <= r * s, 0, W - r * g)),
        Mistake("The loss is to fall: the step goes *against* its gradient.", lambda W, g, r, s: _shrunk(W + r * g, r * s)),
        Mistake("The gradient of the loss is missing; the penalty is only a part of the step.",
                lambda W, g, r, s: _shrunk(W, r * s)),
        Mistake("The gradient is not multiplied by the rate.", lambda W, g, r, s: _shrunk(W - g, r * s)),
        Mistake("The pull is away from zero: its sign is turned.", lambda W, g, r, s: W - r * g + r * s * np.sign(W - r * g)),
        Mistake("This is the step of the loss alone; where is the pull?", lambda W, g, r, s: W - r * g),
    ),
)  # fmt: skip
