"""How much memory an answer takes together with all that it starts: of Linux, from ``/proc``.

The system limits each process, and a program that starts six others has seven times its limit. So the process
that waits for an answer adds them up. What several processes share, as after a fork, counts once.
"""

import contextlib
import os
import re
from pathlib import Path

PROCESSES = Path("/proc")
EVERY = 0.2  # seconds between two looks


def own():
    """Bytes that this process has in memory; 0 where that cannot be told."""
    return _resident(os.getpid())


def exceeds(most):
    """Whether this process and all that it has started take more than ``most`` bytes together."""
    pids = [os.getpid(), *descendants(os.getpid())]
    if sum(map(_resident, pids)) <= most:  # counts what is shared several times, and is quick
        return False
    return sum(map(_proportional, pids)) > most


def descendants(pid):
    """The numbers of a process's children, of theirs, and so on; none where the system does not tell."""
    family = [pid]
    for parent in family:  # which grows meanwhile
        for children in PROCESSES.glob(f"{parent}/task/*/children"):
            with contextlib.suppress(OSError):  # it has just ended
                family += map(int, children.read_text().split())
    return family[1:]


def _resident(pid):
    try:
        pages = int((PROCESSES / str(pid) / "statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _proportional(pid):
    """Bytes of a process, what n processes share counted as an n-th; all of it where it hides that."""
    try:
        told = (PROCESSES / str(pid) / "smaps_rollup").read_text()
    except OSError:
        return _resident(pid)
    return 1024 * sum(int(kb) for kb in re.findall(r"^(?:Pss|SwapPss): +(\d+) kB", told, re.MULTILINE))
