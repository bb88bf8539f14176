"""A lesson runs with the network taken away and nothing in the cache."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from . import clean

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
WITHOUT_NETWORK = Path(__file__).parent / "offline" / "without_network.py"
UNSHARE = ["unshare", "--user", "--map-root-user", "--net"]
TRY_OUT = "import socket; socket.create_connection(('{}', {}), timeout=5)"


def permitted():
    """May we take the network from a process here?"""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*UNSHARE, "true"], capture_output=True, check=False).returncode == 0


needs_unshare = pytest.mark.skipif(not permitted(), reason="unshare --user --net is not permitted here")


def run_offline(*command, **variables):
    """Run a command without a network; give what it wrote and its exit status."""
    return subprocess.run(
        [*UNSHARE, sys.executable, str(WITHOUT_NETWORK), *command],
        cwd=ROOT, env=os.environ | variables, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip


@needs_unshare
def test_outside_is_out_of_reach():
    done = run_offline(sys.executable, "-c", TRY_OUT.format("192.0.2.1", 443))
    assert done.returncode == 1
    assert "Network is unreachable" in done.stderr


@needs_unshare
def test_names_are_not_found():
    done = run_offline(sys.executable, "-c", TRY_OUT.format("example.org", 443))
    assert done.returncode == 1
    assert "gaierror" in done.stderr


@needs_unshare
def test_loopback_works():
    listen = "import socket as s; l = s.create_server(('127.0.0.1', 0)); s.create_connection(l.getsockname())"
    assert run_offline(sys.executable, "-c", listen).returncode == 0


def test_it_refuses_where_there_is_a_network(monkeypatch):
    monkeypatch.syspath_prepend(WITHOUT_NETWORK.parent)
    import without_network

    monkeypatch.setattr(without_network, "interfaces", lambda: ["lo", "eth0"])
    with pytest.raises(SystemExit, match="eth0"):
        without_network.main(["true"])


@needs_unshare
def test_the_first_lesson_runs_without_a_network(tmp_path):
    done = run_offline(
        sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--nbval-lax",
        "--nbval-current-env", "--nbval-cell-timeout=300", str(clean.write_lesson("00_start_here", tmp_path)),
        COURSE_CACHE=str(tmp_path / "cache"), COURSE_NOTES=str(tmp_path / "notes"),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "passed" in done.stdout
    assert (tmp_path / "cache" / "digits_5k.npz").exists()
