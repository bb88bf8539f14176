"""Test error against labels, as lesson 13 shows it: the shipped `labels` and `modern`, and what others found."""

import numpy as np

from ...experiments import labelled, labels, modern, variants
from ...experiments.engine.verdicts import listed
from ...experiments.fairness import still_moving
from . import results

# Errors in percent on MNIST, without use of the image's structure, by number of labels.
OTHERS = {
    "Larochelle and others 2009, three layers, random": [(10_000, 4.24)],
    "Larochelle and others 2009, three layers of RBMs": [(10_000, 2.71)],
    "Vincent and others 2010, three layers, denoising": [(50_000, 1.28)],
    "Srivastava and others 2014, ReLU, dropout, max-norm": [(60_000, 1.06)],
    "Ladder network 2015, unsupervised loss in training": [(100, 1.06), (1_000, 0.84), (60_000, 0.57)],
}


def our_curves(by_labels, recipes):
    """Test error against labels, from the results that there are.

    Returns
    -------
    dict of str to dict of str to (labels (L,), errors (L,))
        By experiment, with its updates, then by recipe: medians over seeds.
    """
    panels = {}
    if by_labels is not None:
        sizes, names = labels.numbers(by_labels.samples), {"autoencoder": "autoencoders"} | modern.NAMES
        panels[f"labels: {spent(by_labels, sizes)}"] = {
            names[start]: (sizes, np.median(of, axis=0)) for start, of in results.errors(by_labels).items()
        }
    if recipes is not None:
        curves = {n: modern.errors_of(recipes.samples, n) for n in modern.few(recipes.samples)}
        sizes, _ = curves["none"]
        panels[f"modern: {spent(recipes, sizes)}"] = {modern.NAMES[n]: of for n, of in curves.items()}
    return panels


def spent(found, sizes):
    """The updates of a shipped result's networks, from the fewest to the most, in words."""
    updates = [labelled.updates(found.record["settings"], n) for n in sizes]
    return f"{min(updates):,} to {max(updates):,} updates"


def caveats(found):
    """What keeps the three layers of a shipped `modern` from being the last word, as a sentence."""
    if found is None:
        return ""
    depth = modern.FEW_DEPTH
    tried = [start for start, d in found.samples if d == depth]
    edges = sum(len(variants.at_edge(found.record, start, [depth])) for start in tried)
    few = found.table[found.table["depth"] == depth]
    moving = [labelled.labels_of(start) for start, _ in still_moving(few, "valid_error")]
    counts = listed(*(f"{moving.count(n)} with {n:,}" for n in sorted(set(moving))))
    return (
        f"In `modern` {edges} of {len(tried)} best rates lie at an edge of their grid; "
        f"still improving when training ends: {counts or 'none'} of {len(modern.few(found.samples))} recipes."
    )
