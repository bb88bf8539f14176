"""``make check`` asks whether the lowest versions that our lists allow have known security holes.

Pip-audit asks the index of advisories. Where that cannot be reached, nothing is said and nothing fails.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LISTS = ("requirements.txt", "tests/requirements.txt", "binder/requirements.txt")
LONGEST = 60  # seconds for all answers; one that takes five ends it


def lowest(name):
    """The packages of a list and the lowest version that it allows of each.

    Parameters
    ----------
    name : str
        Path of the list from the course's folder.

    Returns
    -------
    dict of str to str
    """
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)[>=]=([\d.]+)", text, re.MULTILINE))


def ask(pins):
    """What pip-audit says of exact versions, or an empty list where the index cannot be reached.

    Parameters
    ----------
    pins : dict of str to str
        Package and version.

    Returns
    -------
    list of dict
        As in pip-audit's JSON: ``name``, ``version`` and ``vulns``, or ``skip_reason`` in place of the last.
    """
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder) / "requirements.txt"
        exact.write_text("\n".join(f"{name}=={version}" for name, version in pins.items()), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "pip_audit",
            "--requirement",
            str(exact),
            "--no-deps",
            "--disable-pip",
        ]
        command += ["--format", "json", "--progress-spinner", "off", "--timeout", "5"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=False)
            return json.loads(done.stdout)["dependencies"]
        except (subprocess.TimeoutExpired, ValueError, TypeError, KeyError):  # no answer, or something else
            return []


def main():
    """Say which lower bounds to raise.

    Returns
    -------
    int
        1 when there are any, otherwise 0.
    """
    pins = {name: lowest(name) for name in LISTS}
    answers = ask({package: version for found in pins.values() for package, version in found.items()})
    raised = 0
    for answer in answers:
        for hole in answer.get("vulns", []):
            place = next(name for name, found in pins.items() if answer["name"] in found)
            mended = hole["fix_versions"]
            raised += bool(mended)
            what = f"raise the lower bound to {mended[-1]} or later" if mended else "no version mends it yet"
            names = ", ".join([hole["id"], *hole.get("aliases", [])])
            print(f"{place}: {answer['name']} {answer['version']} has a known hole ({names}): {what}.")
    return 1 if raised else 0


if __name__ == "__main__":
    sys.exit(main())
