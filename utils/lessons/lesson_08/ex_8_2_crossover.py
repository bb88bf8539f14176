"""Exercise 8.2: the width from which on pre-training helps, with an interval over seeds."""

import numpy as np

from ...teaching.exercise import Case, FunctionExercise, Mistake


def crossover_interval(gains, widths, resamples):
    logs = np.log(widths)

    def crossover(seeds):
        mean = gains[seeds].mean(axis=0)  # (W,)
        below = np.flatnonzero(mean <= 0)
        last = below[-1] if len(below) else 0
        around = [last, min(last + 1, len(logs) - 1)]
        return np.exp(np.interp(0, mean[around], logs[around]))

    found = [crossover(seeds) for seeds in resamples]
    low, high = np.quantile(found, [0.025, 0.975])
    return crossover(np.arange(len(gains))), low, high


def _turns(means, widths, scale=np.log2, back=np.exp2, first=False):
    """Crossover of each row of mean gains (R, W), step by step from the widest on."""
    found = []
    for mean in np.atleast_2d(means):
        places = range(len(mean) - 1) if first else range(len(mean) - 2, -1, -1)
        at = widths[-1] if mean[-1] <= 0 else widths[0]
        for i in places if mean[-1] > 0 or first else ():
            if mean[i] <= 0 < mean[i + 1]:
                share = -mean[i] / (mean[i + 1] - mean[i])
                at = back(scale(widths[i]) + share * (scale(widths[i + 1]) - scale(widths[i])))
                break
        found.append(float(at))
    return np.array(found)


def _means(gains, resamples):
    return np.stack([gains[seeds].mean(axis=0) for seeds in resamples])


def _in_sorted_order(gains, widths, resamples):
    """The oracle: quantiles are picked from the sorted crossovers (their places are whole numbers here)."""
    found = np.sort(_turns(_means(gains, resamples), widths))
    n = len(found) - 1
    return _turns(gains.mean(axis=0), widths)[0], found[round(0.025 * n)], found[round(0.975 * n)]


def _with(statistic=np.mean, quantiles=(0.025, 0.975), **how):
    """The answer, made with another statistic over seeds, other quantiles or another way of reading."""

    def made(gains, widths, resamples):
        means = np.stack([statistic(gains[seeds], axis=0) for seeds in resamples])
        low, high = np.quantile(_turns(means, widths, **how), quantiles)
        return _turns(statistic(gains, axis=0), widths, **how)[0], low, high

    return made


def _no_reading(after):
    """The measured width before (0) or after (1) the turn."""

    def measured(mean, widths):
        below = np.flatnonzero(mean <= 0)
        return float(widths[min(below[-1] + after, len(widths) - 1) if len(below) else 0])

    def made(gains, widths, resamples):
        found = [measured(mean, widths) for mean in _means(gains, resamples)]
        return measured(gains.mean(axis=0), widths), *np.quantile(found, [0.025, 0.975])

    return made


def _interp_all(gains, widths, resamples):
    def read(mean):
        return np.exp(np.interp(0, mean, np.log(widths)))

    low, high = np.quantile([read(mean) for mean in _means(gains, resamples)], [0.025, 0.975])
    return read(gains.mean(axis=0)), low, high


def _of_each_seed(statistic=np.mean, logs=False, right_width=False):
    """A crossover for each seed; over these the mean or median, that of the first number perhaps as asked."""
    there, back = (np.log, np.exp) if logs else (np.asarray, np.asarray)

    def made(gains, widths, resamples):
        each = there(_turns(gains, widths))
        low, high = np.quantile([back(statistic(each[seeds])) for seeds in resamples], [0.025, 0.975])
        middle = _turns(gains.mean(axis=0), widths)[0] if right_width else back(statistic(each))
        return middle, low, high

    return made


def _zero_is_positive(gains, widths, resamples):
    """Takes a mean gain of exactly 0 for a positive one."""
    means = np.vstack([gains.mean(axis=0), _means(gains, resamples)])
    width, *found = _turns(np.where(means == 0, 1e-300, means), widths)
    return width, *np.quantile(found, [0.025, 0.975])


def _seeds_alone(gains, widths, resamples):
    low, high = np.quantile(_turns(gains, widths), [0.025, 0.975])
    return _turns(gains.mean(axis=0), widths)[0], low, high


def _twice_the_spread(gains, widths, resamples):
    """Two standard deviations of the resamples' crossovers to each side."""
    middle, spread = _turns(gains.mean(axis=0), widths)[0], np.std(_turns(_means(gains, resamples), widths))
    return middle, middle - 2 * spread, middle + 2 * spread


def _middle_of(middle):
    def made(gains, widths, resamples):
        _, low, high = _in_sorted_order(gains, widths, resamples)
        return middle(_turns(_means(gains, resamples), widths)), low, high

    return made


def _ordered(order, change=lambda width: width):
    def made(*args):
        found = crossover_interval(*args)
        return tuple(change(found[i]) for i in order)

    return made


def _crossover_cases():
    rng = np.random.default_rng(9)
    widths = np.array([25, 50, 100, 200, 400])
    rising = np.array([-2.0, -1.0, 0.3, 0.6, 0.7])
    wavy = np.array([-1.0, 0.5, -0.4, 0.2, 0.8])
    skewed = rising + rng.exponential(1.5, (9, 5)) - 1.5
    steep = np.array([-0.3, -0.2, 0.5, 0.6])

    def of(n, seeds):
        return rng.integers(0, seeds, (n, seeds))

    one = np.zeros((1, 1), int)
    return [
        Case("one seed, widths 50 and 200, gains -1 and +1", (np.array([[-1.0, 1.0]]), np.array([50, 200]), one)),
        Case("one seed whose gain is above 0, below 0, and above 0 again", (wavy[None], widths, one)),
        Case("one seed whose gain is above 0, exactly 0, and above 0 again", (np.array([[1.0, 0.0, 1.0]]), widths[:3], one)),
        Case("one seed, five widths", (rising[None], widths, one)),
        Case("six seeds", (rising + rng.normal(0, 0.5, (6, 5)), widths, of(41, 6))),
        Case("nine seeds, some of them far out", (skewed, widths, of(201, 9))),
        Case("twelve seeds that differ much", (wavy + rng.normal(0, 0.6, (12, 5)), widths, of(201, 12))),
        Case("five seeds and five widths", (rising + rng.normal(0, 1.0, (5, 5)), widths, of(41, 5))),
        Case("gains that are positive at every width", (rng.uniform(0.1, 1, (4, 5)), widths, of(41, 4))),
        Case("gains that are negative at every width", (-rng.uniform(0.1, 1, (4, 5)), widths, of(41, 4))),
        Case("widths that are not doubled", (steep + rng.normal(0, 0.15, (7, 4)), np.array([10, 15, 90, 100]), of(41, 7))),
    ]  # fmt: skip


_NEVER = "Where the gain never turns, give the last width; where it is positive from the first on, the first."
_GOOD = "You read the *first* width at which the gain turns positive; asked is where it turns for good."
_EACH = "You take each seed's crossover; a single seed's gains go up and down by luck. Take the mean gain over the seeds of a resample first."

CROSSOVER = FunctionExercise(
    "where it begins to help",
    crossover_interval,
    _in_sorted_order,
    _crossover_cases,
    form=lambda found, *args: tuple(float(part) for part in found),
    mistakes=(
        Mistake(_GOOD, _with(first=True)),
        Mistake("You read linearly in the width; the line is straight over its *logarithm*.",
                _with(scale=lambda width: width, back=lambda width: width)),
        *(Mistake("You give a width that was measured; read between the two around the turn.", _no_reading(after)) for after in (1, 0)),
        Mistake("np.interp(0, mean, ...) with all widths needs gains that rise from each width to the next; give it the two "
                "around the turn.", _interp_all),
        *(Mistake(_EACH, _of_each_seed(statistic, logs, right_width))
          for statistic in (np.mean, np.median) for logs in (False, True) for right_width in (False, True)),
        Mistake("A mean gain of exactly 0 is not positive: the turn comes after it.", _zero_is_positive),
        Mistake("This is the spread of single seeds; the interval is that of the resamples' crossovers.", _seeds_alone),
        Mistake("These are two standard deviations to each side; crossovers are skewed: take the quantiles of the resamples'.",
                _twice_the_spread),
        Mistake("The resamples do not reach your means: take gains[seeds] for each row of resamples.",
                lambda gains, *rest: (crossover_interval(gains, *rest)[0],) * 3),
        Mistake("The first number is the crossover of all seeds, each once; you give the mean of the resamples' crossovers.",
                _middle_of(np.mean)),
        Mistake("The first number is the crossover of all seeds, each once; you give the median of the resamples' crossovers.",
                _middle_of(np.median)),
        Mistake("Over the seeds take means, not medians.", _with(np.median)),
        Mistake("0.05 and 0.95 leave 5 % on each side; 95 % are between 0.025 and 0.975.", _with(quantiles=(0.05, 0.95))),
        Mistake("These are the smallest and the largest; the interval is the middle 95 %.", _with(quantiles=(0, 1))),
        Mistake("np.percentile wants 2.5 and 97.5, np.quantile 0.025 and 0.975.", _with(quantiles=(0.00025, 0.00975))),
        Mistake("The order is (width, low, high).", _ordered((1, 0, 2))),
        Mistake("low comes before high.", _ordered((0, 2, 1))),
        *(Mistake("These are logarithms; give widths, in units.", _ordered((0, 1, 2), log)) for log in (np.log, np.log2, np.log10)),
        Mistake("The sign is turned: a positive gain says that pre-training helps.",
                lambda gains, *rest: _in_sorted_order(-gains, *rest)),
    ),
    errors=(
        ("out of bounds", _NEVER),
        ("zero-size array", _NEVER),
        ("0-dimensional", "resamples has a row of seeds for each resample: gains[seeds] for one row, then the mean."),
    ),
)  # fmt: skip
