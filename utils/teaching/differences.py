"""What is there, compared with what the sources give: errors, and what a student did, which is none."""

import re

from . import built
from .captions import could_be
from .sources import ROOT, captions_json, captions_path, read_source, source_paths


def check_solution(path, expected, captions):
    """What is wrong with a committed solution, as a list of sentences."""
    if not path.exists():
        return ["is missing"]
    if path.stat().st_size > built.LARGEST:
        return [f"has more than {built.LARGEST:,} bytes"]
    have = built.read(path)
    wrong = []
    if [(c.id, c.cell_type, c.source) for c in have.cells] != [
        (c.id, c.cell_type, c.source) for c in expected.cells
    ]:
        wrong.append("does not have the cells of its source")
    elif built.stamped(have) != built.stamped(expected):
        wrong.append("does not carry the digest of its cells")
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


def check_lesson(path, expected, name):
    """What is wrong with a lesson, and what a student did with it: two lists of sentences."""
    if path.exists() and path.read_bytes() == built.to_bytes(expected):
        return [], []
    if built.is_newest(path, expected):
        what = "has answers or other changes" if built.has_own_work(path, expected) else "was run or saved"
        return [], [
            f"lessons/{path.name} {what}, and its source is still the same: tests use a copy as built"
        ]
    wrong = f"lessons/{path.name} is not what solutions/source/{name} gives"
    if built.has_own_work(path, expected):
        wrong += "; it has changes that the builder did not make"
    return [wrong], []


def check(paths, root=ROOT):
    """Compare what is there with what the sources give.

    Returns
    -------
    problems : list of str
        A sentence for each difference.
    answers : list of str
        A sentence for each lesson that differs only by what a student did with it, and each notebook beside
        the lessons.
    """
    problems, answers = [], []
    for path in paths:
        cells, captions = read_source(path)
        wrong, own = check_lesson(
            root / "lessons" / f"{path.stem}.ipynb", built.make_notebook(cells, False, path.name), path.name
        )
        kept = captions_path(path, root)
        if (kept.read_bytes() if kept.exists() else None) != captions_json(captions):
            wrong.append(f"{kept.relative_to(root)} is not what solutions/source/{path.name} gives")
        expected = built.make_notebook(cells, True, path.name)
        for what in check_solution(root / "solutions" / f"{path.stem}.ipynb", expected, captions):
            wrong.append(f"solutions/{path.stem}.ipynb {what} (solutions/source/{path.name})")
        problems, answers = problems + wrong, answers + own
    stems = {path.stem for path in source_paths(root=root)}
    for folder in ("lessons", "solutions"):
        orphans = [p for p in sorted((root / folder).glob("*.ipynb")) if p.stem not in stems]
        answers += [f"{folder}/{p.name} has no source in solutions/source" for p in orphans]
    return problems, answers
