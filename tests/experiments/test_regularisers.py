"""The question whether another regulariser can replace pre-training."""

import functools

import pandas as pd
import pytest

from tests.experiments.small_networks import SMALL, fault, made_up, verdicts, with_bits
from utils.experiments import regularisers, strengths
from utils.experiments.engine.arms import OWN, Tuned
from utils.experiments.engine.store import same
from utils.experiments.regularisers import NAMES, REGULARISERS

STRENGTHS = {"l2": [1e-4, 1e-2], "dropout": [[0.0, 0.2], [0.2, 0.5]], "max_norm": [1.0], "rbm+l2": [1e-4]}
STRENGTH = regularisers.DEMO["strength"] | {"max_norm": 0.5}
TINY = SMALL | {"regularisers": list(NAMES), "depths": [1, 2], "strength": STRENGTH}
CHOOSING = TINY | {
    "choosing": True, "strengths": STRENGTHS, "rate_grid": [0.5, 1.0], "tuning_watched": ["train", "valid"],
}  # fmt: skip
CELLS = [(name, depth) for name in NAMES for depth in (1, 2, 3)]


@pytest.mark.parametrize("condition", NAMES)
def test_a_task_has_its_regulariser(condition):
    table = regularisers.compute(TINY, condition, (3, 4), "cpu")
    assert fault(REGULARISERS, TINY, condition, (3, 4), table) == ""
    kind = "rbm" if condition == "rbm+l2" else "none"
    without = regularisers.compute(TINY, kind, (3, 4), "cpu")
    assert same(table["valid_nll"].to_frame(), without["valid_nll"].to_frame()) == (condition == kind)


@pytest.mark.parametrize("condition", ["none", "dropout", "rbm+l2"])
def test_a_choice_tries_every_strength_with_every_rate(condition):
    table = regularisers.compute(CHOOSING, condition, (3,), "cpu")
    assert fault(regularisers.REGULARISERS_RATES, CHOOSING, condition, (3,), table) == ""
    starts = {"none": {"none"}, "dropout": {"dropout:0+0.2", "dropout:0.2+0.5"}, "rbm+l2": {"rbm+l2:0.0001"}}
    assert set(table["start"]) == starts[condition]
    assert "test_error" not in table
    assert "train_error" in table


def made_up_choice():
    """The best: rate 0.5 for nothing; 1e-4 at one layer, 1e-2 at two; dropout of hidden units only."""
    best = {
        ("none", 1, 0.5): 5, ("none", 2, 0.5): 5,
        ("l2:0.0001", 1, 1.0): 4, ("l2:0.01", 2, 1.0): 3,
        ("dropout:0+0.2", 1, 1.0): 4, ("dropout:0+0.2", 2, 1.0): 4,
    }  # fmt: skip
    tables = []
    for start in ("none", "l2:0.0001", "l2:0.01", "dropout:0+0.2", "dropout:0.2+0.5"):
        for rate in (0.5, 1.0):

            def ends(*cell, rate=rate):
                return {"valid_error": best.get((*cell, rate), 9)}

            tables.append(made_up([(start, 1), (start, 2)], seeds=1, ends=ends, rate=rate))
    return pd.concat(tables, ignore_index=True)


def test_strength_and_rate_are_chosen_together_for_each_depth(monkeypatch):
    chosen, at_edge = strengths.choose(made_up_choice(), CHOOSING | {"rate_grid": [0.1, 0.5, 1.0]})
    assert chosen["rates"]["none"] == {"1": 0.5, "2": 0.5}
    assert chosen["strength"] == {
        "l2": {"1": 1e-4, "2": 1e-2}, "dropout": {"1": [0.0, 0.2], "2": [0.0, 0.2]},
    }  # fmt: skip
    assert "none, depth 1: 0.5" not in at_edge
    assert "l2, depth 1: strength 0.0001" in at_edge
    monkeypatch.setattr(strengths, "tuned", lambda *_: (made_up_choice(), "here"))
    settings = {key: value for key, value in CHOOSING.items() if key not in ("choosing", "strength", "rate")}
    completed, remarks = strengths.add_choices(None, None, "course", settings, None, None)
    assert completed["strength"] == chosen["strength"]
    assert remarks["rates_from"] == "here"
    assert strengths.tried(completed, "l2", 2) == {"l2": 1e-2}


def penalty(gain, start, depth):
    """Errors where a penalty brings some gain, and pre-training 0.4 points."""
    return {"test_error": {"none": 1.8, "rbm": 1.4, "autoencoder": 1.4}.get(start, 1.8 - gain)}


@pytest.mark.parametrize(("gain", "word"), [(0.05, "holds"), (0.35, "contradicted")])
def test_a_small_gain_supports_the_claim_and_a_large_one_opposes_it(gain, word):
    table = made_up(CELLS, (10, 75, 87, 100), ends=functools.partial(penalty, gain))
    for kind in ("rbm", "autoencoder"):
        told = verdicts(REGULARISERS, table, kind=kind)["C19"]
        assert told.word == word
        assert len(told.estimates) == 6
    assert f"L2 {gain:.2f}" in told.notes[0]
    assert told.arms[0].tuned.words == "best of 3 rates on 1 seed"
    assert any(arm.tuned == Tuned("best of 3 rates on 1 seed, 4 strengths", OWN) for arm in told.arms)
    with_digits = verdicts(REGULARISERS, with_bits(table), kind="rbm")["C19"]
    assert all(one.over_digits > 0 for one in with_digits.estimates)


def test_figures():
    panels = REGULARISERS.draw(made_up(CELLS)).axes
    assert [label.get_text() for label in panels[0].get_yticklabels()] == list(NAMES.values())[::-1]
    choice = made_up_choice()
    for name in ("l1:1e-06", "l1:1e-05", "rbm"):
        choice = pd.concat([choice, made_up([(name, 1), (name, 2)], seeds=1)], ignore_index=True)
    first, second = regularisers.REGULARISERS_RATES.draw(choice).axes
    assert len(first.get_lines()) == len(second.get_lines()) == 6
    assert first.get_lines()[0].get_xdata().tolist() == [1e-4, 1e-2]
