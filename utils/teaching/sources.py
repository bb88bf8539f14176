"""Where the sources are and what they say: cells, captions of figures, and the gaps for answers.

The format is described in :mod:`utils.teaching.build`.
"""

import ast
import json
import re
import textwrap
from pathlib import Path
from typing import NamedTuple

import jupytext

from .captions import MISSING, is_number, pieces

ROOT = Path(__file__).resolve().parents[2]
LESSONS = Path("utils", "lessons")  # a folder for each lesson, in the course's folder
SOLUTION = re.compile(
    r"^([ ]*)### BEGIN SOLUTION\n(.*?)^[ ]*### END SOLUTION[ ]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
STUB = re.compile(r"^[ ]*### BEGIN STUB\n(.*?)^[ ]*### END STUB[ ]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
SHOWS = {"show", "show_file", "show_png", "explore"}  # functions whose second argument is a figure's number
ASSERTIONS = ["assertions", "hide-input"]  # tags


class BuildError(Exception):
    """A source that cannot be built, or a notebook that is not what its source gives."""


class Cell(NamedTuple):
    """A cell: ``markdown`` or ``code``, its text with the markers of answers, its tags."""

    kind: str
    text: str
    tags: list


class Source(NamedTuple):
    """A source: its cells, and for the number of each figure the text and the code of its caption."""

    cells: list
    captions: dict


def source_paths(names=(), root=ROOT):
    """The sources to build: all, or those whose file name starts with one of ``names``."""
    found = sorted((root / "solutions" / "source").glob("[0-9][0-9]_*.py"))
    unknown = [name for name in names if not any(path.stem.startswith(Path(name).stem) for path in found)]
    if unknown:
        have = ", ".join(path.stem for path in found)
        raise BuildError(f"no source starts with {unknown[0]!r}; there are: {have}.")
    return [p for p in found if not names or any(p.stem.startswith(Path(name).stem) for name in names)]


def captions_path(path, root):
    """The file with the captions of a source."""
    return root / LESSONS / f"lesson_{path.stem[:2]}" / "captions.json"


def read_source(path):
    """Read a source, and see that every figure has its number and its caption."""
    cells, captions = [], {}
    for cell in jupytext.read(path, fmt="py:percent").cells:
        title, text, tags = cell.metadata.get("title", ""), cell.source, list(cell.metadata.get("tags", []))
        if cell.cell_type == "code" and title.startswith("caption "):
            number = title.removeprefix("caption ").strip()
            shown = _shown_last(cells, path.name)
            if number in captions or number not in shown:
                here = f"it shows {', '.join(shown)}" if shown else "that cell shows no figure by its number"
                raise BuildError(
                    f"{path.name}: caption {number} must follow its figure's cell, once; {here}."
                )
            captions[number] = _read_caption(text, f"{path.name}: caption {number}")
            continue
        if title and cell.cell_type == "code":
            text = f"# {title}\n{text}"
            tags += ASSERTIONS if title.startswith("assertions") else []
        cells.append(Cell(cell.cell_type, text, tags))
    if not cells:
        raise BuildError(f"{path.name} has no cells; start each with '# %%' or '# %% [markdown]'.")
    _check_numbers(cells, captions, path)
    return Source(cells, captions)


def _shown_last(cells, name):
    """The numbers of the figures of the newest cell of code that is not one of assertions."""
    code = (cell.text for cell in reversed(cells) if cell.kind == "code" and "assertions" not in cell.tags)
    return figure_numbers(next(code, ""), name)


def figure_numbers(text, name):
    """Numbers of the figures that a cell of code shows, in the order of the text."""
    try:
        calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    except SyntaxError as error:
        raise BuildError(f"{name}: a cell is no Python ({error}):\n{text}") from None
    found = []
    for call in calls:
        called = getattr(call.func, "id", getattr(call.func, "attr", None))
        given = call.args[1] if called in SHOWS and len(call.args) > 1 else None
        if isinstance(given, ast.Constant) and isinstance(given.value, str) and is_number(given.value):
            found.append((call.lineno, call.col_offset, given.value))
    return [number for _, _, number in sorted(found)]


def _read_caption(text, where):
    """The comment lines at the end of a caption block are its text, what stands before them its code."""
    lines = text.rstrip().splitlines()
    first = len(lines)
    while first and lines[first - 1].startswith("#"):
        first -= 1
    caption = " ".join(line.removeprefix("#").strip() for line in lines[first:]).strip()
    code = "\n".join(lines[:first]).strip()
    if not caption or MISSING in caption:
        raise BuildError(f"{where} ends with comment lines that say what is seen, without '{MISSING}'.")
    try:
        pieces(caption)
        ast.parse(code)
    except SyntaxError as error:
        raise BuildError(f"{where} cannot be read ({error}); braces of mathematics are doubled.") from None
    return {"text": caption, "code": code}


def _check_numbers(cells, captions, path):
    """Figures are numbered 1, 2, ... in the order of the text, and each has a caption."""
    shown = [n for cell in cells if cell.kind == "code" for n in figure_numbers(cell.text, path.name)]
    expected = [f"{int(path.name[:2])}.{i}" for i in range(1, len(shown) + 1)]
    if shown != expected:
        raise BuildError(
            f"{path.name} shows the figures {', '.join(shown)}; they should be {', '.join(expected)}."
        )
    missing = [number for number in shown if number not in captions]
    if missing:
        raise BuildError(f"{path.name}: figure {missing[0]} needs a block '# %% caption {missing[0]}'.")


def captions_json(captions):
    """The bytes of a lesson's file of captions, or None where it needs none."""
    in_order = {n: captions[n] for n in sorted(captions, key=lambda n: [int(part) for part in n.split(".")])}
    text = json.dumps(in_order, indent=1, ensure_ascii=False)
    return f"{text}\n".encode() if captions else None


def blank(text, where):
    """Cut the answers out of a cell's text, leaving a line to replace in the place of each."""

    def stub(match):
        indent, body = match.group(1), textwrap.dedent(match.group(2))
        n_lines = sum(1 for line in body.splitlines() if line.strip() and not line.lstrip().startswith("#"))
        comment = f"# replace this line ({n_lines} line{'s' if n_lines > 1 else ''} in our version)"
        if indent:
            return f"{indent}return ...  {comment}\n"
        names = [t.id for node in ast.parse(body).body for t in getattr(node, "targets", [])]
        if not names:
            raise BuildError(f"{where}: an answer outside a function must assign a name.")
        return "".join(f"{name} = ...  {comment}\n" for name in dict.fromkeys(names))

    own = STUB.search(text)
    if own:
        shown = re.sub(r"^([ ]*)# ?", r"\1", own[1], flags=re.MULTILINE)
        text = SOLUTION.sub(lambda _: shown, STUB.sub("", text), count=1)
    blanked = SOLUTION.sub(stub, text).rstrip("\n")
    if "### BEGIN" in blanked or "### END" in blanked:
        raise BuildError(f"{where}: '### BEGIN SOLUTION' and '### END SOLUTION' do not pair up.")
    return blanked


def reveal(text):
    """Drop the marker lines around the answers, and stubs, and keep the answers."""
    text = STUB.sub("", text)
    return re.sub(r"^[ ]*### (?:BEGIN|END) SOLUTION[ ]*(?:\n|\Z)", "", text, flags=re.MULTILINE).rstrip("\n")
