"""The stream: checkpoints, what is measured when, pairing, and what its claims are computed from."""

import functools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import torch

from tests.experiments.killing import Killed, die_after
from tests.experiments.made_up import stream_of, table_of_stream
from utils.experiments import endless, stream
from utils.experiments.engine import checkpoints, structure
from utils.experiments.engine.experiment import Budget
from utils.experiments.engine.planning import Options
from utils.experiments.engine.runner import run
from utils.experiments.engine.tasks import make_tasks, run_task
from utils.experiments.engine.verdicts import HOLDS, UNDECIDED, estimates, word
from utils.experiments.stream import STREAM, STREAM_RATES, Network

SMALL = stream.DEMO | {
    "examples": 3_000, "unsupervised": 1_000, "block": 500, "piece": 250, "width": 20,
    "networks": [
        {"start": "none", "depth": 1, "source": "stream"},
        {"start": "rbm", "depth": 3, "source": "stream"},
        {"start": "autoencoder:12", "depth": 3, "source": "stream"},
        {"start": "l1:1e-05", "depth": 1, "source": "digits"},
    ],
}  # fmt: skip
DEEP = "rbm-3-stream"


@functools.cache
def table_of(condition, seeds=(0, 1)):
    return stream.compute(SMALL, condition, seeds, "cpu")


def task_of(condition):
    (task,) = [t for t in make_tasks(STREAM, SMALL, 2, 2, "cpu") if t.condition == condition]
    return task


@pytest.mark.parametrize("condition", stream.networks(SMALL))
def test_a_task_gives_the_rows_that_it_declares(condition):
    assert structure.task_fault(STREAM, task_of(condition), table_of(condition)) == ""


def test_the_networks_that_look_back_are_those_of_the_paper():
    looking = [n.condition for n in stream.networks(stream.COURSE).values() if n.looks_back]
    assert looking == [stream.condition_of(**given) for given in stream.NETWORKS]
    measured = {condition: set(table_of(condition)["scored"]) for condition in stream.networks(SMALL)}
    back = [condition for condition, scored in measured.items() if "afterwards" in scored]
    assert back == ["none-1-stream", DEEP]
    assert all(scored >= {"online", "test"} for scored in measured.values())


def test_seeds_do_not_depend_on_those_beside_them():
    alone = table_of(DEEP, (1,))
    beside = table_of(DEEP)
    both = beside[beside["seed"] == 1].reset_index(drop=True)
    np.testing.assert_allclose(alone["nll"], both["nll"], rtol=1e-5)


# A run of 3 layers saves 6 times in its pre-training, whose layers end within pieces, 8 times while it
# learns, and 6 times when it looks back.
@pytest.mark.parametrize("n_saves", [1, 2, 5, 6, 7, 13, 15, 19])
def test_a_killed_run_goes_on_and_nothing_differs(n_saves, tmp_path, monkeypatch):
    task, whole_run = task_of(DEEP), table_of(DEEP)
    die_after(n_saves, monkeypatch, lambda checkpoint, state: checkpoint.path)
    with pytest.raises(Killed):
        run_task(task, None, folder=tmp_path)
    assert checkpoints.path_of(tmp_path, task).exists()
    pieces, piece = [], endless.Source.piece
    monkeypatch.setattr(
        endless.Source, "piece", lambda self, *ends: pieces.append(ends) or piece(self, *ends)
    )
    done = run_task(task, None, folder=tmp_path)
    assert done.error == ""
    assert done.table.equals(whole_run)
    assert len(pieces) == whole(task) - n_computed(n_saves)


def whole(task):
    """How many pieces a run draws: those it learns from, and in looking back those of all blocks."""
    run_of = endless.Run(SMALL, stream.networks(SMALL)[DEEP], (0,), 0.5, checkpoints.Checkpoint())
    return len(list(run_of.pieces())) + SMALL["examples"] // SMALL["piece"]


def n_computed(n_saves):
    """Pieces that were drawn before a save: one each, and a block's in looking back."""
    run_of = endless.Run(SMALL, stream.networks(SMALL)[DEEP], (0,), 0.5, checkpoints.Checkpoint())
    learned = len(list(run_of.pieces()))
    return min(n_saves, learned) + max(0, n_saves - learned) * SMALL["block"] // SMALL["piece"]


def test_a_checkpoint_of_another_task_or_a_damaged_one_is_left_aside(tmp_path, monkeypatch):
    monkeypatch.setattr(checkpoints, "SECONDS", 0)
    path = tmp_path / "task.state"
    mine = checkpoints.Checkpoint(path, "mine")
    assert mine.load() == {}
    mine.save({"W": np.arange(3.0)})
    assert checkpoints.Checkpoint(path, "mine").load()["W"].tolist() == [0, 1, 2]
    assert checkpoints.Checkpoint(path, "another").load() == {}
    path.write_bytes(path.read_bytes()[:-20])
    assert checkpoints.Checkpoint(path, "mine").load() == {}


def test_checkpoints_are_rare_and_those_of_older_code_are_named(tmp_path, monkeypatch):
    path = tmp_path / "task.state"
    first = checkpoints.Checkpoint(path, "mine")
    first.save({"W": np.zeros(1)})
    assert not path.exists(), "the last one is less than a minute ago"
    first.saved_at -= 61
    first.codes = ["before"]
    first.save({"W": np.zeros(1)})
    later = checkpoints.Checkpoint(path, "mine")
    assert later.load().keys() == {"W"}
    assert later.codes == ["before", checkpoints.provenance.code()]
    with checkpoints.of_task(task_of(DEEP), None) as nowhere:
        nowhere.saved_at -= 61
        checkpoints.current().save({"W": np.zeros(1)})
        assert checkpoints.current().load() == {}
    assert [p.name for p in tmp_path.iterdir()] == ["task.state"]


def test_the_runner_leaves_no_checkpoint_of_a_finished_task(tmp_path, monkeypatch):
    monkeypatch.setattr(checkpoints, "SECONDS", 0)
    small = replace(STREAM, budgets={"demo": Budget(SMALL, 1, {"cpu": 1}, "")}, draw=None)
    folder = tmp_path / "stream-demo.tasks"
    folder.mkdir()
    task = make_tasks(small, SMALL, 1, 1, "cpu")[0]
    (folder / f"{task.file_name}.state").write_bytes(b"cut off")
    run(small, "demo", Options(workers=1, folder=tmp_path), print)
    assert sorted(path.suffix for path in folder.iterdir()) == [".parquet"] * 4


# ---- what is learned ----


def test_online_error_is_that_before_learning_and_starts_are_paired():
    """The first block of a network that learns nothing is what it says at random."""
    frozen = stream.compute(SMALL | {"rate": 0.0}, "none-1-stream", (0,), "cpu")
    online = frozen[frozen["scored"] == "online"]
    after = frozen[frozen["scored"] == "afterwards"]
    np.testing.assert_allclose(online["nll"], after["nll"], rtol=1e-5)
    np.testing.assert_allclose(online["error"], after["error"], rtol=1e-6)
    drawn = endless.draw("none", [20] * 3, 0, (0,)).params
    for kind in ("rbm", "autoencoder"):
        for k in (1, 2, 3):
            for mine, theirs in zip(endless.draw(kind, [20] * 3, k, (0,)).params, drawn, strict=True):
                assert torch.equal(mine.W, theirs.W)


def test_layers_share_the_unlabelled_part_equally():
    network = Network("autoencoder", 3, "stream")
    found = endless.Run(SMALL, network, (0,), 0.5, checkpoints.Checkpoint())
    examples = dict.fromkeys((0, 1, 2, None), 0)
    for first, last in found.pieces():
        examples[found.layer_at(first)] += last - first
    assert sum(examples.values()) == SMALL["examples"]
    assert examples[None] == SMALL["examples"] - SMALL["unsupervised"]
    assert {abs(examples[layer] - SMALL["unsupervised"] / 3) < 1 for layer in (0, 1, 2)} == {True}


def test_pretraining_changes_the_layers_that_it_names():
    for start, changed in (("autoencoder:1", {0}), ("autoencoder:12", {0, 1}), ("rbm", {0, 1, 2})):
        network = Network(start, 3, "stream")
        found = endless.Run(SMALL | {"examples": 1_000}, network, (0,), 0.5, checkpoints.Checkpoint())
        before = [layer.W.clone() for layer in found.state.params]
        found.learn()
        same = [torch.equal(W, layer.W) for W, layer in zip(before, found.state.params, strict=True)]
        assert {i for i, equal in enumerate(same) if not equal} == changed


def test_digits_come_again_in_a_new_order():
    source = endless.Source("digits_5k", (3,), deformed=False)
    train, _, _ = endless.digits("digits_5k")
    n = len(train.labels)
    passes = [source.piece(first, first + n) for first in (0, n)]
    for x, labels in passes:
        assert x.sum() == pytest.approx(float(train.images.sum()), rel=1e-4)
        assert torch.equal(labels[0].sort().values, torch.from_numpy(np.sort(train.labels)))
    assert not torch.equal(passes[0][1], passes[1][1])


# ---- the choice of rates ----


def test_the_choice_of_rates_looks_at_the_last_tenth_of_the_first_part():
    settings = STREAM_RATES.budgets["course"].settings
    assert settings["unsupervised"] / settings["examples"] == 0.25
    small = settings | {
        "data": "digits_5k", "examples": 2_000, "unsupervised": 500, "block": 100, "piece": 100, "width": 10,
        "networks": SMALL["networks"][:2],
    }  # fmt: skip
    tables = [stream.compute(small, condition, (0,), "cpu") for condition in stream.networks(small)]
    table = pd.concat(tables, ignore_index=True)
    assert set(table["scored"]) == {"online"}
    table["error"] = 50.0
    best = (table["rate"] == 0.3) & (table["examples"] > 1_800)
    table.loc[best, "error"] = 40.0
    table.loc[table["examples"] <= 1_800, "error"] = table["rate"]
    chosen, at_edge = stream.choose(table, small["rate_grid"], stream.condition_of)
    assert chosen == {"none-1-stream": 0.3, DEEP: 0.3}
    assert at_edge == []


# ---- claims ----

EFFECTS = {claim.name: claim.effects for claim in STREAM.claims}


@pytest.mark.parametrize("claim", EFFECTS)
def test_claims_hold_on_the_papers_numbers_and_not_where_all_is_alike(claim):
    for like, wanted in (("paper", HOLDS), ("alike", UNDECIDED)):
        made = stream_of(like, 12, np.random.default_rng(0))
        kinds = [kind for kind in STREAM.kinds(made) if EFFECTS[claim](made, kind)]
        assert kinds == (["rbm", "autoencoder"] if claim in ("C22", "C24") else [""])
        for kind in kinds:
            found = word(estimates(EFFECTS[claim](made, kind)))[0]
            assert found == wanted, (claim, kind)


def test_samples_are_those_of_the_table():
    made = stream_of("paper", 3, np.random.default_rng(0))
    found = STREAM.samples(table_of_stream(made).sample(frac=1, random_state=0))
    assert found.keys() == made.keys()
    assert (found.whole, found.least) == (made.whole, pytest.approx(made.least))
    for key, errors in made.items():
        np.testing.assert_array_equal(found[key], errors)
        np.testing.assert_array_equal(found.examples[key], made.examples[key])
    np.testing.assert_allclose(
        found.near("rbm", 3), np.log(made["online", "rbm", 3, "stream"][:, -10:].mean(axis=1))
    )


@pytest.mark.parametrize("claim", STREAM.claims, ids=lambda claim: claim.name)
def test_a_verdict_tells_of_the_networks_that_it_compares_and_no_others(claim):
    """Which these are is found by making each network worse."""
    made = stream_of("paper", 3, np.random.default_rng(0))
    for start in ("none", "rbm"):
        again = "online", start, 3, "digits"
        made[again], made.examples[again] = (
            some["online", start, 3, "stream"] for some in (made, made.examples)
        )
    every = sorted({key[1:] for key in made})
    settings = stream.COURSE | {"networks": [Network(*of)._asdict() for of in every]}
    record = {"settings": settings, "rates_at_edge_of_grid": ["rbm-3-digits: 1"]}
    table = table_of_stream(made)
    for kind in [kind for kind in STREAM.kinds(made) if claim.effects(made, kind)]:
        arms = [arm for arm in stream.arms(table, record, kind) if claim.compares(arm, kind)]
        assert {arm.name for arm in arms} == {
            stream.name_of(*network) for network in every if moves(claim, kind, made, network)
        }
        assert not any(arm.at_edge for arm in arms)


def moves(claim, kind, made, network):
    """Whether other errors of one network change what a claim looks at."""
    worse = type(made)(made)
    worse.__dict__.update(made.__dict__)
    for key, errors in made.items():
        if key[1:] == network:
            worse[key] = errors * np.linspace(2, 1, errors.shape[1])
    both = zip(claim.effects(made, kind), claim.effects(worse, kind), strict=True)
    return any(not np.isclose(one.value, other.value, atol=0) for one, other in both)
