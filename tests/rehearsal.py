"""Rehearse a class on one machine: ``python -m tests.rehearsal``, or ``make rehearsal``.

Ten kernels run all cells of lesson 01 at once, on one core, each with at most 2 GB: worse than any class,
whose students read most of the time. Prints the memory and the minutes of each, for the instructor's guide.
"""

import argparse
import contextlib
import multiprocessing
import os
import platform
import sys
import tempfile
import time
from pathlib import Path

from . import clean, witness

GIB = 2**30


def run_one(name, memory, folder, results):
    """Run a lesson as somebody does who answers everything, and put what the witness saw."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    lesson = clean.lesson(name, answered=True)
    lesson.cells = [cell for cell in lesson.cells if "assertions" not in cell.metadata.get("tags", [])]
    start = time.monotonic()
    error, lines = witness.execute(lesson, Path(folder), cell_seconds=3600)
    peak = max((line["peak_kb"] for line in lines), default=0) * 1024
    computed = lines[-1]["cpu_seconds"] if lines else 0.0
    results.put((error, peak, computed, time.monotonic() - start))


def rehearse(name, n_students, n_cores, memory):
    """What became of each of some kernels at once: (error, bytes at the peak, seconds computed, seconds)."""
    before = os.sched_getaffinity(0) if hasattr(os, "sched_setaffinity") else set()
    if before:
        os.sched_setaffinity(0, sorted(before)[:n_cores])
    fresh = multiprocessing.get_context("spawn")  # a fork may inherit locks that nobody will open
    results = fresh.Queue()
    with tempfile.TemporaryDirectory() as folder:
        places = [Path(folder, str(i)) for i in range(n_students)]
        for place in places:
            place.mkdir()
        people = [fresh.Process(target=run_one, args=(name, memory, place, results)) for place in places]
        for person in people:
            person.start()
        found = [results.get() for _ in people]
        for person in people:
            person.join()
    if before:
        os.sched_setaffinity(0, before)
    return found


def told(found, name, n_cores, memory):
    """The results in lines."""
    errors = [error for error, *_ in found if error]
    peaks, computed, seconds = ([one[i] for one in found] for i in (1, 2, 3))
    return [
        f"{len(found)} kernels run lesson {name[:2]} at once on {n_cores} core(s), {memory / GIB:g} GiB each",
        f"memory at the peak: {max(peaks) / GIB:.2f} GiB the largest, {sum(peaks) / GIB:.1f} GiB all",
        f"minutes: {min(seconds) / 60:.1f} the first, {max(seconds) / 60:.1f} the last; "
        f"{sum(computed) / len(found) / 60:.1f} of computing each",
        f"failed: {len(errors)}" + "".join(f"\n{error[-500:]}" for error in errors[:1]),
        f"on {time.strftime('%Y-%m-%d')}, {platform.machine()}, {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.1f} at the end",
    ]


def main(arguments=None):
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.rehearsal", description=__doc__.splitlines()[0])
    parser.add_argument("--lesson", default="01_build_mlp", help="a lesson's name (default: 01_build_mlp)")
    parser.add_argument("--students", type=int, default=10, help="kernels at once (default: 10)")
    parser.add_argument("--cores", type=int, default=1, help="cores for all of them (default: 1)")
    parser.add_argument("--memory", type=float, default=2, help="GiB for each (default: 2)")
    chosen = parser.parse_args(arguments)
    memory = int(chosen.memory * GIB)
    found = rehearse(chosen.lesson, chosen.students, chosen.cores, memory)
    print("\n".join(told(found, chosen.lesson, chosen.cores, memory)))
    return 1 if any(error for error, *_ in found) else 0


if __name__ == "__main__":
    sys.exit(main())
