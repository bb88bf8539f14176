"""Run an experiment: find what is finished, compute the rest, keep each table as it comes, join them."""

import sys
import time
from contextlib import closing
from itertools import chain
from typing import NamedTuple

import pandas as pd
from tqdm import tqdm

from ...data.cache import remove_left_over
from ...plotting import png
from . import arguments, checkpoints, planning, provenance, store, structure, weights, workers
from .experiment import ExperimentError, Stopped
from .locks import Locks

BAR = "{desc}: {n_fmt} of {total_fmt} tasks |{bar:20}| {elapsed} gone, {remaining} left"
WAIT = 2  # seconds between looks at what other runs have finished


def tell(sentence):
    """Write a sentence for the user, beside the progress bar."""
    tqdm.write(sentence, file=sys.stderr)


def run(experiment, budget_name, options, say=tell):
    """Compute what is missing of an experiment and collect its table and figure.

    Parameters
    ----------
    experiment : Experiment
    budget_name : str
    options : Options
    say : callable
        Takes each sentence for the user.

    Returns
    -------
    Path
        Of the table of all tasks.

    Raises
    ------
    ExperimentError
        When a task fails, workers keep dying, the disk is full or the scheduler cannot be reached.
    Stopped
        After Ctrl-C, and signals like it; finished tasks are kept.
    """
    arguments.check_address(options.scheduler)
    arguments.check_writable(options.folder)
    if options.device.partition(":")[0] not in experiment.budget(budget_name).group:
        say(f"{experiment.name} is computed on the CPU only.")
        options = options._replace(device="cpu")

    def run_first(other):
        say(f"{experiment.name} needs the result of {other.name}: that comes first.")
        return run(other, budget_name, options._replace(seeds=None), say)

    the_plan = planning.plan(experiment, budget_name, options, run_first)
    for text in the_plan.remarks.get("rates_at_edge_of_grid", ()):
        say(f"The best rate is at the edge of its grid, which should be wider: {text}.")
    folder = tasks_folder(options.folder, the_plan.tasks[0].family, budget_name)
    for place in (folder, options.folder):
        remove_left_over(place)
    missing = find_missing(experiment, the_plan.tasks, folder, say)
    warn_of_fewer(store.result_path(options.folder, experiment.name, budget_name), the_plan.seeds, say)
    try:
        compute(experiment, missing, the_plan.tasks, folder, f"{experiment.name}-{budget_name}", options, say)
        return collect(experiment, budget_name, the_plan, options.folder, folder)
    except KeyboardInterrupt as interrupt:
        n_done = sum((folder / task.file_name).exists() for task in the_plan.tasks)
        raise Stopped(
            f"Stopped: {n_done} of {len(the_plan.tasks)} tasks are finished and kept in {folder}; "
            "run the same command again to go on.",
            interrupt,
        ) from None


def tasks_folder(folder, family, budget_name):
    """Where the tables of single tasks are kept; experiments of one family share it."""
    return folder / f"{family}-{budget_name}.tasks"


def find_missing(experiment, tasks, folder, say):
    """The tasks without a good table; damaged ones are named."""
    missing = []
    for task in tasks:
        path = folder / task.file_name
        try:
            table, _ = store.read_task(path, task)
        except FileNotFoundError:
            missing.append(task)
            continue
        except store.Damaged:
            fault = "damaged"
        else:
            fault = structure.task_fault(experiment, task, table)
            fault = fault and f"damaged ({fault})"
        if fault:
            say(f"{path} is {fault}, so it is computed again.")
            missing.append(task)
    return missing


def warn_of_fewer(path, seeds, say):
    """Tell before a larger result is replaced by a smaller one."""
    try:
        there = store.read(path)[1].get("n_seeds")
    except (FileNotFoundError, store.Damaged):
        return
    if isinstance(there, int) and there > seeds:
        say(
            f"{path} has {there} seeds and will be replaced by a result of {seeds}: to keep it, stop now and "
            "name another folder with --out. Finished tasks are kept in any case."
        )


def compute(experiment, missing, tasks, folder, title, options, say):
    """Compute the missing tasks, or wait for other runs that do, and keep each table as it comes.

    Starts again where workers die.
    """
    fruitless, n_tasks, n_missing = 0, len(tasks), len(missing)
    bar = tqdm(total=n_tasks, initial=n_tasks - n_missing, desc=title, bar_format=BAR, leave=True)
    locks = Locks(folder, lambda task: not find_missing(experiment, [task], folder, unsaid), say)
    with bar, closing(locks):
        while missing:
            before = bar.n
            claimed = locks.claimed(missing)
            first = next(claimed, None)
            try:
                if first is None:
                    locks.tell_once("Other runs compute what is left: waiting for them.")
                    time.sleep(WAIT)
                else:
                    compute_claimed(experiment, chain([first], claimed), len(missing), locks, options, bar)
            except workers.WorkerDied as error:
                fruitless = 0 if bar.n > before else fruitless + 1
                if fruitless == 2:
                    raise ExperimentError(
                        f"The workers keep dying ({error}), perhaps for want of memory: try --workers 1; "
                        "finished tasks are kept."
                    ) from error
                say("A worker died; the tasks that are left are started again.")
            missing = find_missing(experiment, missing, folder, unsaid)
            bar.update(n_tasks - len(missing) - bar.n)


def compute_claimed(experiment, claimed, n_most, locks, options, bar):
    """Compute tasks whose locks are ours, and keep each table as it comes."""
    with closing(workers.outcomes(claimed, n_most, options, locks.folder)) as outcomes:
        for outcome in outcomes:
            keep(experiment, outcome, locks.folder)
            checkpoints.remove(locks.folder, outcome.task)
            locks.release(outcome.task)
            bar.update()


def unsaid(sentence):
    """Where what is damaged was named before."""


def keep(experiment, outcome, folder):
    """Write the table of a finished task, or raise what went wrong in it."""
    if outcome.error:
        raise ExperimentError(outcome.error)
    task = outcome.task
    fault = structure.task_fault(experiment, task, outcome.table)
    if fault:
        raise ExperimentError(
            f"The task {task.label} gave another table than {experiment.name} declares: {fault}."
        )
    record = outcome.record | {"fingerprint": task.fingerprint, "task": task._asdict()}
    store.write(folder / task.file_name, outcome.table, record)


def collect(experiment, budget_name, the_plan, folder, folder_of_tasks):
    """Join the tables of all tasks, in the order of the tasks; draw the figure, and keep weights."""
    parts = [store.read_task(folder_of_tasks / task.file_name, task) for task in the_plan.tasks]
    if the_plan.shipped:
        parts.insert(0, planning.kept(the_plan))
    whole = pd.concat([table for table, _ in parts], ignore_index=True)
    table = structure.in_order(experiment, the_plan.settings, whole)
    record = the_plan.remarks | {
        "experiment": experiment.name,
        "budget": budget_name,
        "version": experiment.version,
        "settings": the_plan.settings,
        "seeds": f"0-{the_plan.seeds - 1}",
        "n_seeds": the_plan.seeds,
        "device": the_plan.tasks[0].device.partition(":")[0],
    }
    record |= provenance.merged([one for _, one in parts])
    path = store.result_path(folder, experiment.name, budget_name)
    record = store.write(path, table, record)
    if experiment.draw:
        store.write_bytes(path.with_suffix(".png"), png(experiment.draw(table), table=record["digest"]))
    if experiment.weights:
        kept = weights.load(experiment.name, budget_name, store.SHIPPED) if the_plan.shipped else {}
        weights.write(path.with_suffix(".safetensors"), kept | experiment.weights(whole), record["digest"])
    return path


class Status(NamedTuple):
    """What is finished of an experiment with a budget: the share of its tasks (0 to 1), and a sentence."""

    share: float
    sentence: str


def status(experiment, budget_name, options):
    """What is finished of an experiment here, and whether it is shipped."""
    shipped = store.result_path(store.SHIPPED, experiment.name, budget_name).exists()
    tail = "shipped" if shipped else "not shipped"
    try:
        tasks = planning.plan(experiment, budget_name, options).tasks
    except store.Damaged as error:
        return Status(0, str(error))
    except ExperimentError:
        return Status(0, f"rates not chosen yet, {tail}")
    folder, damaged = tasks_folder(options.folder, tasks[0].family, budget_name), []
    n_done = len(tasks) - len(find_missing(experiment, tasks, folder, damaged.append))
    n_damaged = f" ({len(damaged)} damaged)" if damaged else ""
    return Status(
        n_done / len(tasks),
        f"{n_done} of {len(tasks)} tasks finished{n_damaged}, "
        f"{collected(options.folder, experiment.name, budget_name)}, {tail}",
    )


def collected(folder, name, budget_name):
    """Whether there is a result in a folder, in words."""
    try:
        store.load_result(name, budget_name, folder)
    except store.Damaged:
        return "collected but damaged"
    except ExperimentError:
        return "not collected"
    return "collected"
