"""NumPy and PyTorch agree: on the same random numbers, in float64, every function of both families."""

import numpy as np
import pytest
import torch

from utils.numpy_models import autoencoder as np_auto
from utils.numpy_models import likelihood as np_lik
from utils.numpy_models import mlp as np_mlp
from utils.numpy_models import rbm as np_rbm
from utils.numpy_models import stacking as np_stack
from utils.torch_models import autoencoder as t_auto
from utils.torch_models import likelihood as t_lik
from utils.torch_models import mlp as t_mlp
from utils.torch_models import rbm as t_rbm
from utils.torch_models import stacking as t_stack
from utils.torch_models.products import Outer

SEEDS = (3, 4)
F64 = torch.float64
NLL = "train_nll"


class Numbers:
    """What a NumPy model draws from: float32 numbers (so both families see ties alike) as float64.

    The NumPy models draw coins as integers, and for a corruption only for the chosen pixels; the PyTorch
    models draw numbers below a half, for all pixels. Here the former are made from the latter.
    """

    def __init__(self, seed, corrupting=False):
        self.corrupting = corrupting
        self.generator = np.random.default_rng(seed)
        self.uniform, self.permutation = self.generator.uniform, self.generator.permutation

    def random(self, shape, dtype=None):
        self.last = self.generator.random(shape, dtype=np.float32).astype(np.float64)
        return self.last

    def integers(self, low, high, shape):
        if not self.corrupting:
            return (self.random(shape) < 0.5).astype(np.int64)
        n_spoiled = shape[1]
        chosen = self.last.argpartition(n_spoiled - 1, axis=1)[:, :n_spoiled]
        return np.take_along_axis(self.random(self.last.shape) < 0.5, chosen, axis=1).astype(np.int64)


class Together:
    """The same numbers for all seeds at once, with the methods of Streams."""

    device = torch.device("cpu")

    def __init__(self, seeds=SEEDS):
        self.seeds = seeds
        self.each = [Numbers(seed) for seed in seeds]

    def random(self, shape):
        return stack([numbers.random(tuple(shape)) for numbers in self.each])

    def uniform(self, low, high, shape):
        return stack([numbers.uniform(low, high, shape) for numbers in self.each])

    def permutation(self, n):
        return stack([numbers.permutation(n) for numbers in self.each])


def stack(arrays):
    return torch.as_tensor(np.stack(arrays))


def same(ours, theirs, rtol=1e-10):
    """One result of PyTorch (S, ...) against the results of NumPy, one for each seed; nested likewise."""
    if isinstance(ours, Outer):
        ours = ours.dense()
    if ours is None:
        assert all(t is None for t in theirs)
    elif isinstance(ours, torch.Tensor):
        np.testing.assert_allclose(ours.numpy(), np.stack(theirs), rtol=rtol, atol=1e-11)
    elif isinstance(ours, dict):
        assert all(ours.keys() == t.keys() for t in theirs)
        for key in ours.keys() - {"epoch"}:
            same(ours[key], [t[key] for t in theirs], rtol)
    else:
        for mine, *others in zip(ours, *theirs, strict=True):
            same(mine, others, rtol)


def both(torch_function, numpy_function, corrupting=False):
    """Run the PyTorch function once for all seeds, the NumPy one for each, on the same numbers; compare."""
    ours = torch_function(Together())
    theirs = [numpy_function(s, Numbers(seed, corrupting)) for s, seed in enumerate(SEEDS)]
    same(ours, theirs)
    return ours


@pytest.fixture(scope="module")
def data():
    """Grey levels and labels, shared by both seeds; binary data of its own for each seed."""
    rng = np.random.default_rng(0)
    x = rng.random((30, 12)) ** 3
    return x, x[:, :3].argmax(axis=1), (rng.random((2, 30, 12)) < 0.4).astype(np.float64)


@pytest.fixture(scope="module")
def rbms():
    """An RBM with biases for each seed, and the two of them stacked."""
    rng = np.random.default_rng(1)
    each = [np_rbm.RBM(rng.normal(0, 1, (12, 5)), rng.normal(0, 1, 12), rng.normal(0, 1, 5)) for _ in SEEDS]
    return each, t_rbm.RBM(*(stack(arrays) for arrays in zip(*each, strict=True)))


@pytest.fixture(params=[True, False], ids=["tied", "untied"])
def autos(request):
    rng = np.random.default_rng(2)
    shapes = ((12, 5), 12, 5) if request.param else ((12, 5), 12, 5, (5, 12))
    each = [np_auto.Autoencoder(*(rng.normal(0, 1, shape) for shape in shapes)) for _ in SEEDS]
    arrays = [a for a in zip(*each, strict=True) if a[0] is not None]
    return each, t_auto.Autoencoder(*(stack(a) for a in arrays))


def test_mlp_functions(data):
    x, y, own = data
    params = both(
        lambda rng: t_mlp.init_mlp((12, 7, 6, 3), rng, F64),
        lambda s, rng: np_mlp.init_mlp((12, 7, 6, 3), rng, np.float64),
    )
    each = [[np_mlp.Layer(W[s].numpy(), b[s].numpy()) for W, b in params] for s in range(2)]
    labels = torch.as_tensor(y).expand(2, -1)
    activations = t_mlp.forward(params, torch.as_tensor(own))
    theirs = [np_mlp.forward(each[s], own[s]) for s in range(2)]
    same(activations, theirs)
    same(t_mlp.negative_log_likelihood(activations[-1], labels),
         [np_mlp.negative_log_likelihood(a[-1], y) for a in theirs])  # fmt: skip
    grads = t_mlp.backward(params, activations, labels)
    np_grads = [np_mlp.backward(each[s], theirs[s], y) for s in range(2)]
    same(grads, np_grads)
    same(t_mlp.predict(params, x), [np_mlp.predict(p, x) for p in each])
    same(t_mlp.evaluate(params, x, y), [np_mlp.evaluate(p, x, y) for p in each])
    each = [[np_mlp.Layer(W.copy(), b.copy()) for W, b in p] for p in each]
    t_mlp.sgd_step(params, grads, 0.5)
    for p, g in zip(each, np_grads, strict=True):
        np_mlp.sgd_step(p, g, 0.5)
    same(params, each)


def test_mlp_training(data):
    x, y, _ = data

    def run(m, rng, dtype):
        params = m.init_mlp((12, 7, 6, 3), rng, dtype)
        return params, m.train(params, x, y, 0.5, 9, 7, rng, watch={"train": (x, y)})

    _, history = both(lambda rng: run(t_mlp, rng, F64), lambda s, rng: run(np_mlp, rng, np.float64))
    assert ((history[-1][NLL] - history[0][NLL]).abs() > 1e-3).all()  # it did train


@pytest.mark.parametrize("name", ["energy", "free_energy", "hidden_probabilities", "visible_probabilities"])
def test_rbm_functions(name, data, rbms):
    each, together = rbms
    v = data[2]
    h = [np_rbm.hidden_probabilities(v[s], each[s].W, each[s].c) for s in range(2)]
    pick = {
        "energy": lambda v, h, rbm: (v, h, *rbm),
        "free_energy": lambda v, h, rbm: (v, *rbm),
        "hidden_probabilities": lambda v, h, rbm: (v, rbm.W, rbm.c),
        "visible_probabilities": lambda v, h, rbm: (h, rbm.W, rbm.b),
    }[name]
    ours = getattr(t_rbm, name)(*pick(torch.as_tensor(v), stack(h), together))
    same(ours, [getattr(np_rbm, name)(*pick(v[s], h[s], each[s])) for s in range(2)])


def test_gibbs_and_gradients(data, rbms):
    each, together = rbms
    v, t_v = data[2], torch.as_tensor(data[2])
    both(lambda rng: t_rbm.gibbs_step(t_v, *together, rng),
         lambda s, rng: np_rbm.gibbs_step(v[s], *each[s], rng))  # fmt: skip
    for k in (1, 3):
        both(lambda rng, k=k: t_rbm.contrastive_divergence(t_v, *together, rng, k),
             lambda s, rng, k=k: np_rbm.contrastive_divergence(v[s], *each[s], rng, k))  # fmt: skip
        both(
            lambda rng, k=k: t_rbm.persistent_contrastive_divergence(t_v, t_v[:, :9], *together, rng, k),
            lambda s, rng, k=k: np_rbm.persistent_contrastive_divergence(v[s], v[s, :9], *each[s], rng, k),
        )
    same(t_rbm.reconstruction_error(t_v, *together),
         [np_rbm.reconstruction_error(v[s], *each[s]) for s in range(2)])  # fmt: skip


@pytest.mark.parametrize(("k", "persistent"), [(1, False), (3, False), (1, True), (2, True)])
def test_rbm_training(k, persistent, data):
    x = data[0]

    def run(m, rng, dtype):
        rbm = m.init_rbm(12, 5, rng, dtype)
        return rbm, m.train_rbm(rbm, x, 0.2, 3, 7, rng, k=k, persistent=persistent)

    both(lambda rng: run(t_rbm, rng, F64), lambda s, rng: run(np_rbm, rng, np.float64))


def test_exact_likelihood(data, rbms):
    each, together = rbms
    v = data[2]
    same(t_lik.log_partition_exact(*together), [np_lik.log_partition_exact(*r) for r in each])
    same(t_lik.model_statistics(*together), [np_lik.model_statistics(*r) for r in each])
    for name in ("log_likelihood_exact", "log_likelihood_gradient", "pseudo_log_likelihood"):
        ours = getattr(t_lik, name)(v, *together)
        same(ours, [getattr(np_lik, name)(v[s], *each[s]) for s in range(2)])
    wide = t_lik.transposed(*together)  # more hidden than visible units
    same(t_lik.model_statistics(*wide), [np_lik.model_statistics(*np_lik.transposed(*r)) for r in each])


def test_annealed_importance_sampling(data, rbms):
    each, together = rbms
    v = data[2]
    bases = [np_lik.base_rate_biases(v[s]) for s in range(2)]
    base = t_lik.base_rate_biases(torch.as_tensor(v))
    same(base, bases)
    both(
        lambda rng: t_lik.annealed_importance_sampling(*together, rng, base, 20, 30),
        lambda s, rng: np_lik.annealed_importance_sampling(*each[s], rng, bases[s], 20, 30),
    )


@pytest.mark.parametrize("kind", np_auto.CORRUPTIONS)
@pytest.mark.parametrize("level", [0, 0.1, 0.5, 1])
def test_corrupt(kind, level, data):
    x, own = data[0], np.stack((data[0], data[0][::-1]))
    both(lambda rng: t_auto.corrupt(torch.as_tensor(own), level, rng, kind),
         lambda s, rng: np_auto.corrupt((x, x[::-1])[s], level, rng, kind), corrupting=True)  # fmt: skip


def test_autoencoder_functions(autos, data):
    each, together = autos
    x = np.stack((data[0], data[0][::-1]))
    corrupted = x * data[2]
    t_x, t_c = torch.as_tensor(x), torch.as_tensor(corrupted)
    for name in ("encode", "reconstruct", "reconstruction_loss"):
        same(getattr(t_auto, name)(together, t_x), [getattr(np_auto, name)(each[s], x[s]) for s in range(2)])
    loss = t_auto.reconstruction_loss(together, t_x, t_c)
    same(loss, [np_auto.reconstruction_loss(each[s], x[s], corrupted[s]) for s in range(2)])
    gradient = t_auto.gradient(together, t_x, t_c)
    same(gradient, [np_auto.gradient(each[s], x[s], corrupted[s]) for s in range(2)])


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("kind", np_auto.CORRUPTIONS)
def test_autoencoder_training(tied, kind, data):
    x = data[0]

    def run(m, rng, dtype):
        auto = m.init_autoencoder(12, 5, rng, tied, dtype)
        return auto, m.train_autoencoder(auto, x, 0.2, 3, 7, rng, level=0.3, corruption=kind)

    both(lambda rng: run(t_auto, rng, F64), lambda s, rng: run(np_auto, rng, np.float64), corrupting=True)


@pytest.mark.parametrize(
    "options",
    [
        {"kind": "rbm"},
        {"kind": "rbm", "n_pretrained": 1, "k": 2, "persistent": True},
        {"kind": "autoencoder", "tied": False, "level": 0.4, "corruption": "salt_and_pepper"},
        {"kind": "autoencoder", "n_pretrained": 0},
    ],
)
def test_pretraining_and_fine_tuning(options, data):
    x, y, _ = data

    def run(m, rng, dtype):
        layers = m.pretrain(x, (7, 6), rng, rate=0.1, epochs=2, batch_size=7, dtype=dtype, **options)
        return layers, *m.fine_tune(layers, x, y, 0.3, 2, 7, rng, n_classes=3, watch={"train": (x, y)})

    corrupting = options["kind"] == "autoencoder"
    both(lambda rng: run(t_stack, rng, F64), lambda s, rng: run(np_stack, rng, np.float64), corrupting)


def test_sample_dbn(data):
    def run(m, rng, dtype):
        stack, histories = m.train_stack(data[0], (7, 6), rng, epochs=1, dtype=dtype)
        return stack, histories, m.sample_dbn(stack, 5, 4, rng)

    both(lambda rng: run(t_stack, rng, F64), lambda s, rng: run(np_stack, rng, np.float64))
