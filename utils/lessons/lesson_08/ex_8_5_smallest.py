"""Exercise 8.5: the smallest set of pre-trained layers that keeps a share of the gain."""

import itertools

import numpy as np

from ...teaching.exercise import Case, FunctionExercise, Mistake


def smallest_set(errors, share):
    gain = {some: np.mean(errors[()] - values) for some, values in errors.items()}
    needed = share * gain[max(gain, key=len)]
    enough = [some for some in gain if gain[some] >= needed]
    return min(enough, key=lambda some: (len(some), -gain[some]))


def _by_size(errors, share):
    """Goes through the sets by their size; sums over seeds instead of means."""
    sizes = sorted({len(some) for some in errors})
    needed = share * (errors[()].sum() - errors[max(errors, key=len)].sum())
    for size in sizes:
        sums = {some: errors[()].sum() - errors[some].sum() for some in errors if len(some) == size}
        best = max(sums, key=sums.get)
        if sums[best] >= needed:
            return best
    return None


def _chosen(gain, share, whole=None, order=None):
    """The smallest of those that keep enough, by other gains, another whole or another order."""
    needed = share * (gain[max(gain, key=len)] if whole is None else whole)
    enough = [some for some in gain if gain[some] >= needed]
    return min(enough, key=order or (lambda some: (len(some), -gain[some])))


def _gains(errors, statistic=np.mean):
    return {some: statistic(errors[()] - values) for some, values in errors.items()}


def _of_medians(errors, share):
    return _chosen(
        {some: np.median(errors[()]) - np.median(values) for some, values in errors.items()}, share
    )


def _of_errors(keeps):
    """A share of the error instead of the gain: ``keeps(own, none, all_of_them, share)``, of mean errors."""

    def made(errors, share):
        ends = np.mean(errors[()]), np.mean(errors[max(errors, key=len)])
        enough = [some for some in errors if keeps(np.mean(errors[some]), *ends, share)]
        return min(enough, key=lambda some: (len(some), np.mean(errors[some])))

    return made


def _of_each_seed(errors, share):
    all_of_them = errors[()] - errors[max(errors, key=len)]
    return _chosen(
        {some: np.mean((errors[()] - values) / all_of_them) for some, values in errors.items()}, share
    )


def _every_seed(errors, share):
    needed = share * (errors[()] - errors[max(errors, key=len)])
    enough = [some for some in errors if (errors[()] - errors[some] >= needed).all()]
    return min(enough, key=lambda some: (len(some), np.mean(errors[some])))


def _added_up(errors, share):
    """Gains of single layers added up."""
    gain = _gains(errors)
    return _chosen({some: sum(gain[(i,)] for i in some) for some in errors}, share, gain[max(gain, key=len)])


def _not_empty(errors, share):
    gain = _gains(errors)
    enough = [some for some in gain if some and gain[some] >= share * gain[max(gain, key=len)]]
    return min(enough, key=lambda some: (len(some), -gain[some]))


def _more_than(errors, share):
    gain = _gains(errors)
    enough = [some for some in gain if gain[some] > share * gain[max(gain, key=len)]]
    return min(enough, key=lambda some: (len(some), -gain[some])) if enough else max(gain, key=len)


SETS = [some for k in range(4) for some in itertools.combinations((1, 2, 3), k)]


def _table(gains, n_seeds, start=8.0, spread=0.25, order=None, seed=0):
    """Errors of each set: without pre-training ``start``, less its gain; sets in any order.

    All numbers are multiples of 1/64, so that means over 2, 4, 8 seeds are exact.
    """
    rng = np.random.default_rng(seed)
    noise = np.round(64 * rng.normal(0, spread, n_seeds)) / 64
    noise -= noise.mean()
    sets = [SETS[i] for i in order] if order else SETS[: len(gains)]
    gain = dict(zip(SETS, gains, strict=False))
    return {some: start - gain[some] + noise * (1 + len(some)) for some in sets}


def _smallest_cases():
    two = {(): np.array([6.0]), (1,): np.array([4.5]), (2,): np.array([5.5]), (1, 2): np.array([4.0])}
    usual = [0, 1.5, 0.5, 0.25, 2.5, 1.75, 1.0, 3.0]
    better = [0, 0.5, 0.75, 0.5, 4.0, 1.5, 1.25, 3.0]
    pairs = [0, 0.5, 0.5, 0.5, 2.5, 2.75, 2.0, 3.0]
    far = {(): np.array([8.0, 8, 8, 8]), (1,): np.array([5.0, 5, 5, 14]), (2,): np.array([7.0, 6, 7, 6]),
           (1, 2): np.array([5.0, 6, 5, 6])}  # fmt: skip
    uneven = {(): np.array([20.0, 6]), (1,): np.array([8.0, 5.75]), (2,): np.array([17.0, 4.5]),
              (1, 2): np.array([8.0, 4])}  # fmt: skip
    mixed = [7, 5, 4, 6, 3, 1, 2, 0]
    return [
        Case("two layers, one seed, share 0.7", (two, 0.7)),
        Case("two layers, one seed, share 0.9", (two, 0.9)),
        Case("two layers, one seed, share 0", (two, 0.0)),
        Case("three layers, four seeds, share 0.8", (_table(usual, 4), 0.8)),
        Case("three layers, four seeds, share 1", (_table(usual, 4), 1.0)),
        Case("three layers, share 0.5, of which one layer alone keeps exactly that", (_table(usual, 4), 0.5)),
        Case("three layers, the sets in another order", (_table(usual, 8, order=mixed), 0.8)),
        Case("three layers, two pairs of which keep enough", (_table(pairs, 4, order=mixed), 0.8)),
        Case("three layers, two pairs of which keep enough, in another order", (_table(pairs, 4), 0.8)),
        Case("a pair that is better than all three layers", (_table(better, 4), 0.5)),
        Case("a pair that is better than all three layers, and share 0.25", (_table(better, 4, order=mixed), 0.25)),
        Case("one seed that is far out", (far, 0.6)),
        Case("two seeds that differ much", (uneven, 0.7)),
        Case("all layers together bring less than none", (_table([0, -0.5, 0.25, -1.0, -1, -1.5, -0.5, -1.0], 4), 0.8)),
    ]  # fmt: skip


_TIES = "Among sets of equally many layers, take the one with the largest gain."

SMALLEST = FunctionExercise(
    "which layers are worth it",
    smallest_set,
    _by_size,
    _smallest_cases,
    form=lambda found, *args: tuple(sorted(int(layer) for layer in found)),
    mistakes=(
        Mistake(_TIES, lambda e, s: _chosen(_gains(e), s, order=len)),
        Mistake(_TIES, lambda e, s: _chosen(_gains(e), s, order=lambda some: (len(some), some))),
        Mistake(_TIES, lambda e, s: _chosen(_gains(e), s, order=lambda some: (len(some), _gains(e)[some]))),
        Mistake("This is the set with the largest gain; asked is the smallest one that keeps enough.",
                lambda e, s: min(e, key=lambda some: np.mean(e[some]))),
        Mistake("This is the first set that keeps enough, not the smallest: the sets may come in any order.",
                lambda e, s: next(k for k, g in _gains(e).items() if g >= s * _gains(e)[max(e, key=len)])),
        Mistake("This is the largest set that keeps enough.",
                lambda e, s: _chosen(_gains(e), s, order=lambda some: -len(some))),
        Mistake("This is always the set of all layers; a smaller one may keep enough.", lambda e, s: max(e, key=len)),
        Mistake("You ask for *more* than the share; exactly the share is enough.", _more_than),
        *(Mistake("The share is one of the gain, not of the error: a gain is the error without pre-training less the error with it.",
                  _of_errors(keeps))
          for keeps in (lambda own, none, whole, share: own <= whole * (2 - share),
                        lambda own, none, whole, share: own <= share * none,
                        lambda own, none, whole, share: whole >= share * own)),
        Mistake("max(...) of tuples is the last in the order of a dictionary's words, such as (3,); the set of all layers is the "
                "longest key.", lambda e, s: _chosen(_gains(e), s, _gains(e)[max(e)])),
        Mistake("You compare with the best of all sets; the whole is the gain of *all* layers together.",
                lambda e, s: _chosen(_gains(e), s, max(_gains(e).values()))),
        Mistake("Over the seeds take means, not medians.", lambda e, s: _chosen(_gains(e, np.median), s)),
        Mistake("Over the seeds take means, not medians.", _of_medians),
        Mistake("You ask it of every seed; asked are the means over seeds.", _every_seed),
        Mistake("You take each seed's share and then the mean; then seeds with small gains weigh as much as others. Take the "
                "means first.", _of_each_seed),
        Mistake("You add up what single layers bring alone; a set was measured as a set, and that need not be the sum.", _added_up),
        Mistake("You look at one seed only; take the mean over all.",
                lambda e, s: _chosen({k: e[()][0] - v[0] for k, v in e.items()}, s)),
        Mistake("The empty set counts, too: where nothing is needed, it is enough.", _not_empty),
    ),
    nothing="No set that it looked at kept enough (the empty set is one, too, and exactly the share is enough),",
    errors=(
        ("empty", "No set was found to keep enough; all layers together keep exactly their own gain, so >= must hold for them."),
        ("KeyError: (1, 2, 3)", "There may be fewer or more than three layers: the set of all layers is the longest key."),
    ),
)  # fmt: skip
