"""Full MNIST, split 50,000 / 10,000 / 10,000 as in Erhan et al. (2009, section 3), from files.

Four files are needed, ``.gz`` or plain. They are looked for in the folder given as an argument, otherwise in
the one that ``COURSE_MNIST`` names, otherwise where ``python -m utils.data --fetch`` puts them. Nothing here
uses the network.
"""

import os
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .cache import DataError, cache_folder, why
from .idx import IdxFile, find_idx, find_misspelt, read_idx
from .splits import Digits, Split

N_VALID = 10_000
FILES = {
    "train_images": IdxFile(
        "train-images-idx3-ubyte",
        (60_000, 28, 28),
        md5="f68b3c2dcbeaaa9fbdd348bbdeb94873",
        sha256="ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    ),
    "train_labels": IdxFile(
        "train-labels-idx1-ubyte",
        (60_000,),
        md5="d53e105ee54ea40749a09fcbcd1e9432",
        sha256="65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    ),
    "test_images": IdxFile(
        "t10k-images-idx3-ubyte",
        (10_000, 28, 28),
        md5="9fb629c4189551a2d022fa330f9573f3",
        sha256="0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    ),
    "test_labels": IdxFile(
        "t10k-labels-idx1-ubyte",
        (10_000,),
        md5="ec29112dd5afa0611ce80d1b7f02629c",
        sha256="ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
}
FETCH = "run `python -m utils.data --fetch`"


class Place(NamedTuple):
    """A folder to read from, and what to do when a file in it is not right."""

    folder: Path
    remedy: str


class NotFetchedError(DataError):
    """Full MNIST is not on this computer yet."""


def load_mnist(folder=None):
    """Load full MNIST: 50,000 digits to train on, 10,000 to validate with, 10,000 to test on.

    The first 50,000 rows of the training file train, its last 10,000 validate (the sizes are those of
    Erhan et al. 2009, section 3). The content of every file is checked.

    Parameters
    ----------
    folder : path, optional
        Folder of the four files. Default: what ``COURSE_MNIST`` names, otherwise the cache folder.

    Returns
    -------
    Digits
        Images (50000, 784), (10000, 784), (10000, 784), float32 in [0, 1]; labels (N,), int64.

    Raises
    ------
    DataError
        When a file is missing, damaged, or not MNIST.
    """
    place = mnist_place(folder)
    paths = _paths(place)
    raw = {key: read_idx(path, FILES[key], place.remedy) for key, path in paths.items()}
    images, labels = raw["train_images"], raw["train_labels"]
    return Digits(
        train=_split(images[:-N_VALID], labels[:-N_VALID]),
        valid=_split(images[-N_VALID:], labels[-N_VALID:]),
        test=_split(raw["test_images"], raw["test_labels"]),
    )


def mnist_place(folder=None):
    """The folder that :func:`load_mnist` would read.

    Raises
    ------
    DataError
        When a folder was named that does not exist.
    """
    named = os.environ.get("COURSE_MNIST")
    if folder is not None:
        who = "load_mnist was given"
    elif named:
        folder, who = named, "COURSE_MNIST names"
    else:
        return Place(fetched_folder(), f"{FETCH} to get it again")
    folder = Path(os.path.expanduser(folder)).absolute()
    if not os.path.isdir(folder):
        raise DataError(
            f"{who} {folder}, which is not a folder: name one that has the four MNIST files, "
            f"or name none and {FETCH}."
        )
    return Place(folder, "replace it with a good copy")


def fetched_folder():
    """Where ``python -m utils.data --fetch`` puts the files."""
    return cache_folder() / "mnist"


def _paths(place):
    """The four paths by key, or an error that names the files that are missing."""
    paths = {key: find_idx(place.folder, expected) for key, expected in FILES.items()}
    missing = [FILES[key] for key, path in paths.items() if path is None]
    if not missing:
        return paths
    renames = _renames(place.folder, missing)
    fetched = place.folder == fetched_folder()
    if fetched and len(missing) == len(FILES) and not renames:
        raise NotFetchedError(
            f"Full MNIST is not in {place.folder}: {FETCH} once (11 MB), or set COURSE_MNIST to a folder "
            "that has the four files."
        )
    remedies = [f"rename {' and '.join(f'{name} to {right}' for name, right in renames)}"] if renames else []
    if len(renames) < len(missing):
        rest = "the rest" if renames else "them"
        remedies.append(f"{FETCH} to get the rest" if fetched else f"put {rest} there, as .gz or plain files")
    names = " and no ".join(expected.name for expected in missing)
    raise DataError(f"{place.folder} has no {names}: {', and '.join(remedies)}.")


def _renames(folder, missing):
    """For those of the missing files that are there in another spelling: that and the right one."""
    if not os.path.isdir(folder):  # nothing was fetched yet
        return []
    try:
        found = [find_misspelt(folder, expected) for expected in missing]
    except OSError as error:
        raise DataError(f"{folder} cannot be read ({why(error)}): name a folder you may read.") from None
    return [names for names in found if names]


def _split(images, labels):
    """Bytes (N, 28, 28) and (N,) as a Split."""
    pixels = images.reshape(len(images), -1)  # (N, V)
    return Split(np.divide(pixels, np.float32(255)), labels.astype(np.int64))
