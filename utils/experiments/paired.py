"""What questions share that compare starts at several depths, on the same seeds.

``by_start[start, depth]`` has a row for each seed, the same seeds for all, in their order: a seed's runs are
pairs. ``kind`` is the start with pre-training that a claim is judged for.

The paper's numbers in these questions are from Erhan et al. (2010), those of "2009" from Erhan, Manzagol,
Bengio, Bengio and Vincent, "The difficulty of training deep architectures and the effect of unsupervised
pre-training", AISTATS. "About" marks what was read from a figure. Its networks are pre-trained with denoising
autoencoders in these figures; ours are judged for autoencoders and for RBMs.
"""

import copy

import numpy as np
from scipy.special import stdtrit  # Student's quantile; scipy.stats takes a second to load

from ..plotting import START_NAMES


def kinds(by_start):
    """The starts with pre-training for which claims are judged, of those that were run."""
    run = {start for start, _ in by_start}
    return [kind for kind in ("autoencoder", "rbm") if kind in run]


def depths(by_start):
    """The depths that were measured."""
    return sorted({d for _, d in by_start})


def starts_in(table):
    """The starts of a table, in the order of the legend."""
    return [start for start in START_NAMES if start in set(table["start"])]


def layers(d, name="layer"):
    """The depth in words."""
    return f"{d} {name}" if d == 1 else f"{d} {name}s"


def against_glorot(by_start):
    """The same with the random start on four times Glorot's interval in the place of the paper's.

    The paper's baseline starts on the interval 1 / sqrt(fan-in), which suits deep logistic networks badly:
    what pre-training gains over it is not what it gains over any start without pre-training.
    """
    if not any(start == "glorot4" for start, _ in by_start):
        return {}
    swapped = copy.copy(by_start)
    swapped.update({("none", d): by_start["glorot4", d] for d in depths(by_start)})
    return {"with a random start of 4 x Glorot in the place of the paper's": swapped}


def per_layer(numbers):
    """Slope of numbers over the depths that they belong to, a row for each: every depth counts once."""
    places = np.arange(len(numbers)) - (len(numbers) - 1) / 2
    return places @ numbers / (places @ places)


def described(by_start, record):
    """What a result is of, in words: the size of the networks, the digits, the rates."""
    settings, most = record["settings"], depths(by_start)[-1]
    rates = "one rate for all starts" if settings.get("one_rate") else "a rate for each start"
    return (
        f"1 to {most} layers of {settings['width']} units, {settings['n_train']:,} training digits, {rates}"
    )


def mean_and_half(values):
    """Mean over seeds, and the half width of its 95 % interval by Student's t; of one seed, 0."""
    n = len(values)
    half = stdtrit(n - 1, 0.975) * np.std(values, ddof=1) / np.sqrt(n) if n > 1 else 0.0
    return np.mean(values), half
