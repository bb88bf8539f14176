"""Made-up results: what the claims of the questions are computed from, and tables."""

import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist

from utils.experiments import (
    filters,
    function_claims,
    labels,
    landscape,
    layers,
    marginals,
    modern,
    order,
    stream_claims,
    top20,
)
from utils.experiments.errors import Errors
from utils.experiments.trajectories import Curves

PAPER = {"none": (1.82, 1.76, 1.83, 2.16), "autoencoder": (1.41, 1.36, 1.33, 1.31)}  # medians of Fig. 1
PAPER_IQR = {"none": (0.10, 0.11, 0.16, 0.26), "autoencoder": (0.10, 0.08, 0.08, 0.08)}
PAPER_RATIOS = (0.5, 2.4, 3.0)  # final train NLL with / without, Fig. 8
PAPER_AT_EQUAL = (0.73, 0.56, 0.44)  # final test NLL with / without, Fig. 3 of 2009


def errors(medians, iqrs, noise):
    """Test errors in steps of a digit of 10,000; ``noise()`` has an interquartile range of 1."""
    return Errors(
        {
            (start, d): np.round(m + iqr * noise(), 2)
            for start in medians
            for d, (m, iqr) in enumerate(zip(medians[start], iqrs[start], strict=True), 1)
        }
    )


def curves(at_equal, ratios, n_seeds, rng, spread=0.1, kind="rbm"):
    """Curves that have levelled off: a training loss like 1 / epochs, a test loss that it decides.

    Parameters
    ----------
    at_equal, ratios : sequence of float
        With / without pre-training for each depth: the test loss at equal training loss, the training loss.
    n_seeds : int
    rng : numpy.random.Generator
    spread : float
        Of a seed's log losses around these.
    kind : str
    """
    epochs = np.array([1, 2, 5, 10, 20, 40, 75, 100])
    found = Curves()
    for d, factors in enumerate(zip(at_equal, ratios, strict=True), 1):
        for start in ("none", kind):
            test_factor, train_factor = np.log(factors) if start == kind else (0, 0)
            seeds = rng.normal(0, spread, (2, n_seeds, 1))
            train = np.log(0.02 / epochs) + train_factor + seeds[0]
            test = np.log(0.1) - 0.05 * train + test_factor + seeds[1] + rng.normal(0, 0.01, train.shape)
            found[start, d] = np.stack([train, test], axis=-1)
    found.epochs, found.test_errors = epochs, dict.fromkeys(found, 3.0)
    return found


def as_table(found):
    """The table of a result whose curves these are."""
    rows = []
    for (start, d), both in found.items():
        for seed, curve in enumerate(np.exp(both)):
            one = {"start": start, "depth": d, "seed": seed, "epoch": found.epochs, "test_error": 3.0}
            rows.append(pd.DataFrame(one | {"train_nll": curve[:, 0], "test_nll": curve[:, 1]}))
    return pd.concat(rows, ignore_index=True)


# ---- the other questions: alike, and as in the paper ----


def errors_around(by_start, n_seeds, rng, spread=0.08, made=Errors):
    """Test errors of seeds around a mean for each start and depth, in steps of a digit of 10,000."""
    return made({key: np.round(rng.normal(mean, spread, n_seeds), 2) for key, mean in by_start.items()})


def marginal_errors(means, tails, n_seeds, rng):
    """For marginals: errors of 1 and 2 layers of each start, and the kurtosis of an autoencoder's weights."""
    names = ("none", "autoencoder", "autoencoder:histogram", "autoencoder:permuted")
    found = errors_around({(start, d): means[start][d - 1] for start in names for d in (1, 2)}, n_seeds, rng,
                   made=marginals.Samples)  # fmt: skip
    found.kurtosis = {("autoencoder", d): rng.normal(tails, 0.1, n_seeds) for d in (1, 2)}
    return found


def layer_losses(test, train, errors_of, n_seeds, rng, spread=0.1):
    """For layers: final losses with 0 to 3 layers pre-trained, and errors of networks of two layers."""
    found = errors_around(
        {(start, 2): error for start, error in errors_of.items()}, n_seeds, rng, made=layers.Samples
    )
    found.ends = {
        (what, start): np.log(loss) + rng.normal(0, spread, n_seeds)
        for what, losses in (("test", test), ("train", train))
        for start, loss in zip(("none", "rbm:1", "rbm:12", "rbm:123"), losses, strict=True)
    }
    found.moving = []
    return found


def bottleneck(ratios, errors_at_stop, n_seeds, rng, spread=0.15):
    """For top20: losses at the end, with / without, and training errors (%) at the stop."""
    found = top20.Samples()
    for start, place in (("none", 0), ("autoencoder", 1)):
        for measure, level, ratio in (("train_nll", 3e-5, ratios[0]), ("test_nll", 0.1, ratios[1])):
            found["end", measure, start] = level * ratio**place * np.exp(rng.normal(0, spread, n_seeds))
        for moment in top20.STOPS:
            drawn = rng.normal(errors_at_stop[place], 0.1, n_seeds)
            found[moment, "train_error", start] = np.maximum(np.round(drawn, 2), 0)
    found.moving = []
    return found


WIDTHS = (25, 100, 400, 800)


def errors_of_widths(without, rbm, autoencoder, n_seeds, rng, spread=0.08):
    """For width: errors of 1, 2 and 3 layers at each of WIDTHS."""
    means = {"none": without, "rbm": rbm, "autoencoder": autoencoder}
    return errors_around(
        {(f"{start}:{w}", d + 1): of[d][i] for start, of in means.items() for d in range(3)
         for i, w in enumerate(WIDTHS)},
        n_seeds, rng, spread,
    )  # fmt: skip


def penalised(means, n_seeds, rng):
    """For regularisers: errors of 1 to 3 layers."""
    return errors_around({(name, d): mean for name, mean in means.items() for d in (1, 2, 3)}, n_seeds, rng)


def alike(claim, n_seeds, rng):
    """What the effects of C11 to C29 are computed from where all is alike (C16, C20: on the border)."""
    flat = ((2.0,) * len(WIDTHS),) * 3
    return {
        "C6": lambda: looked_into("alike", n_seeds, rng),
        "C11": lambda: marginal_errors(dict.fromkeys(PAPER_MARGINALS, (2.0, 2.0)), 0.0, n_seeds, rng),
        "C15": lambda: errors_of_widths(flat, flat, flat, n_seeds, rng),
        "C16": lambda: errors_of_widths(flat, apart(flat), flat, n_seeds, rng),
        "C17": lambda: bottleneck((1, 1), (0.6, 0.6), n_seeds, rng),
        "C19": lambda: penalised(dict.fromkeys(PENALTIES, 2.0), n_seeds, rng),
        "C20": lambda: stream_of("alike", n_seeds, rng),
        "C25": lambda: variances({"none": (1.0,) * 10, "rbm": (1.0,) * 10}, n_seeds, rng),
        "C8": lambda: clouds(n_seeds, rng),
        "C10": lambda: rises((0.02,) * 3, (0.02,) * 3, n_seeds, rng, lower=1.0),
        "C27": lambda: layer_losses((0.1,) * 4, (1e-4,) * 4, dict.fromkeys(PAPER_LAYERS, 1.5), n_seeds, rng),
        "C30": lambda: with_labels({"none": (5.0,) * 6, "autoencoder": (4.0,) * 6}, n_seeds, rng),
        "C31": lambda: five_layers(ON_THE_BORDER, n_seeds, rng),
    }[LIKE.get(claim, claim)]()


def apart(flat):
    """Errors as far from these as C16 allows: 0.8 points with 25 units, 0.4 with more."""
    return tuple(tuple(e + (0.8 if i == 0 else 0.4) for i, e in enumerate(row)) for row in flat)


LIKE = {"C7": "C6", "C12": "C11", "C18": "C17", "C29": "C27"}  # claims of the same samples
LIKE |= {"C26": "C25", "C9": "C8"}
LIKE |= dict.fromkeys(("C21", "C22", "C23", "C24", "C28"), "C20")
PAPER_MARGINALS = {  # Table 1; permuted as the histogram
    "none": (1.81, 1.77), "autoencoder": (1.41, 1.37), "autoencoder:histogram": (1.94, 1.69),
    "autoencoder:permuted": (1.94, 1.69),
}  # fmt: skip
PENALTIES = {"none": 1.8, "l2": 1.75, "l1": 1.75, "autoencoder": 1.4}  # "nowhere near as much": our numbers
PAPER_LAYERS = {"none": 1.77, "autoencoder:1": 1.44, "autoencoder:2": 1.72, "autoencoder:12": 1.37}
WIDE_NONE = ((3.61, 2.2, 1.84, 1.82), (3.83, 2.15, 1.8, 1.78), (4.24, 2.3, 1.9, 1.86))  # Fig. 9 at the ends
WIDE_WITH = ((5.71, 2.5, 1.6, 1.42), (5.46, 2.3, 1.5, 1.38), (5.23, 2.2, 1.45, 1.33))


def as_in_the_paper(claim, n_seeds, rng):
    """The same with the paper's numbers; where it has none, with what its text says."""
    return {
        "C6": lambda: looked_into("paper", n_seeds, rng),
        "C11": lambda: marginal_errors(PAPER_MARGINALS, 1.0, n_seeds, rng),
        "C15": lambda: errors_of_widths(WIDE_NONE, WIDE_WITH, WIDE_WITH, n_seeds, rng),
        "C17": lambda: bottleneck((3.0, 0.85), (0.59, 0.0), n_seeds, rng),
        "C19": lambda: penalised(PENALTIES, n_seeds, rng),
        "C20": lambda: stream_of("paper", n_seeds, rng),
        "C25": lambda: variances(order.FIG_13, n_seeds, rng),
        "C8": lambda: clouds(n_seeds, rng, apart=4.0, sizes={"none": (1.0, 1.5), "rbm": (1.0, 0.6)}),
        "C10": lambda: rises((0.052, 0.02, 0.012), (0.035, 0.012, 0.006), n_seeds, rng),
        "C27": lambda: layer_losses(
            (0.125, 0.08, 0.062, 0.047), (5e-5, 1.1e-4, 6e-4, 1.9e-3), PAPER_LAYERS, n_seeds, rng
        ),
        "C30": lambda: with_labels(FADING, n_seeds, rng),
        "C31": lambda: five_layers(MENDED, n_seeds, rng),
    }[LIKE.get(claim, "C15" if claim == "C16" else claim)]()


# ---- few labels, and recipes ----

# Our first numbers, the paper has none: errors with 100, 250, 1,000, 4,000, 20,000 and 50,000 labels.
FADING = {"none": (43.9, 27.5, 13.4, 7.2, 2.9, 2.2), "autoencoder": (16.8, 8.8, 5.2, 3.6, 1.8, 1.5)}
ON_THE_BORDER = {"none": 6.0, "rbm": 3.0} | dict.fromkeys(modern.BETTER, 4.5)
MENDED = {"none": 60.0, "rbm": 3.0} | dict.fromkeys(modern.BETTER, 3.6)


def with_labels(means, n_seeds, rng):
    """For labels: test errors of each start with each number of labels."""
    sizes = labels.COURSE["labels"]
    return errors_around({(f"{start}:{n}", labels.DEPTH): mean for start, of in means.items()
                          for n, mean in zip(sizes, of, strict=True)}, n_seeds, rng)  # fmt: skip


def five_layers(means, n_seeds, rng):
    """For modern: test errors of each recipe with five layers."""
    return errors_around({(f"{name}:10000", modern.DEEP): mean for name, mean in means.items()}, n_seeds, rng)


# ---- the stream ----


def variances(curves_of, n_seeds, rng, spread=0.05):
    """Logarithms of the variance (S, 10) of each start, with a constant rate."""
    return {
        (start, 0.3, 1): np.log(curve) + rng.normal(0, spread, (n_seeds, 10))
        for start, curve in curves_of.items()
    }


SHARES = (0.1, 0.3, 0.6, 1.0)  # of the stream
PAPER_ONLINE = {  # errors (%) at these shares, read from Figs. 11 and 14
    ("none", 1): (1.5, 0.58, 0.23, 0.09), ("none", 3): (1.9, 0.74, 0.37, 0.16),
    ("rbm", 1): (4, 1.2, 0.2, 0.036), ("rbm", 3): (4, 1.2, 0.14, 0.022),
    ("autoencoder", 1): (5, 1.5, 0.19, 0.034), ("autoencoder", 3): (4, 1.1, 0.045, 0.0026),
    ("autoencoder:1", 3): (4, 1.5, 0.32, 0.10), ("autoencoder:12", 3): (4, 1.2, 0.2, 0.034),
    ("l2:1e-05", 1): (1.7, 0.68, 0.28, 0.12),
}  # fmt: skip
PAPER_AFTERWARDS = {"none": (0.198, 0.126), "rbm": (0.111, 0.04), "autoencoder": (0.111, 0.04)}  # Fig. 12


def stream_of(like, n_seeds, rng, spread=0.05):
    """Errors on a stream of 10 million examples, as in the paper, or where all networks are alike."""
    made, examples = stream_claims.Samples(), np.arange(1, 101) * 100_000
    made.examples, made.whole, made.least = {}, examples[-1], 5e-5
    for (start, depth), levels in PAPER_ONLINE.items():
        mean, last = PAPER_AFTERWARDS.get(start, (0.2, 0.1))
        curves = {
            "online": np.exp(np.interp(examples / examples[-1], SHARES, np.log(levels))),
            "afterwards": np.where(examples > 0.98 * examples[-1], last, mean),
        }
        if like == "alike":
            border = 0.98 if ":" in start and depth == 1 else 1.0  # of C20: 2 % better
            curves = dict.fromkeys(curves, np.full(len(examples), 0.2 * border))
        for scored, curve in curves.items():
            kept = examples > (2_500_000 if scored == "online" and start[0] in "ra" else 0)
            noise = rng.normal(0, spread, (n_seeds, 1)) + rng.normal(0, 0.02, (n_seeds, kept.sum()))
            key = (scored, start, depth, "stream")
            made[key], made.examples[key] = curve[kept] * np.exp(noise), examples[kept]
    return made


def table_of_stream(made):
    """The table of a result whose errors these are."""
    parts = []
    for key, errors_of in made.items():
        rows = pd.DataFrame(errors_of, columns=made.examples[key]).rename_axis("seed").reset_index()
        rows = rows.melt(id_vars="seed", var_name="examples", value_name="error")
        of_network = dict(zip(("scored", "start", "depth", "source"), key, strict=True))
        parts.append(rows.assign(**of_network, examples=rows["examples"].astype(int)))
    return pd.concat(parts, ignore_index=True)


# ---- what units look for ----

LOOKING = {  # "hardly changes", "digits" and "noise" as numbers, for layers 1, 2, 3
    "cosine": {"with": (0.99, 0.97, 0.94), "none": (0.8, 0.6, 0.4)},
    "flips": {"with": (0.02, 0.03, 0.05), "none": (0.2, 0.3, 0.4)},
    "roughness": {"with": (0.2, 0.2, 0.2), "none": (0.6, 0.8, 0.9)},
    "likeness": {"with": (0.5, 0.6, 0.7), "none": (0.3, 0.2, 0.2)},
    "agreement": {"with": (1.0, 0.9, 0.8), "none": (1.0, 0.9, 0.8)},
}
BORDER = {"cosine": (filters.NEAR,) * 3, "flips": (filters.FEW,) * 3}  # of C6


def looked_into(like, n_seeds, rng, spread=0.01):
    """For filters: what is measured of three layers, as in the paper or where all are alike."""
    made = filters.Samples()
    for name, numbers in LOOKING.items():
        for start in ("none", "rbm", "autoencoder"):
            levels = numbers["none" if start == "none" else "with"]
            if like == "alike":
                levels = BORDER.get(name, (0.5,) * 3)
            for layer, level in zip(filters.LAYERS, levels, strict=True):
                made[start, name, layer] = rng.normal(level, spread, n_seeds)
    made.three_quarters, made.moving = dict(made), []
    return made


def table_of_looking(made, epochs=(0, 1, 38, 50)):
    """The table of a result whose numbers these are, at the last epoch; before, half as much has changed."""
    rows = []
    for (start, name, layer), values in made.items():
        for epoch in epochs:
            change = {0: 0.0, epochs[-1]: 1.0}.get(epoch, 0.5)
            at = 1 - change * (1 - values) if name == "cosine" else values
            at = change * values if name == "flips" else at
            rows += [(start, layer, seed, epoch, name, value) for seed, value in enumerate(at)]
    table = pd.DataFrame(rows, columns=["start", "layer", "seed", "epoch", "name", "value"])
    table = table.pivot(index=["start", "layer", "seed", "epoch"], columns="name", values="value")
    return table.reset_index().rename_axis(columns=None).assign(aligned=1.0, valid_error=3.0)


# ---- around the end of training, and in function space ----


def rises(without, with_, n_seeds, rng, lower=1.5, spread=0.15):
    """For landscape: how far the loss rises (nats) with 1, 2, ... layers; the lower end over the middle."""
    made = landscape.Samples()
    for start, levels in (("none", without), ("autoencoder", with_)):
        for d, level in enumerate(levels, 1):
            noise = rng.normal(0, spread, (2, n_seeds))
            made[start, d] = {"rise": np.log(level) + noise[0], "lower": np.log(lower) + noise[1]}
    made.end = {key: np.full(n_seeds, 0.05) for key in made}
    return made


def clouds(n_seeds, rng, apart=0.0, sizes=None, dimensions=30):
    """For function_space: two clouds of points after 1, 7 and 50 epochs, with a size at the first and last.

    The middle of one lies ``apart`` sizes of 1 from that of the other.
    """
    made = function_claims.Samples()
    made.epochs, sizes = [0.0, 1.0, 7.0, 50.0], sizes or {"none": (1.0, 1.0), "rbm": (1.0, 1.0)}
    for i, epoch in enumerate(made.epochs):
        points = {
            start: (first + (last - first) * i / 3) * rng.normal(size=(n_seeds, dimensions))
            for start, (first, last) in sizes.items()
        }
        points["rbm"][:, 0] += apart
        made.update({(a, b, epoch): cdist(points[a], points[b]) ** 2 for a in points for b in points})
    return made
