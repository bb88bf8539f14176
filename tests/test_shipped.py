"""The shipped results: what made them, what they say of the claims, and that they can be computed again."""

import numpy as np
import pytest

from utils.data import load_mnist
from utils.data.cache import DataError
from utils.experiments import claims, store
from utils.experiments.__main__ import main
from utils.experiments.catalogue import EXPERIMENTS
from utils.experiments.depth import at_chosen_epoch
from utils.experiments.verify import verify

KINDS = ("autoencoder", "rbm")
SHIPPED = [name for name in EXPERIMENTS if store.result_path(store.SHIPPED, name, "course").exists()]


@pytest.fixture(scope="module")
def verdicts():
    return {(v.claim, v.kind): v for v in claims.judge()}


def test_all_experiments_are_shipped():
    assert list(EXPERIMENTS) == SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_result_says_what_made_it(name):
    table, record = store.load_result(name)
    budget = EXPERIMENTS[name].budget("course")
    given = {key: value for key, value in record["settings"].items() if key != "rates"}
    assert given == budget.settings
    assert record["n_seeds"] == budget.seeds == table["seed"].nunique()
    assert record["processor"]
    assert record["versions"]["torch"]
    assert record["seconds"] > 0
    assert "unknown" not in record["commit"]
    assert store.result_path(store.SHIPPED, name, "course").with_suffix(".png").stat().st_size > 10_000
    keys = [key for key in EXPERIMENTS[name].key if key in table]
    assert not table.duplicated(keys).any()
    assert table.groupby([key for key in keys if key != "seed"])["seed"].nunique().eq(budget.seeds).all()
    assert np.isfinite(table.select_dtypes("number")).all(axis=None)


@pytest.mark.parametrize("name", ["depth", "trajectories"])
def test_rates_are_those_that_tuning_chose(name):
    _, record = store.load_result(name)
    rates, grid = record["settings"]["rates"], record["settings"]["rate_grid"]
    assert record["rates_from"].startswith("tune-course.parquet, seeds 0-")
    for depth, rate in rates["none"]["supervised"].items():
        assert min(grid) < rate < max(grid), f"the baseline's rate at depth {depth} is inside the grid"
    for text in record["rates_at_edge_of_grid"]:
        assert text.startswith(KINDS), text  # a poorer rate with pre-training makes the comparison stricter


def test_depth_and_trajectories_are_the_same_runs():
    (depth, _), (trajectories, _) = store.load_result("depth"), store.load_result("trajectories")
    key = ["start", "depth", "seed", "epoch"]
    both = depth.merge(trajectories, on=key, suffixes=("", "_again"))
    assert len(both) == len(trajectories)
    assert both["test_error"].equals(both["test_error_again"])


@pytest.mark.parametrize("kind", KINDS)
def test_pretraining_lowers_the_test_error(verdicts, kind):
    """With 1, 2 and 3 layers, and the whole interval is on that side."""
    by_layers = verdicts["C1", kind].estimates
    assert len(by_layers) == 4
    for one in by_layers[:3]:
        assert 0 < one.low < one.value < one.high


@pytest.mark.parametrize("kind", KINDS)
def test_the_test_loss_is_lower_at_equal_training_loss(verdicts, kind):
    """With 2 and 3 layers; with 1 layer of 200 units it is not, and the verdict must not hide that."""
    claim = verdicts["C13", kind]
    one_layer, *deeper = (one for one in claim.estimates if "on average" in one.effect.label)
    assert len(deeper) == 2
    for one in deeper:
        assert one.low < one.value < one.high < 0  # logarithms of ratios
    assert one_layer.low > 0
    assert claim.word == "holds weakly"
    assert "rates" in claim.note


def test_every_claim_is_judged_with_intervals(capsys):
    assert main(["claims"]) == 0
    text = capsys.readouterr().out
    for claim in ("C1", "C2", "C3", "C4", "C5", "C13", "C14"):
        for kind in KINDS:
            assert f"{claim} ({kind}): " in text
    assert text.count("[") >= 14
    assert "5 layers in" in text


def test_what_depth_five_did(verdicts):
    """Without pre-training no rate of the grid trains five layers in these epochs; that is why it is left."""
    table, record = store.load_result("depth")
    found = record["too_deep"]
    worst = at_chosen_epoch(table).groupby(["start", "depth"])["test_error"].mean().max()
    assert found["none"]["5"] > 2 * worst
    assert max(found[kind]["5"] for kind in KINDS) < worst


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["none:0", "rbm:98"])
def test_a_slice_computed_again_agrees(piece):
    try:
        load_mnist()
    except DataError:
        pytest.skip("the full MNIST is not here: python -m utils.data --fetch, or set COURSE_MNIST")
    comparison = verify(EXPERIMENTS["trajectories"], "course", piece)
    assert comparison.passed, comparison.sentence
