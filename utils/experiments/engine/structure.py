"""What a table has to be, whoever made it: its columns, its rows each exactly once, no number missing."""

import numpy as np
import pandas as pd

from .experiment import ExperimentError
from .provenance import FIELDS


def _are_texts(value):
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _are_errors_of_depths(value):
    """A dict of a dict of a list of numbers."""
    return isinstance(value, dict) and all(
        isinstance(of_depth, dict)
        and all(
            isinstance(few, list) and all(isinstance(e, int | float) for e in few)
            for few in of_depth.values()
        )
        for of_depth in value.values()
    )


# What the records of some questions have beside the fields of all.
REMARKS = {"rates_at_edge_of_grid": _are_texts, "too_deep": _are_errors_of_depths}


def record_fault(experiment, budget_name, record):
    """What is wrong with the record of a result, as a sentence, or nothing.

    Parameters
    ----------
    experiment : Experiment
    budget_name : str
        The one that the file is named after.
    record : dict

    Returns
    -------
    str
    """
    for name, kind in FIELDS.items():
        if not isinstance(record.get(name), kind):
            return f"its record has no good {name!r}"
    for name, is_good in REMARKS.items():
        if name in record and not is_good(record[name]):
            return f"its record has no good {name!r}"
    wanted = {"experiment": experiment.name, "budget": budget_name, "version": experiment.version}
    wanted["seeds"] = f"0-{record['n_seeds'] - 1}"
    for name, value in wanted.items():
        if record[name] != value:
            return f"its record says {name} {record[name]}, and it should be {value}"
    planned = experiment.budget(budget_name).settings
    for name in sorted({*planned, *record["settings"]}):
        added = experiment.prepare and name not in planned
        if not added and record["settings"].get(name) != planned.get(name):
            return f"the setting {name!r} in its record is not that of the budget {budget_name}"
    if record["n_seeds"] < 1 or record["group"] < 1:
        return "its record says that there are no seeds"
    if record["device"] not in experiment.budget(budget_name).group:
        return f"its record says device {record['device']}, for which it has no budget"
    return ""


def settings_fault(experiment, budget_name, record, folder):
    """A setting that is not what the experiment's own preparation gives today, as a sentence, or nothing."""
    if not experiment.prepare:
        return ""
    planned = experiment.budget(budget_name).settings
    try:
        settings, _ = experiment.prepare(experiment, budget_name, dict(planned), folder, None)
    except ExperimentError:  # what it is prepared from is not here
        return ""
    for name in sorted({*settings, *record["settings"]}):
        if settings.get(name) != record["settings"].get(name):
            return f"the setting {name!r} in its record is not the one that its preparation chooses"
    return ""


def fault(experiment, budget_name, table, record):
    """What is wrong with a result, as a sentence, or nothing."""
    wrong = record_fault(experiment, budget_name, record)
    if wrong:
        return wrong
    settings = record["settings"]
    parts = [(condition, range(record["n_seeds"])) for condition in experiment.conditions(settings)]
    return table_fault(experiment, settings, parts, table)


def task_fault(experiment, task, table):
    """What is wrong with the table of a task, as a sentence, or nothing."""
    return table_fault(experiment, task.settings, [(task.condition, task.seeds)], table, joined=False)


def rows_wanted(experiment, settings, parts, joined):
    """The rows that a table must have, in their order, with stand-ins for what is measured.

    Parameters
    ----------
    experiment : Experiment
    settings : dict
    parts : list of (str, sequence of int)
        Conditions and their seeds.
    joined : bool
        Whether it is the table of a result, which the question's view has been applied to, or of a task.

    Returns
    -------
    pandas.DataFrame
    """
    blocks = [block for condition, seeds in parts for block in experiment.rows(settings, condition, seeds)]
    rows = [pd.MultiIndex.from_product(block.values(), names=block).to_frame(index=False) for block in blocks]
    wanted = pd.concat(rows, ignore_index=True)
    for name, limits in experiment.measures(settings).items():
        wanted[name] = b"" if limits is bytes else limits[0]
    return in_order(experiment, settings, wanted) if joined else wanted


def in_order(experiment, settings, table):
    """A result made of the tables of all tasks: what the question keeps of them, sorted by its key."""
    table = experiment.view(table) if experiment.view else table
    key = key_of(experiment, settings)
    return table.sort_values(key, kind="stable", ignore_index=True)


def key_of(experiment, settings):
    """The columns that tell the rows apart."""
    return list(experiment.rows(settings, experiment.conditions(settings)[0], (0,))[0])


def table_fault(experiment, settings, parts, table, joined=True):
    """What is wrong with a table, as a sentence, or nothing; parameters as in :func:`rows_wanted`."""
    wanted = rows_wanted(experiment, settings, parts, joined)
    for name in wanted:
        if name not in table:
            return f"the column {name} is missing"
    for name in table:
        if name not in wanted:
            return f"the column {name} does not belong there"
    key = key_of(experiment, settings)
    return (
        key_fault(wanted[key], table[key], joined)
        or missing_fault(experiment, key, table, joined)
        or range_fault(experiment.measures(settings), key, table)
    )


def key_fault(wanted, found, joined):
    """Rows that are missing, do not belong, are there twice or, in a result, out of order."""
    for name in wanted:
        if wanted[name].dtype.kind != found[name].dtype.kind:
            return f"the column {name} holds {found[name].dtype} in the place of {wanted[name].dtype}"
    twice = found.duplicated()
    wanted_index, found_index = pd.MultiIndex.from_frame(wanted), pd.MultiIndex.from_frame(found)
    for rows, which, verb in (
        (found, twice, "there more than once"),
        (wanted, ~wanted_index.isin(found_index), "missing"),
        (found, ~found_index.isin(wanted_index), "there and should not be"),
    ):
        if which.any():
            return f"{n_rows(which.sum())} {verb}, the first is {place(rows[which].iloc[0])}"
    if joined and not wanted_index.equals(found_index):
        return f"its rows are not in the order of {', '.join(wanted)}"
    return ""


def missing_fault(experiment, key, table, joined):
    """Numbers that are missing where the question's view leaves none out."""
    filled = table.copy()
    for name in table.columns.difference(key):
        filled[name] = table[name].fillna(0.0 if table[name].dtype.kind == "f" else b"")
    wanted = experiment.view(filled) if joined and experiment.view else filled
    for name in table.columns.difference(key):
        wrong = table[name].isna() & ~wanted[name].isna()
        if wrong.any():
            first = place(table.loc[wrong, key].iloc[0])
            return f"{wrong.sum()} numbers of {name} are missing, the first at {first}"
    return ""


def range_fault(measures, key, table):
    """Measured values of another kind, or beyond what is possible at all."""
    for name, limits in measures.items():
        if name not in table:
            continue
        values = table[name]
        if limits is bytes:
            wrong = values.map(lambda value: not isinstance(value, bytes)) & values.notna()
            between = "bytes"
        elif values.dtype.kind != "f":
            return f"the column {name} holds {values.dtype} and no floating-point numbers"
        else:
            wrong = values.notna() & ~(values.between(*limits) & np.isfinite(values))
            between = "numbers from {:g} to {:g}".format(*limits)
        if wrong.any():
            first = place(table.loc[wrong, key].iloc[0])
            return f"{wrong.sum()} values of {name} are not {between}, the first at {first}"
    return ""


def n_rows(n):
    """A number of rows with its verb."""
    return f"{n} row is" if n == 1 else f"{n:,} rows are"


def place(row):
    """A row's key in words."""
    return ", ".join(f"{name} {value}" for name, value in row.items())
