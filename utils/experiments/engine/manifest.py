"""The list of shipped results, ``manifest.json`` beside them: what each file has to be.

A result is a table, its figure and, where a lesson looks into them, weights. The list has a digest of the
table's values, of its record, and of each file as it is. So a later change to any of them is seen at once,
and nothing has to be computed again. It does not tell whether the numbers were right when they were shipped:
``verify`` computes them again.
"""

import hashlib
import json

from .experiment import Damaged

NAME = "manifest.json"
SUFFIXES = (".parquet", ".png", ".safetensors")  # the table, its figure, weights
WAITING = ".new"  # ending of a file that a shipment has not put in its place yet


def read(folder):
    """The list of a folder: ``{"depth-course": {"table": digest, ...}, ...}``; empty where there is none.

    Raises
    ------
    Damaged
        When it is not what :func:`text` writes.
    """
    path = folder / NAME
    try:
        entries = json.loads(path.read_bytes())
        return {name: dict(entry) for name, entry in entries.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise Damaged(f"{path} is damaged: get it again from where the course came from.") from error


def text(entries):
    """The bytes of a list, a line for each thing, so that a comparison of two versions shows what changed."""
    return (json.dumps(entries, indent=1, sort_keys=True) + "\n").encode()


def entry(record, n_rows, files):
    """What the list says of one result.

    Parameters
    ----------
    record : dict
        The table's, with its ``digest``.
    n_rows : int
    files : dict of str to bytes
        The content of each file, by suffix.

    Returns
    -------
    dict
    """
    told = {name: record[name] for name in ("version", "n_seeds", "commit")}
    return told | {
        "table": record["digest"],
        "record": of_record(record),
        "rows": n_rows,
        "files": {suffix: of_bytes(content) for suffix, content in files.items()},
    }


def of_bytes(content):
    """SHA-256 of bytes."""
    return hashlib.sha256(content).hexdigest()


def of_record(record):
    """SHA-256 of a record."""
    return of_bytes(json.dumps(record, sort_keys=True).encode())


def check(path, record, required):
    """Raise Damaged unless a table that was just read is the one in the list of its folder.

    Parameters
    ----------
    path : Path
        Of the table's file.
    record : dict
        Its record, the digest in which :func:`.store.read` has compared with the table.
    required : bool
        Whether the folder must have a list; one without may have any tables.
    """
    entries = read(path.parent)
    if not entries and not required:
        return
    known = entries.get(path.stem)
    if known is None:
        raise Damaged(f"{path} is not among the shipped results in {NAME}: `ship` it, or delete it.")
    if path.with_name(path.name + WAITING).exists():
        raise Damaged(
            f"Shipping {path.stem} was interrupted: `python -m utils.experiments claims` ends or undoes it."
        )
    for what, found in (("table", record.get("digest")), ("record", of_record(record))):
        if found != known.get(what):
            raise Damaged(
                f"{path} is not what was shipped (its {what} is not the one in {NAME}): get it again from "
                "where the course came from, or run the experiment again and ship it."
            )


def check_files(path):
    """Raise Damaged unless a table's file and those beside it are the ones in its folder's list, if any."""
    known = read(path.parent).get(path.stem)
    for suffix in SUFFIXES if known else ():
        file, wanted = path.with_suffix(suffix), known.get("files", {}).get(suffix)
        found = of_bytes(file.read_bytes()) if file.exists() else None
        if found != wanted:
            fault = "is missing" if found is None else "is not what was shipped"
            raise Damaged(f"{file} {fault} (see {NAME}): get it again, or ship the experiment again.")
