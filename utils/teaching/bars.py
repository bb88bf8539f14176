"""A progress bar for cells that take more than a few seconds."""

from IPython import get_ipython
from IPython.display import display
from tqdm import tqdm


class Line:
    """A file of one line: what tqdm writes replaces what stands there, and nothing is left in the end."""

    encoding = "utf-8"

    def __init__(self):
        self.handle = None

    def write(self, text):
        data = {"text/plain": text.strip()}
        if self.handle is None:
            self.handle = display(data, raw=True, display_id=True)
        else:
            self.handle.update(data, raw=True)

    def flush(self):
        """Nothing waits to be written."""


class _Bar(tqdm):
    monitor_interval = 0  # no thread that looks after bars


def progress_bar(iterable, says="", total=None):
    """Loop over something and show how far the loop is: ``for epoch in progress_bar(range(20)):``.

    The bar is an output of its cell, not an error message, and it disappears at the end. Outside a notebook
    there is none.

    Parameters
    ----------
    iterable : iterable
    says : str
        What is counted, e.g. ``"networks"``.
    total : int, optional
        How many there are, where ``iterable`` does not know.

    Returns
    -------
    iterable
    """
    if get_ipython() is None:
        return iterable
    return _Bar(
        iterable, says, total=total, file=Line(), leave=False, mininterval=0.5, ncols=72, dynamic_ncols=False
    )
