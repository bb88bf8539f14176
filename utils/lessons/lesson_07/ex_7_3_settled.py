"""Exercise 7.3: a rule that tells whether a training loss has settled, judged on curves of which that is known.

A loss counts as settled where it falls about as 1 / epoch (or not at all) at the end, however high or low it
is and whatever it did before. The curves leave room for different rules: what falls like the epoch to the
power -4/3 or slower has settled, what falls like the power -2 or faster has not.
"""

from typing import NamedTuple

import numpy as np

from ...teaching.compare import show_value
from ...teaching.exercise import OpenExercise, Wrong, result_of


def has_settled(epochs, losses):
    early = np.abs(epochs - 0.75 * epochs[-1]).argmin()
    fall = np.log(losses[-1] / losses[early])
    return bool(fall / np.log(epochs[-1] / epochs[early]) > -1.5)


class Curve(NamedTuple):
    """A made curve: what it is, its epochs and losses, whether it has settled, and what a wrong word shows."""

    says: str
    epochs: np.ndarray
    losses: np.ndarray
    settled: bool
    mistake: str


EVERY = np.arange(1, 101)
SPARSE = np.array([1, 2, 3, 5, 7, 10, 13, 17, 21, 25, 32, 40, 50, 63, 80, 100, 113, 121, 130, 140, 150])
SHORT = np.array([1, 2, 3, 5, 7, 10, 13, 17, 21, 25])

_LEVEL = (
    "How low the loss is says nothing: the same curve times a constant must get the same answer. A network with "
    "one layer may settle where one with three layers is still on its way."
)
_FOR_EVER = (
    "It falls as 1 / epoch, as a loss does for ever once all digits are right, and that counts as settled. A fixed "
    "share of itself, such as 2 %, is a bound that depends on how far apart the epochs are: compare with 1 / epoch."
)
_ROOM = (
    "Your rule leaves too little room: the last losses may wiggle by a few percent, and what falls as epoch ** -(4/3) "
    "counts as settled."
)
_END = "Only the end counts: what a curve did in its first half says nothing about it."
_EPOCHS = "Losses were measured after the epochs in `epochs`, which are not evenly spaced; how fast a loss falls depends on them."
_NOISE = (
    "A single step up or down decides here; look at a longer part of the end, or at more than two epochs."
)
_MOVES = "It still falls much faster than 1 / epoch at its end: it has not settled, however low it is."
_LATE = "It fell slowly for most of the time, and fast at the end: it has not settled. Look at the last part alone."


def _power(epochs, power, level=1.0, at=10):
    return level * (epochs / at) ** -float(power)


def _drop(epochs, when, power=1.0):
    """A plateau, a steep drop at ``when``, then a power of the epoch."""
    return np.where(epochs < when, 2.3, 1e-3 * (epochs / when) ** -float(power))


def _bent(epochs, where, power):
    """1 / epoch until ``where``, then a steeper power."""
    return np.where(epochs <= where, where / epochs, (epochs / where) ** -float(power))


def _noisy(epochs, losses, size, seed):
    return losses * np.exp(np.random.default_rng(seed).uniform(-size, size, len(epochs)))


def _curves():
    """Settled ones and others in turn, the clearest first."""
    last_up, last_down = np.ones(len(EVERY)), np.ones(len(EVERY))
    last_up[-1], last_down[-1] = 1.03, 0.97
    made = [
        Curve("losses that fall as 1 / epoch", EVERY, _power(EVERY, 1), True, _FOR_EVER),
        Curve("losses that fall as exp(-epoch / 10)", EVERY, np.exp(-EVERY / 10), False, _MOVES),
        Curve("losses that fall as 1 / epoch, all of them small", EVERY, _power(EVERY, 1, 1e-4), True, _LEVEL),
        Curve("losses that fall as 1 / epoch, all of them large", EVERY, _power(EVERY, 1, 40.0), True, _LEVEL),
        Curve("small losses that fall as epoch ** -3", EVERY, _power(EVERY, 3, 1e-5), False, _LEVEL),
        Curve("losses that fall as epoch ** -2.1", EVERY, _power(EVERY, 2.1), False, _MOVES),
        Curve("losses that no longer change", EVERY, np.full(100, 0.02), True, "What does not move at all has settled."),
        Curve("a plateau and a drop long before the end, then 1 / epoch", EVERY, _drop(EVERY, 30), True, _END),
        Curve("a slow beginning, and epoch ** -4 in the last quarter", EVERY, _bent(EVERY, 76, 4), False, _LATE),
        Curve("a steep beginning, and 1 / epoch in the second half", EVERY,
              np.where(EVERY < 50, (EVERY / 50) ** -4.0, 50 / EVERY), True, _END),
        Curve("unevenly measured losses that fall as 1 / epoch", SPARSE, _power(SPARSE, 1), True, _EPOCHS),
        Curve("unevenly measured losses that fall as epoch ** -3", SPARSE, _power(SPARSE, 3), False, _EPOCHS),
        Curve("10 losses from 25 epochs that fall as epoch ** -3", SHORT, _power(SHORT, 3, 0.1), False, _EPOCHS),
        Curve("10 losses from 25 epochs that fall as epoch ** -2.1", SHORT, _power(SHORT, 2.1), False, _MOVES),
        Curve("10 losses from 25 epochs that fall as 1 / epoch", SHORT, _power(SHORT, 1, 0.1), True, _EPOCHS),
        Curve("1 / epoch, but a last loss that is 3 % higher", EVERY, _power(EVERY, 1) * last_up, True, _NOISE),
        Curve("1 / epoch, but a last loss that is 3 % lower", EVERY, _power(EVERY, 1) * last_down, True, _NOISE),
        Curve("epoch ** -4, but a last loss that is 3 % higher", EVERY, _power(EVERY, 4) * last_up, False, _NOISE),
    ]  # fmt: skip
    for seed in range(4):
        made.append(Curve("1 / epoch with wiggles of 1 %", EVERY, _noisy(EVERY, _power(EVERY, 1), 0.01, seed), True,
                          _NOISE))  # fmt: skip
        made.append(Curve("epoch ** -4 with wiggles of 1 %", EVERY, _noisy(EVERY, _power(EVERY, 4), 0.01, seed),
                          False, _NOISE))  # fmt: skip
    for epochs, says in ((EVERY, "losses"), (SPARSE, "unevenly measured losses")):
        made.append(Curve(f"{says} that fall as epoch ** -(4/3)", epochs, _power(epochs, 4 / 3), True, _ROOM))
    return made


def _ask(answer, curve, losses=None, epochs=None):
    """The rule's word on a curve, as True or False."""
    args = (curve.epochs if epochs is None else epochs, curve.losses if losses is None else losses)
    got = result_of(answer, args, curve.says)
    if not isinstance(got, bool):
        raise Wrong(f"with {curve.says}: return one True or False; got {show_value(got)}.")
    return got


def _constant_answer(answers):
    if len(set(answers)) == 1:
        raise Wrong(
            f"your rule says {answers[0]} of every curve that it was tried on; some of them have settled, and others not."
        )


def _judge_settled(answer):
    curves = _curves()
    found = [_ask(answer, curve) for curve in curves]
    _constant_answer(found)
    wrong = [curve for curve, got in zip(curves, found, strict=True) if got != curve.settled]
    if not wrong:
        return
    first = wrong[0]
    got = "not settled" if first.settled else "settled"
    raise Wrong(f"with {first.says}: your rule says {got}. {_why(answer, first, curves)}")


def _why(answer, first, curves):
    """What is wrong with a rule: seen from what it does when losses are scaled or epochs are stretched."""
    for curve in curves[:6]:
        scaled = {
            _ask(answer, curve, losses=curve.losses * factor) for factor in (1e-7, 1e-4, 1e-2, 1.0, 1e3)
        }
        if len(scaled) > 1:
            return _LEVEL
    if _turned_round(answer, curves):
        return "Your rule calls settled what is not, and not settled what is: have True and False changed places?"
    if first.settled and _ask(answer, curves[0]):  # it knows the plainest curve
        return _too_strict(answer, first, curves[0])
    return first.mistake


def _too_strict(answer, curve, plain):
    """Why a rule does not call this curve settled, by what changes its word."""
    late = curve.epochs >= curve.epochs[-1] / 2
    first = np.flatnonzero(late)[0]
    as_late = curve.losses[first] * curve.epochs[first] / curve.epochs  # 1 / epoch in the first half, too
    if _ask(answer, curve, losses=np.where(late, curve.losses, as_late)):
        return _END
    before = plain.epochs < plain.epochs[-2]
    if _ask(answer, plain, losses=np.where(before, 5 * plain.losses, plain.losses)):
        return _NOISE  # a fall to a fifth, shortly before the end, is not seen
    raised = np.where(curve.epochs == curve.epochs[-1], 1.04 * curve.losses, curve.losses)
    return _ROOM if _ask(answer, curve, losses=raised) else curve.mistake


def _turned_round(answer, curves):
    return all(_ask(answer, curve) != curve.settled for curve in curves[:2] + curves[7:9])


def _as_bool(result, *args):
    """NumPy's and 0 or 1 in place of True and False."""
    if isinstance(result, np.generic | np.ndarray) and np.ndim(result) == 0:
        result = result.item()
    return bool(result) if isinstance(result, int) and result in (0, 1) else result


SETTLED = OpenExercise("when is it over", has_settled, _judge_settled, form=_as_bool)
