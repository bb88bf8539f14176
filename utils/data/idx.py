"""Read a file in the idx format of MNIST, and know it from its content.

An idx file of bytes starts with 0, 0, 8 and the number of dimensions, then the size of each dimension as a
big-endian 32-bit number, then the bytes, the last dimension fastest.
"""

import gzip
import hashlib
import os
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


def find_idx(folder, expected):
    """Path of the file in ``folder``, ``.gz`` before plain, or ``None`` when there is neither."""
    for name in (f"{expected.name}.gz", expected.name):
        if os.path.isfile(folder / name):
            return folder / name
    return None


def read_idx(path, expected, remedy):
    """Read one file and check everything about it.

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
    content, problem = _content(path)
    problem = problem or _problem(content, expected)
    if problem:
        raise DataError(f"{path} {problem}: {remedy}.") from None
    flat = np.frombuffer(content, dtype=np.uint8, offset=_header_size(expected))
    return flat.reshape(expected.shape)


def _content(path):
    """Decompressed bytes of the file and ``None``, or what is known of them and what is wrong."""
    content = b""
    try:
        content = path.read_bytes()
        return (gzip.decompress(content) if path.suffix == ".gz" else content), None
    except EOFError:
        return content, "is cut off before its end"
    except gzip.BadGzipFile as error:
        if content.startswith(b"\x1f\x8b"):
            return content, f"is damaged ({error})"
        return content, f"is {_looks_like(content)}, not a .gz file"
    except zlib.error:
        return content, "is damaged (it cannot be decompressed)"
    except OSError as error:
        return content, f"cannot be read ({why(error)})"


def _problem(content, expected):
    """What is wrong with the decompressed bytes, or ``None``."""
    dimensions = len(expected.shape)
    magic = bytes([0, 0, 8, dimensions])
    if not content.startswith(magic):
        return f"is {_looks_like(content)}, not an idx file (which starts with the bytes {magic.hex(' ')})"
    header = _header_size(expected)
    if len(content) < header:
        return "is cut off before its end"
    sizes = struct.unpack(f">{dimensions}I", content[4:header])
    if sizes != expected.shape:
        return f"says that its sizes are {_times(sizes)}, where {_times(expected.shape)} was expected"
    found, wanted = len(content) - header, int(np.prod(expected.shape))
    if found != wanted:
        return f"has {found} bytes of data, where {wanted} were expected"
    if hashlib.sha256(content).hexdigest() != expected.sha256:
        return "has the right size but not the content of MNIST (its SHA-256 differs)"
    return None


def _header_size(expected):
    return 4 + 4 * len(expected.shape)


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
