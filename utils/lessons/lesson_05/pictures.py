"""Pictures of networks for many seeds: the seed axis, speeds, and what differs from seed to seed."""

import numpy as np
from matplotlib.patches import Rectangle

from ...teaching.figures import COLOURS, axes, legend, log_ticks

MARKERS = ("o", "s", "^", "D", "v")


def seed_axis(n_seeds=4):
    """The product of two stacks of matrices, a pair for each seed: (S, N, V) times (S, V, H).

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = axes(width=8.2, height=2.9)
    stacks = (  # left edge, width, height, name, rows, columns, shape
        (0.0, 2.0, 1.2, "x", "N", "V", "(S, N, V)"),
        (3.7, 1.5, 2.0, "W", "V", "H", "(S, V, H)"),
        (7.0, 1.5, 1.2, "x W", "N", "H", "(S, N, H)"),
    )
    for left, width, height, name, rows, columns, shape in stacks:
        for s in reversed(range(n_seeds)):
            x, y = left + 0.22 * s, 0.22 * s - height / 2
            look = {"fc": "white", "ec": COLOURS[s % len(COLOURS)], "lw": 1.6}
            ax.add_patch(Rectangle((x, y), width, height, **look))
        ax.text(left + width / 2, 0, name, ha="center", va="center", fontsize=13)
        ax.text(left - 0.08, 0, rows, ha="right", va="center")
        ax.text(left + width / 2, -height / 2 - 0.06, columns, ha="center", va="top")
        ax.text(left + width / 2, -1.75, shape, ha="center", va="top", family="monospace")
    for x, sign in ((3.1, "@"), (6.4, "=")):
        ax.text(x, 0, sign, ha="center", va="center", fontsize=14)
    last = 0.22 * (n_seeds - 1)
    ax.annotate(
        f"S seeds ({n_seeds} here)", (last + 0.1, 0.6 + last), (-0.1, 1.75), arrowprops={"arrowstyle": "->"}
    )
    ax.set(xlim=(-0.4, 9.4), ylim=(-2.1, 2.0))
    ax.set_axis_off()
    return fig


def speed_bars(rates):
    """A bar for each contestant, its rate written beside it.

    Parameters
    ----------
    rates : dict of str to float
        Seeds x examples per second.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = axes(width=7.0, height=2.6)
    bars = ax.barh(list(rates), list(rates.values()), color=COLOURS[0], height=0.6)
    ax.bar_label(bars, [f"{rate:,.0f}" for rate in rates.values()], padding=3)
    ax.invert_yaxis()
    ax.grid(axis="y", visible=False)
    ax.set(xlabel="seeds × examples per second", xlim=(0, 1.18 * max(rates.values())))
    return fig


def strips(groups, y_label, log_y=False):
    """A dot for each seed, and a bar at the mean; a column for each place, a colour for each group.

    Parameters
    ----------
    groups : dict of str to dict of (int to ndarray of shape (S,))
        For each group its numbers at each place (a depth).
    y_label : str
        With units.
    log_y : bool

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = axes(width=7.5, height=3.8)
    step = 0.8 / len(groups)
    places = sorted({place for columns in groups.values() for place in columns})
    for k, (name, columns) in enumerate(groups.items()):
        for i, (place, values) in enumerate(sorted(columns.items())):
            middle = place + (k - (len(groups) - 1) / 2) * step
            across = middle + step * np.linspace(-0.32, 0.32, len(values))  # by seed
            look = {"color": COLOURS[k], "marker": MARKERS[k % len(MARKERS)], "ls": "none"}
            ax.plot(across, values, ms=3, alpha=0.6, label=None if i else name, **look)
            bar = [middle - 0.45 * step, middle + 0.45 * step]
            last = k == len(groups) - 1 and i == 0
            ax.plot(bar, [np.mean(values)] * 2, color="black", ls="-", label="mean" if last else None)
    ax.set(xlabel="hidden layers", ylabel=y_label, xticks=places, yscale="log" if log_y else "linear")
    if log_y:
        log_ticks(ax.yaxis)
    legend(ax)
    return fig


def mean_of_n_seeds(a, b, n, rng, draws=4000):
    """Mean difference of two starts in ``draws`` experiments with ``n`` paired seeds each: (draws,).

    The seeds of an experiment are drawn from those there are, with replacement: they stand for new ones.
    """
    which = rng.integers(0, len(a), (n, draws))
    return (a - b)[which].mean(axis=0)


def difference_histograms(found, gaps):
    """How often an experiment finds which difference; those of the wrong sign hatched.

    Parameters
    ----------
    found : dict of str to ndarray
        Mean differences of many experiments (points), for each comparison.
    gaps : dict of str to ndarray of shape (S,)
        The difference of each seed: their mean is the true one, and their range is the axis.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, panels = axes(columns=len(found), width=4.2, height=3.0, squeeze=False)
    for ax, (name, values) in zip(panels[0], found.items(), strict=True):
        sign = 1 if gaps[name].mean() > 0 else -1
        wrong = (sign * values < 0).mean() + (values == 0).mean() / 2
        low, high = min(values.min(), 0), max(values.max(), 0)
        bin_width = max(high - low, 1e-3) / 45
        edges = bin_width * np.arange(np.floor(low / bin_width) - 1, np.ceil(high / bin_width) + 2)
        right_side = sign * values >= 0
        for which, colour, hatch in ((right_side, COLOURS[0], ""), (~right_side, COLOURS[1], "///")):
            weights = np.full(which.sum(), 100 / len(values))
            ax.hist(
                values[which], edges, weights=weights, color=colour, hatch=hatch, edgecolor="white", lw=0.3
            )
        ax.axvline(0, color="black", lw=1, ls="-")
        ax.axvline(gaps[name].mean(), color="black", lw=1, ls="--")
        ends = np.array([min(gaps[name].min(), 0), max(gaps[name].max(), 0)])
        ax.set(xlabel="difference of the means (points)", ylabel="experiments (%)")
        ax.set_xlim(*(ends + max(np.ptp(ends), 1e-3) * np.array([-0.05, 0.05])))
        ax.set_title(f"{name}\nsd {values.std():.2f} points; wrong sign: {100 * wrong:.1f} %", fontsize=9)
    return fig
