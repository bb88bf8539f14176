"""The instructor's guide keeps to the lessons: minutes, sections, exercises, what check says; the handout."""

import os
import re
import shutil
import subprocess
import tarfile

import pytest

from utils.teaching import guide
from utils.teaching.checking import find_exercise
from utils.teaching.sources import ROOT, source_paths

GUIDE = guide.GUIDE.read_text(encoding="utf-8")
PATHS = {path.stem[:2]: path for path in source_paths()}
ENTRY = re.compile(r"\*\*Section (\d+ · .+?)\*\*(?:, exercise (\d+\.\d+))?: (.+)")


def part(number):
    """What the guide says of a lesson's pitfalls, and its last paragraph."""
    title = f"### {number} · {guide.all_told()[number].title}\n"
    assert GUIDE.count(title) == 1
    pitfalls, discuss = GUIDE.split(title)[1].split("\n##")[0].split("\n*Discuss*: ")
    return pitfalls, discuss


def entries(number):
    """Section (number and title), exercise (or None) and text of each of a lesson's pitfalls."""
    items = [" ".join(item.split()) for item in part(number)[0].split("\n- ")[1:]]
    found = [ENTRY.fullmatch(item) for item in items]
    assert all(found), [item for item, entry in zip(items, found, strict=True) if not entry]
    return [entry.groups() for entry in found]


def sections(number):
    """The numbered sections of a lesson with the exercises in each, in order."""
    source = PATHS[number].read_text(encoding="utf-8")
    found = {}
    for title, text in re.findall(r"^# ## (\d+ · .+)\n((?:(?!# ## ).*\n)*)", source, re.MULTILINE):
        found[title] = re.findall(r"^# %% exercise (\d+\.\d+) · ", text, re.MULTILINE)
    return found


def test_tables_are_what_the_lessons_say():
    assert guide.refreshed(GUIDE) == GUIDE, "run: python -m utils.teaching.guide"
    text = PATHS["01"].read_text(encoding="utf-8")
    assert "about 65 minutes, of which 37 for the six exercises" in text
    assert "| 01 | An MLP from NumPy | 65 | 37 | 6 | 11 | about half a minute in all |" in GUIDE


def test_minutes_of_exercises_are_about_what_the_heads_of_lessons_say():
    for number, path in PATHS.items():
        text = " ".join(path.read_text(encoding="utf-8").replace("\n# ", " ").split())
        said = int(guide.TIME.search(text)[2])
        assert abs(said - guide.all_told()[number].exercise_minutes) <= 1, path.name


def test_six_weeks_have_every_lesson_and_no_plan_has_one_twice():
    for plan in guide.PLANS.values():
        taught = [number for session in plan.values() for number in session]
        assert taught == sorted(set(taught))
    assert taught == sorted(PATHS)


@pytest.mark.parametrize("number", sorted(PATHS))
def test_every_section_has_its_pitfalls_in_order(number):
    there, said = sections(number), entries(number)
    assert [title.split(" ")[0] for title in there] == [str(i + 1) for i in range(len(there))]
    places = [title for title, _, _ in said]
    assert list(dict.fromkeys(places)) == list(there), "number and title, as in the lesson"
    assert places == sorted(places, key=list(there).index)
    for title, exercise, _ in said:
        assert exercise is None or exercise in there[title], f"exercise {exercise} is not in section {title}"
    assert part(number)[1].strip()


def test_no_section_is_overlooked():
    begins = [
        len(re.findall(r"^# ## \d", path.read_text(encoding="utf-8"), re.MULTILINE))
        for path in PATHS.values()
    ]
    assert sum(len(sections(number)) for number in PATHS) == sum(begins)
    found = [exercise for number in PATHS for some in sections(number).values() for exercise in some]
    assert len(found) == sum(one.n_exercises for one in guide.all_told().values())


@pytest.mark.parametrize("number", sorted(PATHS))
def test_what_check_is_said_to_say_it_says(number):
    quoted = [
        (exercise, text.split('"')[1]) for _, exercise, text in entries(number) if exercise and text[0] == '"'
    ]
    for exercise, said in quoted:
        says = [mistake.says for mistake in find_exercise(exercise).mistakes]
        assert any(text.startswith(said) for text in says), (exercise, said)
    assert len(quoted) >= 1


def test_other_numbers_of_the_guide_are_those_of_the_course():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "1.5 GB the first time" in makefile
    assert "**Disk**: 1.5 GB" in GUIDE
    minutes = [one.minutes for one in guide.all_told().values()]
    assert f"its {min(minutes)} to {max(minutes)}" in GUIDE
    for place in re.findall(r"lesson (\d\d)", GUIDE):
        assert place in PATHS


@pytest.mark.skipif(not shutil.which("make") or not shutil.which("git"), reason="needs make and git")
def test_handout_has_the_lessons_and_no_solutions(tmp_path):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    inside = ["git", "rev-parse", "--show-toplevel"]
    found = subprocess.run(inside, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    if found != str(ROOT):
        pytest.skip("this copy of the course has no history of its own")
    target = tmp_path / "course.tar"
    command = ["make", "--no-print-directory", "handout", f"HANDOUT={target}"]
    done = subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with tarfile.open(target) as archive:
        names = [name.removeprefix("course/") for name in archive.getnames()]
    assert {"lessons/00_start_here.ipynb", "Makefile", "requirements.txt", "utils/__init__.py"} <= set(names)
    assert not [name for name in names if name.startswith(("solutions", "tests", ".ci", ".github"))]
