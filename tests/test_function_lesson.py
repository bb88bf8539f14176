"""What lesson 12 alone uses: its networks, sentences, clouds, pictures, with and without a shipped result."""

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import cdist

from utils.experiments.function_space import FUNCTION_SPACE
from utils.lessons import shipped
from utils.lessons.lesson_12 import clouds, networks, pictures, results, statements

TINY = {
    "n_train": 200, "n_valid": 100, "width": 8, "pretraining_epochs": 1, "epochs": 2,
    "measured": [0, 0.1, 1, 2], "n_test": 60,
}  # fmt: skip


@pytest.fixture(scope="module")
def said():
    return networks.train(seeds=(0, 1, 2), **TINY)


@pytest.fixture(scope="module")
def found(said):
    """A result as the lesson finds it."""
    record = {"settings": networks.SETTINGS | TINY, "n_seeds": 3, "budget": "course"}
    return shipped.Found(FUNCTION_SPACE, said.table, record, FUNCTION_SPACE.samples(said.table), None)


# ---- networks ----


def test_networks_are_picked_by_time_and_start(said):
    p, start = said.at(1)
    assert p.shape == (6, 60, 10)
    assert start.tolist() == ["none"] * 3 + ["rbm"] * 3
    np.testing.assert_allclose(p.sum(axis=2), 1, rtol=1e-5)
    some, _ = said.at(1, "rbm")
    assert (some == p[3:]).all()
    errors = said.table[(said.table["epoch"] == 1) & (said.table["start"] == "rbm")]["test_error"]
    np.testing.assert_allclose(100 * (some.argmax(axis=2) != said.labels).mean(axis=1), errors, rtol=1e-5)


def test_with_few_networks_as_many_neighbours_count_as_there_can_be(said):
    """Of three networks of a start, each has two others."""
    shares = said.table["purity"].to_numpy() * 2
    np.testing.assert_allclose(shares, shares.round(), atol=1e-6)


# ---- sentences ----


def points_of(first, last):
    """Places of 3 + 3 networks at epochs 0, 1 and 9: all near 0 first, then triangles around a middle."""
    rows, places, corners = [], [], np.array([(1, 0), (-0.5, 0.87), (-0.5, -0.87)])
    for start in ("none", "rbm"):
        for seed in range(3):
            for epoch, where in ((0, {"none": (0, 0.1), "rbm": (0, 0.1)}), (1, first), (9, last)):
                middle, spread = where[start]
                rows.append((start, seed, float(epoch)))
                places.append(middle + spread * corners[seed])
    return np.array(places), pd.DataFrame(rows, columns=["start", "seed", "epoch"])


def test_sentences_that_are_true():
    first, last = {"none": (1, 1.0), "rbm": (40, 2.0)}, {"none": (20, 0.1), "rbm": (41, 1.0)}
    places, table = points_of(first, last)
    assert statements.Look(cdist(places, places), table).truths() == dict.fromkeys("ABCDE", True)


def test_sentences_that_are_not():
    first, last = {"none": (1, 0.1), "rbm": (1, 0.1)}, {"none": (20, 3.0), "rbm": (20, 0.5)}
    places, table = points_of(first, last)
    assert statements.Look(cdist(places, places), table).truths() == dict.fromkeys("ABCDE", False)


def test_pictures_are_counted(said):
    found = statements.in_pictures(said, perplexities=(2, 5), seeds=(0,))
    assert list(found) == [
        "all distances",
        "Euclidean",
        "InPCA",
        "Isomap",
        "t-SNE 2, seed 0",
        "t-SNE 5, seed 0",
    ]
    found["t-SNE 2, seed 0"] = dict.fromkeys("ABCDE", True)
    found["t-SNE 5, seed 0"] = dict.fromkeys("ABCDE", False)
    found["all distances"]["A"] = False
    lines = statements.rows(found)
    assert [line[-1] for line in lines] == ["1 of 2"] * 5
    assert lines[0][2] == "no"
    assert [line[0] for line in lines] == list("ABCDE")


# ---- clouds ----


def test_one_cloud_is_as_wide_as_it_should_be_and_the_other_a_tenth():
    points, cloud = clouds.two_clouds((100, 100), apart=3)
    assert clouds.width(points, cloud == "A") == pytest.approx(1, rel=0.05)
    assert clouds.width(points, cloud == "B") == pytest.approx(0.1, rel=0.05)
    middles = [points[cloud == name].mean(axis=0) for name in "AB"]
    assert np.linalg.norm(middles[1] - middles[0]) == pytest.approx(3, rel=0.05)
    truth, seen = clouds.how_wide({"n": (20, 60), "perplexity": 10, "seed": 0})
    assert truth == pytest.approx(0.1, rel=0.1)
    assert seen > 1


# ---- with and without a result ----


def test_without_a_result_the_lessons_networks_stand_alone(said):
    rows = results.all_growths(said, None)
    assert list(rows) == ["this lesson, 3 seeds, Euclidean", "this lesson, 3 seeds, Bhattacharyya"]
    for by_start in rows.values():
        for ratio, low, high in by_start.values():
            assert low < ratio < high
    assert len(pictures.growth(rows).axes[0].containers) == 4
    assert "not in this copy" in results.about(None)
    assert repr(results.apart_table(said)).count("this lesson") == 2, "epochs 1 and 2"
    assert repr(shipped.verdicts(function_space=None)).count("waits for function_space") == 2


def test_a_result_is_shown_beside_them(said, found):
    rows = results.all_growths(said, found)
    assert list(rows)[2:] == ["shipped, 3 seeds, Euclidean", "shipped, 3 seeds, Bhattacharyya"]
    assert list(rows.values())[0] == list(rows.values())[2]
    assert len(pictures.growth(rows).axes[0].containers) == 8
    assert "3 + 3 networks" in results.about(found)
    assert repr(results.apart_table(said, found)).count("shipped") == 2
    ways = results.ways_apart(found.samples)
    assert set(ways) == {"first epoch", "later"}
    assert all(low < ratio < high for ratio, low, high in ways.values())


def test_ratios_are_those_with_intervals(said):
    made = results.samples(said)
    with_intervals = results.growths(made, "")[", Euclidean"]
    assert results.last_over_first(made) == {start: r[0] for start, r in with_intervals.items()}
    D = made["none", "none", 2.0]
    wider = {("none", "none", 2.0): D, ("rbm", "rbm", 2.0): 4 * D}
    assert results.without_over_with(wider, 2.0) == pytest.approx((0.5, 0.5, 0.5))


def test_how_far_off_a_network_is_where_it_first_has_a_progress():
    table = pd.DataFrame(
        {
            "start": ["none"] * 3 + ["rbm"] * 3,
            "seed": 0,
            "progress": [0, 0.4, 0.8, 0, 0.6, 0.5],
            "off_road": [0, 0.2, 0.1, 0, 0.3, 9],
        }
    )
    off = results.off_road_at(table, 0.5)
    assert off["none"] == pytest.approx([0.175])
    assert off["rbm"] == pytest.approx([0.25])
    with pytest.raises(ValueError, match="is not on its way"):
        results.off_road_at(table, 0.7)


def test_only_a_sure_difference_is_named():
    some = np.array([1.0, 1.1, 0.9, 1.0])
    assert results.farther(some + 1, some) == "without"
    assert results.farther(some, some + 1) == "with"
    assert results.farther(some, some + 0.01) == "neither"


def test_an_interval_is_students():
    low, middle, high = results.interval(np.array([1.0, 2.0, 3.0]))
    assert middle == 2
    assert high - 2 == pytest.approx(4.3027 / np.sqrt(3), rel=1e-4)
    assert 2 - low == pytest.approx(high - 2)


# ---- pictures ----


def test_ways_end_at_their_epoch_and_the_frame_stays(said):
    whole, part = pictures.ways(said.table, 2.0), pictures.ways(said.table, 0.1)
    for one, other in zip(whole.axes, part.axes, strict=True):
        assert (one.get_xlim(), one.get_ylim()) == (other.get_xlim(), other.get_ylim())
    lengths = [{len(line.get_xdata()) for line in fig.axes[0].lines[:12:2]} for fig in (whole, part)]
    assert lengths == [{4}, {2}]


def test_the_other_pictures_draw_what_they_are_given(said):
    assert len(pictures.distances_over_epochs(said.table).axes[0].lines) == 3
    bars = pictures.eigenvalues(np.array([6.0, -3.0, 1.0])).axes[0].patches
    assert [bar.get_height() for bar in bars] == pytest.approx([60, 30, 10])
    assert [bar.get_hatch() for bar in bars] == [None, "///", None]
    road = pictures.road(said.table).axes
    assert [len(ax.lines) for ax in road] == [6, 6, 6]
    figure = pictures.estimates(
        [("none", 2, 10.0, 9.0), ("none", 4, 5.0, 6.0), ("rbm", 2, 8, 8), ("rbm", 4, 4, 4)]
    )
    assert figure.axes[0].lines[1].get_ydata() == pytest.approx((10, 5))
    assert [text.get_text() for text in figure.axes[0].texts] == ["epoch 2", "epoch 4"] * 2
    points, cloud = clouds.two_clouds((3, 5))
    assert [len(line.get_xdata()) for line in pictures.lie(points, cloud, points[:, :2]).axes[0].lines] == [
        3,
        5,
    ]
