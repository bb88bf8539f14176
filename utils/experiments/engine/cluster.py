"""Tasks on a Dask cluster: given to its workers as they can compute them, and its silence is noticed."""

import contextlib
import itertools
import logging
import queue
import threading
import time

from . import provenance
from .experiment import ExperimentError
from .tasks import run_task

PATIENCE = 10  # seconds to wait for an answer of the scheduler
WITHOUT_WORKERS = 15  # seconds: a worker that died is started again by its nanny
KEPT = "finished tasks are kept, and the same command goes on from them"


def outcomes(tasks, address):
    """Compute tasks on a cluster, in whatever order they end.

    Parameters
    ----------
    tasks : iterable of Task
        As many are asked for as all workers have threads, and one more; workers may come and go.
    address : str
        Of the scheduler, for example ``tcp://127.0.0.1:8786``.

    Yields
    ------
    Outcome

    Raises
    ------
    ExperimentError
        When nobody answers at the address, or there are no workers, or no more, or they keep dying.
    """
    tasks = iter(tasks)
    with client(address) as dask:
        ended, running, seen = queue.SimpleQueue(), set(), time.monotonic()
        while True:
            n_threads = sum(asked(dask, address).values())
            seen = time.monotonic() if n_threads else seen
            if time.monotonic() - seen > WITHOUT_WORKERS:
                raise ExperimentError(
                    f"The cluster at {address} has no workers: start some, as README says; {KEPT}."
                )
            for task in itertools.islice(tasks, max(0, n_threads + 1 - len(running))):
                future = dask.submit(run_task, task, None, provenance.code(), pure=False)
                future.add_done_callback(ended.put)
                running.add(future)
            if not running and n_threads:
                return
            for future in drained(ended):
                outcome = result(future, ended, address)
                if outcome:
                    running.discard(future)
                    yield outcome


def drained(ended, seconds=1):
    """What is in a queue, after waiting for the first of it."""
    with contextlib.suppress(queue.Empty):
        yield ended.get(timeout=seconds)
        while True:
            yield ended.get_nowait()


def asked(dask, address):
    """How many threads each worker has, from the scheduler."""
    try:
        return dask.nthreads(callback_timeout=PATIENCE)
    except Exception as error:  # whatever goes wrong between two computers
        raise failed(address, error) from error


def result(future, ended, address):
    """The outcome of a future, or nothing where it was lost with its worker: then it is computed again."""
    try:
        return future.result(timeout=PATIENCE)
    except TimeoutError:
        future.add_done_callback(ended.put)
        return None
    except Exception as error:
        raise failed(address, error) from error


def failed(address, error):
    """The error that says that a cluster failed, and why."""
    reason = " ".join(str(error).split())[:300] or type(error).__name__
    return ExperimentError(
        f"The cluster at {address} failed ({reason}): its own log says more, and all its computers need this "
        f"version of the course; {KEPT}."
    )


def connect(address, made):
    """Put a client into a queue, or the error; where a server is silent Dask waits for ever."""
    from distributed import Client

    try:
        made.put(Client(address, timeout=PATIENCE, set_as_default=False))
    except Exception as error:
        made.put(error)


def require_certificates(address):
    """Raise an ExperimentError for a ``tls://`` address where Dask has been told of no certificates."""
    import distributed  # noqa: F401  (reads its configuration)
    from dask import config

    if address.startswith("tls:") and not config.get("distributed.comm.tls.ca-file", None):
        raise ExperimentError(
            f"{address} needs certificates, and DASK_DISTRIBUTED__COMM__TLS__CA_FILE names none: set the "
            "three variables that README names."
        )


@contextlib.contextmanager
def client(address):
    """A client of the Dask scheduler at an address like ``tcp://127.0.0.1:8786``; its log is not shown.

    Nor is what asyncio says of Dask's own tasks that nobody waits for any more: it does so when they are
    collected, in the middle of whatever runs then.
    """
    require_certificates(address)
    logging.getLogger("distributed").setLevel(logging.CRITICAL + 1)
    made = queue.SimpleQueue()
    threading.Thread(target=connect, args=(address, made), daemon=True).start()
    try:
        dask = made.get(timeout=PATIENCE + 2)
        if isinstance(dask, Exception):
            raise dask
    except Exception as error:  # silence; what sockets, TLS and Dask's protocol raise
        tls = ", with the certificates that README names" if address.startswith("tls:") else ""
        raise ExperimentError(
            f"No Dask scheduler answers at {address}{tls}: start one and workers as README says, or leave "
            "--scheduler out."
        ) from error
    dask.loop.asyncio_loop.set_exception_handler(lambda loop, context: None)
    try:
        yield dask
    finally:
        with contextlib.suppress(Exception):  # the scheduler may be gone
            dask.close(timeout=2)
