"""Is a shipped result what it was, is it whole, and does the code still give these numbers?

First what costs nothing: the digests, the record, the structure of the table, the files beside it. Then one
of its tasks, another one each time, or all of them are computed again from the settings in the record.
"""

import os
import random
import re
import shutil
from typing import NamedTuple

import numpy as np
import pandas as pd

from . import provenance, runner, shipping, store, structure
from .experiment import ExperimentError, UsageError
from .tasks import make_tasks, run_task


class Comparison(NamedTuple):
    """What came of a verification: whether it passed, and a sentence that says why."""

    passed: bool
    sentence: str


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
    shipping.check_files(path, record, wants_figure=bool(experiment.draw))
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


def same_machine(record):
    """Whether the processor (or the GPU) and the libraries here are those of a record."""
    here = provenance.of_machine(record["device"])
    return all(record[name] == here[name] for name in ("processor", "versions"))


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


def compare(experiment, record, table, computed):
    """Compare the tables of tasks that were computed again with the same rows of a result.

    Parameters
    ----------
    experiment : Experiment
    record : dict
    table : pandas.DataFrame
        Of the result.
    computed : pandas.DataFrame

    Returns
    -------
    Comparison
    """
    settings = record["settings"]
    key = structure.key_of(experiment, settings)
    new = in_the_place_of(experiment, settings, computed, table, key)
    stored = new[key].merge(table, on=key, how="left")[list(new.columns)]
    if store.same(stored, new):
        return Comparison(True, "the same to the last bit")
    for name in new:
        if stored[name].dtype != new[name].dtype:
            return Comparison(False, f"NOT the same: {name} is {stored[name].dtype}, not {new[name].dtype}")
    gaps = {name: gap(stored[name], new[name]) for name in new.columns.difference(key, sort=False)}
    allowed = dict.fromkeys(gaps, 0.0)
    if not same_machine(record):
        if experiment.drift is None:
            return Comparison(False, "NOT the same to the last bit, and no other limit is known for it")
        allowed |= dict(experiment.drift(settings, new))
    return judged(gaps, {name: np.broadcast_to(allowed[name], len(new)) for name in gaps}, stored, new, key)


def in_the_place_of(experiment, settings, computed, table, key):
    """What the question's view makes of computed rows, in the place of these rows of a result.

    What it keeps may depend on all seeds: on an epoch that is chosen by a mean over them, say.
    """
    rows = pd.MultiIndex.from_frame(computed[key])
    others = table[~pd.MultiIndex.from_frame(table[key]).isin(rows)]
    whole = structure.in_order(experiment, settings, pd.concat([others, computed], ignore_index=True))
    mine = pd.MultiIndex.from_frame(whole[key]).isin(rows)
    return whole.loc[mine, list(table.columns)].reset_index(drop=True)


def gap(stored, new):
    """How far apart two columns are, row by row; of bytes, the percentage of bits that differ."""
    if new.dtype.kind == "f":
        both_missing = stored.isna() & new.isna()
        return (stored - new).abs().astype(float).fillna(np.inf).mask(both_missing, 0.0)
    return pd.Series([bits_apart(a, b) for a, b in zip(stored, new, strict=True)], dtype=float)


def bits_apart(a, b):
    """The percentage of bits that differ between two values that are bytes or missing."""
    if pd.isna(a) and pd.isna(b):
        return 0.0
    if pd.isna(a) or pd.isna(b) or len(a) != len(b):
        return np.inf
    a, b = (np.unpackbits(np.frombuffer(bits, np.uint8)) for bits in (a, b))
    return 100 * float(np.mean(a != b))


def described(value):
    """A value in a sentence."""
    return f"{len(value)} bytes" if isinstance(value, bytes) else str(value)


def judged(gaps, allowed, stored, new, key):
    """Pass where no gap is larger than allowed; name the first that is, or the largest."""
    free, numbers = sum(np.isinf(limit).sum() for limit in allowed.values()), len(new) * len(gaps)
    for name, found in gaps.items():
        wrong = found.to_numpy() > allowed[name]
        if wrong.any():
            i = int(wrong.argmax())
            return Comparison(
                False,
                f"NOT the same: {wrong.sum()} of {len(new)} values of {name} differ by more than they may, "
                f"the first at {structure.place(new.loc[i, key])}: {described(stored[name][i])} is stored, "
                f"{described(new[name][i])} was computed, and they may be {allowed[name][i]:.2g} apart",
            )
    tail = f" ({free} of {numbers} have none, since training is chaotic there)" if free else ""
    return Comparison(True, f"the same up to rounding, every number within its limit{tail}")
