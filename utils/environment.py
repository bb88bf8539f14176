"""``.venv/bin/python -m utils.environment`` mends this Python's environment after its folder has moved.

The Python of a moved environment still runs. But each command beside it, such as ``jupyter``, starts with the
place where that Python was, and so do the scripts that activate the environment. Only the standard library is
used here. On Windows, where commands are programs and not scripts, nothing is mended.
"""

import re
import sys
import venv
from pathlib import Path

# The start of a command: its Python directly or, where the place has a space in it, through the shell.
START = re.compile(
    rb"""\A#!(/bin/sh\n'''exec' "?)?/[^\n"]*/(?P<python>python[\d.]*)"?( "\$0" "\$@"\n' ''')?\n"""
)


def mend():
    """Write this environment's present place into its commands and into the scripts that activate it.

    Raises
    ------
    SystemExit
        When this Python is not one of a virtual environment: the computer's own is left alone.
    """
    if sys.prefix == sys.base_prefix:
        raise SystemExit(
            f"{sys.executable} is not in a virtual environment: name the Python of the one to mend."
        )
    builder = venv.EnvBuilder()
    builder.setup_scripts(builder.ensure_directories(sys.prefix))
    for path in Path(sys.prefix, "bin").iterdir():
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            start = START.match(content)
            if start:
                path.write_bytes(_start(start["python"]) + content[start.end() :])


def _start(python):
    """The first lines of a command, good for a place with spaces in it too: the shell starts Python."""
    place = bytes(Path(sys.prefix, "bin")) + b"/" + python
    return b"#!/bin/sh\n'''exec' \"" + place + b'" "$0" "$@"\n\' \'\'\'\n'


if __name__ == "__main__":
    mend()
