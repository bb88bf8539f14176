"""How long marking a class takes: ``python -m tests.bench_marking`` (half a minute).

Six notebooks of lesson 01, two at a time: three are right, two have two mistakes each, and in one a function
hangs. Seconds of the wall clock, because somebody waits for them, and from these what thirty such notebooks
take. The marks are looked at, too: a class that is not marked costs no time.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from utils.teaching.grading import handed_in, marking
from utils.teaching.grading.lesson import read_lesson
from utils.teaching.grading.running import Limits

from . import clean

LESSON, STUDENTS, TARGET = "01_build_mlp", 30, 10  # minutes for so many
MISTAKES = {  # exercise -> a part of the course's answer, and what stands there instead
    "1.1": ("return e / e.sum(axis=1, keepdims=True)", "return e / e.sum()"),
    "1.3": ("activations = [x]", "while True: pass"),
    "1.4": ("/ (2 * step)", "/ step"),
    "1.5": ("delta /= n_examples", "pass"),
    "1.6": ("-= rate", "+= rate"),
}
CLASS = [(), (), (), ("1.1", "1.5"), ("1.4", "1.6"), ("1.3",)]


def notebook(wrong):
    """Lesson 01 answered, some exercises with their mistake."""
    made = clean.lesson(LESSON, answered=True)
    made.cells = [cell for cell in made.cells if "assertions" not in cell.metadata.get("tags", [])]
    for number in wrong:
        (cell,) = (cell for cell in made.cells if cell.source.startswith(f"# exercise {number} "))
        right, mistake = MISTAKES[number]
        assert right in cell.source, f"the answer to {number} has no {right!r} any more"
        cell.source = cell.source.replace(right, mistake)
    return made


def measure(workers):
    """Minutes that marking the class takes, and those of each."""
    lesson = read_lesson(LESSON[:2])
    with tempfile.TemporaryDirectory() as folder:
        for i, wrong in enumerate(CLASS):
            nbformat.write(notebook(wrong), Path(folder, f"student{i}.ipynb"))
        start = time.perf_counter()
        rows = marking.mark_all(handed_in.find(Path(folder)), lesson, Limits(), workers)
        minutes = (time.perf_counter() - start) / 60
    for row, wrong in zip(rows, CLASS, strict=True):
        found = {number for number, mark in row.marks.items() if mark.outcome == "not yet"}
        assert (found, len(row.marks)) == (set(wrong), len(lesson.tasks)), row.marks
    return minutes, [row.minutes for row in rows]


def told(minutes, each, workers):
    """The result in lines."""
    return [
        f"marking {len(each)} notebooks of lesson {LESSON[:2]}, {workers} at a time: "
        f"{60 * minutes:.0f} seconds, {60 * min(each):.0f} to {60 * max(each):.0f} each",
        f"  {STUDENTS} such notebooks: {minutes * STUDENTS / len(each):.1f} minutes (target {TARGET})",
    ]


def main(arguments=None):
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench_marking", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--workers", type=int, default=2, help="notebooks at a time (default: 2)")
    chosen = parser.parse_args(arguments)
    print("\n".join(told(*measure(chosen.workers), chosen.workers)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
