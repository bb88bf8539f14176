"""The network can be taken away; that lesson 00 runs without it is seen in test_notebooks.py."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
WITHOUT_NETWORK = Path(__file__).parent / "offline" / "without_network.py"
UNSHARE = ["unshare", "--user", "--map-root-user", "--net"]
CUT_OFF = [*UNSHARE, sys.executable, str(WITHOUT_NETWORK)]  # words before a command
TRY_OUT = "import socket; socket.create_connection(('{}', {}), timeout=5)"


def permitted():
    """May we take the network from a process here?"""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*UNSHARE, "true"], capture_output=True, check=False).returncode == 0


needs_unshare = pytest.mark.skipif(not permitted(), reason="unshare --user --net is not permitted here")


def run_offline(*command):
    """Run a command without a network; give what it wrote and its exit status."""
    return subprocess.run(
        [*CUT_OFF, *command], cwd=ROOT, capture_output=True, text=True, check=False, timeout=600
    )


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
