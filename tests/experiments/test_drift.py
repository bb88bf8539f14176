"""How far another processor may be from a result: what that lets pass, and what it does not."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.experiments.test_networks import SMALL
from utils.experiments import drift
from utils.experiments.catalogue import EXPERIMENTS
from utils.experiments.engine import comparing, manifest, store, structure
from utils.experiments.engine.experiment import Budget
from utils.experiments.engine.planning import Options
from utils.experiments.engine.runner import run

ROOT = Path(__file__).resolve().parents[2]
RATES = {"pretraining": 0.05, "supervised": {"1": 0.5, "2": 0.5}}
SETTINGS = SMALL | {"starts": ["none", "rbm"], "rates": {"none": RATES, "rbm": RATES}, "keeps_right": True}
SMALL_RUNS = replace(
    EXPERIMENTS["trajectories"], budgets={"demo": Budget(SETTINGS, 2, {"cpu": 2}, "")}, prepare=None
)
NETWORKS = [  # results with enough seeds
    (name, budget)
    for name, experiment in EXPERIMENTS.items()
    for budget in store.budgets_of(name)
    if experiment.drift
    and experiment.drift.means is drift.of_means
    and manifest.read(store.SHIPPED)[f"{name}-{budget}"]["n_seeds"] >= 10
]
ANSWERS = {"trajectories": ("trajectories", "depth")}  # questions that share their tasks
MEASURED = [  # a result of which another processor computed a part, and a question that it answers
    (path, name)
    for path in sorted((Path(__file__).parent / "elsewhere").glob("*.parquet"))
    for name in ANSWERS.get(path.stem.partition("-")[0], [path.stem.partition("-")[0]])
]
ELSEWHERE = """
import sys; from pathlib import Path
from tests.experiments.test_drift import SMALL_RUNS
from utils.experiments.engine import provenance, verify
provenance.processor = lambda: "another"
for piece in ("none:0", "rbm:0"):
    print(*verify.verify(SMALL_RUNS, "demo", piece, Path(sys.argv[1])))
"""


def test_other_kernels_are_within_the_limits(tmp_path):
    """The plain kernels of PyTorch and MKL round as another processor would."""
    run(SMALL_RUNS, "demo", Options(workers=1, folder=tmp_path), print)
    kernels = {"ATEN_CPU_CAPABILITY": "default", "MKL_CBWR": "COMPATIBLE", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(tmp_path)],
        cwd=ROOT, env=os.environ | kernels, capture_output=True, text=True, check=True,
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert len(lines) == 2
    assert any("up to rounding" in line for line in lines), "the other kernels round otherwise somewhere"
    for line in lines:
        assert line.startswith("True trajectories-demo, slice ")
        assert "the same up to rounding, every number within its limit" in line or "to the last bit" in line
        assert "processor and libraries are not the same as in the record" in line


def slices(computed):
    """All of a table, and each start and seed alone."""
    return [computed, *(rows for _, rows in computed.groupby(["start", "seed"]))]


@pytest.mark.parametrize(("path", "name"), MEASURED)
def test_what_another_processor_computed_is_within_the_limits(path, name, monkeypatch):
    computed, there = store.read(path)
    table, record = store.load_result(name, path.stem.partition("-")[2])
    assert there["processor"] not in record["processor"] or "long" in path.stem
    assert there["versions"] == record["versions"]
    monkeypatch.setattr(comparing, "same_machine", lambda record: False)
    for rows in slices(computed):
        found = comparing.compare(EXPERIMENTS[name], record, table, rows.reset_index(drop=True))
        assert found.passed, found.sentence
    monkeypatch.setattr(comparing, "same_machine", lambda record: True)
    if path.stem != "tune-demo":
        assert not comparing.compare(EXPERIMENTS[name], record, table, computed).passed


@pytest.mark.parametrize(("path", "name"), MEASURED)
def test_means_over_a_seed_drift_by_half_of_their_limit_at_most(path, name):
    computed, _ = store.read(path)
    experiment, (table, record) = EXPERIMENTS[name], store.load_result(name, path.stem.partition("-")[2])
    key = structure.key_of(experiment, record["settings"])
    for rows in slices(computed):
        new = comparing.in_the_place_of(experiment, record["settings"], rows, table, key)
        stored = new[key].merge(table, on=key)[list(new.columns)]
        for mean in experiment.drift.means(record["settings"], stored, new):
            assert abs(mean.apart) < 0.6 * mean.most, mean


def judged(name, budget, monkeypatch, change, start="none", same_machine=False):
    """Compare a changed result with the first two seeds of one start as they are."""
    monkeypatch.setattr(comparing, "same_machine", lambda record: same_machine)
    table, record = store.load_result(name, budget)
    computed = table[(table["start"] == start) & table["seed"].isin([0, 1])].reset_index(drop=True)
    return comparing.compare(EXPERIMENTS[name], record, change(table.copy()), computed)


def times(factor, column, kind=np.float32):
    """A column times a factor."""
    return lambda table: table.assign(**{column: (table[column] * factor).astype(kind)})


def invented(column, most=90, kind=np.float32):
    rng = np.random.default_rng(1)
    return lambda table: table.assign(**{column: rng.uniform(0, most, len(table)).astype(kind)})


def exchanged(table):
    """Two depths exchanged."""
    keys = ["start", "depth", "seed", "epoch"]
    other = table.assign(depth=table["depth"].replace({1: 3, 3: 1})).sort_values(keys, ignore_index=True)
    return other[list(table.columns)]


@pytest.mark.parametrize(("name", "budget"), [("trajectories", "course"), ("trajectories", "wide")])
def test_elsewhere_invented_numbers_do_not_pass(monkeypatch, name, budget):
    assert judged(name, budget, monkeypatch, lambda table: table).sentence == "the same to the last bit"
    for change in (
        invented("test_error"),
        times(1.1, "test_error"),
        times(1.01, "test_nll"),
        times(1.01, "train_nll"),
        exchanged,
    ):
        comparison = judged(name, budget, monkeypatch, change)
        assert not comparison.passed
        assert comparison.sentence.startswith("NOT the same: ")
    for start in ("rbm", "autoencoder"):
        assert not judged(name, budget, monkeypatch, invented("test_error"), start).passed


def test_elsewhere_the_networks_of_stacking_are_judged_too(monkeypatch):
    """Steady without pre-training at the rate of one layer; higher rates within as much as seeds differ."""
    record = store.load_result("stacking", "course")[1]
    assert record["settings"]["rates"]["none"]["1"]["4000"] == 1.0
    assert judged("stacking", "course", monkeypatch, times(1 + 1e-6, "test_nll", float)).passed
    for change in (times(1.1, "test_error", float), times(1.01, "test_nll", float)):
        assert not judged("stacking", "course", monkeypatch, change).passed
    for start in ("none", "rbm"):
        uniform = invented("test_error", 0.9, float)
        assert not judged("stacking", "course", monkeypatch, uniform, start).passed


@pytest.mark.parametrize(("name", "budget"), NETWORKS)
def test_elsewhere_a_start_that_is_ten_percent_off_does_not_pass_when_all_is_computed(name, budget):
    """In any one column, whatever single numbers may do."""
    computed, record = store.load_result(name, budget)
    drift_of = EXPERIMENTS[name].drift
    assert comparing.judged_means(drift_of.means(record["settings"], computed, computed)) is None
    columns = [
        column for column in computed if column.startswith(("valid_", "test_")) and "right" not in column
    ]
    for start, rows in computed.groupby("start"):  # each start has means of its own
        for column in columns:
            stored = rows.assign(**{column: 1.1 * rows[column]})
            found = comparing.judged_means(drift_of.means(record["settings"], stored, rows))
            if "rate" in rows and (rows["rate"] > drift.CHAOTIC_RATE[record["settings"]["data"]]).all():
                assert found is None, "such a start has no mean to be judged"
                continue
            assert not found.passed
            assert f"that of {column} (start {start}" in found.sentence
            assert "stored is 1.100 times what was computed" in found.sentence


def test_elsewhere_means_decide_where_single_numbers_do_not(monkeypatch):
    """RBMs whose errors are all a fifth larger: each by less than two seeds differ."""
    monkeypatch.setattr(comparing, "same_machine", lambda record: False)
    experiment, (table, record) = EXPERIMENTS["trajectories"], store.load_result("trajectories", "long")
    computed = table[(table["start"] == "rbm") & table["seed"].isin([0, 1])].reset_index(drop=True)
    found = comparing.compare(experiment, record, times(1.2, "test_error")(table), computed)
    assert not found.passed
    assert "means differ by more than they may, most of all that of test_error (start rbm)" in found.sentence
    alone = replace(experiment, drift=experiment.drift._replace(means=lambda *tables: []))
    assert comparing.compare(alone, record, times(1.2, "test_error")(table), computed).passed


@pytest.mark.parametrize(("n_seeds", "passes"), [(2, True), (10, False)])
def test_elsewhere_ten_percent_pass_in_two_seeds_and_fail_in_ten(monkeypatch, n_seeds, passes):
    """As README says."""
    monkeypatch.setattr(comparing, "same_machine", lambda record: False)
    table, record = store.load_result("trajectories", "long")
    computed = table[(table["start"] == "rbm") & (table["seed"] < n_seeds)].reset_index(drop=True)
    changed = times(1.1, "test_error")(table)
    assert comparing.compare(EXPERIMENTS["trajectories"], record, changed, computed).passed == passes


def test_elsewhere_rounding_passes_and_here_it_does_not(monkeypatch):
    change = times(1 + 1e-6, "test_nll")
    assert judged("trajectories", "course", monkeypatch, change).passed
    here = judged("trajectories", "course", monkeypatch, change, same_machine=True)
    assert not here.passed
    assert "was computed, and they may be 0 apart" in here.sentence


def test_nothing_is_asserted_where_training_is_chaotic(monkeypatch):
    """Rates above 1, with 3,500 digits; elsewhere they may be anything that is possible at all."""

    def shuffled(low, high):
        def change(table):
            rows, rng = table["rate"].between(low, high), np.random.default_rng(0)
            table.loc[rows, "valid_error"] = rng.permutation(table.loc[rows, "valid_error"].to_numpy())
            return table

        return judged("tune", "demo", monkeypatch, change)

    assert not shuffled(0, 0.5).passed
    assert shuffled(2, 4).passed
    assert "(60 of 150 have none, since training is chaotic there)" in shuffled(2, 4).sentence


def test_limits_do_not_depend_on_the_result():
    table, record = store.load_result("trajectories", "course")
    limits = drift.of_networks(record["settings"], table)
    assert set(limits) == {"train_nll", "test_nll", "train_error", "test_error"}
    first = (table["start"] == "none") & (table["depth"] == 1)
    assert limits["test_error"][first] == pytest.approx(0.02, abs=1e-4)
    assert limits["test_nll"][first] == pytest.approx(0.003 * table.loc[first, "test_nll"], rel=0.01)
    beyond = np.maximum(8, np.expm1(1.25) * table.loc[~first, "test_error"])
    unsettled = ~first & (table["start"] != "autoencoder")
    assert limits["test_error"][unsettled] == pytest.approx(beyond[unsettled], rel=1e-5)
