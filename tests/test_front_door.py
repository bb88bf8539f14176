"""README's first screen, as GitHub shows it: paragraphs, pictures with texts, three doors; how to cite."""

import io
import re
from datetime import datetime
from urllib.parse import urlsplit

import cmarkgfm
import pytest
import yaml
from PIL import Image

from utils.experiments import every_claim
from utils.experiments.catalogue import EXPERIMENTS
from utils.experiments.engine import claims
from utils.teaching import build

from .readme_pictures import LARGEST, MISTAKE, SLIDER

README = (build.ROOT / "README.md").read_text(encoding="utf-8")
CHANGES = (build.ROOT / "CHANGES.md").read_text(encoding="utf-8")
FIRST_SCREEN = README.split("\n## ")[0]
MARKER = re.compile(r"<!--.*?-->")
PICTURE = re.compile(r"!\[(.*?)\]\((.+?)\)")
DAY = re.compile(r"^## (\d+ \w+ \d{4})$", re.MULTILINE)
PLACEHOLDER = "OWNER/REPOSITORY"


def rendered(text):
    """What GitHub makes of Markdown, without comments and spaces between lines."""
    html = MARKER.sub("", cmarkgfm.github_flavored_markdown_to_html(text))
    return re.sub(r"\s+", " ", html)


def test_markers_leave_paragraphs_and_tables_whole():
    """They are read by tests, and a reader must not see where they are."""
    assert MARKER.search(README)
    assert rendered(README) == rendered(MARKER.sub("", README))


@pytest.mark.parametrize("text", ["One\n<!-- n -->2<!-- --> three.", "<!-- n -->2<!-- --> *three*."])
def test_a_marker_that_begins_a_line_of_a_paragraph_is_noticed(text):
    assert rendered(text) != rendered(MARKER.sub("", text))


@pytest.mark.parametrize("path", [MISTAKE, SLIDER], ids=lambda path: path.stem)
def test_pictures_of_the_notebook_are_there_and_small(path):
    assert path.stat().st_size <= LARGEST
    width, height = Image.open(io.BytesIO(path.read_bytes())).size
    assert width > 800
    assert height > 200
    assert f"({path.relative_to(build.ROOT)})" in FIRST_SCREEN


def test_every_picture_says_what_is_to_be_seen():
    pictures = PICTURE.findall(MARKER.sub("", re.sub(r"```.*?```", "", README, flags=re.DOTALL)))
    assert len(pictures) >= 6
    for text, path in pictures:
        assert len(text.split()) >= 8, f"{path}: {text!r}"
        assert (build.ROOT / path).exists(), path


def anchors():
    """What GitHub calls README's headings."""
    headings = re.findall(r"^#+ (.+)$", README, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_there_is_a_door_for_each_reader():
    doors = dict(re.findall(r"^- \*\*(\w+)\?\*\* (.*(?:\n  .*)*)", FIRST_SCREEN, re.MULTILINE))
    assert list(doors) == ["Student", "Instructor", "Reader"]
    for text in doors.values():
        targets = re.findall(r"\]\((.+?)\)", text)
        assert targets
        for target in map(urlsplit, targets):
            assert target.path or target.fragment in anchors(), target
            assert (build.ROOT / target.path).exists()


def test_the_sentence_that_reads_the_trajectories_is_true():
    """Of C13: lower test losses with 2 and 3 layers; with 1 layer less, and for autoencoders higher ones."""
    only = {"trajectories": EXPERIMENTS["trajectories"]}
    found = {one.kind: one.decisive for one in claims.judge(only) if one.claim == "C13"}
    assert all(one.source.startswith("trajectories-long") for one in found.values())
    gaps = {kind: {e.effect.part: e for e in one.estimates} for kind, one in found.items()}
    for kind in ("rbm", "autoencoder"):
        assert all(gaps[kind][part].high < 0 for part in ("2 layers", "3 layers"))
        assert abs(gaps[kind]["1 layer"].value) < 0.5 * abs(gaps[kind]["2 layers"].value)
    assert gaps["rbm"]["1 layer"].value < 0 < gaps["autoencoder"]["1 layer"].low
    for words in (
        "With two and three hidden layers",
        "With one layer RBMs gain little and autoencoders lose",
    ):
        assert words in FIRST_SCREEN


def test_the_badge_is_there_only_if_it_works():
    (address,) = re.findall(r"^\[binder\]: (\S+)$", README, re.MULTILINE)
    badge = "[binder]" in re.sub(r"```.*?```", "", README, flags=re.DOTALL).rsplit("[binder]:", 1)[0]
    assert badge == (PLACEHOLDER not in address)
    pattern = r"https://mybinder\.org/v2/gh/[\w.-]+/[\w.-]+/[\w.-]+\?urlpath=lab/tree/\w+/\w+\.ipynb"
    assert re.fullmatch(pattern, address)


def test_the_citation_has_its_form():
    """What version 1.2.0 of the Citation File Format asks for, and what README says."""
    cff = yaml.safe_load((build.ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    known = {"cff-version", "message", "type", "title", "abstract", "version", "authors", "license"}
    assert cff.keys() <= known | {"keywords", "references", "url", "repository-code", "date-released", "doi"}
    assert {"cff-version", "message", "title", "authors"} <= cff.keys()
    assert cff["cff-version"] == "1.2.0"
    assert cff["type"] == "software"
    assert f'version = "{cff["version"]}"' in (build.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert cff["date-released"] == dates_of_changes()[0]
    assert cff["license"] == ["BSD-3-Clause", "CC-BY-4.0"]
    (paper,) = cff["references"]
    for work in (cff, paper):
        assert all("name" in author or "family-names" in author for author in work["authors"])
        assert isinstance(work["title"], str)
    assert paper["type"] == "article"
    assert paper["url"] in README
    names = [author["family-names"] for author in paper["authors"]]
    assert f"{', '.join(names[:-1])} and {names[-1]} ({paper['year']})" in README
    assert f"JMLR {paper['volume']}, {paper['start']}-{paper['end']}" in README


def dates_of_changes():
    """The headings of CHANGES.md that are dates, in its order."""
    return [datetime.strptime(day, "%d %B %Y").date() for day in DAY.findall(CHANGES)]


def test_changes_are_dated_and_the_last_come_first():
    assert rendered(CHANGES) == rendered(MARKER.sub("", CHANGES))
    dates = dates_of_changes()
    assert dates == sorted(dates, reverse=True)
    assert len(dates) + len(["Errata"]) == CHANGES.count("\n## ") >= 4
    assert set(re.findall(r"\bC\d+\b", CHANGES)) <= set(every_claim.NAMES)


def test_errata_come_first_each_with_the_date_of_more():
    errata = CHANGES.split("\n## ")[1]
    assert errata.startswith("Errata\n")
    days = {f"{one.day} {one:%B}" for one in dates_of_changes()}
    for item in re.findall(r"^- (.+(?:\n  .+)*)", errata, re.MULTILINE):
        dated = re.findall(r"\((\d+ \w+)\)", item)
        assert dated, item
        assert set(dated) <= days, item
