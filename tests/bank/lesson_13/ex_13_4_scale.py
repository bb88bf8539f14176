"""Answers to exercise 13.4."""

import numpy as np
import pandas as pd
import scipy.stats


def steps_of(without, with_, scale):
    if scale == "ratio":
        return -np.diff(np.log(without / with_), axis=1)
    return -np.diff(without - with_, axis=1)


def judged(steps, level=None, root=True):
    level = level or 1 - 0.05 / steps.shape[1]
    half = scipy.stats.t.ppf((1 + level) / 2, len(steps) - 1) * steps.std(axis=0, ddof=1)
    half = half / np.sqrt(len(steps)) if root else half
    mean = steps.mean(axis=0)
    return "".join(np.where(mean - half > 0, "+", np.where(mean + half < 0, "-", "=")))


def exchanged(without, with_, scale):
    return judged(steps_of(without, with_, "points" if scale == "ratio" else "ratio"))


def points_only(without, with_, scale):
    return judged(steps_of(without, with_, "points"))


def ratio_only(without, with_, scale):
    return judged(steps_of(without, with_, "ratio"))


def growing(without, with_, scale):
    return judged(-steps_of(without, with_, scale))


def uncorrected(without, with_, scale):
    return judged(steps_of(without, with_, scale), 0.95)


def by_numbers_of_labels(without, with_, scale):
    return judged(steps_of(without, with_, scale), 1 - 0.05 / without.shape[1])


def of_means(without, with_, scale):
    return "".join(
        "+" if m > 0 else "-" if m < 0 else "=" for m in steps_of(without, with_, scale).mean(axis=0)
    )


def without_root(without, with_, scale):
    return judged(steps_of(without, with_, scale), root=False)


def share(without, with_, scale):
    gain = (without - with_) / (without if scale == "ratio" else 1)
    return judged(-np.diff(gain, axis=1))


def plain_ratio(without, with_, scale):
    gain = without / with_ if scale == "ratio" else without - with_
    return judged(-np.diff(gain, axis=1))


def log_of_gain(without, with_, scale):
    gain = without - with_
    if scale == "ratio":
        with np.errstate(all="ignore"):
            gain = np.log(gain)
    return judged(-np.diff(gain, axis=1))


def with_another_interval(quantile, ddof=1):
    def found(without, with_, scale):
        steps = steps_of(without, with_, scale)
        n_seeds, k = steps.shape
        half = quantile(1 - 0.025 / k, n_seeds) * steps.std(axis=0, ddof=ddof) / np.sqrt(n_seeds)
        mean = steps.mean(axis=0)
        return "".join("+" if m > h else "-" if m < -h else "=" for m, h in zip(mean, half, strict=True))

    return found


def the_gains(without, with_, scale):
    gain = np.log(without / with_) if scale == "ratio" else without - with_
    return "".join(judged(gain[:, [i]]) for i in range(gain.shape[1] - 1))


def unpaired(without, with_, scale):
    a, b = (np.log(e) if scale == "ratio" else e for e in (without, with_))
    gain, k = a - b, without.shape[1] - 1
    found = ""
    for i in range(k):
        low, high = scipy.stats.ttest_ind(gain[:, i], gain[:, i + 1]).confidence_interval(1 - 0.05 / k)
        found += "+" if low > 0 else "-" if high < 0 else "="
    return found


def words(without, with_, scale):
    return "holds"


def nothing(without, with_, scale):
    judged(steps_of(without, with_, scale))


def plainly(without, with_, scale):
    return judged(steps_of(without, with_, scale))


def as_a_list(without, with_, scale):
    return list(judged(steps_of(without, with_, scale)))


def other_logarithm(without, with_, scale):
    gain = np.log2(without) - np.log2(with_) if scale == "ratio" else without - with_
    return judged(gain[:, :-1] - gain[:, 1:])


def by_p_values(without, with_, scale):
    steps, found = steps_of(without, with_, scale), ""
    for step in steps.T:
        flat = np.ptp(step) == 0
        sure = step[0] != 0 if flat else scipy.stats.ttest_1samp(step, 0).pvalue < 0.05 / steps.shape[1]
        found += ("+" if step.mean() > 0 else "-") if sure else "="
    return found


def with_a_frame(without, with_, scale):
    gain = pd.DataFrame(without - with_ if scale == "points" else np.log(without) - np.log(with_))
    return judged((-gain.diff(axis=1)).iloc[:, 1:].to_numpy())


def in_a_loop(without, with_, scale):
    found, k = [], without.shape[1] - 1
    for i in range(k):
        step = []
        for a, b in zip(without, with_, strict=True):
            gains = [np.log(x) - np.log(y) if scale == "ratio" else x - y for x, y in zip(a, b, strict=True)]
            step.append(gains[i] - gains[i + 1])
        se = np.std(step, ddof=1) / len(step) ** 0.5
        reach = scipy.stats.t(len(step) - 1).ppf(1 - 0.025 / k) * se
        low, high = np.mean(step) - reach, np.mean(step) + reach
        found.append("=" if low <= 0 <= high else "+" if low > 0 else "-")
    return tuple(found)


WRONG = [
    (exchanged, "changed places"),
    (points_only, "always in points"),
    (ratio_only, "always as a ratio"),
    (growing, "gains fall"),
    (uncorrected, "must hold together"),
    (by_numbers_of_labels, "one step less"),
    (of_means, "no verdict"),
    (without_root, "over √seeds"),
    (share, "shares of the error"),
    (plain_ratio, "the ratios themselves"),
    (log_of_gain, "logarithm of the difference"),
    (with_another_interval(lambda p, n: scipy.stats.t.ppf(p, n - 1), ddof=0), "ddof=1"),
    (with_another_interval(lambda p, n: scipy.stats.t.ppf(p, n)), "degrees of freedom"),
    (with_another_interval(lambda p, n: scipy.stats.norm.ppf(p)), "normal distribution"),
    (lambda without, with_, scale: "=" * (without.shape[1] - 1), "(right: '+')"),
    (the_gains, "how it changes"),
    (unpaired, "are paired"),
    (words, "the result is 'holds'"),
    (nothing, "returned None"),
]

RIGHT = [plainly, as_a_list, other_logarithm, by_p_values, with_a_frame, in_a_loop]
