"""The experiment of lesson 04: fair, repeatable, complete, and what the lesson says."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from utils.experiments import stacking
from utils.experiments.engine import provenance, store
from utils.experiments.engine.experiment import Budget
from utils.experiments.engine.planning import Options
from utils.experiments.engine.runner import run
from utils.experiments.engine.verify import verify
from utils.experiments.stacking import ALL, BUDGETS, at_last_epoch, best_rates, fair_epochs, of_tuning
from utils.lessons.lesson_04.ex_4_4_interval import paired_interval

ROOT = Path(__file__).resolve().parents[2]
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
    reported = small(stacking.STACKING, SMALL, 2)
    monkeypatch.setattr(stacking, "STACKING_RATES", small(stacking.STACKING_RATES, of_tuning(SMALL), 1))
    table, record = store.read(run(reported, "demo", Options(workers=1, folder=tmp_path), print))
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
    sentence = verify(reported, "demo", "rbm:1", tmp_path).sentence
    assert "the same to the last bit" in sentence


@pytest.mark.parametrize("n", [ALL, *COURSE["few_labels"]])
def test_few_labels_get_as_many_updates_as_all(n):
    for start in COURSE["starts"]:
        epochs = fair_epochs(COURSE, start, 3, n)
        updates = epochs * -(-n // COURSE["batch_size"])
        without = 3 * COURSE["pretraining_epochs"] if start == "none" else 0
        assert updates == pytest.approx((COURSE["epochs"] + without) * ALL / 20, rel=0.002)


# ---- what is shipped ----


@pytest.fixture(scope="module")
def shipped():
    """The shipped table and its record."""
    return store.load_result("stacking")


@pytest.fixture(scope="module")
def choice():
    """The shipped choice of rates."""
    return store.load_result("stacking_rates")[0]


def last(table, start, depth, labels=ALL):
    """Test error (%) of each seed after the last epoch."""
    rows = at_last_epoch(table)
    return (
        100
        * rows.loc[
            (rows["start"] == start) & (rows["depth"] == depth) & (rows["labels"] == labels), "test_error"
        ].to_numpy()
    )


def test_shipped_table_is_complete(shipped):
    table, record = shipped
    settings = record["settings"]
    for start in settings["starts"]:
        few = settings["few_labels"] if start in settings["few_labels_starts"] else []
        assert set(table.loc[table["start"] == start, "labels"]) == {ALL, *few}
        for depth in settings["depths"]:
            rows = table[(table["start"] == start) & (table["depth"] == depth) & (table["labels"] == ALL)]
            assert len(rows) == 6 * (fair_epochs(settings, start, depth) + 1)
        for n in few:
            rows = table[(table["start"] == start) & (table["labels"] == n)]
            assert rows["seed"].tolist() == [0, 1, 2, 3, 4]
            assert set(rows["depth"]) == {3}


def test_shipped_choice_is_complete_and_of_other_seeds(shipped, choice):
    settings = shipped[1]["settings"]
    for (_, _, labels), rows in choice.groupby(["start", "depth", "labels"]):
        seeds = [100, 101, 102] if labels == ALL else [100, 101]
        tried = sorted(zip(rows["seed"], rows["rate"], strict=True))
        assert tried == [(seed, rate) for seed in seeds for rate in settings["rate_grid"]]
    assert not set(choice["seed"]) & set(shipped[0]["seed"])


def test_reported_rate_is_the_best_on_held_out_digits(shipped, choice):
    table, record = shipped
    best = best_rates(choice)
    assert record["settings"]["rates"] == best
    for (start, depth, labels), rows in table.groupby(["start", "depth", "labels"]):
        assert set(rows["rate"]) == {best[start][str(depth)][str(labels)]}


def test_best_rate_of_the_baseline_is_inside_its_grid(shipped):
    settings = shipped[1]["settings"]
    for depth in settings["depths"]:
        rate = settings["rates"]["none"][str(depth)][str(ALL)]
        assert min(settings["rate_grid"]) < rate < max(settings["rate_grid"])


@pytest.mark.parametrize("start", ["rbm", "autoencoder"])
def test_pretraining_wins_with_three_layers(shipped, start):
    without, with_ = (last(shipped[0], name, 3) for name in ("none", start))
    assert len(without) >= 5
    assert without.mean() - with_.mean() >= 1
    assert paired_interval(with_, 0 * with_)[1] < paired_interval(without, 0 * without)[0]


def test_fewer_labels_make_more_errors(shipped):
    for start in ("none", "rbm"):
        means = [last(shipped[0], start, 3, n).mean() for n in (100, 300, 1000, ALL)]
        assert (np.diff(means) < 0).all()


@pytest.mark.parametrize(("start", "seed"), [("none", 0), ("rbm", 3)])
def test_a_slice_computed_again_is_the_same(shipped, start, seed, monkeypatch):
    """The first epoch of a seed with three layers: bit for bit where processor and NumPy are the same.

    Elsewhere rounding turns a coin of the Gibbs chain now and then, and that seed becomes like another one.
    """
    monkeypatch.setattr(stacking, "fair_epochs", lambda *_: 1)
    table, record = shipped
    settings = record["settings"] | {"depths": [3], "few_labels": []}
    with threadpool_limits(1):
        again = stacking.compute(settings, start, (seed,), "cpu")
    reported = table[(table["start"] == start) & (table["depth"] == 3) & (table["labels"] == ALL)]
    old = reported[(reported["seed"] == seed) & (reported["epoch"] <= 1)].reset_index(drop=True)
    assert len(again) == len(old) == 2
    numpy_is_same = record["versions"]["numpy"] == np.__version__
    here = record["processor"] == provenance.processor() and numpy_is_same
    for name in ("train_nll", "train_error", "test_nll", "test_error"):
        spread = reported.groupby("epoch")[name].std()
        for i, epoch in enumerate(old["epoch"]):
            elsewhere = 0.02 if start == "none" else max(0.02, 4 * spread[epoch])  # no coins without
            allowed = 0 if here else elsewhere
            assert again[name][i] == pytest.approx(old[name][i], abs=allowed)


def test_the_table_is_read_without_torch():
    code = (
        "import sys; from utils.experiments.engine import store; from utils.experiments import stacking\n"
        "stacking.draw(store.load_result('stacking')[0]); assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
