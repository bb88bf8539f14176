"""More seeds for a shipped result: only what it lacks is computed, and the whole is what one run gives."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.experiments.toy_question import TOY
from utils.experiments import errors
from utils.experiments.__main__ import main
from utils.experiments.engine import runner, shipping, store
from utils.experiments.engine.experiment import ExperimentError, UsageError
from utils.experiments.engine.planning import Options


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """Ships so many seeds of ``toy`` to an empty folder."""
    monkeypatch.setattr(store, "SHIPPED", tmp_path / "shipped")

    def ship(seeds):
        runner.run(TOY, "demo", Options(seeds, workers=1, folder=tmp_path / "first"), print)
        return shipping.ship(TOY, "demo", tmp_path / "first", seeds)

    return ship


def extend(folder, seeds, experiment=TOY, **options):
    return runner.run(experiment, "demo", Options(seeds, 1, folder=folder, extend=True, **options), print)


@pytest.mark.parametrize(
    ("there", "computed"),
    [(8, ["bent_8-11", "fair_8-11"]), (6, ["bent_4-7", "bent_8-11", "fair_4-7", "fair_8-11"])],
)
def test_only_what_is_lacking_is_computed_and_the_whole_is_the_same(shipped, tmp_path, there, computed):
    """Tasks are of four seeds: of six seeds, the last two are computed again with the two beside them."""
    shipped(there)
    table, record = store.read(extend(tmp_path / "more", 12))
    files = sorted((tmp_path / "more" / "toy-demo.tasks").glob("*.parquet"))
    assert [path.name.rpartition("_")[0] for path in files] == computed

    path = runner.run(TOY, "demo", Options(12, 1, folder=tmp_path / "once"), print)
    at_once, wanted = store.read(path)
    assert store.same(table, at_once)
    assert {**record, "seconds": 0, "cpu_seconds": 0} == {**wanted, "seconds": 0, "cpu_seconds": 0}
    assert path.with_suffix(".png").read_bytes() == (tmp_path / "more" / "toy-demo.png").read_bytes()
    shipping.ship(TOY, "demo", tmp_path / "more")
    assert store.load_result("toy", "demo", store.SHIPPED)[1]["n_seeds"] == 12


def test_every_machine_that_computed_is_in_the_record(shipped, tmp_path, monkeypatch):
    shipped(4)
    other = {"commit": "another", "code": "another", "versions": {"python": "4"}, "processor": "another"}
    monkeypatch.setattr("utils.experiments.engine.tasks.provenance.of_machine", lambda device: other)
    _, record = store.read(extend(tmp_path / "more", 8))
    assert record["processor"][1] == "another"
    shipping.ship(TOY, "demo", tmp_path / "more", 8)
    monkeypatch.undo()
    monkeypatch.setattr(store, "SHIPPED", tmp_path / "shipped")
    _, again = store.read(extend(tmp_path / "still more", 12))
    assert all(again[name] == record[name] and len(record[name]) == 2 for name in other)


def test_a_result_that_lacks_nothing_is_told(shipped, tmp_path):
    shipped(12)
    with pytest.raises(UsageError, match="has 12 seeds.*--seeds 24"):
        extend(tmp_path, None)


def test_nothing_to_extend_is_told(shipped, tmp_path):
    with pytest.raises(ExperimentError, match="has no result of toy"):
        extend(tmp_path, 12)


def test_other_settings_are_refused(shipped, tmp_path):
    shipped(8)
    budget = TOY.budget("demo")
    other = replace(TOY, budgets={"demo": budget._replace(settings=budget.settings | {"tosses": 201})})
    with pytest.raises(ExperimentError, match="cannot be extended, since the setting 'tosses'"):
        extend(tmp_path, 12, other)


def test_another_device_is_refused(shipped, tmp_path):
    shipped(8)
    budget = TOY.budget("demo")
    on_both = replace(TOY, budgets={"demo": budget._replace(group={"cpu": 4, "cuda": 4})})
    with pytest.raises(ExperimentError, match="computed on cpu and not on cuda"):
        extend(tmp_path, 12, on_both, device="cuda")


def test_the_command_extends(shipped, tmp_path, capsys):
    shipped(8)
    command = ["run", "toy", "--extend", "--seeds", "12", "--workers", "1", "--out", str(tmp_path / "more")]
    assert main(command, experiments={"toy": TOY}) == 0
    assert store.read(tmp_path / "more" / "toy-demo.parquet")[1]["n_seeds"] == 12


def with_bits(n_seeds):
    """A table of one start in which more seeds would choose another epoch."""
    rows = [
        {"start": "none", "depth": 1, "seed": s, "epoch": e, "test_error": 3.0, "test_right": bytes([s])}
        | {"valid_error": float((e == 2) if s < errors.FIRST else 5 * (e == 1))}
        for s in range(n_seeds)
        for e in (1, 2)
    ]
    return pd.DataFrame(rows)


def test_more_seeds_do_not_move_the_epochs_at_which_bits_are_kept():
    few, many = (with_bits(n) for n in (errors.FIRST, 2 * errors.FIRST))
    kept = errors.right_at_chosen(few)
    joined = errors.right_at_chosen(pd.concat([kept, many[many["seed"] >= errors.FIRST]], ignore_index=True))
    assert store.same(joined, errors.right_at_chosen(many))
    found = errors.errors_by_seed(joined)
    assert (found.epochs, found.chosen_by) == ({("none", 1): 1}, errors.FIRST)
    assert found.right["none", 1].shape == (2 * errors.FIRST, 8)
    told = errors.measured_when(found, {"n_seeds": 20, "settings": {"epochs": 2}}, "none")
    assert "(mean of the first 10 seeds)" in told


def test_where_no_bits_are_kept_all_seeds_choose():
    table = with_bits(2 * errors.FIRST).drop(columns="test_right")
    assert np.unique(errors.at_chosen_epoch(table)["epoch"]) == [2]
