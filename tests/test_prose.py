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


def test_lesson_05_same_model_and_drift():
    text = printed("05_add_seeds")
    assert float(re.search(r"your gradient and autograd's: (\S+)", text)[1]) < 1e-12
    for name, first in (("float32", 1e-6), ("float64", 1e-14)):
        after_one, after_all = re.search(
            rf"{name}: (\S+) after one update, .+ (\S+) after eight", text
        ).groups()
        assert float(after_one) < first
        assert float(after_all) > 1000 * float(after_one)
    errors = re.findall(r"float\d\d: test errors \(%\)  NumPy \[([^\]]+)\]  PyTorch \[([^\]]+)\]", text)
    assert len(errors) == 2
    means = [np.mean([float(error) for error in some.split()]) for pair in errors for some in pair]
    assert max(means) - min(means) < 5, "neither is wrong"
    assert float(re.search(r"gradient alone and beside two others: (\S+)", text)[1]) < 1e-12
    assert "beside 3 and 8: True" in text
    moved, starts = re.search(
        r"same seed differ by up to (\S+) points, the means of the seeds by (\S+)", text
    ).groups()
    assert float(moved) >= 1, "rounding alone moves a run"
    assert float(starts) >= 1, "the start still matters"


def comparisons(text):
    """For each comparison of lesson 05: its difference, spread, and how often one seed lies (%)."""
    pattern = r"(.+): mean difference (\S+) points, sd over seeds (\S+)\n.+ in (\S+) % of the pairs"
    return {name: tuple(map(float, found)) for name, *found in re.findall(pattern, text)}


def test_lesson_05_one_seed_lies_about_small_differences():
    text = printed("05_add_seeds")
    assert int(re.search(r"(\d+) seeds, [\d,]+ training digits", text)[1]) >= 20
    found = list(comparisons(text).values())
    assert len(found) == 3
    assert [lies for *_, lies in found] == sorted((lies for *_, lies in found), reverse=True)
    assert found[0][2] > 10, "a small difference is in doubt"
    assert found[-1][2] < 5, "a large one is not"
    against_spread = [abs(difference) / spread for difference, spread, _ in found]
    assert against_spread[0] < against_spread[-1]


def test_lesson_05_intervals_hold_the_difference():
    text = printed("05_add_seeds")
    number = r"([+-][\d.]+)"
    pattern = (
        rf": {number} points\n +bootstrap {number} to {number}, Student's t {number} to {number}; "
        "0 is (inside|outside)"
    )
    rows = re.findall(pattern, text)
    assert len(rows) == 3
    for *ends, zero in rows:
        mean, low, high, t_low, t_high = map(float, ends)
        assert max(low, t_low) <= mean <= min(high, t_high)
        assert (zero == "inside") == (low <= 0 <= high)
        assert 0.5 < (high - low) / (t_high - t_low) < 1.5


@pytest.mark.parametrize(("n", "low", "high"), [(5, 0.77, 0.85), (20, 0.9, 0.945)])
def test_lesson_05_the_bootstrap_is_too_narrow_with_few_seeds(n, low, high):
    rng = np.random.default_rng(0)
    held = []
    for _ in range(1500):
        means = rng.normal(size=n)[rng.integers(0, n, (400, n))].mean(axis=1)
        ends = np.quantile(means, [0.025, 0.975])
        held.append(ends[0] <= 0 <= ends[1])
    assert low < np.mean(held) < high


def test_lesson_05_larger_differences_need_fewer_seeds():
    text = printed("05_add_seeds")
    pattern = r"(.+): (\d+) seeds for ± 0\.1 points, (\d+) for ±"
    needed = {name: int(half) for name, _, half in re.findall(pattern, text)}
    shares = comparisons(text)
    by_size = sorted(needed, key=lambda name: abs(shares[name][0]) / shares[name][1])
    assert [needed[name] for name in by_size] == sorted(needed.values(), reverse=True)


def test_lesson_05_runs_an_experiment_once():
    text = printed("05_add_seeds")
    assert text.count("3 of 3 tasks |") == 2
    assert "demo: 3 of 3 tasks finished, not collected" in text
