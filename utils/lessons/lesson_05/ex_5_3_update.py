"""Exercise 5.3: one step of a layer, a rate for each seed, in place and without an array as large as W."""

import torch

from ...teaching.compare import differs, show_value
from ...teaching.exercise import OpenExercise, Wrong, trial
from .memory import OPERATIONS, Watch
from .steps import CASES, explain, layer, moved, name_mistake


def update_layer(W, b, h, delta, rates):
    step = rates[:, None, None] * delta  # (S, N, H), smaller than W
    W.baddbmm_(h.mT, step, alpha=-1)
    b.sub_(step.sum(dim=1))


_NAMES = ("W", "b", "h", "delta", "rates")


def _judge_update(answer):
    for case in CASES:
        before = layer(case)
        for part in before:
            part.begin = part[:1]  # a view: copies of part have one, too, of the memory before the call
        try:
            result, given = trial(answer, tuple(before), case.says)
        except Wrong as wrong:
            explained = explain(str(wrong))
            raise Wrong(f"{explained} ({wrong})" if explained else str(wrong)) from None
        try:
            _judge_memory(given)
            _judge_moves(given, before, result, _no_underscore(answer))
            _judge_result(result)
        except Wrong as wrong:
            raise Wrong(f"with {case.says}: {wrong}") from None
    for case in CASES:
        if len({case.n, case.v, case.h}) == 3 and min(case.n, case.v, case.h) > 1:
            _judge_arrays(answer, case)


def _judge_memory(given):
    for name, part in zip(_NAMES, given, strict=True):
        if not hasattr(part, "begin") or part.data_ptr() != part.begin.data_ptr():
            raise Wrong(
                f"{name} has other memory than before: {name}.data = ... (or set_) puts a new array into the old "
                f"tensor; whoever holds the old memory, such as W[0], keeps the old numbers. Write into the memory "
                f"that is there (a method with an underscore, or -=)."
            )


def _judge_moves(given, before, result, lost):
    same = [torch.equal(now, old) for now, old in zip(given, before, strict=True)]
    if same[0] or same[1]:
        _judge_still(same, result, lost)
    for name, now, old, right in zip(("W", "b"), given, before, moved(*before), strict=False):
        if now.shape != old.shape or now.dtype != old.dtype:
            raise Wrong(f"{name} has become {show_value(now.numpy())}.")
        wrong = differs(now.detach().numpy(), right.numpy(), where=name)
        if wrong:
            raise Wrong(f"{name_mistake(name, now, before)}{wrong}")
    for name, untouched in zip(_NAMES[2:], same[2:], strict=True):
        if not untouched:
            raise Wrong(f"W and b are right, but {name} is changed, too; only W and b move.")


def _judge_still(same, result, lost):
    name = "W and b are" if same[0] and same[1] else "W is" if same[0] else "b is"
    if lost and result is None:
        raise Wrong(
            f"{name} as before: {lost} without its underscore gives a new tensor and leaves the old one as it was; "
            f"{lost}_ works in place."
        )
    if same[0] and same[1]:
        came = "" if result is None else " You return new tensors, but nobody puts them into the network."
        raise Wrong(
            f"W and b are as before. W = W - ... makes a new tensor and gives it the name W inside your function; the "
            f"network keeps the old one. Methods with an underscore (baddbmm_, sub_) work in place.{came}"
        )
    raise Wrong(f"{name} as before: it has to move, too, in place (an underscore, or -=).")


def _no_underscore(answer):
    """The first method that is called without its underscore, or None."""
    names = getattr(getattr(answer, "__code__", None), "co_names", ())
    return next((name for name in ("baddbmm", "sub", "add") if name in names), None)


def _judge_result(result):
    if result is not None and not isinstance(result, tuple | list | torch.Tensor):
        raise Wrong(f"the function returns nothing; yours returns {show_value(result)}.")


def _judge_arrays(answer, case):
    """W and b come out right; what was made on the way?"""
    shapes, made = {(case.v, case.h), (case.h, case.v)}, []

    def watched(W, b, h, delta, rates):
        with Watch((W, b, h, delta, rates), shapes) as watch:
            answer(W, b, h, delta, rates)
        made.extend(watch.made)

    trial(watched, tuple(layer(case)), case.says)
    if made:
        what, shape = made[0]
        scaled = OPERATIONS["mul"] in dict(made)
        rates = ", and put the rates where an array is small" if scaled else ""
        raise Wrong(
            f"with {case.says}: W and b are right and move in place, but {what} makes a new array of shape {shape}, as "
            f"large as the gradient. Let baddbmm_ add the product to W{rates}."
        )


UPDATE = OpenExercise("a step in place, a rate for each seed", update_layer, _judge_update)
