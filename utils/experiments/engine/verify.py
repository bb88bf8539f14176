"""Recompute one task of a shipped result, from the settings in its record, and compare."""

import os
import re
from typing import NamedTuple

import numpy as np
import pandas as pd

from . import provenance, store
from .experiment import ExperimentError, UsageError
from .tasks import Task, run_task


class Comparison(NamedTuple):
    """What came of a verification: whether it passed, and a sentence that says why."""

    passed: bool
    sentence: str


def verify(experiment, budget_name=None, slice_name=None, folder=store.SHIPPED):
    """Recompute one task of a shipped result and compare it with what is stored.

    On the processor and with the libraries of the record the numbers are the same to the last bit. Others
    round otherwise, and training magnifies that: then the seeds' means may move, but by no more than seeds
    differ among themselves (see :func:`compare`).

    Parameters
    ----------
    experiment : Experiment
    budget_name : str, optional
        By default the largest that is shipped.
    slice_name : str, optional
        Condition and first seed, for example ``rbm:4``; by default the first condition and seed.
    folder : Path

    Returns
    -------
    Comparison

    Raises
    ------
    ExperimentError
        When there is no such result or slice.
    """
    table, record = store.load_result(experiment.name, budget_name, folder)
    if record["version"] != experiment.version:
        raise ExperimentError(
            f"The shipped result of {experiment.name} is of version {record['version']} and the code of "
            f"version {experiment.version}: run the experiment again and ship it."
        )
    condition, seeds = chosen_slice(experiment, record, slice_name)
    family = experiment.family or experiment.name
    task = Task(
        family, record["version"], condition, seeds, record["settings"], record["device"], experiment.compute
    )
    outcome = run_task(task, runner_pid=os.getpid())
    if outcome.error:
        raise ExperimentError(outcome.error)
    key = [name for name in experiment.key if name in table]
    new = viewed(experiment, outcome.table, table, key)
    stored = new[key].merge(table, on=key, how="left")[list(new.columns)]
    spread = table.groupby([name for name in key if name != "seed"])
    comparison = compare(stored, new, key, spread)
    here = provenance.processor(), provenance.versions()
    same_machine = (record["processor"], record["versions"]) == here
    name = f"{experiment.name}-{record['budget']}, slice {condition}:{seeds[0]} (seeds {seeds})"
    tail = "the same" if same_machine else "not the same"
    sentence = f"{name}: {comparison.sentence}; processor and libraries are {tail} as in the record."
    return Comparison(comparison.passed, sentence)


def viewed(experiment, new, stored, key):
    """What the question's view makes of a task's table, in the place of these rows of the stored one.

    What it keeps may depend on all seeds: on an epoch that is chosen by a mean over them, say.
    """
    if not experiment.view:
        return new
    others = stored.set_index(key).drop(pd.MultiIndex.from_frame(new[key]), errors="ignore").reset_index()
    whole = experiment.view(pd.concat([others, new], ignore_index=True))
    return new[key].merge(whole, on=key)[list(whole.columns)]


def chosen_slice(experiment, record, slice_name):
    """Condition and seeds of a task in a result."""
    conditions = experiment.conditions(record["settings"])
    condition, _, first = (slice_name or f"{conditions[0]}:0").partition(":")
    group, n_seeds = record["group"], record["n_seeds"]
    if condition not in conditions or not re.fullmatch(r"\d+", first) or int(first) >= n_seeds:
        raise UsageError(
            f"{slice_name!r} is not a slice; give a condition ({', '.join(conditions)}) and a seed from 0 to "
            f"{n_seeds - 1}, for example {conditions[0]}:0."
        )
    first = int(first) // group * group
    return condition, tuple(range(first, min(first + group, n_seeds)))


def compare(stored, new, key, spread):
    """Compare two tables of the same rows; ``spread`` is the stored table grouped by all but the seed.

    Passed is what is the same to the last bit. So is what has the same numbers missing and seeds' means that
    differ, in every column, by less than twice the standard deviation over seeds; both are means over the
    groups. (Two seeds that went other ways altogether differ by 0.8 deviations on average.) Where there is
    one seed, there is no deviation, and a tenth of the mean is allowed.
    """
    if store.same(stored, new):
        return Comparison(True, "the same to the last bit")
    measured = [name for name in new.columns if name not in key and new[name].dtype.kind == "f"]
    if not (np.isfinite(new[measured]) == np.isfinite(stored[measured])).all(axis=None):
        return Comparison(False, "NOT the same (numbers are missing)")
    groups = [new[name] for name in key if name != "seed"]
    differences = (new[measured] - stored[measured]).groupby(groups).mean().abs().mean()
    deviations, seeds, allowed = spread[measured].std(ddof=0).mean(), "seeds by", 2
    if spread.size().max() == 1:
        deviations, seeds, allowed = stored[measured].abs().mean() / 10, "a tenth of the mean is", 1
    shares = differences / deviations.clip(lower=1e-6)
    name = shares.idxmax()
    detail = f"{name} differs by {differences[name]:.3g} on average, {seeds} {deviations[name]:.3g}"
    if shares[name] < allowed:
        return Comparison(True, f"the same up to rounding ({detail})")
    return Comparison(False, f"NOT the same ({detail})")
