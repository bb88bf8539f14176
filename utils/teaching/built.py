"""A built notebook: made from a source's cells, and told from one that holds somebody's work.

Its metadata have a digest of its cells. Who runs it changes neither; who answers changes cells and not the
digest. So a notebook that was answered is told from one that was built from an older source, without keeping
any older source.

Each notebook says once how to get the rest of the course, where Python stops without it.
"""

import datetime
import hashlib
import json
import re
import shutil

import nbformat

from .sources import ROOT, BuildError, blank, reveal

LARGEST = 1_000_000  # bytes of a built notebook
ADDRESS = re.compile(
    r"mybinder\.org/v2/gh/(?!OWNER/REPOSITORY)([\w.-]+/[\w.-]+)/"
)  # in README.md, and there alone
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def cell_id(text, seen):
    """A cell's id: a hash of its text, so that its neighbours do not change it."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    seen[digest] = seen.get(digest, 0) + 1
    return digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"


def how_to_get_the_rest(root=ROOT):
    """One sentence, as a comment, for who has a notebook without the course.

    It names the address that README's link to Binder has; until that is filled in, it names none.
    """
    readme = root / "README.md"
    found = ADDRESS.search(readme.read_text(encoding="utf-8")) if readme.exists() else None
    where = (
        f"it from https://github.com/{found[1]}" if found else "the whole folder from whoever gave it to you"
    )
    return (
        "# No module named 'utils'? Then this notebook came without the rest of the course:\n"
        f"# get {where}, and start as its README.md says."
    )


def with_the_rest(text):
    """A cell's text with that sentence above its first import of ``utils``, and whether it has one."""
    found = re.search(r"^(?:from|import) utils\b", text, re.MULTILINE)
    if not found:
        return text, False
    return f"{text[: found.start()]}{how_to_get_the_rest()}\n{text[found.start() :]}", True


def make_notebook(cells, answered, name):
    """A notebook without outputs from a source's cells: the solution if ``answered``, else the lesson."""
    notebook = nbformat.v4.new_notebook(metadata=METADATA)
    seen, told = {}, False
    for kind, text, tags in cells:
        identity = cell_id(text, seen)
        if not answered and ("solution" in tags or "assertions" in tags):
            continue
        new = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
        shown = reveal(text) if answered else blank(text, name)
        if kind == "code" and not told:
            shown, told = with_the_rest(shown)
        metadata = {"tags": tags} if tags else {}
        if "assertions" in tags:
            metadata["jupyter"] = {"source_hidden": True}
        notebook.cells.append(new(shown, id=identity, metadata=metadata))
    stamp(notebook)
    return notebook


def to_bytes(notebook):
    """The bytes of a notebook file, after checking it against the notebook format."""
    nbformat.validate(notebook)
    return (nbformat.writes(notebook) + "\n").encode()


def digest(cells):
    """SHA-256 of cells' kinds and texts; cells without text, which Jupyter adds at the end, do not count."""
    texts = [[cell.cell_type, cell.source] for cell in cells if cell.source.strip()]
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()


def stamp(notebook, results=None):
    """Write into a notebook's metadata the digest of its cells and the shipped results that it shows."""
    course = {"built": digest(notebook.cells)}
    notebook.metadata["course"] = course | ({"results": results} if results else {})


def read(path):
    """The notebook in a file, or a sentence that it is none."""
    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat, JSON and the file system each have their own
        raise BuildError(
            f"{path} cannot be read as a notebook ({type(error).__name__}): move it away, then build again."
        ) from error


def stamped(notebook):
    """The digest in a notebook's metadata, or nothing."""
    course = notebook.metadata.get("course")
    return course.get("built") if isinstance(course, dict) else None


def results_shown(notebook):
    """The shipped results that a notebook's outputs show, by name."""
    course = notebook.metadata.get("course")
    return dict(course.get("results", {})) if isinstance(course, dict) else {}


def has_own_work(path, expected):
    """Whether a notebook has other cells than any version that was built; ``expected`` is the newest one."""
    if not path.exists():
        return False
    have = read(path)
    return digest(have.cells) not in (stamped(have), stamped(expected))


def is_newest(path, expected):
    """Whether a notebook was built from the source as it is now, whatever became of it since."""
    return path.exists() and stamped(read(path)) == stamped(expected)


def keep_copy(path):
    """Copy a notebook to a file beside it that has the time in its name; give the copy's path."""
    now = datetime.datetime.now().strftime("%Y-%m-%d_%H%M%S_%f")
    copy = path.with_name(f"{path.stem}_{now}{path.suffix}")
    shutil.copy2(path, copy)
    return copy
