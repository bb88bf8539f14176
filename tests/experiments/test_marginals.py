"""The question whether it is the scale of the weights."""

import numpy as np
import pytest
import torch
from scipy.stats import kurtosis

from tests.experiments.small_networks import SMALL, fault, made_up, verdicts, with_bits
from utils.experiments import marginals, marginals_mean, variants
from utils.experiments.engine.store import same

TINY = SMALL | {"starts": marginals.STARTS, "depths": [1, 2]}
CELLS = [cell for condition in TINY["starts"] for cell in marginals.cells(TINY, condition)]


def test_a_task_has_every_start_and_is_repeatable():
    for condition in ("random", "rbm"):
        table = marginals.compute(TINY, condition, (3, 4), "cpu")
        assert fault(marginals.MARGINALS, TINY, condition, (3, 4), table) == ""
        cells = marginals.cells(TINY, condition)
        assert set(zip(table["start"], table["depth"], strict=True)) == set(cells)
        assert len(table) == len(cells) * 2 * 2  # seeds, epochs
        assert table.groupby(["start", "depth", "seed"])["kurtosis"].nunique().eq(1).all()
        assert same(table, marginals.compute(TINY, condition, (3, 4), "cpu"))


def test_what_is_made_of_pretraining_has_its_marginals(monkeypatch):
    kept = {}
    monkeypatch.setattr(
        variants, "train", lambda settings, networks, *_: kept.update(networks) or made_up([])
    )
    monkeypatch.setattr(marginals, "excess_kurtosis", lambda W: torch.zeros(len(W)))
    with pytest.raises(KeyError, match="start"):  # the table that is not there
        marginals.compute(TINY, "rbm", (3,), "cpu")
    for i in (0, 1):
        trained, drawn, permuted = (kept[start, 2][i].W.flatten() for start in TINY["starts"]["rbm"])
        assert torch.equal(trained.sort().values, permuted.sort().values)
        assert set(drawn.tolist()) <= set(trained.tolist())
        assert not torch.equal(trained.sort().values, drawn.sort().values)
        assert not torch.equal(trained, permuted)


def test_the_mean_is_taken_from_permuted_weights_and_nothing_else():
    made = marginals.pretrained_starts(TINY, "rbm", (3, 4), "cpu")
    for permuted, centred in zip(made["rbm:permuted"], made["rbm:centred"], strict=True):
        np.testing.assert_allclose(centred.W.mean(dim=(1, 2)), 0, atol=1e-7)
        taken = (permuted.W - centred.W).flatten(1)
        np.testing.assert_allclose(taken, taken[:, :1].expand_as(taken), atol=1e-7)
        assert (taken[:, 0].abs() > 1e-4).all()
        assert permuted.b.any()
        assert not centred.b.any()
    settings = TINY | {"starts": marginals_mean.STARTS}
    table = marginals.compute(settings, "rbm", (3, 4), "cpu")
    assert fault(marginals_mean.MARGINALS_MEAN, settings, "rbm", (3, 4), table) == ""
    assert set(table["start"]) == {"rbm", "rbm:permuted", "rbm:centred"}
    assert [ax.get_title() for ax in marginals.draw(table).axes[:2]] == ["1 hidden layer", "2 hidden layers"]


def test_the_random_starts_differ_in_scale_as_they_should():
    settings = TINY | {"width": 60, "depths": [1, 2]}
    made = marginals.random_starts(settings, "random", (3,), "cpu")
    first, second = ({start: layers[i].W.std().item() for start, layers in made.items()} for i in (0, 1))
    assert first["none"] == pytest.approx(784**-0.5 / 3**0.5, rel=0.02)
    assert second["none"] == pytest.approx(60**-0.5 / 3**0.5, rel=0.05)
    assert first["glorot"] == pytest.approx((2 / (784 + 60)) ** 0.5, rel=0.02)
    for four, one in (("glorot4", "glorot"), ("orthogonal4", "orthogonal")):
        assert first[four] == pytest.approx(4 * first[one], rel=1e-5)
    assert second["orthogonal"] == pytest.approx(60**-0.5, rel=0.02)


def test_excess_kurtosis_is_scipys():
    values = np.stack(
        [np.random.default_rng(0).uniform(size=9_999), np.random.default_rng(1).laplace(size=9_999)]
    )
    found = marginals.excess_kurtosis(torch.from_numpy(values).view(2, 99, 101))
    np.testing.assert_allclose(found, kurtosis(values, axis=1), rtol=1e-6)
    assert found[0] == pytest.approx(-1.2, abs=0.05)


def test_the_figure_has_a_box_for_each_start_and_the_kurtosis_of_each_layer():
    figure = marginals.draw(made_up(CELLS, kurtosis=3.0))
    first, second, tails = figure.axes
    drawn = [name for start, name in marginals.NAMES.items() if (start, 1) in CELLS]
    assert [text.get_text() for text in first.get_yticklabels()] == drawn[::-1]
    assert second.get_title() == "2 hidden layers"
    assert len(tails.containers) == 3
    assert tails.containers[0].lines[0].get_ydata().tolist() == [3.0, 3.0]


TABLE_1 = {"none": (1.81, 1.77), "histogram": (1.94, 1.69), "permuted": (1.94, 1.69), "": (1.41, 1.37)}


def papers(start, depth):
    kind, _, name = start.partition(":")
    return {"test_error": TABLE_1[name if kind in ("rbm", "autoencoder") else "none"][depth - 1]}


@pytest.mark.parametrize("kind", ["rbm", "autoencoder"])
def test_claims_hold_on_the_papers_numbers(kind):
    table = made_up(CELLS, (10, 75, 87, 100), ends=papers, kurtosis=2.0)
    table["kurtosis"] += 0.01 * table["seed"]
    told = verdicts(marginals.MARGINALS, table, kind=kind)
    assert {name: one.word for name, one in told.items()} == {"C11": "holds", "C12": "holds"}
    assert told["C11"].estimates[0].value == pytest.approx(-0.33, abs=0.05)
    assert "gain over the uniform start in points, 1 layer: Glorot" in told["C11"].notes[0]
    table["kurtosis"] -= 3.5
    told = verdicts(marginals.MARGINALS, with_bits(table), kind=kind)
    assert told["C12"].word == "contradicted"
    assert all(one.over_digits > 0 for one in told["C11"].estimates)


def test_marginals_that_do_as_well_as_pretraining_contradict():
    def ends(start, depth):
        return {"test_error": 1.8 if start in marginals.STARTS["random"] else 1.4}

    table = made_up(CELLS, (10, 75, 87, 100), ends=ends, kurtosis=2.0)
    assert verdicts(marginals.MARGINALS, table, kind="rbm")["C11"].word == "contradicted"
