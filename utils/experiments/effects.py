"""What each claim predicts, as effects computed from a table: differences of errors, spreads, trajectories.

``by_start[start, depth]`` has a row for each seed, the same seeds for all: test errors (S,) for C1 to C5,
curves (S, epochs, 2) of log train NLL and log test NLL for C13 and C14. ``kind`` is the start with
pre-training.
"""

import functools

import numpy as np

from .engine.verdicts import Effect

N_LEVELS = 12  # training losses at which two trajectories are compared
CONVERGED = 5e-4  # nats: the training losses of the paper's Fig. 8 end at about 4e-5 to 3.5e-4


def difference(a, b):
    """Difference of means."""
    return a.mean() - b.mean()


def helps(by_start, kind):
    """C1."""
    return [
        Effect(f"without - with, {layers(d)}", [by_start["none", d], by_start[kind, d]], difference)
        for d in depths(by_start)
    ]


def depth_matters(by_start, kind):
    """C2; the deepest is 4 layers, or fewer where we have fewer; a fifth is judged where there is one."""
    measured = depths(by_start)
    top = min(4, measured[-1])
    without = [by_start["none", top], by_start["none", 2]]
    effects = [Effect(f"without, {layers(top)} - 2 layers", without, difference)]
    effects += [
        Effect(f"with, {layers(d)} - {layers(top)}", [by_start[kind, d], by_start[kind, top]], difference)
        for d in (1, 2)
    ]
    if 5 in measured:
        effects += [
            Effect(f"{name}, 5 - 4 layers", [by_start[start, 5], by_start[start, 4]], difference)
            for name, start in (("without", "none"), ("with", kind))
        ]
    return effects


def gain_grows(by_start, kind):
    """C3."""
    top = min(4, depths(by_start)[-1])
    samples = [by_start["none", top], by_start[kind, top], by_start["none", 1], by_start[kind, 1]]
    label = f"gain with {layers(top)} - gain with 1 layer"
    return [Effect(label, samples, lambda a, b, c, d: difference(a, b) - difference(c, d))]


def spread(values):
    """Interquartile range, plus 0.01 points, one digit of 10,000, because errors come in such steps."""
    return np.subtract(*np.percentile(values, [75, 25])) + 0.01


def log_spread_ratio(a, b):
    """Logarithm of the ratio of the interquartile ranges."""
    return np.log(spread(a) / spread(b))


def spread_is_smaller(by_start, kind):
    """C4."""
    top = min(4, depths(by_start)[-1])
    effects = [
        Effect(
            f"spread without / with, {layers(d)}",
            [by_start["none", d], by_start[kind, d]],
            log_spread_ratio,
            unit="ratio",
        )
        for d in range(3, top + 1)
    ]
    samples = [by_start["none", top], by_start[kind, top], by_start["none", 1], by_start[kind, 1]]
    label = f"that ratio, {layers(top)} / 1 layer"

    def growth(a, b, c, d):
        return log_spread_ratio(a, b) - log_spread_ratio(c, d)

    return [*effects, Effect(label, samples, growth, unit="ratio")]


def share_better(a, b):
    """Share of all pairs of runs, one of each, in which the second has the smaller error; ties count half."""
    gaps = a[:, None] - b[None, :]  # (S, S)
    return (gaps > 0).mean() + (gaps == 0).mean() / 2


def hardly_overlap(by_start, kind):
    """C5."""
    label = "share of pairs in which the pre-trained run is better (the claim: above 0.95), {}"
    return [
        Effect(label.format(layers(d)), [by_start["none", d], by_start[kind, d]], share_better, 0.95, unit="")
        for d in (1, min(4, depths(by_start)[-1]))
    ]


def lower_at_equal_train(by_start, kind):
    """C13; ``by_start`` holds curves: (S, epochs, 2) of log train NLL and log test NLL."""
    effects = []
    for d in depths(by_start):
        with_, without = at_levels(by_start[kind, d], by_start["none", d])
        for label, summary in (("on average", np.mean), ("where it is worst", np.min)):
            effects.append(
                Effect(
                    f"test NLL with / without at equal train NLL, {layers(d)}, {label}",
                    [with_, without],
                    functools.partial(gap_at_levels, summary),
                    sign=-1,
                    unit="ratio",
                )
            )
    return effects


def gap_at_levels(summary, a, b):
    """Mean (or largest) difference of two sets of curves (S, levels), at the levels that both reach.

    Not a number where there is no such level: some draws of few seeds have none.
    """
    means = []
    for curves in (a, b):
        there = np.isfinite(curves)
        with np.errstate(invalid="ignore"):  # 0 / 0 where no curve reaches a level
            means.append(np.where(there, curves, 0).sum(axis=0) / there.sum(axis=0))
    gaps = means[1] - means[0]  # (levels,)
    gaps = gaps[np.isfinite(gaps)]
    return -summary(gaps) if len(gaps) else np.nan


def at_levels(*groups):
    """Log test NLL of each curve at the same log train NLLs: (S, epochs, 2) -> (S, levels), for each group.

    The levels lie evenly between the ends that the median curves have in common; where a curve does not reach
    a level it has no number; where the medians have no training loss in common, none has.
    """
    lows = [np.median(curves[:, :, 0].min(axis=1)) for curves in groups]
    highs = [np.median(curves[:, 0, 0]) for curves in groups]
    low, high = max(lows), min(highs)
    if low >= high:
        return [np.full((len(curves), N_LEVELS), np.nan) for curves in groups]
    levels = np.linspace(low, high, N_LEVELS + 2)[1:-1]
    return [np.array([interpolate(curve, levels) for curve in curves]) for curves in groups]


def interpolate(curve, levels):
    """One curve's log test NLL at the levels, along the epochs that lower its train NLL: (epochs, 2)."""
    lower = curve[:, 0] <= np.minimum.accumulate(curve[:, 0])
    train, test = curve[lower][::-1].T
    return np.interp(levels, train, test, left=np.nan, right=np.nan)


def final_train(by_start, kind):
    """C14; only networks that have converged decide it."""
    paper = {1: "about 0.5", 2: "about 2.4", 3: "about 3"}
    effects = []
    for d in depths(by_start):
        ends = [by_start[kind, d][:, -1, 0], by_start["none", d][:, -1, 0]]
        effects.append(
            Effect(
                f"final train NLL with / without, {layers(d)}",
                ends,
                difference,
                sign=-1 if d == 1 else 1,
                unit="ratio",
                paper=f"{paper[d]} (Fig. 8)",
                decides=all(np.median(end) < np.log(CONVERGED) for end in ends),
            )
        )
    return effects


def layers(d):
    """The depth in words."""
    return f"{d} layer" if d == 1 else f"{d} layers"


def depths(by_start):
    """The depths that were measured."""
    return sorted({d for _, d in by_start})
