"""Filters of photographs: Gabor functions, the models that learn them, and what networks make of them."""

import numpy as np
import pandas as pd
import pytest
import torch

from tests.experiments.small_networks import fault
from utils.data import load_digits_5k
from utils.experiments import convolution, gabor, patch_models, patches, seeing
from utils.experiments.engine import runner, store
from utils.experiments.engine import weights as engine_weights
from utils.experiments.engine.planning import Options
from utils.experiments.engine.store import same
from utils.experiments.patches import PATCHES

TINY = patches.DEMO | {
    "n_train": 200, "n_valid": 100, "patches": 600, "passes": 1, "n_filters": 6,
    "updates": {"20": 5, "50": 8},
}  # fmt: skip


# ---- Gabor functions ----

ONES = [
    gabor.Gabor(1.0, 5.0, 6.0, 0.15, 0.4, 0.3, 2.0, 3.0),
    gabor.Gabor(0.2, 7.5, 4.0, 0.25, 2.5, 4.0, 1.5, 2.0),
    gabor.Gabor(3.0, 5.5, 5.5, 0.1, 1.5, 1.6, 3.0, 1.8),
]


@pytest.mark.parametrize("wanted", ONES)
def test_slopes_are_how_the_picture_changes(wanted):
    step, found = 1e-6, gabor.slopes(wanted, 12)
    for i, name in enumerate(gabor.Gabor._fields):
        up, down = (gabor.image(wanted._replace(**{name: wanted[i] + s}), 12) for s in (step, -step))
        np.testing.assert_allclose(found[:, i], (up - down) / (2 * step), atol=1e-8)


@pytest.mark.parametrize("wanted", ONES)
def test_a_gabor_function_is_found_again(wanted):
    found, r2 = gabor.fit(gabor.image(wanted, 12))
    assert r2 > 0.999
    for name in ("amplitude", "x", "y", "frequency", "along", "across"):
        assert getattr(found, name) == pytest.approx(getattr(wanted, name), rel=0.02)
    for name, turn in (("orientation", np.pi), ("phase", 2 * np.pi)):
        apart = (getattr(found, name) - getattr(wanted, name) + turn / 2) % turn - turn / 2
        assert abs(apart) < 0.05


def test_the_picture_is_the_formula():
    g = gabor.Gabor(2.0, 1.0, 2.0, 0.1, 0.5, 0.7, 3.0, 4.0)
    picture = gabor.image(g, 5).reshape(5, 5)
    x, y = 4 - 1.0, 3 - 2.0  # of the pixel in row 3, column 4
    u, v = x * np.cos(0.5) + y * np.sin(0.5), y * np.cos(0.5) - x * np.sin(0.5)
    wave = np.cos(2 * np.pi * 0.1 * u + 0.7)
    assert picture[3, 4] == pytest.approx(2 * np.exp(-(u**2) / 18 - v**2 / 32) * wave)


def test_the_same_function_has_one_description():
    g = gabor.Gabor(-1.0, 5.0, 6.0, 0.15, 4.0, 0.3, 2.0, 3.0)
    tidied = gabor.tidy(g, 2.0)
    np.testing.assert_allclose(gabor.image(tidied, 12), 2 * gabor.image(g, 12), atol=1e-12)
    assert tidied.amplitude == 2
    assert 0 <= tidied.orientation < np.pi
    assert 0 <= tidied.phase < 2 * np.pi


def test_noise_is_fitted_badly_and_units_are_counted_in_wavelengths():
    filters = np.random.default_rng(0).normal(size=(144, 6))
    filters[:, 0] = gabor.image(ONES[0], 12)
    found = gabor.fit_each(filters)
    assert found.shape == (6, 5)
    assert found.dtype == np.float32
    assert found[0, 0] > 0.99
    assert (found[1:, 0] < 0.5).all()
    assert (found[1:, 0] > 0).all()
    np.testing.assert_allclose(found[0, 1:], [0.15, 0.4, 2 * 0.15, 3 * 0.15], rtol=0.02)


def test_a_constant_filter_does_not_stop_a_fit():
    _, r2 = gabor.fit(np.zeros(144))
    assert np.isfinite(r2)


# ---- models of patches ----


def gratings(n, rng):
    """Patches that are Gabor functions with noise."""
    rows = []
    for _ in range(n):
        angle, phase = rng.uniform(0, np.pi), rng.uniform(0, 2 * np.pi)
        one = gabor.Gabor(1.5, *rng.uniform(2, 9, 2), 0.15, angle, phase, 2.0, 2.0)
        rows.append(gabor.image(one, 12) + 0.1 * rng.normal(size=144))
    return np.array(rows, np.float32)


@pytest.mark.parametrize("kind", patch_models.KINDS)
def test_every_kind_gives_filters_and_gives_them_again(kind):
    some = gratings(400, np.random.default_rng(0))
    filters = patch_models.learn(kind, some, 7, 2, np.random.default_rng(1))
    assert filters.shape == (144, 7)
    assert filters.dtype == np.float32
    assert np.isfinite(filters).all()
    np.testing.assert_array_equal(filters, patch_models.learn(kind, some, 7, 2, np.random.default_rng(1)))


def test_an_unknown_kind_is_told():
    with pytest.raises(ValueError, match="kind is 'pca'; choose one of 'random', 'rbm'"):
        patch_models.learn("pca", np.zeros((10, 4), np.float32), 2, 1, np.random.default_rng(0))


def test_the_autoencoder_goes_against_the_gradient_of_its_loss(monkeypatch):
    rng = np.random.default_rng(0)
    x, noise = rng.normal(size=(5, 9)).astype(np.float32), rng.normal(size=(5, 9)).astype(np.float32)
    start = rng.normal(size=(9, 4)).astype(np.float32)
    W = torch.tensor(start, requires_grad=True)
    h = torch.relu((torch.tensor(x + 0.5 * noise)) @ W)
    loss = ((h @ W.T - torch.tensor(x)) ** 2).sum() / 2 / 5 + 0.3 * h.sum() / 5
    loss.backward()

    class Replay:
        def permutation(self, n):
            return np.arange(n)

        def standard_normal(self, shape, dtype):
            return noise

    moved = start.copy()
    patch_models.sparse_autoencoder(moved, x, 1, Replay(), rate=0.01, noise=0.5, penalty=0.3)
    np.testing.assert_allclose((start - moved) / 0.01, W.grad.numpy(), rtol=1e-3, atol=1e-3)


def test_the_rbm_learns_what_its_patches_have_in_common():
    """All patches are one pattern, with either sign."""
    rng = np.random.default_rng(0)
    pattern = gabor.image(ONES[0], 12).astype(np.float32)
    pattern *= 6 / np.linalg.norm(pattern)
    some = (rng.choice([-1, 1], (2_000, 1)) * pattern + 0.3 * rng.normal(size=(2_000, 144))).astype(
        np.float32
    )
    W = patch_models.learn("rbm", some, 4, 20, np.random.default_rng(1))
    cosines = np.abs(pattern @ W) / np.linalg.norm(pattern) / np.linalg.norm(W, axis=0)
    assert cosines.max() > 0.9


# ---- the convolution ----


def test_windows_are_what_a_filter_sees():
    images = np.random.default_rng(0).random((3, 784), np.float32)
    seen = convolution.windows(images, 12, 4)
    assert seen.shape == (3, 25, 144)
    np.testing.assert_array_equal(seen[1, 7].reshape(12, 12), images[1].reshape(28, 28)[4:16, 8:20])


def test_the_convolution_and_its_gradient_are_those_of_a_library():
    rng = np.random.default_rng(0)
    net = convolution.network(rng.normal(size=(144, 5)).astype(np.float32), 8, rng)
    net.biases[...] = rng.normal(size=5)
    images, labels = rng.random((4, 784), np.float32), np.array([1, 0, 9, 1])
    parts = [torch.tensor(part, requires_grad=True) for part in net]
    kernels = parts[0].T.reshape(5, 1, 12, 12)
    h = torch.relu(torch.nn.functional.conv2d(torch.tensor(images).view(4, 1, 28, 28), kernels, parts[1], 8))
    scores = h.flatten(2).mT.flatten(1) @ parts[2] + parts[3]
    np.testing.assert_allclose(
        convolution.forward(net, convolution.windows(images, 12, 8))[1], scores.detach(), rtol=1e-4, atol=1e-5
    )
    torch.nn.functional.cross_entropy(scores, torch.tensor(labels)).backward()
    before = [part.copy() for part in net]
    convolution.step(net, convolution.windows(images, 12, 8), labels, 0.1, frozen=False)
    for was, now, part in zip(before, net, parts, strict=True):
        np.testing.assert_allclose((was - now) / 0.1, part.grad, rtol=1e-2, atol=1e-4)


def test_frozen_filters_stay_and_all_have_one_length():
    rng = np.random.default_rng(0)
    net = convolution.network(rng.normal(size=(144, 5)).astype(np.float32) * [[1, 2, 3, 4, 5]], 8, rng)
    np.testing.assert_allclose(np.linalg.norm(net.filters, axis=0), 3**-0.5, rtol=1e-5)
    before, top = net.filters.copy(), net.W.copy()
    images, labels = rng.random((30, 784), np.float32), rng.integers(10, size=30)
    convolution.train(net, images, labels, 0.1, 3, 8, rng, frozen=True)
    np.testing.assert_array_equal(net.filters, before)
    assert (top != net.W).any()


def test_it_learns_digits_and_is_watched_once():
    train, _, test = load_digits_5k()
    rng, calls = np.random.default_rng(0), []
    net = convolution.network(rng.normal(size=(144, 16)).astype(np.float32), 4, rng)
    start = convolution.error(net, *test, 4)
    convolution.train(net, *train, 0.1, 200, 4, rng, watch=lambda: calls.append(1))
    assert convolution.error(net, *test, 4) < 20 < start
    logs = torch.log_softmax(torch.tensor(convolution.scores(net, test.images[:50], 4)), dim=1)
    wanted = torch.nn.functional.nll_loss(logs, torch.tensor(test.labels[:50]))
    assert convolution.loss(net, test.images[:50], test.labels[:50], 4) == pytest.approx(
        float(wanted), rel=1e-4
    )
    assert calls == [1]


# ---- the experiment ----


@pytest.fixture(scope="module")
def tables():
    return {kind: patches.compute(TINY, kind, (0, 1), "cpu") for kind in ("random", "ica")}


@pytest.mark.parametrize("kind", ["random", "ica"])
def test_a_task_gives_the_rows_that_it_declares_and_is_repeatable(kind, tables):
    table = tables[kind]
    assert fault(PATCHES, TINY, kind, (0, 1), table) == ""
    assert same(table, patches.compute(TINY, kind, (0, 1), "cpu"))
    frozen = table[table["training"] == "frozen"]
    np.testing.assert_allclose(frozen["cosine"], 1, atol=1e-5)
    assert (table.loc[table["training"] == "fine-tuned", "cosine"] < 1).all()
    assert set(table["rate"]) <= set(np.float32([0.1, 0.3]).tolist())
    assert patches.fits_of(table["fits"][0]).shape == (6, 5)


def test_the_rate_is_the_one_with_the_lowest_validation_error(monkeypatch):
    errors = iter([9.0, 5.0, 8.0, 4.0, 7.0, 6.0])  # early and at the end, for three rates
    monkeypatch.setattr(convolution, "error", lambda *given: next(errors))
    settings = TINY | {"rate_grid": [0.01, 0.1, 0.3]}
    filters = np.random.default_rng(0).normal(size=(144, 3))
    train = load_digits_5k().train
    some = train.images[:40], train.labels[:40]
    _, row = seeing.best_of_rates(settings, filters, 0, (some, some), 4, False)
    assert row == {"rate": 0.1, "valid_error": 4.0, "early_error": 8.0}


def test_the_labelled_digits_are_the_same_for_all_filters_of_a_seed(monkeypatch):
    seen, train = {}, convolution.train

    def watched(net, images, labels, *given, **options):
        seen.setdefault(len(labels), []).append(images)
        train(net, images, labels, *given, **options)

    monkeypatch.setattr(convolution, "train", watched)
    for kind in ("random", "autoencoder"):
        seeing.rows_of(TINY, kind, 4)
    for images in seen.values():
        assert len(images) == 2 * 2 * 2  # kinds, trainings, rates
        assert all((one == images[0]).all() for one in images)


def test_gains_are_differences_of_the_same_seed(tables):
    table = pd.concat(tables.values())
    found = patches.gains(table)
    assert len(found) == 4
    row = found.iloc[0]
    few = table[(table["labels"] == row["labels"]) & (table["training"] == row["training"])]
    errors = few.pivot(index="seed", columns="filters", values="test_error")
    assert row["gain"] == pytest.approx((errors["random"] - errors["ica"]).mean(), abs=1e-4)
    assert row["low"] <= row["gain"] <= row["high"]


def test_one_seed_has_a_gain_and_no_interval(tables):
    table = pd.concat(tables.values())
    found = patches.gains(table[table["seed"] == table["seed"].min()])
    assert found["gain"].notna().all()
    assert found[["low", "high"]].isna().all(axis=None)


def test_the_figure_has_bars_for_every_kind(tables):
    figure = patches.draw(pd.concat(tables.values()))
    fitted, bells, few, many = figure.axes
    assert [len(ax.containers) for ax in (fitted, few, many)] == [4, 4, 4]  # bars and their intervals
    assert len(bells.lines) == 2
    assert few.get_title() == "20 labels"
    assert [text.get_text() for text in fitted.get_xticklabels()][0] == "learned"


def test_filters_of_the_first_seed_are_kept_beside_the_result(tmp_path, monkeypatch):
    settings = TINY | {"filters": ["random"]}
    monkeypatch.setitem(PATCHES.budgets, "demo", PATCHES.budgets["demo"]._replace(settings=settings))
    path = runner.run(PATCHES, "demo", Options(1, workers=1, folder=tmp_path), print)
    assert "weights" not in store.read(path)[0]
    found = engine_weights.load("patches", "demo", tmp_path)
    assert sorted(found) == [
        f"random/{n}/{training}" for n in (20, 50) for training in patches.TRAININGS[::-1]
    ]
    assert found["random/20/frozen"].shape == (144, 6)
    np.testing.assert_array_equal(found["random/20/frozen"], found["random/50/frozen"])
