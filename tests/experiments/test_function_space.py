"""Networks as functions: their ways, what is kept of them, and what C8 and C9 make of it."""

import os
import time

import numpy as np
import pandas as pd
import pytest
import torch

from tests.experiments.made_up import clouds
from tests.experiments.small_networks import fault
from utils.experiments import function_claims, function_space, geometry, outputs
from utils.experiments.engine import checkpoints, store
from utils.experiments.engine.tasks import make_tasks, run_task
from utils.experiments.engine.verdicts import CONTRADICTED, HOLDS, IN_PART, UNDECIDED, estimates, word
from utils.experiments.function_space import FUNCTION_SPACE
from utils.torch_models import mlp

TINY = function_space.DEMO | {
    "n_train": 200, "n_valid": 100, "n_test": 50, "width": 8, "pretraining_epochs": 1, "epochs": 2,
    "measured": [0, 0.1, 0.5, 1, 2],
}  # fmt: skip
SEEDS, TIMES = (0, 1, 2), 5


class Killed(BaseException):
    """Stands for the end of a process: no task catches it."""


@pytest.fixture(scope="module")
def table():
    return function_space.compute(TINY, "all", SEEDS, "cpu")


# ---- the ways ----


def test_in_the_first_epoch_each_digit_is_seen_once(monkeypatch):
    seen, train = [], mlp.train

    def watched(params, x, labels, rate, epochs, batch_size, rng, **options):
        seen.append((x.clone(), epochs))
        return train(params, x, labels, rate, epochs, batch_size, rng, **options)

    monkeypatch.setattr(outputs.mlp, "train", watched)
    ways = outputs.Ways(TINY, (3,), checkpoints.Checkpoint())
    found = list(ways.way("none", 3))
    assert len(found) == TIMES
    assert [x.shape[-2] for x, _ in seen] == [20, 80, 100, 200]
    assert [epochs for _, epochs in seen] == [1, 1, 1, 1]
    together = torch.cat([x[0] for x, _ in seen[:3]])
    x, _ = ways.sets["train"]
    assert sorted(map(tuple, together.tolist())) == sorted(map(tuple, x.tolist()))


def test_what_is_measured_is_what_the_network_says():
    ways = outputs.Ways(TINY, (0,), checkpoints.Checkpoint())
    (log_p, curves), *_ = ways.way("rbm", 0)
    assert log_p.shape == (50, 10)
    np.testing.assert_allclose(np.exp(log_p).sum(axis=1), 1, rtol=1e-5)
    named = dict(zip(outputs.CURVES, curves, strict=True))
    assert named["test_error"] == pytest.approx(100 * (log_p.argmax(axis=1) != ways.labels).mean())
    assert named["test_nll"] == pytest.approx(-log_p[np.arange(50), ways.labels].mean(), rel=1e-5)


def test_pieces_are_whole_batches_and_leave_nothing_out():
    assert outputs.piece(0, 0.03, 3_500, 10) == slice(0, 100)
    assert outputs.piece(0.03, 0.1, 3_500, 10) == slice(100, 350)
    assert outputs.piece(0.3, 1, 3_505, 10) == slice(1_050, 3_505)


def test_test_digits_are_taken_at_equal_distances():
    x, labels = outputs.some((torch.arange(10.0)[:, None], torch.arange(10)), 3)
    assert labels.tolist() == [0, 3, 6]
    assert outputs.some((x, labels), 50)[1].tolist() == [0, 3, 6]


# ---- the task ----


def test_a_task_gives_the_rows_that_it_declares(table):
    assert fault(FUNCTION_SPACE, TINY, "all", SEEDS, table) == ""
    assert len(table) == 2 * len(SEEDS) * TIMES


@pytest.mark.parametrize("n_saves", [1, 4, 6])
def test_a_killed_run_goes_on_and_nothing_differs(n_saves, tmp_path, monkeypatch, table):
    (task,) = make_tasks(FUNCTION_SPACE, TINY, len(SEEDS), len(SEEDS), "cpu")
    saves, save = [], checkpoints.Checkpoint.save
    monkeypatch.setattr(checkpoints, "SECONDS", 0)

    def save_and_die(self, state):
        save(self, state)
        saves.append(len(state["outputs"]))
        if len(saves) == n_saves:
            raise Killed

    monkeypatch.setattr(checkpoints.Checkpoint, "save", save_and_die)
    with pytest.raises(Killed):
        run_task(task, None, folder=tmp_path)
    done = run_task(task, None, folder=tmp_path)
    assert saves == list(range(1, 7)), "no network is trained twice"
    assert store.same(done.table, table)


def test_seeds_cannot_be_added():
    task = make_tasks(FUNCTION_SPACE, TINY, 4, 2, "cpu")[1]
    error = run_task(task, os.getpid()).error
    assert "cannot add seeds 2 to 3" in error
    assert "--extend" in error


def test_distances_are_in_the_order_of_the_rows(table):
    D = function_claims.matrix(table)
    assert D.shape == (30, 30)
    np.testing.assert_allclose(D, D.T)
    assert (np.diag(D) == 0).all()
    at = table[table["epoch"] == 1]
    apart = function_claims.matrix(at, "euclidean")
    assert apart.shape == (6, 6)
    ways = outputs.Ways(TINY, SEEDS, checkpoints.Checkpoint())
    said = [list(ways.way(*run))[3][0] for run in (("none", 1), ("rbm", 2))]
    place = [(at["start"] + at["seed"].astype(str)).tolist().index(name) for name in ("none1", "rbm2")]
    expected = geometry.euclidean(np.stack(said))[0, 1]
    assert apart[place[0], place[1]] == pytest.approx(expected, rel=1e-4)


def test_untrained_networks_have_come_nowhere_and_trained_ones_some_way():
    settings = TINY | {"epochs": 20, "measured": [0, 1, 20], "starts": ["none"]}
    by_time = function_space.compute(settings, "all", (0, 1), "cpu").groupby("epoch")["progress"].mean()
    assert by_time[0] < 0.1
    assert by_time[20] > 0.3


def test_a_result_of_the_course_is_small_and_read_at_once(tmp_path):
    rng, settings = np.random.default_rng(0), function_space.COURSE
    (levels,) = function_space.rows(settings, "all", range(20))
    made = pd.MultiIndex.from_product(levels.values(), names=levels).to_frame(index=False)
    for name, limits in function_space.measures(settings).items():
        if limits is not bytes:
            made[name] = rng.random(len(made), np.float32)
    made["euclidean"] = function_claims.as_bytes(rng.random((len(made), 40)))
    made["distances"] = function_claims.as_bytes(rng.random((len(made), len(made))))
    store.write(tmp_path / "result.parquet", made, {})
    assert (tmp_path / "result.parquet").stat().st_size < 5e6
    before = time.process_time()
    table, _ = store.read(tmp_path / "result.parquet")
    assert function_claims.matrix(table).shape == (len(made),) * 2
    assert time.process_time() - before < 1


# ---- claims ----


def judged(made, number):
    claim = FUNCTION_SPACE.claims[number]
    return word(estimates(claim.effects(made, "rbm")))


def test_groups_apart_of_which_one_grows_and_one_shrinks():
    sizes = {"none": (1.0, 1.5), "rbm": (1.0, 0.6)}
    made = clouds(20, np.random.default_rng(0), apart=5.0, sizes=sizes)
    assert judged(made, 0)[0] == judged(made, 1)[0] == HOLDS
    assert len(FUNCTION_SPACE.claims[0].effects(made, "rbm")) == 3


def test_a_tight_group_in_the_midst_of_a_wide_one_is_not_apart_from_it():
    """Its members are the nearest neighbours of all: that is no region of its own."""
    sizes = {"none": (2.0, 2.0), "rbm": (0.2, 0.2)}
    made = clouds(20, np.random.default_rng(1), sizes=sizes)
    assert judged(made, 0)[0] == UNDECIDED
    assert made["none", "rbm", 7.0].mean() < made["none", "none", 7.0].mean()
    beside = clouds(20, np.random.default_rng(1), apart=6.0, sizes=sizes)
    assert beside["none", "rbm", 7.0].mean() < beside["none", "none", 7.0].mean()
    assert judged(beside, 0)[0] == HOLDS


def test_spreads_the_other_way_round_contradict():
    sizes = {"none": (1.5, 1.0), "rbm": (0.6, 1.0)}
    assert judged(clouds(20, np.random.default_rng(2), sizes=sizes), 1)[0] == CONTRADICTED
    sizes = {"none": (1.0, 1.5), "rbm": (1.0, 1.0)}
    assert judged(clouds(20, np.random.default_rng(2), sizes=sizes), 1) == (IN_PART, "without")


def test_the_middles_are_as_far_apart_as_they_are():
    rng = np.random.default_rng(0)
    made = clouds(400, rng, apart=4.0, sizes={"none": (1.0, 1.0), "rbm": (0.5, 0.5)})
    D = (made["none", "rbm", 1.0], made["none", "none", 1.0], made["rbm", "rbm", 1.0])
    assert function_claims.middles_apart(*D).mean() == pytest.approx(4**2 / (30 * (1 + 0.25)), rel=0.05)


def test_what_is_computed_from_a_table(table):
    made = FUNCTION_SPACE.samples(table)
    assert FUNCTION_SPACE.kinds(made) == ["rbm"]
    assert made.epochs == [0, 0.1, 0.5, 1, 2]
    assert made["none", "rbm", 1.0].shape == (3, 3)
    none = table[(table["start"] == "none") & (table["epoch"] == 2)]
    rbm = table[(table["start"] == "rbm") & (table["epoch"] == 2)]
    D = function_claims.matrix(table)
    expected = D[np.ix_(none.index, rbm.index)]
    np.testing.assert_allclose(made.bhattacharyya["none", "rbm", 2.0], expected)
    apart = function_claims.matrix(none, "euclidean")[:, :3]
    np.testing.assert_allclose(made["none", "none", 2.0], apart**2)
    assert made.ways["none", "rbm"].shape == (3, 3)
    assert (np.diag(made.first_ways["rbm", "rbm"]) == 0).all()
    record = {"settings": TINY, "n_seeds": 3}
    assert "nearest networks" in function_claims.neighbours_told(made, record, "rbm")
    assert "one road" in function_claims.roads_told(made, record, "rbm")
    without, with_ = FUNCTION_SPACE.arms(table, record, "rbm")
    assert (without.updates, with_.before) == (40, "20 a layer of pre-training")


def test_the_figure_has_distances_and_three_pictures(table):
    figure = function_space.draw(table)
    assert len(figure.axes) == 4
    assert len(figure.axes[0].lines) == 3
    for ax in figure.axes[1:]:
        assert len(ax.lines) == 2 * 6, "for each network a way and its end"
    assert "Isomap" in figure.axes[3].get_title()
    assert pd.Index(table.columns).is_unique
