"""Saxe's criterion: on data where the answer is known, and on digits."""

import numpy as np
import pytest

from utils.data import load_digits_5k
from utils.data.label_directions import (
    label_directions,
    principal_components,
    share_in_top,
)


def made_up(axis, n=4_000):
    """Two classes that differ along one pixel, the largest variance in pixel 0, the smallest in 3."""
    rng = np.random.default_rng(0)
    labels = rng.integers(2, size=n)
    images = rng.normal(size=(n, 4)) * [3.0, 1.5, 1.0, 0.2]
    images[:, axis] += (2 * labels - 1) * images[:, axis].std()
    return images, labels


@pytest.mark.parametrize(("axis", "inside"), [(0, 1), (3, 0)])
def test_labels_along_the_largest_or_the_smallest_variance(axis, inside):
    images, labels = made_up(axis)
    directions = label_directions(images, labels)
    assert directions.shape == (1, 4)
    assert abs(directions[0, axis]) > 0.9
    _, components = principal_components(images)
    assert share_in_top(directions, components, 1) == pytest.approx(inside, abs=0.15)
    assert share_in_top(directions, components, 4) == pytest.approx(1)


def test_principal_components_are_not_mixed_and_their_mixtures_are():
    images, _ = made_up(0)
    variances, components = principal_components(images)
    assert (np.diff(variances) < 0).all()
    np.testing.assert_allclose(components @ components.T, np.eye(4), atol=1e-12)


def test_label_directions_of_digits_lie_in_few_principal_components():
    images, labels = load_digits_5k().train
    directions = label_directions(images, labels)
    assert directions.shape == (9, 784)
    np.testing.assert_allclose(directions @ directions.T, np.eye(9), atol=1e-10)
    _, components = principal_components(images)
    shares = [share_in_top(directions, components, n) for n in (9, 20, 50)]
    assert shares == pytest.approx([0.70, 0.92, 0.99], abs=0.02)
    random = np.linalg.qr(np.random.default_rng(1).normal(size=(784, 9)))[0].T
    assert share_in_top(random, components, 50) < 0.15
    shuffled = label_directions(images, np.random.default_rng(1).permutation(labels))
    assert 0.45 < share_in_top(shuffled, components, 20) < 0.7
