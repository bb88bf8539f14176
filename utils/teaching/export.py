"""Notebooks as pages that need no network: ``python -m utils.teaching.export NOTEBOOK... [--out FOLDER]``.

A page is one HTML file, ``build/export/NAME.html``, with the text, the code, the outputs and the pictures of
a notebook as it was last saved; nothing is run, and code that is folded away there is not shown. nbconvert
makes it, and MathJax, which stands in the page, typesets its formulas, as in JupyterLab. The page loads
nothing: a picture or a script from elsewhere, and a slider, which needs Python, are left out, and where they
would stand the page says so. Links to addresses and to places in the page stay; of links to other files,
which would lead nowhere, the words stay.
"""

import argparse
import base64
import hashlib
import html
import importlib.util
import re
import sys
from pathlib import Path

import nbformat
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter

from . import copies
from .sources import ROOT, BuildError

OUT = ROOT / "build" / "export"
GENERATOR = "python -m utils.teaching.export"  # in each page, which may therefore be replaced
TEMPLATE = Path(__file__).with_name("export.html.j2")
MATHJAX = Path("static", "mathjax", "tex-svg-full.js")  # with every extension and no fonts: one file
SETTINGS = """
MathJax = {
  tex: {inlineMath: [["$", "$"], ["\\\\(", "\\\\)"]], processEscapes: true, tags: "ams"},
  options: {enableMenu: false},
};
"""
WIDGET = "application/vnd.jupyter.widget-view+json"
CLEARED = {"text/plain": ""}  # what a progress bar leaves
ACTIVE = {"script", "iframe", "frame", "object", "embed", "link", "meta", "base"}
LOADS = ("src", "srcset", "poster", "background", "data", "href", "xlink:href")
WORDS = {"img": "a picture", "iframe": "a frame", "link": "a style sheet", "script": "a script"}
WORDS |= dict.fromkeys(("meta", "base"), "an instruction to the browser")
LINKS = ("a", "area")


def mathjax():
    """The text of MathJax.

    Raises
    ------
    BuildError
        Where the package that carries it is not installed.
    """
    found = importlib.util.find_spec("sphinx-mathjax-offline")
    if found is None:
        raise BuildError(
            "MathJax is not installed, which shows the formulas. In the course's folder run: "
            f"{sys.executable} -m pip install -r requirements.txt"
        )
    return Path(found.submodule_search_locations[0], MATHJAX).read_text(encoding="utf-8")


def page(notebook, folder=ROOT):
    """A notebook as the text of an HTML file that loads nothing.

    Parameters
    ----------
    notebook : NotebookNode
        It is changed.
    folder : Path
        Where it lies: pictures that its text names are looked for there.

    Returns
    -------
    str
    """
    scripts = (SETTINGS, mathjax())
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts)
    resources = {
        "metadata": {"name": _title(notebook), "path": str(folder)},
        "generator": GENERATOR,
        "own_scripts": " ".join(f"'sha256-{digest}'" for digest in digests),
    }
    exporter = HTMLExporter(
        template_name="lab", template_file=str(TEMPLATE), embed_images=True, exclude_anchor_links=True
    )
    made = BeautifulSoup(exporter.from_notebook_node(_shown(notebook), resources)[0], "html.parser")
    _leave_out(made)
    told = '<noscript><p class="left-out">Without scripts, formulas are shown as TeX.</p></noscript>'
    text = str(made).replace("<main>", f"<main>{told}", 1)
    ours = "".join(f"<script>{script}</script>\n" for script in scripts)
    return text.replace("</head>", f"{ours}</head>", 1)


def _title(notebook):
    """The first heading of a notebook's text."""
    texts = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    found = re.search(r"^#+ +(.+)", "\n".join(texts), re.MULTILINE)
    return re.sub(r"[*`$]", "", found[1]) if found else "Notebook"


def _shown(notebook):
    """A notebook with what a page can show of it: no widgets, no code that is folded away."""
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        if cell.get("metadata", {}).get("jupyter", {}).get("source_hidden"):
            cell.metadata["transient"] = {"remove_source": True}
        if cell.cell_type == "code":
            cell.outputs = [_still(output) for output in cell.outputs if output.get("data") != CLEARED]
    return notebook


def _still(output):
    """An output, or in the place of a widget's the line that it is left out."""
    if WIDGET not in output.get("data", {}):
        return output
    said = _left_out("a slider or another control, which works in the notebook only.")
    return nbformat.v4.new_output("display_data", {"text/html": said})


def _left_out(what):
    return f'<span class="left-out">Left out here: {html.escape(what)}</span>'


def _leave_out(made):
    """Take out of a page's cells what would load something, run, or lead to a file beside the page."""
    for tag in made.body.find_all_next(True):  # what closes tags too early is no way out
        if tag.decomposed:
            continue
        address = "" if tag.name in LINKS else _outside(tag)
        if tag.name in ACTIVE or address:
            what = WORDS.get(tag.name, f"<{tag.name}>")
            why = f"{address}, which this page would have to load" if address else "which does not run here"
            said = _left_out(f"{what}, {why}.")
            tag.replace_with(BeautifulSoup(said, "html.parser"))
            tag.decompose()
        elif tag.name in LINKS and not re.match(r"#|https?:|mailto:", tag.get("href", "#"), re.IGNORECASE):
            tag.unwrap()


def _outside(tag):
    """The first address that a tag would load, or nothing."""
    addresses = (str(tag.get(name, "")).strip() for name in LOADS)
    return next((one for one in addresses if one and not re.match(r"#|data:", one, re.IGNORECASE)), "")


def export(path, out=OUT):
    """Write the page of a notebook.

    Parameters
    ----------
    path : Path
        Of the notebook.
    out : Path
        The folder for the page. One that this has made is replaced, and nothing else is.

    Returns
    -------
    str
        A sentence that says what was written.

    Raises
    ------
    BuildError
        Where there is no such notebook, it cannot be shown, or another file has the page's name.
    OSError
        Where the page cannot be written.
    """
    path, target = Path(path), Path(out, f"{Path(path).stem}.html")
    if not path.exists():
        raise BuildError(f"There is no {path}.")
    if target.exists() and f'content="{GENERATOR}"' not in _beginning(target):
        raise BuildError(f"{target} was not made by this command, so it stays: name another folder, --out.")
    try:
        notebook = nbformat.read(path, as_version=4)
        was_run = any(cell.get("outputs") for cell in notebook.cells)
        text = page(notebook, path.resolve().parent)
    except BuildError:
        raise
    except Exception as error:  # nbformat, JSON, nbconvert and the file system each have their own
        raise BuildError(f"{path} cannot be read as a notebook ({type(error).__name__}).") from error
    word = "replaced" if target.exists() else "written"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    blank = "" if was_run else f"; {path.name} has no outputs, as none of it was run when it was last saved"
    return f"{target} {word}{blank}"


def _beginning(path):
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.read(5_000)


def notebooks_of(number, root=ROOT):
    """The student's copies of a lesson, or the blank lesson where there are none.

    Parameters
    ----------
    number : str
        The lesson, e.g. ``"03"``.
    root : Path
        The course's folder.

    Returns
    -------
    list of Path

    Raises
    ------
    BuildError
        Where there is no such lesson.
    """
    lesson = copies.find(number, "make export", root)
    return sorted((root / copies.MINE).glob(f"{lesson.stem}*.ipynb")) or [lesson]


def main(arguments=None):
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog=GENERATOR, description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, metavar="NOTEBOOK")
    parser.add_argument("--lesson", metavar="NN", help="your copies of lesson NN, in my_answers")
    parser.add_argument("--out", type=Path, default=OUT, help="the folder for the pages")
    options = parser.parse_args(arguments)
    if not options.notebooks and options.lesson is None:
        parser.error("name a notebook, or a lesson: --lesson 03")
    try:
        paths = options.notebooks + ([] if options.lesson is None else notebooks_of(options.lesson))
        check_names(paths)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    return max([_try(path, options.out) for path in paths])


def check_names(paths):
    """See that no two notebooks would get the same page."""
    names = [path.stem for path in paths]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise BuildError(f"Two notebooks are called {twice}: export each into a folder of its own, --out.")


def _try(path, out):
    """Write a page and say so, or what is in the way; the exit status."""
    try:
        print(export(path, out))
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename or out} cannot be written ({error.strerror}).", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
