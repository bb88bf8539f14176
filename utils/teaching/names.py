"""The names that a piece of code gives and needs."""

import symtable


def given(source):
    """The names that a piece of code gives a meaning."""
    symbols = scopes(source)[0].get_symbols()
    return {symbol.get_name() for symbol in symbols if symbol.is_assigned() or symbol.is_imported()}


def needed(source):
    """The names from elsewhere, or its own, that a piece of code and its functions read."""
    found = {symbol.get_name() for symbol in scopes(source)[0].get_symbols() if symbol.is_referenced()}
    return found | needed_inside(source)


def needed_inside(source):
    """The names from elsewhere that its functions read, when they are called."""
    inside = [symbol for function in scopes(source)[1:] for symbol in function.get_symbols()]
    return {symbol.get_name() for symbol in inside if symbol.is_global() and symbol.is_referenced()}


def scopes(source):
    """The symbol tables of a piece of code: its own, then those of its functions and comprehensions."""
    found = [symtable.symtable(source, "cell", "exec")]
    for table in found:
        found += table.get_children()
    return found
