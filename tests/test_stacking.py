"""Greedy layer-wise pre-training: what it trains, what it leaves alone, and that it repeats."""

import numpy as np
import pytest

from utils.numpy_models import rbm, stacking
from utils.numpy_models.autoencoder import init_autoencoder, train_autoencoder
from utils.numpy_models.likelihood import model_statistics
from utils.numpy_models.mlp import Layer, sigmoid
from utils.numpy_models.rbm import init_rbm, train_rbm

KINDS = ("rbm", "autoencoder")


@pytest.fixture
def x():
    bits = np.random.default_rng(3).integers(0, 2, (60, 3)).astype(np.float32)
    return np.repeat(bits, 3, axis=1)  # (60, 9)


@pytest.fixture
def labels(x):
    return (x[:, 0] + 2 * x[:, 3]).astype(np.int64)  # 4 classes


def generator(seed=0):
    return np.random.default_rng(seed)


def assert_same(one, other):
    for a, b in zip(one, other, strict=True):
        for left, right in zip(a, b, strict=True):
            np.testing.assert_array_equal(left, right)


@pytest.mark.parametrize("kind", KINDS)
def test_each_layer_learns_the_fixed_activations_of_the_one_below(kind, x):
    """The stack is what training by hand, layer by layer, gives with the same generator."""
    stack, histories = stacking.train_stack(x, (6, 4), generator(), kind, rate=0.1, epochs=3, batch_size=5)
    rng = generator()
    init, fit = (init_rbm, train_rbm) if kind == "rbm" else (init_autoencoder, train_autoencoder)
    first = init(9, 6, rng)
    first_history = fit(first, x, 0.1, 3, 5, rng)
    hidden = sigmoid(x @ first.W + first.c)  # means of the clean input, neither samples nor corrupted
    second = init(6, 4, rng)
    second_history = fit(second, hidden, 0.1, 3, 5, rng)
    assert histories == [first_history, second_history]
    for found, wanted in zip(stack, (first, second), strict=True):
        for one, other in zip(found[:3], wanted[:3], strict=True):
            np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("kind", KINDS)
def test_lower_layers_stay_while_upper_ones_are_trained(kind, x):
    shallow = stacking.pretrain(x, (6,), generator(), kind, epochs=2)
    deep = stacking.pretrain(x, (6, 5, 4), generator(), kind, epochs=2)
    assert_same(shallow, deep[:1])
    assert [layer.W.shape for layer in deep] == [(9, 6), (6, 5), (5, 4)]
    assert all(isinstance(layer, Layer) for layer in deep)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n_pretrained", [0, 1, 2, 3])
def test_only_the_lowest_layers_are_pretrained_on_request(kind, n_pretrained, x):
    layers = stacking.pretrain(x, (6, 5, 4), generator(), kind, 0.1, 2, 10, n_pretrained)
    assert [layer.W.shape for layer in layers] == [(9, 6), (6, 5), (5, 4)]
    trained = [bool(layer.b.any()) for layer in layers]  # biases start at zero: training moves them
    assert trained == [i < n_pretrained for i in range(3)]
    for layer in layers[n_pretrained:]:
        assert np.abs(layer.W).max() <= 1 / np.sqrt(len(layer.W))
    full = stacking.pretrain(x, (6, 5, 4), generator(), kind, 0.1, 2, 10)
    assert_same(full[:n_pretrained], layers[:n_pretrained])


def test_options_reach_the_models(x):
    default = stacking.pretrain(x, (6,), generator(), "rbm")
    assert np.any(default[0].W != stacking.pretrain(x, (6,), generator(), "rbm", k=3)[0].W)
    assert np.any(default[0].W != stacking.pretrain(x, (6,), generator(), "rbm", persistent=True)[0].W)
    untied, _ = stacking.train_stack(x, (6, 4), generator(), "autoencoder", tied=False, dtype=np.float64)
    assert [auto.W_out.shape for auto in untied] == [(6, 9), (4, 6)]
    assert untied[1].W.dtype == np.float64
    layers = stacking.pretrain(x, (6, 5), generator(), n_pretrained=1, dtype=np.float64)
    assert {layer.W.dtype for layer in layers} == {np.dtype(np.float64)}


def test_output_layer_is_new_and_the_hidden_ones_are_copies(x):
    layers = stacking.pretrain(x, (6, 5), generator(), epochs=1)
    params = stacking.with_output_layer(layers, 4, generator(1))
    other = stacking.with_output_layer(layers, 4, generator(2))
    assert_same(params[:-1], layers)
    assert not any(np.shares_memory(mine.W, theirs.W) for mine, theirs in zip(params, layers, strict=False))
    assert params[-1].W.shape == (5, 4)
    assert np.abs(params[-1].W).max() <= 1 / np.sqrt(5)
    assert np.any(params[-1].W != other[-1].W)
    assert not params[-1].b.any()


@pytest.mark.parametrize("kind", KINDS)
def test_fine_tuning_moves_every_layer_learns_and_leaves_the_pretrained_ones(kind, x, labels):
    layers = stacking.pretrain(x, (12, 8), generator(), kind, 0.1, 10, 5)
    kept = [Layer(layer.W.copy(), layer.b.copy()) for layer in layers]
    params, history = stacking.fine_tune(
        layers, x, labels, 0.5, 60, 5, generator(1), n_classes=4, watch={"train": (x, labels)}
    )
    assert_same(layers, kept)
    assert all(np.any(mine.W != theirs.W) for mine, theirs in zip(params, kept, strict=False))
    assert history[0]["train_error"] > 0.4
    assert history[-1]["train_error"] == 0


@pytest.mark.parametrize("kind", KINDS)
def test_everything_repeats_with_the_same_generators(kind, x, labels):
    runs = []
    for _ in range(2):
        layers = stacking.pretrain(x, (6, 5), generator(8), kind, epochs=2)
        runs.append(stacking.fine_tune(layers, x, labels, 0.1, 3, 7, generator(9), 4)[0])
    assert_same(*runs)


def test_samples_of_a_belief_network_come_down_from_its_top():
    """Sharp weights make the outcome known: the top RBM chooses a bit, the lower one copies it."""
    top = rbm.RBM(np.array([[40.0], [-40.0]]), np.array([-20.0, 20.0]), np.zeros(1))
    low = rbm.RBM(np.array([[40.0, 0], [40.0, 0], [0, 40.0]]), np.full(3, -20.0), np.zeros(2))
    samples = stacking.sample_dbn([low, top], 400, 3, generator())
    assert samples.shape == (400, 3)
    np.testing.assert_allclose(samples[:, 0], samples[:, 1])
    np.testing.assert_allclose(samples[:, 0] + samples[:, 2], 1, atol=1e-6)
    assert 0.35 < samples[:, 0].mean() < 0.65


def test_samples_of_one_rbm_have_its_marginals():
    rng = generator()
    machine = rbm.RBM(rng.normal(size=(5, 3)), rng.normal(size=5), rng.normal(size=3))
    samples = stacking.sample_dbn([machine], 20_000, 20, rng)
    np.testing.assert_allclose(samples.mean(axis=0), model_statistics(*machine).b, atol=0.01)
    assert 0 < samples.min() < samples.max() < 1  # means, not samples


def test_bad_input_is_told(x):
    with pytest.raises(ValueError, match="kind is 'dbn'; choose one of 'rbm', 'autoencoder'"):
        stacking.pretrain(x, (6,), generator(), "dbn", n_pretrained=0)
    with pytest.raises(ValueError, match="hidden_sizes is empty"):
        stacking.pretrain(x, (), generator())
    with pytest.raises(ValueError, match=r"n_pretrained is 3; there are 2 hidden layers: give 0\.\.2"):
        stacking.pretrain(x, (6, 5), generator(), n_pretrained=3)
    with pytest.raises(ValueError, match="x runs from 0 to 255"):
        stacking.pretrain(255 * x, (6,), generator())
    with pytest.raises(ValueError, match=r"x has shape \(60, 3, 3\)"):
        stacking.pretrain(x.reshape(60, 3, 3), (6,), generator())
    with pytest.raises(ValueError, match="n_hidden is 0"):
        stacking.pretrain(x, (6, 0), generator())
    with pytest.raises(TypeError, match="level"):
        stacking.pretrain(x, (6,), generator(), "rbm", level=0.25)
    with pytest.raises(ValueError, match="stack must be a list of RBMs"):
        stacking.sample_dbn([init_autoencoder(9, 6, generator())], 2, 2, generator())
    with pytest.raises(ValueError, match="stack must be a list of RBMs"):
        stacking.sample_dbn([], 2, 2, generator())
    with pytest.raises(ValueError, match="n_steps is 0"):
        stacking.sample_dbn([init_rbm(9, 6, generator())], 2, 0, generator())
