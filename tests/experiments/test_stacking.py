"""The experiment of lesson 04: fair, repeatable, complete, and what the lesson says."""

from dataclasses import replace

import pytest

from utils.experiments.engine import store
from utils.experiments.engine.experiment import Budget
from utils.experiments.engine.runner import Options, run
from utils.experiments.engine.verify import verify
from utils.experiments.stacking import (
    ALL,
    BUDGETS,
    STACKING,
    STACKING_RATES,
    best_rates,
    fair_epochs,
    of_tuning,
)

COURSE = BUDGETS["course"].settings
SMALL = COURSE | {
    "starts": ["none", "rbm"], "sizes": [12, 12], "depths": [1, 2],
    "few_labels": [100], "few_labels_seeds": 1, "pretraining_epochs": 1, "epochs": 1, "rate_grid": [0.3, 1.0],
    "tuning": {"seeds": 1, "few_labels_seeds": 1, "first_seed": 100},
}  # fmt: skip


def small(experiment, settings, seeds):
    """An experiment with a budget of seconds."""
    return replace(experiment, budgets={"demo": Budget(settings, seeds, {"cpu": 1}, "")})


def test_rates_are_chosen_first_and_a_slice_is_verified(tmp_path, monkeypatch):
    rates, stacking = small(STACKING_RATES, of_tuning(SMALL), 1), small(STACKING, SMALL, 2)
    monkeypatch.setattr("utils.experiments.stacking.STACKING_RATES", rates)
    table, record = store.read(run(stacking, "demo", Options(workers=1, folder=tmp_path), print))
    choice, _ = store.load_result("stacking_rates", "demo", tmp_path)
    assert set(choice["seed"]) == {100}
    assert set(table["seed"]) == {0, 1}
    assert record["settings"]["rates"] == best_rates(choice)
    assert record["rates_from"].startswith("stacking_rates-demo.parquet, seeds 0-0, commit")
    for row in table.itertuples():
        assert row.rate == record["settings"]["rates"][row.start][str(row.depth)][str(row.labels)]
    few = table[table["labels"] < ALL]
    assert set(zip(few["depth"], few["seed"], strict=True)) == {(2, 0)}
    whole = table[table["labels"] == ALL].groupby(["start", "depth", "seed"])["epoch"].agg(["min", "max"])
    for (start, depth, _), epochs in whole.iterrows():
        assert list(epochs) == [0, 1 + (depth if start == "none" else 0)]
    sentence = verify(stacking, "demo", "rbm:1", tmp_path).sentence
    assert "the same to the last bit" in sentence


@pytest.mark.parametrize("n", [ALL, *COURSE["few_labels"]])
def test_few_labels_get_as_many_updates_as_all(n):
    for start in COURSE["starts"]:
        epochs = fair_epochs(COURSE, start, 3, n)
        updates = epochs * -(-n // COURSE["batch_size"])
        without = 3 * COURSE["pretraining_epochs"] if start == "none" else 0
        assert updates == pytest.approx((COURSE["epochs"] + without) * ALL / 20, rel=0.002)
