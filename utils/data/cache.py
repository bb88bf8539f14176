"""Where data are kept between runs, and how a file is written there whole or not at all."""

import os
import secrets
import time
from contextlib import contextmanager, suppress
from pathlib import Path

PROJECT = "why-pretraining-helps"


class DataError(RuntimeError):
    """Data that cannot be had; the message is one sentence that says what to do."""


def cache_folder():
    """Folder of the course's cached data, which need not exist yet.

    Returns
    -------
    Path
        What the environment variable ``COURSE_CACHE`` names, otherwise the user's cache folder of this
        operating system (the one that ``pooch.os_cache`` gives, for example ``~/.cache/...`` on Linux).
    """
    named = os.environ.get("COURSE_CACHE")
    if named:
        return Path(os.path.expanduser(named)).absolute()
    import platformdirs

    return Path(platformdirs.user_cache_dir(PROJECT))


@contextmanager
def open_whole(path):
    """Open ``path`` for writing bytes, so that others see the whole file or none.

    The bytes go to a hidden file in the same folder, which takes the name ``path`` when the block ends
    without an exception and is deleted otherwise. Two processes may do this at once: the last one wins.

    Parameters
    ----------
    path : Path
        The file; its folder is made if need be.

    Raises
    ------
    OSError
        When the folder cannot be made or written to.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.part")
    try:
        with open(part, "xb") as file:
            yield file
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def remove_left_over(folder):
    """Delete what :func:`open_whole` left in a folder where it was killed, more than an hour ago."""
    for part in folder.glob(".*.part"):
        with suppress(OSError):
            if time.time() - part.stat().st_mtime > 3600:
                part.unlink()


def why(error):
    """The reason for an ``OSError`` in a few words: the operating system's, otherwise a library's."""
    return error.strerror or str(error) or type(error).__name__
