"""Full MNIST from files and from mirrors, with small files in its place and a server on this computer."""

import gzip
import hashlib
import os
import struct
import threading
import tracemalloc
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from utils.data import DataError, fetch, load_mnist, mnist
from utils.data.__main__ import main
from utils.data.idx import IdxFile

PAGE = b"<!DOCTYPE html>\n<html><body>Please log in to use this network.</body></html>"
N_TRAIN, N_VALID, N_TEST = 40, 10, 20


def idx(array):
    """An array of bytes in the idx format."""
    return bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


def small_files():
    """Plain content by key: images of noise, labels 0 to 9 in turn."""
    rng = np.random.default_rng(0)
    content = {}
    for name, rows in (("train", N_TRAIN + N_VALID), ("test", N_TEST)):
        images = rng.integers(0, 256, (rows, 28, 28), dtype=np.uint8)
        images[0, 0, :2] = 0, 255
        content[f"{name}_images"] = idx(images)
        content[f"{name}_labels"] = idx((np.arange(rows) % 10).astype(np.uint8))
    return content


PLAIN = small_files()
NAMES = {key: file.name for key, file in mnist.FILES.items()}
ZIPPED = {NAMES[key] + ".gz": gzip.compress(content, mtime=0) for key, content in PLAIN.items()}


@pytest.fixture(autouse=True)
def small(tmp_path, monkeypatch):
    """The small files are what is expected; the cache is empty; nothing goes through a proxy."""
    expected = {}
    for key, content in PLAIN.items():
        shape = struct.unpack(f">{content[3]}I", content[4 : 4 + 4 * content[3]])
        md5 = hashlib.md5(ZIPPED[NAMES[key] + ".gz"]).hexdigest()
        expected[key] = IdxFile(NAMES[key], shape, md5, hashlib.sha256(content).hexdigest())
    monkeypatch.setattr(mnist, "FILES", expected)
    monkeypatch.setattr(mnist, "N_VALID", N_VALID)
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("COURSE_MNIST", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def folder(tmp_path):
    """A folder with the four good ``.gz`` files."""
    folder = tmp_path / "named"
    folder.mkdir()
    for name, content in ZIPPED.items():
        (folder / name).write_bytes(content)
    return folder


def one_sentence(excinfo):
    said = str(excinfo.value)
    assert "\n" not in said
    assert said.endswith(".")
    assert excinfo.value.__suppress_context__ or excinfo.value.__context__ is None
    return said


# From a folder


def test_a_named_folder_gives_the_three_splits(folder, monkeypatch):
    monkeypatch.setenv("COURSE_MNIST", str(folder))
    train, valid, test = load_mnist()
    raw = np.frombuffer(PLAIN["train_images"], np.uint8, offset=16).reshape(-1, 784)
    assert np.array_equal(np.rint(train.images * 255), raw[:N_TRAIN])
    assert np.array_equal(np.rint(valid.images * 255), raw[N_TRAIN:])
    assert train.labels.tolist() == [i % 10 for i in range(N_TRAIN)]
    assert test.images.shape == (N_TEST, 784)
    for split in (train, valid, test):
        assert (split.images.dtype, split.labels.dtype) == (np.float32, np.int64)
    assert (train.images.min(), train.images.max()) == (0, 1)


def test_plain_files_and_files_compressed_anew_are_as_good(folder):
    (folder / "train-images-idx3-ubyte.gz").unlink()
    (folder / "train-images-idx3-ubyte").write_bytes(PLAIN["train_images"])
    again = gzip.compress(PLAIN["test_images"], compresslevel=1, mtime=1)
    (folder / "t10k-images-idx3-ubyte.gz").write_bytes(again)
    assert load_mnist(folder).train.images.shape == (N_TRAIN, 784)


def test_the_argument_comes_before_the_environment(folder, monkeypatch):
    monkeypatch.setenv("COURSE_MNIST", "/nowhere")
    assert load_mnist(folder=str(folder)).test.labels.shape == (N_TEST,)


@pytest.mark.parametrize("how", ["COURSE_MNIST names", "load_mnist was given"])
def test_a_named_folder_that_is_not_there(how, tmp_path, monkeypatch):
    nowhere = tmp_path / "nowhere"
    monkeypatch.setenv("COURSE_MNIST", str(nowhere))
    with pytest.raises(DataError) as error:
        load_mnist(nowhere if how.startswith("load") else None)
    assert one_sentence(error).startswith(f"{how} {nowhere}, which is not a folder: ")


def test_missing_files_are_named(folder):
    (folder / "t10k-labels-idx1-ubyte.gz").unlink()
    (folder / "train-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(DataError) as error:
        load_mnist(folder)
    assert "has no train-labels-idx1-ubyte and no t10k-labels-idx1-ubyte: put them" in one_sentence(error)


def test_nothing_fetched_yet(monkeypatch):
    with pytest.raises(DataError) as error:
        load_mnist()
    assert "run `python -m utils.data --fetch` once (11 MB), or set COURSE_MNIST" in one_sentence(error)


GOOD = PLAIN["train_images"]
BAD = {
    "cut off in the compressed bytes": (gzip.compress(GOOD)[:5_000], "is cut off before its end"),
    "damaged in the middle": (
        gzip.compress(GOOD)[:5_000] + b"\0" * 500 + gzip.compress(GOOD)[5_500:],
        "is damaged",
    ),
    "a web page": (PAGE, "is a web page, not a .gz file"),
    "empty": (b"", "is empty, not an idx file"),
    "not compressed": (GOOD, "is something else, not a .gz file"),
    "a web page inside": (gzip.compress(PAGE), "is a web page, not an idx file"),
    "labels for images": (gzip.compress(PLAIN["train_labels"]), "which starts with the bytes 00 00 08 03)"),
    "no sizes": (gzip.compress(GOOD[:9]), "is cut off before its end"),
    "the test images": (gzip.compress(PLAIN["test_images"]), "20 x 28 x 28, where 50 x 28 x 28 was"),
    "too few bytes": (gzip.compress(GOOD[:-1]), "has 39199 bytes of data, where 39200 were expected"),
    "too many bytes": (gzip.compress(GOOD + b"\0"), "has more than 39200 bytes of data, where 39200 were"),
    "far too many bytes": (gzip.compress(GOOD + bytes(50_000_000)), " bytes, where at most 40852 were"),
    "other content": (gzip.compress(GOOD[:-1] + b"\1"), "has the right size but not the content of MNIST"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_in_one_sentence(folder, case):
    content, words = BAD[case]
    path = folder / "train-images-idx3-ubyte.gz"
    path.write_bytes(content)
    with pytest.raises(DataError) as error:
        load_mnist(folder)
    said = one_sentence(error)
    assert said.startswith(f"{path} ")
    assert words in said
    assert said.endswith(": replace it with a good copy.")


def test_a_bad_plain_file_is_refused(folder):
    (folder / "train-images-idx3-ubyte.gz").unlink()
    (folder / "train-images-idx3-ubyte").write_bytes(PAGE)
    with pytest.raises(DataError, match="is a web page, not an idx file"):
        load_mnist(folder)


def test_a_file_that_cannot_be_read(folder, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("utils.data.idx.open", refuse, raising=False)
    with pytest.raises(DataError) as error:
        load_mnist(folder)
    assert "cannot be read (Permission denied): replace it" in one_sentence(error)


def test_a_small_file_that_expands_to_a_large_one_costs_no_memory(folder):
    path = folder / "train-images-idx3-ubyte.gz"
    path.write_bytes(gzip.compress(GOOD[:1_000] + bytes(30_000_000)))
    tracemalloc.start()
    with pytest.raises(DataError, match="has more than 39200 bytes of data"):
        load_mnist(folder)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


def test_a_plain_file_is_read_to_its_known_size_only(folder):
    (folder / "train-images-idx3-ubyte.gz").unlink()
    with open(folder / "train-images-idx3-ubyte", "wb") as file:
        file.write(GOOD)
        file.truncate(10**12)  # a hole: no disk is used
    with pytest.raises(DataError, match="has 1000000000000 bytes, where at most 40852 were expected"):
        load_mnist(folder)


OTHER_SPELLINGS = {
    "train-images.idx3-ubyte": "train-images-idx3-ubyte",
    "train-images.idx3-ubyte.gz": "train-images-idx3-ubyte.gz",
    "Train_Images.IDX3-UBYTE.GZ": "train-images-idx3-ubyte.gz",
}


@pytest.mark.parametrize("spelling", OTHER_SPELLINGS)
def test_another_spelling_of_a_name_gets_a_hint(folder, spelling):
    right = OTHER_SPELLINGS[spelling]
    zipped = folder / "train-images-idx3-ubyte.gz"
    content = zipped.read_bytes() if right.endswith(".gz") else PLAIN["train_images"]
    zipped.unlink()
    (folder / "mnist.zip").touch()
    (folder / spelling).write_bytes(content)
    with pytest.raises(DataError) as error:
        load_mnist(folder)
    hint = f"{folder} has no train-images-idx3-ubyte: rename {spelling} to {right}."
    assert one_sentence(error) == hint
    (folder / spelling).rename(folder / right)
    load_mnist(folder)


def test_a_hint_names_what_to_rename_and_what_is_not_there_at_all(folder):
    for name in ZIPPED:
        if "images" in name:
            (folder / name).rename(folder / name.replace("-idx3", ".idx3").upper())
    (folder / "t10k-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(DataError) as error:
        load_mnist(folder)
    assert one_sentence(error).endswith(
        ": rename TRAIN-IMAGES.IDX3-UBYTE.GZ to train-images-idx3-ubyte.gz and T10K-IMAGES.IDX3-UBYTE.GZ to "
        "t10k-images-idx3-ubyte.gz, and put the rest there, as .gz or plain files."
    )


def test_a_folder_of_the_right_name_is_no_misspelt_file(folder):
    (folder / "train-images-idx3-ubyte.gz").unlink()
    (folder / "train-images-idx3-ubyte").mkdir()
    with pytest.raises(DataError, match=r"has no train-images-idx3-ubyte: put them there"):
        load_mnist(folder)


def test_fetched_files_in_another_spelling_are_not_taken_for_none(folder, monkeypatch):
    monkeypatch.setattr(mnist, "fetched_folder", lambda: folder)
    for name in ZIPPED:
        (folder / name).rename(folder / name.upper())
    with pytest.raises(DataError, match=r"rename T10K|rename TRAIN") as error:
        load_mnist()
    assert not isinstance(error.value, mnist.NotFetchedError)


def test_a_folder_that_cannot_be_looked_into(folder, monkeypatch):
    def refuse(_):
        raise PermissionError(13, "Permission denied")

    (folder / "train-images-idx3-ubyte.gz").unlink()
    monkeypatch.setattr("utils.data.idx.os.listdir", refuse)
    with pytest.raises(DataError) as error:
        load_mnist(folder)
    assert one_sentence(error) == f"{folder} cannot be read (Permission denied): name a folder you may read."


# From the mirrors


class Mirrors:
    """Two mirrors on this computer: ``answers`` says how each one answers, ``asked`` what was asked."""

    def __init__(self):
        self.answers = {"one": "right", "two": "right"}
        self.asked = []
        mirrors = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                mirrors.answer(self)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()
        self.urls = [f"http://127.0.0.1:{self.server.server_port}/{name}/" for name in self.answers]

    def answer(self, request):
        _, mirror, name = request.path.split("/")
        self.asked.append(f"{mirror}/{name}")
        how, body = self.answers[mirror], ZIPPED[name]
        if how == "missing":
            return request.send_error(404)
        if how == "noise":
            return request.wfile.write(b"\0\xff" * 1_000)
        body = {"page": PAGE, "other": gzip.compress(PAGE), "endless": bytes(2_000_000)}.get(how, body)
        request.send_response(200)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body[:20] if how == "cut off" else body)

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def mirrors(monkeypatch):
    served = Mirrors()
    monkeypatch.setattr(fetch, "MIRRORS", served.urls)
    yield served
    served.close()


def fetched():
    """Names in the folder of fetched files."""
    return sorted(os.listdir(mnist.fetched_folder()))


def test_fetch_gets_what_load_needs(mirrors, capfd):
    assert main(["--fetch"]) == 0
    assert str(mnist.fetched_folder()) in capfd.readouterr().out
    assert fetched() == sorted(ZIPPED)
    assert load_mnist().train.images.shape == (N_TRAIN, 784)
    assert {request.split("/")[0] for request in mirrors.asked} == {"one"}
    for path in mnist.fetched_folder().iterdir():
        assert path.stat().st_mode & 0o777 == 0o644


def test_files_that_are_right_are_not_fetched_again(mirrors):
    fetch.fetch_mnist()
    fetch.fetch_mnist()
    assert len(mirrors.asked) == 4
    (mnist.fetched_folder() / "t10k-labels-idx1-ubyte.gz").unlink()
    (mnist.fetched_folder() / "train-labels-idx1-ubyte.gz").write_bytes(PAGE)
    (mnist.fetched_folder() / "t10k-images-idx3-ubyte.gz").unlink()
    (mnist.fetched_folder() / "t10k-images-idx3-ubyte").write_bytes(PLAIN["test_images"])
    fetch.fetch_mnist()
    assert mirrors.asked[4:] == ["one/train-labels-idx1-ubyte.gz", "one/t10k-labels-idx1-ubyte.gz"]
    load_mnist()


@pytest.mark.parametrize("how", ["missing", "page", "other", "cut off", "noise", "endless"])
def test_the_second_mirror_is_tried(mirrors, how):
    mirrors.answers["one"] = how
    fetch.fetch_mnist()
    assert len(mirrors.asked) == 8
    assert fetched() == sorted(ZIPPED)
    load_mnist()


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("missing", "answered 404"),
        ("page", "sent something else than this file"),
        ("other", "sent something else than this file"),
        ("cut off", "broke off before the end"),
        ("noise", "cannot be reached or gives no proper answer"),
        ("endless", "sent something else than this file"),
    ],
)
def test_when_both_mirrors_fail_nothing_stays_behind(mirrors, capfd, how, words):
    mirrors.answers.update(one=how, two=how)
    assert main(["--fetch"]) == 1
    *progress, said = capfd.readouterr().err.splitlines()
    assert len([line for line in progress if line.startswith("fetching train-images")]) == 2
    assert said.count(words) == 2
    assert said.startswith("train-images-idx3-ubyte.gz could not be fetched (127.0.0.1")
    assert "check the network and try again, or copy" in said
    assert not any("Traceback" in line for line in progress)
    assert fetched() == []


def test_without_a_network(monkeypatch):
    closed = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    closed.server_close()
    dead = f"http://127.0.0.1:{closed.server_port}/"
    monkeypatch.setattr(fetch, "MIRRORS", (dead, dead))
    with pytest.raises(DataError) as error:
        fetch.fetch_mnist()
    assert one_sentence(error).count("cannot be reached") == 2
    assert fetched() == []


def test_an_interrupted_fetch_goes_on_where_it_stopped(mirrors, capfd, monkeypatch):
    one_file = fetch._fetch_file
    done = []

    def stop_after_two(folder, expected):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(one_file(folder, expected))

    monkeypatch.setattr(fetch, "_fetch_file", stop_after_two)
    assert main(["--fetch"]) == 1
    assert "run the same command again" in capfd.readouterr().err
    assert len(fetched()) == 2
    monkeypatch.setattr(fetch, "_fetch_file", one_file)
    assert main(["--fetch"]) == 0
    assert len(mirrors.asked) == 4


def test_ctrl_c_in_the_middle_of_a_file_leaves_nothing(mirrors, monkeypatch):
    import pooch

    def stop(tmp, *_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(pooch.core, "hash_matches", stop)
    with pytest.raises(KeyboardInterrupt):
        fetch.fetch_mnist()
    assert fetched() == []


def test_a_folder_that_cannot_be_written_to_is_told_before_any_download(mirrors, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "file"))
    with pytest.raises(DataError) as error:
        fetch.fetch_mnist()
    assert "(Not a directory): set COURSE_CACHE to a folder that you may write to" in one_sentence(error)
    assert mirrors.asked == []


def test_a_read_only_folder(mirrors, monkeypatch):
    def refuse(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(fetch.tempfile, "TemporaryFile", refuse)
    with pytest.raises(DataError, match=r"\(Permission denied\): set COURSE_CACHE"):
        fetch.fetch_mnist()
    assert mirrors.asked == []


@pytest.mark.parametrize("where", ["utils.data.fetch._Bounded.write", "pooch.core.shutil.move"])
def test_a_full_disk_leaves_nothing_behind(mirrors, monkeypatch, capfd, where):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(where, full)
    assert main(["--fetch"]) == 1
    said = capfd.readouterr().err.splitlines()[-1]
    assert said.startswith(f"Nothing can be kept in {mnist.fetched_folder()} (No space left on device): ")
    assert fetched() == []


def test_a_damaged_fetched_file_says_how_to_get_it_again(mirrors):
    fetch.fetch_mnist()
    (mnist.fetched_folder() / "train-images-idx3-ubyte.gz").write_bytes(PAGE)
    with pytest.raises(DataError) as error:
        load_mnist()
    assert one_sentence(error).endswith("run `python -m utils.data --fetch` to get it again.")
    (mnist.fetched_folder() / "train-images-idx3-ubyte.gz").unlink()
    with pytest.raises(DataError, match="has no train-images-idx3-ubyte: run .* to get the rest"):
        load_mnist()


def test_status_shows_where_mnist_is_and_fails_on_a_damaged_one(folder, monkeypatch, capsys):
    monkeypatch.setattr("utils.data.__main__.load_digits_5k", load_mnist)
    monkeypatch.setenv("COURSE_MNIST", str(folder))
    assert main([]) == 0
    said = capsys.readouterr().out
    assert f"full MNIST: train ({N_TRAIN}, 784), valid (10, 784), test (20, 784)" in said
    assert f"read from {folder}" in said
    (folder / "train-images-idx3-ubyte.gz").write_bytes(PAGE)
    assert main([]) == 1
    assert capsys.readouterr().err.count("\n") == 1
