"""What units look for: the ascent, what is measured of it, the weights that are kept, and the claims."""

import itertools

import numpy as np
import pandas as pd
import pytest
import torch

from tests.experiments.made_up import looked_into, table_of_looking
from tests.experiments.small_networks import SMALL, fault, verdicts
from utils.experiments import ascent, filters, looking, variants
from utils.experiments.engine import runner, store
from utils.experiments.engine import weights as engine_weights
from utils.experiments.engine.planning import Options
from utils.experiments.engine.store import same
from utils.experiments.filters import FILTERS
from utils.torch_models import mlp
from utils.torch_models.mlp import Layer
from utils.torch_models.streams import Streams

TINY = SMALL | {
    "starts": ["none", "rbm", "autoencoder"], "sizes": [12, 10, 8], "epochs": 2, "measured": [0, 1, 2],
    "units": 3, "ascents": 2, "steps": 5, "keeps_weights_of": [0],
}  # fmt: skip


def network(sizes, seeds=(0, 1), scale=4.0):
    """Random hidden layers in float64, their units well away from a straight line."""
    made = mlp.init_mlp(sizes, Streams(seeds, "a network"), torch.float64)
    return [Layer(scale * W, b + 0.3) for W, b in made]


# ---- the ascent ----


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_slopes_are_those_of_autograd(depth):
    layers = network((9, 7, 6, 5)[: depth + 1])
    units = torch.tensor([3, 0, 3])
    x = torch.randn(2, 3, 9, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    x.requires_grad_(True)
    scores = mlp.forward(layers, x)[-1]  # the last of the layers has no function: its weighted input
    scores[:, [0, 1, 2], units].sum().backward()
    np.testing.assert_allclose(ascent.slopes(layers, x.detach(), units), x.grad, rtol=1e-10)


def test_the_image_that_a_unit_of_layer_1_likes_best_is_its_filter():
    layers = network((9, 7))
    starts = Streams((0, 1), "ascent").uniform(-1, 1, (4, 9)).double()
    images, aligned = ascent.maximise(layers, starts, [5, 2], 3.0, 200)
    assert images.shape == (2, 2, 4, 9)
    wanted = layers[0].W[:, :, [5, 2]].mT.unsqueeze(2)  # (S, U, 1, V)
    wanted = 3 * wanted / wanted.norm(dim=3, keepdim=True)
    np.testing.assert_allclose(images, wanted.expand(-1, -1, 4, -1), atol=1e-6)
    np.testing.assert_allclose(aligned, 1, atol=1e-10)


def test_the_ascent_climbs_and_keeps_the_length():
    layers = network((9, 7, 6))
    starts = Streams((0, 1), "ascent").uniform(-1, 1, (3, 9)).double()

    def liked(steps):
        images, _ = ascent.maximise(layers, starts, range(6), 2.0, steps)
        np.testing.assert_allclose(images.norm(dim=-1), 2, rtol=1e-10)
        scores = mlp.forward(layers, images.flatten(1, 2))[-1].unflatten(1, (6, 3))
        return torch.stack([scores[:, u, :, u] for u in range(6)], dim=1)

    few, more, many = liked(1), liked(10), liked(100)
    assert (more > few).double().mean() > 0.9
    assert (many >= more - 1e-3).all()


def test_noise_is_rough_and_a_slope_is_not():
    rng = torch.Generator().manual_seed(0)
    noise = torch.randn(50, 784, generator=rng)
    assert float(ascent.roughness(noise).mean()) == pytest.approx(1, abs=0.03)
    slope = torch.arange(28.0).expand(28, 28).reshape(784)
    assert float(ascent.roughness(slope)) < 0.01
    assert float(ascent.roughness(5 * noise[0] + 3)) == pytest.approx(
        float(ascent.roughness(noise[0])), rel=1e-4
    )
    board = torch.tensor([[1.0, -1], [-1, 1]]).repeat(14, 14).reshape(784)
    assert float(ascent.roughness(board)) == pytest.approx(2)


def test_likeness_is_the_largest_correlation():
    rng = np.random.default_rng(0)
    digits, images = rng.random((6, 10)), rng.normal(size=(2, 3, 10))
    images[0, 1] = 2 * digits[4] + 1
    found = ascent.likeness(torch.tensor(images), torch.tensor(digits))
    assert float(found[0, 1]) == pytest.approx(1)
    wanted = max(np.corrcoef(images[1, 2], digit)[0, 1] for digit in digits)
    assert float(found[1, 2]) == pytest.approx(wanted)


def test_agreement_is_the_mean_cosine_of_all_pairs():
    images = np.random.default_rng(0).normal(size=(2, 4, 10))
    cosines = [
        np.dot(a, b) / np.linalg.norm(a) / np.linalg.norm(b) for a, b in itertools.combinations(images[1], 2)
    ]
    assert float(ascent.agreement(torch.tensor(images))[1]) == pytest.approx(np.mean(cosines))


# ---- a task ----


@pytest.mark.parametrize("condition", TINY["starts"])
def test_a_task_gives_the_rows_that_it_declares_and_is_repeatable(condition):
    table = filters.compute(TINY, condition, (0, 3), "cpu")
    assert fault(FILTERS, TINY, condition, (0, 3), table) == ""
    assert same(table, filters.compute(TINY, condition, (0, 3), "cpu"))
    before = table[table["epoch"] == 0]
    np.testing.assert_allclose(before["cosine"], 1, rtol=1e-5)
    assert (before["flips"] == 0).all()
    assert (table.loc[table["epoch"] == 2, "cosine"] < 1).all()
    first = table[table["layer"] == 1]
    assert (first["agreement"] > 0.3).all(), "five steps have gone a good part of the way"


def test_a_seed_does_not_depend_on_the_seeds_beside_it():
    together = filters.compute(TINY, "rbm", (0, 3), "cpu")
    alone = filters.compute(TINY, "rbm", (3,), "cpu")
    mine = together[together["seed"] == 3].reset_index(drop=True)
    for name in ("cosine", "flips", "roughness", "likeness"):
        np.testing.assert_allclose(mine[name], alone[name], rtol=1e-3, atol=1e-4)


def test_what_has_changed_is_told_by_cosines_and_signs():
    before = torch.tensor([[[1.0, 1.0], [1.0, 0.0]]])
    after = torch.tensor([[[2.0, -1.0], [2.0, 1.0]]])
    found = looking.changed(Layer(before, None), Layer(after, None))
    assert float(found["cosine"]) == pytest.approx((1 - 0.5**0.5) / 2)
    assert float(found["flips"]) == pytest.approx(0.25)


def test_the_weights_of_the_first_seed_are_kept_beside_the_result(tmp_path, monkeypatch):
    kept = {}
    monkeypatch.setattr(
        variants, "pretrained",
        lambda settings, start, seeds, device, made=variants.pretrained: kept.setdefault(
            start, made(settings, start, seeds, device)
        ),
    )  # fmt: skip
    budget = FILTERS.budgets["demo"]._replace(settings=TINY)
    monkeypatch.setitem(FILTERS.budgets, "demo", budget)
    path = runner.run(FILTERS, "demo", Options(1, workers=1, folder=tmp_path), print)
    table, record = store.read(path)
    assert "weights" not in table
    found = engine_weights.load("filters", "demo", tmp_path)
    assert len(found) == 3 * 2 * 3  # starts, stages, layers
    layer = found["none/before/2"]
    assert layer.shape == (13, 10)
    if "none" in kept:  # computed in this process
        np.testing.assert_allclose(layer[:-1], kept["none"][1].W[0].numpy(), rtol=1e-3, atol=1e-3)
    after = found["rbm/after/1"]
    assert (after != found["rbm/before/1"]).any()
    cosines = [
        np.dot(a, b) / np.linalg.norm(a) / np.linalg.norm(b)
        for a, b in zip(after[:-1].T.astype(float), found["rbm/before/1"][:-1].T.astype(float), strict=True)
    ]
    row = table[(table["start"] == "rbm") & (table["layer"] == 1) & (table["epoch"] == 2)]
    assert float(row["cosine"].iloc[0]) == pytest.approx(np.mean(cosines), abs=1e-3)


# ---- claims ----


def made(like):
    return looked_into(like, 12, np.random.default_rng(0))


@pytest.mark.parametrize("kind", ["rbm", "autoencoder"])
def test_claims_hold_where_it_is_as_in_the_paper(kind):
    told = verdicts(FILTERS, table_of_looking(made("paper")), kind=kind)
    assert {name: one.word for name, one in told.items()} == {"C6": "holds", "C7": "holds"}
    assert len(told["C6"].estimates) == 8
    assert len(told["C7"].estimates) == 4
    assert [arm.updates for arm in told["C6"].arms] == [50_000, 50_000]
    assert told["C6"].levelled
    assert "without pre-training the cosines are" in told["C6"].notes[0]
    assert "roughness" in told["C7"].notes[0]


def test_claims_name_what_does_not_hold():
    like = made("paper")
    for layer in (2, 3):
        like["rbm", "roughness", layer], like["none", "roughness", layer] = (
            like["none", "roughness", layer], like["rbm", "roughness", layer],
        )  # fmt: skip
    like["rbm", "flips", 3] += 0.3
    told = verdicts(FILTERS, table_of_looking(like), kind="rbm")
    assert told["C7"].word == "mixed"
    assert [one.mark for one in told["C7"].estimates] == ["-", "+", "-", "+"]
    assert told["C6"].word == "mixed"
    assert told["C6"].parts.endswith("contradicted: layer 3: share of signs")


def test_a_network_that_still_gets_better_is_told():
    table = table_of_looking(made("paper"))
    late = (table["start"] == "none") & (table["epoch"] > 40)
    table.loc[late, "valid_error"] *= 0.8
    arms = FILTERS.arms(table, {"settings": filters.COURSE}, "rbm")
    assert [arm.moving for arm in arms] == [("validation error",), ()]


def test_the_figure_has_every_start_before_and_after():
    figure = filters.draw(table_of_looking(made("paper")))
    cosine, roughness, likeness = figure.axes
    assert len(cosine.containers) == 3
    assert len(roughness.containers) == len(likeness.containers) == 6
    assert [text.get_text() for text in figure.legends[0].get_texts()][0] == "no pre-training"


def test_weights_are_read_from_bytes_only_where_there_are_any():
    layer = Layer(torch.arange(6.0).view(1, 3, 2), torch.tensor([[7.0, 8.0]]))
    rows = [("rbm", 1, 0, 0, looking.as_bytes(layer, 0)), ("rbm", 1, 1, 0, b""), ("rbm", 2, 1, 5, None)]
    table = pd.DataFrame(rows, columns=["start", "layer", "seed", "epoch", "weights"])
    found = filters.weights(table)
    assert list(found) == ["rbm/before/1"]
    np.testing.assert_array_equal(found["rbm/before/1"], [[0, 1], [2, 3], [4, 5], [7, 8]])
