"""What the PyTorch models are given: random streams of each seed's own, and errors that say what to do."""

import numpy as np
import pytest
import torch

from utils.torch_models import autoencoder, likelihood, mlp, rbm, stacking, streams
from utils.torch_models.streams import Streams

SEEDS = (5, 0, 11)
GPU = pytest.param(
    "cuda", marks=pytest.mark.skipif(not torch.cuda.is_available(), reason="PyTorch sees no GPU here")
)


def gray(n=40, n_visible=20, seed=0):
    return np.random.default_rng(seed).random((n, n_visible)) ** 2


def labels(n=40, seed=0):
    return np.random.default_rng(seed).integers(0, 3, n)


@pytest.fixture
def as_on_a_gpu(monkeypatch):
    """The CPU with torch's generators, as a GPU has them."""

    def make(seed, purpose, name, device):
        return torch.Generator().manual_seed(1000 * seed + 10 * purpose + len(name))

    monkeypatch.setattr(streams, "make_generator", make)


def test_torchs_generators_serve_as_well(as_on_a_gpu):
    test_streams("cpu")
    rng = Streams(SEEDS)
    layers = stacking.pretrain(gray(), (9,), rng, epochs=1)  # draws in inference mode, and then outside it
    stacking.redraw_from_marginals(layers, rng)
    assert rng.random((2**15,)).unique().numel() > 2**15
    alone = stacking.pretrain(gray(), (9,), Streams(SEEDS[:1]), epochs=1)
    torch.testing.assert_close(layers[0].W[:1], alone[0].W)


@pytest.mark.parametrize("device", ["cpu", GPU])
def test_streams(device):
    rng, other, named = (Streams(*a, device=device) for a in (((1, 2),), ((2, 7),), ((1, 2), "name")))
    a, b, c = (each.random((1000,)).clone() for each in (rng, other, named))
    assert torch.equal(a[1], b[0])
    assert not torch.equal(a[0], a[1])
    assert not torch.equal(a, c)
    order = rng.permutation(50)
    assert torch.equal(order.sort(dim=1).values, torch.arange(50, device=device).expand(2, -1))
    assert torch.equal(order[1], other.permutation(50)[0]), "the order does not depend on the noise drawn"
    assert abs(rng.random((40_000,)).mean() - 0.5) < 0.01
    big = rng.random((2**21,))  # more than a block
    assert 0 <= big.min() < 1e-4 < 1 - 1e-4 < big.max() < 1
    drawn = rng.integers(0, 3, (999,))
    assert drawn.unique().tolist() == [0, 1, 2]
    spread = rng.uniform(-2, 3, (999,))
    assert -2 <= spread.min() < -1.9 < 2.9 < spread.max() <= 3


def bad_calls():
    rng = Streams(SEEDS)
    params, model = mlp.init_mlp((20, 9, 3), rng), rbm.init_rbm(20, 9, rng)
    big = rbm.init_rbm(30, 30, rng)
    x, y = gray(), labels()
    return {
        "(N, 20) for all seeds": lambda: mlp.evaluate(params, x[:, :5], y),
        "x has no examples": lambda: mlp.evaluate(params, x[:0], y[:0]),
        r"give \(40,\) for all seeds or": lambda: mlp.evaluate(params, x, y[:-1]),
        "must lie in 0..2": lambda: mlp.train(params, x, y + 1, 0.1, 1, 10, rng),
        "choose one of 'sigmoid', 'tanh', 'relu'": lambda: mlp.evaluate(params, x, y, "swish"),
        "l2 is -1": lambda: mlp.train(params, x, y, 0.1, 1, 10, rng, l2=-1),
        "batch_size is 0": lambda: mlp.train(params, x, y, 0.1, 1, 0, rng),
        "has 3 seeds but rng has 1": lambda: mlp.train(params, x, y, 0.1, 1, 10, Streams([0])),
        "must lie in \\[0, 1\\]": lambda: rbm.train_rbm(model, x * 255, 0.1, 1, 10, rng),
        "k is 0": lambda: rbm.train_rbm(model, x, 0.1, 1, 10, rng, k=0),
        "level is 2": lambda: autoencoder.corrupt(torch.rand(3, 4, 5), 2, rng),
        "choose one of 'masking'": lambda: autoencoder.corrupt(torch.rand(3, 4, 5), 0.5, rng, "noise"),
        "choose one of 'rbm'": lambda: stacking.pretrain(x, (5,), rng, kind="pca"),
        "n_pretrained is 3": lambda: stacking.pretrain(x, (5, 5), rng, n_pretrained=3),
        "hidden_sizes is empty": lambda: stacking.pretrain(x, (), rng),
        "stack must be a list of RBMs": lambda: stacking.sample_dbn([], 5, 5, rng),
        "enumeration stops at 20": lambda: likelihood.log_partition_exact(*big),
        "v has values other than 0 and 1": lambda: likelihood.pseudo_log_likelihood(x, *model),
        "seeds is \\(-1,\\)": lambda: Streams([-1]),
    }


@pytest.mark.parametrize("message", list(bad_calls()))
def test_errors_say_what_to_do(message):
    with pytest.raises(ValueError, match=message.replace("(N, 20)", r"\(N, 20\)")):
        bad_calls()[message]()


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU here")
def test_asking_for_a_missing_gpu_is_told():
    with pytest.raises(ValueError, match="sees no GPU"):
        Streams([0], device="cuda")
