"""The question whether the help of pre-training fades as labels grow."""

import numpy as np
import pytest
import torch

from tests.experiments.small_networks import SMALL, fault, made_up, verdicts, with_bits
from utils.experiments import labelled, labels, networks, variants
from utils.experiments.engine.store import same
from utils.experiments.labels import LABELS, LABELS_RATES

TINY = SMALL | {
    "starts": ["none", "rbm", "autoencoder"], "labels": [20, 200], "depths": [3],
    "watched": ["valid", "test"],
    "epochs": {"20": 6, "200": 2}, "measured": {"20": [3, 6], "200": [1, 2]},
}  # fmt: skip
SIZES = labels.COURSE["labels"]
CELLS = [(f"{start}:{n}", 3) for start in ("none", "rbm", "autoencoder") for n in SIZES]
# Errors where a tenth as many labels do with pre-training up to 4,000, and where the curves meet at 50,000.
WITHOUT = dict(zip(SIZES, (40.0, 25.0, 12.0, 7.0, 3.0, 2.0), strict=True))
WITH = dict(zip(SIZES, (12.0, 8.0, 5.0, 3.5, 2.2, 2.0), strict=True))


def fading(start, depth):
    kind, _, n = start.partition(":")
    return {"test_error": (WITHOUT if kind == "none" else WITH)[int(n)]}


@pytest.mark.parametrize("condition", TINY["starts"])
def test_a_task_has_every_number_of_labels_and_is_repeatable(condition):
    table = labels.compute(TINY, condition, (3,), "cpu")
    assert fault(LABELS, TINY, condition, (3,), table) == ""
    assert same(table, labels.compute(TINY, condition, (3,), "cpu"))
    choosing = TINY | {"choosing": True, "rate_grid": [0.3, 1.0]}
    table = labels.compute(choosing, condition, (3,), "cpu")
    assert fault(LABELS_RATES, choosing, condition, (3,), table) == ""
    assert "test_error" not in table


def test_pretraining_sees_all_images_and_fine_tuning_the_labelled_ones_only(monkeypatch):
    seen = {}

    def spy(settings, given, seeds, rate, sets, *rest):
        seen[len(sets["train"][1][0])] = sets["train"]
        return made_up([("x", 3)], settings["measured"], seeds=1).drop(columns=["start", "depth", "rate"])

    monkeypatch.setattr(networks, "fine_tune", spy)
    given = []
    monkeypatch.setattr(variants, "pretrained", lambda settings, *_: given.append(settings["n_train"]))
    labels.compute(TINY | {"labels": [20]}, "rbm", (3,), "cpu")
    assert given == [200]
    assert list(seen) == [20]


def test_each_seed_draws_its_own_labelled_digits_of_every_class():
    sets = networks.data_for(TINY, "cpu")
    images, classes = labelled.some_labels(sets, 20, (3, 4))["train"]
    assert images.shape == (2, 20, 784)
    assert classes.shape == (2, 20)
    assert not torch.equal(images[0], images[1])
    for one in classes:
        assert set(torch.bincount(one, minlength=10).tolist()) <= {1, 2, 3}
    again = labelled.some_labels(sets, 20, (4,))["train"][0]
    assert torch.equal(again[0], images[1]), "whatever seeds are beside it"
    whole = labelled.some_labels(sets, 200, (3,))["train"]
    assert whole[0] is sets["train"][0]


def test_all_starts_have_as_many_updates():
    settings = labels.COURSE
    found = {n: labelled.updates(settings, n) for n in SIZES}
    assert [found[n] for n in SIZES] == [20_000] * 4 + [40_000, 100_000]
    for n, epochs in settings["epochs"].items():
        measured = settings["measured"][n]
        assert measured[-1] == epochs
        assert measured[0] >= 1
        assert measured == sorted(set(measured))
        assert settings["tuning_epochs"][n] >= measured[2]


def test_the_claim_holds_where_gains_fall_and_is_contradicted_where_they_grow():
    table = made_up(CELLS, (10, 75, 87, 100), ends=fading)
    for kind in ("rbm", "autoencoder"):
        told = verdicts(LABELS, table, kind=kind)["C30"]
        assert told.word == "holds"
        assert len(told.estimates) == 5
        assert told.estimates[0].value == pytest.approx(28 - 17, abs=0.5)
    mirrored = dict(zip(SIZES, list(WITH.values())[::-1], strict=True))

    def growing(start, depth):
        kind, _, n = start.partition(":")
        high = dict(zip(SIZES, list(WITHOUT.values())[::-1], strict=True))
        return {"test_error": (high if kind == "none" else mirrored)[int(n)]}

    told = verdicts(LABELS, made_up(CELLS, (10, 75, 87, 100), ends=growing), kind="rbm")["C30"]
    assert told.word == "contradicted"
    told = verdicts(LABELS, with_bits(table), kind="rbm")["C30"]
    assert all(one.over_digits > 0 for one in told.estimates)


def test_what_is_told_beside_the_verdict():
    table = made_up(CELLS, (10, 75, 87, 100), ends=fading)
    told = verdicts(LABELS, table, kind="rbm")["C30"]
    where, utility, validation = told.notes
    assert "not surely above 0 from 50,000 labels on" in where
    assert "28.0" in where
    assert utility.count("[") == 6
    assert "10,000 more labels" in validation
    arms = {arm.name: arm for arm in told.arms}
    assert [arm.updates for arm in told.arms] == [20_000, 40_000, 100_000] * 2
    assert arms["stack of RBMs, 100 to 4,000 labels"].before == "50,000 a layer of pre-training"
    assert arms["no pre-training, 50,000 labels"].tuned.words == "best of 4 rates on 2 seeds"
    assert all("moving" not in arm.moving for arm in told.arms)


def test_labels_that_are_needed():
    errors = [40.0, 20.0, 10.0]
    assert labelled.labels_needed([100, 200, 400], errors, 20.0) == pytest.approx(200)
    assert labelled.labels_needed([100, 200, 400], errors, 20 * 2**-0.5) == pytest.approx(200 * 2**0.5)
    assert labelled.labels_needed([100, 200, 400], errors, 50.0) == 100
    assert labelled.labels_needed([100, 200, 400], errors, 5.0) == np.inf
    bumpy = [40.0, 20.0, 25.0, 10.0]
    assert labelled.labels_needed([100, 200, 300, 400], bumpy, 20.0) == pytest.approx(200)
    assert 300 < labelled.labels_needed([100, 200, 300, 400], bumpy, 15.0) < 400, "where it gets there first"
    assert labelled.labels_needed([100, 200, 300, 400], bumpy, 25.0) < 200
    assert labelled.labels_needed([100, 200], [1.0, 0.0], 0.0) == 200
    assert labelled.utility([100, 200, 400], errors, errors) == pytest.approx([0, 0, 0])
    assert labelled.utility([100, 200, 400], errors, [20.0, 10.0, 5.0]) == pytest.approx([1, 1, np.inf])


def test_the_interval_of_the_utility_covers_the_truth_and_is_open_where_labels_run_out():
    rng, sizes = np.random.default_rng(0), np.array([100, 200, 400, 800])
    truth, covered = 1.0, 0
    for _ in range(40):
        without = 4_000 / sizes * np.exp(rng.normal(0, 0.05, (10, 4)))
        with_ = 2_000 / sizes * np.exp(rng.normal(0, 0.05, (10, 4)))
        value, low, high = labelled.utility_interval(sizes, without, with_, rng)
        covered += low[1] <= truth <= high[1]
        assert low[0] <= value[0] <= high[0]
        assert value[-1] == high[-1] == np.inf
    assert covered >= 32


def test_where_the_curves_merge():
    assert labelled.merge_at([100, 200, 400], [1.0, 0.1, -0.1]) == 400
    assert labelled.merge_at([100, 200, 400], [1.0, -0.1, 0.1]) is None
    assert labelled.merge_at([100, 200, 400], [-0.2, -0.1, 0.0]) == 100


def test_figures():
    table = made_up(CELLS, (10, 75, 87, 100), ends=fading)
    left, right = LABELS.draw(table).axes
    assert len(left.containers) == 3
    assert len(right.containers) == 2
    assert left.get_xscale() == right.get_yscale() == "log"
    choice = made_up(CELLS[:9], seeds=1)
    panels = LABELS_RATES.draw(choice).axes
    assert [len(ax.get_lines()) for ax in panels] == [2, 2, 2, 1, 1, 1]
