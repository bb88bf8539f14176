"""What an answer needs: of all that stands in a lesson, the statements that give it its names.

Grading is no place to train networks. Of the lesson's cells, and of those that a student added, only the
statements run that an answer, or what it needs, reads.
"""

import ast
import builtins
from typing import NamedTuple

from ..names import given, needed, needed_inside

ALWAYS_THERE = {*dir(builtins), "check", "display", "get_ipython"}
CERTAIN = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)


class Statement(NamedTuple):
    """A statement of a cell, or an answer's whole cell, with the names that it gives, needs and changes."""

    label: str  # of its cell, e.g. "cell 7"
    text: str
    gives: frozenset
    needs: frozenset
    late: frozenset  # read when its functions are called
    changes: frozenset  # names whose values it changes in place
    replaces: bool  # what it gives is given whatever happens
    own: bool  # the student's


def without_magics(text):
    """The text of a cell without what only a notebook understands: lines with %, ! or ?."""
    try:
        ast.parse(text)
    except SyntaxError:
        lines = text.splitlines()
        notebooks = [
            line.strip().startswith(("%", "!", "?")) or line.rstrip().endswith("?") for line in lines
        ]
        return "\n".join(
            f"{line[: len(line) - len(line.lstrip())]}pass" if magic and not line.startswith("%%") else line
            for line, magic in zip(lines, notebooks, strict=True)
            if not line.startswith("%%")
        )
    return text


def whole(label, text, own=True):
    """A cell as one statement."""
    return _statement(label, text, ast.parse(text), own, True)


def split(label, text, own=True):
    """A cell's statements; a SyntaxError if it is no Python."""
    tree = ast.parse(text)
    return [_statement(label, ast.unparse(node), node, own, isinstance(node, CERTAIN)) for node in tree.body]


def definitions(label, text, lacks):
    """Of a cell, the imports and definitions that give names that another text does not give."""
    wanted = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
    nodes = [node for node in ast.parse(text).body if isinstance(node, wanted)]
    found = [_statement(label, ast.unparse(node), node, True, True) for node in nodes]
    return [one for one in found if one.gives - given(lacks)]


def _statement(label, text, node, own, replaces):
    names = given(text), needed(text), needed_inside(text), changed(node)
    return Statement(label, text, *map(frozenset, names), replaces, own)


def changed(tree):
    """The names whose values code may change: stores into them, or hands them to a call that stands alone."""
    found = set()
    for node in ast.walk(tree):
        stored = isinstance(getattr(node, "ctx", None), ast.Store | ast.Del)
        if isinstance(node, ast.Attribute | ast.Subscript) and stored:
            found.add(_base(node))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            found |= {_base(part) for part in (node.value.func, *node.value.args)}
    return found - {""}


def _base(node):
    """``a`` of ``a.b[0]``; nothing of a name alone that is called, or of anything else."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def needed_for(statements, place):
    """The statements, in order, that the one at ``place`` needs: from above, else from below."""
    chosen, later = set(), set(statements[place].late)
    while True:
        before = len(chosen), len(later)
        wanted = (statements[place].needs | later) - ALWAYS_THERE
        for i in reversed(range(place)):
            one = statements[i]
            if one.gives & wanted or (one.own and one.changes & wanted):
                chosen.add(i)
                wanted = (wanted - (one.gives if one.replaces else set()) | one.needs) - ALWAYS_THERE
        below = _below(statements, place, wanted)
        chosen |= below
        later |= {name for i in chosen for name in statements[i].late}
        later |= {name for i in below for name in statements[i].needs}
        if (len(chosen), len(later)) == before:
            return [statements[i] for i in sorted(chosen)]


def _below(statements, place, wanted):
    """Places of the student's statements below that give what nothing above gives."""
    found = {i for i in range(place + 1, len(statements)) if statements[i].own}
    return {i for i in found if statements[i].gives & wanted}
