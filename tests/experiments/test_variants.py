"""What questions about variants of networks share: measuring, choosing rates, and the tables between them."""

import functools
from dataclasses import replace

import pandas as pd
import pytest

from tests.experiments.small_networks import SMALL, made_up
from utils.experiments import errors, strengths, variants
from utils.experiments.catalogue import EXPERIMENTS
from utils.experiments.engine import store
from utils.experiments.engine.experiment import Budget
from utils.experiments.engine.planning import Options
from utils.experiments.engine.runner import run
from utils.experiments.layers import LAYERS, look

PREPARATIONS = (variants.add_rates, strengths.add_choices)
QUESTIONS = [e for e in EXPERIMENTS.values() if getattr(e.prepare, "func", None) in PREPARATIONS]


def test_each_variant_is_trained_with_each_rate_or_with_its_own():
    layers = variants.pretrained(SMALL | {"depths": [1, 2]}, "none", (3, 4), "cpu")
    networks = {("none", 1): layers[:1], ("none", 2): layers}
    chosen = SMALL | {"rates": {"none": {"1": 0.5, "2": 2.0}}, "measured": {"1": [2], "2": [1, 2]}}
    table = variants.train(chosen, networks, (3, 4), "cpu")
    assert table.groupby("depth")["rate"].unique().map(list).to_dict() == {1: [0.5], 2: [2.0]}
    assert table.groupby("depth")["epoch"].unique().map(list).to_dict() == {1: [2], 2: [1, 2]}
    choosing = chosen | {"choosing": True, "rate_grid": [0.5, 2.0]}
    del choosing["rates"]
    tried = variants.train(choosing, networks, (3, 4), "cpu")
    assert set(tried) == {"start", "depth", "rate", "seed", "epoch", "valid_nll", "valid_error"}
    assert len(tried) == 2 * 2 * (1 + 2)  # seeds, rates, epochs of both depths
    for row in table.itertuples():
        again = tried.query(f"depth == {row.depth} and rate == {row.rate} and epoch == {row.epoch}")
        assert again.set_index("seed").loc[row.seed, "valid_nll"] == row.valid_nll


def made_up_choice(errors):
    """A choice of rates from ``{(start, depth, rate): validation error at the best epoch}``."""

    def one(key):
        return made_up([key[:2]], seeds=2, ends=lambda *_: {"valid_error": errors[key]}, rate=key[2])

    return pd.concat([one(key) for key in errors], ignore_index=True)


CHOICE = {
    ("none", 2, 0.1): 9, ("none", 2, 1.0): 7, ("none", 2, 3.0): 8,
    ("none", 3, 0.1): 9, ("none", 3, 1.0): 7, ("none", 3, 3.0): 6,
    ("rbm", 2, 0.1): 5, ("rbm", 2, 1.0): 6, ("rbm", 2, 3.0): 9,
    ("rbm", 3, 0.1): 5, ("rbm", 3, 1.0): 4, ("rbm", 3, 3.0): 9,
}  # fmt: skip


def test_best_rates_and_those_at_an_edge():
    best, at_edge = variants.choose(made_up_choice(CHOICE), {"rate_grid": [0.1, 1.0, 3.0]})
    assert best == {"none": {"2": 1.0, "3": 3.0}, "rbm": {"2": 0.1, "3": 1.0}}
    assert at_edge == ["none, depth 3: 3", "rbm, depth 2: 0.1"]


def test_one_rate_at_some_depths_is_the_best_without_pretraining(monkeypatch):
    monkeypatch.setattr(variants, "tuned", lambda *_: (made_up_choice(CHOICE), "here"))
    settings = {"rate_grid": [0.1, 1.0, 3.0], "one_rate": [3]}
    completed, remarks = variants.add_rates(None, None, "course", settings, None, None)
    assert completed["rates"] == {"none": {"2": 1.0, "3": 3.0}, "rbm": {"2": 0.1, "3": 3.0}}
    assert remarks["rates_of_their_own"]["rbm"] == {"2": 0.1, "3": 1.0}
    assert remarks["rates_at_edge_of_grid"] == ["none, depth 3: 3", "rbm, depth 2: 0.1"]
    assert variants.add_rates(None, None, "demo", {"rate": 1.0}, None, None) == ({"rate": 1.0}, {})


def test_the_figure_of_a_choice_shows_the_best_epoch():
    figure = variants.draw_rates(made_up_choice(CHOICE), lambda start: {"label": start})
    first = figure.axes[0].get_lines()[0]
    assert first.get_xdata().tolist() == [0.1, 1.0, 3.0]
    assert first.get_ydata() == pytest.approx([9, 7, 8], rel=0.05)


def test_the_chosen_epoch_is_that_of_the_validation_digits():
    table = made_up([("none", 1), ("rbm", 1)])
    later = (table["start"] == "rbm") & (table["epoch"] > 2)
    table.loc[later, "valid_error"] += 9
    rows = errors.at_chosen_epoch(table)
    assert rows.groupby("start")["epoch"].unique().map(list).to_dict() == {"none": [4], "rbm": [2]}
    seen = errors.right_at_chosen(table.assign(test_right=b"\x01"))
    assert (seen["test_right"].notna() == errors.is_chosen(table)).all()


def test_rates_are_chosen_first_and_then_used(tmp_path, monkeypatch):
    settings = SMALL | {
        "rate_grid": [0.1, 1.0], "tuning_seeds": 1, "which": {"none": {"2": [""]}}, "keeps_right": True,
    }  # fmt: skip
    budgets = {"demo": Budget(settings, 2, {"cpu": 1}, "")}
    choice = variants.choice_of_rates(
        "layers",
        budgets,
        look,
        conditions=LAYERS.conditions,
        compute=LAYERS.compute,
        measures=LAYERS.measures,
        rows=LAYERS.rows,
    )
    question = replace(LAYERS, budgets=budgets, prepare=functools.partial(variants.add_rates, choice))
    question = replace(question, draw=None)
    table, record = store.read(run(question, "demo", Options(workers=1, folder=tmp_path), print))
    tried, tuned = store.load_result("layers_rates", "demo", tmp_path)
    assert tuned["settings"]["choosing"]
    assert set(tried["rate"]) == {0.1, 1.0}
    assert set(tried["seed"]) == {0}
    assert record["settings"]["rates"] == variants.choose(tried, settings)[0]
    assert set(table["rate"]) == set(record["settings"]["rates"]["none"].values())
    assert record["rates_from"].startswith("layers_rates-demo.parquet, seeds 0-0")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_budgets_are_measured_to_their_end_and_tuned_on_their_grid(question):
    for name, budget in question.budgets.items():
        settings = budget.settings
        epochs, measured = settings["epochs"], settings["measured"]
        if not isinstance(epochs, dict):
            epochs, measured = {"": epochs}, {"": measured}
        for depth, last in epochs.items():
            assert measured[depth] == sorted(set(measured[depth]))
            assert measured[depth][-1] == last
            assert sum(epoch >= 0.75 * last for epoch in measured[depth]) >= 2
        assert ("rate" in settings) != ("rate_grid" in settings)
        assert set(settings["watched"]) >= {"valid", "test"}
        assert name in ("demo", "course", "wide")
