"""The names that a notebook's cell gives and needs, and those that it reads first."""

import ast
import symtable

from utils.teaching.names import given, needed

__all__ = ["given", "needed", "read_first"]


def read_first(source):
    """The names of other cells that a cell and its functions read, not those that it gave before."""
    reader = Reader()
    reader.visit(ast.parse(source))
    return reader.read & needed(source) | reader.changed


class Reader(ast.NodeVisitor):
    """Walks through a cell in the order in which it runs.

    Attributes
    ----------
    known : set of str
        Names that have a meaning from this cell by now, whatever its conditions and loops do.
    read : set of str
        Names that were read before.
    changed : set of str
        Names that were changed before, as in ``x += 1``.
    """

    def __init__(self):
        self.known, self.read, self.changed = set(), set(), set()

    def visit_Name(self, node):
        """A name is given a meaning, or read."""
        if isinstance(node.ctx, ast.Store):
            self.known.add(node.id)
        elif node.id not in self.known:
            self.read.add(node.id)

    def visit_Assign(self, node):
        """The value comes before the names."""
        for part in (node.value, *node.targets):
            self.visit(part)

    def visit_AnnAssign(self, node):
        """The same."""
        for part in filter(None, (node.value, node.target)):
            self.visit(part)

    def visit_AugAssign(self, node):
        """What is changed is read."""
        self.visit(node.value)
        if isinstance(node.target, ast.Name) and node.target.id not in self.known:
            self.changed.add(node.target.id)
        self.visit(node.target)

    def visit_Import(self, node):
        """Names of modules."""
        self.known |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}

    visit_ImportFrom = visit_Import

    def visit_For(self, node):
        """What the body gives a meaning may have none afterwards: there may be nothing to go through."""
        self.visit(node.iter)
        self.apart([node.target, *node.body])
        self.apart(node.orelse)

    def visit_comprehension_of(self, node):
        """Its variables are its own."""
        parts = [part for one in node.generators for part in (one.iter, one.target, *one.ifs)]
        results = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self.apart([*parts, *results])

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_comprehension_of

    def visit_block(self, node):
        """What a block gives a meaning may have none afterwards."""
        self.apart(ast.iter_child_nodes(node))

    visit_If = visit_While = visit_Try = visit_Lambda = visit_block

    def visit_FunctionDef(self, node):
        """Its body runs later, with names of its own."""
        for part in (*node.decorator_list, node.args):
            self.visit(part)
        self.known.add(node.name)
        own = symtable.symtable(ast.unparse(node), "cell", "exec").get_children()[-1]
        local = {symbol.get_name() for symbol in own.get_symbols() if symbol.is_local()}
        self.apart(node.body, local)

    def apart(self, parts, also=()):
        """Walk through parts whose meanings do not last."""
        before = set(self.known)
        self.known |= set(also)
        for part in parts:
            self.visit(part)
        self.known = before
