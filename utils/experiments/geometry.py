"""Networks as points: distances between what they say, and pictures of these distances in two dimensions.

A point is a network at one time: the probabilities that it gives N examples. Shapes: ``P`` points, ``N``
examples, ``K`` classes. Distances are (P, P), symmetric, with zeros on the diagonal.
"""

import numpy as np


def bhattacharyya(log_p):
    """Mean over examples of ``-log sum_k sqrt(p_k q_k)``, for all pairs of points.

    Parameters
    ----------
    log_p : ndarray of shape (P, N, K)
        Logarithms of probabilities.

    Returns
    -------
    ndarray of shape (P, P), float64
        In nats. It behaves as a squared distance, and breaks the triangle inequality.

    References
    ----------
    Mao et al. (2024), The training process of many deep networks explores the same low-dimensional manifold.
    """
    total = np.zeros((len(log_p),) * 2)
    for of_example in np.exp(log_p.swapaxes(0, 1).astype(float) / 2):  # (P, K)
        total -= np.log(of_example @ of_example.T)
    total = np.maximum((total + total.T) / (2 * log_p.shape[1]), 0)  # rounding
    np.fill_diagonal(total, 0)
    return total


def euclidean(log_p):
    """Euclidean distance of the probabilities, over the square root of N: (P, N, K) -> (P, P)."""
    from sklearn.metrics import euclidean_distances

    p = np.exp(log_p.reshape(len(log_p), -1).astype(float))
    return euclidean_distances(p) / np.sqrt(log_p.shape[1])


def progress(log_p, labels):
    """How far points have come from ignorance to the truth, and how far they are from the shortest way.

    The shortest way, at which the square roots of probabilities move along an arc of a circle, leads from
    equal probabilities to certainty of the right class. The progress of a point is that of the place on it
    that is nearest by Bhattacharyya distance.

    Parameters
    ----------
    log_p : ndarray of shape (P, N, K)
    labels : ndarray of int, of shape (N,)

    Returns
    -------
    progress, off_road : ndarray of shape (P,)
        From 0 to 1; and in nats.

    References
    ----------
    Mao et al. (2024), as above.
    """
    from scipy.optimize import minimize_scalar

    roots = np.exp(log_p.astype(float) / 2)
    right, every = roots[:, np.arange(len(labels)), labels], roots.sum(axis=2)  # (P, N)
    n_classes = log_p.shape[2]
    angle = np.arccos(n_classes**-0.5)

    def distance(t, mine, sums):
        """Of a point from the place t on the way."""
        ignorant, sure = np.sin((1 - t) * angle) * n_classes**-0.5, np.sin(t * angle)
        return -np.log((ignorant * sums + sure * mine) / np.sin(angle)).mean()

    found = [
        minimize_scalar(distance, bounds=(0, 1), args=both, method="bounded")
        for both in zip(right, every, strict=True)
    ]
    return np.array([one.x for one in found]), np.array([max(one.fun, 0) for one in found])


def neighbour_purity(D, groups, k):
    """Share of each point's k nearest other points that belong to its own group, (P,).

    Parameters
    ----------
    D : ndarray of shape (P, P)
    groups : sequence of shape (P,)
    k : int
        Fewer where there are not as many.
    """
    groups, others = np.asarray(groups), D.astype(float)
    np.fill_diagonal(others, np.inf)
    nearest = np.argsort(others, axis=1, kind="stable")[:, : min(k, len(D) - 1)]
    return (groups[nearest] == groups[:, None]).mean(axis=1)


def from_way_to_way(D, way):
    """Mean distance from the points of one way to the nearest point of another, for all pairs of ways.

    Parameters
    ----------
    D : ndarray of shape (P, P)
    way : ndarray of int, of shape (P,)
        To which of W ways each point belongs.

    Returns
    -------
    ndarray of shape (W, W)
        Row: from which; column: to which.
    """
    n_ways = way.max() + 1
    nearest = np.stack([D[:, way == j].min(axis=1) for j in range(n_ways)], axis=1)  # (P, W)
    return np.stack([nearest[way == i].mean(axis=0) for i in range(n_ways)])


# ---- pictures ----


def inpca(D):
    """Coordinates whose squared differences give D, some of them counted negatively.

    Parameters
    ----------
    D : ndarray of shape (P, P)
        Taken as squared distances.

    Returns
    -------
    coordinates : ndarray of shape (P, P)
        By columns, the one with the largest eigenvalue (positive or negative) first; the largest number of
        each is positive.
    eigenvalues : ndarray of shape (P,)
        Of the doubly centred matrix, in that order. ``D[i, j]`` is the sum of the squared differences of all
        coordinates, each with the sign of its eigenvalue.

    References
    ----------
    Quinn et al. (2019), Visualizing probabilistic models and data with Intensive Principal Component
    Analysis.
    """
    centred = D - D.mean(axis=0) - D.mean(axis=1, keepdims=True) + D.mean()
    eigenvalues, vectors = np.linalg.eigh(-(centred + centred.T) / 4)
    order = np.argsort(-np.abs(eigenvalues), kind="stable")
    eigenvalues, coordinates = eigenvalues[order], vectors[:, order] * np.abs(eigenvalues[order]) ** 0.5
    largest = coordinates[np.abs(coordinates).argmax(axis=0), np.arange(len(D))]
    return coordinates * np.where(largest < 0, -1.0, 1.0), eigenvalues


def tsne(D, perplexity=30, seed=0):
    """Coordinates (P, 2) by t-SNE from distances; P must be more than the perplexity."""
    from sklearn.manifold import TSNE

    model = TSNE(perplexity=perplexity, metric="precomputed", init="random", random_state=seed)
    return model.fit_transform(D)


def isomap(D):
    """Coordinates (P, 2) by Isomap, and how many neighbours it took to connect all points."""
    from sklearn.manifold import Isomap

    k = fewest_neighbours(D)
    return Isomap(n_neighbors=k, metric="precomputed").fit_transform(D), k


def fewest_neighbours(D):
    """The smallest k for which the graph of each point's k nearest others hangs together."""
    from scipy.sparse.csgraph import connected_components

    order = np.argsort(np.where(np.eye(len(D), dtype=bool), -1, D), axis=1, kind="stable")[:, 1:]
    graph = np.zeros(D.shape, dtype=bool)
    for k in range(1, len(D)):
        graph[np.arange(len(D)), order[:, k - 1]] = True
        if connected_components(graph, directed=False, return_labels=False) == 1:
            return k
    return len(D) - 1


# ---- one number from all pairs, and how sure it is ----


def pseudo_values(statistic, n):
    """Jackknife pseudo-values of a number that is computed from all pairs of n seeds.

    Distances of pairs are no independent numbers: each seed is part of many. A pseudo-value is what a seed
    adds; their mean is the number (less most of its bias), and their standard error that of the number.

    Parameters
    ----------
    statistic : callable
        ``statistic(seeds)`` gives the number from the seeds of an array of int.
    n : int

    Returns
    -------
    ndarray of shape (n,)
    """
    every = np.arange(n)
    without = np.array([statistic(np.delete(every, i)) for i in every])
    return n * statistic(every) - (n - 1) * without


def mean_of_pairs(D, seeds):
    """Mean of D (S, S) over the pairs of different seeds among these.

    Of networks of two groups with the same seeds, two of one seed are no pair either: they may be alike.
    """
    some = D[np.ix_(seeds, seeds)]
    n = len(seeds)
    return (some.sum() - np.trace(some)) / (n * (n - 1))
