"""Is a shipped result what it was, is it whole, and does the code still give these numbers?

First what costs nothing: the digests, the record, the structure of the table, the files beside it. Then one
of its tasks, another one each time, or all of them are computed again from the settings in the record.
"""

import os
import random
import re
import shutil

import pandas as pd

from . import runner, shipping, store, structure
from .comparing import compare, same_machine
from .experiment import ExperimentError, UsageError
from .tasks import make_tasks, run_task


def verify(experiment, budget_name=None, slice_name=None, folder=None):
    """Check a result and compute one of its tasks again.

    On the processor and with the libraries of the record the numbers must be the same to the last bit. Others
    round otherwise, and training magnifies that: there each number may differ by what the question declares
    (:attr:`.Experiment.drift`), which does not depend on the result.

    Parameters
    ----------
    experiment : Experiment
    budget_name : str, optional
        By default the largest that is there.
    slice_name : str, optional
        Condition and a seed, for example ``rbm:4``; by default any.
    folder : Path, optional
        By default the shipped results.

    Returns
    -------
    Comparison

    Raises
    ------
    ExperimentError
        When there is no such result or slice, or the result is not what it should be.
    """
    table, record = checked(experiment, budget_name, folder or store.SHIPPED)
    task = chosen_task(experiment, record, slice_name)
    outcome = run_task(task, runner_pid=os.getpid())
    if outcome.error:
        raise ExperimentError(outcome.error)
    comparison = compare(experiment, record, table, outcome.table)
    what = f"slice {task.condition}:{task.seeds[0]} (seeds {task.seeds})"
    return told(record, what, comparison)


def verify_all(experiment, budget_name, options, folder=None, say=runner.tell):
    """Check a result and compute all of it again; may be stopped and started again.

    Parameters
    ----------
    experiment, budget_name, folder
        As in :func:`verify`.
    options : Options
        Its ``folder`` keeps what is computed until all is.
    say : callable
        Takes each sentence for the user.

    Returns
    -------
    Comparison
    """
    table, record = checked(experiment, budget_name, folder or store.SHIPPED)
    tasks, name = tasks_of(experiment, record), f"{experiment.name}-{record['budget']}"
    place = options.folder / f"verify-{name}-{record['digest'][:16]}.tasks"
    missing = runner.find_missing(experiment, tasks, place, say)
    runner.compute(experiment, missing, tasks, place, f"verify {name}", options, say)
    parts = [store.read_task(place / task.file_name, task)[0] for task in tasks]
    comparison = compare(experiment, record, table, pd.concat(parts, ignore_index=True))
    shutil.rmtree(place, ignore_errors=True)
    return told(record, f"all {len(table):,} rows", comparison)


def checked(experiment, budget_name, folder):
    """A result that is what it should be, as far as that is seen without computing: its table and record."""
    if folder == store.SHIPPED:
        shipping.settle(folder)
    name = budget_name or next(iter(store.budgets_of(experiment.name, folder)), None)
    table, record = store.load_result(experiment.name, name, folder)
    path = store.result_path(folder, experiment.name, name)
    fault = structure.fault(experiment, name, table, record)
    fault = fault or structure.settings_fault(experiment, name, record, folder)
    if fault:
        raise ExperimentError(f"{path} is NOT a result of {experiment.name}-{name}: {fault}.")
    shipping.check_files(path, record, bool(experiment.draw), bool(experiment.weights))
    require_device(record, path)
    return table, record


def require_device(record, path):
    """Raise an ExperimentError where a result was computed on a GPU and there is none."""
    if record["device"] != "cpu":
        from torch.cuda import is_available

        if not is_available():
            raise ExperimentError(
                f"{path} was computed on a GPU ({record['processor']}) and PyTorch sees none here: what is "
                "seen without computing is as it should be; verify the rest where there is a GPU."
            )


def told(record, what, comparison):
    """The comparison with what was compared, and where it was computed."""
    tail = "the same" if same_machine(record) else "not the same"
    return comparison._replace(
        sentence=f"{record['experiment']}-{record['budget']}, {what}: {comparison.sentence}; processor and "
        f"libraries are {tail} as in the record."
    )


def tasks_of(experiment, record):
    """The tasks that a result was made of."""
    settings, n_seeds, group, device = (record[key] for key in ("settings", "n_seeds", "group", "device"))
    return make_tasks(experiment, settings, n_seeds, group, device)


def chosen_task(experiment, record, slice_name):
    """The task of a result that a slice names, or any."""
    tasks = tasks_of(experiment, record)
    if slice_name is None:
        return random.SystemRandom().choice(tasks)
    condition, _, seed = slice_name.partition(":")
    for task in tasks:
        if task.condition == condition and re.fullmatch(r"\d+", seed) and int(seed) in task.seeds:
            return task
    conditions = experiment.conditions(record["settings"])
    raise UsageError(
        f"{slice_name!r} is not a slice; give a condition ({', '.join(conditions)}) and a seed from 0 to "
        f"{record['n_seeds'] - 1}, for example {conditions[0]}:0."
    )
