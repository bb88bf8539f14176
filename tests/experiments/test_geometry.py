"""Networks as points: distances, progress, neighbours, pictures, and one number from all pairs."""

import itertools

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from utils.experiments import geometry


def log_probabilities(shape, seed, sharp=1.0):
    scores = sharp * np.random.default_rng(seed).normal(size=shape)
    return scores - np.log(np.exp(scores).sum(axis=-1, keepdims=True))


def test_distances_are_those_by_hand():
    log_p = log_probabilities((4, 6, 3), 0, 3.0)
    p = np.exp(log_p)
    for i, j in itertools.product(range(4), repeat=2):
        same_road = [-np.log(np.sqrt(p[i, n] * p[j, n]).sum()) for n in range(6)]
        assert geometry.bhattacharyya(log_p)[i, j] == pytest.approx(np.mean(same_road), abs=1e-12)
        straight = np.sqrt(((p[i] - p[j]) ** 2).sum() / 6)
        assert geometry.euclidean(log_p)[i, j] == pytest.approx(straight, abs=1e-7)


def test_distances_of_what_is_nearly_sure_are_finite_and_exactly_symmetric():
    log_p = log_probabilities((5, 4, 10), 1, 60.0).astype(np.float32)
    D = geometry.bhattacharyya(log_p)
    assert np.isfinite(D).all()
    assert (D == D.T).all()
    assert (np.diag(D) == 0).all()
    assert D.max() > 5


def test_progress_is_that_of_the_place_on_the_shortest_way():
    labels, n_classes = np.array([0, 2, 2, 1]), 3
    angle = np.arccos(n_classes**-0.5)
    for t in (0, 0.2, 0.9, 1):
        roots = np.full((4, 3), np.sin((1 - t) * angle) * n_classes**-0.5) / np.sin(angle)
        roots[np.arange(4), labels] += np.sin(t * angle) / np.sin(angle)
        np.testing.assert_allclose((roots**2).sum(axis=1), 1)
        with np.errstate(divide="ignore"):
            found, off_road = geometry.progress(2 * np.log(roots)[None], labels)
        assert found[0] == pytest.approx(t, abs=1e-4)
        assert off_road[0] == pytest.approx(0, abs=1e-6)
    wrong = np.log(np.where(np.eye(3)[(labels + 1) % 3] > 0, 0.98, 0.01))
    found, off_road = geometry.progress(wrong[None], labels)
    assert found[0] < 0.01
    assert off_road[0] > 0.3


def test_purity_counts_the_others_that_are_nearest():
    points = np.array([[0.0], [1.0], [2.1], [10.0], [11.0]])
    D = cdist(points, points)
    groups = ["a", "a", "b", "b", "a"]
    assert geometry.neighbour_purity(D, groups, 1).tolist() == [1, 1, 0, 0, 0]
    assert geometry.neighbour_purity(D, groups, 2).tolist() == [0.5, 0.5, 0, 0.5, 0]
    assert geometry.neighbour_purity(D, groups, 50).tolist() == [0.5, 0.5, 0.25, 0.25, 0.5]
    assert (np.diag(D) == 0).all(), "left as it was"


def test_ways_are_compared_point_by_point():
    points = np.array([[0.0], [1.0], [2.0], [0.5], [4.0]])
    found = geometry.from_way_to_way(cdist(points, points), np.array([0, 0, 0, 1, 1]))
    np.testing.assert_allclose(found, [[0, (0.5 + 0.5 + 1.5) / 3], [(0.5 + 2) / 2, 0]])


# ---- pictures ----


def test_inpca_finds_known_points_again():
    points = np.random.default_rng(0).normal(size=(8, 3)) * [3, 2, 1]
    squares = cdist(points, points) ** 2
    coordinates, eigenvalues = geometry.inpca(squares)
    assert (eigenvalues[:3] > 0.1).all()
    np.testing.assert_allclose(eigenvalues[3:], 0, atol=1e-10)
    np.testing.assert_allclose(cdist(coordinates[:, :3], coordinates[:, :3]) ** 2, squares, atol=1e-9)
    largest = np.abs(coordinates[:, :3]).argmax(axis=0)
    assert (coordinates[largest, range(3)] > 0).all()


def test_inpca_gives_any_distances_with_the_signs_of_the_eigenvalues():
    far = np.array([[0.0, 1, 9], [1, 0, 1], [9, 1, 0]])  # no points have these squares: 1 + 1 < 3
    for D in (far, geometry.bhattacharyya(log_probabilities((9, 20, 5), 3, 4.0))):
        coordinates, eigenvalues = geometry.inpca(D)
        apart = (coordinates[:, None] - coordinates[None]) ** 2  # (P, P, dimensions)
        np.testing.assert_allclose(apart @ np.sign(eigenvalues), D, atol=1e-9)
        assert (np.diff(np.abs(eigenvalues)) <= 1e-12).all()
    assert geometry.inpca(far)[1].min() < -0.5


def test_isomap_takes_as_many_neighbours_as_connect_all():
    chain = np.arange(6.0)[:, None]
    assert geometry.fewest_neighbours(cdist(chain, chain)) == 1
    clusters = np.concatenate([np.arange(5) / 10, 100 + np.arange(3) / 10])[:, None]
    assert geometry.fewest_neighbours(cdist(clusters, clusters)) == 3
    places, k = geometry.isomap(cdist(clusters, clusters))
    assert places.shape == (8, 2)
    assert k == 3


def test_tsne_of_the_same_distances_is_the_same_and_of_another_seed_another():
    points = np.random.default_rng(0).normal(size=(40, 5))
    D = cdist(points, points)
    first = geometry.tsne(D, 8)
    assert first.shape == (40, 2)
    assert np.array_equal(first, geometry.tsne(D, 8))
    assert not np.allclose(first, geometry.tsne(D, 8, seed=1))


# ---- one number from all pairs ----


def test_pseudo_values_of_a_mean_are_the_values():
    values = np.array([1.0, 4.0, 2.0, 8.0])
    np.testing.assert_allclose(geometry.pseudo_values(lambda seeds: values[seeds].mean(), 4), values)


def test_a_mean_of_pairs_leaves_out_those_of_one_seed():
    D = np.arange(9.0).reshape(3, 3)
    assert geometry.mean_of_pairs(D, np.arange(3)) == pytest.approx(24 / 6)
    assert geometry.mean_of_pairs(D, np.array([0, 2])) == pytest.approx((2 + 6) / 2)


def test_the_standard_error_of_pseudo_values_is_that_of_the_number():
    """A standard error from each network's own mean distance would be about half as large."""
    rng, numbers, errors, too_small = np.random.default_rng(0), [], [], []
    for _ in range(300):
        points = rng.normal(size=(12, 4))
        D = cdist(points, points) ** 2
        values = geometry.pseudo_values(lambda seeds, D=D: geometry.mean_of_pairs(D, seeds), 12)
        numbers.append(geometry.mean_of_pairs(D, np.arange(12)))
        errors.append(values.std(ddof=1) / 12**0.5)
        too_small.append((D.sum(axis=1) / 11).std(ddof=1) / 12**0.5)
    assert np.mean(errors) == pytest.approx(np.std(numbers), rel=0.15)
    assert np.mean(too_small) < 0.7 * np.std(numbers)
