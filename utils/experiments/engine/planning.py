"""What a run has to compute: all tasks of a budget, or only those that a shipped result lacks."""

from typing import NamedTuple

from . import store, structure
from .experiment import ExperimentError, UsageError
from .tasks import make_tasks


class Options(NamedTuple):
    """How to run, none of which changes a number but ``seeds`` (more of them) and the kind of ``device``."""

    seeds: int | None = None
    workers: int | None = None
    scheduler: str | None = None
    device: str = "cpu"
    folder: object = None  # Path
    extend: bool = False  # go on from the shipped result


class Plan(NamedTuple):
    """The tasks of a run and what is known about them before it starts.

    ``shipped`` is the table and the record of the result that is extended; the tasks are those it lacks.
    """

    tasks: list
    seeds: int
    settings: dict
    remarks: dict
    shipped: tuple = ()


def plan(experiment, budget_name, options, run_first=None):
    """What a run has to compute.

    Parameters
    ----------
    experiment : Experiment
    budget_name : str
    options : Options
    run_first : callable or None
        Runs another experiment that this one needs; ``None`` to compute nothing.

    Returns
    -------
    Plan
    """
    if options.extend:
        return extension(experiment, budget_name, options)
    budget = experiment.budget(budget_name)
    settings, remarks = dict(budget.settings), {}
    if experiment.prepare:
        settings, remarks = experiment.prepare(experiment, budget_name, settings, options.folder, run_first)
    n_seeds = options.seeds or budget.seeds
    group = budget.group[options.device.partition(":")[0]]
    tasks = make_tasks(experiment, settings, n_seeds, group, options.device)
    return Plan(tasks, n_seeds, settings, remarks | {"group": group})


def extension(experiment, budget_name, options):
    """More seeds for a shipped result: the tasks that it lacks; its settings and record go on.

    Returns
    -------
    Plan

    Raises
    ------
    ExperimentError
        When there is no such result, it is not what it should be, of another device, or lacks no seed.
    """
    table, record = store.load_result(experiment.name, budget_name, store.SHIPPED)
    name, there = f"{experiment.name}-{budget_name}", record["n_seeds"]
    fault = structure.fault(experiment, budget_name, table, record)
    if not fault and record["device"] != options.device.partition(":")[0]:
        fault = f"it was computed on {record['device']} and not on {options.device}"
    if fault:
        raise ExperimentError(f"The shipped {name} cannot be extended, since {fault}.")
    n_seeds = options.seeds or experiment.budget(budget_name).seeds
    if n_seeds <= there:
        raise UsageError(
            f"The shipped {name} has {there} seeds: to extend it, say how many there should be, for example "
            f"--seeds {2 * there}."
        )
    tasks = make_tasks(experiment, record["settings"], n_seeds, record["group"], options.device)
    lacking = [task for task in tasks if task.seeds[-1] >= there]
    return Plan(lacking, n_seeds, record["settings"], record, (table, record))


def kept(extended):
    """The rows of the shipped result that no task of the plan gives, and its record."""
    table, record = extended.shipped
    first = min(task.seeds[0] for task in extended.tasks)
    return table[table["seed"] < first], record
