"""Sentences in the lessons that rest on a result: the stored outputs bear them out."""

import re

import nbformat
import numpy as np
import pytest

from utils.teaching import build


def printed(name):
    """Everything that a solution printed."""
    notebook = nbformat.read(build.ROOT / "solutions" / f"{name}.ipynb", as_version=4)
    return "".join(out.get("text", "") for cell in notebook.cells for out in cell.get("outputs", []))


@pytest.mark.parametrize(("n", "low", "high"), [(5, 0.82, 0.86), (20, 0.9, 0.945)])
def test_lesson_05_the_bootstrap_is_too_narrow_with_few_seeds(n, low, high):
    rng = np.random.default_rng(0)
    held = []
    for _ in range(5000):
        means = rng.normal(size=n)[rng.integers(0, n, (400, n))].mean(axis=1)
        ends = np.quantile(means, [0.025, 0.975])
        held.append(ends[0] <= 0 <= ends[1])
    assert low < np.mean(held) < high


def test_lesson_05_runs_an_experiment_once():
    text = printed("05_add_seeds")
    assert text.count("3 of 3 tasks |") == 2
    assert "demo: 3 of 3 tasks finished, not collected" in text


def test_no_lesson_that_exists_is_said_not_to_be_written():
    """A lesson may announce one that is still to come, and must not when it has come."""
    paths = build.source_paths()
    for path in paths:
        text = path.read_text(encoding="utf-8").replace("\n# ", " ")
        said = re.findall(r"[Ll]esson (\d\d)[^.]*(?:\. It is)? not written yet", text)
        assert len(said) == text.count("not written yet"), path.name
        assert not set(said) & {other.stem[:2] for other in paths}, path.name
