"""The README says what is: the numbers of lesson 00, the output of its example, a row for every lesson."""

import contextlib
import io
import re

import pytest

from utils.teaching import build
from utils.teaching.readme import PICTURE, teaser

README = (build.ROOT / "README.md").read_text(encoding="utf-8")


def test_numbers_are_those_of_lesson_00():
    _, text = teaser()
    without, with_ = re.findall(r"pre-training, test error of each seed: \[([^\]]+)\]", text)
    for name, errors in (("without", without), ("with", with_)):
        low, high = min(map(float, errors.split())), max(map(float, errors.split()))
        assert f"<!-- {name} -->{low} to {high} %<!-- -->" in README
    gap = re.search(r"mean difference: (\S+) percentage points", text)[1]
    assert f"<!-- gap -->{gap}<!-- -->" in README
    assert float(gap) >= 1


def test_picture_is_that_of_lesson_00():
    assert PICTURE.read_bytes() == teaser()[0], "run: python -m utils.teaching.readme"


def test_every_lesson_is_in_the_map():
    for path in build.source_paths():
        link = rf"^\| {path.stem[:2]} \| \[(.+?)\]\(lessons/{path.stem}.ipynb\)"
        row = re.search(link, README, re.MULTILINE)
        assert row, path.stem
        assert f"(solutions/{path.stem}.ipynb)" in README
        text = path.read_text(encoding="utf-8")
        assert f"# # {path.stem[:2]} · {row[1]}" in text
        minutes = re.search(r"\*\*Time\*\*: about (\d+) minutes", text)[1]
        assert README[row.start() :].split("\n")[0].endswith(f"| {minutes} |")


@pytest.mark.slow
def test_example_prints_what_the_readme_says():
    code = re.search(r"```python\n(.*?)```", README, re.DOTALL)[1]
    expected = re.search(r"<!-- example output -->\n```text\n(.*?)```", README, re.DOTALL)[1]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), {})
    for said, came in zip(expected.splitlines(), printed.getvalue().splitlines(), strict=True):
        name, error = re.match(r"(.+): ([\d.]+) % test error", said).groups()
        assert came.startswith(f"{name}: ")
        # Another processor rounds otherwise, and the plateau without pre-training magnifies that.
        assert float(came.split()[1]) == pytest.approx(float(error), abs=2.0)


def test_binder_address_stands_in_one_place():
    assert README.count("mybinder.org/v2") == 1
