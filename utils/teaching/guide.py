"""The numbers of the instructor's guide: ``python -m utils.teaching.guide`` writes them into it.

``solutions/INSTRUCTORS.md`` is written by hand, but for what stands between ``<!-- name -->`` and
``<!-- end -->``: tables that are made here, from what the lessons say of themselves.
"""

import functools
import re
import sys
from typing import NamedTuple

from .grading.lesson import read_lesson
from .sources import ROOT, source_paths

GUIDE = ROOT / "solutions" / "INSTRUCTORS.md"
TIME = re.compile(
    r"\*\*Time\*\*: about (\d+) minutes, of which (\d+) for the (\w+) exercises\. The computer needs (.+?)\."
)
PLANS = {  # what is taught in each session: lessons that are worked through
    "afternoon": {"first half": ("00", "01"), "second half": ("07",)},
    "week": {
        "Monday": ("00", "01"),
        "Tuesday": ("02", "03"),
        "Wednesday": ("04", "05"),
        "Thursday": ("06", "07"),
        "Friday": ("08", "12"),
    },
    "six weeks": {
        "week 1": ("00", "01", "02"),
        "week 2": ("03", "04", "05"),
        "week 3": ("06", "07"),
        "week 4": ("08", "09"),
        "week 5": ("10", "11"),
        "week 6": ("12", "13"),
    },
}


class Told(NamedTuple):
    """What a lesson says of itself; ``exercise_minutes`` are the sum of those of its exercises."""

    title: str
    minutes: int
    exercise_minutes: int
    computing: str
    stars: int
    n_exercises: int


def told(path):
    """What a source says of its lesson; a ValueError where its head has no minutes."""
    text = re.sub(r"^# ?", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE).replace("\n", " ")
    time = TIME.search(text)
    if not time:
        raise ValueError(f"{path.name} has no line '**Time**: about 65 minutes, of which 37 for the six ...'")
    tasks = read_lesson(path.stem[:2]).tasks.values()
    title = re.search(r"^# # \d\d · (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)[1]
    minutes, stars = sum(task.minutes for task in tasks), sum(task.stars for task in tasks)
    return Told(title, int(time[1]), minutes, time[4], stars, len(tasks))


@functools.cache
def all_told():
    """What each lesson says, by its number."""
    return {path.stem[:2]: told(path) for path in source_paths()}


def lessons_table(lessons):
    """A row for each lesson."""
    yield "| | lesson | minutes | of exercises | exercises | marks | the computer needs |"
    yield "|---|---|---|---|---|---|---|"
    for number, one in lessons.items():
        yield (
            f"| {number} | {one.title} | {one.minutes} | {one.exercise_minutes} | {one.n_exercises} | "
            f"{one.stars} | {one.computing} |"
        )
    total = sum(one.minutes for one in lessons.values())
    yield f"| | **all** | {total} | {sum(one.exercise_minutes for one in lessons.values())} | | | |"


def plan_table(plan, lessons):
    """A row for each session of a plan."""
    yield "| session | lessons | minutes | of exercises |"
    yield "|---|---|---|---|"
    taught = [number for session in plan.values() for number in session]
    for session, numbers in [*plan.items(), ("**all**", taught)]:
        minutes = sum(lessons[number].minutes for number in numbers)
        working = sum(lessons[number].exercise_minutes for number in numbers)
        yield f"| {session} | {', '.join(numbers)} | {minutes} | {working} |"


def tables():
    """The text for each name in the guide."""
    lessons = all_told()
    found = {"lessons": lessons_table(lessons)}
    found |= {name: plan_table(plan, lessons) for name, plan in PLANS.items()}
    return {name: "\n".join(lines) for name, lines in found.items()}


def refreshed(text):
    """A guide's text with its tables as they are now."""
    for name, table in tables().items():
        place = re.compile(rf"<!-- {name} -->\n.*?<!-- end -->", re.DOTALL)
        text, n_found = place.subn(lambda _, here=f"<!-- {name} -->\n\n{table}\n\n<!-- end -->": here, text)
        if n_found != 1:
            raise ValueError(
                f"the guide must have <!-- {name} --> ... <!-- end --> once, not {n_found} times"
            )
    return text


def main():
    """Write the tables into the guide."""
    GUIDE.write_text(refreshed(GUIDE.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"{GUIDE.relative_to(ROOT)} written")


if __name__ == "__main__":
    sys.exit(main())
