"""What a long task has computed so far, kept beside its table: a run that was killed goes on from there.

What a task computes must not depend on whether it was interrupted. So a task that keeps checkpoints draws its
random numbers from streams that it can make anew at each of them, and saves all else that it needs.
"""

import contextlib
import contextvars
import io
import time

import numpy as np

from . import provenance, store

SECONDS = 60  # between two checkpoints, at least
ABOUT = ("fingerprint", "code")  # beside the state itself
_current = contextvars.ContextVar("checkpoint", default=None)


class Checkpoint:
    """The state of one task, in a file; without a path nothing is kept.

    Parameters
    ----------
    path : Path or None
    fingerprint : str
        Of the task: the state of another is of no use.
    """

    def __init__(self, path=None, fingerprint=""):
        self.path, self.fingerprint = path, fingerprint
        self.codes = [provenance.code()]  # that computed what there is, the earliest first
        self.saved_at = time.monotonic()

    def load(self):
        """The arrays that were saved last, by name; empty where there are none of this very task."""
        if self.path is None:
            return {}
        try:
            with np.load(io.BytesIO(self.path.read_bytes()), allow_pickle=False) as file:
                state = dict(file)
            about = {name: state.pop(name) for name in ABOUT}
        except FileNotFoundError:
            return {}
        except Exception:  # whatever is wrong with the file, the task starts from its beginning
            return {}
        if str(about["fingerprint"]) != self.fingerprint:
            return {}
        self.codes = list(dict.fromkeys([*map(str, about["code"]), *self.codes]))
        return state

    def save(self, state):
        """Keep arrays, by name, if the last ones are old enough; those before are replaced.

        A disk that is full costs the checkpoint and not the task.
        """
        if self.path is None or time.monotonic() - self.saved_at < SECONDS:
            return
        buffer = io.BytesIO()
        np.savez(buffer, fingerprint=self.fingerprint, code=np.array(self.codes), **state)
        with contextlib.suppress(store.ExperimentError):
            store.write_bytes(self.path, buffer.getvalue())
        self.saved_at = time.monotonic()


def path_of(folder, task):
    """Where the state of a task is kept; nowhere without a folder."""
    return folder and folder / f"{task.file_name}.state"


@contextlib.contextmanager
def of_task(task, folder):
    """In this context :func:`current` is the checkpoint of a task."""
    checkpoint = Checkpoint(path_of(folder, task), task.fingerprint)
    token = _current.set(checkpoint)
    try:
        yield checkpoint
    finally:
        _current.reset(token)


def current():
    """The checkpoint of the task that is being computed here; outside of tasks one that keeps nothing."""
    return _current.get() or Checkpoint()


def remove(folder, task):
    """Delete the state of a task that is finished."""
    with contextlib.suppress(OSError):
        path_of(folder, task).unlink(missing_ok=True)
