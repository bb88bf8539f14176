"""Answers that are the same word for word: as the course's own, or as those of another student.

Both can be innocent, and neither changes a mark: it stands among what to look at. Comments, docstrings,
spaces and the kind of quotes do not count, and of an answer only those statements that stand nowhere in the
lesson: not its first line, nor what a hint or a piece of given code says. What is short comes out the same by
itself: an answer counts from ``LEAST`` such statements with ``SIGNS`` on, and only several that are the same
are told.
"""

import ast
import contextlib
import html
import re

LEAST, SIGNS = 3, 100  # statements of an answer that counts, and their signs without spaces
ANSWERS, TOGETHER = 2, 9  # answers that must be the same, and statements in all of them
MOST_NAMES = 4  # that are told in full


def in_lesson(cells):
    """What a lesson's cells say, as one text to look for statements in."""
    return _squeezed(html.unescape("\n".join(re.sub(r"</?code>", "", cell.source) for cell in cells)))


def own_statements(text, said):
    """The statements of an answer's cell that stand nowhere in its lesson.

    Parameters
    ----------
    text : str
    said : str
        What the lesson says, from :func:`in_lesson`.

    Returns
    -------
    tuple of str
        A line each, as Python writes it, the head of a loop being one; nothing where the answer is too short
        to count.
    """
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node, False):
            node.body = node.body[1:] or [ast.Pass()]
    lines = (line.strip() for line in ast.unparse(tree).splitlines())
    found = tuple(line for line in lines if line and _squeezed(line).rstrip(":") not in said)
    n_signs = sum(len(line.replace(" ", "")) for line in found)
    return found if len(found) >= LEAST and n_signs >= SIGNS else ()


def _squeezed(text):
    """A text without what two people write differently: spaces, quotes, parentheses."""
    return re.sub(r"[\s\"'()]", "", text)


def of_work(work, lesson):
    """For each exercise the own statements of a student's answer, where there are enough."""
    found = {}
    for number, place in work.places.items():
        answer = work.statements[place]
        with contextlib.suppress(ValueError, RecursionError):  # numbers or nesting that Python cannot write
            found[number] = own_statements(answer.text, lesson.said) if answer.own else ()
    return {number: lines for number, lines in found.items() if lines}


def of_course(lesson):
    """The same of the course's own answers."""
    found = {n: own_statements(task.answer, lesson.said) for n, task in lesson.tasks.items()}
    return {number: lines for number, lines in found.items() if lines}


def same(one, other):
    """The exercises whose answers are the same, where these are enough to tell."""
    found = [number for number, lines in one.items() if other.get(number) == lines]
    enough = len(found) >= ANSWERS and sum(len(one[number]) for number in found) >= TOGETHER
    return found if enough else []


def told(rows, lesson):
    """The rows, with what is the same among what to look at.

    Two students whose equal answers are all the course's are not told of each other: that the answers are
    the course's is told of both.
    """
    ours = of_course(lesson)
    of_ours = [same(row.answers, ours) for row in rows]
    found = []
    for row, copied in zip(rows, of_ours, strict=True):
        says = [f"the course's own answers, word for word: {', '.join(copied)}"] if copied else []
        groups = {}
        for other in rows:
            shared = same(row.answers, other.answers) if other.student != row.student else []
            if not set(shared) <= set(copied):
                groups.setdefault(tuple(shared), []).append(other.student)
        says += [f"same as {_names(names)} in {', '.join(numbers)}" for numbers, names in groups.items()]
        found.append(row._replace(look_at=[*row.look_at, *says]))
    return found


def _names(names):
    names = list(dict.fromkeys(names))
    more = len(names) - MOST_NAMES
    shown = names if more < 2 else [*names[:MOST_NAMES], f"{more} others"]
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))
