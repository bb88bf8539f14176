"""An experiment as a list of tasks, one for each condition and group of seeds, and the work of one task.

A task's fingerprint comes from everything that decides its numbers, and is part of its file's name. So a
changed setting never finds the tables of the old one.
"""

import functools
import hashlib
import json
import os
import platform
import signal
import sys
import threading
import time
import traceback
from typing import NamedTuple

from threadpoolctl import threadpool_limits

from ...data.cache import DataError
from . import checkpoints, provenance
from .experiment import ExperimentError, locate


class Task(NamedTuple):
    """One condition and one group of seeds."""

    family: str
    version: int
    condition: str
    seeds: tuple
    settings: dict
    device: str
    compute: str

    @property
    def fingerprint(self):
        """SHA-256 of all of it, but for a GPU's number, as 64 hexadecimal digits."""
        decisive = self._replace(device=self.device.partition(":")[0])._asdict()
        return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()

    @property
    def label(self):
        """What it is, for people and as the beginning of its file's name."""
        return f"{self.condition}_{self.seeds[0]}-{self.seeds[-1]}"

    @property
    def file_name(self):
        """Name of the file of its table."""
        return f"{self.label}_{self.fingerprint[:16]}.parquet"


class Outcome(NamedTuple):
    """What a worker sends back: a table and its record, or what went wrong."""

    task: Task
    table: object = None
    record: dict = None
    error: str = ""


def make_tasks(experiment, settings, n_seeds, group, device):
    """Every task of a run: all conditions of some seeds before the next seeds, so that a part is fair."""
    groups = [tuple(range(first, min(first + group, n_seeds))) for first in range(0, n_seeds, group)]
    family = experiment.family or experiment.name
    return [
        Task(family, experiment.version, condition, seeds, settings, device, experiment.compute)
        for seeds in groups
        for condition in experiment.conditions(settings)
    ]


def run_task(task, runner_pid, code=None, folder=None):
    """Compute one task, in whatever process; every failure comes back as a sentence.

    Parameters
    ----------
    task : Task
    runner_pid : int or None
        Process that the user sees and stops with Ctrl-C; its workers leave that key to it, and end with it.
        None in a cluster, whose workers are not its own.
    code : str or None
        Digest of the runner's code, which must be this process's, too.
    folder : Path, optional
        Where a long task keeps checkpoints, and finds that of a run that was killed.

    Returns
    -------
    Outcome
    """
    if runner_pid not in (None, os.getpid()):
        belong_to(runner_pid)
    try:
        check_code(code)
        compute = locate(task.compute)
        if "torch" in sys.modules:  # one thread each: the cores are taken by processes
            sys.modules["torch"].set_num_threads(1)
        wall, cpu = time.perf_counter(), time.thread_time()
        with threadpool_limits(1), checkpoints.of_task(task, folder) as checkpoint:  # NumPy's, too
            table = compute(task.settings, task.condition, task.seeds, task.device)
        seconds = {
            "seconds": round(time.perf_counter() - wall, 3),
            "cpu_seconds": round(time.thread_time() - cpu, 3),
        }
        codes = {"code": checkpoint.codes} if len(checkpoint.codes) > 1 else {}
        return Outcome(task, table, provenance.of_machine(task.device) | codes | seconds)
    except Exception as error:
        known = isinstance(error, ExperimentError | DataError)
        return Outcome(task, error=str(error) if known else unexpected(task, error))


@functools.cache
def belong_to(runner_pid):
    """Leave the signals of the terminal to the runner, and end this process when that one has ended.

    Nobody waits for the tables then. (Windows does not tell: there the task in hand is computed to its end.)
    """
    for name in ("SIGINT", "SIGHUP"):
        if hasattr(signal, name) and threading.current_thread() is threading.main_thread():
            signal.signal(getattr(signal, name), signal.SIG_IGN)

    def watch():
        while os.getppid() == runner_pid:
            time.sleep(1)
        os._exit(1)

    if os.name == "posix":
        threading.Thread(target=watch, daemon=True).start()


def check_code(code):
    """Raise an ExperimentError where the runner's code is not what this process computes with."""
    if code not in (None, provenance.code()):
        raise ExperimentError(
            f"A worker on {platform.node()} has other code of the course than this run (digest "
            f"{provenance.code()}, here {code}): bring both to the same version, restart the workers of a "
            "cluster, and run the same command again; finished tasks are kept."
        )


def unexpected(task, error):
    """A sentence for an error that nobody foresaw, and where it happened."""
    where = "".join(traceback.format_exception(error)[-3:])
    return f"The task {task.label} failed with {type(error).__name__}: {error}\n{where}"
