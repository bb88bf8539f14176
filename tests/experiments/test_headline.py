"""The question how good networks of the paper's own size are."""

import pytest

from tests.experiments.small_networks import SMALL, fault, made_up
from utils.experiments import headline, strengths
from utils.experiments.engine import store
from utils.experiments.engine.experiment import ExperimentError
from utils.experiments.engine.store import same
from utils.experiments.headline import HEADLINE, HEADLINE_RATES

TINY = SMALL | {
    "starts": ["rbm", "none"], "sizes": [9, 8, 7], "depths": [3], "strength": {"rbm": 0.1},
}  # fmt: skip
CELLS = [(start, 3) for start in ("none", "rbm", "autoencoder")]


@pytest.mark.parametrize("condition", TINY["starts"])
def test_a_task_is_repeatable_and_uses_the_rate_of_pretraining(condition):
    table = headline.compute(TINY, condition, (3,), "cpu")
    assert fault(HEADLINE, TINY, condition, (3,), table) == ""
    assert same(table, headline.compute(TINY, condition, (3,), "cpu"))
    other = headline.compute(TINY | {"strength": {"rbm": 0.5}}, condition, (3,), "cpu")
    assert same(table, other) == (condition == "none")


def test_the_choice_tries_rates_of_pretraining_and_of_fine_tuning():
    settings = TINY | {"choosing": True, "strengths": {"rbm": [0.02, 0.05]}, "rate_grid": [0.3, 1.0]}
    table = headline.compute(settings, "rbm", (3,), "cpu")
    assert fault(HEADLINE_RATES, settings, "rbm", (3,), table) == ""
    assert set(table["start"]) == {"rbm:0.02", "rbm:0.05"}
    chosen, _ = strengths.choose(table, settings)
    assert chosen["strength"]["rbm"]["3"] in (0.02, 0.05)


def test_wider_networks_take_the_choices_of_the_others_and_say_so_where_there_are_none(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "SHIPPED", tmp_path)
    settings = dict(HEADLINE.budget("wide").settings)
    with pytest.raises(ExperimentError, match="not chosen yet for the budget course"):
        HEADLINE.prepare(HEADLINE, "wide", settings, tmp_path, lambda other: None)


def test_summary_and_figure_are_of_the_chosen_epoch():
    def ends(start, depth):
        return {"test_error": {"none": 1.8, "rbm": 1.3, "autoencoder": 1.35}[start]}

    table = made_up(CELLS, (1, 2, 3, 4), seeds=3, ends=ends)
    table.loc[(table["start"] == "rbm") & (table["epoch"] == 3), "valid_error"] = 0.1
    found = headline.summary(table)
    assert found["epoch"].tolist() == [4, 3, 4]
    assert found["seeds"].tolist() == [3, 3, 3]
    assert found.loc["none", "mean"] == pytest.approx(1.8, rel=0.02)
    assert found.loc["rbm", "mean"] == pytest.approx(1.3 * 4 / 3, rel=0.02)
    assert (found["lowest"] <= found["mean"]).all()
    (ax,) = HEADLINE.draw(table).axes
    assert len(ax.get_lines()) == 3 * 3 + 3 + 2  # curves, chosen epochs, the paper's
