"""What lesson 12 says of its own networks and of the shipped `function_space`, in the same words."""

import numpy as np
import scipy.stats

from ...experiments import function_claims
from ...experiments.function_claims import NEAREST, log_ratio, middles_apart, watched
from ...experiments.paired import mean_and_half
from ...teaching import table

DISTANCES = {"Euclidean": lambda made: made, "Bhattacharyya": lambda made: made.bhattacharyya}


def interval(values):
    """Mean of pseudo-values (S,) and the ends of its 95 % interval by Student's t."""
    middle, half = mean_and_half(values)
    return middle - half, middle, middle + half


def samples(said):
    """Of the lesson's networks what the claims are computed from."""
    return function_claims.samples(said.table)


def growths(made, name):
    """The spread at the end over that after one epoch, for each distance and start: value, low, high."""
    first, *_, last = watched(made)
    found = {}
    for distance, part in DISTANCES.items():
        D = part(made)
        of_start = {}
        for start in ("none", "rbm"):
            low, middle, high = np.exp(interval(log_ratio(D[start, start, last], D[start, start, first])))
            of_start[start] = (middle, low, high)
        found[f"{name}, {distance}"] = of_start
    return found


def all_growths(said, found):
    """The same of the lesson's networks and, where there is one, of the shipped result."""
    shipped = {} if found is None else growths(found.samples, f"shipped, {found.record['n_seeds']} seeds")
    return growths(samples(said), f"this lesson, {said.table['seed'].nunique()} seeds") | shipped


def last_over_first(made):
    """The same by Euclidean distances, without intervals: a number for each start."""
    return {start: ratio for start, (ratio, *_) in growths(made, "")[", Euclidean"].items()}


def without_over_with(made, epoch):
    """Euclidean distance of two networks without over that of two with pre-training: low, value, high."""
    return np.exp(interval(log_ratio(made["none", "none", epoch], made["rbm", "rbm", epoch])))


def apart(made, epoch):
    """Squared distance of the middles of both starts over the spread of one: low, value, high."""
    D = [made[pair + (epoch,)] for pair in (("none", "rbm"), ("none", "none"), ("rbm", "rbm"))]
    return interval(middles_apart(*D))


def apart_table(said, found=None):
    """How far the middles are apart, and how pure neighbourhoods are, at the epochs of C8."""
    rows = []
    for name, made in {"this lesson": samples(said), "shipped": found and found.samples}.items():
        for epoch in watched(made) if made else ():
            low, middle, high = apart(made, epoch)
            shares = [made.purity[start, epoch] for start in ("none", "rbm")]
            others = len(shares[0]) - 1
            of = f"{np.mean(shares):.2f} ({min(NEAREST, others)} nearest; chance {others / (2 * others + 1):.2f})"
            rows.append((name, epoch, middle, f"{low:.2f} to {high:.2f}", of))
    columns = {
        "networks": "", "epoch": "g", "middles apart": ".2f", "95 % interval": "",
        "share of the nearest with the same start": "",
    }  # fmt: skip
    return table(rows, columns)


def ways_apart(made):
    """How many times as far a network's way is from ways of the other start as from those of its own: value, low, high."""
    found, pairs = {}, (("none", "rbm"), ("rbm", "none"))
    for word, ways in (("first epoch", made.first_ways), ("later", made.ways)):
        values = np.mean([2 * log_ratio(ways[a, b], ways[a, a]) for a, b in pairs], axis=0)
        low, middle, high = np.exp(interval(values))
        found[word] = (middle, low, high)
    return found


def off_road_at(table, progress):
    """How far each network is from the shortest way where it first has that progress: an array (S,) for each start."""
    found = {}
    for start, of_start in table.groupby("start"):
        places = []
        for _, way in of_start.groupby("seed"):
            after = int(np.argmax(way["progress"] >= progress))
            if way["progress"].max() < progress or after == 0:
                raise ValueError(
                    f"a network ({start}) comes from {way['progress'].iloc[0]:.2f} to {way['progress'].max():.2f}; "
                    f"{progress:g} is not on its way. Choose a progress in between."
                )
            some = way.iloc[after - 1 : after + 1]
            places.append(np.interp(progress, some["progress"], some["off_road"]))
        found[start] = np.array(places)
    return found


def farther(none, rbm):
    """Which of two groups of numbers has the larger mean, if 95 % intervals (Welch) say so."""
    span = scipy.stats.ttest_ind(none, rbm, equal_var=False).confidence_interval()
    return "without" if span.low > 0 else "with" if span.high < 0 else "neither"


def about(found):
    """A sentence on the shipped result, or on its absence, for a caption."""
    if found is None:
        return "The result of the course is not in this copy yet: this lesson's networks stand alone."
    settings = found.record["settings"]
    return (
        f"Shipped: {found.record['n_seeds']} + {found.record['n_seeds']} networks, {settings['width']} units a layer, "
        f"{settings['n_train']:,} digits, {settings['epochs']} epochs."
    )
