"""Where tasks are computed: one process a core on this machine, or a Dask cluster; joblib does both."""

import contextlib
import os
import signal
import warnings

import joblib
from joblib.externals.loky.process_executor import TerminatedWorkerError

from . import provenance
from .experiment import ExperimentError
from .tasks import run_task

PATIENCE = 10  # seconds to wait for an answer of the scheduler


class WorkerDied(ExperimentError):
    """A process that computed was killed."""


def outcomes(tasks, n_most, options):
    """Compute tasks, in whatever order they end.

    Parameters
    ----------
    tasks : iterable of Task
        On this machine the next one is asked for when a process has nothing else to do; in any thread.
    n_most : int
        There are no more of them.
    options : Options
        ``workers`` processes (by default one a core, or one for a GPU), or ``scheduler``.

    Yields
    ------
    Outcome

    Raises
    ------
    WorkerDied
        When a process was killed: by hand, or by the system for want of memory.
    ExperimentError
        When nobody answers at the scheduler's address.
    """
    runner = None if options.scheduler else os.getpid()
    calls = (joblib.delayed(run_task)(task, runner, provenance.code()) for task in tasks)
    with backend(n_most, options) as settings:
        parallel = joblib.Parallel(return_as="generator_unordered", batch_size=1, **settings)
        results = None
        try:
            with signals_left_to_runner():
                results = parallel(calls)
            for outcome in results:  # noqa: UP028 - with "yield from" an early end closes before the finally
                yield outcome
        except TerminatedWorkerError as error:
            raise WorkerDied("killed from outside, or out of memory") from error
        except Exception as error:
            if not options.scheduler:
                raise
            reason = " ".join(str(error).split())[:300] or type(error).__name__
            raise ExperimentError(
                f"The cluster at {options.scheduler} failed ({reason}): its own log says more; "
                "finished tasks are kept, and the same command goes on from them."
            ) from error
        finally:  # also stops the workers; the warning is about tasks that are dropped after an error
            if results is not None:
                with warnings.catch_warnings(action="ignore"):
                    results.close()


@contextlib.contextmanager
def signals_left_to_runner():
    """Processes that are started in this context never see the signals that a terminal sends to all at once.

    Here such a signal waits until the context ends.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def backend(n_most, options):
    """Choose joblib's backend and say how many processes it has."""
    if options.scheduler:
        with client(options.scheduler), joblib.parallel_config(backend=dask_backend()):
            yield {"n_jobs": -1, "pre_dispatch": "all"}
    else:
        default = joblib.cpu_count() if options.device == "cpu" else 1
        n_jobs = min(options.workers or default, n_most)
        with joblib.parallel_config(backend="loky", inner_max_num_threads=1):
            yield {"n_jobs": n_jobs, "pre_dispatch": "n_jobs + 1"}


def dask_backend():
    """Joblib's Dask backend with two changes.

    Where a task failed outside itself, joblib's waits for ever; ours tells. Where the cluster has one core,
    joblib's computes in this process; ours goes to the cluster all the same.
    """
    from joblib._dask import DaskDistributedBackend

    class Backend(DaskDistributedBackend):
        def effective_n_jobs(self, n_jobs):
            return max(2, super().effective_n_jobs(n_jobs))

        def submit(self, func, callback=None):
            future = super().submit(func, callback)
            future.add_done_callback(lambda done: callback(done.exception()) if done.exception() else None)
            return future

        def retrieve_result_callback(self, out):
            if isinstance(out, BaseException):
                raise out
            return super().retrieve_result_callback(out)

    return Backend()


def client(address):
    """A client of the Dask scheduler at an address like ``tcp://127.0.0.1:8786``."""
    from distributed import Client

    try:
        return Client(address, timeout=PATIENCE)
    except (OSError, TimeoutError, ValueError) as error:
        raise ExperimentError(
            f"No Dask scheduler answers at {address}: start one with `dask scheduler` and workers with "
            "`dask worker ADDRESS`, or leave --scheduler out."
        ) from error
