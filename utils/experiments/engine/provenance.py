"""What made a result: the commit and the code, the versions of the libraries, the processor.

Results are the same to the last bit only where all of these are.
"""

import functools
import hashlib
import importlib.metadata
import platform
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
NUMBERS = {"cpu family": "family", "model": "model", "stepping": "stepping"}  # in Linux, beside the name
NO_PART = ("teaching", "lessons")  # folders of utils whose code decides no number of an experiment
NOT_RECORDED = "not recorded"  # by an earlier version of the course
FIELDS = {  # of the record of a result
    "experiment": str, "budget": str, "version": int, "settings": dict, "seeds": str, "n_seeds": int,
    "group": int, "device": str, "commit": (str, list), "versions": (dict, list), "processor": (str, list),
    "digest": str,
}  # fmt: skip
MACHINE, SECONDS = ("commit", "versions", "processor"), ("seconds", "cpu_seconds")  # in each task's record
LIBRARIES = ("numpy", "torch", "pandas", "pyarrow", "joblib")


@functools.cache
def commit():
    """The project's commit, with ``+changes`` where files differ from it; ``unknown`` outside a checkout."""
    git = ["git", "-C", str(ROOT), "--no-optional-locks"]
    try:
        head, changes = (
            subprocess.run([*git, *command], capture_output=True, text=True, check=True, timeout=30).stdout
            for command in (["rev-parse", "HEAD"], ["status", "--porcelain", "--", "utils"])
        )
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return head.strip() + ("+changes" if changes.strip() else "")


@functools.cache
def code():
    """Digest of the course's own code that computes, as it was when this process first asked: 16 digits.

    It is the same on every system: of the files' names, and their text with one kind of line ends.
    """
    folder = ROOT / "utils"
    return digest({path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.py")})


def digest(files):
    """The same of any version of the code: of the bytes of its files by their names in ``utils``."""
    hashed = hashlib.sha256()
    for name in sorted(files):
        if name.partition("/")[0] not in NO_PART:
            text = files[name].replace(b"\r\n", b"\n")
            hashed.update(f"{name} {len(text)}\n".encode() + text)
    return hashed.hexdigest()[:16]


@functools.cache
def versions():
    """Versions of Python and of the libraries that compute and keep the numbers."""
    found = {name: importlib.metadata.version(name) for name in LIBRARIES}
    return {"python": platform.python_version()} | found


@functools.cache
def processor():
    """Name of the processor, with family, model and stepping where the operating system tells them.

    The name alone is not enough: some that share one round otherwise.
    """
    try:
        told = named_in(Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    except OSError:
        told = ""
    return told or platform.processor() or platform.machine()


def named_in(text):
    """The first processor of a Linux /proc/cpuinfo, or nothing where it has no name there."""
    lines = text.partition("\n\n")[0].splitlines()
    told = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    if "model name" not in told:
        return ""
    return ", ".join([told["model name"], *(f"{NUMBERS[key]} {told[key]}" for key in NUMBERS if key in told)])


def of_machine(device="cpu"):
    """The record of this machine: commit, code, versions and processor, of the GPU where that computed."""
    name = processor()
    if device != "cpu":
        import torch

        name = torch.cuda.get_device_name(device)
    return {"commit": commit(), "code": code(), "versions": versions(), "processor": name}


def as_list(found):
    """The values of a field that has one or, where records were merged, several."""
    return found if isinstance(found, list) else [found]


def merged(records):
    """One record from those of all tasks: seconds added up, and every different value of the rest.

    A record that was merged before may be among them.
    """
    together = {key: round(sum(record[key] for record in records), 1) for key in SECONDS}
    for key in (*MACHINE, "code"):
        different = []
        for record in records:
            found = record.get(key, NOT_RECORDED)
            different += [one for one in as_list(found) if one not in different]
        together[key] = different[0] if len(different) == 1 else different
    return together
