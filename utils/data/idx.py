"""Read a file in the idx format of MNIST, and know it from its content.

An idx file of bytes starts with 0, 0, 8 and the number of dimensions, then the size of each dimension as a
big-endian 32-bit number, then the bytes, the last dimension fastest.
"""

import gzip
import hashlib
import math
import os
import re
import struct
import zlib
from typing import NamedTuple

import numpy as np

from .cache import DataError, why


class IdxFile(NamedTuple):
    """A file that must have exactly this content.

    ``md5`` is of the ``.gz`` file as published, ``sha256`` of the decompressed bytes (so that a file that
    was compressed anew is known too).
    """

    name: str
    shape: tuple
    md5: str
    sha256: str

    @property
    def header(self):
        """Bytes before the data."""
        return 4 + 4 * len(self.shape)

    @property
    def size(self):
        """Decompressed bytes, header and data."""
        return self.header + math.prod(self.shape)

    @property
    def largest(self):
        """Bytes that no ``.gz`` of it exceeds: what cannot be compressed grows by less than this."""
        return self.size + self.size // 64 + 1024


def find_idx(folder, expected):
    """Path of the file in ``folder``, ``.gz`` before plain, or ``None`` when there is neither."""
    for name in (f"{expected.name}.gz", expected.name):
        if os.path.isfile(folder / name):
            return folder / name
    return None


def find_misspelt(folder, expected):
    """What a file in ``folder`` is called that is spelt otherwise, and how it should be, or ``None``.

    Some copies of MNIST have a dot before ``idx``, or capitals.

    Raises
    ------
    OSError
        When the folder cannot be read.
    """
    for name in sorted(os.listdir(folder)):
        plain, ending = (name[:-3], ".gz") if name.lower().endswith(".gz") else (name, "")
        same = re.sub("[._ ]", "-", plain.lower()) == expected.name
        if same and os.path.isfile(folder / name):
            return name, expected.name + ending
    return None


def read_idx(path, expected, remedy):
    """Read one file and check everything about it.

    No more is read than the known size and one byte: a small file that expands to a large one costs nothing.

    Parameters
    ----------
    path : Path
        A plain idx file, or a ``.gz`` of one.
    expected : IdxFile
        What must be in it.
    remedy : str
        What the reader can do when it is not; ends the sentence of the error.

    Returns
    -------
    ndarray of shape ``expected.shape``, uint8, read-only

    Raises
    ------
    DataError
        When the file cannot be read, is cut off, is not idx, has other sizes or other content.
    """
    content, problem = _content(path, expected)
    problem = problem or _problem(content, expected)
    if problem:
        raise DataError(f"{path} {problem}: {remedy}.") from None
    return np.frombuffer(content, dtype=np.uint8, offset=expected.header).reshape(expected.shape)


def _content(path, expected):
    """Decompressed bytes of the file, at most one too many, and ``None``; or nothing and what is wrong."""
    start = b""
    try:
        with open(path, "rb") as file:
            start, found = file.read(200), os.fstat(file.fileno()).st_size
            if found > expected.largest:
                return b"", f"has {found} bytes, where at most {expected.largest} were expected"
            file.seek(0)
            with gzip.open(file) if path.suffix == ".gz" else file as plain:
                return plain.read(expected.size + 1), None
    except EOFError:
        return b"", "is cut off before its end"
    except gzip.BadGzipFile as error:
        if start.startswith(b"\x1f\x8b"):
            return b"", f"is damaged ({error})"
        return b"", f"is {_looks_like(start)}, not a .gz file"
    except zlib.error:
        return b"", "is damaged (it cannot be decompressed)"
    except OSError as error:
        return b"", f"cannot be read ({why(error)})"


def _problem(content, expected):
    """What is wrong with the decompressed bytes, or ``None``."""
    dimensions = len(expected.shape)
    magic = bytes([0, 0, 8, dimensions])
    if not content.startswith(magic):
        return f"is {_looks_like(content)}, not an idx file (which starts with the bytes {magic.hex(' ')})"
    if len(content) < expected.header:
        return "is cut off before its end"
    sizes = struct.unpack(f">{dimensions}I", content[4 : expected.header])
    if sizes != expected.shape:
        return f"says that its sizes are {_times(sizes)}, where {_times(expected.shape)} was expected"
    found, wanted = len(content) - expected.header, expected.size - expected.header
    if found != wanted:
        more = "more than " if found > wanted else ""
        return f"has {more}{min(found, wanted)} bytes of data, where {wanted} were expected"
    if hashlib.sha256(content).hexdigest() != expected.sha256:
        return "has the right size but not the content of MNIST (its SHA-256 differs)"
    return None


def _times(sizes):
    return " x ".join(map(str, sizes))


def _looks_like(content):
    """A few words for what the bytes seem to be."""
    if not content:
        return "empty"
    start = content[:200].lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head")):
        return "a web page"
    if start.startswith(b"\x1f\x8b"):
        return "compressed (its name should end in .gz)"
    return "something else"
