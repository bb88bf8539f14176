"""The endless stream: any part can be drawn again, and shows deformed digits of the right class."""

import numpy as np
import pytest

from utils.data import InfiniteMNIST, Split, load_digits_5k
from utils.data.deformations import N_FIELDS, TANGENT_SIGMA, TANGENT_UNIT, displacement_fields, tangents
from utils.data.infinite_mnist import SHIFTS, _draws

BIG = 10**12


@pytest.fixture(scope="module")
def source():
    return load_digits_5k().train


@pytest.fixture(scope="module")
def stream(source):
    return InfiniteMNIST(source, seed=3)


def few(source, n=7):
    return Split(source.images[:n], source.labels[:n])


def moved(images, down, right):
    """Images (N, 784) shifted pixel by pixel, the slow way."""
    before = images.reshape(-1, 28, 28)
    after = np.zeros_like(before)
    for y in range(28):
        for x in range(28):
            if 0 <= y - down < 28 and 0 <= x - right < 28:
                after[:, y, x] = before[:, y - down, x - right]
    return after.reshape(-1, 784)


# Drawing again


def test_a_slice_has_the_promised_shapes_types_and_range(stream):
    for start in (0, 3_990, BIG):
        images, labels = stream.slice(start, start + 1_000)
        assert images.shape == (1_000, 784)
        assert images.dtype == np.float32
        assert 0 <= images.min() <= images.max() <= 1
        assert labels.shape == (1_000,)
        assert labels.dtype == np.int64
    assert stream.slice(5, 5).images.shape == (0, 784)
    assert stream.slice(5, 5).labels.shape == (0,)


@pytest.mark.parametrize("options", [{}, {"shuffle": False}, {"originals_first": False}])
@pytest.mark.parametrize("start", [0, 3_700, 7_999, BIG])
def test_pieces_of_any_size_make_the_same_stream(source, start, options):
    stream = InfiniteMNIST(source, seed=3, **options)
    images, labels = stream.slice(start, start + 1_200)
    for ends in ([0, 1, 512, 513, 1_200], [0, 700, 1_200], [0, *range(37, 1_200, 371), 1_200]):
        pieces = [stream.slice(start + a, start + b) for a, b in zip(ends, ends[1:], strict=False)]
        assert np.array_equal(images, np.concatenate([piece.images for piece in pieces]))
        assert np.array_equal(labels, np.concatenate([piece.labels for piece in pieces]))


def test_one_by_one_is_the_same_as_all_at_once(source):
    stream = InfiniteMNIST(few(source), seed=1)
    images, labels = stream.slice(0, 100)
    for i in reversed(range(100)):
        one = stream.slice(i, i + 1)
        assert np.array_equal(one.images[0], images[i])
        assert one.labels[0] == labels[i]


def test_a_stream_depends_on_its_seed_alone(source, stream):
    again, other = InfiniteMNIST(source, seed=3), InfiniteMNIST(source, seed=4)
    assert np.array_equal(again.slice(9_000, 9_300).images, stream.slice(9_000, 9_300).images)
    assert not np.array_equal(other.slice(9_000, 9_300).labels, stream.slice(9_000, 9_300).labels)
    assert np.array_equal(stream.with_seed(4).slice(0, 5_000).images, other.slice(0, 5_000).images)
    assert stream.seed == 3


def test_what_was_drawn_can_be_changed(source):
    images = source.images.copy()
    stream = InfiniteMNIST(source)
    first = stream.slice(0, 100)
    kept = first.images.copy(), first.labels.copy()
    first.images[:], first.labels[:] = 7, 7
    assert np.array_equal(stream.slice(0, 100).images, kept[0])
    assert np.array_equal(stream.slice(0, 100).labels, kept[1])
    assert np.array_equal(source.images, images)


# What each example is


def test_examples_are_what_the_formula_says(source):
    """The formula written out for one example at a time, in float64, from the fields and the digit."""
    stream = InfiniteMNIST(few(source), seed=5, amplitude=2.0)
    images, labels = stream.slice(100, 130)
    rows, (plus, minus, shifts) = stream.rows(100, 130), _draws(5, 100, 30)
    fields = displacement_fields().astype(np.float64)
    right, down = (slope.astype(np.float64) * TANGENT_UNIT for slope in tangents(source.images[:7]))
    for i in range(30):
        sign = -1 if plus[i] >= N_FIELDS else 1
        assert (minus[i] >= N_FIELDS) == (sign == 1)  # the second field has the other sign
        k, other = plus[i] % N_FIELDS, minus[i] % N_FIELDS
        assert k != other
        change = 2.0 * sign * (fields[k] * right[rows[i]] - fields[other] * down[rows[i]])
        bent = np.clip(source.images[rows[i]] + change, 0, 1)
        expected = moved(bent[None], *SHIFTS[shifts[i]])[0]
        np.testing.assert_allclose(images[i], expected, atol=1e-5)
        assert labels[i] == source.labels[rows[i]]


def test_the_nine_shifts_come_equally_often_and_nothing_else(source):
    digits = few(source, 3)
    stream = InfiniteMNIST(digits, amplitude=0, originals_first=False, shuffle=False)
    images = stream.slice(0, 2_700).images.reshape(-1, 3, 784)
    assert sorted(SHIFTS) == [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    counts = []
    for down, right in SHIFTS:
        same = (images == moved(digits.images, down, right)).all(axis=2)
        counts.append(same.sum())
    assert sum(counts) == 2_700
    assert min(counts) > 240  # 300 expected, standard deviation 16


def test_draws_are_even_and_independent():
    plus, minus, shifts = _draws(0, BIG, 90_000)
    for drawn, n in ((plus, 2 * N_FIELDS), (minus, 2 * N_FIELDS), (shifts, len(SHIFTS))):
        counts = np.bincount(drawn, minlength=n)
        assert len(counts) == n
        chi_squared = ((counts - 90_000 / n) ** 2 / (90_000 / n)).sum()
        assert abs(chi_squared - (n - 1)) < 5 * np.sqrt(2 * (n - 1))
    for a, b in ((plus, minus % N_FIELDS), (plus, shifts), (plus[1:], plus[:-1]), (shifts[1:], shifts[:-1])):
        assert abs(np.corrcoef(a, b)[0, 1]) < 0.015
    assert abs(np.corrcoef(plus, _draws(1, BIG, 90_000)[0])[0, 1]) < 0.015


def test_the_first_pass_is_the_digits_themselves_if_wished(source):
    stream = InfiniteMNIST(source, seed=2, shuffle=False)
    images, labels = stream.slice(0, 4_002)
    assert np.array_equal(images[:4_000], source.images)
    assert np.array_equal(labels[:4_000], source.labels)
    assert not np.array_equal(images[4_000:], source.images[:2])
    changed = InfiniteMNIST(source, seed=2, shuffle=False, originals_first=False).slice(0, 100).images
    assert (changed != source.images[:100]).any(axis=1).all()


def test_every_pass_shows_every_digit_once_in_an_order_of_its_own(source, stream):
    passes = stream.rows(0, 12_000).reshape(3, 4_000)
    assert np.array_equal(np.sort(passes, axis=1), np.tile(np.arange(4_000), (3, 1)))
    for one, other in ((passes[0], passes[1]), (passes[1], passes[2]), (passes[0], np.arange(4_000))):
        assert (one == other).sum() < 10  # one in common is expected
    assert np.array_equal(stream.slice(4_000, 8_000).labels, source.labels[passes[1]])
    fixed = InfiniteMNIST(source, shuffle=False)
    assert np.array_equal(fixed.rows(3_998, 4_002), [3_998, 3_999, 0, 1])


def test_deformations_differ_and_stay_close_to_their_class(source, stream):
    """The nearest source digit, the shift undone, has the right class; see also the test below."""
    from sklearn.neighbors import NearestNeighbors

    start, n = 8_000, 2_000
    images, labels = stream.slice(start, start + n)
    shifts = _draws(stream.seed, start, n)[2]
    for number, (down, right) in enumerate(SHIFTS):
        images[shifts == number] = moved(images[shifts == number], -down, -right)
    search = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(source.images)
    distances, nearest = search.kneighbors(images)
    assert (source.labels[nearest[:, 0]] == labels).mean() > 0.995
    assert np.median(distances) > 1.5  # they are not copies
    assert (nearest[:, 0] == stream.rows(start, start + n)).mean() > 0.8


def test_deformed_digits_are_nearest_to_shifted_digits_of_their_class(source):
    from sklearn.neighbors import NearestNeighbors

    digits = few(source, 500)
    candidates = np.concatenate([moved(digits.images, *shift) for shift in SHIFTS])  # (9 N, 784)
    search = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(candidates)
    images, labels = InfiniteMNIST(digits, seed=1).slice(500, 2_500)
    nearest = search.kneighbors(images, return_distance=False)[:, 0] % 500
    assert (digits.labels[nearest] == labels).mean() > 0.99


# Fields and tangents


def test_fields_are_smooth_centred_and_of_unit_size():
    fields = displacement_fields()
    assert fields.shape == (N_FIELDS, 784)
    assert fields.dtype == np.float32
    assert np.sqrt(np.mean(fields**2)) == pytest.approx(1, abs=1e-5)
    assert abs(fields.mean()) < 0.05
    grids = fields.reshape(-1, 28, 28)
    for axis in (1, 2):
        step = np.diff(grids, axis=axis)
        # a Gaussian of 4 pixels correlates neighbours by exp(-1/64): steps of sqrt(2 - 2 exp(-1/64)) = 0.18
        assert np.sqrt(np.mean(step**2)) == pytest.approx(0.176, abs=0.01)
    border = np.sqrt(np.mean(grids[:, [0, -1]] ** 2))
    assert border == pytest.approx(1, abs=0.05)
    with pytest.raises(ValueError, match="read-only"):
        fields[0, 0] = 1


def test_tangents_are_the_derivatives_of_the_smoothed_digit(source):
    from scipy.ndimage import gaussian_filter

    right, down = tangents(source.images[:20])
    assert right.dtype == down.dtype == np.int8
    for slopes, axis in ((right, 1), (down, 0)):
        for row in range(20):
            padded = np.pad(source.images[row].reshape(28, 28), 5)
            smooth = gaussian_filter(padded, TANGENT_SIGMA, mode="constant", truncate=6)
            expected = (np.roll(smooth, -1, axis) - np.roll(smooth, 1, axis))[5:-5, 5:-5] / 2
            np.testing.assert_allclose(slopes[row].reshape(28, 28) * TANGENT_UNIT, expected, atol=0.003)


def test_the_steepest_image_fits_in_a_byte():
    stripes = np.tile([1.0, 1, 0, 0], 196).reshape(1, 784).astype(np.float32)
    edges = np.zeros((28, 28), np.float32)
    edges[:, 14:] = 1
    for image in (stripes, edges.reshape(1, 784), np.ones((1, 784), np.float32)):
        for slopes in tangents(image):
            assert abs(slopes.astype(int)).max() <= 127
    assert tangents(edges.reshape(1, 784))[0].max() > 50
    assert tangents(edges.reshape(1, 784))[0].min() > -127


# What is told when something is wrong


@pytest.mark.parametrize(
    ("start", "stop", "kind", "sentence"),
    [
        (-1, 3, ValueError, r"slice was given start = -1: pass a whole number from 0 to"),
        (0, -3, ValueError, r"slice was given stop = -3"),
        (5, 4, ValueError, r"slice was given start = 5 and stop = 4: pass a stop from 5 on"),
        (0.0, 4, TypeError, r"slice was given start = 0.0: pass a whole number"),
        (0, None, TypeError, r"slice was given stop = None"),
        (True, 4, TypeError, r"start = True"),
        (0, 2**63, ValueError, r"slice was given stop = "),
    ],
)
def test_a_wrong_slice_is_told(stream, start, stop, kind, sentence):
    with pytest.raises(kind, match=sentence):
        stream.slice(start, stop)


def test_a_wrong_source_is_told(source):
    images, labels = few(source)
    for wrong, sentence in (
        (load_digits_5k(), "a Digits as source: pass one pair"),
        (images, "a ndarray as source"),
        ((images, labels[:3]), r"shape \(7, 784\) and labels of shape \(3,\)"),
        ((images.reshape(-1, 28, 28), labels), r"shape \(7, 28, 28\).*pass \(N, 784\)"),
        ((images[:0], labels[:0]), "at least one"),
        ((images * 255, labels), "divide grey levels from 0 to 255 by 255"),
        ((images * np.nan, labels), r"not numbers in \[0, 1\]"),
        ((images, labels.astype(float)), "labels of type float64"),
    ):
        with pytest.raises(ValueError, match=sentence):
            InfiniteMNIST(wrong)


@pytest.mark.parametrize(
    ("options", "kind", "sentence"),
    [
        ({"seed": -1}, ValueError, "seed = -1"),
        ({"seed": 0.5}, TypeError, "seed = 0.5: pass a whole number"),
        ({"seed": np.random.default_rng(0)}, TypeError, "pass a whole number"),
        ({"amplitude": -0.1}, ValueError, "amplitude = -0.1: pass 0 or more"),
        ({"amplitude": float("nan")}, ValueError, "amplitude = nan"),
        ({"amplitude": "1"}, TypeError, "amplitude = '1'"),
    ],
)
def test_wrong_options_are_told(source, options, kind, sentence):
    with pytest.raises(kind, match=sentence):
        InfiniteMNIST(few(source), **options)


def test_other_types_of_images_and_labels_will_do(source):
    images, labels = few(source)
    plain = InfiniteMNIST((images, labels)).slice(0, 30)
    for other in ((images.astype(np.float64), labels.astype(np.uint8)), [images.tolist(), labels.tolist()]):
        drawn = InfiniteMNIST(other).slice(0, 30)
        assert drawn.images.dtype == np.float32
        assert drawn.labels.dtype == np.int64
        assert np.array_equal(drawn.images, plain.images)
        assert np.array_equal(drawn.labels, plain.labels)
