"""Exported notebooks: nothing is lost or loaded, formulas are typeset, and no other file is replaced."""

import html
import re
import shutil

import nbformat
import pytest

from utils.teaching import built, copies, export
from utils.teaching.sources import ROOT, BuildError, source_paths

from .browser import CHROMIUM, NO_BROWSER, fresh_browser
from .site_judge import AXE, JUDGE, TOO_WIDE
from .site_pages import Page
from .test_links import CODE, MATH
from .test_site_browser import TYPESET

FIRST = "02_build_rbm"  # has most formulas
NAMES = [
    pytest.param(path.stem, marks=[] if path.stem == FIRST else pytest.mark.slow) for path in source_paths()
]
ELSEWHERE = "http://127.0.0.1:9/"
TEXT = """main => {
    const copy = main.cloneNode(true);
    copy.querySelectorAll('pre, code, mjx-container').forEach(one => one.remove());
    return copy.textContent;
}"""


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """The page of a solution, as the command writes it, by its name."""
    folder = tmp_path_factory.mktemp("export")

    def page(name):
        target = folder / f"{name}.html"
        if not target.exists():
            assert (
                export.main(
                    [str(ROOT / "solutions" / target.with_suffix(".ipynb").name), "--out", str(folder)]
                )
                == 0
            )
        return target

    return page


def loads(text):
    """Everything that a page would load from outside of it."""
    page = Page(text)
    wanted = [
        attributes.get(name) for _, attributes in page.tags for name in ("src", "srcset", "poster", "data")
    ]
    wanted += [attributes.get("href") for attributes in page.of("link", "image", "use", "base")]
    styles = [*page.of_tag["style"], *(attributes.get("style") or "" for _, attributes in page.tags)]
    for style in styles:
        wanted += re.findall(r"""(?:url\(|@import)\s*["']?([^"')]+)""", style)
    return [one for one in wanted if one and not one.startswith(("data:", "#"))]


def scripts(text):
    return re.findall(r"<script[^>]*>(.*?)</script>", text, re.DOTALL)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_everything_and_loads_nothing(name, exported):
    text = exported(name).read_text(encoding="utf-8")
    assert loads(text) == []
    assert scripts(text) == [export.SETTINGS, export.mathjax()]
    page, cells = Page(text), nbformat.read(ROOT / "solutions" / f"{name}.ipynb", 4).cells
    pictures = [
        out for cell in cells for out in cell.get("outputs", []) if "image/png" in out.get("data", {})
    ]
    assert [told["alt"] for told in page.of("img")] == [p.metadata["image/png"]["alt"] for p in pictures]
    said = [cell.source for cell in cells if cell.cell_type == "markdown"]
    formulas = [match[0] for one in said for match in MATH.finditer(CODE.sub(" ", one))]
    readable = html.unescape(text)
    assert [formula for formula in formulas if formula not in readable] == []
    assert "Left out here" not in text
    assert "# assertions" not in text, "what is folded in the notebook"
    assert all(re.match("#|https:", link["href"]) for link in page.of("a"))


def notebook(text="# Mine\n\n$x$", outputs=()):
    """A notebook with a cell of text and one of code."""
    code = nbformat.v4.new_code_cell("1 + 1", outputs=list(outputs))
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text), code])


def shown(**data):
    """An output with some data, by the last word of their kind."""
    kinds = {
        "html": "text/html",
        "plain": "text/plain",
        "script": "application/javascript",
        "widget": export.WIDGET,
    }
    return nbformat.v4.new_output("display_data", {kinds[name]: value for name, value in data.items()})


WIDGET = {"model_id": "a", "version_major": 2, "version_minor": 0}
LEFT_OUT = {
    "an image": (f"![a cat]({ELSEWHERE}cat.png)", "a picture, http"),
    "an image that is not there": ("![a cat](cat.png)", "a picture, cat.png"),
    "a script": (f'<script src="{ELSEWHERE}a.js"></script>', "a script, http"),
    "after the page's end": (f"</div></main></body></html><img src='{ELSEWHERE}'>", "a picture, http"),
    "a frame": (f'<iframe src="{ELSEWHERE}"></iframe>', "a frame, http"),
    "a style": (f'<link rel="stylesheet" href="{ELSEWHERE}">', "a style sheet, http"),
    "an address to go to": (f'<meta http-equiv="refresh" content="0; url={ELSEWHERE}">', "an instruction"),
    "a vector image": (f'<svg><image xlink:href="{ELSEWHERE}"></image></svg>', "<image>, http"),
    "an output's script": (
        shown(script=f"location = '{ELSEWHERE}'", plain="js"),
        "a script, which does not run",
    ),
    "an output's image": (shown(html=f"<img src='{ELSEWHERE}'>", plain="x"), "a picture, http"),
    "a slider": (shown(widget=WIDGET, plain="VBox()"), "a slider or another control"),
}


@pytest.mark.parametrize("case", LEFT_OUT)
def test_what_would_be_loaded_is_left_out_and_the_page_says_so(case):
    what, said = LEFT_OUT[case]
    mine = notebook(what) if isinstance(what, str) else notebook(outputs=[what])
    mine.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {"a": {}}}}
    text = export.page(mine)
    assert f"Left out here: {html.escape(said)}" in text
    assert loads(text) == []
    assert len(scripts(text)) == 2
    assert "VBox" not in text


def test_an_image_beside_the_notebook_is_in_the_page(tmp_path):
    shutil.copy(ROOT / "utils" / "results" / "teaser.png", tmp_path / "mine.png")
    text = export.page(notebook("![mine](mine.png)"), tmp_path)
    assert 'src="data:image/png;base64,' in text
    assert "Left out here" not in text


def test_links_to_other_files_become_words():
    text = export.page(notebook("[one](01_build_mlp.ipynb), [two](https://www.jmlr.org/), [three](#mine)"))
    assert [link["href"] for link in Page(text).of("a")] == ["https://www.jmlr.org/", "#mine"]
    assert "<p>one, " in text


def test_a_page_is_replaced_and_no_other_file_is(tmp_path, capsys):
    path, out = tmp_path / "mine.ipynb", tmp_path / "out"
    nbformat.write(notebook(), path)
    command = [str(path), "--out", str(out)]
    assert export.main(command) == 0
    assert export.main(command) == 0
    written, replaced = capsys.readouterr().out.splitlines()
    assert written.startswith(f"{out / 'mine.html'} written; mine.ipynb has no outputs")
    assert replaced.startswith(f"{out / 'mine.html'} replaced")
    (out / "mine.html").write_text("<p>My own page.</p>")
    assert export.main(command) == 1
    assert "was not made by this command, so it stays" in capsys.readouterr().err
    assert (out / "mine.html").read_text() == "<p>My own page.</p>"


def test_what_is_no_notebook_gets_a_sentence_and_the_others_a_page(tmp_path, capsys):
    good, bad, empty = (tmp_path / f"{name}.ipynb" for name in ("good", "bad", "empty"))
    nbformat.write(notebook(outputs=[shown(plain="2")]), good)
    bad.write_text("no notebook")
    empty.write_text("{}")
    names = [str(tmp_path / "none.ipynb"), str(bad), str(empty), str(tmp_path), str(good)]
    assert export.main([*names, "--out", str(tmp_path / "out")]) == 1
    told = capsys.readouterr()
    assert told.out == f"{tmp_path / 'out' / 'good.html'} written\n"
    none, *others = told.err.splitlines()
    assert none == f"There is no {names[0]}."
    assert [re.sub(r"\(.*?\)", "()", line) for line in others] == [
        f"{name} cannot be read as a notebook ()." for name in names[1:4]
    ]


def test_a_folder_that_cannot_be_written_gets_a_sentence(tmp_path, capsys):
    path, out = tmp_path / "mine.ipynb", tmp_path / "out"
    nbformat.write(notebook(), path)
    out.write_text("a file")
    assert export.main([str(path), "--out", str(out)]) == 1
    assert "cannot be written" in capsys.readouterr().err
    assert out.read_text() == "a file"


def test_two_notebooks_of_one_name_are_not_written_over_each_other(tmp_path, capsys):
    assert export.main(["mia/01.ipynb", "tom/01.ipynb", "--out", str(tmp_path / "out")]) == 1
    assert "Two notebooks are called 01" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_without_mathjax_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(export.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(BuildError, match=r"pip install -r requirements\.txt"):
        export.page(notebook())


def test_a_lesson_is_the_students_copies_or_the_blank_one(tmp_path, capsys):
    (tmp_path / "lessons").mkdir()
    for name in ("03_build_dae", "04_stack_layers"):
        blank = built.make_notebook([("markdown", "# A lesson", [])], False, name)
        (tmp_path / "lessons" / f"{name}.ipynb").write_bytes(built.to_bytes(blank))
    assert export.notebooks_of("3", tmp_path) == [tmp_path / "lessons" / "03_build_dae.ipynb"]
    copies.prepare(tmp_path)
    copies.fresh("03", tmp_path)
    mine = tmp_path / copies.MINE
    assert export.notebooks_of("03", tmp_path) == [mine / "03_build_dae.ipynb", mine / "03_build_dae_2.ipynb"]
    assert export.main(["--lesson", ""]) == 1
    assert "Say which, for example: make export LESSON=03" in capsys.readouterr().err


@pytest.fixture
def page():
    """A page of a browser without a network, which notes what is asked for and what goes wrong."""
    if CHROMIUM is None:
        pytest.skip(NO_BROWSER)
    with fresh_browser() as browser:
        browser.set_offline(True)
        found = browser.new_page()
        found.asked, found.refused = [], []
        found.on("request", lambda request: found.asked.append(request.url))
        found.on("requestfailed", lambda request: found.refused.append((request.url, request.failure)))
        found.on("pageerror", lambda error: found.refused.append(("error", str(error))))
        yield found


def visit(page, path):
    page.goto(path.as_uri())
    page.evaluate(TYPESET)


@pytest.mark.slow
def test_formulas_are_typeset_without_a_network(page, exported):
    visit(page, exported(FIRST))
    assert page.locator("mjx-container svg").count() > 50
    assert page.locator("[data-mml-node=merror]").count() == 0
    assert not re.search(r"\$|\\\(", page.locator("main").evaluate(TEXT))
    assert {url for url in page.asked if not url.startswith("data:")} == {exported(FIRST).as_uri()}
    assert page.refused == []
    for width in (1366, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(TOO_WIDE) == []
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(JUDGE) == []


@pytest.mark.slow
def test_the_browser_refuses_what_a_students_page_would_load(page, tmp_path):
    """What is not seen in the tags: styles, and scripts in attributes."""
    style = f"<style>div {{background: url({ELSEWHERE}a)}}</style>"
    image = f"""<img alt="none" src="data:," onerror="fetch('{ELSEWHERE}b')">"""
    nbformat.write(notebook(f"$x$\n\n{style}\n\n{image}"), tmp_path / "mine.ipynb")
    export.export(tmp_path / "mine.ipynb", tmp_path)
    with page.expect_event("requestfailed", lambda request: request.url == f"{ELSEWHERE}a"):
        visit(page, tmp_path / "mine.html")
    assert page.locator("mjx-container svg").count() == 1
    refused = {url: why for url, why in page.refused if url.startswith("http")}
    assert refused == {f"{ELSEWHERE}a": "csp"}
    assert {url for url in page.asked if url.startswith("http")} == set(refused)
