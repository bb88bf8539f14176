"""Tables and numbers as people read them."""

import math
from numbers import Integral, Real


class Table:
    """Rows under named columns: a table in a notebook, aligned text elsewhere."""

    def __init__(self, columns, rows, right):
        self.columns, self.rows, self.right = columns, rows, right

    def __repr__(self):
        lines = [self.columns, *self.rows]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.columns))]
        sides = [">" if right else "<" for right in self.right]
        padded = (
            [f"{text:{side}{width}}" for text, side, width in zip(line, sides, widths, strict=True)]
            for line in lines
        )
        return "\n".join("  ".join(line).rstrip() for line in padded)

    def _repr_markdown_(self):
        rule = ["---:" if right else ":---" for right in self.right]
        lines = [[text.replace("|", "\\|") for text in line] for line in (self.columns, *self.rows)]
        return "\n".join(f"| {' | '.join(line)} |" for line in (lines[0], rule, *lines[1:]))


def table(rows, columns):
    """A table; write it as the last line of a cell.

    Parameters
    ----------
    rows : iterable of sequence
        Numbers and texts, as many as there are columns.
    columns : list of str, or dict of str to str
        Names; a dict also says how numbers of a column are written, e.g. ``{"test error (%)": ".2f"}``,
        or ``""`` for as :func:`number` writes them.

    Returns
    -------
    Table
    """
    rows, names = [tuple(row) for row in rows], list(columns)
    wrong = next((row for row in rows if len(row) != len(names)), None)
    if wrong is not None:
        raise ValueError(
            f"the row {wrong} has {len(wrong)} entries; expected {len(names)}: {', '.join(names)}."
        )
    formats = list(columns.values()) if isinstance(columns, dict) else [""] * len(names)
    texts = [[_write(value, spec) for value, spec in zip(row, formats, strict=True)] for row in rows]
    return Table(names, texts, [_are_numbers([row[i] for row in rows]) for i in range(len(names))])


def _are_numbers(column):
    """Whether there is no text in a column but in places that are left empty, and not all are."""
    filled = [value for value in column if not isinstance(value, str) or value]
    return all(isinstance(value, Real) for value in filled) and (filled != [] or not column)


def _write(value, spec):
    if not isinstance(value, Real):
        return str(value)
    return format(value, spec) if spec else number(value)


def number(value, digits=3):
    """A number in short: 4,000, 0.0213, 6.1e-10, and 0 where it is exactly 0.

    Parameters
    ----------
    value : int or float
    digits : int
        Significant digits of what is not an integer.
    """
    if isinstance(value, Integral):
        return f"{value:,}"
    if value == 0 or not math.isfinite(value):
        return f"{abs(value):g}" if value == 0 else f"{value:g}"
    text = f"{value:.{digits}g}"
    if "e" not in text:
        return text
    mantissa, exponent = text.split("e")
    return f"{value:,.0f}" if int(exponent) > 0 else f"{mantissa}e{int(exponent)}"
