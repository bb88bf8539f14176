"""What questions share that compare starts at several depths, on the same seeds.

``by_start[start, depth]`` has a row for each seed, the same seeds for all, in their order: a seed's runs are
pairs. ``kind`` is the start with pre-training that a claim is judged for.

The paper's numbers in these questions are from Erhan et al. (2010), those of "2009" from Erhan, Manzagol,
Bengio, Bengio and Vincent, "The difficulty of training deep architectures and the effect of unsupervised
pre-training", AISTATS. "About" marks what was read from a figure. Its networks are pre-trained with denoising
autoencoders in these figures; ours are judged for autoencoders and for RBMs.
"""

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


def difference(a, b):
    """Difference of means."""
    return a.mean() - b.mean()


def described(by_start, record):
    """A result in words: the size of the networks, the digits, the rates, the seeds."""
    settings, most = record["settings"], depths(by_start)[-1]
    rates = "one rate for all starts" if settings.get("one_rate") else "a rate for each start"
    return (
        f"1 to {most} layers of {settings['width']} units, {settings['n_train']:,} training digits, {rates}, "
        f"{record['n_seeds']} seeds"
    )
