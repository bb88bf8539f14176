"""Several runs in one folder share its tasks: who computes a task holds a lock beside its table.

The lock is the operating system's or the file server's: it ends with its process, however that ends. Its file
says who holds it, or who held it and did not finish. Where files cannot be locked, runs go on without: then a
task may be computed twice, which changes no number.
"""

import contextlib
import json
import os
import platform
from datetime import datetime

from filelock import FileLock, Timeout

from ...data.cache import why
from ...stopping import put_off

MOST_HELD = 500  # each is an open file, of which a process may often have 1,024; further tasks have no lock


class Locks:
    """The locks that this run holds.

    Parameters
    ----------
    folder : Path
        Of the tasks' tables.
    finished : callable
        Whether a task has a good table by now.
    say : callable
        Takes each sentence for the user.
    """

    def __init__(self, folder, finished, say):
        self.folder, self.finished, self.say = folder, finished, say
        self.held, self.told = {}, set()  # by the names of the tables; sentences

    def claimed(self, tasks):
        """Those of some tasks that nobody else computes or has computed, each locked before it is given."""
        for task in tasks:
            with put_off():  # so that no lock is left that nobody knows of
                taken = self.take(task)
            if taken:
                yield task

    def take(self, task):
        """Lock a task that nobody else computes or has computed; whether it is now ours."""
        if task.file_name in self.held:
            return True
        if len(self.held) >= MOST_HELD:
            return not self.finished(task)
        lock = FileLock(self.path(task), thread_local=False)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock.acquire(blocking=False)
        except Timeout:
            who = owner(self.path(task)) or "Another run"
            self.tell_once(f"{who} computes tasks in {self.folder}, too: they are shared.")
            return False
        except OSError as error:
            self.tell_once(
                f"Tasks in {self.folder} cannot be locked ({why(error)}): let no other run compute there."
            )
            return not self.finished(task)
        if self.finished(task):
            self.drop(lock)
            return False
        self.held[task.file_name] = lock
        before = owner(self.path(task))
        if before:
            self.say(f"{before} ended without {task.label}, which is computed here now.")
        with contextlib.suppress(OSError):
            self.path(task).write_text(json.dumps(myself()), encoding="utf-8")
        return True

    def release(self, task):
        """Give up the lock of a task that is finished, if there is one."""
        lock = self.held.pop(task.file_name, None)
        if lock:
            self.drop(lock)

    def drop(self, lock):
        """Delete a lock's file, which is of no use any more, and give it up.

        Whoever has opened the file before finds the task finished as soon as the lock is theirs.
        """
        with contextlib.suppress(OSError):
            os.unlink(lock.lock_file)
        lock.release()

    def close(self):
        """Give up all locks; of what is not finished the next run computes."""
        for lock in self.held.values():
            self.drop(lock)
        self.held.clear()

    def path(self, task):
        """The file of a task's lock."""
        return self.folder / f"{task.file_name}.lock"

    def tell_once(self, sentence):
        """Say a sentence that is not said yet."""
        if sentence not in self.told:
            self.told.add(sentence)
            self.say(sentence)


def myself():
    """What a lock's file says of its owner."""
    return {"host": platform.node(), "pid": os.getpid(), "at": datetime.now().isoformat(timespec="minutes")}


def owner(path):
    """Who holds a lock, or held it and was killed, in words; nothing where its file says nothing."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return f"Another run (process {said['pid']} on {said['host']}, {said['at'].replace('T', ' ')})"
    except (OSError, ValueError, TypeError, KeyError):
        return ""
