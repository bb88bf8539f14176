"""What is kept of a notebook's cells is what they would compute again, and nothing else is."""

import linecache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from . import kept
from .names import read_first


class Notebook:
    """A kernel with the watch; ``ran`` are the places of the cells that were not loaded."""

    def __init__(self, place, **names):
        self.names = {"__name__": "__main__", "ran": [], "np": np} | names
        self.keeper, self.n = kept.Keeper(self.names, place), 0

    def run(self, *sources):
        for source in sources:
            lines = self.keeper.before(source.splitlines(keepends=True))
            name, self.n = f"<cell {self.n} of {id(self)}>", self.n + 1
            code = "".join(lines)
            linecache.cache[name] = len(code), None, lines, name
            exec(compile(code, name, "exec"), self.names)
            self.keeper.after(SimpleNamespace(success=True, info=SimpleNamespace(raw_cell=source)))
        return self


@pytest.fixture(autouse=True)
def all_cells_are_long(monkeypatch):
    monkeypatch.setattr(kept, "LONG", -1)


calls = []


def count(value):
    """Called by cells: a function of a module."""
    calls.append(value)
    return value


@pytest.fixture
def counted(monkeypatch):
    """How often a cell calls ``count``, which here is as a library's function."""
    calls.clear()
    monkeypatch.setattr(count, "__module__", "library")
    monkeypatch.setattr(kept.Strict, "reducer_override", _by_name(kept.Strict.reducer_override))
    return calls


def _by_name(override):
    """Pickle ``count`` by a name, as a function of a library is."""
    return lambda self, value: (str, ("count",)) if value is count else override(self, value)


def test_the_same_cell_with_the_same_values_is_loaded(tmp_path, counted):
    cell = "y = count(x + 1)\nz = [y, y]"
    first = Notebook(tmp_path, x=np.arange(3), count=count).run(cell)
    again = Notebook(tmp_path, x=np.arange(3), count=count).run(cell)
    assert len(counted) == 1
    assert again.names["y"].tolist() == first.names["y"].tolist() == [1, 2, 3]
    assert again.names["z"][0] is again.names["y"]


@pytest.mark.parametrize("other", [np.arange(3.0), np.arange(4), np.array([0, 1, 3])])
def test_with_other_values_it_is_computed(tmp_path, counted, other):
    cell = "y = count(x + 1)"
    Notebook(tmp_path, x=np.arange(3), count=count).run(cell)
    again = Notebook(tmp_path, x=other, count=count).run(cell)
    assert len(counted) == 2
    assert again.names["y"].tolist() == (other + 1).tolist()


def test_equal_tensors_are_the_same_wherever_their_memory_is(tmp_path, counted):
    cell = "y = count(x.T.sum(axis=0))"
    for x in (torch.arange(6.0), torch.arange(12.0)[:6], torch.arange(6.0), torch.arange(1.0, 7.0)):
        notebook = Notebook(tmp_path, x=x.reshape(2, 3), count=count).run(cell)
        assert notebook.names["y"].tolist() == x.reshape(2, 3).sum(axis=1).tolist()
    assert len(counted) == 2


def test_a_function_that_it_calls_counts_with_what_that_reads(tmp_path, counted):
    cells = "def f(x):\n    return g(x) + a\n", "y = count(f(1))"
    for g in (2, 2, 3):
        for a in (10, 20):
            one = Notebook(tmp_path, count=count, a=a).run(f"def g(x):\n    return {g} * x\n", *cells)
            assert one.names["y"] == g + a
    assert len(counted) == 4


def an_answer(x):
    return 2 * x


def closure(factor):
    return lambda x: factor * x


@pytest.mark.parametrize("answer", [an_answer, closure(2), closure(3), SimpleNamespace(f=an_answer)])
def test_what_reads_an_answer_is_never_kept(tmp_path, counted, answer):
    for _ in range(2):
        Notebook(tmp_path, count=count, answer=answer).run("y = count(1), answer")
    assert len(counted) == 2
    assert not list(tmp_path.iterdir())


def test_what_a_cell_changes_in_place_is_changed(tmp_path, counted):
    cell = "count(0)\nrows.append(rng.normal())\nfor k in found:\n    found[k] += 1"
    rng, names = np.random.default_rng, {"count": count}
    first, again = (
        Notebook(tmp_path, rng=rng(0), rows=[], found={"a": 1}, **names).run(cell) for _ in range(2)
    )
    assert len(counted) == 1
    assert again.names["rows"] == first.names["rows"] == [rng(0).normal()]
    assert again.names["found"] == {"a": 2}
    assert again.names["rng"].normal() == first.names["rng"].normal()


def test_files_are_written_into_the_folder_of_the_day(tmp_path, counted):
    cell = "out = folder / 'a' / 'b.txt'\nout.parent.mkdir()\nsize = out.write_text(count('text'))"
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        (tmp_path / "kept").mkdir(exist_ok=True)
        notebook = Notebook(tmp_path / "kept", count=count, folder=folder).run(cell)
        assert notebook.names["out"] == folder / "a" / "b.txt"
        assert (folder / "a" / "b.txt").read_text() == "text"
        assert notebook.names["size"] == 4
    assert len(counted) == 1
    (folder / "more").write_text("x")
    with pytest.raises(FileExistsError):
        notebook.run(cell)  # not loaded: the folder has other files


def test_a_path_elsewhere_has_no_digest(tmp_path, counted):
    for _ in range(2):
        Notebook(tmp_path, count=count, path=Path("/tmp/elsewhere")).run("y = count(1), path")
    assert len(counted) == 2


def test_definitions_and_imports_are_always_run(tmp_path, counted):
    cell = "import math\n\n@str\ndef f():\n    return 1\n\ny = count(math.pi)\ndef g(): return y"
    Notebook(tmp_path, count=count).run(cell)
    again = Notebook(tmp_path, count=count).run(cell)
    assert len(counted) == 1
    assert again.names["f"].startswith("<function f")
    assert again.names["g"]() == again.names["math"].pi


@pytest.mark.parametrize("name", sorted(kept.ALWAYS_RUN))
def test_what_a_student_looks_for_is_always_run(tmp_path, counted, name):
    for _ in range(2):
        Notebook(tmp_path, count=count, **{name: np.linspace}).run(f"y = count(1), {name}")
    assert len(counted) == 2


def test_a_short_cell_and_one_that_fails_are_not_kept(tmp_path, counted, monkeypatch):
    notebook = Notebook(tmp_path, count=count)
    notebook.keeper.before(["y = count(1)"])
    notebook.keeper.after(SimpleNamespace(success=False, info=SimpleNamespace(raw_cell="y = count(1)")))
    monkeypatch.setattr(kept, "LONG", 60)
    notebook.run("y = count(1)")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("y = x", {"x"}),
        ("x = 1\ny = x", set()),
        ("y = x\nx = 1", {"x"}),
        ("x += 1", {"x"}),
        ("for i in a:\n    b = i\nc = b", {"a", "b"}),
        ("if a:\n    b = 1\nc = b", {"a", "b"}),
        ("d = [i for i in a if i in b]\ne = i", {"a", "b", "i"}),
        ("d = {k: v for k, v in a}", {"a"}),
        ("def f(u, w=a):\n    z = b\n    return u + z + c", {"a", "b", "c"}),
        ("b = 1\ndef f():\n    return b", set()),
        ("f = lambda u: u + a", {"a"}),
        ("x[i] = y", {"x", "i", "y"}),
        ("x.y = 1", {"x"}),
        ("import a.b as c, d.e\nc, d, f", {"f"}),
        ("with a as b:\n    b", {"a"}),
        ("a: int = b", {"b"}),
        ("def f():\n    return f()", set()),
    ],
)
def test_names_of_other_cells_that_are_read(source, names):
    assert read_first(source) == names
