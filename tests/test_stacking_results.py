"""The tables of lesson 04: complete, fair, what the lesson says, and computed again in part."""

import csv

import numpy as np
import pytest

from utils.lessons.lesson_04 import few_labels
from utils.lessons.lesson_04.ex_4_4_interval import paired_interval
from utils.teaching import stacking_results as results

DEPTH, MADE = results.read("depth")
LABELS, _ = results.read("labels")


def last(rows, arm, depth, labels=4000, key="new_error"):
    """The last epoch's number of each seed."""
    place = ("report", arm, depth, labels)
    mine = [r for r in rows if (r["purpose"], r["arm"], r["depth"], r["labels"]) == place]
    end = max(r["epoch"] for r in mine)
    return np.array([r[key] for r in mine if r["epoch"] == end])


@pytest.mark.parametrize(("table", "rows"), [("depth", DEPTH), ("labels", LABELS)])
def test_tables_are_complete(table, rows):
    arms = results.ARMS if table == "depth" else results.ARMS[:2]
    for arm in arms:
        for depth, labels in results.conditions(table):
            mine = [r for r in rows if (r["arm"], r["depth"], r["labels"]) == (arm, depth, labels)]
            tried = [(r["seed"], r["rate"]) for r in mine if r["purpose"] == "choice"]
            assert tried == [(seed, rate) for seed in results.CHOICE_SEEDS[table] for rate in results.RATES]
            runs = [r for r in mine if r["purpose"] == "report"]
            assert {r["seed"] for r in runs} == set(results.SEEDS[table])
            assert len({(r["seed"], r["epoch"]) for r in runs}) == len(runs)
            if table == "depth":
                assert len(runs) == len(results.SEEDS[table]) * (results.fair_epochs(arm, depth) + 1)
    assert not set(results.CHOICE_SEEDS[table]) & set(results.SEEDS[table])


@pytest.mark.parametrize("rows", [DEPTH, LABELS])
def test_reported_rate_is_the_best_on_held_out_digits(rows):
    best = results.best_rates(rows)
    for row in rows:
        if row["purpose"] == "report":
            assert row["rate"] == best[row["arm"], row["depth"], row["labels"]]


def test_best_rate_of_the_baseline_is_inside_its_grid():
    for depth in results.DEPTHS:
        rate = results.best_rates(DEPTH)["none", depth, 4000]
        assert min(results.RATES) < rate < max(results.RATES)


@pytest.mark.parametrize("arm", ["rbm", "autoencoder"])
def test_pretraining_wins_with_three_layers(arm):
    without, with_ = (100 * last(DEPTH, name, 3) for name in ("none", arm))
    assert len(without) >= 5
    assert without.mean() - with_.mean() >= 1
    assert paired_interval(with_, 0 * with_)[1] < paired_interval(without, 0 * without)[0]


def test_fewer_labels_make_more_errors():
    for arm in ("none", "rbm"):
        means = [last(LABELS, arm, 3, n).mean() for n in results.LABELS] + [last(DEPTH, arm, 3).mean()]
        assert (np.diff(means) < 0).all()


def same_processor():
    here = results.provenance()
    return here["processor"] == MADE["processor"] and here["numpy"] == MADE["numpy"]


@pytest.mark.parametrize(("arm", "seed"), [("none", 0), ("rbm", 3)])
def test_a_slice_computed_again_is_the_same(arm, seed, monkeypatch):
    """The first epoch of a seed with three layers: bit for bit where processor and NumPy are the same.

    Elsewhere rounding turns a coin of the Gibbs chain now and then, and that seed becomes like another one.
    (A processor is its name, family, model and stepping; a file with the name alone counts as elsewhere.)
    """
    monkeypatch.setattr(results, "fair_epochs", lambda arm, depth: 1)
    rate = results.best_rates(DEPTH)[arm, 3, 4000]
    again = results.one_task(("depth", "report", arm, seed, {arm: [(3, 4000, rate)]}))
    reported = [r for r in DEPTH if (r["purpose"], r["arm"], r["depth"]) == ("report", arm, 3)]
    shipped = [r for r in reported if r["seed"] == seed and r["epoch"] <= 1]
    assert len(again) == len(shipped) == 2
    for new, old in zip(again, shipped, strict=True):
        for name in results.MEASURES:
            spread = np.std([r[name] for r in reported if r["epoch"] == old["epoch"]], ddof=1)
            elsewhere = 0.02 if arm == "none" else max(0.02, 4 * spread)  # no coins are drawn without
            allowed = 0 if same_processor() else elsewhere
            assert float(new[name]) == pytest.approx(old[name], abs=allowed)


def test_verify_says_same_and_different(monkeypatch, capsys):
    lines = (results.FOLDER / "stacking_labels.csv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    monkeypatch.setattr(results, "compute", lambda table, workers: rows)
    assert results.main(["verify", "labels"]) == 0
    assert "the same" in capsys.readouterr().out
    rows[3]["new_error"] = "0.123456"
    assert results.main(["verify", "labels"]) == 1
    assert "different" in capsys.readouterr().out


def test_unknown_table_is_named():
    with pytest.raises(ValueError, match="there is no table 'depths'; choose one of 'depth', 'labels'"):
        results.read("depths")


def test_updates_of_the_open_task():
    settings = dict(zip(few_labels.KEYS, ("rbm", (5, 5), 0.1, 3, 0.3, 4), strict=True))
    assert few_labels.count_updates(settings) == (2 * 3 * 200, 4 * 15)
    assert few_labels.count_updates(settings | {"start": "none"}) == (0, 60)
    assert few_labels.count_updates(settings, n_pictures=3201) == (2 * 3 * 161, 60)
