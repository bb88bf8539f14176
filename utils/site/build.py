"""From the course's files to the site: pages are written into a scratch folder, then Sphinx makes HTML."""

import shutil
import tempfile
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from ..experiments import every_claim
from ..experiments.catalogue import EXPERIMENTS
from ..teaching import sources
from ..teaching.sources import ROOT, BuildError
from . import bibliography, claims, lessons, links, questions, trajectories

PAGES = Path(__file__).with_name("pages")
MARKER = ".site"  # in a folder that this has built, which it may therefore replace
MATHJAX = "tex-chtml.js"  # the collection of its parts that pages load
UNUSED = ("*.js", "adaptors/*", "input/tex-full.js", "ui/menu.js")  # others, and what is in it already
OPTIONAL = {  # pages that are written elsewhere in the course, left out where the file is not there
    "instructors": "solutions/INSTRUCTORS.md",
    "notation": "lessons/NOTATION.md",
    "glossary": "lessons/GLOSSARY.md",
    "changes": "CHANGES.md",
}


def build(out, root=ROOT):
    """Build the site.

    Parameters
    ----------
    out : Path
        The folder to write; one that this built before is replaced.
    root : Path
        The course's folder.

    Returns
    -------
    Path
        The front page.

    Raises
    ------
    BuildError
        When ``out`` holds something else, a notebook is not what its source gives, or Sphinx has a complaint.
    """
    out = Path(out).resolve()
    if out.exists() and any(out.iterdir()) and not (out / MARKER).exists():
        raise BuildError(f"{out} was not built by this command, so it is not replaced: name another folder.")
    with tempfile.TemporaryDirectory(prefix="site-") as scratch:
        pages, made = Path(scratch, "pages"), Path(scratch, "html")
        write_pages(pages, root)
        run_sphinx(pages, made, Path(scratch, "doctrees"))
        leave_out_unused(made / "_static" / "mathjax")
        (made / MARKER).write_text("Built by python -m utils.site: it replaces this folder.\n")
        if out.exists():
            shutil.rmtree(out)
        shutil.copytree(made, out)
    return out / "index.html"


def write_pages(pages, root=ROOT):
    """Write everything that Sphinx reads: pages, pictures, files to download, ``conf.py``."""
    shutil.copytree(PAGES, pages, ignore=shutil.ignore_patterns("*.md"))
    lines = every_claim.every(EXPERIMENTS)
    place = links.Places(root, pages, known_pages(root))
    told = {
        "lessons": [lessons.write(path, place) for path in sources.source_paths(root=root)],
        "works": bibliography.works(sources.source_paths(root=root)),
        "questions": questions.write(place, lines),
        "claims": claims.sections(lines),
        "summary": claims.summary(lines),
        "verdicts": claims.counted(lines),
        "trajectories": trajectories.reading(place),
    }
    has = write_optional(place)
    for path in sorted(PAGES.glob("*.md")):
        text = rendered(path.read_text(encoding="utf-8"), has=has, **told)
        (pages / path.name).write_text(text, encoding="utf-8")


def rendered(template, **told):
    """A page that is written by hand, with what the course tells filled in."""
    environment = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(template).render(**told) + "\n"


def write_optional(place):
    """Write the pages that have a file elsewhere in the course; tell which there are, by name."""
    has = {name: (place.root / file).exists() for name, file in OPTIONAL.items()}
    for name, file in OPTIONAL.items():
        if has[name]:
            text = (place.root / file).read_text(encoding="utf-8")
            page = place.rewritten(text, file, f"{name}.md")
            (place.pages / f"{name}.md").write_text(page, encoding="utf-8")
    return has


def known_pages(root):
    """The files of the course that are pages of the site: the page of each."""
    known = {file: f"{name}.md" for name, file in OPTIONAL.items() if (root / file).exists()}
    for path in sources.source_paths(root=root):
        for folder in ("lessons", "solutions"):
            known[f"{folder}/{path.stem}.ipynb"] = f"lessons/{path.stem}.ipynb"
    return known


def run_sphinx(pages, made, doctrees):
    """Make HTML of the pages; any warning, such as a link that leads nowhere, is an error."""
    from sphinx.cmd.build import build_main

    options = ["-q", "-W", "--keep-going", "-b", "html", "-d", str(doctrees)]
    if build_main([*options, str(pages), str(made)]):
        raise BuildError("Sphinx has complaints about the pages, which it printed above.")


def leave_out_unused(folder):
    """Delete what no page can load of MathJax: two thirds, with addresses of other places to load it from.

    What its menu offers stays: other looks, and formulas read aloud.
    """
    for pattern in UNUSED:
        for path in folder.glob(pattern):
            if path.name != MATHJAX:
                path.unlink()
