"""Exercise 9.4: how many examples further the other curve needs to get as low as this one is."""

import numpy as np

from ...teaching.exercise import Case, FunctionExercise, Mistake


def lead(n_with, with_, n_without, without):
    found = []
    for n, error in zip(n_with, with_, strict=True):
        reached = n_without[without <= error]
        found.append(reached[0] - n if len(reached) else np.inf)
    return np.array(found)


def _by_running_minimum(n_with, with_, n_without, without):
    """The oracle: what the other has reached so far never rises, so a search finds the block."""
    lowest = np.minimum.accumulate(np.asarray(without, float))
    place = np.searchsorted(-lowest, -np.asarray(with_, float), side="left")
    return np.append(np.asarray(n_without, float), np.inf)[place] - n_with


def _reads(find, otherwise=np.inf, of=lambda there, n: there - n):
    """A lead in which ``find(n_without, without, error)`` gives the number of examples, or nothing."""

    def made(n_with, with_, n_without, without):
        found = []
        for n, error in zip(n_with, with_, strict=True):
            there = find(n_without, without, error)
            found.append(
                of(there, n)
                if there is not None
                else otherwise(n, n_without)
                if callable(otherwise)
                else otherwise
            )
        return np.array(found, float)  # fmt: skip

    return made


def _first(n, errors, error):
    return n[errors <= error][0] if (errors <= error).any() else None


def _first_below(n, errors, error):
    return n[errors < error][0] if (errors < error).any() else None


def _last(n, errors, error):
    return n[errors <= error][-1] if (errors <= error).any() else None


def _for_good(n, errors, error):
    above = np.flatnonzero(errors > error)
    after = above[-1] + 1 if len(above) else 0
    return n[after] if after < len(n) else None


def _nearest(n, errors, error):
    return n[np.abs(errors - error).argmin()]


def _before(n, errors, error):
    return n[max(np.flatnonzero(errors <= error)[0] - 1, 0)] if (errors <= error).any() else None


def _between(scale, back_to_first=True):
    """On the line between two blocks."""

    def find(n, errors, error):
        if not (errors <= error).any():
            return None
        i = np.flatnonzero(errors <= error)[0]
        if i == 0:
            return n[0]
        high, low, at = (scale(value) for value in (errors[i - 1], errors[i], error))
        return n[i - 1] + (high - at) / (high - low) * (n[i] - n[i - 1])

    return find


def _sorted(n, errors, error):
    """np.interp on turned curves."""
    return np.interp(error, errors[::-1], n[::-1])


def _sorted_or_never(n_with, with_, n_without, without):
    """The same for all errors at once, infinite where the curve never gets there."""
    there = np.interp(with_, without[::-1], n_without[::-1])
    return np.where(with_ < without.min(), np.inf, there) - n_with


def _roles(n_with, with_, n_without, without):
    return _by_running_minimum(n_without, without, n_with, with_)


def _in_blocks(n_with, with_, n_without, without):
    places = [np.flatnonzero(without <= error) for error in with_]
    return np.array([p[0] - i if len(p) else np.inf for i, p in enumerate(places)], float)


def _vertical(n_with, with_, n_without, without):
    return np.interp(n_with, n_without, without) - with_


def _ratio(n_with, with_, n_without, without):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.interp(n_with, n_without, without) / with_


def _lead_cases():
    rng = np.random.default_rng(94)
    n = 10 * np.arange(1, 13)
    falling = np.array([50, 30, 20, 15, 12, 10, 8.5, 7, 6, 5.5, 5, 4.5])
    wavy = np.array([40, 20, 25, 12, 18, 9, 10, 6, 8, 5, 5.5, 4.0])
    behind = 1.3 * falling[3:] + 2
    even = np.array([20.0, 10, 5])
    return [
        Case("one block each: 8 % after 30 examples with, 10 % after 20 without",
             (np.array([30]), np.array([8.0]), np.array([20]), np.array([10.0]))),
        Case("12 % after 20 examples with; 20, 10 and 5 % after 10, 20 and 30 without",
             (np.array([20]), np.array([12.0]), np.array([10, 20, 30]), even)),
        Case("errors of 20, 10 and 5 % on both sides, but 5 examples later", (np.array([15, 25, 35]), even, np.array([10, 20, 30]), even)),
        Case("a curve that falls twice as fast", (n[3:], falling[3:] * 2.0 ** -np.arange(9), n, falling)),
        Case("a curve that stays behind", (n[3:], behind, n, falling)),
        Case("a curve without pre-training that goes up and down", (n[2:], np.linspace(30, 4.5, 10), n, wavy)),
        Case("two curves that go up and down", (n[2:], wavy[2:] * np.linspace(1.5, 0.6, 10), n, wavy)),
        Case("blocks of other sizes on the two sides", (np.array([25, 50, 75, 100]), np.array([22, 9, 6, 3.0]), n, falling)),
        Case("errors of exactly 0 at the end, on both sides", (np.array([40, 50]), np.array([5.0, 0.0]), np.array([10, 40, 70, 80]), np.array([30.0, 5, 0, 0]))),
        Case("errors of exactly 0 with, and none without", (np.array([40, 50]), np.array([5.0, 0.0]), np.array([10, 40, 70]), np.array([30.0, 5, 2]))),
        Case("100 noisy blocks", (np.arange(26, 101), 30 / np.arange(26, 101) ** 1.4 * rng.lognormal(0, 0.1, 75),
                                  np.arange(1, 101), 10 / np.arange(1, 101) * rng.lognormal(0, 0.1, 100))),
    ]  # fmt: skip


_NEVER = "Where the curve without never gets that low in what was measured, the lead is infinite: np.inf."
_ARGMAX = (
    "np.argmax of nothing but False is 0, so what is never reached looks as if it were reached at once. "
    + _NEVER
)
_BLOCKS = "Whole blocks are asked for: the first at which the curve without *is* at or below; nothing is read in between."
_FIRST = "The *first* block counts at which the curve without is that low."

LEAD = FunctionExercise(
    "the lead in examples",
    lead,
    _by_running_minimum,
    _lead_cases,
    form=lambda found, *args: np.asarray(found, float),
    mistakes=(
        Mistake(_ARGMAX, _reads(_first, lambda n, others: others[0] - n)),
        Mistake(_ARGMAX, _reads(lambda n, e, error: n[np.argmax(e <= error)])),
        *(Mistake(_NEVER, _reads(_first, other))
          for other in (np.nan, 0.0, -np.inf, lambda n, others: others[-1] - n, lambda n, others: -n)),
        Mistake("Exactly as low is low enough.", _reads(_first_below)),
        Mistake(_FIRST + " This is the last.", _reads(_last)),
        Mistake(_FIRST + " You ask from where on it stays that low.", _reads(_for_good)),
        Mistake("The nearest error may be higher: as low as, or lower, is asked for.", _reads(_nearest)),
        Mistake(_BLOCKS, _reads(_before)),
        *(Mistake(_BLOCKS, _reads(_between(scale))) for scale in (float, lambda error: np.log(max(error, 1e-300)))),
        *(Mistake(_BLOCKS, reads) for reads in (_reads(_sorted), _sorted_or_never)),
        Mistake("The two curves have changed places: for each error *with* look for the block *without*.", _roles),
        Mistake("The lead is positive where the curve without needs more examples: the sign is turned.",
                _reads(_first, of=lambda there, n: n - there)),
        Mistake("The lead is positive where the curve without needs more examples: the sign is turned.",
                _reads(_first, -np.inf, of=lambda there, n: n - there)),
        Mistake("This is how many examples the curve without needs in all; take away what the other has seen by then.",
                _reads(_first, of=lambda there, n: there)),
        Mistake("This is how many *times* the examples; the lead is a difference.", _reads(_first, of=lambda there, n: there / n)),
        Mistake("This counts blocks, and the two curves may begin elsewhere; count examples.", _in_blocks),
        Mistake("This compares the errors after the same number of examples. The lead is read the other way: from one error "
                "to two numbers of examples.", _vertical),
        Mistake("This compares the errors after the same number of examples. The lead is read the other way: from one error "
                "to two numbers of examples.", _ratio),
    ),
    errors=(
        ("out of bounds", f"Some error is never reached, so there is no first block. {_NEVER}"),
        ("zero-size", f"Some error is never reached, so there is no first block. {_NEVER}"),
        ("could not be broadcast", "The two curves need not have equally many blocks: take the errors with pre-training one by one."),
    ),
)  # fmt: skip
