"""Weights beside a result: kept whole, read back, and only with the table that they were made with."""

from dataclasses import replace

import numpy as np
import pytest

from tests.experiments.toy_question import TOY
from utils.experiments.engine import runner, shipping, store, weights
from utils.experiments.engine.experiment import Damaged, ExperimentError
from utils.experiments.engine.planning import Options


def by_seed(table):
    """An array for each seed."""
    return {f"seed/{seed}": np.arange(3.0) + seed for seed in sorted(set(table["seed"]))}


HEAVY = replace(TOY, weights=by_seed)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs it with some seeds; there is an empty folder to ship to."""
    monkeypatch.setattr(store, "SHIPPED", tmp_path / "shipped")

    def do(seeds, **options):
        return runner.run(
            HEAVY, "demo", Options(seeds, workers=1, folder=tmp_path / "local", **options), print
        )

    return do


def test_weights_come_back_as_they_were(run, tmp_path):
    path = run(8)
    found = weights.load("toy", "demo", tmp_path / "local")
    assert sorted(found) == [f"seed/{seed}" for seed in range(8)]
    np.testing.assert_array_equal(found["seed/3"], [3, 4, 5])
    assert path.with_suffix(".safetensors").exists()


def test_a_result_without_weights_has_none(run, tmp_path):
    run(8).with_suffix(".safetensors").unlink()
    assert weights.load("toy", "demo", tmp_path / "local") == {}
    with pytest.raises(ExperimentError, match="no result of toy"):
        weights.load("toy", "demo", tmp_path / "elsewhere")


def test_weights_of_another_table_or_half_a_file_are_refused(run, tmp_path):
    path = run(8).with_suffix(".safetensors")
    content = path.read_bytes()
    weights.write(path, {"a": np.zeros(2)}, "0" * 64)
    with pytest.raises(Damaged, match="those of another result"):
        weights.load("toy", "demo", tmp_path / "local")
    path.write_bytes(content[:-9])
    with pytest.raises(Damaged, match="unreadable"):
        weights.load("toy", "demo", tmp_path / "local")


def test_a_result_is_not_shipped_without_its_weights(run, tmp_path):
    run(12).with_suffix(".safetensors").unlink()
    with pytest.raises(ExperimentError, match=r"its file of weights toy-demo\.safetensors is missing"):
        shipping.ship(HEAVY, "demo", tmp_path / "local", 12)


def test_shipped_weights_stay_where_a_result_is_extended(run, tmp_path):
    run(4)
    shipping.ship(HEAVY, "demo", tmp_path / "local", 4)
    kept = weights.load("toy", "demo", store.SHIPPED)
    weights_now = replace(HEAVY, weights=lambda table: {"seed/9": np.ones(1)})
    runner.run(weights_now, "demo", Options(8, workers=1, folder=tmp_path / "local", extend=True), print)
    found = weights.load("toy", "demo", tmp_path / "local")
    assert set(found) == {*kept, "seed/9"}
