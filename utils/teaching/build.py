"""Build the notebooks: ``python -m utils.teaching.build [--execute] [--check] [NAME...]``.

One text, ``solutions/source/NN_verb_noun.py`` (jupytext's py:percent format), gives two notebooks:

- ``lessons/NN_verb_noun.ipynb``: what the student gets, answers cut out, no outputs;
- ``solutions/NN_verb_noun.ipynb``: the same, answered, with the outputs of a run (``--execute``).

What the source can say:

- an answer stands between ``### BEGIN SOLUTION`` and ``### END SOLUTION`` (nbgrader's convention);
  the lesson has ``return ...`` or ``name = ...`` in its place, or what is commented out between
  ``### BEGIN STUB`` and ``### END STUB`` right below;
- a cell tagged ``solution`` (``# %% [markdown] tags=["solution"]``) is left out of the lesson;
- a cell's title (``# %% exercise 1.1 · softmax``) becomes its first line.

Rebuilding is byte-identical: cell ids are hashes of the cells' text, times and widget states are dropped.
"""

import argparse
import ast
import hashlib
import os
import re
import sys
import tempfile
import textwrap
from pathlib import Path

import jupytext
import nbformat

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 1_000_000  # bytes of a built notebook
SOLUTION = re.compile(
    r"^([ ]*)### BEGIN SOLUTION\n(.*?)^[ ]*### END SOLUTION[ ]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
STUB = re.compile(r"^[ ]*### BEGIN STUB\n(.*?)^[ ]*### END STUB[ ]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


class BuildError(Exception):
    """A source that cannot be built, or a notebook that is not what its source gives."""


def source_paths(names=(), root=ROOT):
    """The sources to build: all, or those whose file name starts with one of ``names``."""
    found = sorted((root / "solutions" / "source").glob("[0-9][0-9]_*.py"))
    unknown = [name for name in names if not any(path.stem.startswith(Path(name).stem) for path in found)]
    if unknown:
        have = ", ".join(path.stem for path in found)
        raise BuildError(f"no source starts with {unknown[0]!r}; there are: {have}.")
    return [p for p in found if not names or any(p.stem.startswith(Path(name).stem) for name in names)]


def read_cells(path):
    """Cells of a source as ``(kind, text, tags)``, the title being the first line of a code cell."""
    cells = []
    for cell in jupytext.read(path, fmt="py:percent").cells:
        title, text = cell.metadata.get("title"), cell.source
        if title and cell.cell_type == "code":
            text = f"# {title}\n{text}"
        cells.append((cell.cell_type, text, list(cell.metadata.get("tags", []))))
    if not cells:
        raise BuildError(f"{path.name} has no cells; start each with '# %%' or '# %% [markdown]'.")
    return cells


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
        if "solution" in tags and not answered:
            continue
        new = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
        shown = reveal(text) if answered else blank(text, name)
        metadata = {"tags": tags} if tags else {}
        notebook.cells.append(new(shown, id=identity, metadata=metadata))
    return notebook


def execute(notebook, name, folder):
    """Run a notebook in place, strictly, and keep only outputs that a rebuild gives again."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", record_timing=False, store_widget_state=False,
        resources={"metadata": {"path": str(folder)}},
    )  # fmt: skip
    try:
        with tempfile.TemporaryDirectory() as notes:  # no reader's predictions in the outputs
            client.execute(env=os.environ | {"COURSE_STRICT": "1", "COURSE_NOTES": notes, **ONE_THREAD})
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
    """Join neighbouring streams, and drop widget views: their models end with the kernel."""
    kept = []
    for output in outputs:
        if output.output_type == "stream" and kept and kept[-1].get("name") == output.name:
            kept[-1]["text"] += output.text
        elif "application/vnd.jupyter.widget-view+json" not in output.get("data", {}):
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


def check_solution(path, expected):
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
    return wrong


def check(paths, root=ROOT):
    """Compare what is committed with what the sources give; return one sentence for each difference."""
    problems = []
    for path in paths:
        cells = read_cells(path)
        lesson = root / "lessons" / f"{path.stem}.ipynb"
        if not lesson.exists() or lesson.read_bytes() != to_bytes(make_notebook(cells, False, path.name)):
            problems.append(f"lessons/{lesson.name} is not what solutions/source/{path.name} gives")
        expected = make_notebook(cells, True, path.name)
        for wrong in check_solution(root / "solutions" / f"{path.stem}.ipynb", expected):
            problems.append(f"solutions/{path.stem}.ipynb {wrong} (solutions/source/{path.name})")
    stems = {path.stem for path in source_paths(root=root)}
    for folder in ("lessons", "solutions"):
        orphans = [p for p in sorted((root / folder).glob("*.ipynb")) if p.stem not in stems]
        problems += [f"{folder}/{p.name} has no source in solutions/source" for p in orphans]
    return problems


def build(paths, run=False, root=ROOT):
    """Write the lessons, and with ``run`` the executed solutions; say what changed."""
    for path in paths:
        cells = read_cells(path)
        lesson = to_bytes(make_notebook(cells, False, path.name))
        changed = write(root / "lessons" / f"{path.stem}.ipynb", lesson)
        print(f"lessons/{path.stem}.ipynb {'written' if changed else 'unchanged'}")
        solution = make_notebook(cells, True, path.name)
        target = root / "solutions" / f"{path.stem}.ipynb"
        if run:
            execute(solution, path.stem, root / "solutions")
            changed = write(target, to_bytes(solution))
            print(f"solutions/{path.stem}.ipynb {'written' if changed else 'unchanged'}")
        elif check_solution(target, solution):
            print(f"solutions/{path.stem}.ipynb is out of date: run again with --execute")


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
