"""An experiment of milliseconds, to test the engine: ``python -m tests.experiments.tiny_experiment``.

Every task writes a line to a log, so that a test sees what was computed, where, and how often.
"""

import os
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from utils.experiments.__main__ import main
from utils.experiments.engine import runner, store
from utils.experiments.engine.experiment import Budget, Experiment, ExperimentError
from utils.experiments.engine.planning import Options

CONDITIONS = ["none", "rbm"]


def compute(settings, condition, seeds, device):
    """Numbers that depend on settings, condition and seed, and a line in the log."""
    with open(settings["log"], "a", encoding="utf-8") as log:
        log.write(f"{os.getpid()} {condition} {seeds[0]}\n")
    if settings.get("fails") == condition:
        raise ExperimentError(f"The condition {condition} cannot be computed: choose another.")
    if settings.get("breaks") == condition:
        raise ZeroDivisionError("nobody foresaw this")
    if settings.get("dies") == condition:
        os._exit(9)
    time.sleep(settings["pause"])
    start = [settings["scale"] * len(condition)]
    rows = [
        {"start": condition, "depth": 1, "seed": s, "epoch": e, "test_error": x}
        for s in seeds
        for e, x in enumerate(np.random.default_rng([*start, s]).normal(size=3), 1)
    ]
    return pd.DataFrame(rows)


def tiny(log, pause=0.0, seeds=4, scale=1, **settings):
    """The experiment: two conditions, two seeds a task."""
    settings |= {"log": str(log), "pause": pause, "scale": scale, "depths": [1], "measured": [1, 2, 3]}
    return Experiment(
        name="tiny",
        question="Does the machinery work?",
        varied="nothing",
        measured="random numbers",
        plotted="nothing",
        budgets={"demo": Budget(settings, seeds, {"cpu": 2, "cuda": 2}, "milliseconds")},
        conditions=lambda settings: CONDITIONS,
        compute="tests.experiments.tiny_experiment:compute",
        measures=lambda settings: {"test_error": (-10, 10)},
    )


def run(experiment, folder, said=None, **options):
    """Run the tiny experiment: its table and record."""
    options = Options(**({"workers": 1} | options), folder=folder)
    return store.read(runner.run(experiment, "demo", options, (said if said is not None else []).append))


def task_files(folder):
    """The files of its finished tasks."""
    return sorted((folder / "tiny-demo.tasks").glob("*.parquet"))


def log_lines(log):
    """What was computed so far: a list of (process id, condition, first seed)."""
    lines = Path(log).read_text(encoding="utf-8").splitlines() if Path(log).exists() else []
    return [(int(pid), condition, int(seed)) for pid, condition, seed in map(str.split, lines)]


if __name__ == "__main__":
    variables = os.environ["TINY_LOG"], float(os.environ.get("TINY_PAUSE", "0"))
    sys.exit(main(experiments={"tiny": tiny(*variables)}))
