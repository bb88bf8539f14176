"""Run a notebook, under nbval or by nbclient, with a witness in its kernel.

The witness is an IPython startup file, put into the kernel by the environment variable IPYTHONDIR. After each
cell it writes one line: the cell's first line, the error if there was one, the memory peak, the processor
time, how many progress bars there were, whether torch was imported, the outcomes of the exercises, the
announcements and the figures' alternative texts shown, and the curves and bars that a legend lies on.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from utils.threads import VARIABLES

from . import kept

ROOT = Path(__file__).resolve().parents[1]

STARTUP = """
import json, os, sys, time
from IPython import get_ipython

shell, announced, shown_figures, crossed, bars_begun = get_ipython(), [], [], [], []

def listen(message):
    text = message["content"].get("data", {}).get("text/plain", "")
    if " Exercise " in text[:12]:
        announced.append(text)
    if text.startswith("Figure "):
        shown_figures.append(text)
    return message

def watch_legends():
    from matplotlib.figure import Figure

    save = Figure.savefig

    def save_and_look(figure, *args, **options):
        save(figure, *args, **options)
        legends = [*figure.legends, *filter(None, (ax.get_legend() for ax in figure.axes))]
        for box in (legend.get_window_extent() for legend in legends):
            for artist in (a for ax in figure.axes for a in (*ax.lines, *ax.patches)):
                path = artist.get_transform().transform_path(artist.get_path())
                if path.intersects_bbox(box, filled=False):
                    crossed.append(artist.get_label())

    Figure.savefig = save_and_look

def watch_bars():
    from tqdm import tqdm

    begin = tqdm.__init__

    def begin_and_count(bar, *args, **options):
        begin(bar, *args, **options)
        bars_begun.append(bar.total)

    tqdm.__init__ = begin_and_count

def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))

def report(result):
    checking = sys.modules.get("utils.teaching.checking")
    line = {
        "cell": (result.info.raw_cell or "").strip().split("\\n")[0],
        "error": type(result.error_in_exec).__name__ if result.error_in_exec else None,
        "peak_kb": peak(),
        "cpu_seconds": time.process_time(),
        "bars": len(bars_begun),
        "torch": "torch" in sys.modules,
        "outcomes": dict(checking.outcomes) if checking else {},
        "announced": list(announced),
        "figures": list(shown_figures),
        "crossed": list(crossed),
    }
    with open(os.environ["COURSE_WITNESS"], "a") as file:
        file.write(json.dumps(line) + "\\n")

watch_legends()
watch_bars()
shell.display_pub.register_hook(listen)
shell.events.register("post_run_cell", report)
"""


def environment_without(names):
    """The environment of this process, but for some variables."""
    return {name: value for name, value in os.environ.items() if name not in names}


def run(notebook, folder, strict=False, prefix=(), cell_seconds=300, also=""):
    """Run nbval on one notebook; return the completed process and the witness's lines.

    As on a student's computer, no environment variable tells libraries how many threads to use. There is one
    core, so processes for a second one need not start.

    Parameters
    ----------
    notebook : Path
    folder : Path
        For the witness and the reader's notes.
    strict : bool
        Set COURSE_STRICT=1.
    prefix : sequence of str
        Words before the command.
    cell_seconds : int
        What a cell may take.
    also : str
        A name; cells that read it are always run, see kept.py.
    """
    environment = environment_with_witness(folder, strict, also)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.imports"]
    command += ["-p", "no:xdist", "-p", "no:cacheprovider"]
    command += ["--nbval-lax", "--nbval-current-env", f"--nbval-cell-timeout={cell_seconds}", str(notebook)]
    done = subprocess.run([*prefix, *command], cwd=ROOT, env=environment, capture_output=True, text=True)
    return done, lines_of(folder)


def execute(notebook, folder, strict=False, cell_seconds=300):
    """Run a notebook up to its first error, without nbval, whose start takes seconds.

    Parameters
    ----------
    notebook : NotebookNode
    folder, strict, cell_seconds
        As for :func:`run`.

    Returns
    -------
    error : str
        Of the cell that failed; empty if none did.
    lines : list of dict
        The witness's.
    """
    there = {"metadata": {"path": str(folder)}}
    client = NotebookClient(notebook, timeout=cell_seconds, kernel_name="python3", resources=there)
    try:
        client.execute(env=environment_with_witness(folder, strict))
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as failed:
        return str(failed) or repr(failed), lines_of(folder)
    return "", lines_of(folder)


def environment_with_witness(folder, strict, also=""):
    """The environment of a kernel with the witness, whose files are in a folder."""
    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True, exist_ok=True)
    (startup / "00-witness.py").write_text(STARTUP + kept.startup(also), encoding="utf-8")
    lines = folder / "witness.jsonl"
    lines.unlink(missing_ok=True)
    return environment_without(VARIABLES) | {
        "IPYTHONDIR": str(folder / "ipython"),
        "COURSE_WITNESS": str(lines),
        "COURSE_NOTES": str(folder / "notes"),
        "COURSE_STRICT": "1" if strict else "0",
        "LOKY_MAX_CPU_COUNT": "1",  # as on Binder; other tests have the other cores
    }


def lines_of(folder):
    """What the witness has written, a dictionary for each cell that has run."""
    lines = folder / "witness.jsonl"
    text = lines.read_text(encoding="utf-8") if lines.exists() else ""
    return [json.loads(line) for line in text.splitlines()]
