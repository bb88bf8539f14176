"""Fetch full MNIST over the network: the only place in the course that does so, and only when asked."""

import functools
import os
import sys
import tempfile
from urllib.parse import urlsplit

from . import mnist
from .cache import DataError, why
from .idx import find_idx, read_idx

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
TIMEOUT = (10, 30)  # seconds to connect, seconds between two pieces


def fetch_mnist():
    """Download the four files of MNIST into the cache folder, 11 MB in all.

    A file that is already right is not fetched again, so after an interruption you can simply repeat the
    call. Each file is checked before it gets its name; when a mirror fails the next one is tried.

    Returns
    -------
    Path
        The folder with the four files.

    Raises
    ------
    DataError
        When the folder cannot be written to, or no mirror gives the right file.
    """
    folder = mnist.fetched_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()  # find out before downloading
        for expected in mnist.FILES.values():
            if not _is_right(folder, expected):
                _fetch_file(folder, expected)
    except OSError as error:
        raise DataError(
            f"Nothing can be kept in {folder} ({why(error)}): set COURSE_CACHE to a folder that you may "
            "write to and that has 11 MB free."
        ) from None
    return folder


def _is_right(folder, expected):
    """Is the file there, with the right content?"""
    path = find_idx(folder, expected)
    if path is None:
        return False
    try:
        read_idx(path, expected, "")
    except DataError:
        return False
    return True


def _fetch_file(folder, expected):
    """Get one ``.gz`` file from the first mirror that gives it right."""
    import pooch
    import requests

    name = f"{expected.name}.gz"
    pooch.get_logger().setLevel("WARNING")  # the line printed below is shorter
    failures = []
    for mirror in MIRRORS:
        host = urlsplit(mirror).netloc
        print(f"fetching {name} from {host}", file=sys.stderr)
        download = functools.partial(_download, most=expected.largest)
        try:
            path = pooch.retrieve(mirror + name, f"md5:{expected.md5}", name, folder, downloader=download)
        except requests.RequestException as error:  # is an OSError too, so it comes first
            failures.append(f"{host} {_in_words(error)}")
        except ValueError:  # a wrong checksum (pooch's word for it), or too long
            failures.append(f"{host} sent something else than this file")
        else:
            os.chmod(path, 0o644)  # pooch's files are private; a class may share one cache
            return
    raise DataError(
        f"{name} could not be fetched ({'; '.join(failures)}): check the network and try again, or copy the "
        "four files from another computer and set COURSE_MNIST to their folder."
    )


def _download(url, path, _, most):
    """Get a file for pooch, at most so many bytes of it, with a progress bar that ends in every case."""
    import pooch
    from tqdm import tqdm

    look = {"unit": "B", "unit_scale": True, "ncols": 79, "ascii": os.name == "nt"}
    with open(path, "wb") as file, tqdm(total=most, **look) as bar:  # pooch sets the true total
        get = pooch.HTTPDownloader(progressbar=bar, chunk_size=2**16, timeout=TIMEOUT)
        get(url, _Bounded(file, most), None)


class _Bounded:
    """What a downloader writes to: a file that takes ``left`` bytes and no more."""

    def __init__(self, file, left):
        self.file, self.left = file, left
        self.flush = file.flush

    def write(self, chunk):
        self.left -= len(chunk)
        if self.left < 0:
            raise ValueError("more bytes than this file can have")
        self.file.write(chunk)


def _in_words(error):
    """What happened to a request, for people."""
    import requests

    if isinstance(error, requests.HTTPError):
        return f"answered {error.response.status_code}"
    for kind, words in (
        (requests.Timeout, "did not answer in time"),
        (requests.exceptions.SSLError, "has a certificate that is not trusted here"),
        (requests.exceptions.ProxyError, "cannot be reached through the proxy"),
        (requests.exceptions.ChunkedEncodingError, "broke off before the end"),
        (requests.ConnectionError, "cannot be reached or gives no proper answer"),
    ):
        if isinstance(error, kind):
            return words
    return f"failed ({type(error).__name__})"
