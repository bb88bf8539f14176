"""More seeds for a shipped result: only what it lacks is computed, and joined with it."""

from . import store, structure
from .experiment import ExperimentError, UsageError
from .tasks import make_tasks


def plan(experiment, budget_name, options):
    """The tasks that the shipped result lacks, and what else a run has to know.

    Returns
    -------
    tasks : list of Task
    seeds : int
    settings : dict
    remarks : dict
        The whole record of the shipped result.
    shipped : tuple
        Its table and record.

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
    return lacking, n_seeds, record["settings"], record, (table, record)


def kept(shipped, tasks):
    """The rows of the shipped result that no task gives, and its record."""
    table, record = shipped
    first = min(task.seeds[0] for task in tasks)
    return table[table["seed"] < first], record
