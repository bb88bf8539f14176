"""The denoising autoencoder against finite differences, closed forms, and the definition of corruption."""

import numpy as np
import pytest

from utils.numpy_models import autoencoder as model
from utils.numpy_models.autoencoder import Autoencoder
from utils.numpy_models.gradients import numerical_gradient


@pytest.fixture
def rng():
    return np.random.default_rng(5)


def random_autoencoder(tied, seed=0, n_visible=6, n_hidden=4):
    rng = np.random.default_rng(seed)
    W_out = None if tied else rng.normal(size=(n_hidden, n_visible))
    return Autoencoder(
        rng.normal(size=(n_visible, n_hidden)), rng.normal(size=n_visible), rng.normal(size=n_hidden), W_out
    )


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("kind", ["masking", "salt_and_pepper"])
def test_gradient_agrees_with_finite_differences(tied, kind, rng):
    auto = random_autoencoder(tied)
    x = rng.random((5, 6))
    corrupted = model.corrupt(x, 0.5, rng, kind)
    derived = model.gradient(auto, x, corrupted)
    assert (derived.W_out is None) == tied
    for name in ("W", "b", "c") if tied else ("W", "b", "c", "W_out"):

        def loss(theta, name=name):
            return model.reconstruction_loss(auto._replace(**{name: theta}), x, corrupted)

        numerical = numerical_gradient(loss, getattr(auto, name))
        error = np.linalg.norm(getattr(derived, name) - numerical) / np.linalg.norm(numerical)
        assert error < 1e-6, name


@pytest.mark.parametrize("tied", [True, False])
def test_loss_is_the_cross_entropy_with_the_clean_input(tied, rng):
    auto = random_autoencoder(tied)
    x = rng.random((5, 6))
    corrupted = model.corrupt(x, 0.5, rng)
    p = model.reconstruct(auto, corrupted)
    by_hand = -(x * np.log(p) + (1 - x) * np.log(1 - p)).sum(axis=1).mean()
    assert model.reconstruction_loss(auto, x, corrupted) == pytest.approx(by_hand, rel=1e-12)
    assert model.reconstruction_loss(auto, x) != pytest.approx(by_hand)  # what the encoder sees matters


def test_gradient_aims_at_the_clean_input():
    """With an encoder that sees nothing, the decoder's biases are pulled to the clean mean."""
    auto = Autoencoder(np.zeros((3, 2)), np.zeros(3), np.zeros(2))
    x = np.array([[1.0, 0.0, 0.25]])
    np.testing.assert_allclose(model.gradient(auto, x, np.zeros_like(x)).b, 0.5 - x[0])


def test_loss_is_finite_far_from_zero():
    auto = Autoencoder(np.full((2, 2), 1e4), np.zeros(2), np.zeros(2))
    assert model.reconstruction_loss(auto, np.ones((1, 2))) == 0
    assert np.isfinite(model.reconstruction_loss(auto, np.zeros((1, 2)), np.ones((1, 2))))


def test_tied_decoder_is_the_transposed_encoder(rng):
    tied = random_autoencoder(tied=True)
    untied = tied._replace(W_out=tied.W.T.copy())
    x = rng.random((5, 6))
    np.testing.assert_allclose(model.reconstruct(tied, x), model.reconstruct(untied, x))
    one, two = (model.gradient(auto, x, x) for auto in (tied, untied))
    np.testing.assert_allclose(one.W, two.W + two.W_out.T)


@pytest.mark.parametrize(("level", "size"), [(0, 0), (0.1, 2), (0.27, 5), (0.28, 6), (0.4, 8), (1, 20)])
def test_masking_sets_a_subset_of_fixed_size_to_zero(level, size, rng):
    x = rng.uniform(0.1, 1, (300, 20)).astype(np.float32)
    kept = x.copy()
    corrupted = model.corrupt(x, level, rng)
    assert corrupted.dtype == x.dtype
    assert set((corrupted == 0).sum(axis=1)) == {size}
    np.testing.assert_array_equal(corrupted[corrupted > 0], x[corrupted > 0])
    np.testing.assert_array_equal(x, kept)  # the input itself is not spoiled


@pytest.mark.parametrize("kind", ["masking", "salt_and_pepper"])
def test_each_example_has_its_own_subset_and_all_pixels_are_alike(kind, rng):
    x = np.full((4000, 20), 0.5)
    spoiled = model.corrupt(x, 0.25, rng, kind) != 0.5
    assert set(spoiled.sum(axis=1)) == {5}
    assert len(np.unique(spoiled, axis=0)) > 3000
    np.testing.assert_allclose(spoiled.mean(axis=0), 0.25, atol=0.03)
    assert (model.corrupt(x, 0.25, rng, kind) != 0.5).tolist() != spoiled.tolist()  # fresh at every call


def test_salt_and_pepper_flips_fair_coins(rng):
    x = np.full((4000, 20), 0.5, np.float32)
    corrupted = model.corrupt(x, 0.5, rng, "salt_and_pepper")
    assert corrupted.dtype == np.float32
    assert set(np.unique(corrupted)) == {0, 0.5, 1}
    assert corrupted[corrupted != 0.5].mean() == pytest.approx(0.5, abs=0.01)
    ones = (corrupted == 1).sum(axis=1)
    assert ones.var() == pytest.approx(10 / 4, rel=0.1)  # binomial: the coins of one example are independent


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("corruption", ["masking", "salt_and_pepper"])
def test_training_learns_to_repair(tied, corruption, rng):
    bits = rng.integers(0, 2, (400, 3)).astype(np.float32)
    x = np.repeat(bits, 4, axis=1)  # four copies of each bit: a lost one can be found again
    auto = model.init_autoencoder(12, 8, rng, tied)
    noisy = model.corrupt(x, 0.25, rng, corruption)
    watch = {"denoising": lambda auto: model.reconstruction_loss(auto, x, noisy)}
    history = model.train_autoencoder(auto, x, 0.5, 30, 10, rng, 0.25, corruption, watch)
    assert [row["epoch"] for row in history] == list(range(31))
    assert history[0]["reconstruction_loss"] == pytest.approx(12 * np.log(2), abs=1)
    assert history[-1]["denoising"] < 0.25 * history[0]["denoising"]
    assert history[-1]["reconstruction_loss"] < 0.1 * history[0]["reconstruction_loss"]
    assert auto.W.dtype == np.float32


def test_training_repeats_with_the_same_generator(rng):
    x = rng.random((30, 6))
    weights = []
    for _ in range(2):
        auto = model.init_autoencoder(6, 4, np.random.default_rng(1), tied=False, dtype=np.float64)
        model.train_autoencoder(auto, x, 0.1, 2, 7, np.random.default_rng(2))
        weights.append(auto)
    for one, other in zip(*weights, strict=True):
        np.testing.assert_array_equal(one, other)


def test_init_draws_from_the_range_of_the_paper(rng):
    auto = model.init_autoencoder(100, 25, rng, tied=False)
    assert 0.09 < np.abs(auto.W).max() <= 0.1
    assert 0.19 < np.abs(auto.W_out).max() <= 0.2  # the decoder's fan-in is the number of hidden units
    assert auto.W_out.shape == (25, 100)
    assert not auto.b.any()
    assert not auto.c.any()
    assert model.init_autoencoder(100, 25, rng).W_out is None


@pytest.mark.parametrize(
    ("x", "options", "message"),
    [
        (np.full((3, 4), 255.0), {}, r"x runs from 255 to 255.*must lie in \[0, 1\]"),
        (np.zeros((3, 5)), {}, r"x has shape \(3, 5\); the model expects \(N, 4\)"),
        (np.zeros((3, 4)), {"level": 25}, r"level is 25; .* must lie in \[0, 1\]"),
        (np.zeros((3, 4)), {"level": -0.1}, "level is -0.1"),
        (np.zeros((3, 4)), {"level": float("nan")}, "level is nan"),
        (np.zeros((3, 4)), {"corruption": "blur"}, "is 'blur'; choose one of 'masking', 'salt_and_pepper'"),
    ],
)
def test_bad_input_is_told(x, options, message, rng):
    with pytest.raises(ValueError, match=message):
        model.train_autoencoder(model.init_autoencoder(4, 3, rng), x, 0.1, 1, 2, rng, **options)
