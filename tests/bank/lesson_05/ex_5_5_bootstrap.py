"""Answers to exercise 5.5."""

import copy

import numpy as np
import scipy.stats

ENDS = [0.025, 0.975]


def boot(draw, statistic=np.mean, ends=ENDS):
    def bootstrap_interval(a, b, n_resamples, rng):
        found = [statistic(draw(a, b, n_resamples, rng)) for _ in range(n_resamples)]
        return tuple(np.quantile(found, ends))

    return bootstrap_interval


def paired_draw(a, b, n_resamples, rng):
    i = rng.choice(len(a), len(a))
    return a[i] - b[i]


def without_replacement(a, b, n_resamples, rng):
    return rng.permutation(a - b)


def separate_draws(a, b, n_resamples, rng):
    return rng.choice(a, len(a)) - rng.choice(b, len(b))


def single_seeds(a, b, n_resamples, rng):
    return rng.choice(a - b, 1)


def too_many(a, b, n_resamples, rng):
    return rng.choice(a - b, n_resamples)


def normal_sd(a, b, n_resamples, rng):
    d = a - b
    return d.mean() - 1.96 * d.std(ddof=1), d.mean() + 1.96 * d.std(ddof=1)


def student(a, b, n_resamples, rng):
    return tuple(scipy.stats.ttest_rel(a, b).confidence_interval())


def own_generator(a, b, n_resamples, rng):
    return boot(paired_draw)(a, b, n_resamples, np.random.default_rng())


def fixed_generator(a, b, n_resamples, rng):
    return boot(paired_draw)(a, b, n_resamples, np.random.default_rng(0))


def upside_down(a, b, n_resamples, rng):
    return boot(paired_draw)(a, b, n_resamples, rng)[::-1]


def b_minus_a(a, b, n_resamples, rng):
    return boot(paired_draw)(b, a, n_resamples, rng)


def of_medians(a, b, n_resamples, rng):
    return boot(paired_draw, np.median)(a, b, n_resamples, rng)


def difference_of_medians(a, b, n_resamples, rng):
    index = rng.integers(0, len(a), (n_resamples, len(a)))
    return np.quantile(np.median(a[index], axis=1) - np.median(b[index], axis=1), ENDS)


def half_as_many(a, b, n_resamples, rng):
    return rng.choice(a - b, len(a) // 2)


def half_as_many_rows(a, b, n_resamples, rng):
    index = rng.integers(0, len(a), (n_resamples, len(a) // 2))
    return np.quantile((a - b)[index].mean(axis=1), ENDS)


def hundred(a, b, n_resamples, rng):
    return boot(paired_draw)(a, b, 100, rng)


def hundred_rows(a, b, n_resamples, rng):
    return np.quantile((a - b)[rng.integers(0, len(a), (100, len(a)))].mean(axis=1), ENDS)


def normal_formula(a, b, n_resamples, rng):
    half = 1.96 * (a - b).std(ddof=1) / np.sqrt(len(a))
    return (a - b).mean() - half, (a - b).mean() + half


def sd_of_resamples(a, b, n_resamples, rng):
    d = a - b
    sd = d[rng.integers(0, len(d), (n_resamples, len(d)))].mean(axis=1).std()
    return d.mean() - 1.96 * sd, d.mean() + 1.96 * sd


def two_intervals(a, b, n_resamples, rng):
    ends = [boot(lambda a, b, n, rng: rng.choice(a, len(a)))(c, c, n_resamples, rng) for c in (a, b)]
    return ends[0][0] - ends[1][0], ends[0][1] - ends[1][1]


def two_intervals_crossed(a, b, n_resamples, rng):
    ends = [boot(lambda a, b, n, rng: rng.choice(a, len(a)))(c, c, n_resamples, rng) for c in (a, b)]
    return ends[0][0] - ends[1][1], ends[0][1] - ends[1][0]


def overwrites(a, b, n_resamples, rng):
    found = []
    for _ in range(n_resamples):
        i = rng.integers(0, len(a), len(a))
        a, b = a[i], b[i]
        found.append(a.mean() - b.mean())
    return np.quantile(found, ENDS)


def returns_in_the_loop(a, b, n_resamples, rng):
    found = []
    for _ in range(n_resamples):
        found.append(paired_draw(a, b, n_resamples, rng).mean())
        return np.quantile(found, ENDS)


def new_generator_in_the_loop(a, b, n_resamples, rng):
    found = []
    for _ in range(n_resamples):
        found.append(paired_draw(a, b, n_resamples, np.random.default_rng(0)).mean())
    return np.quantile(found, ENDS)


def same_bits_in_the_loop(a, b, n_resamples, rng):
    found = []
    for _ in range(n_resamples):
        found.append(paired_draw(a, b, n_resamples, np.random.Generator(np.random.PCG64(0))).mean())
    return np.quantile(found, ENDS)


def same_kind_of_bits_in_the_loop(a, b, n_resamples, rng):
    kind, found = type(rng.bit_generator), []
    for _ in range(n_resamples):
        found.append(paired_draw(a, b, n_resamples, np.random.Generator(kind(0))).mean())
    return np.quantile(found, ENDS)


def copied_generator(a, b, n_resamples, rng):
    return boot(paired_draw)(a, b, n_resamples, copy.deepcopy(rng))


def with_nan(a, b, n_resamples, rng):
    return boot(paired_draw)(a * np.nan, b, n_resamples, rng)


def as_texts(a, b, n_resamples, rng):
    """Texts become numbers in the course's form."""
    return [f"{end:.9f}" for end in boot(paired_draw)(a, b, n_resamples, rng)]


def one_error(a, b, n_resamples, rng):
    return boot(paired_draw, ends=[0.16, 0.84])(a, b, n_resamples, rng)


def with_percentile(a, b, n_resamples, rng):
    index = rng.integers(len(a), size=(len(a), n_resamples))
    return list(np.percentile(a[index].mean(0) - b[index].mean(0), [2.5, 97.5]))


def percentile_of_fractions(a, b, n_resamples, rng):
    return np.percentile([paired_draw(a, b, 0, rng).mean() for _ in range(n_resamples)], ENDS)


def with_scipy(a, b, n_resamples, rng):
    found = scipy.stats.bootstrap(
        (a - b,), np.mean, n_resamples=n_resamples, method="percentile", rng=rng, vectorized=True
    )
    return found.confidence_interval.low, found.confidence_interval.high


def with_counts(a, b, n_resamples, rng):
    counts = rng.multinomial(len(a), np.full(len(a), 1 / len(a)), size=n_resamples)
    return np.quantile(counts @ (a - b) / len(a), ENDS)


def with_sorting(a, b, n_resamples, rng):
    means = sorted(paired_draw(a, b, 0, rng).mean() for _ in range(n_resamples))
    return means[round(0.025 * n_resamples)], means[round(0.975 * n_resamples)]


def scipy_with(paired=True, **options):
    """SciPy's bootstrap of both arms, with some options."""

    def bootstrap_interval(a, b, n_resamples, rng):
        settings = {"n_resamples": n_resamples, "rng": rng} | options
        found = scipy.stats.bootstrap((a, b), lambda a, b: a.mean() - b.mean(), paired=paired, **settings)
        return found.confidence_interval

    return bootstrap_interval


def never_the_last(a, b, n_resamples, rng):
    index = rng.integers(0, len(a) - 1, (n_resamples, len(a)))
    return np.quantile((a - b)[index].mean(axis=1), ENDS)


def across_resamples(a, b, n_resamples, rng):
    index = rng.integers(0, len(a), (n_resamples, len(a)))
    return np.quantile((a - b)[index].mean(axis=0), ENDS)


def all_together(a, b, n_resamples, rng):
    index = rng.integers(0, len(a), (n_resamples, len(a)))
    return np.quantile((a - b)[index].mean(), ENDS)


def of_sums(a, b, n_resamples, rng):
    index = rng.integers(0, len(a), (n_resamples, len(a)))
    return np.quantile((a - b)[index].sum(axis=1), ENDS)


def in_place(a, b, n_resamples, rng):
    a -= b
    return np.quantile(a[rng.integers(0, len(a), (n_resamples, len(a)))].mean(axis=1), ENDS)


def in_place_unseeded(a, b, n_resamples, rng):
    return in_place(a, b, n_resamples, np.random.default_rng())


def rounded(a, b, n_resamples, rng):
    return np.round(boot(paired_draw)(a, b, n_resamples, rng), 2)


def by_uniform_numbers(a, b, n_resamples, rng):
    index = (len(a) * rng.random((n_resamples, len(a)))).astype(int)
    return np.quantile(np.take(a, index).mean(axis=1) - np.take(b, index).mean(axis=1), ENDS)


WRONG = [
    (scipy_with(), "the BCa interval, SciPy's default"),
    (scipy_with(method="basic"), "turned round its middle"),
    (scipy_with(method="percentile", paired=False), "runs are a pair"),
    (scipy_with(method="percentile", n_resamples=9999), "you draw 9999 resamples"),
    (never_the_last, "the last seed is never drawn"),
    (across_resamples, "much too narrow"),
    (all_together, "one mean over all resamples together"),
    (of_sums, "interval of the sum"),
    (in_place, "changes a in place"),
    (in_place_unseeded, "changes a in place"),
    (with_nan, "the interval is [nan, nan]"),
    (boot(without_replacement), "draw with replacement"),
    (boot(separate_draws), "runs are a pair"),
    (boot(single_seeds), "spread of single seeds"),
    (normal_sd, "spread of single seeds"),
    (boot(too_many), "as many as there are"),
    (boot(paired_draw, ends=[0.05, 0.95]), "90 % interval"),
    (boot(paired_draw, ends=[0.25, 0.75]), "quartiles"),
    (boot(paired_draw, ends=[2.5, 97.5]), "np.percentile 2.5 and 97.5"),
    (percentile_of_fractions, "wholly below the mean difference"),
    (student, "interval of lesson 04"),
    (own_generator, "generators in the same state gave different intervals"),
    (copied_generator, "not from a copy of it"),
    (fixed_generator, "makes a generator of its own"),
    (boot(half_as_many), "a resample here has 6 seeds"),
    (half_as_many_rows, "a resample here has 6 seeds"),
    (hundred, "you draw 100 resamples"),
    (hundred_rows, "you draw 100 resamples"),
    (difference_of_medians, "interval of medians"),
    (normal_formula, "this is a formula"),
    (sd_of_resamples, "as far to both sides"),
    (two_intervals, "difference of two intervals"),
    (two_intervals_crossed, "difference of two intervals"),
    (overwrites, "drawn from the one before"),
    (returns_in_the_loop, "is the return inside the loop"),
    (new_generator_in_the_loop, "makes a generator of its own"),
    (same_kind_of_bits_in_the_loop, "every resample is the same one"),
    (same_bits_in_the_loop, "makes a generator of its own, np.random.PCG64(0)"),
    (one_error, "about 68 %"),
    (upside_down, "low comes first"),
    (b_minus_a, "the sign is turned"),
    (of_medians, "interval of medians"),
    (lambda a, b, n, rng: (a - b).mean(), "return two numbers"),
]

RIGHT = [
    boot(paired_draw),
    with_percentile,
    with_scipy,
    scipy_with(method="percentile"),
    with_counts,
    with_sorting,
    rounded,
    as_texts,
    by_uniform_numbers,
]
