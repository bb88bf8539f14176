"""Layers to take a step with, and what typical wrong steps give (exercise 5.3)."""

from typing import NamedTuple

import numpy as np
import torch

from .tensors import F64, NO_FIT, TRANSPOSED, randn


class LayerCase(NamedTuple):
    """Sizes of a layer; ``rates`` are given, or drawn."""

    says: str
    s: int
    n: int
    v: int
    h: int
    dtype: torch.dtype = F64
    rates: tuple = ()
    scale: float = 1.0


CASES = (
    LayerCase("S = 2, N = 3, V = 4, H = 5", 2, 3, 4, 5),
    LayerCase("S = 3, N = 2, V = 5, H = 4, the second rate 0", 3, 2, 5, 4, rates=(0.3, 0.0, 1.2)),
    LayerCase("one seed, S = 1", 1, 4, 2, 3),
    LayerCase("as many seeds as hidden units, S = H = 4", 4, 2, 3, 4),
    LayerCase("as many seeds as examples, S = N = 3", 3, 3, 4, 2),
    LayerCase("as many examples as hidden units, N = H = 5", 2, 5, 3, 5),
    LayerCase("all sizes equal, S = N = V = H = 3", 3, 3, 3, 3),
    LayerCase("one example a seed, N = 1", 3, 1, 4, 2),
    LayerCase("one input and one hidden unit, V = H = 1", 2, 3, 1, 1),
    LayerCase("large h and delta of both signs", 2, 3, 5, 4, scale=1e3),
    LayerCase("S = 5, N = 2, V = 3, H = 6 in float32", 5, 2, 3, 6, torch.float32),
)


def layer(case):
    """W (S, V, H), b (S, H), h (S, N, V), delta (S, N, H) and rates (S,) of a case, each time the same."""
    s, n, v, h = case.s, case.n, case.v, case.h
    rng = np.random.default_rng(3)
    shapes = ((s, v, h), (s, h), (s, n, v), (s, n, h))
    W, b, units, delta = (randn(rng, *shape, dtype=case.dtype) for shape in shapes)
    rates = torch.tensor(case.rates or rng.uniform(0.1, 1, s), dtype=case.dtype)
    return [W, b, case.scale * units, case.scale * delta, rates]


def gradients(h, delta):
    """dW (S, V, H) and db (S, H)."""
    return torch.einsum("snv,snh->svh", h, delta), delta.sum(dim=1)


def moved(W, b, h, delta, rates):
    """W and b after the step, seed by seed."""
    dW, db = gradients(h, delta)
    return (torch.stack([W[s] - rates[s] * dW[s] for s in range(len(W))]),
            torch.stack([b[s] - rates[s] * db[s] for s in range(len(b))]))  # fmt: skip


def mistakes(W, b, h, delta, rates):
    """Sentences, with the wrong W and b that each gives."""
    dW, db = gradients(h, delta)
    n_seeds, n_examples = h.shape[:2]
    each = (rates[:, None, None], rates[:, None])

    def step(factors, sums=(dW, db), old=(W, b)):
        return tuple(start - factor * grad for start, factor, grad in zip(old, factors, sums, strict=True))

    yield "the sign is turned: a step down is minus the rate times the gradient.", step([-r for r in each])
    yield "the rates are missing.", step((1, 1))
    yield "the gradient is added without the rates and without the minus.", step((-1, -1))
    yield "every seed moves by the rate of the first one; seed s has rates[s].", step((rates[0], rates[0]))
    yield "every seed moves by the rate of the last one; seed s has rates[s].", step((rates[-1], rates[-1]))
    yield (
        "every seed moves by the mean of the rates; seed s has rates[s].",
        step((rates.mean(), rates.mean())),
    )
    yield "every seed moves by the sum of the rates; seed s has rates[s].", step((rates.sum(), rates.sum()))
    yield "the rates are in it twice.", step([r * r for r in each])
    yield "you divide by N once more: delta has that already.", step([r / n_examples for r in each])
    yield (
        "you divide by S and N; delta is divided by N already.",
        step([r / n_examples / n_seeds for r in each]),
    )
    mixed = dW.sum(0, keepdim=True), db.sum(0, keepdim=True)
    yield "the gradient is summed over the seeds; every seed has its own.", step(each, mixed)
    yield "beta=0 forgets the old weights: what is left is the step alone.", step(each, old=(0, 0))
    yield ("the old weights are scaled by the rates: beta is the factor of what is there (1).",
           tuple(-r * start + grad for r, start, grad in zip(each, (W, b), (dW, db), strict=True)))  # fmt: skip
    for sign, added in ((1, -1), (-1, 1), (1, 1)):  # baddbmm_ with alpha=added, then W *= sign * rates
        yield ("the rates multiply the old weights as well: they have to be in the product before it is added to W.",
               tuple(sign * r * (start + added * grad) for r, start, grad in zip(each, (W, b), (dW, db), strict=True)))  # fmt: skip
    yield from misplaced(W, b, h, delta, rates)


def misplaced(W, b, h, delta, rates):
    """Rates along an axis that is not that of the seeds: possible where sizes are equal."""
    along = (
        ("of the units", rates, delta), ("of the examples", rates[:, None], delta), ("of the inputs", rates, h),
    )  # fmt: skip
    for axis, factors, part in along:
        ends = zip(reversed(factors.shape), reversed(part.shape), strict=False)
        if all(size in (1, of_part) for size, of_part in ends):
            scaled = (factors * h, delta) if part is h else (h, factors * delta)
            dW, db = gradients(*scaled)
            says = f"the rates lie along the axis {axis}, counted from the right, not along that of the seeds, the first."
            yield says, (W - dW, b - db)


def name_mistake(name, now, before):
    """The sentence of the first mistake that gives this W, or b; or nothing."""
    which = 0 if name == "W" else 1
    for says, wrong in mistakes(*before):
        if wrong[which].shape == now.shape and torch.allclose(now, wrong[which], rtol=1e-5, atol=1e-9):
            return f"{name} is wrong: {says} "
    return ""


_B_SHAPE = (
    "What is taken from b must have the shape of b, (S, H): a sum over the examples, dim=1; without a sum, or over "
    "another axis, it does not fit."
)
_RATES = (
    "Shapes are lined up from the right, so rates (S,) meet the last axis, and (S, 1) the one before it. The seeds are the "
    "first axis of what they have to meet."
)
_ALPHA = "alpha is one number for all seeds, but every seed has a rate of its own. Where can S rates go in before the product?"
_TWO = "baddbmm_ multiplies by itself: give it the two stacks, h.mT and another one."
_FIT = "Write down the shapes: h (S, N, V), delta (S, N, H), W (S, V, H), b (S, H), rates (S,)."
_DTYPE = "Keep the dtype of what is given: no .float(), .double() or new tensors of another dtype."
_ERRORS = (
    *TRANSPOSED,
    ("'alpha' must be Number", _ALPHA),
    ("only one element tensors", _ALPHA),
    ("baddbmm_() missing", _TWO),
    ("baddbmm_() received an invalid", _TWO),
    ("baddbmm_() takes 2", _TWO),
    ("mat1 must be a matrix", "addmm_ is for one matrix; for stacks of matrices it is baddbmm_."),
    ("should match", _DTYPE),
    ("same dtype", _DTYPE),
    *NO_FIT,
    ("doesn't match the broadcast shape", _B_SHAPE),
)  # fmt: skip


def explain(trouble):
    """What an error in the step means, or None."""
    if "must match the size of tensor" in trouble:  # broadcasting
        return _RATES if "rate" in trouble else _B_SHAPE if "b." in trouble or "b -" in trouble else _FIT
    return next((says for part, says in _ERRORS if part in trouble), None)
