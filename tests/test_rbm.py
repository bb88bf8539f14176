"""The RBM against enumeration of all its states, finite differences, and scikit-learn."""

from itertools import product

import numpy as np
import pytest
from sklearn.neural_network import BernoulliRBM

from utils.numpy_models import rbm as model
from utils.numpy_models.likelihood import log_likelihood_exact, model_statistics
from utils.numpy_models.rbm import RBM


def all_states(n_units):
    return np.array(list(product((0.0, 1.0), repeat=n_units)))


def random_rbm(n_visible, n_hidden, seed=0, scale=1.0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    shapes = (n_visible, n_hidden), n_visible, n_hidden
    return RBM(*(rng.normal(0, scale, shape).astype(dtype) for shape in shapes))


@pytest.fixture
def rng():
    return np.random.default_rng(7)


@pytest.fixture
def tiny():
    return random_rbm(4, 3)


@pytest.fixture
def joint(tiny):
    """P(v, h) of the tiny RBM, from the definition of the energy, one pair at a time: (16, 8)."""
    W, b, c = tiny
    minus_energy = [[v @ W @ h + b @ v + c @ h for h in all_states(3)] for v in all_states(4)]
    p = np.exp(minus_energy)
    return p / p.sum()


def stripes(n, rng, n_visible=6):
    """Binary rows whose two halves agree: something to learn."""
    half = rng.integers(0, 2, (n, n_visible // 2))
    return np.concatenate((half, half), axis=1).astype(np.float64)


def test_energy_gives_the_joint_distribution(tiny, joint):
    pairs = list(product(all_states(4), all_states(3)))
    v, h = (np.array(side) for side in zip(*pairs, strict=True))
    p = np.exp(-model.energy(v, h, *tiny))
    np.testing.assert_allclose(p / p.sum(), joint.ravel(), rtol=1e-12)


def test_free_energy_sums_out_the_hidden_units(tiny, joint):
    p = np.exp(-model.free_energy(all_states(4), *tiny))
    np.testing.assert_allclose(p / p.sum(), joint.sum(axis=1), rtol=1e-12)


def test_free_energy_is_safe_far_from_zero():
    f = model.free_energy(np.ones((1, 2)), np.full((2, 3), 1e4), np.zeros(2), np.zeros(3))
    np.testing.assert_allclose(f, [-6e4])


def test_conditionals_agree_with_the_joint(tiny, joint):
    v, h = all_states(4), all_states(3)
    p_h = (joint / joint.sum(axis=1, keepdims=True)) @ h
    p_v = (joint / joint.sum(axis=0)).T @ v
    np.testing.assert_allclose(model.hidden_probabilities(v, tiny.W, tiny.c), p_h, rtol=1e-10)
    np.testing.assert_allclose(model.visible_probabilities(h, tiny.W, tiny.b), p_v, rtol=1e-10)


def test_free_energy_and_probabilities_agree_with_scikit_learn(rng):
    rbm = random_rbm(12, 5)
    clf = BernoulliRBM(5)
    clf.components_, clf.intercept_visible_, clf.intercept_hidden_ = rbm.W.T, rbm.b, rbm.c
    v = rng.random((9, 12))
    np.testing.assert_allclose(model.free_energy(v, *rbm), clf._free_energy(v), rtol=1e-12)
    np.testing.assert_allclose(model.hidden_probabilities(v, rbm.W, rbm.c), clf._mean_hiddens(v), rtol=1e-10)


def test_samples_are_binary_and_have_the_asked_frequency(rng):
    p = np.tile([0.0, 0.1, 0.7, 1.0], (20_000, 1)).astype(np.float32)
    sample = model.sample_bernoulli(p, rng)
    assert sample.dtype == np.float32
    assert set(np.unique(sample)) == {0.0, 1.0}
    np.testing.assert_allclose(sample.mean(axis=0), p[0], atol=0.015)
    assert set(sample[:, 0]) == {0}
    assert set(sample[:, 3]) == {1}


def test_gibbs_chains_reach_the_exact_distribution(tiny, joint, rng):
    v = np.zeros((20_000, 4))
    for _ in range(30):
        v, h = model.gibbs_step(v, *tiny, rng)
    v_index, h_index = v @ [8, 4, 2, 1], h @ [4, 2, 1]
    np.testing.assert_allclose(
        np.bincount(v_index.astype(int), minlength=16) / 20_000, joint.sum(1), atol=0.015
    )
    np.testing.assert_allclose(
        np.bincount(h_index.astype(int), minlength=8) / 20_000, joint.sum(0), atol=0.015
    )


def exact_gradient(v, rbm):
    h = model.hidden_probabilities(v, rbm.W, rbm.c)
    expected = model_statistics(*rbm)
    return RBM(v.T @ h / len(v) - expected.W, v.mean(0) - expected.b, h.mean(0) - expected.c)


def distance(one, other):
    return np.sqrt(sum(((a - b) ** 2).sum() for a, b in zip(one, other, strict=True)))


def two_valleys():
    """An RBM that prefers nearly all units off or nearly all on, so that its Gibbs chains forget slowly."""
    return RBM(np.full((5, 4), 1.0), np.full(5, -2.0), np.full(4, -2.5))


def test_contrastive_divergence_nears_the_exact_gradient_as_k_grows(rng):
    rbm = two_valleys()
    v = np.tile(np.eye(5), (4000, 1))  # 20,000 chains: the mean of many estimates in one call
    exact = exact_gradient(v, rbm)
    gaps = [distance(model.contrastive_divergence(v, *rbm, rng, k), exact) for k in (1, 5, 25, 100)]
    assert gaps[0] > 2 * gaps[1] > 8 * gaps[2]
    assert gaps[3] < 0.02 * distance(exact, [0, 0, 0])


def test_contrastive_divergence_takes_probabilities_of_the_hidden_units():
    """Without weights the hidden probabilities do not depend on the chain: nothing is left of ``c``."""
    c = np.array([-1.0, 0.5])
    gradient = model.contrastive_divergence(
        np.ones((3, 4)), np.zeros((4, 2)), np.zeros(4), c, np.random.default_rng(0)
    )
    np.testing.assert_allclose(gradient.c, 0, atol=1e-15)
    assert set(np.unique(np.round(3 * (1 - gradient.b)))) <= {
        0,
        1,
        2,
        3,
    }  # the visible statistics are samples
    np.testing.assert_allclose(gradient.W, np.outer(gradient.b, 1 / (1 + np.exp(-c))), rtol=1e-12)


def test_contrastive_divergence_is_a_mean_over_the_batch(rng):
    """Twice the same batch, in expectation, is the same gradient: the positive part exactly so."""
    rbm = RBM(np.zeros((4, 2)), np.full(4, 50.0), np.zeros(2))  # the chain always answers with ones
    v = stripes(5, rng, 4)
    once = model.contrastive_divergence(v, *rbm, rng)
    twice = model.contrastive_divergence(np.tile(v, (2, 1)), *rbm, rng)
    np.testing.assert_allclose(once.W, (v.mean(axis=0) - 1)[:, None] * np.array([[0.5, 0.5]]))
    assert distance(once, twice) < 1e-12


def test_persistent_chains_go_on_from_where_they_were(rng):
    rbm = random_rbm(6, 4, seed=3, scale=1.2)
    v = stripes(8, rng)
    chains = np.zeros((8_000, 6))  # as many chains as one likes, whatever the batch
    first, chains = model.persistent_contrastive_divergence(v, chains, *rbm, rng)
    for _ in range(100):
        later, chains = model.persistent_contrastive_divergence(v, chains, *rbm, rng)
    exact = exact_gradient(v, rbm)
    assert chains.shape == (8_000, 6)
    assert distance(later, exact) < 0.06 * distance(exact, [0, 0, 0])
    assert distance(first, exact) > 3 * distance(later, exact)


def test_reconstruction_error_is_the_cross_entropy_of_one_way_down(rng):
    rbm = random_rbm(6, 4, scale=0.5)
    v = rng.random((5, 6))
    p = model.visible_probabilities(model.hidden_probabilities(v, rbm.W, rbm.c), rbm.W, rbm.b)
    by_hand = -(v * np.log(p) + (1 - v) * np.log(1 - p)).sum(axis=1).mean()
    assert model.reconstruction_error(v, *rbm) == pytest.approx(by_hand, rel=1e-12)
    assert np.isfinite(model.cross_entropy(np.ones((1, 2)), np.array([[-1e4, 1e4]])))


def test_init_draws_from_the_range_of_the_paper(rng):
    rbm = model.init_rbm(100, 50, rng)
    assert rbm.W.dtype == np.float32
    assert 0.099 < np.abs(rbm.W).max() <= 0.1
    assert abs(rbm.W.std() - 0.1 / np.sqrt(3)) < 0.002
    assert not rbm.b.any()
    assert not rbm.c.any()


@pytest.mark.parametrize(("persistent", "rate", "epochs"), [(False, 0.2, 40), (True, 0.05, 100)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_training_raises_the_likelihood(persistent, rate, epochs, dtype, rng):
    x = stripes(300, rng).astype(dtype)
    rbm = model.init_rbm(6, 8, rng, dtype)
    before = log_likelihood_exact(x, *rbm)
    history = model.train_rbm(
        rbm,
        x,
        rate,
        epochs,
        10,
        rng,
        persistent=persistent,
        watch={"norm": lambda rbm: np.linalg.norm(rbm.W)},
    )
    assert before == pytest.approx(-6 * np.log(2), abs=0.1)
    assert log_likelihood_exact(x, *rbm) > -2.7  # the best possible is -3 log 2 = -2.08
    assert [row["epoch"] for row in history] == list(range(epochs + 1))
    assert history[-1]["reconstruction_error"] < 0.5 * history[0]["reconstruction_error"]
    assert history[-1]["norm"] == pytest.approx(np.linalg.norm(rbm.W))
    assert rbm.W.dtype == dtype


def test_training_repeats_with_the_same_generator():
    x = stripes(50, np.random.default_rng(0))
    weights = []
    for _ in range(2):
        rbm = model.init_rbm(6, 4, np.random.default_rng(1))
        model.train_rbm(rbm, x, 0.1, 2, 7, np.random.default_rng(2), k=2)
        weights.append(rbm)
    assert distance(*weights) == 0


def train_on(x, **options):
    rng = np.random.default_rng(0)
    return model.train_rbm(model.init_rbm(4, 3, rng), x, 0.1, 1, options.pop("batch_size", 2), rng, **options)


@pytest.mark.parametrize(
    ("x", "options", "message"),
    [
        (np.full((3, 4), 255.0), {}, r"x runs from 255 to 255.*must lie in \[0, 1\].*255"),
        (np.full((3, 4), -0.1), {}, "x runs from -0.1"),
        (np.full((3, 4), np.nan), {}, "x runs from nan"),
        (np.zeros((3, 5)), {}, r"x has shape \(3, 5\); the model expects \(N, 4\)"),
        (np.zeros((3, 2, 2)), {}, r"x\.reshape\(len\(x\), -1\)"),
        (np.zeros((0, 4)), {}, "no examples"),
        (np.zeros((3, 4)), {"k": 0}, "k is 0; it must be a whole number, at least 1"),
        (np.zeros((3, 4)), {"k": 1.5}, "k is 1.5"),
        (np.zeros((3, 4)), {"batch_size": 0}, "batch_size is 0"),
    ],
)
def test_bad_input_is_told(x, options, message):
    with pytest.raises(ValueError, match=message):
        train_on(x, **options)


def test_bad_k_is_told_by_the_gradients_too(tiny, rng):
    with pytest.raises(ValueError, match="k is 0"):
        model.contrastive_divergence(np.zeros((2, 4)), *tiny, rng, k=0)
    with pytest.raises(ValueError, match="k is -1"):
        model.persistent_contrastive_divergence(np.zeros((2, 4)), np.zeros((2, 4)), *tiny, rng, k=-1)
    with pytest.raises(ValueError, match="n_hidden is 0"):
        model.init_rbm(4, 0, rng)
