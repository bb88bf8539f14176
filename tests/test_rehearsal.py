"""The rehearsal of a class: two kernels of lesson 00 run at once, and it tells what they did."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from . import rehearsal

ROOT = Path(__file__).resolve().parents[1]
GIB = rehearsal.GIB


@pytest.mark.slow
def test_two_kernels_at_once_and_what_is_told_of_them():
    command = [sys.executable, "-m", "tests.rehearsal", "--lesson", "00_start_here"]
    done = subprocess.run(
        [*command, "--students", "2", "--memory", "1.5"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "2 kernels run lesson 00 at once on 1 core(s), 1.5 GiB each"
    largest, both = map(float, re.fullmatch(
        r"memory at the peak: (\d\.\d\d) GiB the largest, (\d\.\d) GiB all", lines[1]
    ).groups())  # fmt: skip
    assert 0.1 < largest < 1, "the guide plans 1 GiB for a kernel"
    assert largest <= both + 0.05 <= 2 * largest + 0.1
    first, last, computing = map(float, re.fullmatch(
        r"minutes: (\d+\.\d) the first, (\d+\.\d) the last; (\d+\.\d) of computing each", lines[2]
    ).groups())  # fmt: skip
    assert 0 < computing <= first <= last
    assert last >= 2 * computing - 0.2, "both compute on one core"
    assert lines[3] == "failed: 0"
    assert re.fullmatch(r"on \d{4}-\d\d-\d\d, \S+, \d+ cores, load \d+\.\d at the end", lines[4])
    assert len(lines) == 5


def test_what_is_told_of_kernels_and_of_one_that_failed():
    found = [("", GIB, 30.0, 60.0), ("Traceback ...\nMemoryError", GIB // 2, 90.0, 240.0)]
    assert rehearsal.told(found, "01_build_mlp", 1, 2 * GIB)[:4] == [
        "2 kernels run lesson 01 at once on 1 core(s), 2 GiB each",
        "memory at the peak: 1.00 GiB the largest, 1.5 GiB all",
        "minutes: 1.0 the first, 4.0 the last; 1.0 of computing each",
        "failed: 1\nTraceback ...\nMemoryError",
    ]
