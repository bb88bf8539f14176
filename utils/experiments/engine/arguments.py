"""What a user may give: numbers, folders, devices, addresses; what cannot be meant is told before a run."""

import re
import tempfile

from ...data.cache import why
from .experiment import UsageError

MOST = {"--seeds": 10_000, "--workers": 1_000}
ADDRESS = re.compile(r"((tcp|tls|ucx|ws|wss)://)?([^\s/:\[\]]+|\[[0-9A-Fa-f:.]+(%\w+)?\]):(?P<port>\d{1,5})")


def checked_count(text, name):
    """A whole number, from 1 to the most that makes sense, from the argument of that name."""
    try:
        count = int(str(text))
    except ValueError:
        count = 0
    if count < 1:
        raise UsageError(f"{name} is {text}; give a whole number, at least 1.")
    if count > MOST[name]:
        raise UsageError(f"{name} is {text}; give a whole number, at most {MOST[name]}.")
    return count


def check_no_file(folder):
    """Raise a UsageError where a folder's name is a file's."""
    for place in (folder, *folder.parents):
        if place.exists() and not place.is_dir():
            raise UsageError(f"{place} is a file, and results need a folder: name another one with --out.")


def check_writable(folder):
    """Raise a UsageError unless files can be written in a folder, which is made if need be."""
    check_no_file(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise UsageError(
            f"Results cannot be written in {folder} ({why(error)}): name another folder with --out."
        ) from error


def check_device(device, scheduler):
    """Raise a UsageError unless the device is possible here, or may be in the cluster."""
    kind, _, number = device.partition(":")
    if kind not in ("cpu", "cuda") or (number and not number.isdecimal()) or device.startswith("cpu:"):
        raise UsageError(f"The device {device!r} is not known; give cpu, cuda or cuda:N.")
    if kind == "cuda" and not scheduler:
        from torch.cuda import device_count

        if device_count() <= int(number or 0):
            raise UsageError(f"The device is {device!r}, but PyTorch sees {device_count()} GPUs: give cpu.")


def check_address(address):
    """Raise a UsageError where a scheduler is named by what is no address."""
    if address is not None:
        found = ADDRESS.fullmatch(address)
        if not found or not 0 < int(found["port"]) < 65536:
            raise UsageError(f"The scheduler {address!r} is no address; give one like tcp://127.0.0.1:8786.")
