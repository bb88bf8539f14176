"""The question which layers' pre-training matters."""

import numpy as np
import pytest
import torch

from tests.experiments.small_networks import SMALL, fault, made_up, verdicts, with_bits
from utils.experiments import layers, variants
from utils.experiments.engine.arms import OWN, TAKEN
from utils.experiments.engine.store import same

TINY = SMALL | {"which": layers.WHICH}


def test_a_task_has_every_variant_and_is_repeatable():
    table = layers.compute(TINY, "rbm", (3, 4), "cpu")
    assert fault(layers.LAYERS, TINY, "rbm", (3, 4), table) == ""
    assert set(zip(table["start"], table["depth"], strict=True)) == set(layers.cells(TINY, "rbm"))
    assert len(table) == 6 * 2 * 2  # variants, seeds, epochs
    assert same(table, layers.compute(TINY, "rbm", (3, 4), "cpu"))
    assert layers.cells(TINY, "none") == [("none", 3), ("none", 2)]
    assert len(layers.cells(TINY, "autoencoder")) == 3


def test_a_layer_that_is_not_pretrained_is_the_one_that_was_drawn(monkeypatch):
    kept = {}
    monkeypatch.setattr(variants, "train", lambda settings, networks, *_: kept.update(networks))
    for condition in ("none", "rbm"):
        layers.compute(TINY, condition, (3,), "cpu")
    drawn, trained = kept["none", 3], kept["rbm:123", 3]
    for (start, depth), network in kept.items():
        assert len(network) == depth
        for i, layer in enumerate(network):
            right, other = (trained, drawn) if str(i + 1) in start else (drawn, trained)
            assert torch.equal(layer.W, right[i].W)
            assert not torch.equal(layer.W, other[i].W)


def test_the_figure_has_a_curve_for_each_number_of_layers_and_a_box_for_each_choice_of_two():
    cells = [cell for condition in TINY["which"] for cell in layers.cells(TINY, condition)]
    curves, boxes = layers.draw(made_up(cells)).axes
    assert [line.get_label() for line in curves.get_lines()] == [
        "no layer pre-trained", "RBM: the first", "RBM: the first two", "RBM: all three",
    ]  # fmt: skip
    assert all(np.diff(line.get_xdata()).max() < 0 for line in curves.get_lines())
    assert [text.get_text() for text in boxes.get_yticklabels()][-1] == "autoencoder: the first"
    assert len(boxes.get_yticklabels()) == 7


CELLS = [cell for condition in TINY["which"] for cell in layers.cells(TINY, condition)]
AS_IN_THE_PAPER = {
    "train_nll": {"": 5e-5, "1": 1.1e-4, "12": 6e-4, "123": 1.9e-3},
    "test_nll": {"": 0.125, "1": 0.08, "12": 0.062, "123": 0.047},
    "test_error": {"": 1.77, "1": 1.44, "2": 1.72, "12": 1.37, "123": 1.3},
}


def papers(start, depth):
    which = start.partition(":")[2]
    return {name: numbers.get(which, 1.0) for name, numbers in AS_IN_THE_PAPER.items()}


def measured_late(ends, **columns):
    return made_up(CELLS, (10, 75, 87, 100), ends=ends, **columns)


def test_claims_hold_on_the_papers_numbers():
    told = verdicts(layers.LAYERS, measured_late(papers))
    assert {name: one.word for name, one in told.items()} == {"C27": "holds", "C29": "holds"}
    first = told["C27"].estimates[0]
    assert first.effect.part == "test NLL, 0 to 1 layers"
    assert np.exp(first.value) == pytest.approx(0.08 / 0.125, rel=0.05)
    assert len(told["C29"].estimates) == 4
    deep, shallow = ({arm.name: arm for arm in told[name].arms} for name in ("C27", "C29"))
    assert {name[-8:] for name in deep} == {"3 layers"}, "no others are compared"
    assert {name[-8:] for name in shallow} == {"2 layers"}
    assert shallow["RBM: the second, 2 layers"].updates == 50_000
    assert shallow["RBM: the second, 2 layers"].tuned.rate == OWN
    assert deep["RBM: all three, 3 layers"].tuned.rate == TAKEN
    assert deep["RBM: all three, 3 layers"].tuned.words.startswith("the rate of the networks without")


def test_claims_are_contradicted_where_the_layers_change_places():
    swap = {"": "123", "1": "12", "12": "1", "123": "", "2": "1"}

    def ends(start, depth):
        which = start.partition(":")[2]
        if depth == 3:
            return papers(swap[which], depth) | papers(f"rbm:{swap[which]}", depth)
        return papers("rbm:" + {"1": "2", "2": "1"}.get(which, which), depth)

    told = verdicts(layers.LAYERS, measured_late(ends))
    assert {name: one.word for name, one in told.items()} == {"C27": "contradicted", "C29": "contradicted"}


def test_a_training_loss_that_still_falls_fast_does_not_count():
    table = measured_late(papers)
    fast = (table["start"] == "none") & (table["epoch"] < 100)
    table.loc[fast, "train_nll"] *= 3
    told = verdicts(layers.LAYERS, table)["C27"]
    assert [one.mark for one in told.estimates] == ["+", "+", "+", "x", "+", "+"]
    assert told.word == "holds in part"
    assert not told.levelled


def test_other_test_digits_add_to_the_uncertainty_of_errors_only():
    told = verdicts(layers.LAYERS, with_bits(measured_late(papers)))
    assert all(one.over_digits > 0 for one in told["C29"].estimates)
    assert max(one.over_digits for one in told["C27"].estimates) < 1e-9
