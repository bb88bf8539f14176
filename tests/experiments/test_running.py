"""Experiments that are stopped, killed, damaged and resumed."""

import contextlib
import errno
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from filelock import FileLock
from joblib.externals.loky import process_executor

from tests.experiments.tiny_experiment import log_lines, run, task_files, tiny
from utils.experiments.engine import locks, store, workers
from utils.experiments.engine.experiment import ExperimentError
from utils.experiments.engine.tasks import make_tasks

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def log(tmp_path):
    return tmp_path / "log.txt"


# ---- running and resuming ----


def test_workers_change_no_bit(log, tmp_path):
    one, _ = run(tiny(log), tmp_path / "one")
    two, _ = run(tiny(log), tmp_path / "two", workers=2)
    assert store.same(one, two)
    assert len({pid for pid, *_ in log_lines(log)} - {os.getpid()}) >= 1


def test_resume_computes_only_what_is_missing(log, tmp_path):
    whole, _ = run(tiny(log), tmp_path)
    assert len(log_lines(log)) == 4
    task_files(tmp_path)[1].unlink()
    again, _ = run(tiny(log), tmp_path)
    assert len(log_lines(log)) == 5
    assert store.same(whole, again)


def test_more_seeds_reuse_the_first_ones(log, tmp_path):
    few, _ = run(tiny(log), tmp_path)
    more, _ = run(tiny(log), tmp_path, seeds=6)
    assert len(log_lines(log)) == 6
    assert store.same(few, more[more["seed"] < 4].reset_index(drop=True))


def test_a_changed_setting_uses_no_old_table(log, tmp_path):
    old, _ = run(tiny(log), tmp_path)
    new, _ = run(tiny(log, scale=2), tmp_path)
    assert len(log_lines(log)) == 8
    assert not store.same(old, new)


@pytest.mark.parametrize("damage", ["truncated", "empty", "another task's", "without seconds"])
def test_a_damaged_table_is_named_and_computed_again(log, tmp_path, damage):
    whole, _ = run(tiny(log), tmp_path)
    first, second = task_files(tmp_path)[:2]
    table, record = store.read(first)
    store.write(tmp_path / "other.parquet", table, {k: v for k, v in record.items() if k != "seconds"})
    content = {"without seconds": (tmp_path / "other.parquet").read_bytes()}
    content |= {"truncated": first.read_bytes()[:-40], "empty": b"", "another task's": second.read_bytes()}
    first.write_bytes(content[damage])
    said = []
    again, _ = run(tiny(log), tmp_path, said)
    assert said == [f"{first} is damaged, so it is computed again."]
    assert len(log_lines(log)) == 5
    assert store.same(whole, again)


def test_an_error_in_a_task_is_told_and_the_rest_is_kept(log, tmp_path):
    with pytest.raises(ExperimentError, match="^The condition rbm cannot be computed: choose another.$"):
        run(tiny(log, fails="rbm"), tmp_path)
    assert len(task_files(tmp_path)) == 1
    with pytest.raises(ExperimentError, match="rbm_(0-1|2-3) failed with ZeroDivisionError: nobody foresaw"):
        run(tiny(log, breaks="rbm"), tmp_path, workers=2)


def start(log, folder, pause=0.4, *arguments):
    """The command line with the tiny experiment, as a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.experiments.tiny_experiment", "run", "tiny", "--out", str(folder),
         *arguments],
        cwd=ROOT, env=os.environ | {"TINY_LOG": str(log), "TINY_PAUSE": str(pause)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=as_in_a_terminal,
    )  # fmt: skip


def as_in_a_terminal():
    """No signal is ignored, even where the tests were started so."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def wait_for(condition, seconds=60):
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def end_group(process):
    """Kill what is left of a process group that :func:`start` made."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def ended(process):
    """Whether no process is left of a group that :func:`start` made."""
    try:
        os.killpg(process.pid, 0)
    except ProcessLookupError:
        return True
    return False


def begun(log, folder):
    """Tasks are given to workers, which may not have started yet."""
    return list(folder.rglob("*.lock"))


def computing(log, folder):
    return log_lines(log)


def two_finished(log, folder):
    return len(task_files(folder)) >= 2


def test_stopping_between_two_tasks_is_silent(log, monkeypatch):
    """A task that was just given out when the workers are stopped is dropped without a traceback."""
    told = []
    monkeypatch.setattr(threading, "excepthook", told.append)
    hook = threading.excepthook
    experiment = tiny(log)
    tasks = make_tasks(experiment, experiment.budget("demo").settings, 16, 2, "cpu")
    thread = process_executor._ExecutorManagerThread
    first = thread.process_result_item

    def slowly(self, item):
        first(self, item)  # gives out the next task
        time.sleep(0.5)

    monkeypatch.setattr(thread, "process_result_item", slowly)
    outcomes = workers.local_outcomes(tasks, 2, None)
    next(outcomes)
    outcomes.close()
    assert not told
    assert threading.excepthook == hook


@pytest.mark.parametrize(
    ("name", "whole_group", "moment"),
    [
        ("SIGINT", True, begun),  # Ctrl-C in a terminal
        ("SIGINT", False, two_finished),
        ("SIGTERM", False, two_finished),
        ("SIGTERM", True, computing),  # as the system does when it shuts down
        ("SIGHUP", True, computing),  # the terminal is closed
    ],
)
def test_a_signal_leaves_what_is_finished_and_no_process(log, tmp_path, name, whole_group, moment):
    reference, _ = run(tiny(log), tmp_path / "reference")
    log.unlink()
    process = start(log, tmp_path, 0.7, "--workers", "2", "--seeds", "8")
    try:
        wait_for(lambda: moment(log, tmp_path))
        sent = time.monotonic()
        (os.killpg if whole_group else os.kill)(process.pid, signal.Signals[name])
        out, err = process.communicate(timeout=60)
        assert time.monotonic() - sent < 20
        wait_for(lambda: ended(process), 20)
    finally:
        end_group(process)
    n_done = len(task_files(tmp_path))
    assert n_done < 8
    assert f"Stopped: {n_done} of 8 tasks are finished" in err
    assert "run the same command again to go on" in err
    assert "Traceback" not in err
    assert process.returncode == 128 + signal.Signals[name]
    assert not out
    assert not [path for path in tmp_path.rglob("*") if path.suffix in (".lock", ".part")]
    n_computed = len(log_lines(log))
    table, _ = run(tiny(log, pause=0.7), tmp_path, seeds=4)
    assert len(log_lines(log)) - n_computed <= 4 - min(n_done, 4)
    assert store.same(table, reference)


@pytest.mark.parametrize("module", ["utils.experiments", "numpy", "pandas", "utils.experiments.catalogue"])
def test_ctrl_c_while_the_command_starts(tmp_path, module):
    """Python tells on stderr what it has imported."""
    process = subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "utils.experiments", "run", "all", "--out", str(tmp_path)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    with process:
        for line in process.stderr:
            if line.rpartition("|")[2].strip() == module:
                break
        process.send_signal(signal.SIGINT)
        said = [line for line in process.stderr if not line.startswith("import time:")]
    assert process.returncode == 130
    assert "".join(said).strip() == "Stopped."


def test_what_was_left_half_written_is_ignored_and_deleted_when_it_is_old(log, tmp_path):
    run(tiny(log), tmp_path)
    names = [".tiny-demo.parquet.1-a.part", "tiny-demo.tasks/.none_0-1.parquet.1-b.part"]
    old, new = parts = [tmp_path / name for name in names]
    for part in parts:
        part.write_bytes(b"half")
    os.utime(old, (0, 0))
    run(tiny(log), tmp_path)
    assert len(log_lines(log)) == 4
    assert not old.exists()
    assert new.exists(), "another run may be writing it"


def test_a_killed_worker_costs_only_its_task(log, tmp_path):
    reference, _ = run(tiny(log), tmp_path / "reference")
    log.unlink()
    process = start(log, tmp_path, 0.5, "--workers", "2")
    try:
        wait_for(lambda: len(log_lines(log)) >= 3)
        os.kill(log_lines(log)[2][0], signal.SIGKILL)
        out, err = process.communicate(timeout=60)
    finally:
        end_group(process)
    assert process.returncode == 0, err
    assert "A worker died" in err
    assert store.same(store.read(Path(out.strip()))[0], reference)


def test_a_killed_runner_goes_on_where_it_was(log, tmp_path):
    reference, _ = run(tiny(log), tmp_path / "reference")
    log.unlink()
    process = start(log, tmp_path, 0.5, "--workers", "2")
    try:
        wait_for(lambda: task_files(tmp_path))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        wait_for(lambda: ended(process), 20)  # nobody waits for what the workers compute
    finally:
        end_group(process)
    n_done = len(task_files(tmp_path))
    assert 1 <= n_done < 4
    log.unlink()
    table, _ = run(tiny(log, pause=0.5), tmp_path, workers=2)
    assert len(log_lines(log)) == 4 - n_done
    assert store.same(table, reference)


def test_workers_that_always_die_are_told(log, tmp_path):
    with pytest.raises(ExperimentError, match="keep dying.*--workers 1.*kept"):
        run(tiny(log, dies="rbm"), tmp_path, workers=2)


# ---- two runs in one folder ----


def test_two_runs_share_the_tasks(log, tmp_path):
    reference, _ = run(tiny(log), tmp_path / "reference", seeds=8)
    log.unlink()
    both = [start(log, tmp_path, 0.5, "--workers", "1", "--seeds", "8") for _ in range(2)]
    try:
        ended = [process.communicate(timeout=60) for process in both]
    finally:
        for process in both:
            end_group(process)
    computed = log_lines(log)
    assert len(computed) == len({line[1:] for line in computed}) == 8, "each task once"
    assert {pid for pid, *_ in computed} == {process.pid for process in both}
    for process, (out, err) in zip(both, ended, strict=True):
        assert process.returncode == 0, err
        assert store.same(store.read(Path(out.strip()))[0], reference)
    other = "|".join(str(process.pid) for process in both)
    says = rf"Another run \(process ({other}) on .*\) computes tasks in .*, too: they are shared\."
    assert re.search(says, ended[0][1] + ended[1][1])
    assert not list(tmp_path.rglob("*.lock"))


def test_what_a_killed_run_had_begun_is_taken_over(log, tmp_path):
    reference, _ = run(tiny(log), tmp_path / "reference")
    log.unlink()
    first = start(log, tmp_path, 0.5, "--workers", "1")
    try:
        wait_for(lambda: log_lines(log))
        first.send_signal(signal.SIGSTOP)
        second = start(log, tmp_path, 0.5, "--workers", "1")
        try:
            wait_for(lambda: len(task_files(tmp_path)) == 3)
            time.sleep(1)  # it looks for more to do
            first.kill()
            out, err = second.communicate(timeout=60)
        finally:
            end_group(second)
    finally:
        end_group(first)
    assert second.returncode == 0, err
    assert "Other runs compute what is left: waiting for them." in err
    assert f"Another run (process {first.pid} on " in err
    assert "ended without none_0-1, which is computed here now." in err
    assert store.same(store.read(Path(out.strip()))[0], reference)


def test_more_tasks_than_files_may_be_open_at_once(log, tmp_path, monkeypatch):
    monkeypatch.setattr(locks, "MOST_HELD", 1)
    tasks = make_tasks(tiny(log), tiny(log).budget("demo").settings, 4, 2, "cpu")
    mine = locks.Locks(tmp_path, lambda task: False, print)
    assert list(mine.claimed(tasks)) == tasks
    assert [path.name for path in tmp_path.iterdir()] == [f"{tasks[0].file_name}.lock"]
    for task in tasks:
        mine.release(task)
    assert not list(tmp_path.iterdir())


def test_a_folder_without_locks_is_told_and_computed_all_the_same(log, tmp_path, monkeypatch):
    def no_locks(lock, blocking):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(FileLock, "acquire", no_locks)
    said = []
    run(tiny(log), tmp_path, said)
    assert len(said) == 1
    assert "cannot be locked (No locks available): let no other run compute there." in said[0]
    assert len(log_lines(log)) == 4
