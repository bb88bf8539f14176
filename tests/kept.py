"""What a lesson's cell computed for long is kept for the next run of that cell in the same session of tests.

A lesson runs untouched, then with other answers, and what its sliders need runs in a browser: most of what it
computes is the same each time. In a kernel that has this watch, a cell that took long is kept under the
digest of all that it read: its source, the notebook's functions that it calls, directly or not, the values of
its names, and the files of a folder. Where these are the same to the last bit, the names are loaded, and the
files written, in the place of computing them again. Of a cell that reads what has no digest (a function that
is an answer, a closure, a generator of PyTorch), nothing is kept. `make bank` keeps nothing at all, so what
is kept is checked against it.
"""

import ast
import hashlib
import importlib
import inspect
import io
import os
import pickle
import sys
import time
from pathlib import Path, PurePath
from types import BuiltinFunctionType, FunctionType, ModuleType

from .names import given, needed, read_first

FOLDER = "COURSE_KEPT"  # the environment variable
LONG = 0.3  # seconds of processor time, children included
ALWAYS_RUN = {"check", "explore", "keep_prediction", "progress"}  # what a student or a test looks for


class NoDigest(Exception):
    """Something whose content cannot be told."""


def startup(also=""):
    """The startup file of a kernel that has the watch, where there is a folder to keep things in.

    Parameters
    ----------
    also : str
        A name; cells that read it are always run, too.
    """
    return f"""
import os, sys
from IPython import get_ipython

if "{FOLDER}" in os.environ:
    sys.path.insert(0, {str(Path(__file__).resolve().parents[1])!r})
    from tests import kept

    del sys.path[0]
    kept.watch(get_ipython(), os.environ["{FOLDER}"], {also!r})
"""


def watch(shell, folder, also=""):
    """Have a kernel keep what takes long, and load what is kept."""
    keeper = Keeper(shell.user_ns, Path(folder), ALWAYS_RUN | {also})
    shell.input_transformers_post.append(keeper.before)
    shell.events.register("post_run_cell", keeper.after)


class Keeper:
    """Of one kernel.

    Parameters
    ----------
    names : dict
        What the kernel's names mean.
    folder : Path
    always_run : set of str
        Cells that read one of these names are neither kept nor loaded.
    """

    def __init__(self, names, folder, always_run=frozenset(ALWAYS_RUN)):
        self.names, self.folder, self.always_run = names, folder, always_run
        self.path = self.begun = self.digests = None

    def before(self, lines):
        """What to run in the place of a cell: the cell, or its definitions where the rest is kept."""
        source, self.path = "".join(lines), None
        try:
            if needed(source) & self.always_run:
                return lines
            self.digests = self.digests_of(source)
        except (SyntaxError, NoDigest):
            return lines
        key = hashlib.sha256(repr([source, *sorted(self.digests.items())]).encode()).hexdigest()
        path, self.begun = self.folder / f"{key}.pickle", processor_time()
        if not path.exists():
            self.path = path
            return lines
        values, trees = Loader(io.BytesIO(path.read_bytes()), self.folders()).load()
        self.names.update(values)
        for name, files in trees.items():
            write(files, self.names[name])
        return definitions(source)

    def after(self, result):
        """Keep what a cell gave or changed, if it took long."""
        path, self.path = self.path, None
        if path is None or not result.success or processor_time() - self.begun < LONG:
            return
        try:
            content, _ = dumped(self.kept(result.info.raw_cell), self.folders())
        except NoDigest:
            return
        unfinished = path.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(content)
        unfinished.replace(path)

    def folders(self):
        """The notebook's folders, by their names."""
        return {name: value for name, value in self.names.items() if is_folder(value)}

    def digests_of(self, source):
        """A digest for each name that a cell reads, and that the notebook's functions read which it calls."""
        found, left = {}, read_first(source)
        while left:
            name = left.pop()
            if name in self.names and name not in found:
                value = self.names[name]
                if isinstance(value, FunctionType) and value.__module__ == "__main__":
                    found[name] = own_source(value)
                    left |= needed(found[name])
                else:
                    found[name], folders = self.digest(value)
                    left |= folders
        return found

    def digest(self, value):
        """A digest of a value, or the name of a module; and the names of folders that it mentions."""
        if isinstance(value, ModuleType):
            return value.__name__, set()
        value = tree(value) if is_folder(value) else value
        content, folders = dumped(value, self.folders(), Digested)
        return hashlib.sha256(content).hexdigest(), folders

    def kept(self, source):
        """The values that a cell gave, or that are not any more what they were; and the files of folders."""
        defined = given("".join(definitions(source)))
        values = {name: self.names[name] for name in given(source) - defined if name in self.names}
        for name, before in self.digests.items():
            value = self.names.get(name)
            mine = name in defined or isinstance(value, FunctionType)
            if not mine and self.digest(value)[0] != before:
                values[name] = value
        trees = {name: tree(value) for name, value in values.items() if is_folder(value)}
        return {name: value for name, value in values.items() if name not in trees}, trees


def definitions(source):
    """The lines of a cell that import, or define functions and classes."""
    lines, kept = source.splitlines(keepends=True), []
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom):
            first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
            kept += lines[first - 1 : node.end_lineno]
    return kept or ["pass\n"]


def own_source(function):
    """The source of one of the notebook's own functions."""
    if function.__closure__:
        raise NoDigest
    try:
        source = inspect.getsource(function)
        ast.parse(source)
    except (OSError, SyntaxError) as error:
        raise NoDigest from error
    return source


def is_folder(value):
    """Whether a value is the path of a folder that is there."""
    return isinstance(value, Path) and value.is_dir()


def tree(folder):
    """The files of a folder: their contents by their places."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def write(files, folder):
    """Write the files of a folder."""
    for place, content in files.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_bytes(content)


def dumped(value, folders, pickler=None):
    """A value as bytes, and the names of the folders that it mentions."""
    stream = io.BytesIO()
    strict = (pickler or Strict)(stream, folders)
    try:
        strict.dump(value)
    except NoDigest:
        raise
    except Exception as error:  # pickle raises what it wants
        raise NoDigest from error
    return stream.getvalue(), strict.mentioned


class Strict(pickle.Pickler):
    """Refuses functions but those of libraries; a path is told from the notebook's folders, or refused."""

    def __init__(self, stream, folders):
        super().__init__(stream, protocol=5)
        self.folders, self.mentioned = folders, set()

    def persistent_id(self, value):
        """Of a path: the name of the folder that it is in, and its place there."""
        if not isinstance(value, PurePath):
            return None
        for name, folder in self.folders.items():
            if value.is_relative_to(folder):
                self.mentioned.add(name)
                return name, value.relative_to(folder).as_posix()
        raise NoDigest

    def reducer_override(self, value):
        """Refuse a function, or leave the rest to the pickler."""
        if isinstance(value, FunctionType | type | BuiltinFunctionType):
            module = value.__module__ or ""
            if module == "__main__" or module.split(".")[0] == "tests":
                raise NoDigest
            if isinstance(value, FunctionType) and not importable(value):
                raise NoDigest
        return NotImplemented


class Digested(Strict):
    """Also has the same bytes for equal tensors of PyTorch, whose own say where their memory is."""

    def reducer_override(self, value):
        """A tensor as its array, or what else may be pickled."""
        torch = sys.modules.get("torch")
        if torch and type(value) is torch.Tensor:
            return str, (str(value.requires_grad), value.detach().contiguous().numpy())
        return super().reducer_override(value)


class Loader(pickle.Unpickler):
    """Finds paths in this notebook's folders."""

    def __init__(self, stream, folders):
        super().__init__(stream)
        self.folders = folders

    def persistent_load(self, place):
        """A path."""
        name, inside = place
        return self.folders[name] / inside


def importable(function):
    """Whether a function is the one that its module has under its name, and not one of many closures."""
    module = importlib.import_module(function.__module__)
    return function.__closure__ is None and getattr(module, function.__qualname__, None) is function


def processor_time():
    """Of this process and of its children that have ended, in seconds."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system
