"""Where tasks are computed: one process a core on this machine, by joblib, or a Dask cluster."""

import contextlib
import os
import signal
import threading
import warnings
from multiprocessing import resource_tracker

import joblib
from joblib.externals.loky.process_executor import TerminatedWorkerError, _ExecutorManagerThread

from ...stopping import put_off
from . import cluster, provenance
from .experiment import ExperimentError
from .tasks import run_task


class WorkerDied(ExperimentError):
    """A process that computed was killed."""


def outcomes(tasks, n_most, options, folder=None):
    """Compute tasks, in whatever order they end.

    Parameters
    ----------
    tasks : iterable of Task
        The next one is asked for when there is a process that has nothing else to do; in any thread.
    n_most : int
        There are no more of them.
    options : Options
        ``workers`` processes (by default one a core, or one for a GPU), or ``scheduler``.
    folder : Path, optional
        Where long tasks keep checkpoints; machines of a cluster need not have it, so there are none there.

    Returns
    -------
    generator of Outcome

    Raises
    ------
    WorkerDied
        When a process was killed: by hand, or by the system for want of memory.
    ExperimentError
        When a cluster fails.
    """
    if options.scheduler:
        return cluster.outcomes(tasks, options.scheduler)
    default = joblib.cpu_count() if options.device == "cpu" else 1
    return local_outcomes(tasks, min(options.workers or default, n_most), folder)


def local_outcomes(tasks, n_jobs, folder):
    """Compute tasks in processes of this machine, in whatever order they end."""
    calls = (joblib.delayed(run_task)(task, os.getpid(), provenance.code(), folder) for task in tasks)
    with joblib.parallel_config(backend="loky", inner_max_num_threads=1):
        parallel = joblib.Parallel(
            n_jobs, return_as="generator_unordered", batch_size=1, pre_dispatch="n_jobs + 1"
        )
        results = None
        with one_error_of_loky_unsaid():
            try:
                with signals_left_to_runner():
                    results = parallel(calls)
                for outcome in results:  # noqa: UP028 - "yield from" closes before the finally at an early end
                    yield outcome
            except TerminatedWorkerError as error:
                raise WorkerDied("killed from outside, or out of memory") from error
            finally:  # also stops the workers; the warning is about tasks that are dropped after an error
                if results is not None:
                    with warnings.catch_warnings(action="ignore"):
                        results.close()


@contextlib.contextmanager
def one_error_of_loky_unsaid():
    """Within the context the thread that feeds the workers may end with a KeyError, and nobody is told.

    When it is told to stop it drops the tasks that no worker has, kills the workers, and then looks for the
    dropped tasks where they were: if they had been there for less than a moment, there is a KeyError, which
    comes after all that matters.
    """
    before = threading.excepthook

    def hook(error):
        if error.exc_type is not KeyError or not isinstance(error.thread, _ExecutorManagerThread):
            before(error)

    threading.excepthook = hook
    try:
        yield
    finally:
        threading.excepthook = before


@contextlib.contextmanager
def signals_left_to_runner():
    """Processes that are started in this context never see the signals that a terminal sends to all at once.

    Here signals wait until the context ends.
    """
    with put_off():
        if not hasattr(signal, "pthread_sigmask"):  # Windows
            yield
            return
        resource_tracker.ensure_running()  # while it starts, it lets SIGINT through again
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
