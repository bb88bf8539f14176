"""The question which layers' pre-training matters."""

import numpy as np
import torch

from tests.experiments.small_networks import SMALL, made_up
from utils.experiments import layers, variants
from utils.experiments.engine.store import same

TINY = SMALL | {"which": layers.WHICH}


def test_a_task_has_every_variant_and_is_repeatable():
    table = layers.compute(TINY, "rbm", (3, 4), "cpu")
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
