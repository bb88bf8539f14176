"""Likelihoods of an RBM against brute-force sums, finite differences, and exact values."""

from itertools import product

import numpy as np
import pytest

from utils.numpy_models import likelihood
from utils.numpy_models.gradients import numerical_gradient
from utils.numpy_models.rbm import RBM, energy, free_energy, init_rbm


def all_states(n_units):
    return np.array(list(product((0.0, 1.0), repeat=n_units)))


def random_rbm(n_visible, n_hidden, seed=0, scale=1.0):
    rng = np.random.default_rng(seed)
    return RBM(*(rng.normal(0, scale, shape) for shape in ((n_visible, n_hidden), n_visible, n_hidden)))


@pytest.fixture
def rng():
    return np.random.default_rng(11)


def brute_force_log_z(rbm):
    pairs = list(product(all_states(len(rbm.b)), all_states(len(rbm.c))))
    v, h = (np.array(side) for side in zip(*pairs, strict=True))
    return np.log(np.exp(-energy(v, h, *rbm)).sum())


@pytest.mark.parametrize("shape", [(4, 3), (3, 5), (1, 1)])
def test_partition_function_sums_over_all_pairs(shape):
    rbm = random_rbm(*shape)
    assert likelihood.log_partition_exact(*rbm) == pytest.approx(brute_force_log_z(rbm), rel=1e-12)


def test_blocks_of_states_are_complete():
    blocks = list(likelihood.binary_states(13))
    states = np.concatenate(blocks)
    assert len(blocks) == 2
    assert len(np.unique(states @ 2.0 ** np.arange(13))) == 2**13
    rbm = random_rbm(13, 14, scale=0.3)
    by_hand = np.log(np.exp(-free_energy(all_states(13), *rbm)).sum())
    assert likelihood.log_partition_exact(*rbm) == pytest.approx(by_hand, rel=1e-12)


def test_partition_function_without_weights_is_known():
    rbm = RBM(np.zeros((20, 21)), np.zeros(20), np.full(21, 0.5))  # 20 units are still enumerated
    assert likelihood.log_partition_exact(*rbm) == pytest.approx(21 * np.logaddexp(0, 0.5) + 20 * np.log(2))


def test_partition_function_is_safe_far_from_zero():
    rbm = RBM(np.full((3, 2), 1e4), np.zeros(3), np.zeros(2))
    assert likelihood.log_partition_exact(*rbm) == pytest.approx(6e4)


def test_likelihoods_of_all_states_sum_to_one():
    rbm = random_rbm(5, 3)
    log_p = [likelihood.log_likelihood_exact(v[None], *rbm) for v in all_states(5)]
    assert np.exp(log_p).sum() == pytest.approx(1, rel=1e-12)
    assert likelihood.log_likelihood_exact(all_states(5), *rbm) == pytest.approx(np.mean(log_p), rel=1e-12)


@pytest.mark.parametrize("shape", [(5, 3), (3, 5)])
def test_exact_gradient_agrees_with_finite_differences(shape, rng):
    rbm = random_rbm(*shape, scale=0.7)
    v = rng.integers(0, 2, (6, shape[0])).astype(float)
    gradient = likelihood.log_likelihood_gradient(v, *rbm)
    for name in RBM._fields:

        def log_likelihood(theta, name=name):
            return likelihood.log_likelihood_exact(v, *rbm._replace(**{name: theta}))

        numerical = numerical_gradient(log_likelihood, getattr(rbm, name))
        np.testing.assert_allclose(getattr(gradient, name), numerical, rtol=1e-6, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("shape", [(4, 3), (3, 4)])
def test_model_statistics_are_means_under_the_joint(shape):
    rbm = random_rbm(*shape)
    pairs = list(product(all_states(shape[0]), all_states(shape[1])))
    v, h = (np.array(side) for side in zip(*pairs, strict=True))
    p = np.exp(-energy(v, h, *rbm) - brute_force_log_z(rbm))[:, None]
    expected = RBM((p * v).T @ h, (p * v).sum(axis=0), (p * h).sum(axis=0))
    for found, wanted in zip(likelihood.model_statistics(*rbm), expected, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-10)


def test_pseudo_likelihood_agrees_with_the_conditionals_of_the_enumerated_model(rng):
    rbm = random_rbm(5, 3)
    v = rng.integers(0, 2, (7, 5)).astype(float)
    p = dict(zip(map(tuple, all_states(5)), np.exp(-free_energy(all_states(5), *rbm)), strict=True))
    by_hand = 0
    for row in v:
        for j in range(5):
            flipped = row.copy()
            flipped[j] = 1 - row[j]
            by_hand += np.log(p[tuple(row)] / (p[tuple(row)] + p[tuple(flipped)])) / len(v)
    assert likelihood.pseudo_log_likelihood(v, *rbm) == pytest.approx(by_hand, rel=1e-12)


@pytest.mark.parametrize(("shape", "scale"), [((4, 3), 1.0), ((12, 8), 0.7), ((8, 12), 0.7)])
def test_annealed_importance_sampling_finds_log_z(shape, scale, rng):
    rbm = random_rbm(*shape, scale=scale)
    exact = likelihood.log_partition_exact(*rbm)
    x = rng.integers(0, 2, (50, shape[0]))
    for base in (rbm.b, likelihood.base_rate_biases(x)):
        log_z, error = likelihood.annealed_importance_sampling(*rbm, rng, base, n_chains=200, n_steps=500)
        assert abs(log_z - exact) < 0.1
        assert 0 < error < 0.1
        assert abs(log_z - exact) < 4 * error


def test_what_annealing_misses_shows_in_the_part_without_hidden_units(rng):
    """All units on, where the chains begin and stay, or no hidden unit on, which counts more."""
    rbm = RBM(np.full((60, 8), 2.0), np.zeros(60), np.full(8, -115.4))
    exact, none_on = likelihood.log_partition_exact(*rbm), np.logaddexp(0, rbm.b).sum()
    log_z, error = likelihood.annealed_importance_sampling(*rbm, rng, np.full(60, 4.0), n_steps=200)
    assert log_z + 2 < none_on < exact
    assert error < 0.1


def test_annealing_in_float32_without_weights_has_no_error(rng):
    rbm = init_rbm(6, 4, rng)
    rbm.W[:] = 0
    log_z, error = likelihood.annealed_importance_sampling(*rbm, rng, np.zeros(6), n_chains=10, n_steps=5)
    assert log_z == pytest.approx(10 * np.log(2), rel=1e-6)
    assert error < 1e-6


def test_base_rates_give_the_pixels_their_means():
    x = np.array([[0, 1, 1], [0, 1, 0]])
    p = 1 / (1 + np.exp(-likelihood.base_rate_biases(x)))
    np.testing.assert_allclose(p, [1 / 4, 3 / 4, 2 / 4])


def test_bad_input_is_told(rng):
    big = init_rbm(21, 1100, rng)
    with pytest.raises(
        ValueError, match="smaller layer has 21 units.*stops at 20.*annealed_importance_sampling"
    ):
        likelihood.log_partition_exact(*big)
    small = random_rbm(4, 3)
    for function in (likelihood.log_likelihood_exact, likelihood.pseudo_log_likelihood):
        with pytest.raises(ValueError, match="values other than 0 and 1"):
            function(np.full((2, 4), 0.5), *small)
        with pytest.raises(ValueError, match=r"x has shape \(2, 5\)"):
            function(np.zeros((2, 5)), *small)
    with pytest.raises(ValueError, match="n_chains is 1"):
        likelihood.annealed_importance_sampling(*small, rng, small.b, n_chains=1)
