"""Exercise 5.3: one step of a layer, in place and without intermediate arrays."""

import numpy as np
import torch

from ...teaching.compare import differs
from ...teaching.exercise import OpenExercise, Wrong, attempt
from .tensors import NO_FIT, TRANSPOSED, randn


def update_layer(W, b, h, delta, rate):
    W.baddbmm_(h.mT, delta, alpha=-rate)
    b.sub_(delta.sum(dim=1), alpha=rate)


def _update_mistakes(W, b, h, delta, rate):
    """Sentences with the wrong W or b that each gives."""
    dW, db = torch.einsum("snv,snh->svh", h, delta), delta.sum(dim=1)
    n_seeds, n_examples = h.shape[:2]
    all_W, all_b = dW.sum(0, keepdim=True), db.sum(0, keepdim=True)
    ascent = "the sign is turned: a step down is minus rate times the gradient."
    no_rate = "the rate is missing (alpha=-rate)."
    again = "you divide by N once more: delta has that already."
    mixed = "the gradient is summed over the seeds; every seed has its own."
    return (
        (ascent, W + rate * dW, b + rate * db),
        (no_rate, W - dW, b - db),
        ("the gradient is added with neither the rate nor the minus: the default of alpha is 1.", W + dW, b + db),
        ("beta=0 forgets the old weights: what is left is the step alone.", -rate * dW, -rate * db),
        ("the weights themselves are scaled by the rate: beta is the factor of the old weights (1), alpha that of "
         "the product.", -rate * W + dW, -rate * b + db),
        (again, W - rate * dW / n_examples, b - rate * db / n_examples),
        (again, W - rate * dW / (n_seeds * n_examples), b - rate * db / (n_seeds * n_examples)),
        (mixed, W - rate * all_W, b - rate * all_b),
    )  # fmt: skip


_B_SHAPE = (
    "What is taken from b must have the shape of b, (S, H): sum delta over the examples, delta.sum(dim=1); without a "
    "sum, or over another axis, it does not fit."
)
_UPDATE_ERRORS = (
    *TRANSPOSED,
    *(
        (f"baddbmm_() {trouble}", "baddbmm_ multiplies by itself: give it the two stacks, W.baddbmm_(h.mT, delta, ...).")
        for trouble in ("missing", "received an invalid")
    ),
    *NO_FIT,
    ("non-singleton dimension 2", "h and delta are multiplied number by number; the product of matrices is @."),
    ("non-singleton dimension", _B_SHAPE),
    ("doesn't match the broadcast shape", _B_SHAPE),
)  # fmt: skip


def _no_underscore(answer):
    """The first method that is called without its underscore, or None."""
    names = getattr(getattr(answer, "__code__", None), "co_names", ())
    return next((name for name in ("baddbmm", "sub", "add") if name in names), None)


def _judge_update(answer):
    for says, s, n, v, h in (("S = 2, N = 3, V = 4, H = 5", 2, 3, 4, 5), ("one seed", 1, 4, 2, 3),
                             ("S = 5, N = 2, V = 3, H = 6", 5, 2, 3, 6)):  # fmt: skip
        rng = np.random.default_rng(3)
        shapes = ((s, v, h), (s, h), (s, n, v), (s, n, h))
        W, b, units, delta = given = [randn(rng, *shape) for shape in shapes]
        before, rate = [part.clone() for part in given], 0.3
        try:
            result = attempt(answer, (W, b, units, delta, rate), says)
        except Wrong as wrong:
            explained = next((text for part, text in _UPDATE_ERRORS if part in str(wrong)), None)
            raise Wrong(f"{explained} ({wrong})" if explained else str(wrong)) from None
        _judge_in_place(result, given, before, says, _no_underscore(answer))
        expected = (
            before[0] - rate * torch.einsum("snv,snh->svh", *before[2:]),
            before[1] - rate * delta.sum(1),
        )
        for name, now, right, which in (("W", W, expected[0], 1), ("b", b, expected[1], 2)):
            if torch.allclose(now, right):
                continue
            for wrong in _update_mistakes(*before, rate):
                if torch.allclose(now, wrong[which]):
                    raise Wrong(f"with {says}: {name} is wrong: {wrong[0]}")
            raise Wrong(f"with {says}: {differs(now.numpy(), right.numpy(), where=name)}")


def _judge_in_place(result, given, before, says, lost):
    still = [torch.equal(now, old) for now, old in zip(given, before, strict=True)]
    if (still[0] or still[1]) and lost and result is None:
        name = "W and b are" if still[0] and still[1] else "W is" if still[0] else "b is"
        raise Wrong(
            f"with {says}: {name} as before: {lost} without its underscore gives a new tensor and leaves the old one as "
            f"it was; {lost}_ works in place."
        )
    if still[0] and still[1]:
        came = "" if result is None else " You return new tensors, but nobody puts them into the network."
        raise Wrong(
            f"with {says}: W and b are as before. W = W - ... makes a new tensor and gives it the name W inside your "
            f"function; the network keeps the old one. Methods with an underscore (baddbmm_, sub_) work in place.{came}"
        )
    if still[0] or still[1]:
        name = "W" if still[0] else "b"
        raise Wrong(
            f"with {says}: {name} is as before: it has to move, too, in place (an underscore, or -=)."
        )
    if not still[2] or not still[3]:
        raise Wrong(f"with {says}: {'delta' if still[2] else 'h'} is changed; only W and b move.")


UPDATE = OpenExercise("one step in place", update_layer, _judge_update)
