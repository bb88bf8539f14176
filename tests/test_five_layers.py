"""The five-layer networks of lesson 06: who is ill, and how they are drawn."""

import numpy as np
import pytest
import torch

from utils.experiments import networks
from utils.lessons.lesson_06 import five_layers
from utils.lessons.lesson_06.ex_6_1_layer import ANSWER
from utils.lessons.lesson_06.ex_6_2_start import start
from utils.torch_models import mlp


def spread_and_mean(params, layer):
    h = mlp.forward(params, torch.from_numpy(five_layers.live_digits()[0].images[:300]))[layer]
    return float(h.std(dim=1).mean()), float(h.mean())


@pytest.mark.parametrize(("seed", "name"), list(enumerate("ABC")))
def test_one_layer_of_a_patient_is_ill(seed, name):
    well = five_layers.stack_seeds([five_layers.wide_network(np.random.default_rng(seed))])
    patient = five_layers.patients()[name]
    differs = [
        i
        for i, (a, b) in enumerate(zip(well, patient, strict=True), start=1)
        if not all(torch.equal(x, y) for x, y in zip(a, b, strict=True))
    ]
    assert differs == [ANSWER[name][0]]
    cured = five_layers.redrawn(patient, differs[0])
    assert spread_and_mean(cured, 5)[0] > 0.01
    spread, mean = spread_and_mean(patient, differs[0])
    signs = {"too small": spread < 1e-3 and mean > 0.1, "too large": spread > 0.25, "shut": mean < 0.01}
    assert [word for word, seen in signs.items() if seen] == [ANSWER[name][1]]


def test_drawing_again_leaves_the_patient_as_it_is():
    patient = five_layers.patients()["A"]
    copy = five_layers.redrawn(patient, 0)
    copy[0].W.zero_()
    assert float(patient[0].W.abs().max()) > 0


def test_wide_is_the_experiments_second_baseline():
    widths = five_layers.SIZES
    unit = [
        mlp.Layer(torch.full((1, v, h), v**-0.5), torch.zeros(1, h))
        for v, h in zip(widths[:-1], widths[1:], strict=True)
    ]
    wide = five_layers.wide_network(np.random.default_rng(0))
    for (W, _), (bound, _) in zip(wide, networks.widened(unit), strict=True):
        largest = float(bound.max())
        assert 0.98 * largest < np.abs(W).max() <= largest * 1.000001


def test_the_answer_to_the_start_is_4_glorot_between_equal_layers():
    ours, theirs = start((100, 100), np.random.default_rng(0)), 4 * np.sqrt(6 / 200)
    assert 0.99 * theirs < np.abs(ours[0][0]).max() <= theirs
