"""Weights that lessons look into, in a safetensors file beside the table that they were made with."""

from pathlib import Path

import numpy as np

from . import manifest, store


def write(path, arrays, table):
    """Write arrays beside a table, whole or not at all.

    Parameters
    ----------
    path : Path
    arrays : dict of str to ndarray
    table : str
        The digest of the table that they belong to.

    Raises
    ------
    ExperimentError
        When the disk is full or the folder cannot be written to.
    """
    from safetensors.numpy import save

    whole = {name: np.ascontiguousarray(array) for name, array in sorted(arrays.items())}
    store.write_bytes(path, save(whole, {"table": table}))


def load(name, budget=None, folder=store.SHIPPED):
    """The weights that a result keeps, by name.

    Parameters
    ----------
    name : str
        Of the experiment.
    budget : str, optional
        By default the largest that is there.
    folder : Path
        Of the results; by default those that come with the course.

    Returns
    -------
    dict of str to ndarray
        Empty where the result keeps none.

    Raises
    ------
    ExperimentError
        When there is no such result.
    Damaged
        When a file is not what it should be, or the weights are those of another result.
    """
    from safetensors import SafetensorError, safe_open

    _, record = store.load_result(name, budget, folder)
    table = store.result_path(Path(folder), name, record["budget"])
    path = table.with_suffix(".safetensors")
    if not path.exists():
        return {}
    manifest.check_files(table)
    try:
        with safe_open(path, "numpy") as file:
            made_with = (file.metadata() or {}).get("table")
            arrays = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        raise store.damaged(path, "unreadable") from error
    if made_with != record["digest"]:
        raise store.damaged(path, "its weights are those of another result")
    return arrays
