"""The student's own copies of the lessons: ``python -m utils.teaching.copies [--fresh NN]``.

``lessons/`` belongs to the course: a new version replaces what is there. ``my_answers/`` belongs to the
student, and git leaves it alone. ``make lab`` runs this before it opens the first lesson there:

- a lesson without a copy gets one, under the same name;
- a copy in which nothing was written or run yet becomes that of the newest version;
- any other copy stays as it is; where its lesson has changed since, that is told;
- work in ``lessons/`` that git would stumble over moves to ``my_answers/``, and the lesson there is blank
  again. Where both places have answers, both stay, under two names.

``--fresh 03`` makes one more blank copy of lesson 03, beside those that are there, and touches none of them.
"""

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat

from . import built, sources
from .sources import ROOT, BuildError

MINE = "my_answers"
LESSON = re.compile(r"\d\d_[a-z_]+")


def lessons(root=ROOT):
    """The notebooks in ``lessons/`` that are lessons, in order."""
    return [path for path in sorted((root / "lessons").glob("*.ipynb")) if LESSON.fullmatch(path.stem)]


def find(number, command, root=ROOT):
    """The lesson with a number; where there is none, a sentence says how the command is told one that is."""
    found = [path for path in lessons(root) if number and path.name[:2] == number.zfill(2)]
    if not found:
        have = ", ".join(path.name[:2] for path in lessons(root))
        raise BuildError(
            f"There is no lesson {number!r}. Say which, for example: {command} LESSON=03 ({have})."
        )
    return found[0]


def prepare(root=ROOT):
    """Bring ``my_answers/`` up to date, without a change to anything that somebody wrote.

    Parameters
    ----------
    root : Path
        The course's folder.

    Returns
    -------
    list of str
        What a student should know: a sentence each.

    Raises
    ------
    OSError
        Where a file cannot be written.
    """
    says, changed = [], changed_lessons(root)
    for lesson in lessons(root):
        mine = root / MINE / lesson.name
        try:
            if lesson.name in changed:
                says += _move_answers(lesson, mine, root)
            if not mine.exists():
                _create(mine, lesson.read_bytes())
            elif mine.read_bytes() == lesson.read_bytes():
                continue
            elif not is_begun(mine):
                _replace(mine, lesson.read_bytes())
            elif built.stamped(built.read(mine)) != built.stamped(built.read(lesson)):
                says.append(
                    f"{MINE}/{mine.name} is yours and stays as it is. Its lesson has changed since: "
                    f"`make fresh LESSON={mine.name[:2]}` puts a blank copy of the new one beside it."
                )
        except BuildError as error:
            says.append(str(error))
    return says


def is_begun(path):
    """Whether a notebook has anything that its builder did not put there: other cells, or outputs."""
    notebook = built.read(path)
    has_outputs = any(cell.get("outputs") for cell in notebook.cells)
    return has_outputs or built.digest(notebook.cells) != built.stamped(notebook)


def git(root, *words):
    """What a git command writes, as bytes; None where there is no git, or this is no folder of its."""
    try:
        done = subprocess.run(["git", *words], cwd=root, capture_output=True, check=False)
    except OSError:
        return None
    return None if done.returncode else done.stdout


def changed_lessons(root):
    """Names of the notebooks in ``lessons/`` that are not as git has them, and would be in its way."""
    found = git(root, "diff", "--name-only", "--relative", "-z", "HEAD", "--", "lessons") or b""
    return {Path(name).name for name in found.decode().split("\0") if name}


def as_built(lesson, root):
    """The bytes of a lesson before anybody wrote or ran it, from git or from its source, or None.

    Both are asked for the version that the notebook says it was built as, and for no other.
    """
    stamp = built.stamped(built.read(lesson))
    committed = git(root, "show", f"HEAD:./lessons/{lesson.name}")
    if committed and built.stamped(nbformat.reads(committed.decode(), as_version=4)) == stamp:
        return committed
    source = root / "solutions" / "source" / f"{lesson.stem}.py"
    if source.exists():
        fresh = built.make_notebook(sources.read_source(source).cells, False, source.name)
        if built.stamped(fresh) == stamp:
            return built.to_bytes(fresh)
    return None


def _move_answers(lesson, mine, root):
    """Move answers in ``lessons/`` to where the student's work belongs; say where they are now."""
    clean = as_built(lesson, root)
    if clean is None:
        return [f"lessons/{lesson.name} is left as it is: it has changes, and no blank one of it is here."]
    if not is_begun(lesson):
        _replace(lesson, clean)
        return []
    target = mine if not mine.exists() or not is_begun(mine) else free_name(mine)
    if not target.exists():
        _create(target, lesson.read_bytes())
    _replace(target, lesson.read_bytes())
    _replace(lesson, clean)
    return [f"lessons/{lesson.name} had your work in it: that is now {MINE}/{target.name}. Go on there."]


def fresh(number, root=ROOT):
    """Make a blank copy of a lesson, beside those that are there.

    Parameters
    ----------
    number : str
        The lesson, e.g. ``"03"``.
    root : Path

    Returns
    -------
    Path
        The new copy.

    Raises
    ------
    BuildError
        Where there is no such lesson, or no blank one.
    OSError
        Where the copy cannot be written.
    """
    lesson = find(number, "make fresh", root)
    target = free_name(root / MINE / lesson.name)
    clean = as_built(lesson, root) if is_begun(lesson) else lesson.read_bytes()
    if clean is None:
        raise BuildError(f"lessons/{lesson.name} has answers, and no blank one of it is here.")
    _create(target, clean)
    return target


def free_name(path):
    """The path itself, or with the first number from 2 on under which there is no file."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}_{number}{path.suffix}")
    return free


def _create(path, data):
    """Write a new file whole; never over another."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb"):  # the name is ours from here on
        pass
    _replace(path, data)


def _replace(path, data):
    """Write a file whole or not at all, if it differs."""
    if path.exists() and path.read_bytes() == data:
        return
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    temporary.write_bytes(data)
    os.replace(temporary, path)


def main(arguments=None):
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m utils.teaching.copies", description="Your own copies of the lessons, in my_answers."
    )
    parser.add_argument("--fresh", metavar="NN", help="one more blank copy of lesson NN")
    parser.add_argument("--root", type=Path, default=ROOT, help="the course's folder (default: this one)")
    options = parser.parse_args(arguments)
    try:
        if options.fresh is None:
            print("".join(f"{sentence}\n" for sentence in prepare(options.root)), end="")
        else:
            path = fresh(options.fresh, options.root)
            print(
                f"{MINE}/{path.name} is a blank copy of lesson {path.name[:2]}; all others are as they were."
            )
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename} cannot be read or written ({error.strerror}).", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
