"""README's pictures of JupyterLab: a mistake that is named, and a slider. ``python -m tests.readme_pictures``

Both are taken in a real browser from lessons as a student has them, with an answer that a student might give.
"""

import io
import tempfile
from pathlib import Path

from PIL import Image

from utils.teaching import build

from . import clean
from .browser import SHOW_CELL, OpenNotebook, fresh_browser, jupyter_lab

FOLDER = build.ROOT / "utils" / "results"
MISTAKE, SLIDER = FOLDER / "named_mistake.png", FOLDER / "slider.png"
LARGEST = 150_000  # bytes
ANSWER = '''
def softmax(a):
    """Class probabilities from scores: (N, K) -> (N, K), each row summing to 1."""
    e = np.exp(a)
    return e / e.sum()


softmax = check("1.1", softmax)
'''


def cell_picture(notebook, index):
    """The cell with this index, its outputs included, as the browser shows it: PNG."""
    notebook.page.evaluate(SHOW_CELL, index)
    cell = notebook.page.locator(".jp-Notebook-cell.jp-mod-active")
    cell.locator(".jp-Cell-outputWrapper").wait_for()
    notebook.page.add_style_tag(content=".jp-cell-toolbar, .jp-Collapser-child {visibility: hidden}")
    notebook.page.wait_for_timeout(1500)
    return cell.screenshot()


def small(png, n_colours=128):
    """The picture with at most so many colours."""
    image = Image.open(io.BytesIO(png)).convert("RGB").quantize(n_colours, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    image.save(buffer, "png", optimize=True)
    return buffer.getvalue()


def take():
    """Take both pictures: {path: PNG}."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        jupyter_lab(Path(scratch)) as address,
        fresh_browser() as browser,
    ):
        page = browser.new_page()
        notebook = OpenNotebook(page, address, "lessons/01_build_mlp.ipynb")
        first, *_ = clean.cells_for("01_build_mlp", 'check("1.1"')
        notebook.replace_with([first, ANSWER.strip()])
        assert notebook.run_all() == []
        mistake = cell_picture(notebook, 1)
        notebook = OpenNotebook(browser.new_page(), address, "lessons/03_build_dae.ipynb")
        cells = clean.cells_for("03_build_dae", "explore(")
        cells.insert(-1, 'keep_prediction("3.useless", 60)')
        notebook.replace_with(cells)
        assert notebook.run_all() == []
        notebook.slide(0)
        slider = cell_picture(notebook, len(cells) - 1)
    return {MISTAKE: small(mistake), SLIDER: small(slider)}


if __name__ == "__main__":
    for path, png in take().items():
        path.write_bytes(png)
        print(f"{path.relative_to(build.ROOT)}: {len(png):,} bytes")
