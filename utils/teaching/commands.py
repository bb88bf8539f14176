"""Run a command line from a notebook and show what a terminal would show."""

import os
import subprocess
import sys

from IPython import get_ipython

from .bars import Line


def run_module(module, *arguments, shorten=None):
    """Run ``python -m module arguments`` in a process of its own and print its command line and its output.

    While it runs, a notebook shows the last line of what it has written.

    Parameters
    ----------
    module : str
    *arguments : str
    shorten : dict of str to str, optional
        Texts to replace in what is printed, e.g. the long name of a folder.

    Returns
    -------
    int
        The exit status, 0 when all is well.
    """
    with subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    ) as process:
        shown = follow(process.stdout)
    text = f"$ python -m {module} {' '.join(map(str, arguments))}\n{shown}"
    for long, short in (shorten or {}).items():
        text = text.replace(str(long), short)
    print(text)
    return process.returncode


def follow(stream):
    """Read a stream of bytes to its end, as a terminal shows it; meanwhile its last line is an output."""
    data, line = b"", Line() if get_ipython() else None
    while chunk := stream.read1(65_536):
        data += chunk
        if line:
            line.write(on_screen(data.decode("utf-8", "replace")).rsplit("\n", 1)[-1])
    if line:
        line.write("")
    return on_screen(data.decode("utf-8", "replace"))


def on_screen(text):
    """What a terminal shows in the end: a carriage return goes back to the beginning of the line."""
    lines = (line.rstrip("\r").rsplit("\r", 1)[-1].rstrip() for line in text.split("\n"))
    return "\n".join(lines).rstrip("\n")
