"""What `ship` refuses, and that table, figure, weights and list change together or not at all."""

import json
import os
import shutil
from dataclasses import replace

import numpy as np
import pytest

from tests.experiments.toy_question import TOY, compute
from utils.experiments.__main__ import main
from utils.experiments.engine import manifest, runner, shipping, store
from utils.experiments.engine.experiment import ExperimentError
from utils.experiments.engine.planning import Options

NAMES = [f"toy-demo{suffix}" for suffix in manifest.SUFFIXES]


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """Two collected results of ``toy``, of 12 and of 8 seeds, the first with weights beside it."""
    folder = tmp_path_factory.mktemp("shipping")
    for seeds in (12, 8):
        path = runner.run(TOY, "demo", Options(seeds, workers=1, folder=folder / str(seeds)), print)
    path = folder / "12" / "toy-demo.parquet"
    header = json.dumps({"__metadata__": {"table": store.read(path)[1]["digest"]}}).encode()
    path.with_suffix(".safetensors").write_bytes(len(header).to_bytes(8, "little") + header)
    return folder


@pytest.fixture
def local(collected, tmp_path, monkeypatch):
    """Copies of both, and an empty folder to ship to."""
    shutil.copytree(collected, tmp_path / "local")
    monkeypatch.setattr(store, "SHIPPED", tmp_path / "shipped")
    return tmp_path / "local"


def shipped_state():
    """All that is in the folder of shipped results."""
    return {path.name: path.read_bytes() for path in sorted(store.SHIPPED.glob("*"))}


def check_shipped(seeds):
    """The shipped result is whole, is in the list, and has so many seeds."""
    path = store.SHIPPED / "toy-demo.parquet"
    table, record = store.load_result("toy", "demo", store.SHIPPED)
    shipping.check_files(path, record, wants_figure=True)
    assert record["n_seeds"] == table["seed"].nunique() == seeds
    wanted = {manifest.NAME, *NAMES} if seeds == 12 else {manifest.NAME, *NAMES[:2]}
    assert set(shipped_state()) == wanted


def test_a_result_is_shipped_whole_and_listed(local):
    shipping.ship(TOY, "demo", local / "12")
    check_shipped(12)
    entry = manifest.read(store.SHIPPED)["toy-demo"]
    assert (entry["rows"], entry["n_seeds"], entry["version"]) == (72, 12, 1)
    assert set(entry["files"]) == set(manifest.SUFFIXES)


def test_fewer_seeds_have_to_be_meant(local, capsys, monkeypatch):
    shipping.ship(TOY, "demo", local / "12")
    before, questions = shipped_state(), {"toy": TOY}
    command = ["ship", "toy", "--budget", "demo", "--out", str(local / "8")]
    assert main(command, questions) == 1
    told = "toy-demo has 8 seeds; its budget has 12 and the shipped result 12: to ship it all the same, say"
    assert f"{told} `--seeds 8`." in capsys.readouterr().err
    assert main([*command, "--seeds", "12"], questions) == 1
    assert "toy-demo has 8 seeds and not 12." in capsys.readouterr().err
    assert shipped_state() == before
    assert main([*command, "--seeds", "8"], questions) == 0
    check_shipped(8)


def altered(**columns):
    return lambda table, record: (table.assign(**columns), record)


def recorded(**fields):
    return lambda table, record: (table, record | fields)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (altered(heads=np.nan), "72 numbers of heads are missing"),
        (altered(heads=2.0), "values of heads are not numbers from 0 to 1"),
        (lambda table, record: (table[table["seed"] != 3], record), "6 rows are missing"),
        (recorded(experiment="other"), "its record says experiment other"),
        (recorded(budget="course"), "its record says budget course"),
        (recorded(version=2), "its record says version 2"),
        (recorded(settings={}), "the setting 'heads' in its record"),
        (recorded(processor=None), "no good 'processor'"),
        (altered(heads=0.5), "toy-demo.png was not made together with it"),
    ],
)
def test_what_is_not_whole_is_not_shipped(local, change, words):
    path = local / "12" / "toy-demo.parquet"
    store.write(path, *change(*store.read(path)))
    with pytest.raises(ExperimentError, match="is not shipped, since") as caught:
        shipping.ship(TOY, "demo", local / "12")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not shipped_state()


@pytest.mark.parametrize(
    ("suffix", "words"),
    [(".png", "toy-demo.png was not made together"), (".safetensors", "safetensors was not made together")],
)
def test_a_figure_or_weights_of_another_run_are_not_shipped(local, suffix, words):
    other = local / "8" / f"toy-demo{suffix}"
    source = other.read_bytes() if other.exists() else b"\x02\0\0\0\0\0\0\0{}"
    (local / "12" / f"toy-demo{suffix}").write_bytes(source)
    with pytest.raises(ExperimentError, match=words):
        shipping.ship(TOY, "demo", local / "12")


def test_a_result_without_its_figure_is_not_shipped(local):
    (local / "12" / "toy-demo.png").unlink()
    with pytest.raises(ExperimentError, match="its figure toy-demo.png is missing"):
        shipping.ship(TOY, "demo", local / "12")


# ---- whenever it is interrupted ----


class Killed(BaseException):
    """What nobody catches."""


def interrupt(monkeypatch, n, error):
    """Let the n-th time that a file takes its name fail; later ones work."""
    count, rename = iter(range(100)), os.replace

    def failing(source, target):
        if next(count) == n:
            raise error
        rename(source, target)

    monkeypatch.setattr(os, "replace", failing)


@pytest.mark.parametrize("n", range(5))  # two waiting files, the list, two files
def test_a_killed_shipment_is_ended_or_undone(local, monkeypatch, n):
    shipping.ship(TOY, "demo", local / "12")
    with monkeypatch.context() as patch:
        interrupt(patch, n, Killed())
        with pytest.raises(Killed):
            shipping.ship(TOY, "demo", local / "8", seeds=8)
    if n == 3:  # the list is new, the table is not in its place yet
        with pytest.raises(store.Damaged, match="Shipping toy-demo was interrupted"):
            store.load_result("toy", "demo", store.SHIPPED)
    shipping.settle(store.SHIPPED)
    check_shipped(12 if n < 3 else 8)


@pytest.mark.parametrize("n", range(3))
def test_a_full_disk_leaves_what_was_shipped(local, monkeypatch, n):
    shipping.ship(TOY, "demo", local / "12")
    before = shipped_state()
    with monkeypatch.context() as patch:
        interrupt(patch, n, OSError(28, "No space left on device"))
        with pytest.raises(ExperimentError, match=r"cannot be written \(No space left on device\)"):
            shipping.ship(TOY, "demo", local / "8", seeds=8)
    assert shipped_state() == before


# ---- what a run says of its tables ----


def broken(settings, condition, seeds, device):
    """A task that forgets an epoch of one seed."""
    return compute(settings, condition, seeds, device)[1:]


def test_a_task_with_another_table_than_declared_is_told(tmp_path):
    wrong = replace(TOY, compute="tests.experiments.test_shipping:broken")
    with pytest.raises(ExperimentError, match="The task fair_0-3 gave another table .*1 row is missing, the"):
        runner.run(wrong, "demo", Options(workers=1, folder=tmp_path), print)


def test_a_kept_task_with_another_table_is_computed_again(tmp_path):
    options, said = Options(workers=1, folder=tmp_path), []
    whole, _ = store.read(runner.run(TOY, "demo", options, said.append))
    path = sorted((tmp_path / "toy-demo.tasks").glob("*"))[0]
    table, record = store.read(path)
    store.write(path, table.assign(heads=np.nan), record)
    again, _ = store.read(runner.run(TOY, "demo", options, said.append))
    assert said[0].startswith(f"{path} is damaged (12 numbers of heads are missing, the first at ")
    assert store.same(whole, again)


def test_a_smaller_result_is_announced_before_it_replaces_a_larger(tmp_path):
    said = []
    for seeds in (8, 12, 8):
        runner.run(TOY, "demo", Options(seeds, workers=1, folder=tmp_path), said.append)
    assert len(said) == 1
    assert "has 12 seeds and will be replaced by a result of 8" in said[0]
