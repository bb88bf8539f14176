"""Do labels lie where the data vary? Saxe's criterion for when pre-training should help.

Pre-training sees the images only and finds the directions in which they vary most; the labels ask for the
directions that tell the classes apart. Pre-training can help a linear network's start as far as the second
are made of few of the first.

References: Saxe, McClelland and Ganguli (2014), Exact solutions to the nonlinear dynamics of learning in deep
linear neural networks, section 3. Shapes: ``N`` examples, ``V`` pixels, ``K`` classes.
"""

import numpy as np


def label_directions(images, labels):
    """The directions of pixel space that go with the labels: orthonormal rows, (K - 1, V).

    Right singular vectors of the covariance of labels (one of K) and pixels; the last, whose singular value
    is zero, is left out.

    Parameters
    ----------
    images : ndarray of shape (N, V)
    labels : ndarray of int, of shape (N,)
    """
    centred = images - images.mean(axis=0, dtype=np.float64)
    classes = np.unique(labels)
    sums = np.stack([centred[labels == k].sum(axis=0) for k in classes])  # (K, V)
    return np.linalg.svd(sums / len(images), full_matrices=False)[2][: len(classes) - 1]


def principal_components(images):
    """The directions in which images vary, the most first: variances (V,) and orthonormal rows (V, V)."""
    variances, columns = np.linalg.eigh(np.cov(images, rowvar=False, dtype=np.float64))
    return variances[::-1], columns.T[::-1]


def share_in_top(directions, components, n):
    """Share, from 0 to 1, of directions (D, V) that lies in the span of the first ``n`` components (V, V)."""
    return float(np.sum((directions @ components[:n].T) ** 2) / len(directions))
