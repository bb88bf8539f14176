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


def part(number):
    """What the guide says of a lesson's pitfalls."""
    title = f"### {number} · {guide.all_told()[number].title}\n"
    assert GUIDE.count(title) == 1
    return GUIDE.split(title)[1].split("\n##")[0]


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
def test_pitfalls_are_at_places_that_are_there(number):
    text, source = part(number), PATHS[number].read_text(encoding="utf-8")
    places = re.findall(r"^- \*\*(Section|Exercise) ([\d.]+)\*\*: ", text, re.MULTILINE)
    assert len(places) == text.count("\n- ") >= 4
    for kind, place in places:
        begins = rf"^# ## {place} · " if kind == "Section" else rf"^# %% exercise {re.escape(place)} · "
        assert re.search(begins, source, re.MULTILINE), f"{kind} {place}"
    assert "\n*Discuss*: " in text


@pytest.mark.parametrize("number", sorted(PATHS))
def test_what_check_is_said_to_say_it_says(number):
    quoted = re.findall(r'^- \*\*Exercise ([\d.]+)\*\*: "(.+?[.:]?)"', part(number), re.MULTILINE)
    for place, said in quoted:
        says = [mistake.says for mistake in find_exercise(place).mistakes]
        assert any(text.startswith(said) for text in says), (place, said)
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
