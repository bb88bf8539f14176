"""Experiments: tasks and their fingerprints, files, resuming after anything, the command line."""

import errno
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd
import pytest

from tests.experiments.tiny_experiment import log_lines, run, task_files, tiny
from utils.experiments.__main__ import main
from utils.experiments.catalogue import EXPERIMENTS
from utils.experiments.engine import provenance, store
from utils.experiments.engine.arguments import check_address
from utils.experiments.engine.experiment import BUDGETS, ExperimentError, locate
from utils.experiments.engine.provenance import named_in, processor
from utils.experiments.engine.tasks import make_tasks, run_task

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def log(tmp_path):
    return tmp_path / "log.txt"


# ---- what there is ----


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_an_experiment_is_complete(name):
    experiment = EXPERIMENTS[name]
    assert [name for name in BUDGETS if name in experiment.budgets] == list(experiment.budgets)
    assert "course" in experiment.budgets
    assert "demo" in experiment.budgets or experiment.serves, "what is given without a choice needs none"
    for text in (experiment.question, experiment.varied, experiment.measured, experiment.plotted):
        assert text
    assert callable(locate(experiment.compute))
    assert callable(experiment.draw)
    sizes = [budget.seeds for name, budget in experiment.budgets.items() if name not in ("wide", "long")]
    assert sizes == sorted(sizes)
    for budget in experiment.budgets.values():
        assert json.loads(json.dumps(budget.settings)) == budget.settings
        assert experiment.conditions(budget.settings)
        if "measured" in budget.settings:
            assert last_measured(budget.settings) == budget.settings["epochs"]


def last_measured(settings):
    """The last epoch after which something is measured, or that of each depth where they differ."""
    measured = settings["measured"]
    return {d: some[-1] for d, some in measured.items()} if isinstance(measured, dict) else measured[-1]


def test_the_paper_budget_is_the_papers():
    settings = EXPERIMENTS["depth"].budget("paper").settings
    assert (settings["n_train"], settings["n_valid"], settings["data"]) == (50_000, 10_000, "mnist")
    assert (settings["pretraining_epochs"], settings["epochs"], settings["batch_size"]) == (50, 50, 1)
    assert settings["width"] in {400, 800, 1200}
    assert settings["depths"] == [1, 2, 3, 4, 5]
    assert EXPERIMENTS["depth"].budget("paper").seeds == 400
    assert settings["rate_grid"] == [0.005, 0.01, 0.02, 0.05, 0.1]
    assert settings["pretraining_grid"] == [0.0005, 0.001, 0.002, 0.005, 0.01]
    assert EXPERIMENTS["depth"].budget("course").seeds >= 100


# ---- tasks ----


def test_tasks_cover_conditions_and_seeds_once(log):
    experiment = tiny(log)
    tasks = make_tasks(experiment, experiment.budget("demo").settings, 5, 2, "cpu")
    assert [(task.condition, task.seeds) for task in tasks] == [
        ("none", (0, 1)), ("rbm", (0, 1)), ("none", (2, 3)), ("rbm", (2, 3)), ("none", (4,)), ("rbm", (4,)),
    ]  # fmt: skip
    assert len({task.file_name for task in tasks}) == len(tasks)


def test_fingerprint_comes_from_all_that_decides_the_numbers(log):
    experiment = tiny(log)
    task = make_tasks(experiment, experiment.budget("demo").settings, 4, 2, "cpu")[0]
    others = [
        task._replace(family="other"),
        task._replace(version=2),
        task._replace(condition="rbm"),
        task._replace(seeds=(0,)),
        task._replace(seeds=(0, 2)),
        task._replace(device="cuda"),
        task._replace(compute="tests.experiments.tiny_experiment:other"),
        task._replace(settings=task.settings | {"scale": 2}),
        task._replace(settings=task.settings | {"rates": {"none": {"supervised": {"1": 0.1}}}}),
    ]
    assert len({one.fingerprint for one in [task, *others]}) == len(others) + 1
    same = task._replace(settings=dict(reversed(task.settings.items())))
    assert same.fingerprint == task.fingerprint, "the order of settings decides nothing"
    assert task._replace(device="cuda:1").fingerprint == task._replace(device="cuda").fingerprint


def test_depth_and_trajectories_share_their_tasks():
    files = [
        {task.file_name for task in make_tasks(one, one.budget("course").settings, 4, 2, "cpu")}
        for one in (EXPERIMENTS["depth"], EXPERIMENTS["trajectories"])
    ]
    assert files[0] == files[1]


# ---- the code that computes ----


def code_in(folder, monkeypatch):
    monkeypatch.setattr(provenance, "ROOT", folder)
    return provenance.code.__wrapped__()


def test_digest_of_the_code_is_of_what_computes_whatever_the_system(tmp_path, monkeypatch):
    utils = tmp_path / "utils"
    for name in (
        "data/mnist.py",
        "experiments/engine/tasks.py",
        "teaching/check.py",
        "lessons/lesson_01/a.py",
    ):
        (utils / name).parent.mkdir(parents=True, exist_ok=True)
        (utils / name).write_bytes(b"a = 1\nb = 2\n")
    first = code_in(tmp_path, monkeypatch)
    assert len(first) == 16
    (utils / "data" / "mnist.py").write_bytes(b"a = 1\r\nb = 2\r\n")
    (utils / "teaching" / "check.py").write_bytes(b"a = 3\n")
    (utils / "lessons" / "lesson_01" / "b.py").write_bytes(b"")
    assert code_in(tmp_path, monkeypatch) == first
    (utils / "data" / "mnist.py").write_bytes(b"a = 2\nb = 2\n")
    changed = code_in(tmp_path, monkeypatch)
    (utils / "data" / "more.py").write_bytes(b"")
    assert len({first, changed, code_in(tmp_path, monkeypatch)}) == 3


def test_a_worker_with_other_code_computes_nothing(log):
    experiment = tiny(log)
    task = make_tasks(experiment, experiment.budget("demo").settings, 2, 2, "cpu")[0]
    refused = run_task(task, os.getpid(), code="0123456789abcdef")
    assert refused.table is None
    assert "has other code of the course than this run (digest" in refused.error
    assert "here 0123456789abcdef): bring both to the same version" in refused.error
    assert log_lines(log) == []
    assert run_task(task, os.getpid(), provenance.code()).record["code"] == provenance.code()


def test_tasks_of_several_versions_of_the_code_are_told(log, tmp_path):
    """Also those of before the code was recorded: what is finished is found by settings and version."""
    _, record = run(tiny(log), tmp_path)
    assert record["code"] == provenance.code()
    table, old = store.read(task_files(tmp_path)[0])
    del old["code"]
    store.write(task_files(tmp_path)[0], table, old)
    _, record = run(tiny(log), tmp_path)
    assert len(log_lines(log)) == 4
    assert record["code"] == ["not recorded", provenance.code()]


# ---- files ----


def test_record_says_what_made_the_table(log, tmp_path):
    _, record = run(tiny(log), tmp_path)
    assert record["experiment"] == "tiny"
    assert record["budget"] == "demo"
    assert record["settings"]["scale"] == 1
    assert (record["seeds"], record["n_seeds"], record["group"]) == ("0-3", 4, 2)
    assert record["versions"]["torch"]
    assert record["processor"]
    assert record["commit"] == "unknown" or len(record["commit"].removesuffix("+changes")) == 40
    assert record["seconds"] >= 0
    for path in task_files(tmp_path):
        assert len(store.read(path)[1]["fingerprint"]) == 64


def test_a_flipped_bit_is_noticed(tmp_path):
    path = tmp_path / "table.parquet"
    table = pd.DataFrame({"test_error": [float(i) for i in range(1000)]})
    store.write(path, table, {"a": 1})
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)
    with pytest.raises(store.Damaged, match="damaged"):
        store.read(path)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES])
def test_a_full_disk_is_one_sentence_and_leaves_no_half_file(log, tmp_path, monkeypatch, code):
    def full(source, target):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(ExperimentError, match=f"cannot be written .{os.strerror(code)}.*goes on from them"):
        run(tiny(log), tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [log]


# ---- the command line ----


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            "run deth",
            "'deth' is not an experiment; choose one of tune, depth, trajectories, stacking_rates, ",
        ),
        ("run depth --budget big", "'big' is not a budget of depth; choose one of demo, laptop, "),
        ("run depth --seeds 0", "--seeds is 0; give a whole number, at least 1."),
        ("run depth --seeds many", "--seeds is many; give a whole number, at least 1."),
        ("run depth --seeds 1000000000", "--seeds is 1000000000; give a whole number, at most 10000."),
        ("run depth --workers 100000", "--workers is 100000; give a whole number, at most 1000."),
        (
            "run depth --scheduler tcp://[::1]",
            "The scheduler 'tcp://[::1]' is no address; give one like tcp://",
        ),
        ("run depth --scheduler http://localhost:8786", "is no address; give one like tcp://"),
        ("run depth --scheduler localhost:88888", "is no address; give one like tcp://"),
        (f"run depth --out {__file__}", f"{__file__} is a file, and results need a folder"),
        (f"run depth --out {__file__}/results", f"{__file__} is a file, and results need a folder"),
        (f"status depth --out {__file__}", f"{__file__} is a file, and results need a folder"),
        (f"verify depth --out {__file__}", f"{__file__} is a file, and results need a folder"),
        (f"claims --out {__file__}", f"{__file__} is a file, and results need a folder"),
        ("run depth --workers -1", "--workers is -1; give a whole number, at least 1."),
        ("run depth --device gpu", "The device 'gpu' is not known; give cpu, cuda or cuda:N."),
        ("run depth --scheduler here", "The scheduler 'here' is no address; give one like tcp://"),
        ("run depth --fast", "Unrecognized arguments: --fast"),
        ("status deth", "'deth' is not an experiment"),
        ("status depth --budget big", "'big' is not a budget"),
        ("verify depth --budget big", "'big' is not a budget"),
        ("ship depth --budget big", "'big' is not a budget"),
        (
            "claims --budget big",
            "'big' is not a budget; choose one of demo, laptop, course, wide, long, paper.",
        ),
        ("list --budget demo", "Unrecognized arguments: --budget"),
        ("fly", "invalid choice: 'fly'"),
        ("", "The following arguments are required: COMMAND"),
    ],
)
def test_a_wrong_command_is_one_sentence(arguments, sentence, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COURSE_RESULTS", str(tmp_path))
    assert main(arguments.split()) == 2
    out, err = capsys.readouterr()
    assert sentence.lower() in err.lower()
    assert len(err.strip().splitlines()) == 1
    assert not out


def test_a_folder_that_cannot_be_written_in_is_told_before_the_first_task(log, tmp_path, monkeypatch, capsys):
    def full(dir):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    assert main(["run", "tiny", "--out", str(tmp_path / "new")], {"tiny": tiny(log)}) == 2
    sentence = f"Results cannot be written in {tmp_path}/new (Read-only file system): name another folder"
    assert capsys.readouterr().err == f"{sentence} with --out.\n"
    assert log_lines(log) == []


@pytest.mark.parametrize("address", ["tcp://[::1]:8786", "tls://10.0.0.1:8786", "[fe80::1%e0]:1", "h:65535"])
def test_addresses_of_schedulers(address):
    check_address(address)


@pytest.mark.parametrize("field", ["n_seeds", "settings", "device"])
@pytest.mark.parametrize("command", ["claims", "verify depth --budget demo", "ship depth --budget demo"])
def test_a_record_that_lacks_something_is_told(tmp_path, capsys, command, field):
    table, record = store.load_result("depth", "course")
    store.write(tmp_path / "depth-demo.parquet", table, {k: v for k, v in record.items() if k != field})
    assert main([*command.split(), "--out", str(tmp_path)]) == 1
    err = capsys.readouterr().err
    assert f"depth-demo.parquet is damaged (its record has no {field}): delete it" in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"settings": None}, {"settings": []}, {"settings": "x"}, {"too_deep": None}, {"too_deep": []},
        {"too_deep": {"none": "x"}}, {"too_deep": {"none": {"5": ["x"]}, "rbm": {"5": [1.0]}}},
        {"rates_at_edge_of_grid": None}, {"rates_at_edge_of_grid": [1]}, {"settings": {"epochs": "x"}},
    ],
    ids=str,
)  # fmt: skip
def test_a_record_with_a_field_of_another_kind_is_told(tmp_path, capsys, wrong):
    table, record = store.load_result("depth", "course")
    if isinstance(wrong.get("settings"), dict):
        wrong = {"settings": record["settings"] | wrong["settings"]}
    store.write(tmp_path / "depth-course.parquet", table, record | wrong)
    assert main(["claims", "--out", str(tmp_path)]) == 1
    err = capsys.readouterr().err
    assert "depth-course.parquet is damaged (" in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize("buffered", ["", "1"])
def test_a_full_disk_is_told_when_the_output_goes_there(buffered):
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "utils.experiments", "list"],
            stdout=full, stderr=subprocess.PIPE, text=True,
            env=os.environ | {"PYTHONUNBUFFERED": buffered}, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "Stopped: the output cannot be written (No space left on device).\n"


@pytest.mark.skipif(os.name == "nt", reason="needs a shell that can close an output")
def test_a_closed_output_is_no_fault():
    command = f'"{sys.executable}" -m utils.experiments list >&-'
    done = subprocess.run(command, shell=True, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_commands_without_results_say_what_to_do(tmp_path, capsys):
    for command in ("ship depth", "verify depth", "claims"):
        assert main([*command.split(), "--out", str(tmp_path)]) == 1
        err = capsys.readouterr().err
        assert "python -m utils.experiments run depth" in err
        assert len(err.strip().splitlines()) == 1


def test_status_counts_and_names_damage(log, tmp_path, capsys):
    experiments = {"tiny": tiny(log)}
    assert main(["run", "tiny", "--out", str(tmp_path), "--workers", "1"], experiments) == 0
    task_files(tmp_path)[0].write_bytes(b"")
    task_files(tmp_path)[1].unlink()
    capsys.readouterr()
    assert main(["status", "tiny", "--out", str(tmp_path)], experiments) == 0
    assert capsys.readouterr().out == ("demo: 2 of 4 tasks finished (1 damaged), collected, not shipped\n")
    store.result_path(tmp_path, "tiny", "demo").write_bytes(b"x")
    assert main(["status", "tiny", "--out", str(tmp_path)], experiments) == 0
    assert "collected but damaged" in capsys.readouterr().out


def test_ship_and_verify(log, tmp_path, monkeypatch, capsys):
    shipped = tmp_path / "shipped"
    monkeypatch.setattr(store, "SHIPPED", shipped)
    experiments, ctrl_c = {"tiny": tiny(log)}, signal.getsignal(signal.SIGINT)
    table, _ = run(tiny(log), tmp_path)
    assert main(["ship", "tiny", "--budget", "demo", "--out", str(tmp_path)], experiments) == 0
    assert "tiny-demo.parquet: 24 rows" in capsys.readouterr().out
    assert store.same(store.read(shipped / "tiny-demo.parquet")[0], table)
    command = ["verify", "tiny", "--out", str(shipped)]
    assert main([*command, "--slice", "rbm:3"], experiments) == 0
    assert log_lines(log)[-1][1:] == ("rbm", 2)
    out = capsys.readouterr().out
    assert "slice rbm:2 (seeds (2, 3)): the same to the last bit" in out
    assert "processor and libraries are the same as in the record" in out
    assert signal.getsignal(signal.SIGINT) is ctrl_c, "Ctrl-C does to this process what it did"
    assert main([*command, "--slice", "dae:0"], experiments) == 2
    assert "'dae:0' is not a slice; give a condition (none, rbm)" in capsys.readouterr().err


def test_processor_is_told_with_its_model():
    first = "processor\t: 0\ncpu family\t: 25\nmodel\t\t: 17\nmodel name\t: A B\nstepping\t: 1\n"
    assert named_in(f"{first}\nmodel name\t: C\n") == "A B, family 25, model 17, stepping 1"
    assert named_in("model name : D\n") == "D"
    assert named_in("Hardware : E\n") == ""
    assert processor()
