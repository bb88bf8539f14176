"""What a student sees: JupyterLab serves the course, a lesson runs in a real browser, its sliders redraw."""

import ast
import json

import nbformat
import pytest

from utils.teaching import build

from .browser import CHROMIUM, NO_BROWSER, START_PAGE, OpenNotebook, browser_page, jupyter_lab, open_url

pytestmark = pytest.mark.slow

WITH_SLIDER = ["01", "02", "03", "04", "05", "06", "07", "08"]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Address of a JupyterLab over a copy of the course."""
    with jupyter_lab(tmp_path_factory.mktemp("lab")) as found:
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


def names(source, context):
    """The names that a cell reads (ast.Load) or gives a meaning (ast.Store)."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, context):
            found.add(node.id)
        elif context is ast.Store and isinstance(node, ast.FunctionDef | ast.alias):
            found.add((getattr(node, "asname", None) or node.name).partition(".")[0])
    return found


def cells_for_the_slider(path):
    """The cell that shows a slider and, before it, those that give the names it needs, and theirs."""
    cells = [cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    last = next(i for i, source in enumerate(cells) if "explore(" in source)
    kept, wanted = [cells[last]], names(cells[last], ast.Load)
    for source in reversed(cells[1:last]):
        if wanted & names(source, ast.Store):
            kept.insert(0, source)
            wanted |= names(source, ast.Load)
    return [cells[0], *kept]  # the first cell finds the course


@pytest.mark.skipif(CHROMIUM is None, reason=NO_BROWSER)
def test_a_whole_lesson_runs_in_the_browser(address):
    with browser_page() as page:
        notebook = OpenNotebook(page, address, "lessons/02_build_rbm.ipynb")
        assert notebook.run_all() == []
        texts = notebook.alternative_texts()
        assert len(texts) >= 4
        assert all(text.startswith("Figure") for text in texts)


@pytest.mark.skipif(CHROMIUM is None, reason=NO_BROWSER)
@pytest.mark.parametrize("lesson", WITH_SLIDER)
def test_a_slider_redraws_its_figure(address, lesson):
    """With the cells that it needs; whole lessons run in test_notebooks.py, without one."""
    (path,) = build.source_paths([lesson])
    with browser_page() as page:
        notebook = OpenNotebook(page, address, f"lessons/{path.stem}.ipynb")
        notebook.replace_with(cells_for_the_slider(build.ROOT / "lessons" / f"{path.stem}.ipynb"))
        assert notebook.run_all() == []
        assert notebook.widget_cells()
        assert notebook.slide(0)


SLIDER = """
from utils.teaching import explore, figures

def draw(k):
    return figures.line_plot({"a": [0, k]}, "x", "y")

sliders = explore(draw, "A line that ends at k.", k=[1, 2, 3])
"""


@pytest.mark.skipif(CHROMIUM is None, reason=NO_BROWSER)
def test_a_reopened_slider_its_picture_and_its_caption_agree(address):
    path = "lessons/00_start_here.ipynb"
    with browser_page() as page:
        notebook = OpenNotebook(page, address, path)
        notebook.replace_with([SLIDER])
        assert notebook.run_all() == []
        assert notebook.slide()
        notebook.save()
        reopened = OpenNotebook(page, address, path)
        says, value = reopened.text_of(0)
        assert value == "3"
        assert "Figure (k 3). A line that ends at k." in says
        assert reopened.alternative_texts() == ["Figure (k 3): A line that ends at k."]


@pytest.mark.skipif(CHROMIUM is None, reason=NO_BROWSER)
def test_an_error_in_a_cell_is_seen(address):
    """The test above would be worth nothing if errors stayed unseen."""
    with browser_page() as page:
        notebook = OpenNotebook(page, address, "lessons/00_start_here.ipynb")
        notebook.replace_with(["1 + 1", "1 / 0"])
        assert notebook.run_all() == ["ZeroDivisionError: division by zero"]
