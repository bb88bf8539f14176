"""Build the notebooks: ``python -m utils.teaching.build [--execute] [--force] [--check] [NAME...]``.

One text, ``solutions/source/NN_verb_noun.py`` (jupytext's py:percent format), gives two notebooks:

- ``lessons/NN_verb_noun.ipynb``: what the student gets, answers cut out, no outputs;
- ``solutions/NN_verb_noun.ipynb``: the same, answered, with the outputs of a run (``--execute``).

What the source can say:

- an answer stands between ``### BEGIN SOLUTION`` and ``### END SOLUTION``;
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

What a slider shows for some of its settings is kept in ``solutions/frames/``, for pages without a kernel.

The captions go to ``utils/lessons/lesson_NN/captions.json``, where ``show`` finds them. What was shown as
HTML and as a picture is stored as the picture alone, with its alternative text in the metadata.

The metadata of a solution have the digests of the shipped results that it read. So a test sees where another
result was shipped since.

Rebuilding is byte-identical: cell ids are hashes of the cells' text, times and widget states are dropped.

A notebook with cells that no version of it had when it was built, such as answers, is left as it is; with
``--force`` it is replaced, and a copy of it, with the time in its name, stays beside it. ``--check`` tells
answers in a lesson from a source that has changed; only the second is an error, or both with
``--unanswered``.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

import nbformat

from . import built, frames
from .built import LARGEST, METADATA, make_notebook, to_bytes
from .differences import check, check_solution
from .sources import LESSONS, ROOT, BuildError, captions_json, captions_path, read_source, source_paths

CLEARED = {"text/plain": ""}  # what a progress bar leaves
TELL_RESULTS = """
import json, sys
store = sys.modules.get("utils.experiments.engine.store")
print(json.dumps(store.seen if store else {}))
"""
OPTIONS = {
    "--execute": "also run the solutions and store their outputs",
    "--force": "replace also what has answers or other changes, and keep a copy of it beside it",
    "--check": "write nothing; exit 1 where a notebook is out of date",
    "--unanswered": "with --check: exit 1 also where a lesson has answers",
}


def execute(notebook, name, root):
    """Run a solution in place, strictly, and keep only outputs that a rebuild gives again."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook.cells.append(nbformat.v4.new_code_cell(TELL_RESULTS))
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", record_timing=False, store_widget_state=False,
        resources={"metadata": {"path": str(root / "solutions")}},
    )  # fmt: skip
    try:
        with tempfile.TemporaryDirectory() as notes, tempfile.TemporaryDirectory() as drawn:
            mine = {
                "COURSE_STRICT": "1", "COURSE_LESSONS": str(root / LESSONS), frames.FOLDER: drawn,
                "COURSE_NOTES": notes,  # no reader's predictions in the outputs
            }  # fmt: skip
            client.execute(env=os.environ | mine)
            for line in frames.replace(name[:2], Path(drawn), root):
                print(line)
    except CellExecutionError as error:
        raise BuildError(f"solutions/{name}.ipynb does not run:\n{error}") from None
    results = json.loads(notebook.cells.pop().outputs[0].text)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = tidy_outputs(cell.outputs)
            cell.metadata.pop("execution", None)
            if any(out.get("name") == "stderr" for out in cell.outputs):
                raise BuildError(f"solutions/{name}.ipynb writes to stderr in the cell:\n{cell.source}")
    notebook.metadata = nbformat.from_dict(METADATA)
    built.stamp(notebook, results)


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


def build(paths, run=False, root=ROOT, force=False):
    """Write the lessons and their captions, and with ``run`` the executed solutions; say what changed.

    Returns
    -------
    bool
        Whether every lesson, answered or not, and with ``run`` every solution, is of its source as it is now.
    """
    all_newest = True
    for path in paths:
        cells, captions = read_source(path)
        lesson, solution = (make_notebook(cells, answered, path.name) for answered in (False, True))
        target = root / "lessons" / f"{path.stem}.ipynb"
        if stays(target, lesson, root, force):
            all_newest &= built.is_newest(target, lesson)
        else:
            report(target, to_bytes(lesson), root)
        if captions:
            report(captions_path(path, root), captions_json(captions), root)
        target = root / "solutions" / f"{path.stem}.ipynb"
        if not run:
            restamp(target, solution, root)
            if check_solution(target, solution, captions):
                print(f"solutions/{path.stem}.ipynb is out of date: run again with --execute")
        elif stays(target, solution, root, force):
            all_newest &= built.is_newest(target, solution)
        else:
            execute(solution, path.stem, root)
            report(target, to_bytes(solution), root)
    return all_newest


def stays(path, expected, root, force):
    """Whether a notebook has somebody's work, and so is not written over; with ``force`` a copy is kept."""
    if not built.has_own_work(path, expected):
        return False
    name = path.relative_to(root)
    if force:
        print(
            f"{name} had changes that the builder did not make: they are kept in {built.keep_copy(path).name}"
        )
    elif built.is_newest(path, expected):
        print(f"{name} has answers or other changes: it is left as it is")
    else:
        print(
            f"{name} has answers or other changes, and its source has changed since: it is left as it is; "
            "--force replaces it, and keeps a copy beside it"
        )
    return not force


def restamp(path, expected, root):
    """Bring the metadata of a solution up to date, whose cells are those of its source."""
    if path.exists() and not built.is_newest(path, expected):
        have = built.read(path)
        if built.digest(have.cells) == built.stamped(expected):
            results = built.results_shown(have)
            have.metadata = expected.metadata
            built.stamp(have, results)
            report(path, to_bytes(have), root)


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
    for option, says in OPTIONS.items():
        parser.add_argument(option, action="store_true", help=says)
    parser.add_argument("--root", type=Path, default=ROOT, help="the course's folder (default: this one)")
    options = parser.parse_args(arguments)
    try:
        paths = source_paths(options.names, options.root)
        if not options.check:
            return 0 if build(paths, options.execute, options.root, options.force) else 1
        problems, answers = check(paths, options.root)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename} cannot be read or written ({error.strerror}).", file=sys.stderr)
        return 1
    problems, answers = (problems + answers, []) if options.unanswered else (problems, answers)
    print("\n".join(problems + answers) or f"{len(paths)} lessons are what their sources give")
    if problems:
        print("Run: python -m utils.teaching.build --execute")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
