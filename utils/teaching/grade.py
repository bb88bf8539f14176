"""Mark a folder of notebooks: ``python -m utils.teaching.grade HANDED_IN/ --out marks.csv``.

Each student has a file or a folder in HANDED_IN with the student's name: ``mia.ipynb``,
``mia_01_build_mlp.ipynb`` or ``mia/01_build_mlp.ipynb``. Marking runs students' code; README says how to shut
it in.
"""

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from pathlib import Path

from .grading import alike, handed_in, marking, reports
from .grading.lesson import read_lesson
from .grading.running import Limits, cut_off
from .sources import BuildError

TABLES = {".html": reports.page, ".md": reports.markdown}


def options(arguments):
    """The command line's options, each looked at."""
    parser = argparse.ArgumentParser(
        prog="python -m utils.teaching.grade", description=__doc__.splitlines()[0]
    )
    parser.add_argument("folder", type=Path, metavar="HANDED_IN", help="has a file or a folder per student")
    parser.add_argument("--out", type=Path, metavar="FILE.csv", help="write the marks there")
    parser.add_argument("--table", type=Path, metavar="FILE", help="and a page to read: .html or .md")
    parser.add_argument("--lesson", metavar="NN", help="e.g. 01 (default: what most notebooks are of)")
    parser.add_argument("--workers", type=int, default=2, help="notebooks at a time (default: 2)")
    parser.add_argument("--seconds", type=float, default=120, help="for each answer (default: 120)")
    parser.add_argument("--memory", type=int, default=2000, help="MB for each answer (default: 2000)")
    chosen = parser.parse_args(arguments)
    if not chosen.folder.is_dir():
        parser.error(f"{chosen.folder} is no folder: give the one that has the students' notebooks")
    if chosen.table and chosen.table.suffix not in TABLES:
        parser.error(f"--table {chosen.table}: give a name that ends with .html or .md")
    for name, least in (("workers", 1), ("seconds", 1), ("memory", 100)):
        if getattr(chosen, name) < least:
            parser.error(f"--{name} {getattr(chosen, name):g}: give {least} or more")
    for path in filter(None, (chosen.out, chosen.table)):
        if not path.absolute().parent.is_dir():
            parser.error(f"{path}: there is no folder {path.absolute().parent}; make it first")
    return chosen


def choose(hand_ins, wanted):
    """The lesson to mark, and the hand-ins without a student's other lessons."""
    of = {hand_in: _lesson_of(hand_in) for hand_in in hand_ins}
    known = Counter(number for number in of.values() if number)
    if not wanted and not known:
        raise BuildError("no notebook there is a lesson of the course; name the lesson with --lesson")
    lesson = read_lesson(
        f"{int(wanted):02d}" if wanted and wanted.isdigit() else wanted or max(known, key=known.get)
    )
    have = {hand_in.student for hand_in in hand_ins if of[hand_in] == lesson.number}
    return lesson, [one for one in hand_ins if of[one] == lesson.number or one.student not in have]


def _lesson_of(hand_in):
    try:
        return handed_in.lesson_of(handed_in.read(hand_in.path))
    except handed_in.NotRead:
        return None


def named_twice(rows):
    """The rows, where a name is there twice with the other file to look at."""
    count = Counter(row.student for row in rows)
    return [
        row._replace(look_at=[*row.look_at, f"{count[row.student]} hand-ins have this name"])
        if count[row.student] > 1
        else row
        for row in rows
    ]


def main(arguments=None):
    """The command line; returns the exit status."""
    chosen = options(arguments)
    hand_ins = handed_in.find(chosen.folder)
    try:
        if not hand_ins:
            raise BuildError(f"{chosen.folder} has no notebooks: nothing in it ends with .ipynb")
        lesson, hand_ins = choose(hand_ins, chosen.lesson)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    start, limits = time.monotonic(), Limits(chosen.seconds, chosen.memory)
    print(f"Marking {len(hand_ins)} notebooks of lesson {lesson.number}; {network()}", flush=True)
    rows = alike.told(named_twice(marking.mark_all(hand_ins, lesson, limits, chosen.workers)), lesson)
    print("\n".join(reports.lines(rows, lesson)))
    print(f"{(time.monotonic() - start) / 60:.1f} minutes")
    if chosen.out:
        reports.write_csv(rows, lesson, chosen.out)
    if chosen.table:
        chosen.table.write_text(TABLES[chosen.table.suffix](rows, lesson), encoding="utf-8")
    return 0


def network():
    """Whether the network can be taken from students' code here, in words."""
    if marking.FORK:
        trial = multiprocessing.get_context("fork").Process(target=lambda: sys.exit(0 if cut_off() else 1))
        trial.start()
        trial.join()
        if trial.exitcode == 0:
            return "students' code has no network."
    return "this system does not let us take the network from students' code."


if __name__ == "__main__":
    sys.exit(main())
