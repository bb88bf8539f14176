"""The PyTorch models: seeds do not know each other, autograd confirms every gradient, errors are clear."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import torch

from utils.torch_models import autoencoder, likelihood, mlp, products, rbm, regularisers, stacking
from utils.torch_models.products import take, tidy
from utils.torch_models.streams import Streams

F64 = torch.float64
SEEDS = (5, 0, 11)
GPU = pytest.param(
    "cuda", marks=pytest.mark.skipif(not torch.cuda.is_available(), reason="PyTorch sees no GPU here")
)


def gray(n=40, n_visible=20, seed=0):
    return np.random.default_rng(seed).random((n, n_visible)) ** 2


def labels(n=40, seed=0):
    return np.random.default_rng(seed).integers(0, 3, n)


def flat(result):
    """All tensors in a nest of lists, tuples and dicts, in order."""
    if isinstance(result, torch.Tensor):
        return [result]
    if isinstance(result, dict):
        result = list(result.values())
    if isinstance(result, list | tuple):
        return [tensor for part in result for tensor in flat(part)]
    return []


def train_mlp(seeds, device="cpu", dtype=F64, **options):
    rng = Streams(seeds, "test", device)
    params = mlp.init_mlp((20, 9, 8, 3), rng, dtype)
    watch = {"train": (gray(), labels()), "largest": lambda p: p[0].W.abs().amax(dim=(1, 2))}
    return params, mlp.train(params, gray(), labels(), 0.5, 3, 7, rng, watch, **options)


def train_rbm(seeds, device="cpu", dtype=F64, **options):
    rng = Streams(seeds, "test", device)
    model = rbm.init_rbm(20, 9, rng, dtype)
    watch = {"log_z": lambda m: likelihood.log_partition_exact(*m)}
    history = rbm.train_rbm(model, gray(), 0.2, 3, 7, rng, watch=watch, **options)
    return (
        model,
        history,
        likelihood.annealed_importance_sampling(*model, rng, model.b, n_chains=5, n_steps=7),
    )


def train_autoencoder(seeds, device="cpu", dtype=F64, tied=True, **options):
    rng = Streams(seeds, "test", device)
    model = autoencoder.init_autoencoder(20, 9, rng, tied, dtype)
    return model, autoencoder.train_autoencoder(model, gray(), 0.2, 3, 7, rng, **options)


def train_stack(seeds, device="cpu", dtype=F64, **options):
    rng = Streams(seeds, "test", device)
    layers = stacking.pretrain(gray(), (9, 8), rng, epochs=2, batch_size=7, dtype=dtype, **options)
    redrawn = stacking.redraw_from_marginals(layers, Streams(seeds, "marginals", device))
    return layers, redrawn, *stacking.fine_tune(layers, gray(), labels(), 0.3, 2, 7, rng, n_classes=3)


RUNS = [
    (train_mlp, {}),
    (train_mlp, {"activation": "relu", "l1": 1e-3, "l2": 1e-3}),
    (train_mlp, {"dropout": (0.2, 0.5), "max_norm": 0.6}),
    (train_rbm, {"k": 2}),
    (train_rbm, {"persistent": True}),
    (train_autoencoder, {}),
    (train_autoencoder, {"tied": False, "corruption": "salt_and_pepper"}),
    (train_stack, {"kind": "rbm"}),
    (train_stack, {"kind": "autoencoder", "n_pretrained": 1}),
]


@pytest.mark.parametrize("device", ["cpu", GPU])
@pytest.mark.parametrize(("run", "options"), RUNS)
def test_a_seed_does_not_know_its_group(run, options, device):
    together = flat(run(SEEDS, device, **options))
    for s, seed in enumerate(SEEDS):
        for group, alone in zip(together, flat(run([seed], device, **options)), strict=True):
            torch.testing.assert_close(group[s], alone[0], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("device", ["cpu", GPU])
@pytest.mark.parametrize(("run", "options"), RUNS)
def test_float32_runs_and_repeats_exactly(run, options, device):
    first, second = (flat(run(SEEDS, device, torch.float32, **options)) for _ in range(2))
    for a, b in zip(first, second, strict=True):
        assert torch.equal(a, b)
        assert a.isfinite().all()
    assert {a.dtype for a in first} <= {torch.float32, F64}
    assert first[0].dtype == torch.float32


def test_data_of_each_seed_are_that_seeds_own():
    x = torch.as_tensor(np.stack([gray(seed=s) for s in SEEDS]))
    y = torch.as_tensor(np.stack([labels(seed=s) for s in SEEDS]))

    def run(seeds, x, y):
        rng = Streams(seeds)
        layers = stacking.pretrain(x, (9,), rng, epochs=1, dtype=F64)
        return stacking.fine_tune(layers, x, y, 0.3, 2, 7, rng, n_classes=3, watch={"all": (x, y)})

    together = flat(run(SEEDS, x, y))
    for s, seed in enumerate(SEEDS):
        for group, alone in zip(together, flat(run([seed], x[s], y[s])), strict=True):
            torch.testing.assert_close(group[s], alone[0], rtol=1e-9, atol=1e-12)


def test_take_gathers_each_seeds_examples_without_copying_shared_ones():
    own, index = torch.rand(3, 6, 4), torch.tensor([[0, 5], [2, 2], [4, 1]])
    shared = own[0].expand(3, -1, -1)
    assert shared.data_ptr() == own.data_ptr()
    for s in range(3):
        assert torch.equal(take(own, index)[s], own[s, index[s]])
        assert torch.equal(take(shared, index)[s], own[0, index[s]])


@pytest.mark.parametrize("at_once", [1, 7 * 4 * 3 * 2, 2**18])  # numbers: a batch, two batches, all
@pytest.mark.parametrize(("n_seeds", "shared"), [(1, True), (3, True), (3, False)])
def test_shuffled_gives_every_example_once(at_once, n_seeds, shared, monkeypatch):
    monkeypatch.setattr(products, "GATHERED_AT_ONCE", at_once)
    n, size = 30, 7
    x = torch.rand(1 if shared else n_seeds, n, 4).expand(n_seeds, n, 4)
    labels = torch.arange(n).expand(n_seeds, n)
    order = Streams(range(n_seeds), "order").permutation(n)
    batches = list(products.shuffled(x, size, Streams(range(n_seeds), "order"), labels))
    assert [some.shape[1] for some, _ in batches] == [7, 7, 7, 7, 2]
    assert torch.equal(torch.cat([some for _, some in batches], dim=1), order)
    assert torch.equal(torch.cat([some for some, _ in batches], dim=1), take(x, order))
    alone = list(products.shuffled(x, size, Streams(range(n_seeds), "order")))
    assert all(torch.equal(a, b) for a, (b, _) in zip(alone, batches, strict=True))
    with pytest.raises(ValueError, match="batch_size is 0; it must be at least 1"):
        next(products.shuffled(x, 0, Streams(range(n_seeds), "order")))


def wanting_gradients(model):
    return type(model)(*(None if t is None else t.detach().clone().requires_grad_() for t in model))


def confirm(gradient, model, loss):
    """Compare hand-written gradients with autograd's of the sum over the seeds."""
    model = [t for t in model if t is not None]
    ours = [t.dense() if hasattr(t, "dense") else t for t in gradient if t is not None]
    for mine, theirs in zip(ours, torch.autograd.grad(loss.sum(), model, retain_graph=True), strict=True):
        torch.testing.assert_close(mine, theirs, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("activation", list(mlp.ACTIVATIONS))
def test_autograd_confirms_the_mlp_and_its_penalties(activation):
    rng, rate, l1, l2 = Streams(SEEDS), 0.1, 0.01, 0.02
    params = mlp.init_mlp((20, 9, 8, 3), rng, F64)
    x, y = torch.as_tensor(gray()), torch.as_tensor(labels()).expand(3, -1)
    grads = mlp.backward(params, mlp.forward(params, x, activation), y, activation)
    free = [wanting_gradients(layer) for layer in params]
    h, unit = x.expand(3, -1, -1), getattr(torch, activation)
    for W, b in free[:-1]:
        h = unit(h @ W + b[:, None])
    scores = h @ free[-1].W + free[-1].b[:, None]
    nll = torch.nn.functional.cross_entropy(scores.mT, y, reduction="none").mean(dim=1).sum()
    tensors = [t for layer in free for t in layer]
    confirm([t for layer in grads for t in layer], tensors, nll)

    penalty = sum(l1 * W.abs().sum() + l2 * (W**2).sum() for W, _ in free)
    full = torch.autograd.grad(nll + penalty, tensors)
    mlp.sgd_step(params, grads, rate, l1, l2)
    for after, before, g in zip(flat(params), tensors, full, strict=True):
        torch.testing.assert_close(after, before.detach() - rate * g, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("activation", ["sigmoid", "relu"])
def test_autograd_confirms_dropout(activation):
    """The gradient of a thinned network, in which the same units are left out."""
    params = mlp.init_mlp((20, 9, 8, 3), Streams(SEEDS), F64)
    x, y = torch.as_tensor(gray()).expand(3, -1, -1), torch.as_tensor(labels()).expand(3, -1)
    activations = mlp.forward_thinned(params, x, (0.25, 0.5), Streams(SEEDS, "noise"), activation)
    masks = [a != 0 for a in activations[:-1]]  # what was 0 before has a slope of 0, too
    free, h = [wanting_gradients(layer) for layer in params], x * masks[0]
    for (W, b), mask in zip(free[:-1], masks[1:], strict=True):
        h = getattr(torch, activation)(h @ W + b[:, None]) * mask
    scores = h @ free[-1].W + free[-1].b[:, None]
    torch.testing.assert_close(scores, activations[-1])
    nll = torch.nn.functional.cross_entropy(scores.mT, y, reduction="none").mean(dim=1).sum()
    grads = mlp.backward(params, activations, y, activation)
    confirm([t for layer in grads for t in layer], [t for layer in free for t in layer], nll)


def test_dropout_leaves_out_its_share_and_predicts_with_the_mean():
    x = torch.ones(3, 400, 50)
    kept = [regularisers.leave_out(x, 0.3, Streams(SEEDS, name)) for name in ("a", "b")]
    assert (kept[0].mean(dim=(1, 2)) - 0.7).abs().max() < 0.02
    assert ((kept[0] == 0) | (kept[0] == 1)).all()
    assert not torch.equal(*kept)
    assert not torch.equal(kept[0][0], kept[0][1])
    params = mlp.init_mlp((50, 3), Streams(SEEDS), F64)
    many = mlp.forward_thinned(params, x.double(), (0.3, 0.5), Streams(SEEDS, "a"))[-1].mean(dim=1)
    one = mlp.forward(mlp.averaged(params, (0.3, 0.5)), x.double())[-1][:, 0]
    torch.testing.assert_close(many, one, rtol=0, atol=0.05)


def test_what_is_measured_with_dropout_is_the_network_to_predict_with():
    params, history = train_mlp(SEEDS, dropout=(0.2, 0.5))
    nll, _ = mlp.evaluate(mlp.averaged(params, (0.2, 0.5)), gray(), labels())
    torch.testing.assert_close(history[-1]["train_nll"], nll)
    assert not torch.equal(mlp.evaluate(params, gray(), labels())[0], nll)


def test_max_norm_bounds_what_is_longer_and_leaves_the_rest():
    params = mlp.init_mlp((20, 9, 3), Streams(SEEDS), F64)
    before = params[0].W.numpy().copy()
    lengths = np.sqrt((before**2).sum(axis=1, keepdims=True))
    bound = float(np.median(lengths))
    regularisers.bound_norms([params[0].W], bound)
    expected = np.where(lengths > bound, before * bound / lengths, before)
    np.testing.assert_allclose(params[0].W.numpy(), expected, rtol=1e-12)
    trained, _ = train_mlp(SEEDS, max_norm=0.6)
    free, _ = train_mlp(SEEDS)
    assert trained[0].W.norm(dim=1).max() <= 0.6 + 1e-12
    assert free[0].W.norm(dim=1).max() > 0.6


def test_dropout_is_refused_where_its_gradient_would_be_wrong():
    with pytest.raises(ValueError, match="unlike tanh"):
        train_mlp(SEEDS, dropout=(0.0, 0.5), activation="tanh")
    with pytest.raises(ValueError, match="units_left_out is 1.5"):
        train_mlp(SEEDS, dropout=(0.0, 1.5))


@pytest.mark.parametrize("tied", [True, False])
def test_autograd_confirms_the_autoencoder(tied):
    rng = Streams(SEEDS)
    model = autoencoder.init_autoencoder(20, 9, rng, tied, F64)
    x = torch.as_tensor(gray()).expand(3, -1, -1)
    corrupted = autoencoder.corrupt(x, 0.3, rng)
    free = wanting_gradients(model)
    code = torch.sigmoid(corrupted @ free.W + free.c[:, None])
    out = torch.sigmoid(code @ (free.W.mT if tied else free.W_out) + free.b[:, None])
    loss = torch.nn.functional.binary_cross_entropy(out, x, reduction="none").sum(dim=2).mean(dim=1)
    torch.testing.assert_close(autoencoder.reconstruction_loss(model, x, corrupted), loss.detach())
    confirm(autoencoder.gradient(model, x, corrupted), free, loss)


def test_autograd_confirms_the_exact_likelihood_gradient():
    rng = Streams(SEEDS)
    model = rbm.RBM(*(rng.uniform(-1, 1, shape).double() for shape in ((6, 4), (6,), (4,))))
    v = (torch.as_tensor(gray(30, 6)) > 0.3).double()
    free = wanting_gradients(model)
    states = torch.cat(list(likelihood.binary_states(6)))
    log_z = torch.logsumexp(-rbm.free_energy(states, *free), dim=1)
    mean = -rbm.free_energy(v, *free).mean(dim=1) - log_z
    torch.testing.assert_close(likelihood.log_likelihood_exact(v, *model), mean.detach())
    confirm(likelihood.log_likelihood_gradient(v, *model), free, mean)


def test_contrastive_divergence_has_the_form_of_a_free_energy_gap():
    rng = Streams(SEEDS)
    model = rbm.init_rbm(20, 9, rng, F64)
    v = torch.as_tensor(gray()).expand(3, -1, -1).contiguous()
    gradient, v_model = rbm.persistent_contrastive_divergence(v, v[:, :15], *model, rng, k=2)
    assert ((v_model == 0) | (v_model == 1)).all()
    free = wanting_gradients(model)
    gap = rbm.free_energy(v_model, *free).mean(dim=1) - rbm.free_energy(v, *free).mean(dim=1)
    confirm(gradient, free, gap)


def test_large_scores_do_not_overflow():
    params = [mlp.Layer(torch.tensor([[[1e4, -1e4]]]), torch.zeros(1, 2))]
    nll, error = mlp.evaluate(params, torch.ones(2, 1), torch.tensor([0, 1]))
    assert nll.item() == pytest.approx(1e4)
    assert error.item() == 0.5
    model = rbm.RBM(torch.full((1, 1, 1), 1e4), torch.zeros(1, 1), torch.zeros(1, 1))
    assert rbm.free_energy(torch.ones(1, 1), *model).item() == pytest.approx(-1e4)


def test_evaluate_in_blocks_is_the_mean_over_all():
    params = mlp.init_mlp((20, 9, 3), Streams(SEEDS), F64)
    x, y = gray(2500), labels(2500)
    nll, error = mlp.evaluate(params, x, y)
    scores, y = mlp.forward(params, torch.as_tensor(x))[-1], torch.as_tensor(y).expand(3, -1)
    torch.testing.assert_close(nll, mlp.negative_log_likelihood(scores, y))
    torch.testing.assert_close(error, (scores.argmax(dim=2) != y).double().mean(dim=1))


@pytest.mark.parametrize("kind", autoencoder.CORRUPTIONS)
def test_corruption_spoils_the_same_number_everywhere_and_any_pixel_alike(kind):
    x = torch.full((2, 3000, 20), 0.5)
    spoiled = autoencoder.corrupt(x, 0.3, Streams((0, 1)), kind) != x
    assert (spoiled.sum(dim=2) == 6).all()
    assert (spoiled.float().mean(dim=1) - 0.3).abs().max() < 0.05
    assert not torch.equal(spoiled[0], spoiled[1])
    assert (x == 0.5).all()


@pytest.mark.parametrize("device", ["cpu", GPU])
@pytest.mark.parametrize("highest", [5, 2**24])
def test_the_lowest_tickets_are_drawn_and_of_equal_ones_the_first(highest, device):
    tickets = torch.as_tensor(np.random.default_rng(0).integers(0, highest, (2, 30, 50)).astype(np.float32))
    for n in (1, 20, 50):
        above = autoencoder.above_lowest(tickets.to(device), n, tickets.to(device)).cpu()
        order = tickets.argsort(dim=2, stable=True)
        assert torch.equal(above.gather(2, order), (torch.arange(50) >= n).expand(2, 30, 50).float())


@pytest.mark.parametrize("kind", autoencoder.CORRUPTIONS)
@pytest.mark.parametrize("at_once", [1, 2**10])
def test_many_minibatches_are_corrupted_as_one_by_one(kind, at_once, monkeypatch):
    monkeypatch.setattr(autoencoder, "GATHERED_AT_ONCE", at_once)
    model, _ = train_autoencoder(SEEDS, dtype=torch.float32, corruption=kind)
    rng = Streams(SEEDS, "test")
    expected = autoencoder.init_autoencoder(20, 9, rng)
    x = torch.as_tensor(gray(), dtype=torch.float32).expand(len(SEEDS), -1, -1)
    for _ in range(3):
        for some in products.shuffled(x, 7, rng):
            corrupted = autoencoder.corrupt(some, 0.25, rng, kind)
            autoencoder.descend(expected, autoencoder.gradient(expected, some, corrupted), 0.2)
    assert all(torch.equal(ours, theirs) for ours, theirs in zip(model[:3], expected[:3], strict=True))


def test_redrawn_weights_keep_their_values_and_lose_their_pattern():
    pattern = torch.linspace(-1, 1, 60)
    W = torch.stack([s * pattern[:, None] * torch.linspace(0.5, 1.5, 50) ** 3 for s in (1.0, 5.0)])
    layers = [mlp.Layer(W, torch.randn(2, 50)), mlp.Layer(100 + torch.rand(2, 50, 30), torch.zeros(2, 30))]
    redrawn = stacking.redraw_from_marginals(layers, Streams((0, 1), "marginals"))
    for old, new in zip(flat(layers), flat(redrawn), strict=True):
        assert old.shape == new.shape
        for s in range(2):  # each seed and layer keeps to its own values
            assert set(new[s].flatten().tolist()) <= set(old[s].flatten().tolist())
    quantiles = torch.linspace(0.05, 0.95, 19)
    for s, scale in enumerate((1.0, 5.0)):
        gap = W[s].quantile(quantiles) - redrawn[0].W[s].quantile(quantiles)
        assert gap.abs().max() < 0.1 * scale
        columns = [torch.corrcoef(w[s].T).abs().mean().item() for w in (W, redrawn[0].W)]
        assert columns[0] > 0.99
        assert columns[1] < 0.2
    assert not torch.equal(redrawn[0].W[0] * 5, redrawn[0].W[1])


def test_one_pretraining_serves_every_depth():
    deep = stacking.pretrain(gray(), (9, 8), Streams(SEEDS), epochs=2, dtype=F64)
    shallow = stacking.pretrain(gray(), (9,), Streams(SEEDS), epochs=2, dtype=F64)
    depths = stacking.each_depth(deep)
    assert [len(layers) for layers in depths] == [1, 2]
    assert torch.equal(depths[0][0].W, shallow[0].W)
    before = deep[0].W.clone()
    stacking.fine_tune(depths[0], gray(), labels(), 0.3, 1, 7, Streams(SEEDS), n_classes=3)
    assert torch.equal(deep[0].W, before), "fine-tuning leaves the pre-trained layers"


def test_layers_start_alike_with_and_without_pretraining():
    none, half = (stacking.pretrain(gray(), (9, 8), Streams(SEEDS), epochs=1, n_pretrained=n) for n in (0, 1))
    assert torch.equal(none[1].W, half[1].W)
    assert not torch.equal(none[0].W, half[0].W)


def test_histories_make_a_table():
    _, history = train_mlp(SEEDS)
    table = pd.DataFrame(tidy(history, SEEDS))
    assert len(table) == 4 * 3
    assert set(table) == {"seed", "epoch", "train_nll", "train_error", "largest"}
    row = table.query("seed == 11 and epoch == 2").iloc[0]
    assert row.train_nll == history[2]["train_nll"][2].item()


def test_numpy_models_do_not_import_torch():
    code = "import sys, utils.numpy_models.stacking, utils.numpy_models.likelihood, utils.torch_models"
    subprocess.run([sys.executable, "-c", f"{code}; assert 'torch' not in sys.modules"], check=True)
