"""What a student sees: JupyterLab serves the course, a lesson runs in a real browser, its sliders redraw."""

import json

import pytest

from utils.teaching import build

from . import clean
from .browser import (
    CELLS,
    CHROMIUM,
    IS_UP,
    NO_BROWSER,
    SHOW_CELL,
    START_PAGE,
    OpenNotebook,
    fresh_browser,
    jupyter_lab,
    open_lab,
    open_url,
)

pytestmark = pytest.mark.slow

WITH_SLIDER = [
    "01",
    "03",
    "04",
    "05",
    "06",
    "07",
    "08",
    "09",
    "10",
    "11",
    "12",
]  # and 02, which runs as a whole


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Address of a JupyterLab over a copy of the course."""
    with jupyter_lab(tmp_path_factory.mktemp("lab")) as found:
        yield found


@pytest.fixture(scope="module")
def page(address):
    """JupyterLab in a browser, loaded once for all tests, which open one notebook after another in it."""
    if CHROMIUM is None:
        pytest.skip(NO_BROWSER)
    with fresh_browser() as browser:
        found = browser.new_page()
        open_lab(found, address)
        yield found


def test_the_first_lesson_has_a_page(address):
    with open_url(address + START_PAGE) as answer:
        assert answer.status == 200
        assert b"jupyter-config-data" in answer.read()


def test_the_server_opens_on_the_first_lesson(address):
    with open_url(address) as answer:
        assert answer.url.rstrip("?") == address + START_PAGE


def test_no_popup_asks_about_news(address):
    with open_url(f"{address}/lab/api/settings/@jupyterlab/apputils-extension:notification") as answer:
        schema = json.load(answer)["schema"]
    assert schema["properties"]["fetchNews"]["default"] == "false"


def test_a_whole_lesson_runs_in_the_browser(page):
    notebook = OpenNotebook(page, "lessons/02_build_rbm.ipynb")
    assert notebook.run_all() == []
    texts = notebook.alternative_texts()
    assert len(texts) >= 4
    assert all(text.startswith("Figure") for text in texts)
    assert notebook.widget_cells()
    assert notebook.slide(0)


@pytest.mark.parametrize("lesson", WITH_SLIDER)
def test_a_slider_redraws_its_figure(page, lesson):
    """With the cells that it needs; whole lessons run in test_notebooks.py, without one.

    All in one notebook, whose kernel loads PyTorch and other libraries once, and forgets all names.
    """
    (path,) = build.source_paths([lesson])
    notebook = OpenNotebook(page, "lessons/01_build_mlp.ipynb")
    notebook.replace_with(["%reset -f", *clean.cells_for(path.stem, "explore(")])
    assert notebook.run_all() == []
    assert notebook.widget_cells()
    assert notebook.slide(0)


def test_a_students_copy_leads_to_the_glossary_and_to_the_next_copy(page, address):
    """The glossary opens to be read, not to be edited."""
    OpenNotebook(page, "my_answers/00_start_here.ipynb")
    for text, viewer, path in (
        ("glossary", ".jp-Notebook", "lessons/GLOSSARY.md"),
        ("notation", ".jp-MarkdownViewer", "lessons/NOTATION.md"),
    ):
        page.locator(f"{viewer} a", has_text=text).first.click()
        page.wait_for_function("path => jupyterapp.shell.currentWidget?.context?.path === path", arg=path)
    page.locator(".jp-MarkdownViewer:visible mjx-container").first.wait_for()
    OpenNotebook(page, "my_answers/00_start_here.ipynb")
    page.evaluate(SHOW_CELL, page.evaluate(CELLS.replace("cells", "cells.length - 1")))
    page.locator(".jp-Notebook a", has_text="lesson 01").first.click()
    page.wait_for_function(IS_UP, arg="my_answers/01_build_mlp.ipynb")


SLIDER = """
from utils.teaching import explore, figures

def draw(k):
    return figures.line_plot({"a": [0, k]}, "x", "y")

sliders = explore(draw, "A line that ends at k.", k=[1, 2, 3])
"""


def test_a_reopened_slider_its_picture_and_its_caption_agree(page, address):
    path = "lessons/00_start_here.ipynb"
    notebook = OpenNotebook(page, path)
    notebook.replace_with([SLIDER])
    assert notebook.run_all() == []
    assert notebook.slide()
    notebook.save()
    open_lab(page, address)
    reopened = OpenNotebook(page, path)
    says, value = reopened.text_of(0)
    assert value == "3"
    assert "Figure (k 3). A line that ends at k." in says
    assert reopened.alternative_texts() == ["Figure (k 3): A line that ends at k."]


def test_an_error_in_a_cell_is_seen(page):
    """The test above would be worth nothing if errors stayed unseen."""
    notebook = OpenNotebook(page, "lessons/00_start_here.ipynb")
    notebook.replace_with(["1 + 1", "1 / 0"])
    assert notebook.run_all() == ["ZeroDivisionError: division by zero"]
