"""Which processor this is: results are the same to the last bit only where it, too, is the same."""

import functools
import platform
from pathlib import Path

NUMBERS = {"cpu family": "family", "model": "model", "stepping": "stepping"}


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
