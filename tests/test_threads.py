"""A notebook computes with one thread, without any environment variable; a script is left as it is."""

import contextlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from threadpoolctl import threadpool_info, threadpool_limits

from utils.teaching.parallel import each_seed
from utils.threads import VARIABLES, use_threads

from . import clean, witness

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
LIBRARIES = "import numpy, sklearn.cluster, torch, threadpoolctl"
COUNT = "print(*(library['num_threads'] for library in threadpoolctl.threadpool_info()))"
COUNT_TORCH = f"print(torch.get_num_threads()); {COUNT}"
COUNT_NUMPY = f"import numpy, threadpoolctl; {COUNT}"
CHILD = f"""
import subprocess, sys
print(subprocess.check_output([sys.executable, "-c", "{COUNT_NUMPY}"], text=True))
"""


def in_kernel(*cells, **variables):
    """Run cells in a new kernel without any other thread variable; give what each of them printed."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    client = NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": witness.ROOT}})
    client.execute(env=witness.environment_without(VARIABLES) | variables)
    return ["".join(output.get("text", "") for output in cell.outputs) for cell in notebook.cells]


def in_script(*command):
    """Run a command without any thread variable; give what it printed."""
    env = witness.environment_without(VARIABLES)
    return subprocess.check_output([sys.executable, *command], cwd=witness.ROOT, env=env, text=True)


def counts(text):
    """The numbers of threads that were printed, without repetition."""
    return {int(number) for number in text.split()}


def test_a_kernel_that_has_loaded_the_libraries_is_told():
    _, before, _, after, child, _, more = in_kernel(
        LIBRARIES, COUNT_TORCH, "import utils", COUNT_TORCH, CHILD,
        "from utils.threads import use_threads; use_threads(2)", COUNT_TORCH,
    )  # fmt: skip
    assert CORES == 1 or max(counts(before)) > 1, "or this test shows nothing"
    assert counts(after) == counts(child) == {1}
    assert counts(more) == {2}


def test_a_kernel_that_loads_the_libraries_later_finds_it():
    seconds, loaded, _, after = in_kernel(
        "import time; start = time.process_time(); import utils; print(time.process_time() - start)",
        "import sys; print({'numpy', 'torch', 'scipy', 'matplotlib'} & set(sys.modules))",
        LIBRARIES,
        COUNT_TORCH,
    )
    assert float(seconds) < 0.3
    assert loaded == "set()\n"
    assert counts(after) == {1}


@pytest.mark.parametrize("command", [["-c"], ["-m", "IPython", "--quick", "-c"]])
def test_outside_notebooks_nothing_is_changed(command):
    without, with_utils = (in_script(*command, first + COUNT_NUMPY) for first in ("", "import utils; "))
    assert counts(with_utils) == counts(without)


def test_utils_costs_next_to_nothing():
    code = "import time; start = time.process_time(); import utils; print(time.process_time() - start)"
    assert float(in_script("-c", code)) < 0.3
    assert in_script("-S", "-c", "import utils; print('without any package')")


@pytest.mark.parametrize("n", [0, -1, 1.5, "2"])
def test_no_threads_are_refused(n):
    with pytest.raises(ValueError, match="give a whole number, at least 1"):
        use_threads(n)


@pytest.mark.parametrize("workers", [1, 2])
def test_each_seed_has_one_thread_whatever_the_process_has(monkeypatch, workers):
    def count(seed):
        np.zeros(seed)  # a worker loads NumPy
        return {library["num_threads"] for library in threadpool_info()}

    for name in VARIABLES:
        monkeypatch.setenv(name, "2")
    with threadpool_limits(2):
        assert each_seed(count, range(3), workers) == [{1}] * 3


BUSY = """
import os
parent = os.getppid()
while os.getppid() == parent:
    sum(range(100_000))
"""


@contextlib.contextmanager
def two_busy_processes():
    """Two processes that compute for as long as the context lasts, at the usual priority.

    Each is in a session of its own, as another program would be: Linux shares the processor out to sessions.
    """
    busy = [subprocess.Popen([sys.executable, "-c", BUSY], start_new_session=True) for _ in range(2)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


CLOCK = "import time; print(time.perf_counter(), time.process_time())"


def timed_training(variables):
    """Train the RBM of lesson 02 for an epoch in a kernel; give the seconds, also of processor time."""
    *before, training = clean.cells_for("02_build_rbm", "rbm.ascend(model, cd_gradient(")
    assert "range(1, 11)" in training
    training = training.replace("range(1, 11)", "range(1, 2)")
    *_, start, _, end = in_kernel(*before, CLOCK, training, CLOCK, **variables)
    return np.subtract(*([float(number) for number in text.split()] for text in (end, start)))


@pytest.mark.slow
def test_a_lesson_goes_on_beside_two_busy_processes():
    """As a student has it, as fast as with one thread by environment variables, at the same time.

    So whatever else goes on slows both. Threads that wait for each other show in both numbers: without the
    limit, processor time was fifty times as much and the lesson took fifty times as long.
    """
    given = [{}, dict.fromkeys(VARIABLES, "1")]
    with two_busy_processes(), ThreadPoolExecutor() as pool:
        (seconds, cpu), (seconds_of_one, cpu_of_one) = pool.map(timed_training, given)
    assert cpu < 2 * cpu_of_one
    assert seconds < 3 * seconds_of_one
