"""The experiments with networks: what a task computes, and how the rates are chosen."""

import os
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from utils.experiments import finite_mnist, networks, tuning
from utils.experiments.catalogue import EXPERIMENTS
from utils.experiments.engine import store
from utils.experiments.engine.experiment import Budget, ExperimentError, UsageError
from utils.experiments.engine.planning import Options
from utils.experiments.engine.runner import run
from utils.experiments.engine.tasks import make_tasks, run_task
from utils.experiments.engine.verify import verify
from utils.experiments.errors import is_chosen

SMALL = finite_mnist.DEMO | {
    "n_train": 200, "n_valid": 100, "width": 12, "depths": [1, 2], "batch_size": 20, "epochs": 2,
    "pretraining_epochs": 1, "measured": [1, 2], "rate_grid": [0.1, 0.5, 1.0], "pretraining_grid": [0.05],
}  # fmt: skip


def test_a_task_of_networks_is_repeatable_and_paired():
    rates = {"pretraining": 0.05, "supervised": {"1": 0.5, "2": 0.5}}
    settings = SMALL | {"rates": {"none": rates, "rbm": rates, "autoencoder": rates}}
    tables = {start: networks.compute(settings, start, (3, 4), "cpu") for start in settings["starts"]}
    for start, table in tables.items():
        assert len(table) == 2 * 2 * 2  # depths, epochs, seeds
        assert table[["train_nll", "valid_nll", "test_nll"]].gt(0).all(axis=None)
        assert table["test_error"].between(0, 100).all()
        assert store.same(table, networks.compute(settings, start, (3, 4), "cpu"))
    assert not store.same(tables["rbm"].iloc[:, 1:], tables["autoencoder"].iloc[:, 1:])
    unpretrained = settings | {"pretraining_epochs": 0}
    drawn = networks.compute(unpretrained, "rbm", (3, 4), "cpu")
    assert store.same(drawn.iloc[:, 1:], tables["none"].iloc[:, 1:]), "the same start, the same order"


def test_validation_and_test_digits_are_not_trained_on():
    sets = networks.data_for(SMALL, "cpu")
    assert {name: len(y) for name, (_, y) in sets.items()} == {"train": 200, "valid": 100, "test": 1000}
    rows = [{x.numpy().tobytes() for x in sets[name][0]} for name in sets]
    assert not rows[0] & rows[1]
    assert not rows[0] & rows[2]
    assert not rows[1] & rows[2]


def test_tuning_looks_at_validation_digits_only():
    table = tuning.compute(SMALL, "rbm@0.05", (0,), "cpu")
    key = {"start", "depth", "pretraining", "rate", "seed", "epoch"}
    assert set(table) == key | {"valid_nll", "valid_error"}
    assert len(table) == 2 * 3 * 2  # depths, rates, epochs


def made_up_tuning(errors):
    """A table of tuning from ``{(start, pretraining, depth, rate): validation error}``."""
    rows = [
        {"start": s, "pretraining": p, "depth": d, "rate": r, "seed": seed, "epoch": e, "valid_error": x + e}
        for (s, p, d, r), x in errors.items()
        for seed in (0, 1)
        for e in (1, 2)
    ]
    return pd.DataFrame(rows)


def test_choice_of_rates_and_its_edges():
    settings = {"starts": ["none", "rbm"], "rate_grid": [0.1, 0.5, 1.0], "pretraining_grid": [0.01, 0.1, 0.2]}
    errors = {("none", 0.0, 1, r): x for r, x in ((0.1, 9), (0.5, 7), (1.0, 8))}
    errors |= {("none", 0.0, 2, r): x for r, x in ((0.1, 9), (0.5, 8), (1.0, 7))}
    for pretraining, worse in ((0.01, 2), (0.1, 0), (0.2, 1)):
        errors |= {("rbm", pretraining, 1, r): x + worse for r, x in ((0.1, 6), (0.5, 5), (1.0, 6))}
        errors |= {("rbm", pretraining, 2, r): x + worse for r, x in ((0.1, 6), (0.5, 4), (1.0, 5))}
    rates, at_edge = tuning.choose(made_up_tuning(errors), settings)
    assert rates == {
        "none": {"pretraining": 0.0, "supervised": {"1": 0.5, "2": 1.0}},
        "rbm": {"pretraining": 0.1, "supervised": {"1": 0.5, "2": 0.5}},
    }
    assert at_edge == ["none, depth 2: 1"]


def test_depths_that_only_tuning_looks_at():
    errors = {("none", 0.0, d, r): x for d, r, x in ((1, 0.1, 5), (1, 0.5, 4), (5, 0.1, 89), (5, 0.5, 70))}
    errors |= {("rbm", 0.05, d, 0.1): x for d, x in ((1, 3), (5, 2))}
    table = made_up_tuning(errors)
    table.loc[(table["depth"] == 5) & (table["seed"] == 1), "valid_error"] += 4
    found = {"none": {"5": [71.0, 75.0]}, "rbm": {"5": [3.0, 7.0]}}  # one more at epoch 1
    assert tuning.too_deep(table, [1]) == found
    assert tuning.too_deep(table, [1, 5]) == {}
    course, tune = (e.budget("course").settings for e in (EXPERIMENTS["depth"], tuning.TUNE))
    assert set(course["depths"]) < set(tune["depths"])


def test_figure_of_tuning_shows_error_and_loss_at_the_best_epoch():
    errors = {("rbm", p, d, r): 10 * d + r + p for p in (0.1, 0.2) for d in (1, 2) for r in (0.5, 1.0)}
    table = made_up_tuning(errors)  # one more at epoch 1
    table["valid_nll"] = table["valid_error"] / 100
    axes = tuning.draw(table).axes
    for ax, best in zip(axes, (11.6, 21.6, 0.116, 0.216), strict=True):
        (curve,) = ax.get_lines()
        step = 0.5 if best > 1 else 0.005
        assert curve.get_xdata().tolist() == [0.5, 1.0]
        assert curve.get_ydata().tolist() == pytest.approx([best, best + step])
        assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")


def test_one_rate_for_all_starts_is_the_one_that_is_best_without_pretraining():
    errors = {("none", 0.0, d, r): x for d, r, x in ((1, 0.1, 4), (1, 0.5, 3), (2, 0.1, 3), (2, 0.5, 4))}
    own = {(0.05, 1): (1, 3), (0.05, 2): (2, 1), (0.2, 1): (2, 2), (0.2, 2): (2, 2)}  # with 0.1 and 0.5
    for (pretraining, d), both in own.items():
        errors |= {("rbm", pretraining, d, r): x for r, x in zip((0.1, 0.5), both, strict=True)}
    settings = {"starts": ["none", "rbm"], "rate_grid": [0.1, 0.5], "pretraining_grid": [0.01, 0.05, 0.2, 1]}
    rates, _ = tuning.choose(made_up_tuning(errors), settings)
    assert rates["rbm"] == {"pretraining": 0.05, "supervised": {"1": 0.1, "2": 0.5}}
    rates, at_edge = tuning.choose(made_up_tuning(errors), settings | {"one_rate": True})
    assert rates["none"]["supervised"] == {"1": 0.5, "2": 0.1}
    assert rates["rbm"] == {"pretraining": 0.2, "supervised": {"1": 0.5, "2": 0.1}}
    assert at_edge == ["none, depth 1: 0.5", "none, depth 2: 0.1"]


def test_rates_may_be_chosen_by_the_loss():
    table = made_up_tuning({("none", 0.0, 1, 0.1): 2, ("none", 0.0, 1, 0.5): 1})
    table["valid_nll"] = 1 / table["valid_error"]
    settings = {"starts": ["none"], "rate_grid": [0.05, 0.1, 0.5, 1]}
    assert tuning.choose(table, settings)[0]["none"]["supervised"] == {"1": 0.5}
    by_loss, _ = tuning.choose(table, settings | {"chosen_by": "valid_nll"})
    assert by_loss["none"]["supervised"] == {"1": 0.1}


def test_absent_digits_are_told_in_one_sentence(tmp_path, monkeypatch):
    monkeypatch.delenv("COURSE_MNIST", raising=False)
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path))
    networks.load.cache_clear()
    experiment = EXPERIMENTS["depth"]
    settings = experiment.budget("course").settings | {"rates": {"none": {"pretraining": 0.0}}}
    error = run_task(make_tasks(experiment, settings, 1, 1, "cpu")[0], os.getpid()).error
    assert error.startswith("Full MNIST is not in")
    assert "\n" not in error


def test_rates_of_other_settings_are_not_used(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "SHIPPED", tmp_path)
    settings = EXPERIMENTS["depth"].budget("demo").settings
    stale = {"settings": settings | {"tuning": True, "width": 7}, "seeds": "0-0", "commit": "unknown"}
    store.write(tmp_path / "tune-demo.parquet", made_up_tuning({("none", 0.0, 1, 0.1): 1.0}), stale)
    with pytest.raises(ExperimentError, match="rates of depth are not chosen yet for the budget demo"):
        tuning.add_rates(EXPERIMENTS["depth"], "demo", settings, tmp_path, None)


def test_right_digits_are_kept_at_the_chosen_epoch_only_and_verified(tmp_path):
    """The epoch is chosen over all seeds, and a slice has two of them."""
    rates = dict.fromkeys(("none", "rbm"), {"pretraining": 0.05, "supervised": {"1": 3.0, "2": 3.0}})
    settings = SMALL | {"starts": list(rates), "rates": rates, "keeps_right": True}
    settings |= {"epochs": 6, "measured": [1, 2, 3, 4, 5, 6]}
    budgets = {"demo": Budget(settings, 6, {"cpu": 2}, "")}
    depth, trajectories = (
        replace(EXPERIMENTS[name], budgets=budgets, prepare=None) for name in ("depth", "trajectories")
    )
    options = Options(workers=1, folder=tmp_path)
    table, _ = store.read(run(depth, "demo", options, print))
    chosen = is_chosen(table)
    assert 0 < chosen.sum() < len(table)
    assert table.loc[~chosen, "test_right"].isna().all()
    for row in table[chosen].itertuples():
        right = np.unpackbits(np.frombuffer(row.test_right, np.uint8))  # (1000,)
        assert right.size == 1000
        assert 100 * (1 - right.mean()) == pytest.approx(row.test_error, abs=1e-4)
    first = table[table["seed"] < 2]
    assert (is_chosen(first) != chosen[table["seed"] < 2]).any(), "two seeds would choose otherwise"
    for piece in ("none:0", "rbm:0", "rbm:4"):
        assert "the same to the last bit" in verify(depth, "demo", piece, tmp_path).sentence
    other, _ = store.read(run(trajectories, "demo", options, print))
    assert "test_right" not in other
    assert len(other) == len(table)


@pytest.mark.slow
def test_a_run_gives_a_table_and_a_figure_with_both_families(tmp_path):
    """Lesson 05 does the same with the budget demo, by the command."""
    choice = {"pretraining": 0.05, "supervised": {"1": 0.5, "2": 0.5, "3": 0.5}}
    settings = SMALL | {"depths": [1, 2, 3], "rates": dict.fromkeys(SMALL["starts"], choice)}
    small = replace(
        EXPERIMENTS["trajectories"], budgets={"demo": Budget(settings, 1, {"cpu": 1}, "")}, prepare=None
    )
    table, record = store.read(run(small, "demo", Options(workers=1, folder=tmp_path), print))
    assert set(table["start"]) == {"none", "rbm", "autoencoder"}
    assert set(table["seed"]) == {0}
    assert record["settings"]["rates"]["none"]["supervised"]["3"] > 0
    assert (tmp_path / "trajectories-demo.png").read_bytes().startswith(b"\x89PNG")
    figure = small.draw(table)
    assert len(figure.axes) == 3
    for ax in figure.axes:
        looks = {(line.get_color(), line.get_linestyle()) for line in ax.get_lines() if line.get_lw() == 2}
        assert len(looks) == 3
        assert len({style for _, style in looks}) == 3
        assert ax.get_xscale() == ax.get_yscale() == "log"
    with pytest.raises(UsageError):
        verify(small, "demo", "none:99", tmp_path)
