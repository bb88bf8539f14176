"""A lesson as a page: its executed solution with answers folded, figures with captions, sliders that work."""

import base64
import json
import re

import nbformat

from ..teaching import built, frames, sources
from ..teaching.sources import SOLUTION, BuildError, blank
from .details import opened
from .sliders import WIDE, slider

ANSWER = "our answer"
ASSERTIONS = "what the text asserts"
FIGURE = re.compile(r"\*\*Figure (\d+\.\d+)\b")


def write(path, place):
    """Write the page of a lesson.

    Parameters
    ----------
    path : Path
        Its source.
    place : Places

    Returns
    -------
    dict
        For the list of lessons: ``number``, ``title``, ``about``, ``minutes``, ``page``.
    """
    cells = sources.read_source(path).cells
    solution = built.read(place.root / "solutions" / f"{path.stem}.ipynb")
    if [cell.kind for cell in cells] != [cell.cell_type for cell in solution.cells]:
        raise BuildError(
            f"solutions/{path.stem}.ipynb is not what its source gives: run make lessons, then this again."
        )
    page = nbformat.v4.new_notebook(metadata=built.METADATA)
    for cell, answered in zip(cells, solution.cells, strict=True):
        page.cells += cells_for(cell, answered, path, place)
    told = head(cells[0].text, path)
    page.cells[0].source = with_note(page.cells[0].source, path, place)
    target = place.pages / told["page"]
    target.parent.mkdir(exist_ok=True)
    nbformat.write(page, target)
    return told


def head(text, path):
    """What the first cell of a lesson says of it."""
    title = re.match(r"# (\d\d) · (.+)", text)
    minutes = re.search(r"\*\*Time\*\*: about (\d+) minutes", text)
    if not title or not minutes:
        raise BuildError(
            f"{path.name} must begin with '# NN · title' and say its '**Time**: about N minutes'."
        )
    about = " ".join(text.split("\n\n")[1].split())
    return {
        "number": title[1], "title": title[2], "about": about, "minutes": int(minutes[1]),
        "page": f"lessons/{path.stem}.ipynb",
    }  # fmt: skip


def with_note(text, path, place):
    """The first cell's text, with a line below the title that says what this page is."""
    title, rest = text.split("\n", 1)
    file = place.copied(f"lessons/{path.stem}.ipynb", f"lessons/{path.stem}.ipynb")
    note = (
        f"You read the lesson as it came out, with our answers folded. To work on it, take the "
        f"{{download}}`notebook without answers <{file}>`; it needs [the rest of the course](../student.md)."
    )
    return f"{title}\n\n:::{{container}} what-this-is\n{note}\n:::\n{rest}"


def cells_for(cell, answered, path, place):
    """The cells of the page that one cell of the lesson becomes: a list."""
    if cell.kind == "markdown":
        text = place.rewritten(opened(answered.source), f"solutions/{path.name}", f"lessons/{path.name}")
        return [nbformat.v4.new_markdown_cell(text)]
    before, after = [], []
    if SOLUTION.search(cell.text):
        before = [nbformat.v4.new_code_cell(blank(cell.text, path.name))]
        code = folded(answered.source, "hide-cell", ANSWER)
    elif "assertions" in cell.tags:
        code = folded(answered.source, "hide-cell", ASSERTIONS)
    else:
        code = nbformat.v4.new_code_cell(answered.source)
    outputs = list(answered.outputs)
    while outputs:
        output = outputs.pop(0)
        if "image/png" in output.get("data", {}):
            after.append(figure(output, outputs.pop(0), place))
        elif after:
            rest = nbformat.v4.new_code_cell(outputs=[wide(output)], metadata={"tags": ["remove-input"]})
            after.append(rest)
        else:
            code.outputs.append(wide(output))
    return [*before, code, *after]


def folded(source, tag, what):
    """A cell of code that is seen when it is asked for."""
    said = {"code_prompt_show": f"Show {what}", "code_prompt_hide": f"Hide {what}"}
    return nbformat.v4.new_code_cell(source, metadata={"tags": [tag], "mystnb": said})


def wide(output):
    """An output; a table in HTML gets a box of its own, which scrolls where the screen is narrow."""
    text = output.get("data", {}).get("text/html", "")
    if "<table" in text:
        output.data["text/html"] = f'<div class="wide" tabindex="0">{text}</div>'
    return output


def figure(picture, caption, place):
    """A cell with a figure and its caption: with a slider, where there are frames of this very picture."""
    text = caption.data["text/markdown"]
    number = FIGURE.match(text)[1]
    told = picture.metadata["image/png"]
    kept = frames.find(number, told["alt"], place.root)
    if kept:
        return nbformat.v4.new_markdown_cell(slider(number, kept, place.pages))
    file = place.pages / "pictures" / f"{number}.png"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(base64.b64decode(picture.data["image/png"]))
    options = [f":alt: {json.dumps(told['alt'], ensure_ascii=False)}", f":width: {told['width']}px"]
    options += [":class: wide-picture"] if told["width"] > WIDE else []
    lines = [f"```{{figure}} ../pictures/{number}.png", *options, "", text, "```"]
    return nbformat.v4.new_markdown_cell("\n".join(lines))
