"""What lesson 12 says of its own networks and of the shipped `function_space`, in the same words."""

import numpy as np
import scipy.stats

from ...experiments import function_claims
from ...experiments.function_claims import log_ratio, middles_apart, watched
from ...teaching import table

DISTANCES = {"Euclidean": lambda made: made, "Bhattacharyya": lambda made: made.bhattacharyya}


def interval(values):
    """Mean of pseudo-values (S,) and the ends of its 95 % interval by Student's t."""
    n = len(values)
    half = scipy.stats.t.ppf(0.975, n - 1) * np.std(values, ddof=1) / np.sqrt(n)
    return np.mean(values) - half, np.mean(values), np.mean(values) + half


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
            pure = np.mean([made.purity[start, epoch].mean() for start in ("none", "rbm")])
            rows.append((name, epoch, middle, f"{low:.2f} to {high:.2f}", pure))
    columns = {
        "networks": "", "epoch": "g", "middles apart": ".2f", "95 % interval": "",
        "share of the nearest with the same start": ".2f",
    }  # fmt: skip
    return table(rows, columns)


def ways_apart(made):
    """How many times as far a network's way is from ways of the other start as from those of its own."""
    return {
        word: float(np.exp(np.mean([2 * log_ratio(ways[a, b], ways[a, a]).mean() for a, b in (("none", "rbm"), ("rbm", "none"))])))
        for word, ways in (("first epoch", made.first_ways), ("later", made.ways))
    }  # fmt: skip


def about(found):
    """A sentence on the shipped result, or on its absence, for a caption."""
    if found is None:
        return "The result of the course is not in this copy yet: this lesson's networks stand alone."
    settings = found.record["settings"]
    return (
        f"Shipped: {found.record['n_seeds']} + {found.record['n_seeds']} networks, {settings['width']} units a layer, "
        f"{settings['n_train']:,} digits, {settings['epochs']} epochs."
    )
