"""The machinery of the lessons: checks, figures, widgets, notes, and the builder of notebooks.

A lesson imports what it uses by name, for example ``from utils.teaching import check, show``.
"""

from . import figures
from .bars import progress_bar
from .checking import check, progress
from .notes import compare_prediction, keep_prediction, recall_prediction
from .showing import show, show_file
from .tables import number, table
from .widgets import explore

__all__ = [
    "check",
    "compare_prediction",
    "explore",
    "figures",
    "keep_prediction",
    "number",
    "progress",
    "progress_bar",
    "recall_prediction",
    "show",
    "show_file",
    "table",
]
