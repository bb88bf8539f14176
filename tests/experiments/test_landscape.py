"""Lines through the weights: directions, what is measured along them, and what C10 makes of it."""

import numpy as np
import pandas as pd
import pytest
import torch

from tests.experiments.made_up import rises
from tests.experiments.small_networks import fault
from utils.experiments import landscape, scans
from utils.experiments.engine.store import same
from utils.experiments.engine.verdicts import HOLDS, MIXED, UNDECIDED, estimates, word
from utils.experiments.landscape import LANDSCAPE
from utils.torch_models import mlp
from utils.torch_models.mlp import Layer
from utils.torch_models.streams import Streams

TINY = landscape.DEMO | {
    "n_train": 60, "n_test": 40, "n_scanned": 50, "width": 6, "directions": 2, "pretraining_epochs": 1,
    "epochs": 3, "measured": [1, 3],
}  # fmt: skip


@pytest.fixture(scope="module")
def table():
    return landscape.compute(TINY, "rbm", (0, 1), "cpu")


@pytest.fixture
def networks():
    """Of two seeds, with shapes to test them on."""
    rng = np.random.default_rng(0)
    params = mlp.init_mlp((5, 4, 3), Streams((0, 1), "scans"))
    x, labels = rng.random((40, 5), np.float32), rng.integers(3, size=40)
    return params, torch.from_numpy(x), torch.from_numpy(labels)


# ---- one task ----


def test_a_task_gives_the_rows_that_it_declares(table):
    assert fault(LANDSCAPE, TINY, "rbm", (0, 1), table) == ""
    assert same(table, landscape.compute(TINY, "rbm", (0, 1), "cpu"))


def test_a_seed_depends_on_no_other(table):
    alone = landscape.compute(TINY, "rbm", (1,), "cpu")
    beside = table[table["seed"] == 1]
    key = ["depth", "scan", "direction", "at"]
    both = beside.merge(alone, on=key, suffixes=("", "_alone"))
    assert len(both) == len(alone) == len(beside)
    np.testing.assert_allclose(both["train_nll"], both["train_nll_alone"], rtol=1e-3)


def test_all_lines_meet_at_the_end_of_training(table):
    for _, of_network in table.groupby(["depth", "seed"]):
        middle = of_network[of_network["scan"].isin(["gradient", "filters"]) & (of_network["at"] == 0)]
        end = of_network[(of_network["scan"] == "line") & (of_network["at"] == 1)]
        last = of_network[(of_network["scan"] == "training") & (of_network["at"] == 3)]
        assert len(middle) == 2 * 2
        for some in (middle, end, last):
            np.testing.assert_allclose(some["train_nll"], last["train_nll"].iloc[0], rtol=1e-3)
            assert some["test_error"].nunique() == 1
        assert end["moved"].iloc[0] == pytest.approx(last["moved"].iloc[0], rel=1e-5)
        assert (middle["moved"] == 0).all()


def test_the_paper_goes_as_far_as_its_directions_are_long(table):
    some = table[table["scan"] == "gradient"]
    np.testing.assert_allclose(some["moved"], some["at"].abs(), rtol=1e-4)


# ---- directions ----


def test_a_stochastic_gradient_is_the_gradient_of_some_examples(networks):
    params, x, labels = networks
    rng, again = Streams((0, 1), "d"), Streams((0, 1), "d")
    (first, second) = scans.stochastic_gradients(params, x, labels, 2, 7, rng)
    index = again.permutation(40)[:, :7]
    leaves = [Layer(*(part.clone().requires_grad_() for part in layer)) for layer in params]
    loss = mlp.negative_log_likelihood(mlp.forward(leaves, x[index])[-1], labels[index]).sum()
    loss.backward()
    for layer, found in zip(leaves, first, strict=True):
        torch.testing.assert_close(found.W, layer.W.grad, rtol=1e-4, atol=1e-6)
        torch.testing.assert_close(found.b, layer.b.grad, rtol=1e-4, atol=1e-6)
    assert not torch.equal(first[0].W, second[0].W)


def test_directions_have_the_lengths_that_they_should(networks):
    params, x, labels = networks
    (gradient,) = scans.stochastic_gradients(params, x, labels, 1, 7, Streams((0, 1), "d"))
    gradient[0].W[1, :, 2] = 0  # a unit without a gradient
    torch.testing.assert_close(scans.length_of(scans.of_length_one(gradient)), torch.ones(2))
    scaled = scans.filter_by_filter(gradient, params)
    for (d, b), (W, _), (g, _) in zip(scaled, params, gradient, strict=True):
        expected = W.norm(dim=1) * (g.norm(dim=1) > 0)
        torch.testing.assert_close(d.norm(dim=1), expected)
        assert (b == 0).all()
        cosine = torch.nn.functional.cosine_similarity(d, g, dim=1)
        torch.testing.assert_close(cosine, (g.norm(dim=1) > 0).float())


def test_along_a_line_there_are_the_networks_on_it(networks):
    params, x, labels = networks
    other = mlp.init_mlp((5, 4, 3), Streams((2, 3), "scans"))
    way = scans.difference(other, params)
    found = dict(scans.along(params, way, [0, 0.5, 1], (x, labels), (x, labels)))
    for place, ends in ((0, params), (1, other)):
        nll, error = mlp.evaluate(ends, x, labels)
        torch.testing.assert_close(found[place][0], nll, rtol=1e-5, atol=1e-6)
        torch.testing.assert_close(found[place][1], 100 * error)
    torch.testing.assert_close(found[0.5][2], scans.length_of(way) / 2)


# ---- claims ----


def judged(made, kind="autoencoder"):
    return word(estimates(LANDSCAPE.claims[0].effects(made, kind)))


def test_c10_holds_where_networks_lie_in_flatter_valleys_and_not_where_all_are_alike():
    rng = np.random.default_rng(0)
    assert judged(rises((0.05, 0.02, 0.01), (0.03, 0.01, 0.004), 20, rng))[0] == HOLDS
    assert judged(rises((0.02,) * 3, (0.02,) * 3, 20, rng, lower=1.0))[0] == UNDECIDED


def test_c10_names_what_fails():
    made = rises((0.05, 0.02, 0.01), (0.07, 0.01, 0.004), 20, np.random.default_rng(0))
    name, parts = judged(made)
    assert name == MIXED
    assert parts.endswith("contradicted: flatter with pre-training, 1 layer")


def test_networks_that_have_stayed_at_a_plateau_do_not_count():
    made = rises((0.05, 0.02, 0.01), (0.04, 0.01, 0.004), 20, np.random.default_rng(0))
    made.end["none", 3] = np.full(20, 0.69)
    effects = {effect.part: effect.counts for effect in LANDSCAPE.claims[0].effects(made, "autoencoder")}
    assert [part for part, counts in effects.items() if not counts] == [
        "a valley, without, 3 layers",
        "flatter with pre-training, 3 layers",
        "flatter with depth, without, 2 to 3 layers",
    ]


def test_what_is_computed_from_a_table(table):
    both = pd.concat([table.assign(start=start) for start in ("none", "rbm")]).sample(frac=1, random_state=0)
    made = LANDSCAPE.samples(both)
    assert LANDSCAPE.kinds(made) == ["rbm"]
    some = table[(table["depth"] == 2) & (table["seed"] == 1) & (table["scan"] == "gradient")]
    middle, *ends = (
        some[some["at"] == at].sort_values("direction")["train_nll"].to_numpy(float) for at in (0, -2.5, 2.5)
    )
    assert np.exp(made["rbm", 2]["rise"][1]) == pytest.approx((np.mean(ends, axis=0) - middle).mean())
    assert made["rbm", 2]["lower"][1] == pytest.approx(np.log(np.min(ends, axis=0) / middle).mean())
    assert made.end["rbm", 2][1] == pytest.approx(middle[0], rel=1e-3)
    (filters,) = LANDSCAPE.beside(made).values()
    assert filters["rbm", 2]["rise"].shape == (2,)
    assert filters["rbm", 2]["rise"][0] != made["rbm", 2]["rise"][0]
    line = table[(table["depth"] == 1) & (table["seed"] == 0) & (table["scan"] == "line")]["train_nll"]
    assert made.line["rbm", 1][0] == pytest.approx(line.max() - line.iloc[0], abs=1e-6)
    record = {"settings": TINY, "n_seeds": 2}
    without, with_ = LANDSCAPE.arms(both, record, "rbm")
    assert (without.updates, without.before) == (18, "")
    assert with_.before == "6 a layer of pre-training"
    assert "of 8 networks" in landscape.line_tells_little(made, record, "rbm")
    assert "1 to 2 layers of 6 units" in LANDSCAPE.described(made, record)


def test_the_figure_has_a_row_for_each_scan_and_a_panel_for_each_depth(table):
    figure = landscape.draw(table)
    assert len(figure.axes) == 3 * 2
    thick = [line for line in figure.axes[0].lines if line.get_linewidth() == 2]
    assert len(thick) == 1
    assert thick[0].get_xdata().tolist() == landscape.places(TINY)["gradient"]
