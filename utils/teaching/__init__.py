"""The machinery of the lessons: checks, figures, widgets, notes, and the builder of notebooks.

A lesson imports what it uses by name, for example ``from utils.teaching import check, show``.
"""

from . import figures
from .checking import check, progress
from .figures import show
from .notes import compare_prediction, keep_prediction, recall_prediction
from .widgets import explore

__all__ = [
    "check",
    "compare_prediction",
    "explore",
    "figures",
    "keep_prediction",
    "progress",
    "recall_prediction",
    "show",
]
