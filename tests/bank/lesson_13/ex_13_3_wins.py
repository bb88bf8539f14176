"""Answers to exercise 13.3."""

import itertools
import math
import statistics

import numpy as np
import pandas as pd
import scipy.stats


def best(scores, names, i):
    return min(names, key=lambda name: scores[name][:, i].mean())


def camps(valid, pretrained):
    return [n for n in valid if n not in pretrained], [n for n in valid if n in pretrained]


def gaps(valid, test, pretrained, choice=None):
    plain, trained = camps(valid, pretrained)
    scores = choice or valid
    for i in range(next(iter(test.values())).shape[1]):
        yield test[best(scores, plain, i)][:, i] - test[best(scores, trained, i)][:, i]


def lower_end(gap, level, root=True):
    t = scipy.stats.t.ppf((1 + level) / 2, len(gap) - 1)
    return gap.mean() - t * gap.std(ddof=1) / (math.sqrt(len(gap)) if root else 1)


def level_of(test):
    return 1 - 0.05 / next(iter(test.values())).shape[1]


def chosen_on_test(valid, test, pretrained):
    return [lower_end(g, level_of(test)) > 0 for g in gaps(valid, test, pretrained, test)]


def judged_on_validation(valid, test, pretrained):
    return [lower_end(g, level_of(test)) > 0 for g in gaps(valid, valid, pretrained)]


def uncorrected(valid, test, pretrained):
    return [lower_end(g, 0.95) > 0 for g in gaps(valid, test, pretrained)]


def unpaired(valid, test, pretrained):
    plain, trained = camps(valid, pretrained)
    found = []
    for i in range(next(iter(test.values())).shape[1]):
        a, b = test[best(valid, plain, i)][:, i], test[best(valid, trained, i)][:, i]
        found.append(scipy.stats.ttest_ind(a, b).confidence_interval(level_of(test)).low > 0)
    return found


def separate_spreads(valid, test, pretrained):
    plain, trained = camps(valid, pretrained)
    found = []
    for i in range(next(iter(test.values())).shape[1]):
        a, b = test[best(valid, plain, i)][:, i], test[best(valid, trained, i)][:, i]
        error = math.sqrt(statistics.variance(a) / len(a) + statistics.variance(b) / len(b))
        t = scipy.stats.t.ppf((1 + level_of(test)) / 2, len(a) - 1)
        found.append(a.mean() - b.mean() - t * error > 0)
    return found


def by_the_mean(valid, test, pretrained):
    return [g.mean() > 0 for g in gaps(valid, test, pretrained)]


def turned(valid, test, pretrained):
    return [lower_end(-g, level_of(test)) > 0 for g in gaps(valid, test, pretrained)]


def without_root(valid, test, pretrained):
    return [lower_end(g, level_of(test), root=False) > 0 for g in gaps(valid, test, pretrained)]


def one_sided(valid, test, pretrained):
    level = 1 - 2 * (1 - level_of(test))
    return [lower_end(g, level) > 0 for g in gaps(valid, test, pretrained)]


def one_for_all(valid, test, pretrained):
    plain, trained = (min(names, key=lambda n: valid[n].mean()) for names in camps(valid, pretrained))
    some = {plain, trained}
    return [lower_end(g, level_of(test)) > 0
            for g in gaps({n: valid[n] for n in some}, {n: test[n] for n in some}, pretrained)]  # fmt: skip


def with_another_interval(quantile, ddof=1):
    def wins(valid, test, pretrained):
        found, p = [], (1 + level_of(test)) / 2
        for gap in gaps(valid, test, pretrained):
            found.append(gap.mean() > quantile(p, len(gap)) * np.std(gap, ddof=ddof) / len(gap) ** 0.5)
        return found

    return wins


def best_of_each_seed(valid, test, pretrained):
    found, n_sizes = [], next(iter(test.values())).shape[1]
    for i in range(n_sizes):
        sides = []
        for camp in camps(valid, pretrained):
            n_seeds = len(test[camp[0]])
            best_ones = [min(camp, key=lambda name: valid[name][s, i]) for s in range(n_seeds)]
            sides.append(np.array([test[name][s, i] for s, name in enumerate(best_ones)]))
        found.append(lower_end(sides[0] - sides[1], level_of(test)) > 0)
    return found


def numbers_only(valid, test, pretrained):
    return [i for i, won in enumerate(uncorrected(valid, test, pretrained)) if won] + [7] * 9


def nothing(valid, test, pretrained):
    uncorrected(valid, test, pretrained)


def plainly(valid, test, pretrained):
    return [lower_end(g, level_of(test)) > 0 for g in gaps(valid, test, pretrained)]


def as_an_array(valid, test, pretrained):
    return np.array(plainly(valid, test, pretrained))


def by_p_values(valid, test, pretrained):
    """A two-sided p below 5 % / L, on the right side."""
    alpha = 1 - level_of(test)
    return tuple(
        bool(g.mean() > 0 and (np.ptp(g) == 0 or scipy.stats.ttest_1samp(g, 0).pvalue < alpha))
        for g in gaps(valid, test, pretrained)
    )


def with_frames(valid, test, pretrained):
    frames = {name: pd.DataFrame(values) for name, values in test.items()}
    means = pd.DataFrame({name: values.mean(axis=0) for name, values in valid.items()})
    trained = [name in pretrained for name in means]
    with_ = means.loc[:, trained].idxmin(axis=1)
    without = means.loc[:, [not one for one in trained]].idxmin(axis=1)
    return [
        lower_end((frames[without[i]][i] - frames[with_[i]][i]).to_numpy(), level_of(test)) > 0
        for i in means.index
    ]


def with_the_standard_library(valid, test, pretrained):
    found = []
    for gap in gaps(valid, test, pretrained):
        gap = list(map(float, gap))
        t = scipy.stats.t(len(gap) - 1).ppf(1 - (1 - level_of(test)) / 2)
        found.append(1 if statistics.fmean(gap) > t * statistics.stdev(gap) / len(gap) ** 0.5 else 0)
    return found


def all_pairs_first(valid, test, pretrained):
    """The pair with the smallest sum of validation errors has the best of each camp."""
    plain, trained = camps(valid, pretrained)
    found = []
    for i in range(next(iter(test.values())).shape[1]):
        pairs = itertools.product(plain, trained)
        a, b = min(pairs, key=lambda pair: sum(valid[n][:, i].mean() for n in pair))
        found.append(np.bool_(lower_end(test[a][:, i] - test[b][:, i], level_of(test)) > 0))
    return found


WRONG = [
    (chosen_on_test, "on the digits that judge it"),
    (judged_on_validation, "they flatter them"),
    (uncorrected, "comes out by chance"),
    (unpaired, "seeds are paired"),
    (separate_spreads, "seeds are paired"),
    (by_the_mean, "no win yet"),
    (turned, "changed places"),
    (without_root, "over √seeds"),
    (one_sided, "one-sided"),
    (one_for_all, "one for all"),
    (with_another_interval(lambda p, n: scipy.stats.t.ppf(p, n - 1), ddof=0), "ddof=1"),
    (with_another_interval(lambda p, n: scipy.stats.t.ppf(p, n)), "degrees of freedom"),
    (with_another_interval(lambda p, n: scipy.stats.norm.ppf(p)), "normal distribution"),
    (best_of_each_seed, "by its *mean* over seeds"),
    (lambda valid, test, pretrained: [True] * next(iter(test.values())).shape[1], "(right: False"),
    (numbers_only, "parts"),
    (nothing, "returned None"),
]

RIGHT = [plainly, as_an_array, by_p_values, with_frames, with_the_standard_library, all_pairs_first]
