"""Tables in Parquet files with a record of what made them: written whole or not at all, checked when read."""

import hashlib
import io
import json
import os
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ...data.cache import open_whole, why
from . import manifest, provenance
from .experiment import BUDGETS, Damaged, ExperimentError

RECORD = b"record"
SHIPPED = Path(__file__).resolve().parents[2] / "results"
seen = {}  # what this process has read of them: digests of tables, and for a question the budgets there are


def results_folder(out=None):
    """Folder of this computer's results: ``out``, else what ``COURSE_RESULTS`` names, else results_local."""
    return Path(os.path.expanduser(out or os.environ.get("COURSE_RESULTS") or "results_local")).absolute()


def digest(table):
    """SHA-256 of a table's values, as 64 hexadecimal digits, whatever the file that keeps them looks like.

    It covers names, types and order of the columns and each value to the last bit, row by row. Every NaN is
    the same, and so is every text, however pandas keeps it.

    Parameters
    ----------
    table : pandas.DataFrame

    Returns
    -------
    str
    """
    hashed = hashlib.sha256()
    for name, column in table.items():
        values = column.to_numpy()
        if values.dtype.kind in "biuf":
            if values.dtype.kind == "f":
                values = np.where(np.isnan(values), np.array(np.nan, values.dtype), values)
            kind, content = values.dtype.name, values.astype(values.dtype.newbyteorder("<")).tobytes()
        else:
            texts = {text: _labelled(text) for text in {v for v in values if type(v) is str}}
            labelled = (texts[v] if type(v) is str else _labelled(v) for v in values)
            kind, content = "objects", b"".join(labelled)
        hashed.update(f"{name}:{kind}:{len(values)}:{len(content)}:".encode() + content)
    return hashed.hexdigest()


def _labelled(value):
    """A text, bytes or nothing as bytes that tell which of them they were and where they end."""
    if value is None or value != value:
        return b"-"
    kind, content = (b"b", value) if isinstance(value, bytes) else (b"t", str(value).encode())
    return b"%s%d:%s" % (kind, len(content), content)


def write(path, table, record):
    """Write a table and its record, so that others see the whole file or none.

    Parameters
    ----------
    path : Path
    table : pandas.DataFrame
    record : dict
        What made the table; only what JSON can hold.

    Returns
    -------
    dict
        The record as it is kept: with the table's digest.

    Raises
    ------
    ExperimentError
        When the disk is full or the folder cannot be written to.
    """
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    record = record | {"digest": digest(arrow.to_pandas())}
    metadata = dict(arrow.schema.metadata or {}) | {RECORD: json.dumps(record, sort_keys=True).encode()}
    buffer = io.BytesIO()
    pq.write_table(
        arrow.replace_schema_metadata(metadata), buffer, compression="zstd", write_page_checksum=True
    )
    write_bytes(path, buffer.getvalue())
    return record


def write_bytes(path, content):
    """Write bytes whole or not at all; a full disk is told in one sentence."""
    try:
        with open_whole(path) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise ExperimentError(
            f"{path} cannot be written ({why(error)}): make room there, or name another folder with --out; "
            "finished tasks are kept, and the same command goes on from them."
        ) from error


def read(path):
    """The table and the record of a file.

    Returns
    -------
    table : pandas.DataFrame
    record : dict

    Raises
    ------
    FileNotFoundError
        When there is no such file.
    Damaged
        When it cannot be read, fails its checksums, has no record, or has another table's.
    """
    try:
        arrow = pq.read_table(io.BytesIO(path.read_bytes()), page_checksum_verification=True)
        table, record = arrow.to_pandas(), dict(json.loads(arrow.schema.metadata[RECORD]))
    except FileNotFoundError:
        raise
    except Exception as error:  # whatever is wrong with the file, it is of no use
        reason = "no record of what made it" if isinstance(error, KeyError | TypeError) else "unreadable"
        raise damaged(path, reason) from error
    if record.get("digest", digest(table)) != digest(table):  # older tables of tasks have none
        raise damaged(path, "its numbers are not those that its record was written for")
    return table, record


def damaged(path, reason):
    """The error about a file that is no result, and what to do."""
    return Damaged(
        f"{path} is damaged ({reason}): delete it and run the same experiment again, or ship it again."
    )


def read_task(path, task):
    """The table and the record of a task's file, which must be that very task's.

    Raises
    ------
    FileNotFoundError, Damaged
        As for :func:`read`, and when the fingerprint is another task's or the record lacks something.
    """
    table, record = read(path)
    if record.get("fingerprint") != task.fingerprint:
        raise Damaged(f"{path} is damaged (it holds the table of another task): delete it.")
    lacking = [name for name in (*provenance.MACHINE, *provenance.SECONDS) if name not in record]
    if lacking:
        raise Damaged(f"{path} is damaged (its record has no {', '.join(lacking)}): delete it.")
    return table, record


def result_path(folder, name, budget):
    """Where the table of all tasks of an experiment is kept."""
    return folder / f"{name}-{budget}.parquet"


def budgets_of(name, folder=SHIPPED):
    """The budgets with which a folder has a result of an experiment, the largest first."""
    found = [budget for budget in BUDGETS[::-1] if result_path(Path(folder), name, budget).exists()]
    if Path(folder) == SHIPPED:
        seen[name] = found
    return found


def now(before):
    """What is there today of what a process has seen: the same where nothing was shipped since."""
    entries = manifest.read(SHIPPED)
    return {
        name: entries.get(name, {}).get("table") if isinstance(was, str) else budgets_of(name)
        for name, was in before.items()
    }


def load_result(name, budget=None, folder=SHIPPED):
    """A shipped result, of the largest budget there is.

    Parameters
    ----------
    name : str
        Of the experiment.
    budget : str, optional
    folder : Path
        Of the results; by default those that come with the course.

    Returns
    -------
    table : pandas.DataFrame
    record : dict

    Raises
    ------
    ExperimentError
        When there is none, its file is damaged, or not the one in the manifest of the shipped results.
    """
    wanted = budget or next(iter(budgets_of(name, folder)), "")
    path = result_path(Path(folder), name, wanted)
    if path.exists():
        table, record = read(path)
        lacking = [name for name in provenance.FIELDS if name not in record]
        if lacking:
            raise damaged(path, f"its record has no {', '.join(lacking)}")
        manifest.check(path, record, required=path.parent == SHIPPED)
        if path.parent == SHIPPED:
            seen[path.stem] = record["digest"]
        return table, record
    command = "python -m utils.experiments"
    of = f" with the budget {budget}" if budget else ""
    choose = "" if budget else f"choose a budget by `{command} list`, "
    given = budget or "BUDGET"
    raise ExperimentError(
        f"{folder} has no result of {name}{of}: {choose}run `{command} run {name} --budget {given}`, then "
        f"`{command} ship {name} --budget {given}`."
    )


def same(a, b):
    """Whether two tables are the same to the last bit."""
    return digest(a) == digest(b)
