"""The check for known security holes: what it asks, and what it says of each answer."""

import json
import os
import subprocess
import sys

import pytest
from packaging.version import Version

from tests import audit

# The first version without a hole that was known when the lower bound was chosen.
MENDED = {
    "distributed": ("2026.1.0", "CVE-2026-23528"),
    "jupyter-server": ("2.20.0", "CVE-2026-44727"),
    "jupyterlab": ("4.6.4", "CVE-2026-102831"),
    "notebook": ("7.6.3", "CVE-2026-102831"),
    "pillow": ("13.0.0", "CVE-2026-96639"),
    "pyarrow": ("23.0.1", "CVE-2026-25087"),
    "pytest": ("9.0.3", "CVE-2025-71176"),
    "tqdm": ("4.66.3", "CVE-2024-34062"),
}


def answer(*dependencies):
    """A program in place of pip-audit, with this answer."""
    return f"print({json.dumps({'dependencies': dependencies, 'fixes': []})!r})"


def run(tmp_path, program):
    """Run the check with another pip-audit: exit status and what it said."""
    (tmp_path / "pip_audit.py").write_text(program)
    done = subprocess.run(
        [sys.executable, audit.__file__], env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.mark.parametrize("package", MENDED)
def test_lower_bounds_exclude_versions_with_known_holes(package):
    bounds = [found[package] for found in map(audit.lowest, audit.LISTS) if package in found]
    first, hole = MENDED[package]
    assert bounds, f"{package} has no lower bound"
    assert min(map(Version, bounds)) >= Version(first), hole


def test_it_asks_for_the_lowest_version_of_everything_that_is_listed(tmp_path):
    (tmp_path / "asked").write_text("")
    program = f"import sys; open({str(tmp_path / 'asked')!r}, 'w').write(open(sys.argv[2]).read())"
    assert run(tmp_path, program) == (0, "")
    asked = (tmp_path / "asked").read_text().splitlines()
    assert {"numpy==2.4", "torch==2.13.0", "pytest==9.0.3", "notebook==7.6.3"} <= set(asked)
    lines = [line for name in audit.LISTS for line in (audit.ROOT / name).read_text().splitlines()]
    assert len(asked) == sum(bool(line) and line[0].islower() for line in lines)


def test_a_hole_is_told_with_its_list_and_what_to_do(tmp_path):
    hole = {"id": "PYSEC-1", "fix_versions": ["8.4.9", "9.0.9"], "aliases": ["CVE-1"], "description": "long"}
    pytest_ = {"name": "pytest", "version": "9.0.3", "vulns": [hole]}
    good = {"name": "numpy", "version": "2.4", "vulns": []}
    assert run(tmp_path, answer(good, pytest_)) == (
        1,
        "requirements.txt: pytest 9.0.3 has a known hole (PYSEC-1, CVE-1): raise the lower bound to 9.0.9 or "
        "later.\n",
    )


def test_a_hole_that_nothing_mends_is_told_and_does_not_fail(tmp_path):
    ruff = {"name": "ruff", "version": "0.17", "vulns": [{"id": "PYSEC-2", "fix_versions": []}]}
    assert run(tmp_path, answer(ruff)) == (
        0,
        "tests/requirements.txt: ruff 0.17 has a known hole (PYSEC-2): no version mends it yet.\n",
    )


SILENT = {
    "no network": "raise ConnectionError('no route to host')",
    "nothing known there": answer({"name": "pytest", "skip_reason": "not found"}),
    "no pip-audit": "raise ModuleNotFoundError('pip_audit')",
    "a web page": "print('<html>Please log in</html>')",
    "another form": "print('[]')",
}


@pytest.mark.parametrize("case", SILENT)
def test_it_is_silent_where_the_index_cannot_be_reached(tmp_path, case):
    assert run(tmp_path, SILENT[case]) == (0, "")


def test_it_does_not_wait_for_ever(tmp_path, monkeypatch):
    (tmp_path / "pip_audit.py").write_text("import time; time.sleep(60)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(audit, "LONGEST", 0.5)
    assert audit.ask({"pytest": "9.0.3"}) == []
