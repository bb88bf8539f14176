"""The NumPy MLP: gradient against finite differences, stability, training, and clear errors."""

import numpy as np
import pytest
import scipy.special
from sklearn.neural_network import MLPClassifier

from utils.numpy_models import mlp
from utils.numpy_models.gradients import numerical_gradient, relative_error
from utils.numpy_models.mlp import Layer


def small_problem(sizes=(6, 5, 4, 3), n=7):
    rng = np.random.default_rng(0)
    params = [Layer(W * 4, rng.normal(size=b.shape)) for W, b in mlp.init_mlp(sizes, rng, np.float64)]
    return params, rng.uniform(size=(n, sizes[0])), rng.integers(sizes[-1], size=n)


@pytest.mark.parametrize("sizes", [(6, 3), (6, 5, 3), (6, 5, 4, 3), (4, 4, 4, 4)])
def test_gradient_agrees_with_finite_differences(sizes):
    params, x, labels = small_problem(sizes)
    grads = mlp.backward(params, mlp.forward(params, x), labels)
    for depth, layer in enumerate(params):
        for field in ("W", "b"):

            def loss(theta, depth=depth, field=field):
                changed = list(params)
                changed[depth] = changed[depth]._replace(**{field: theta})
                return mlp.negative_log_likelihood(mlp.forward(changed, x)[-1], labels)

            slow = numerical_gradient(loss, getattr(layer, field))
            assert relative_error(slow, getattr(grads[depth], field)) < 1e-7


@pytest.mark.parametrize(("dtype", "bound"), [(np.float32, 1e-7), (np.float64, 3e-16)])
def test_the_sigmoid_is_as_exact_as_it_says(dtype, bound):
    a = np.linspace(-60, 60, 120_001).astype(dtype)
    right = scipy.special.expit(a.astype(np.float64))
    assert np.abs(mlp.sigmoid(a) - right).max() < bound


def test_small_values_of_the_sigmoid_in_float32_are_inexact_as_it_says():
    at_10, at_20, at_50 = mlp.sigmoid(np.array([-10, -20, -50], dtype=np.float32))
    assert 1e-5 < abs(at_10 / scipy.special.expit(-10.0) - 1) < 1e-3
    assert at_20 == at_50 == 0
    assert mlp.sigmoid(np.array([-37.0]))[0] > 0 == mlp.sigmoid(np.array([-38.0]))[0]


def test_backward_leaves_its_arguments_alone():
    params, x, labels = small_problem()
    activations = mlp.forward(params, x)
    before = [h.copy() for h in activations]
    mlp.backward(params, activations, labels)
    for h, copy in zip(activations, before, strict=True):
        np.testing.assert_array_equal(h, copy)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_softmax_sigmoid_and_loss_are_stable(dtype):
    a = np.array([[1e4, -1e4, 0], [0, 0, 0]], dtype)
    with np.errstate(all="raise", under="ignore"):
        p = mlp.softmax(a)
        nll = mlp.negative_log_likelihood(a, np.array([1, 0]))
        h = mlp.sigmoid(a)
    np.testing.assert_allclose(p, scipy.special.softmax(a, axis=1), atol=1e-6)
    np.testing.assert_allclose(h, scipy.special.expit(a), atol=1e-6)
    assert nll == pytest.approx((2e4 + np.log(3)) / 2, rel=1e-6)
    assert p.dtype == h.dtype == dtype


def test_initial_weights_are_uniform_within_the_papers_bound():
    params = mlp.init_mlp((400, 300, 10), np.random.default_rng(0))
    for (W, b), fan_in in zip(params, (400, 300), strict=True):
        bound = 1 / np.sqrt(fan_in)
        assert np.abs(W).max() <= bound
        assert W.std() == pytest.approx(bound / np.sqrt(3), rel=0.05)
        assert not b.any()
        assert W.dtype == b.dtype == np.float32


def test_minibatches_visit_every_example_once():
    batches = list(mlp.minibatches(23, 5, np.random.default_rng(0)))
    assert [len(batch) for batch in batches] == [5, 5, 5, 5, 3]
    assert sorted(np.concatenate(batches)) == list(range(23))


def test_training_learns_and_is_repeatable():
    x = np.random.default_rng(0).uniform(size=(300, 6)).astype(np.float32)
    labels = x[:, :3].argmax(axis=1)
    runs = []
    for _ in range(2):
        rng = np.random.default_rng(1)
        params = mlp.init_mlp((6, 20, 3), rng)
        runs.append(mlp.train(params, x, labels, 2.0, 60, 10, rng, {"train": (x, labels)}))
    assert runs[0] == runs[1]
    assert [row["epoch"] for row in runs[0]] == list(range(61))
    assert runs[0][0]["train_nll"] == pytest.approx(np.log(3), abs=0.2)
    assert runs[0][-1]["train_error"] < 0.05


def test_same_weights_give_scikit_learns_probabilities():
    params, x, labels = small_problem((6, 5, 3), n=40)
    theirs = MLPClassifier((5,), activation="logistic", solver="sgd", random_state=0)
    theirs.partial_fit(x, labels, classes=[0, 1, 2])
    theirs.coefs_, theirs.intercepts_ = [W for W, _ in params], [b for _, b in params]
    np.testing.assert_allclose(theirs.predict_proba(x), mlp.softmax(mlp.forward(params, x)[-1]), rtol=1e-12)


def test_evaluate_counts_errors():
    params, x, _ = small_problem()
    predicted = mlp.predict(params, x)
    wrong = (predicted + 1) % 3
    assert mlp.evaluate(params, x, predicted)[1] == 0
    assert mlp.evaluate(params, x, wrong)[1] == 1


def bad_inputs():
    params, x, labels = small_problem()
    yield params, x[:, :4], labels, r"x has shape \(7, 4\); the first layer expects \(N, 6\)"
    yield params, x.reshape(7, 2, 3), labels, "Reshape images to rows"
    yield params, x, labels[:5], "7 examples but labels has 5"
    yield params, x, labels + 1, "labels run from 1 to 3; the network has 3 classes"
    yield params, x, labels - 3, "must lie in 0..2"


@pytest.mark.parametrize(("params", "x", "labels", "message"), list(bad_inputs()))
def test_bad_inputs_get_a_clear_error(params, x, labels, message):
    with pytest.raises(ValueError, match=message):
        mlp.train(params, x, labels, 0.1, 1, 5, np.random.default_rng(0))


def test_bad_batch_size_gets_a_clear_error():
    with pytest.raises(ValueError, match="batch_size is 0; it must be at least 1"):
        next(mlp.minibatches(5, 0, np.random.default_rng(0)))
