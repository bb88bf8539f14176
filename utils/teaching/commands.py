"""Run a command line from a notebook and show what a terminal would show."""

import os
import subprocess
import sys

from .showing import show_file as show_file  # lesson 05 imports it from here


def run_module(module, *arguments, shorten=None):
    """Run ``python -m module arguments`` in a process of its own and print its command line and its output.

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
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )
    shown = on_screen(done.stdout.decode("utf-8", "replace"))
    text = f"$ python -m {module} {' '.join(map(str, arguments))}\n{shown}"
    for long, short in (shorten or {}).items():
        text = text.replace(str(long), short)
    print(text)
    return done.returncode


def on_screen(text):
    """What a terminal shows in the end: a carriage return goes back to the beginning of the line."""
    lines = (line.rstrip("\r").rsplit("\r", 1)[-1].rstrip() for line in text.split("\n"))
    return "\n".join(lines).rstrip("\n")
