"""Answers to exercise 8.2."""

import numpy as np
from scipy.optimize import brentq


def reads(mean, widths, scale=np.log2, back=np.exp2):
    """Crossover of a mean gain, by a loop from the widest layer down."""
    if mean[-1] <= 0:
        return float(widths[-1])
    i = len(mean) - 1
    while i > 0 and mean[i - 1] > 0:
        i -= 1
    if i == 0:
        return float(widths[0])
    share = mean[i - 1] / (mean[i - 1] - mean[i])
    return back(scale(widths[i - 1]) + share * (scale(widths[i]) - scale(widths[i - 1])))


def made(read=reads, statistic=np.mean, quantiles=(0.025, 0.975)):
    def answer(gains, widths, resamples):
        found = [read(statistic(gains[seeds], axis=0), widths) for seeds in resamples]
        return read(statistic(gains, axis=0), widths), *np.quantile(found, quantiles)

    return answer


def read_first(mean, widths):
    if not (mean > 0).any():
        return widths[-1]
    i = int(np.argmax(mean > 0))
    if i == 0 and (mean <= 0).any():  # goes on to the next turn
        i = int(np.flatnonzero((mean[1:] > 0) & (mean[:-1] <= 0))[0]) + 1
    if i == 0:
        return widths[0]
    share = mean[i - 1] / (mean[i - 1] - mean[i])
    return 2 ** (np.log2(widths[i - 1]) + share * np.log2(widths[i] / widths[i - 1]))


def read_interp(mean, widths):
    return np.exp(np.interp(0, mean, np.log(widths)))


def read_measured(mean, widths):
    below = np.flatnonzero(mean <= 0)
    return widths[min(below[-1] + 1, len(widths) - 1) if len(below) else 0]


def read_before(mean, widths):
    below = np.flatnonzero(mean <= 0)
    return widths[below[-1]] if len(below) else widths[0]


def read_no_ends(mean, widths):
    last = np.flatnonzero(mean <= 0)[-1]
    logs = np.log(widths)
    return np.exp(np.interp(0, mean[last : last + 2], logs[last : last + 2]))


def read_infinite(mean, widths):
    return np.inf if mean[-1] <= 0 else reads(mean, widths)


def of_each_seed(gains, widths, resamples):
    each = np.array([reads(row, widths) for row in gains])
    low, high = np.quantile(each[resamples].mean(axis=1), [0.025, 0.975])
    return each.mean(), low, high


def interval_of_each_seed(gains, widths, resamples):
    """The width as asked, but the interval of the median of single seeds' crossovers."""
    each = np.array([reads(row, widths) for row in gains])
    low, high = np.quantile(np.median(each[resamples], axis=1), [0.025, 0.975])
    return reads(gains.mean(axis=0), widths), low, high


def read_zero_as_positive(mean, widths):
    return reads(mean + (mean == 0) * 1e-12, widths)


def spread_of_seeds(gains, widths, resamples):
    each = [reads(row, widths) for row in gains]
    return reads(gains.mean(axis=0), widths), *np.quantile(each, [0.025, 0.975])


def middle_of_resamples(gains, widths, resamples):
    found = [reads(gains[seeds].mean(axis=0), widths) for seeds in resamples]
    return np.median(found), *np.quantile(found, [0.025, 0.975])


def twice_the_spread(gains, widths, resamples):
    spread = np.std([reads(gains[seeds].mean(axis=0), widths) for seeds in resamples])
    middle = reads(gains.mean(axis=0), widths)
    return middle, middle - 2 * spread, middle + 2 * spread


def all_seeds_again(gains, widths, resamples):
    found = [reads(gains.mean(axis=0), widths) for seeds in resamples]
    return reads(gains.mean(axis=0), widths), *np.quantile(found, [0.025, 0.975])


def low_first(gains, widths, resamples):
    middle, low, high = made()(gains, widths, resamples)
    return low, middle, high


def logs_out(gains, widths, resamples):
    return np.log2(made()(gains, widths, resamples))


def percent(gains, widths, resamples):
    found = [reads(gains[seeds].mean(axis=0), widths) for seeds in resamples]
    return reads(gains.mean(axis=0), widths), *np.percentile(found, [0.025, 0.975])


def turned(gains, widths, resamples):
    return made()(-gains, widths, resamples)


def only_width(gains, widths, resamples):
    return reads(gains.mean(axis=0), widths)


def by_logs(gains, widths, resamples):
    """Quantiles of logarithms instead of those of widths."""
    found = np.log([reads(gains[seeds].mean(axis=0), widths) for seeds in resamples])
    low, high = np.exp(np.percentile(found, [2.5, 97.5]))
    return np.array([reads(gains.mean(axis=0), widths), low, high])


def by_root(gains, widths, resamples):
    """A root finder on the straight line between the two widths around the last turn."""
    logs = np.log10(widths)

    def read(mean):
        if mean[-1] <= 0 or (mean > 0).all():
            return logs[-1] if mean[-1] <= 0 else logs[0]
        i = max(np.flatnonzero(mean <= 0))
        if mean[i] == 0:
            return logs[i]
        return brentq(lambda at: np.interp(at, logs, mean), logs[i], logs[i + 1], xtol=1e-14)

    found = [10 ** read(gains[list(seeds)].mean(axis=0)) for seeds in resamples]
    return [10 ** read(gains.mean(axis=0)), np.quantile(found, 0.025), np.quantile(found, 0.975)]


def by_counts(gains, widths, resamples):
    """Means by a matrix product: how often each seed is in each resample."""
    counts = np.stack([np.bincount(seeds, minlength=len(gains)) for seeds in resamples])
    found = [reads(mean, widths) for mean in counts @ gains / len(gains)]
    return reads(gains.sum(axis=0) / len(gains), widths), *np.quantile(found, (0.025, 0.975)).tolist()


def all_at_once(gains, widths, resamples):
    means = np.concatenate([gains.mean(axis=0)[None], gains[resamples].mean(axis=1)])
    found = np.array([reads(mean, widths, np.log, np.exp) for mean in means], dtype=np.float64)
    return {"width": found[0]}["width"], *np.quantile(found[1:], [0.025, 0.975])


def from_float32(gains, widths, resamples):
    found = [reads(gains[seeds].mean(axis=0), widths) for seeds in resamples]
    low, high = np.quantile(np.array(found, np.float64), [0.025, 0.975])
    return np.float32(reads(gains.mean(axis=0), widths)), np.float32(low), np.float32(high)


WRONG = [
    (made(read_first), "where it turns for good"),
    (made(read_interp), "needs gains that rise"),
    (made(read_measured), "a width that was measured"),
    (made(read_before), "a width that was measured"),
    (made(lambda mean, widths: reads(mean, widths, float, float)), "over its *logarithm*"),
    (made(statistic=np.median), "not medians"),
    (made(quantiles=(0.05, 0.95)), "0.05 and 0.95"),
    (made(quantiles=(0, 1)), "smallest and the largest"),
    (made(read_no_ends), "Where the gain never turns"),
    (made(read_infinite), "infinite"),
    (of_each_seed, "each seed's crossover"),
    (interval_of_each_seed, "each seed's crossover"),
    (made(read_zero_as_positive), "exactly 0 is not positive"),
    (spread_of_seeds, "spread of single seeds"),
    (middle_of_resamples, "median of the resamples"),
    (twice_the_spread, "two standard deviations"),
    (all_seeds_again, "do not reach your means"),
    (low_first, "The order is (width, low, high)"),
    (logs_out, "These are logarithms"),
    (percent, "np.percentile wants"),
    (turned, "The sign is turned"),
    (only_width, "must be a tuple"),
]

RIGHT = [made(), by_logs, by_root, by_counts, all_at_once, from_float32]
