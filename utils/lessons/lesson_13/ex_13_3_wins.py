"""Exercise 13.3: at which numbers of labels pre-training still wins, by a rule that does not choose what it judges by."""

import numpy as np
import scipy.stats

from ...teaching.exercise import Case, FunctionExercise, Mistake
from .intervals import ends, near, too_short


def still_wins(valid, test, pretrained):
    n_seeds, n_sizes = test[next(iter(test))].shape
    reach = scipy.stats.t.ppf(1 - 0.05 / n_sizes / 2, n_seeds - 1)
    wins = []
    for i in range(n_sizes):
        by_error = sorted(valid, key=lambda name: valid[name][:, i].mean())
        with_ = next(name for name in by_error if name in pretrained)
        without = next(name for name in by_error if name not in pretrained)
        gain = test[without][:, i] - test[with_][:, i]
        low = gain.mean() - reach * gain.std(ddof=1) / np.sqrt(n_seeds)
        wins.append(bool(low > 0))
    return wins


def _choose(scores, names, i):
    return min((float(np.mean(scores[name][:, i])), k, name) for k, name in enumerate(names))[2]


def _by_the_library(valid, test, pretrained, choice=None, level=None, paired=True, both=True):
    """The oracle: SciPy's intervals of paired differences; its options make the mistakes."""
    n_sizes, wins = next(iter(test.values())).shape[1], []
    camps = [[n for n in valid if (n in pretrained) == side] for side in (False, True)]
    for i in range(n_sizes):
        without, with_ = (_choose(choice or valid, camp, i) for camp in camps)
        a, b = test[without][:, i], test[with_][:, i]
        kept = level or 1 - 0.05 / n_sizes
        kept = kept if both else 1 - 2 * (1 - kept)
        with np.errstate(all="ignore"):
            result = scipy.stats.ttest_rel(a, b) if paired else scipy.stats.ttest_ind(a, b)
            if np.allclose(np.ptp(a - b), 0) and paired:
                low = float(np.mean(a - b))
            else:
                low = float(result.confidence_interval(kept).low)
        wins.append(low > 0)
    return wins


def _made(gains, n_seeds, seed, recipes=2, noise=0.3, biased=0.0):
    """Errors of some recipes; the best without and the best with differ by ``gains``. Seeds are paired."""
    rng, n_sizes = np.random.default_rng(seed), len(gains)
    level = np.linspace(20, 3, n_sizes)
    common = rng.normal(0, 1, (n_seeds, n_sizes))
    test = {}
    for k in range(recipes):
        test[f"plain {k}"] = level + k * 0.4 + common + rng.normal(0, noise, (n_seeds, n_sizes))
        test[f"rbm {k}"] = (
            level + k * 0.4 - np.array(gains) + common + rng.normal(0, noise, (n_seeds, n_sizes))
        )
    valid = {name: values + rng.normal(0, 0.1, values.shape) for name, values in test.items()}
    if biased:  # the one that is best on test digits is not on validation digits
        test["plain 1"] = test["plain 0"] - biased
        valid["plain 1"] = valid["plain 0"] + 0.5
    return valid, test, {name for name in test if name.startswith("rbm")}


def _flattered():
    valid, test, trained = _made([0.0, 0.0], 10, 9)
    return {name: errors - 4.0 * (name in trained) for name, errors in valid.items()}, test, trained


def _crossing():
    rng, means = np.random.default_rng(4), {"a": (20, 3), "b": (12, 8), "rbm": (11, 5)}
    test = {name: np.array(mean) + rng.normal(0, 0.2, (6, 2)) for name, mean in means.items()}
    return test, test, {"rbm"}


def _near(shares, n_seeds, seed):
    """Errors of two recipes whose gains are these shares of what makes a win."""
    gains = near(shares, n_seeds, seed)
    rbm = 8 + np.random.default_rng(seed + 1).normal(0, 0.5, gains.shape)
    test = {"rbm": rbm, "plain": rbm + gains}
    return test, test, {"rbm"}


def _told(says, args):
    """A case that tells what should come out."""
    wins = still_wins(*args)
    return Case(f"{says} (right: {', '.join(map(str, wins))})", args)


def _cases():
    two = {"a": np.array([[10.0], [11.0]]), "b": np.array([[5.0], [6.1]])}
    mixed = _made([4.0, 0.3, -1.0], 10, 5)
    cases = [
        Case("two recipes, two seeds, one number of labels", (two, two, {"b"})),
        Case("the same, without and with exchanged", (two, two, {"a"})),
        Case("one number of labels, a gain of 1", _made([1.0], 10, 1)),
        Case("three numbers of labels, gains 4, 0.3 and -1", mixed),
        Case("the same, seeds in another order",
             ({n: v[::-1] for n, v in mixed[0].items()}, {n: v[::-1] for n, v in mixed[1].items()}, mixed[2])),
        Case("two recipes of each kind; one is best on the test digits only", _made([1.0, 1.0], 12, 3, biased=1.5)),
        Case("six numbers of labels, gains near what can be seen", _made([0.34, 0.3, 0.26, 0.24, 0.2, 0.15], 8, 29)),
        Case("six numbers of labels, other seeds", _made([0.4, 0.32, 0.3, 0.26, 0.22, 0.2], 6, 41)),
        Case("five seeds, three recipes of each kind", _made([2.0, 0.6, 0.5, 0.2], 5, 8, recipes=3)),
        Case("validation errors that flatter pre-training", _flattered()),
        Case("20 seeds that differ much, a large gain", _made([3.0], 20, 12, noise=1.2)),
        Case("another recipe is the best with more labels", _crossing()),
        Case("no difference at all", _made([0.0] * 4, 10, 9)),
        Case("four seeds, gains just below and above what makes a win", _near([0.96, 0.85, 0.7, 1.04], 4, 2)),
        Case("five seeds, gains just below and above what makes a win", _near([0.97, 0.889, 0.7, 1.03], 5, 7)),
    ]  # fmt: skip
    return [_told(*case) for case in cases]


def _pairs(valid, test, pretrained):
    """Test errors (S,) of the recipes that validation errors choose, without and with, for each number of labels."""
    camps = [[n for n in valid if (n in pretrained) == side] for side in (False, True)]
    for i in range(next(iter(test.values())).shape[1]):
        yield tuple(test[_choose(valid, camp, i)][:, i] for camp in camps)


def _gaps(valid, test, pretrained):
    """Their paired differences (S, L)."""
    return np.stack([a - b for a, b in _pairs(valid, test, pretrained)], axis=1)


def _separate(valid, test, pretrained):
    """Intervals of the difference of two separate means, with S - 1 degrees of freedom."""
    n_seeds, n_sizes = next(iter(test.values())).shape
    reach = scipy.stats.t.ppf(1 - 0.05 / n_sizes / 2, n_seeds - 1)
    return [
        bool((a - b).mean() > reach * np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / n_seeds))
        for a, b in _pairs(valid, test, pretrained)
    ]


def _by_mean(valid, test, pretrained):
    return [bool(mean > 0) for mean in _gaps(valid, test, pretrained).mean(axis=0)]


def _with_ends(factor, ddof=1):
    """The reference with other intervals."""
    return lambda *args: [bool(low > 0) for low in ends(_gaps(*args), factor, ddof)[0]]


def _no_root(p, n_seeds):
    """Student's factor for the standard deviation in the place of the standard error."""
    return scipy.stats.t.ppf(p, n_seeds - 1) * np.sqrt(n_seeds)


def _for_each_seed(valid, test, pretrained):
    """The best recipe of each seed, in the place of the best in the mean over seeds."""
    chosen_valid, chosen = {}, {}
    for camp, name in ((False, "plain"), (True, "trained")):
        names = [n for n in valid if (n in pretrained) == camp]
        stack = np.stack([valid[n] for n in names])  # (recipes, S, L)
        best = stack.argmin(axis=0)[None]
        chosen_valid[name] = np.take_along_axis(stack, best, axis=0)[0]
        chosen[name] = np.take_along_axis(np.stack([test[n] for n in names]), best, axis=0)[0]
    return still_wins(chosen_valid, chosen, {"trained"})


def _one_recipe(valid, test, pretrained):
    """One recipe of each kind for all numbers of labels."""
    camps = [[n for n in valid if (n in pretrained) == side] for side in (False, True)]
    best = [min(camp, key=lambda name: valid[name].mean()) for camp in camps]
    return _by_the_library(
        {n: valid[n] for n in best}, {n: test[n] for n in best}, set(pretrained) & set(best)
    )


_CORRECTED = "With so many numbers of labels, one of them comes out by chance: the level is 1 - 5 % / (numbers of labels)."

WINS = FunctionExercise(
    "where pre-training still wins",
    still_wins,
    _by_the_library,
    _cases,
    form=lambda found, *args: [bool(one) for one in found],
    mistakes=(
        Mistake("This chooses the best recipe on the digits that judge it: choose on validation errors.",
                lambda v, t, p: _by_the_library(v, t, p, choice=t)),
        Mistake("This judges on validation errors: they chose the recipes, so they flatter them.",
                lambda v, t, p: _by_the_library(v, v, p)),
        Mistake(_CORRECTED, lambda v, t, p: _by_the_library(v, t, p, level=0.95)),
        Mistake("The seeds are paired: take the interval of the differences, not that of two separate means.",
                lambda v, t, p: _by_the_library(v, t, p, paired=False)),
        Mistake("The seeds are paired: take the interval of the differences. And correct its level for how many there are.",
                lambda v, t, p: _by_the_library(v, t, p, paired=False, level=0.95)),
        Mistake("The seeds are paired: take the interval of the differences, not that of two separate means.", _separate),
        Mistake("A lower mean is no win yet: its interval may hold 0.", _by_mean),
        Mistake("Without and with have changed places: a win is a *lower* error with pre-training.",
                lambda v, t, p: still_wins(v, t, set(t) - set(p))),
        Mistake("What spreads is the mean: its standard error is the standard deviation over √seeds.", _with_ends(_no_root)),
        Mistake("One side of the interval has half of the 5 %: this is a one-sided one.",
                lambda v, t, p: _by_the_library(v, t, p, both=False)),
        *too_short(_with_ends),
        Mistake("A recipe is chosen by its *mean* over seeds; here each seed has a best recipe of its own.", _for_each_seed),
        Mistake("The best recipe may be another at each number of labels; this takes one for all.", _one_recipe),
    ),
)  # fmt: skip
