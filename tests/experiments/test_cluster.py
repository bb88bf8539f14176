"""Experiments on a Dask cluster, whose parts are killed, silent, missing, or of another version."""

import asyncio
import contextlib
import gc
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

import distributed
import pytest
from dask import config

from tests.experiments.test_running import ROOT, start, wait_for
from tests.experiments.tiny_experiment import log_lines, run, task_files, tiny
from utils.experiments.engine import cluster as dask_cluster
from utils.experiments.engine import store
from utils.experiments.engine.experiment import ExperimentError

HERE = ("--host", "127.0.0.1")


@pytest.fixture
def log(tmp_path):
    return tmp_path / "log.txt"


def local_cluster(n_workers):
    """Some Dask workers, each a process with one thread, on this machine."""
    return distributed.LocalCluster(
        n_workers=n_workers, threads_per_worker=1, processes=True,
        host="127.0.0.1", dashboard_address="127.0.0.1:0",
    )  # fmt: skip


@pytest.fixture(scope="module")
def cluster():
    """Two Dask workers, each a process, on this machine; one that is killed is started again."""
    with local_cluster(2) as two:
        yield two


@pytest.mark.slow
def test_a_cluster_gives_the_same_also_when_a_worker_is_killed(log, tmp_path, cluster):
    reference, _ = run(tiny(log), tmp_path / "reference")
    log.unlink()
    killed = []

    def kill_one():
        wait_for(lambda: len(log_lines(log)) >= 3)
        killed.append(log_lines(log)[-1][0])
        os.kill(killed[0], signal.SIGKILL)

    killer = threading.Thread(target=kill_one)
    killer.start()
    table, _ = run(tiny(log, pause=1.0), tmp_path, scheduler=cluster.scheduler_address)
    killer.join()
    assert killed[0] != os.getpid()
    assert store.same(table, reference)


@pytest.mark.slow
def test_a_cluster_of_one_core_is_used(log, tmp_path):
    with local_cluster(1) as one:
        run(tiny(log), tmp_path, scheduler=one.scheduler_address)
    assert len(log_lines(log)) == 4
    assert os.getpid() not in {pid for pid, *_ in log_lines(log)}


@pytest.mark.slow
def test_errors_come_back_from_a_cluster(log, tmp_path, cluster):
    with pytest.raises(ExperimentError, match="^The condition rbm cannot be computed"):
        run(tiny(log, fails="rbm"), tmp_path, scheduler=cluster.scheduler_address)


@pytest.mark.slow
def test_what_nobody_waits_for_any_more_is_not_logged(cluster, caplog):
    async def fails():
        raise KeyError("lost")

    async def start_only(job):
        return asyncio.ensure_future(job())

    with dask_cluster.client(cluster.scheduler_address) as dask:
        task = dask.sync(start_only, fails)
        wait_for(task.done)
        del task
        gc.collect()
    assert not caplog.records


@pytest.mark.slow
def test_a_cluster_whose_workers_always_die_is_told(log, tmp_path, monkeypatch):
    monkeypatch.setattr(dask_cluster, "WITHOUT_WORKERS", 60)  # until a worker is there again
    with (
        config.set({"distributed.scheduler.allowed-failures": 1}),
        local_cluster(1) as one,
        pytest.raises(ExperimentError, match="The cluster at tcp://.* failed .*workers died"),
    ):
        run(tiny(log, dies="rbm"), tmp_path, scheduler=one.scheduler_address)


# ---- silence ----


def test_a_wrong_port_is_told(log, tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(dask_cluster, "PATIENCE", 1)
    with pytest.raises(
        ExperimentError, match="^No Dask scheduler answers at 127.0.0.1:1: start one and workers"
    ):
        run(tiny(log), tmp_path, scheduler="127.0.0.1:1")
    assert "Traceback" not in capfd.readouterr().err


def test_a_silent_server_is_told(log, tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(dask_cluster, "PATIENCE", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ExperimentError, match=f"^No Dask scheduler answers at {address}: start one"):
            run(tiny(log), tmp_path, scheduler=address)
    assert "Traceback" not in capfd.readouterr().err


@contextlib.contextmanager
def dask(*arguments, path=(), **variables):
    """A command of Dask as a process of its own; ``path`` is where it finds the course."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dask", *map(str, arguments)], cwd=path[0] if path else ROOT,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, path or [ROOT]))} | variables,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def scheduler(port, *arguments):
    """The command that README names, on a port of the tests."""
    return dask("scheduler", *HERE, "--port", port, "--no-dashboard", *arguments)


def worker(address, *arguments, **options):
    return dask("worker", address, *HERE, "--no-dashboard", "--nthreads", 1, *arguments, **options)


def wait_for_port(port):
    def answers():
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", port)) == 0

    wait_for(answers)


def when(condition, action):
    """Do something in another thread as soon as something is so."""

    def watch():
        wait_for(condition)
        action()

    threading.Thread(target=watch).start()


@pytest.mark.slow
def test_no_workers_the_last_one_lost_and_a_killed_scheduler_are_told(log, tmp_path, monkeypatch, capfd):
    """Nothing that is finished is lost, and what is left is computed without the cluster."""
    assert dask_cluster.PATIENCE + 2 < dask_cluster.WITHOUT_WORKERS < 20
    monkeypatch.setattr(dask_cluster, "WITHOUT_WORKERS", 2)
    reference, _ = run(tiny(log), tmp_path / "reference")
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    no_workers = (
        f"^The cluster at {address} has no workers: start some, as README says; finished tasks are kept"
    )
    with scheduler(port) as of_cluster:
        wait_for_port(port)
        with pytest.raises(ExperimentError, match=no_workers):
            run(tiny(log, pause=0.4), tmp_path, scheduler=address)
        with worker(address, "--no-nanny") as last:
            wait_for_workers(address)
            when(lambda: len(task_files(tmp_path)) == 1, last.kill)
            with pytest.raises(ExperimentError, match=no_workers):
                run(tiny(log, pause=0.4), tmp_path, scheduler=address)
        kept = len(task_files(tmp_path))
        with worker(address, "--no-nanny"):
            wait_for_workers(address)
            when(lambda: len(task_files(tmp_path)) > kept, of_cluster.kill)
            with pytest.raises(ExperimentError, match=f"^The cluster at {address} failed .*tasks are kept"):
                run(tiny(log, pause=0.4), tmp_path, scheduler=address)
    assert kept < len(task_files(tmp_path)) < 4
    assert store.same(run(tiny(log, pause=0.4), tmp_path)[0], reference)
    assert "Traceback" not in capfd.readouterr().err


def wait_for_workers(address):
    with distributed.Client(address, set_as_default=False) as client:
        client.wait_for_workers(1, timeout=60)


@pytest.mark.slow
def test_workers_of_another_version_are_refused(log, tmp_path):
    other, port = tmp_path / "other", free_port()
    shutil.copytree(ROOT / "utils", other / "utils", ignore=shutil.ignore_patterns("results", "lessons"))
    with open(other / "utils" / "data" / "cache.py", "a", encoding="utf-8") as file:
        file.write("# changed\n")
    address = f"tcp://127.0.0.1:{port}"
    with scheduler(port), worker(address, "--no-nanny", path=[other, ROOT]):
        wait_for_workers(address)
        with pytest.raises(ExperimentError, match="has other code of the course than this run .*bring both"):
            run(tiny(log), tmp_path, scheduler=address)
    assert log_lines(log) == []


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl, to make certificates")
def test_tls_without_certificates_is_told_at_once(tmp_path):
    """In a process of its own: nothing else is printed as it ends."""
    command = [sys.executable, "-m", "utils.experiments", "run", "depth", "--out", tmp_path]
    begun = time.monotonic()
    done = subprocess.run(
        [*command, "--scheduler", "tls://127.0.0.1:1"], capture_output=True, text=True, check=False
    )
    assert time.monotonic() - begun < 20
    assert done.returncode == 1
    told = done.stderr.replace("\r", "\n").strip().splitlines()
    assert told[-1] == (
        "tls://127.0.0.1:1 needs certificates, and DASK_DISTRIBUTED__COMM__TLS__CA_FILE names none: set the "
        "three variables that README names."
    )
    assert "Traceback" not in done.stderr


def test_tls(log, tmp_path, monkeypatch):
    """With the options and variables that README names."""
    port = free_port()
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=cluster",
         "-keyout", key, "-out", certificate], check=True, capture_output=True,
    )  # fmt: skip
    files = ("--tls-ca-file", certificate, "--tls-cert", certificate, "--tls-key", key)
    address = f"tls://127.0.0.1:{port}"
    with scheduler(port, "--protocol", "tls", *files), worker(address, "--no-nanny", *files):
        wait_for_port(port)
        tls = "DASK_DISTRIBUTED__COMM__TLS__"
        monkeypatch.setenv(f"{tls}CA_FILE", str(certificate))
        monkeypatch.setenv(f"{tls}CLIENT__CERT", str(certificate))
        monkeypatch.setenv(f"{tls}CLIENT__KEY", str(key))
        process = start(log, tmp_path, 0, "--scheduler", address)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
    assert os.getpid() not in {pid for pid, *_ in log_lines(log)}
    assert len(task_files(tmp_path)) == 4
