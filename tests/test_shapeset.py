"""Triangles and squares: drawn right, as promised, and not to be told apart by their ink."""

import numpy as np
import pytest

from utils.data import Shapes, load_shapeset
from utils.data.shapeset import GREYS, SIZES, _coverage


@pytest.fixture(scope="module")
def shapes():
    return load_shapeset(seed=1, sizes=(4_001, 1_000, 1_000))


def test_shapes_have_the_promised_sizes_types_and_range(shapes):
    assert isinstance(shapes, Shapes)
    for split, n in zip(shapes, (4_001, 1_000, 1_000), strict=True):
        assert split.images.shape == (n, 100)
        assert split.images.dtype == np.float32
        assert split.images.min() == 0
        assert 0.9 < split.images.max() <= 1
        assert split.labels.shape == (n,)
        assert split.labels.dtype == np.int64
        assert np.bincount(split.labels).tolist() == [n - n // 2, n // 2]
    assert load_shapeset.__defaults__[1] == (50_000, 10_000, 10_000)


def test_all_shapes_are_different_also_between_splits(shapes):
    images = np.concatenate([split.images for split in shapes])
    assert len(np.unique(images, axis=0)) == len(images)


def test_the_same_seed_gives_the_same_shapes(shapes):
    again, other = load_shapeset(1, (4_001, 50, 1_000)), load_shapeset(2, (4_001, 50, 1_000))
    for name in ("train", "test"):
        assert np.array_equal(getattr(again, name).images, getattr(shapes, name).images)
        assert np.array_equal(getattr(again, name).labels, getattr(shapes, name).labels)
        assert not np.array_equal(getattr(other, name).images, getattr(shapes, name).images)
        assert not np.array_equal(getattr(other, name).labels, getattr(shapes, name).labels)


def test_a_square_covers_the_pixels_that_it_should():
    square = _coverage(4, np.array([4.0]), np.array([0.0]), np.array([[5.0], [4.0]])).reshape(10, 10)
    expected = np.zeros((10, 10))
    expected[2:6, 3:7] = 1
    assert np.array_equal(square, expected)
    half = _coverage(4, np.array([4.0]), np.array([0.0]), np.array([[5.6], [4.0]])).reshape(10, 10)
    np.testing.assert_allclose(half[3, 2:9], [0, 0.4, 1, 1, 1, 0.6, 0], atol=1e-6)


def test_a_triangle_points_where_it_should():
    """At angle 0 an edge is on the right, so a corner points to the left."""
    triangle = _coverage(3, np.array([5.0]), np.array([0.0]), np.array([[5.0], [5.0]])).reshape(10, 10)
    assert np.array_equal(triangle, triangle[::-1])
    heights = triangle.sum(axis=0)
    inked = np.flatnonzero(heights)
    assert (np.diff(heights[inked[:-1]]) > 0).all()  # grows to the right, up to the edge


@pytest.mark.parametrize("corners", [3, 4])
def test_the_area_is_the_size_squared_and_nothing_is_cut_off(corners):
    rng = np.random.default_rng(0)
    size, angle = rng.uniform(3, 5, 200), rng.uniform(0, 7, 200)
    centre = 5 + rng.uniform(-0.5, 0.5, (2, 200))
    area = _coverage(corners, size, angle, centre).sum(axis=1)
    np.testing.assert_allclose(area, size**2, rtol=0.1)  # 5 x 5 points a pixel
    assert np.mean(area / size**2) == pytest.approx(1, abs=0.005)


def test_size_orientation_grey_level_and_position_vary(shapes):
    images, labels = shapes.train
    grids = images.reshape(-1, 10, 10)
    grey, ink = images.max(axis=1), images.sum(axis=1)
    assert grey.min() < GREYS[0] + 0.02
    assert grey.max() > GREYS[1] - 0.02
    area = ink / grey
    assert area.min() < SIZES[0] ** 2 + 1
    assert area.max() > SIZES[1] ** 2 - 1
    for axis in (1, 2):
        place = (grids.sum(axis=axis) * np.arange(10)).sum(axis=1) / ink
        assert place.mean() == pytest.approx(4.5, abs=0.1)
        assert np.ptp(place) > 4
        assert place[labels == 0].std() == pytest.approx(place[labels == 1].std(), rel=0.1)


def test_ink_does_not_tell_the_class_but_a_small_model_learns_it(shapes):
    from sklearn.svm import SVC
    from sklearn.tree import DecisionTreeClassifier

    (x, y), _, (x_test, y_test) = shapes

    def ink(images):
        return np.stack([images.mean(axis=1), images.max(axis=1)], axis=1)

    by_ink = DecisionTreeClassifier(max_depth=5, random_state=0).fit(ink(x), y).score(ink(x_test), y_test)
    assert by_ink < 0.6
    assert SVC(C=100).fit(x[:1_500], y[:1_500]).score(x_test, y_test) > 0.9


@pytest.mark.parametrize(
    ("seed", "sizes", "kind", "sentence"),
    [
        (-1, (5, 5, 5), ValueError, "seed = -1: pass a whole number from 0 on"),
        (1.5, (5, 5, 5), TypeError, "seed = 1.5"),
        (0, 500, ValueError, "sizes = 500: pass three"),
        (0, (5, 5), ValueError, "pass three"),
        (0, (5, 0, 5), ValueError, "a size = 0: pass a whole number from 1 on"),
        (0, (5, 5, 2.0), TypeError, "a size = 2.0"),
    ],
)
def test_wrong_arguments_are_told(seed, sizes, kind, sentence):
    with pytest.raises(kind, match=sentence):
        load_shapeset(seed, sizes)
