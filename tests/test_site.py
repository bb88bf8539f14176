"""The site: every page is there and whole, asks for nothing outside, and says what results and lessons do."""

import re
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
import yaml

from utils.experiments import columns, every_claim
from utils.experiments.catalogue import EXPERIMENTS
from utils.experiments.engine import store
from utils.site import bibliography, build, details, lessons, links, questions, sliders, trajectories
from utils.teaching import frames, sources
from utils.teaching.sources import ROOT, SOLUTION, BuildError

from . import site_pages

PATHS = sources.source_paths()


def solution(path):
    return nbformat.read(ROOT / "solutions" / f"{path.stem}.ipynb", as_version=4)


def figures(path):
    """The outputs of a solution that are pictures."""
    outputs = [output for cell in solution(path).cells for output in cell.get("outputs", [])]
    return [output for output in outputs if "image/png" in output.get("data", {})]


def test_there_is_a_page_for_everything(pages):
    expected = {"index", "student", "reader", "claims", "experiments", "bibliography", "search"}
    expected |= {name for name, file in build.OPTIONAL.items() if (ROOT / file).exists()}
    expected |= {f"lessons/{path.stem}" for path in PATHS}
    expected |= {f"experiments/{name}" for name in questions.by_file()}
    assert {f"{name}.html" for name in expected} <= set(pages)


def test_every_link_leads_somewhere(site, pages):
    broken = []
    for name, page in pages.items():
        for attributes in page.of("a", "link", "script", "img"):
            target = attributes.get("href") or attributes.get("src") or ""
            parts = urlsplit(target)
            if parts.scheme or parts.netloc or not target:
                continue
            file = (site / name).parent / unquote(parts.path) if parts.path else site / name
            there = file.exists()
            if there and parts.fragment and file.suffix == ".html":
                there = unquote(parts.fragment) in site_pages.read(file.resolve()).ids
            broken += [] if there else [f"{name}: {target}"]
    assert broken == []


def test_every_picture_has_an_alternative_text(pages):
    without = [name for name, page in pages.items() for image in page.of("img") if not image.get("alt")]
    assert without == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_lesson_has_its_figures_with_their_texts_and_its_answers_folded(pages, path):
    page = pages[f"lessons/{path.stem}.html"]
    seen = [image["alt"] for image in page.of("img")]
    expected = [output.metadata["image/png"]["alt"] for output in figures(path)]
    assert [text for text in seen if text in expected] == expected
    folded, whole = "".join(page.folded), "".join(page.text)
    answers = [match[2] for cell in sources.read_source(path).cells for match in SOLUTION.finditer(cell.text)]
    assert answers
    for answer in answers:
        assert " ".join(answer.split()) in " ".join(folded.split())
    assert "replace this line" in whole
    assert "### BEGIN" not in whole


def sliders_of(path):
    """The numbers of a lesson's figures that have sliders, whose settings stand behind their number."""
    texts = (output.metadata["image/png"]["alt"] for output in figures(path))
    return [match[1] for match in map(re.compile(r"Figure (\d+\.\d+) \(").match, texts) if match]


SLIDERS = [(path.stem, number) for path in PATHS for number in sliders_of(path)]


@pytest.mark.parametrize(("name", "number"), SLIDERS)
def test_a_slider_has_frames_of_the_lesson_as_it_is(pages, name, number):
    (path,) = sources.source_paths([name])
    texts = [output.metadata["image/png"]["alt"] for output in figures(path)]
    (shown,) = [text for text in texts if text.startswith(f"Figure {number} ")]
    kept = frames.find(number, shown, ROOT)
    assert kept, f"run: python -m utils.teaching.build --execute {name[:2]}"
    n_frames = 1
    for control in kept["controls"]:
        assert len(control["values"]) >= 2
        n_frames *= len(control["values"])
    assert len(kept["frames"]) == n_frames
    assert len({frame["picture"] for frame in kept["frames"]}) == n_frames
    assert len({frame["alternative"] for frame in kept["frames"]}) == n_frames
    assert frames.path_of(number, ROOT).stat().st_size < 500_000
    on_page = {image["alt"] for image in pages[f"lessons/{name}.html"].of("img")}
    assert {frame["alternative"] for frame in kept["frames"]} <= on_page


def test_all_claims_stand_with_what_is_known_of_them(pages):
    """In the words of README's table, which a test compares with the results."""
    page, text = pages["claims.html"], " ".join(" ".join(pages["claims.html"].text).split())
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (C\d+) \| (.+?) \| (.*?) \| (.*?) \|", readme, re.MULTILINE)
    assert [claim for claim, *_ in rows] == list(every_claim.NAMES)
    for claim, sentence, *words in rows:
        assert claim.lower() in page.ids
        for said in "<br>".join((sentence, *words)).split("<br>"):
            assert said.removesuffix(" ¹") in text


def test_each_experiment_has_its_question_columns_and_commands(pages):
    for name, experiments in questions.by_file().items():
        text = " ".join("".join(pages[f"experiments/{name}.html"].text).split())
        for experiment in experiments:
            assert experiment.question in text
            for budget in experiment.budgets:
                assert f"python -m utils.experiments run {experiment.name} --budget {budget}" in text
            for column in questions.columns(experiment).splitlines()[2:]:
                assert column.split("|")[1].strip(" `") in text


def test_every_column_of_a_result_is_explained():
    for name, experiment in EXPERIMENTS.items():
        for budget in store.budgets_of(name)[:1]:
            table, _ = store.load_result(name, budget)
            assert sorted(columns_of(experiment)) == sorted(table.columns), name
    assert columns.meaning("patches", "rate") != columns.meaning("depth", "rate")
    with pytest.raises(KeyError):
        columns.meaning("depth", "no such column")
    every = {column for experiment in EXPERIMENTS.values() for column in columns_of(experiment)}
    assert set(columns.COLUMNS) == every, "none is left behind"


def columns_of(experiment):
    """The columns that the page of an experiment explains."""
    return re.findall(r"^\| `(\w+)` \| \S", questions.columns(experiment), re.MULTILINE)


def test_the_list_of_experiments_names_the_lessons_that_show_them(tmp_path):
    path = tmp_path / "05_one.py"
    path.write_text('runs = store.load_result("depth", "course")\nmade = shipped.find(\n    "tune")\n')
    assert questions.used_in([path]) == {"depth": {"05"}, "tune": {"05"}}
    used = questions.used_in(PATHS)
    assert {"05", "06"} <= used["depth"]
    assert used["branching"] == {"10"}


def test_a_folder_of_something_else_is_not_replaced(tmp_path):
    (tmp_path / "precious.txt").write_text("mine")
    with pytest.raises(BuildError, match="not built by this command"):
        build.build(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["precious.txt"]


def test_it_is_published_by_actions_of_known_versions():
    """GitHub Pages gets what the command builds, and what publishes it may do nothing else."""
    text = (ROOT / ".github" / "workflows" / "site.yml").read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    used = [step["uses"] for step in steps if "uses" in step]
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", name) for name in used)
    assert [step["run"] for step in steps if "run" in step][-1] == "make site"
    assert "path: _site" in text
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["jobs"]["deploy"]["permissions"] == {"pages": "write", "id-token": "write"}


# ---- its parts ----


@pytest.fixture
def place(tmp_path):
    """A small course, made up, with all the files that become pages, and a folder for these."""
    root, pages = tmp_path / "course", tmp_path / "pages"
    for file in (*build.OPTIONAL.values(), "utils/a.py", "lessons/01_one.ipynb", "a.png"):
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(f"# Of {file}\n\nSee [one](../lessons/01_one.ipynb#part).\n")
    pages.mkdir()
    known = {file: f"{name}.md" for name, file in build.OPTIONAL.items()}
    known["lessons/01_one.ipynb"] = "lessons/01_one.ipynb"
    return links.Places(root, pages, known)


def test_pages_that_are_written_elsewhere_are_taken_over_or_left_out(place):
    assert build.write_optional(place) == dict.fromkeys(build.OPTIONAL, True)
    assert "[one](lessons/01_one.ipynb#part)" in (place.pages / "instructors.md").read_text()
    template = (build.PAGES / "index.md").read_text(encoding="utf-8")
    told = {
        "lessons": [],
        "verdicts": {"all": 31},
        "trajectories": trajectories.reading(links.Places(ROOT, place.pages, {})),
    }
    for there in (True, False):
        front = build.rendered(template, has=dict.fromkeys(build.OPTIONAL, there), **told)
        for name in build.OPTIONAL:
            assert (f"\n{name}\n" in front) == there
        assert ("(instructors.md)" in front) == there
    for file in build.OPTIONAL.values():
        (place.root / file).unlink()
    assert build.write_optional(place) == dict.fromkeys(build.OPTIONAL, False)


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("[a](https://example.org/x)", "[a](https://example.org/x)"),
        ("[a](#part)", "[a](#part)"),
        ("[a](../lessons/01_one.ipynb)", "[a](01_one.ipynb)"),
        ("[the `code`](../utils/a.py)", "{download}`the code <../files/utils/a.py>`"),
        ("[a *folder*](../utils/)", "a *folder*"),
        ("![seen](../a.png)", "![seen](../files/a.png)"),
        ("`W[0](../utils/a.py)` and [a](../CHANGES.md)", "`W[0](../utils/a.py)` and [a](../changes.md)"),
        ("```\n[a](../utils/a.py)\n```", "```\n[a](../utils/a.py)\n```"),
    ],
)
def test_links_lead_to_pages_or_files(place, text, becomes):
    assert place.rewritten(text, "solutions/01_one.ipynb", "lessons/01_one.ipynb") == becomes


def test_hints_are_read_as_markdown():
    text = "Do.\n<details><summary>Hint 1</summary>Take <code>a &lt; b</code>, $x_1$.</details>"
    assert details.opened(text) == (
        "Do.\n\n<details>\n<summary>Hint 1</summary>\n\nTake `a < b`, $x_1$.\n\n</details>\n"
    )


def test_a_reference_in_two_lessons_is_one_work(tmp_path):
    start = "# %% [markdown]\n# ## References\n#\n"
    one, two = tmp_path / "01_one.py", tmp_path / "02_two.py"
    one.write_text(
        f"{start}# - Adam and Eve: *On apples*, Garden 1 (2001): Fig. 2.\n# - Eve: *On apples* (2002).\n"
    )
    two.write_text(f"{start}# - Adam et al.: *On\n#   apples*, Garden 1\n#   (2001).\n#\n# **Next**: more.\n")
    works = bibliography.works([one, two])
    assert [(work.text, list(work.lessons)) for work in works] == [
        ("Adam and Eve: *On apples*, Garden 1 (2001).", ["01", "02"]),
        ("Eve: *On apples* (2002).", ["01"]),
    ]


def test_each_work_of_a_reference_is_a_work_whole(tmp_path):
    """A year in an address is not the year; what is printed after it in its parentheses stays."""
    start = "# %% [markdown]\n# ## References\n#\n"
    one, two = tmp_path / "01_one.py", tmp_path / "02_two.py"
    apples, pears = "[*On apples*](https://e.org/a.2001.7), Garden 1 (2002, printed 2003)", "https://e.org/b"
    one.write_text(
        f"{start}# - Eve: {apples}; its 2 cores are in [Adam]({pears}). Cain and Abel: [*Fields*](f).\n"
    )
    two.write_text(
        f"{start}# - Eve: {apples}: all of it.\n# - Noah (2004), [Ark]({pears}): pears; [Shem](s).\n"
    )
    assert [(work.text, list(work.lessons)) for work in bibliography.works([one, two])] == [
        ("Cain and Abel: [*Fields*](f).", ["01"]),
        (f"Eve: {apples}.", ["01", "02"]),
        (f"Noah (2004), [Ark]({pears}): pears.", ["02"]),
        ("[Shem](s).", ["02"]),
    ]


def test_a_docstring_becomes_markdown():
    assert questions.markdown("A ``word``,\n    see :mod:`.gabor`.") == "A `word`,\nsee `gabor`."


def test_controls_have_labels_and_words():
    made = sliders.control("1-2", 0, {"label": "rate", "values": ["0.1", "<1"], "start": 1, "of": 5})
    assert 'for="slider-1-2-0">rate</label>' in made
    assert 'aria-valuetext="&lt;1"' in made
    assert 'max="1" value="1" data-values="0.1|&lt;1"' in made
    on_off = {"label": "log", "values": ["off", "on"], "start": 1, "of": 2}
    assert 'type="checkbox" id="slider-1-2-1" checked' in sliders.control("1-2", 1, on_off)


def test_a_lesson_without_its_head_is_told(tmp_path):
    with pytest.raises(BuildError, match="must begin with"):
        lessons.head("# No number\n\nText.", tmp_path / "01_one.py")
