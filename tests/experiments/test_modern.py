"""The question how much of the gain was the baseline of 2010, and its networks of torch.nn."""

import re

import numpy as np
import pytest
import torch

from tests.experiments.small_networks import SMALL, fault, made_up, verdicts, with_bits
from utils.experiments import modern as question
from utils.experiments import recipes, variants
from utils.experiments.engine.store import same
from utils.experiments.modern import MODERN, MODERN_RATES, NAMES
from utils.torch_models import mlp, modern
from utils.torch_models.streams import Streams

TINY = SMALL | {
    "recipes": question.RECIPES, "with_few": question.WITH_FEW, "few_seeds": 4, "labels": [40, 200],
    "deep": {"labels": 100, "width": 9}, "batch_size": {"40": 20, "100": 20, "200": 50},
    "pretraining_batch": 20, "watched": ["valid", "test"], "epochs": {"40": 2, "100": 2, "200": 1},
    "measured": {"40": [1, 2], "100": [1, 2], "200": [1]}, "rate": question.for_each(1.0, 0.1, 1e-3),
}  # fmt: skip
CELLS = [cell for condition in TINY["recipes"] for cell in question.cells(question.COURSE, condition)]


@pytest.mark.parametrize("condition", TINY["recipes"])
def test_a_task_has_every_recipe_and_is_repeatable(condition):
    table = question.compute(TINY, condition, (3,), "cpu")
    assert fault(MODERN, TINY, condition, (3,), table) == ""
    state = torch.random.get_rng_state()
    assert same(table, question.compute(TINY, condition, (3,), "cpu"))
    assert torch.equal(state, torch.random.get_rng_state()), "nobody else's random numbers are used up"
    later = question.compute(TINY, condition, (4,), "cpu")
    assert set(later["depth"]) == {5}
    assert fault(MODERN, TINY, condition, (4,), later) == ""


def test_the_choice_tries_each_recipes_own_rates():
    settings = TINY | {"choosing": True, "labels": [40], "rate_grid": question.COURSE["rate_grid"]}
    table = question.compute(settings, "relu", (3,), "cpu")
    assert fault(MODERN_RATES, settings, "relu", (3,), table) == ""
    tried = table.groupby("start")["rate"].agg(lambda rates: sorted(set(rates)))
    assert tried["relu:100"] == [0.03, 0.1, 0.3]
    assert tried["relu+adam:40"] == [3e-4, 1e-3, 3e-3]
    best, at_edge = variants.choose(table, settings)
    assert set(best["relu+adam:40"]) == {"3"}
    assert all(text.startswith("relu") for text in at_edge)


def test_starts_are_what_they_are_called():
    made = {
        name: recipes.hidden_layers(TINY, name, 5, (3,), "cpu")
        for name in ("none", "glorot4", "orthogonal4", "relu", "rbm")
    }
    for layers in made.values():
        assert [layer.W.shape for layer in layers] == [(1, 784, 9)] + [(1, 9, 9)] * 4
    bounds = {name: float(layers[1].W.abs().max()) for name, layers in made.items()}
    assert bounds["none"] <= 1 / 3
    assert bounds["relu"] == pytest.approx(bounds["none"] * 6**0.5)
    assert bounds["glorot4"] == pytest.approx(bounds["none"] * 4 * 3**0.5, rel=1e-4)
    square = made["orthogonal4"][1].W[0]
    assert torch.allclose(square.T @ square, 16 * torch.eye(9), atol=1e-4)
    assert not torch.equal(made["rbm"][0].W, made["none"][0].W)
    few = recipes.hidden_layers(TINY, "none", 3, (3,), "cpu")
    assert [layer.b.shape for layer in few] == [(1, 12)] * 3


# ---- networks of torch.nn ----


def one_network(sizes=(6, 5, 4, 3), seed=0):
    return mlp.init_mlp(sizes, Streams((seed,), "test"))


@pytest.mark.parametrize("units", ["sigmoid", "relu"])
def test_plain_training_is_that_of_the_hand_written_gradients(units):
    rng = np.random.default_rng(1)
    x = torch.from_numpy(rng.random((1, 40, 6), dtype=np.float32))
    labels = torch.from_numpy(rng.integers(0, 3, (1, 40)))
    params = one_network()
    network = modern.build(params, units)
    optimiser = modern.optimiser_of(network, "sgd", 0.5)
    streams = Streams((0,), "order")
    for _ in range(3):
        modern.train_epoch(network, optimiser, x, labels, 8, streams)
    mlp.train(params, x, labels, 0.5, 3, 8, Streams((0,), "order"), activation=units)
    linear = [module for module in network if isinstance(module, torch.nn.Linear)]
    for module, (W, b) in zip(linear, params, strict=True):
        assert torch.allclose(module.weight, W[0].mT, atol=1e-5)
        assert torch.allclose(module.bias, b[0], atol=1e-5)
    nll, right = modern.evaluate_each(network, x[0], labels[0])
    expected, hits = mlp.evaluate_each(params, x, labels, units)
    assert float(nll[0]) == pytest.approx(float(expected[0]), abs=1e-5)
    assert torch.equal(right, hits)


def test_building_copies_the_layers():
    params = one_network()
    network = modern.build(params)
    with torch.no_grad():
        network[0].weight.zero_()
    assert float(params[0].W.abs().max()) > 0


def test_what_regularises_is_there_in_training_only():
    network = modern.build(one_network(), "relu", (0.2, 0.5), batch_norm=True)
    names = [type(module).__name__ for module in network]
    block = ["Linear", "BatchNorm1d", "ReLU", "Dropout"]
    assert names == ["Dropout", *block, *block, "Linear"]
    x, labels = torch.rand(1, 32, 6), torch.randint(0, 3, (1, 32))
    first, again = (modern.evaluate_each(network, x[0], labels[0])[0] for _ in range(2))
    assert torch.equal(first, again)
    network.train()
    assert not torch.equal(network(x[0]), network(x[0]))


def test_adam_moves_each_weight_by_about_its_rate_at_first():
    params = one_network()
    network = modern.build(params)
    before = network[0].weight.detach().clone()
    optimiser = modern.optimiser_of(network, "adam", 0.01)
    modern.train_epoch(network, optimiser, torch.rand(1, 8, 6), torch.zeros(1, 8).long(), 8, Streams((0,)))
    moved = (network[0].weight - before).abs()
    assert torch.allclose(moved, torch.full_like(moved, 0.01), rtol=0.05)


def test_what_cannot_be_built_is_refused():
    with pytest.raises(ValueError, match="These layers have 2 seeds; a network of torch.nn has one"):
        modern.build(mlp.init_mlp((6, 3), Streams((0, 1), "test")))
    with pytest.raises(ValueError, match="units is 'tanh'"):
        modern.build(one_network(), "tanh")
    with pytest.raises(ValueError, match="optimiser is 'rmsprop'"):
        modern.optimiser_of(modern.build(one_network()), "rmsprop", 0.1)


# ---- the claim ----

DEEP_ERRORS = {"none": 60.0, "rbm": 3.0}


def mended(level, start, depth):
    name, _, n = start.partition(":")
    if depth == 5:
        return {"test_error": DEEP_ERRORS.get(name, level)}
    return {"test_error": (2 if name.startswith("rbm") else 3) * 100 / np.sqrt(int(n))}


@pytest.mark.parametrize(("level", "word"), [(4.0, "holds"), (50.0, "mixed")])
def test_better_baselines_support_the_claim_where_most_of_the_gap_closes(level, word):
    table = made_up(CELLS, (10, 75, 87, 100), ends=lambda *cell: mended(level, *cell))
    told = verdicts(MODERN, table)["C31"]
    assert told.word == word
    assert len(told.estimates) == 6
    assert told.estimates[0].value == pytest.approx(54, rel=0.03)
    every, best = told.notes
    assert every.count("ReLU") == 4
    pairs = re.findall(r"([\d,]+): ([\d.]+) \((?!RBM)[^)]+\) and ([\d.]+) \(RBM", best)
    assert len(pairs) == 6
    for n, without, with_ in pairs:
        assert float(without) == pytest.approx(300 / int(n.replace(",", "")) ** 0.5, rel=0.05)
        assert float(without) == pytest.approx(1.5 * float(with_), rel=0.05)
    assert {arm.updates for arm in told.arms} == {12_500}
    assert [bool(arm.before) for arm in told.arms] == [False] * 6 + [True]
    with_digits = verdicts(MODERN, with_bits(table))["C31"]
    assert all(one.over_digits > 0 for one in with_digits.estimates)


def test_it_is_opposed_where_the_uniform_start_does_well():
    def well(start, depth):
        name = start.partition(":")[0]
        return {"test_error": 3.0 if name == "rbm" else 3.5}

    told = verdicts(MODERN, made_up(CELLS, (10, 75, 87, 100), ends=well))["C31"]
    assert told.estimates[0].supports == -1


def test_figures():
    table = made_up(CELLS, (10, 75, 87, 100), ends=lambda *cell: mended(4.0, *cell))
    boxes, curves = MODERN.draw(table).axes
    assert [text.get_text() for text in boxes.get_yticklabels()] == list(NAMES.values())[::-1]
    assert len(curves.get_lines()) == len(question.WITH_FEW)
    panels = [ax for ax in MODERN_RATES.draw(made_up(CELLS, seeds=1)).axes if ax.get_lines()]
    assert len(panels) == 7
