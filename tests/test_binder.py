"""What Binder would build, told without building it, and what its scripts do."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
BINDER = ROOT / "binder"
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
needs_repo2docker = pytest.mark.skipif(
    importlib.util.find_spec("repo2docker") is None,
    reason="needs jupyter-repo2docker (tests/requirements.txt)",
)


def describe(folder):
    """Ask repo2docker for the Dockerfile of a folder: exit status and everything it wrote."""
    done = subprocess.run(
        [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(folder)],
        cwd=folder, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path):
    """A copy of the files that Binder builds from."""
    shutil.copytree(BINDER, tmp_path / "binder")
    for name in ("requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


@needs_repo2docker
def test_the_image_has_our_python_packages_and_scripts(copy):
    status, dockerfile = describe(copy)
    assert status == 0, dockerfile
    assert "conda environment for python=3.11\n" in dockerfile
    steps = [
        "COPY --chown=0:0 src/ ${REPO_DIR}/",
        'pip install --no-cache-dir -r "binder/requirements.txt"',
        "RUN ./binder/postBuild",
        'ENV R2D_ENTRYPOINT="${REPO_DIR}/binder/start"',
    ]
    places = [dockerfile.find(step) for step in steps]
    assert -1 not in places, dockerfile
    assert places == sorted(places), "the course must be copied before pip needs its requirements.txt"


@needs_repo2docker
def test_a_wrong_python_is_noticed(copy):
    (copy / "binder" / "runtime.txt").write_text("python-3.11.7-nightly\n")
    status, wrote = describe(copy)
    assert status != 0
    assert "python" in wrote.lower()


def test_binder_installs_the_course_from_a_cpu_index():
    lines = (BINDER / "requirements.txt").read_text().splitlines()
    assert "-r ../requirements.txt" in lines
    (index,) = [line for line in lines if line.startswith("--")]
    assert re.fullmatch(r"--extra-index-url https://\S+pytorch\S+/cpu", index)
    assert "index-url" not in (ROOT / "requirements.txt").read_text()


@pytest.mark.parametrize("script", ["start", "postBuild"])
def test_scripts_can_be_run(script):
    path = BINDER / script
    assert os.access(path, os.X_OK), f"chmod +x binder/{script}"
    assert path.read_bytes().startswith(b"#!/bin/sh\n")
    for shell in ("sh", "bash"):
        done = subprocess.run([shell, "-n", str(path)], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_start_caps_the_threads_and_silences_the_news():
    clean = {name: value for name, value in os.environ.items() if name not in THREADS}
    done = subprocess.run(
        [str(BINDER / "start"), "env"], env=clean | {"JUPYTER_CONFIG_PATH": "/before"}, cwd="/",
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    exported = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    assert {exported[name] for name in THREADS} == {"1"}
    ours, before = exported["JUPYTER_CONFIG_PATH"].split(":")
    assert before == "/before"
    assert (Path(ours) / "labconfig" / "default_setting_overrides.json").exists()


def test_start_passes_words_on_whole():
    done = subprocess.run(
        [str(BINDER / "start"), "printf", "%s|", "two words", "*"], capture_output=True, text=True, check=True
    )
    assert done.stdout == "two words|*|"


def test_every_version_is_pinned_within_the_bounds_of_the_lists():
    lines = [line for line in (BINDER / "pins.txt").read_text().splitlines() if not line.startswith("#")]
    pins = dict(line.split("==") for line in lines)
    assert len(pins) == len(lines)
    for path in (ROOT / "requirements.txt", BINDER / "requirements.txt"):
        for line in path.read_text().splitlines():
            if re.match(r"[a-z]", line):
                wanted = Requirement(line.split(" # ")[0])
                assert wanted.specifier.contains(pins[wanted.name]), f"binder/pins.txt: {wanted}"
    assert "-c pins.txt" in (BINDER / "requirements.txt").read_text().splitlines()
