"""How many threads NumPy and PyTorch compute with: in a notebook one, as soon as it imports ``utils``.

The lessons multiply small matrices, for which more threads gain little; and where other programs are busy,
on a laptop or on a server that a class shares, threads that wait for each other make a lesson many times
slower. Work that is worth two cores goes to two processes (``utils.teaching.parallel.each_seed``).

Who wants more threads in a notebook says so after its imports::

    from utils.threads import use_threads
    use_threads(4)

Outside notebooks (a script, ``python -m utils.experiments``, a test) nothing is changed.
"""

import os
import sys

# What OpenMP, OpenBLAS, MKL, BLIS and Apple's Accelerate read when they are loaded.
VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


def in_notebook():
    """Whether this is the kernel of a notebook, whatever shows it: JupyterLab, VS Code, Colab."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return getattr(shell, "kernel", None) is not None


def use_threads(n):
    """Compute with ``n`` threads from now on: NumPy, SciPy, scikit-learn, PyTorch, and new processes.

    Libraries that are loaded are told, and those that are loaded later find it in the environment, as do the
    processes that this one starts. One library cannot be told any more once it is loaded: Apple's Accelerate.

    Parameters
    ----------
    n : int
        At least 1.
    """
    if not isinstance(n, int) or n < 1:
        raise ValueError(f"use_threads got {n!r}; give a whole number, at least 1.")
    from threadpoolctl import threadpool_limits  # here only: utils.environment runs without packages

    os.environ.update(dict.fromkeys(VARIABLES, str(n)))
    threadpool_limits(n)
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(n)
