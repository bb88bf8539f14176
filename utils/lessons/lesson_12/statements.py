"""Sentences about where networks go, and in which pictures they are true."""

import numpy as np
from scipy.spatial.distance import cdist

from ...experiments import function_space, geometry
from ...experiments.function_claims import matrix

SENTENCES = {
    "A": "at the end, each network's nearest neighbour has its own start",
    "B": "at the end, two networks of different starts are farther apart than two of the same",
    "C": "from the first epoch to the last, networks of one start come closer together, in both groups",
    "D": "at the end, networks without pre-training are closer together than those with it",
    "E": "a pre-trained network goes farther in its first epoch than from there to the end",
}


class Look:
    """What can be read from distances between all points, whatever they were measured in.

    Parameters
    ----------
    D : ndarray of shape (P, P)
        Distances, or squares of them: only which is larger counts.
    table : pandas.DataFrame
        Of the points: ``start``, ``epoch``, with as many seeds for each.
    """

    def __init__(self, D, table):
        self.D, self.start, self.epoch = D, table["start"].to_numpy(str), table["epoch"].to_numpy()
        self.last = self.epoch.max()

    def among(self, epoch, start, other=None):
        """Mean over the pairs of networks of a start, or of two, at one time."""
        i, j = (np.flatnonzero((self.start == s) & (self.epoch == epoch)) for s in (start, other or start))
        return geometry.mean_of_pairs(self.D[np.ix_(i, j)], np.arange(len(i)))

    def step(self, start, before, after):
        """Mean over the networks of a start of how far they go."""
        i, j = (np.flatnonzero((self.start == start) & (self.epoch == epoch)) for epoch in (before, after))
        return self.D[i, j].mean()

    def truths(self):
        """Which of the sentences are true, by their letters."""
        at_end = np.flatnonzero(self.epoch == self.last)
        pure = geometry.neighbour_purity(self.D[np.ix_(at_end, at_end)], self.start[at_end], 1)
        without, with_ = (self.among(self.last, start) for start in ("none", "rbm"))
        return {
            "A": bool((pure == 1).all()),
            "B": self.among(self.last, "none", "rbm") > max(without, with_),
            "C": without < self.among(1, "none") and with_ < self.among(1, "rbm"),
            "D": without < with_,
            "E": self.step("rbm", 0, 1) > self.step("rbm", 1, self.last),
        }


def in_pictures(said, perplexities=(5, 15, 30), seeds=(0, 1), bar=iter):
    """Which sentences are true by the distances themselves, and in pictures of them: a dict for each.

    Parameters
    ----------
    said : .networks.Said
    perplexities, seeds : sequence
        Of t-SNE.
    bar : callable

    Returns
    -------
    dict of str to dict of str to bool
    """
    table, D = said.table, matrix(said.table)
    apart = geometry.euclidean(said.log_p)
    found = {"all distances": Look(D, table).truths(), "Euclidean": Look(apart, table).truths()}
    places = {
        "InPCA": geometry.inpca(D)[0][:, :2],
        "Isomap": table[["isomap_1", "isomap_2"]].to_numpy(float),
    }
    for perplexity, seed in bar([(p, s) for p in perplexities for s in seeds]):
        places[f"t-SNE {perplexity:g}, seed {seed}"] = geometry.tsne(apart, perplexity, seed)
    return found | {name: Look(cdist(xy, xy), table).truths() for name, xy in places.items()}


def last_over_first(table):
    """In each picture of Figure 12.3, the mean distance within a start at the end, over that after epoch 1."""
    found = {}
    for name, xy in function_space.pictures(table).items():
        look = Look(cdist(xy, xy), table)
        ratios = {start: look.among(look.last, start) / look.among(1, start) for start in ("none", "rbm")}
        found[name.partition(",")[0]] = ratios
    return found


def rows(found):
    """For a table: a sentence, whether it is true, and in how many pictures it is, of each kind."""
    pictures = [name for name in found if name not in ("all distances", "Euclidean")]
    lines = []
    for letter, sentence in SENTENCES.items():
        true = "yes" if found["all distances"][letter] else "no"
        seen = [found[name][letter] for name in pictures if name.startswith("t-SNE")]
        others = ["yes" if found[name][letter] else "no" for name in ("InPCA", "Isomap")]
        lines.append((letter, sentence, true, *others, f"{sum(seen)} of {len(seen)}"))
    return lines
