"""Build the notebooks: ``python -m utils.teaching.build [--execute] [--check] [NAME...]``.

One text, ``solutions/source/NN_verb_noun.py`` (jupytext's py:percent format), gives two notebooks:

- ``lessons/NN_verb_noun.ipynb``: what the student gets, answers cut out, no outputs;
- ``solutions/NN_verb_noun.ipynb``: the same, answered, with the outputs of a run (``--execute``).

What the source can say:

- an answer stands between ``### BEGIN SOLUTION`` and ``### END SOLUTION`` (nbgrader's convention);
  the lesson has ``return ...`` or ``name = ...`` in its place, or what is commented out between
  ``### BEGIN STUB`` and ``### END STUB`` right below;
- a cell tagged ``solution`` (``# %% [markdown] tags=["solution"]``) is left out of the lesson;
- a cell's title (``# %% exercise 1.1 · softmax``) becomes its first line;
- a figure is shown by its number, ``show(fig, "1.4")``: figures of lesson 01 are 1.1, 1.2, ... in order. Its
  caption stands in a block right after that cell, and in neither notebook::

      # %% caption 1.4
      lowest = int(np.argmin(losses))
      # The training loss falls to {last['train_nll']:.3f} nats; the test loss is lowest
      # after epoch {lowest}.

  The comment lines at the end are the caption, in Markdown and in the syntax of an f-string (braces of
  mathematics are doubled). Lines of code before them are optional. They and the expressions in braces run
  when the figure is shown, and see a copy of the notebook's names, and the settings of the figure's sliders;
- ``# %% assertions`` starts a cell that holds the text to its numbers. It is left out of the lesson, and
  folded in the solution.

The captions go to ``utils/lessons/lesson_NN/captions.json``, where ``show`` finds them. What was shown as
HTML and as a picture is stored as the picture alone, with its alternative text in the metadata.

Rebuilding is byte-identical: cell ids are hashes of the cells' text, times and widget states are dropped.
"""

import argparse
import hashlib
import os
import re
import sys
import tempfile
from pathlib import Path

import nbformat

from .captions import could_be
from .sources import BuildError, blank, captions_json, read_source, reveal

ROOT = Path(__file__).resolve().parents[2]
LESSONS = Path("utils", "lessons")  # a folder for each lesson, in the course's folder
LARGEST = 1_000_000  # bytes of a built notebook
CLEARED = {"text/plain": ""}  # what a progress bar leaves
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def source_paths(names=(), root=ROOT):
    """The sources to build: all, or those whose file name starts with one of ``names``."""
    found = sorted((root / "solutions" / "source").glob("[0-9][0-9]_*.py"))
    unknown = [name for name in names if not any(path.stem.startswith(Path(name).stem) for path in found)]
    if unknown:
        have = ", ".join(path.stem for path in found)
        raise BuildError(f"no source starts with {unknown[0]!r}; there are: {have}.")
    return [p for p in found if not names or any(p.stem.startswith(Path(name).stem) for name in names)]


def cell_id(text, seen):
    """A cell's id: a hash of its text, so that its neighbours do not change it."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    seen[digest] = seen.get(digest, 0) + 1
    return digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"


def make_notebook(cells, answered, name):
    """A notebook without outputs from a source's cells: the solution if ``answered``, else the lesson."""
    notebook = nbformat.v4.new_notebook(metadata=METADATA)
    seen = {}
    for kind, text, tags in cells:
        identity = cell_id(text, seen)
        if not answered and ("solution" in tags or "assertions" in tags):
            continue
        new = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
        shown = reveal(text) if answered else blank(text, name)
        metadata = {"tags": tags} if tags else {}
        if "assertions" in tags:
            metadata["jupyter"] = {"source_hidden": True}
        notebook.cells.append(new(shown, id=identity, metadata=metadata))
    return notebook


def execute(notebook, name, root):
    """Run a solution in place, strictly, and keep only outputs that a rebuild gives again."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", record_timing=False, store_widget_state=False,
        resources={"metadata": {"path": str(root / "solutions")}},
    )  # fmt: skip
    try:
        with tempfile.TemporaryDirectory() as notes:  # no reader's predictions in the outputs
            mine = {"COURSE_STRICT": "1", "COURSE_NOTES": notes, "COURSE_LESSONS": str(root / LESSONS)}
            client.execute(env=os.environ | mine)
    except CellExecutionError as error:
        raise BuildError(f"solutions/{name}.ipynb does not run:\n{error}") from None
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = tidy_outputs(cell.outputs)
            cell.metadata.pop("execution", None)
            if any(out.get("name") == "stderr" for out in cell.outputs):
                raise BuildError(f"solutions/{name}.ipynb writes to stderr in the cell:\n{cell.source}")
    notebook.metadata = nbformat.from_dict(METADATA)


def tidy_outputs(outputs):
    """Join neighbouring streams; drop what was cleared, and widget views, which end with the kernel."""
    kept = []
    for output in outputs:
        data = output.get("data", {})
        if "image/png" in data:
            data.pop("text/html", None)  # the same picture
        if output.output_type == "stream" and kept and kept[-1].get("name") == output.name:
            kept[-1]["text"] += output.text
        elif "application/vnd.jupyter.widget-view+json" not in data and data != CLEARED:
            output.pop("transient", None)
            kept.append(output)
    return kept


def to_bytes(notebook):
    """The bytes of a notebook file, after checking it against the notebook format."""
    nbformat.validate(notebook)
    return (nbformat.writes(notebook) + "\n").encode()


def write(path, data):
    """Write a built notebook through a temporary file, if it differs; return whether it did."""
    if len(data) > LARGEST:
        raise BuildError(
            f"{path.name} would have {len(data):,} bytes; the limit is {LARGEST:,}: fewer or smaller figures."
        )
    if path.exists() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    temporary.write_bytes(data)
    os.replace(temporary, path)
    return True


def check_solution(path, expected, captions):
    """What is wrong with a committed solution, as a list of sentences."""
    if not path.exists():
        return ["is missing"]
    if path.stat().st_size > LARGEST:
        return [f"has more than {LARGEST:,} bytes"]
    have = nbformat.read(path, as_version=4)
    wrong = []
    if [(c.id, c.cell_type, c.source) for c in have.cells] != [
        (c.id, c.cell_type, c.source) for c in expected.cells
    ]:
        wrong.append("does not have the cells of its source")
    code = [c for c in have.cells if c.cell_type == "code"]
    if [c.execution_count for c in code] != list(range(1, len(code) + 1)):
        wrong.append("was not run from top to bottom")
    if any(out.output_type == "error" for c in code for out in c.outputs):
        wrong.append("has an error in its outputs")
    shown = [out.data.get("text/markdown", "") for c in code for out in c.outputs if "data" in out]
    for number, caption in captions.items():
        pattern = re.compile(rf"\*\*Figure {re.escape(number)}\b[^*]*\*\*.*? {could_be(caption['text'])}")
        if not any(pattern.fullmatch(text) for text in shown):
            wrong.append(f"shows figure {number} with another caption, or not at all")
    return wrong


def captions_path(path, root):
    """The file with the captions of a source."""
    return root / LESSONS / f"lesson_{path.stem[:2]}" / "captions.json"


def check(paths, root=ROOT):
    """Compare what is committed with what the sources give; return one sentence for each difference."""
    problems = []
    for path in paths:
        cells, captions = read_source(path)
        lesson, kept = root / "lessons" / f"{path.stem}.ipynb", captions_path(path, root)
        built = {lesson: to_bytes(make_notebook(cells, False, path.name)), kept: captions_json(captions)}
        for target, data in built.items():
            if (target.read_bytes() if target.exists() else None) != data:
                problems.append(f"{target.relative_to(root)} is not what solutions/source/{path.name} gives")
        expected = make_notebook(cells, True, path.name)
        for wrong in check_solution(root / "solutions" / f"{path.stem}.ipynb", expected, captions):
            problems.append(f"solutions/{path.stem}.ipynb {wrong} (solutions/source/{path.name})")
    stems = {path.stem for path in source_paths(root=root)}
    for folder in ("lessons", "solutions"):
        orphans = [p for p in sorted((root / folder).glob("*.ipynb")) if p.stem not in stems]
        problems += [f"{folder}/{p.name} has no source in solutions/source" for p in orphans]
    return problems


def build(paths, run=False, root=ROOT):
    """Write the lessons and their captions, and with ``run`` the executed solutions; say what changed."""
    for path in paths:
        cells, captions = read_source(path)
        report(
            root / "lessons" / f"{path.stem}.ipynb", to_bytes(make_notebook(cells, False, path.name)), root
        )
        if captions:
            report(captions_path(path, root), captions_json(captions), root)
        solution = make_notebook(cells, True, path.name)
        target = root / "solutions" / f"{path.stem}.ipynb"
        if run:
            execute(solution, path.stem, root)
            report(target, to_bytes(solution), root)
        elif check_solution(target, solution, captions):
            print(f"solutions/{path.stem}.ipynb is out of date: run again with --execute")


def report(path, data, root):
    """Write a built file and say whether it changed."""
    changed = write(path, data)
    print(f"{path.relative_to(root)} {'written' if changed else 'unchanged'}")


def main(arguments=None):
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m utils.teaching.build", description=__doc__.splitlines()[0]
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="first letters of sources, e.g. 01 (default: all)"
    )
    parser.add_argument(
        "--execute", action="store_true", help="also run the solutions and store their outputs"
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 where a notebook is out of date"
    )
    parser.add_argument("--root", type=Path, default=ROOT, help="the course's folder (default: this one)")
    options = parser.parse_args(arguments)
    try:
        paths = source_paths(options.names, options.root)
        if options.check:
            problems = check(paths, options.root)
            print("\n".join(problems) if problems else f"{len(paths)} lessons are what their sources give")
            if problems:
                print("Run: python -m utils.teaching.build --execute")
            return bool(problems)
        build(paths, options.execute, options.root)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
