"""Put a result among those that come with the course: table, figure, weights and list together, or nothing.

The new files are written beside the old ones, with the ending ``.new``. Then the new ``manifest.json`` takes
the place of the old one: from here on the result is shipped. Last, each new file takes its name. Whenever
that is interrupted, :func:`settle` either ends it (the list names the waiting file) or undoes it.
"""

import json
import os

from . import manifest, store, structure
from .experiment import Damaged, ExperimentError


def ship(experiment, budget_name, folder, seeds=None):
    """Copy a collected result to the shipped ones, if it is whole and of this very experiment.

    Parameters
    ----------
    experiment : Experiment
    budget_name : str
    folder : Path
        Where it was collected.
    seeds : int, optional
        How many seeds it has, for one that has fewer than its budget or than the shipped one: so nobody
        ships less than is meant.

    Returns
    -------
    table : pandas.DataFrame
    record : dict

    Raises
    ------
    ExperimentError
        When something is wrong with it, or it cannot be written; then all is as it was.
    """
    settle(store.SHIPPED)
    path = store.result_path(folder, experiment.name, budget_name)
    table, record = store.load_result(experiment.name, budget_name, folder)
    fault = structure.fault(experiment, budget_name, table, record)
    fault = fault or files_fault(path, record, bool(experiment.draw), bool(experiment.weights))
    if fault:
        raise ExperimentError(f"{path} is not shipped, since {fault}: run {experiment.name} again.")
    refuse_fewer(experiment, budget_name, record, seeds)
    files = {
        suffix: path.with_suffix(suffix).read_bytes()
        for suffix in manifest.SUFFIXES
        if path.with_suffix(suffix).exists()
    }
    place(store.SHIPPED, path.stem, manifest.entry(record, len(table), files), files)
    return table, record


def files_fault(path, record, wants_figure, wants_weights=False):
    """What is wrong with the figure or the weights beside a table, as a sentence, or nothing."""
    wanted = {".png": wants_figure and "its figure", ".safetensors": wants_weights and "its file of weights"}
    for suffix in manifest.SUFFIXES[1:]:
        file = path.with_suffix(suffix)
        if not file.exists():
            if wanted[suffix]:
                return f"{wanted[suffix]} {file.name} is missing"
        elif made_with(file) != record["digest"]:
            return f"{file.name} was not made together with it"
    return ""


def made_with(file):
    """The digest of the table that a figure or a file of weights says it was made with, or nothing."""
    try:
        if file.suffix == ".png":
            from PIL import Image

            with Image.open(file) as image:
                return image.text.get("table")
        content = file.read_bytes()  # safetensors: the length of the header, the header as JSON, the numbers
        header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
        return header["__metadata__"]["table"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def refuse_fewer(experiment, budget_name, record, seeds):
    """Raise an ExperimentError where there are fewer seeds than there should be and nobody said so."""
    found, planned = record["n_seeds"], experiment.budget(budget_name).seeds
    shipped = manifest.read(store.SHIPPED).get(f"{experiment.name}-{budget_name}", {}).get("n_seeds", 0)
    if seeds is not None and seeds != found:
        raise ExperimentError(f"{experiment.name}-{budget_name} has {found} seeds and not {seeds}.")
    if seeds is None and found < max(planned, shipped):
        raise ExperimentError(
            f"{experiment.name}-{budget_name} has {found} seeds; its budget has {planned} and the shipped "
            f"result {shipped or 'none'}: to ship it all the same, say `--seeds {found}`."
        )


def place(folder, name, entry, files):
    """Put the files of one result and its entry in the list in their places, all or none.

    Parameters
    ----------
    folder : Path
    name : str
        For example ``depth-course``.
    entry : dict
    files : dict of str to bytes
        Contents, by suffix.
    """
    entries = manifest.read(folder) | {name: entry}
    try:
        for suffix, content in files.items():
            store.write_bytes(folder / f"{name}{suffix}{manifest.WAITING}", content)
        store.write_bytes(folder / manifest.NAME, manifest.text(entries))
    except ExperimentError:
        settle(folder)
        raise
    settle(folder)


def settle(folder):
    """End or undo what an interrupted shipment left: one test where there is nothing to do.

    Raises
    ------
    ExperimentError
        When the folder cannot be written to.
    """
    waiting = sorted(folder.glob(f"*{manifest.WAITING}"))
    entries = manifest.read(folder) if waiting else {}
    try:
        for path in waiting:
            file = path.with_suffix("")
            wanted = entries.get(file.stem, {}).get("files", {})
            if wanted.get(file.suffix) == manifest.of_bytes(path.read_bytes()):
                os.replace(path, file)
                remove_others(file, wanted)
            else:
                path.unlink()
    except OSError as error:
        raise ExperimentError(
            f"{folder} cannot be written to ({error.strerror}): a shipment was interrupted there, and only "
            "a command that may write can end it."
        ) from error


def remove_others(file, wanted):
    """Delete what the result that was replaced had beside it and this one has not."""
    for suffix in manifest.SUFFIXES:
        if suffix not in wanted:
            file.with_suffix(suffix).unlink(missing_ok=True)


def check_files(path, record, wants_figure, wants_weights=False):
    """Raise Damaged unless figure and weights beside a table are those in the list, and made with it."""
    manifest.check_files(path)
    fault = files_fault(path, record, wants_figure, wants_weights)
    if fault:
        raise Damaged(f"{path} and what is beside it are not one result, since {fault}: ship it again.")
