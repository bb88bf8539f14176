"""Exercise 6.5: the chance that the best of k runs of one kind beats one run of another kind."""

import itertools

import numpy as np

from ...teaching.draws import made_generators
from ...teaching.exercise import Case, FunctionExercise, Mistake, Wrong


class Exactly(FunctionExercise):
    """A function of which draws are not wanted: they are named where the answer is wrong."""

    def judge(self, answer):
        """As :class:`FunctionExercise`."""
        try:
            super().judge(answer)
        except Wrong as wrong:
            if self._draws(answer):
                raise Wrong(f"your function draws at random; find the chance exactly. {wrong}") from None
            raise

    def _draws(self, answer):
        case = max(self.cases(), key=lambda case: len(case.args[0]))
        with made_generators() as made:
            first, second = (self._result(answer, case) for _ in range(2))
        return bool(made) or np.isscalar(first) and np.isscalar(second) and first != second


def best_of_k_beats(a, b, k):
    none_below = (a[:, None] >= b).mean(axis=0) ** k  # (S_b,): no try is better
    none_level = (a[:, None] > b).mean(axis=0) ** k  # (S_b,): no try is as good, either
    return 1 - (none_below + none_level).mean() / 2


def _oracle(a, b, k):
    """Small cases by going through all draws; large ones run by run, over the sorted errors of a."""
    if len(a) ** k <= 5_000:
        best = np.array([min(draw) for draw in itertools.product(a, repeat=k)])
        return np.mean([np.mean(best < one) + np.mean(best == one) / 2 for one in b])
    ordered, n = np.sort(a), len(a)
    better = [1 - (1 - np.searchsorted(ordered, one, "left") / n) ** k for one in b]
    as_good = [1 - (1 - np.searchsorted(ordered, one, "right") / n) ** k for one in b]
    return (np.mean(better) + np.mean(as_good)) / 2


def _cases():
    rng = np.random.default_rng(4)
    rounded = rng.normal(4, 0.3, 30).round(1), rng.normal(3.4, 0.3, 20).round(1)
    return [
        Case("a = [3, 1], b = [2], k = 1", (np.array([3.0, 1.0]), np.array([2.0]), 1)),
        Case("a = [3, 1], b = [2], k = 2", (np.array([3.0, 1.0]), np.array([2.0]), 2)),
        Case("a = [4, 2, 3], b = [2, 3, 5, 1] and k = 2, with ties",
             (np.array([4.0, 2.0, 3.0]), np.array([2.0, 3.0, 5.0, 1.0]), 2)),
        Case("as many runs of each, k = 3", (np.array([3.9, 4.2, 3.1]), np.array([3.0, 3.5, 4.4]), 3)),
        Case("one run of each, the same error", (np.array([2.5]), np.array([2.5]), 4)),
        Case("runs that are all worse", (np.array([5.0, 6.0]), np.array([1.0, 2.0, 3.0]), 3)),
        Case("runs that are all better", (np.array([1.0, 2.0]), np.array([5.0, 6.0, 7.0]), 2)),
        Case("30 and 20 errors with many ties, k = 5", (*rounded, 5)),
        Case("more tries than runs, k = 40", (rng.normal(4, 0.3, 12), rng.normal(3.2, 0.3, 9), 40)),
    ]  # fmt: skip


def _variant(tie=0.5, sign=1.0):
    def run(a, b, k):
        level = (sign * a[:, None] > sign * b).mean(axis=0) ** k
        below = (sign * a[:, None] >= sign * b).mean(axis=0) ** k
        return 1 - ((1 - tie) * below + tie * level).mean()

    return run


def _as_ties_go(a, b, k):
    """Ties halved in every single comparison, not for the best try."""
    p = (a[:, None] < b).mean(axis=0) + (a[:, None] == b).mean(axis=0) / 2
    return 1 - ((1 - p) ** k).mean()


def _without_replacement(a, b, k):
    k = min(k, len(a))
    best = np.array([min(draw) for draw in itertools.islice(itertools.combinations(a, k), 200_000)])
    return np.mean([np.mean(best < one) + np.mean(best == one) / 2 for one in b])


def _worst(a, b, k):
    """The worst of k."""
    return ((a[:, None] < b).mean(axis=0) ** k + (a[:, None] <= b).mean(axis=0) ** k).mean() / 2


def _swapped(a, b, k):
    return best_of_k_beats(b, a, k)


def _best_of_all(a, b, k):
    return np.mean(a.min() < b) + np.mean(a.min() == b) / 2


def _one_share(tie):
    """One share of won pairs for all runs of b, a tie counting nothing, half, or one: the power comes after."""
    return lambda a, b, k: 1 - (1 - _share(a, b, tie)) ** k


def _share(a, b, tie):
    return (a[:, None] < b).mean() + tie * (a[:, None] == b).mean()


_SAME_RUN = (
    "With one share of won pairs for all, every try meets a run of b of its own. Here all k tries meet the *same* run: "
    "is a run of b that is hard to beat as hard for the second try?"
)
_ALL_WIN = "The chances of single tries are multiplied: that is the chance that all k win. When does the best of k win?"
TRIES = Exactly(
    "k tries against one",
    best_of_k_beats,
    _oracle,
    _cases,
    mistakes=(
        Mistake("k makes no difference here: this is the chance of a single try.",
                lambda a, b, k: best_of_k_beats(a, b, 1)),
        *(Mistake(_SAME_RUN, _one_share(tie)) for tie in (0.5, 0.0, 1.0)),
        Mistake("A tie counts nothing here; count it half.", _variant(tie=0.0)),
        Mistake("A tie counts as won here; count it half.", _variant(tie=1.0)),
        Mistake("Ties are halved for each try, before the power; what counts half is a tie of the *best* try.", _as_ties_go),
        Mistake("The errors are turned round: the smaller error is the better one.", _variant(sign=-1.0)),
        Mistake("a and b have changed places: k tries of a against one of b.", _swapped),
        Mistake("This is the chance that b stays the better one; the other one is asked for.",
                lambda a, b, k: 1 - best_of_k_beats(a, b, k)),
        Mistake("All k tries have to win here (a power of the chance to win). The best of k wins unless all k lose.", _worst),
        Mistake("These are k different runs; draw each try from all runs, with replacement.", _without_replacement),
        Mistake("The best of *all* runs of a is taken; the best of k tries is asked for.", _best_of_all),
        Mistake("The chances of k tries are added up; that can exceed 1, because several tries may win.",
                lambda a, b, k: k * best_of_k_beats(a, b, 1)),
        *(Mistake(_ALL_WIN, lambda a, b, k, tie=tie: _share(a, b, tie) ** k) for tie in (0.5, 0.0, 1.0)),
        Mistake(_ALL_WIN, lambda a, b, k: ((a[:, None] < b).mean(axis=0) ** k).mean()),
        Mistake(_ALL_WIN, lambda a, b, k: ((a[:, None] <= b).mean(axis=0) ** k).mean()),
        Mistake("Only pairs (the first with the first, ...) are compared; every run of a may meet every run of b.",
                lambda a, b, k: (a < b).mean() + (a == b).mean() / 2),
        Mistake("k makes no difference here: this is the chance of a single try.", lambda a, b, k: _share(a, b, 0.0)),
        Mistake("This is percent; a chance goes from 0 to 1.", lambda a, b, k: 100 * best_of_k_beats(a, b, k)),
    ),
    errors=(
        ("could not be broadcast", "a and b may have different lengths, and every run of a may meet every run of b: give a "
         "an axis of its own, a[:, None]."),
    ),
    form=lambda chance, *_: float(chance),
)  # fmt: skip
