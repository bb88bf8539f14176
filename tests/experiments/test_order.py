"""Tenths that are drawn again: what differs, what does not, how it is measured, and the claims."""

import numpy as np
import pandas as pd
import pytest
import torch

from tests.experiments.killing import Killed, die_after
from utils.experiments import order, redrawn
from utils.experiments.engine import checkpoints, structure
from utils.experiments.engine.tasks import make_tasks, run_task
from utils.experiments.engine.verdicts import HOLDS, estimates, word
from utils.experiments.order import ORDER, Network
from utils.torch_models.mlp import Layer

SMALL = order.DEMO | {"examples": 2_000, "unsupervised": 500, "piece": 100, "width": 8}
WITH = Network("rbm", 0.3, 20)


@pytest.mark.parametrize("condition", order.networks(SMALL))
def test_a_task_gives_the_rows_that_it_declares(condition):
    (task,) = [t for t in make_tasks(ORDER, SMALL, 2, 2, "cpu") if t.condition == condition]
    assert structure.task_fault(ORDER, task, order.compute(SMALL, condition, (0, 1), "cpu")) == ""


@pytest.mark.parametrize("n_saves", [1, 2, 3, 7, 10])
def test_a_killed_run_goes_on_and_nothing_differs(n_saves, tmp_path, monkeypatch):
    (task,) = [t for t in make_tasks(ORDER, SMALL, 1, 1, "cpu") if t.condition == "rbm-0.3-falls=1"]
    saves = die_after(n_saves, monkeypatch, lambda checkpoint, state: len(state["found"]))
    with pytest.raises(Killed):
        run_task(task, None, folder=tmp_path)
    done = run_task(task, None, folder=tmp_path)
    assert saves == list(range(1, 11)), "no tenth is computed twice"
    assert done.table.equals(order.compute(SMALL, "rbm-0.3-falls=1", (0,), "cpu"))


def test_copies_go_on_as_the_network_itself_and_share_no_memory():
    one = redrawn.Walk(SMALL, WITH, (3,))
    one.learn(until=700)
    copies = one.copies(3)
    copies.learn()
    unmoved = [layer.W.clone() for layer in one.state.params]
    one.learn()
    assert not torch.equal(unmoved[0], one.state.params[0].W)
    for mine, theirs in zip(one.state.params, copies.state.params, strict=True):
        for i in range(3):
            np.testing.assert_allclose(theirs.W[i], mine.W[0], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(("first", "last", "is_pretraining"), [(0, 200, True), (600, 800, False)])
def test_only_the_examples_of_the_tenth_differ(first, last, is_pretraining, monkeypatch):
    seen, learn_piece, pretrain_piece = [], redrawn.Walk.learn_piece, redrawn.Walk.pretrain_piece

    def learned(self, x, labels, end):
        seen.append((end - SMALL["piece"], len(x), x.clone()))
        learn_piece(self, x, labels, end)

    def pretrained(self, x, layer, start):
        seen.append((start, len(x), x.clone()))
        pretrain_piece(self, x, layer, start)

    before = redrawn.Redrawn(SMALL, WITH, 0, checkpoints.Checkpoint())
    before.before.learn(until=first)
    monkeypatch.setattr(redrawn.Walk, "learn_piece", learned)
    monkeypatch.setattr(redrawn.Walk, "pretrain_piece", pretrained)
    before.drawn_again(first // 200, last)
    assert [start for start, *_ in seen] == list(range(first, SMALL["examples"], SMALL["piece"]))
    for start, n, x in seen:
        assert n == SMALL["draws"]
        alike = [torch.equal(x[0], other) for other in x[1:]]
        assert alike == [start >= last] * (n - 1)
    assert (first < SMALL["unsupervised"]) == is_pretraining


def test_two_draws_of_a_tenth_have_no_example_in_common():
    before = redrawn.Redrawn(order.DEMO, WITH, 0, checkpoints.Checkpoint())
    own = before.before.source.piece(0, 500)[0]
    one, other = before.others(0, 2).piece(0, 500)[0]
    pictures = [{x.numpy().tobytes() for x in some} for some in (own[0], one, other)]
    assert len(set.union(*pictures)) == 1_500


def test_draws_of_other_tenths_and_seeds_are_others():
    asked = [
        redrawn.APART * (seed + 1) + place * order.COURSE["draws"] + i
        for seed in range(3)
        for place in range(order.SLICES)
        for i in range(order.COURSE["draws"])
    ]
    assert len(set(asked)) == len(asked)
    assert min(asked) > 1_000, "no seed's own stream"


def test_the_rate_falls_from_where_labels_begin():
    falling, constant = (redrawn.Walk(SMALL, Network("rbm", 0.3, falls), (0,)) for falls in (20, 1))
    assert falling.rate_at(500) == 0.3
    assert falling.rate_at(2_000) == pytest.approx(0.3 / 20)
    assert falling.rate_at(1_250) == pytest.approx(0.3 * (1 + 1 / 20) / 2)
    assert constant.rate_at(1_250) == 0.3
    assert redrawn.Walk(SMALL, Network("none", 0.3, 20), (0,)).rate_at(0) == 0.3


# ---- how much networks differ ----


def with_scores(scores):
    """Networks without hidden layer that give these scores (n, K) for the input 1."""
    scores = torch.tensor(scores, dtype=torch.float32)
    return [Layer(scores[:, None], torch.zeros_like(scores))]


def test_differences_are_those_by_hand():
    probabilities = np.array([[0.5, 0.25, 0.25], [0.2, 0.6, 0.2], [0.7, 0.2, 0.1]])
    scores = np.log(probabilities) + [[3.0], [-1.0], [0.0]]  # what is added changes no probability
    found = redrawn.differences(with_scores(scores), np.ones((2, 1), np.float32), np.array([0, 1]))
    centred = np.log(probabilities) - np.log(probabilities).mean(axis=1, keepdims=True)
    assert found["variance"] == pytest.approx(probabilities.var(axis=0, ddof=1).sum(), rel=1e-5)
    assert found["score_variance"] == pytest.approx(centred.var(axis=0, ddof=1).sum(), rel=1e-5)
    assert found["disagreement"] == pytest.approx(100 * 2 / 3)  # classes 0, 1, 0
    assert found["error"] == pytest.approx(50)


def test_equal_networks_do_not_differ():
    found = redrawn.differences(with_scores(np.ones((4, 3))), np.ones((1, 1), np.float32), np.array([2]))
    assert (found["variance"], found["score_variance"], found["disagreement"]) == (0, 0, 0)


# ---- claims ----

NONE, RBM = order.FIG_13["none"], order.FIG_13["rbm"]  # as if read at the tenths


def table_of(curves, n_seeds=12, spread=0.05):
    rng, parts = np.random.default_rng(0), []
    for (start, rate, falls), curve in curves.items():
        noisy = np.array(curve) * np.exp(rng.normal(0, spread, (n_seeds, len(curve))))
        part = pd.DataFrame(noisy).rename_axis("seed").reset_index()
        part = part.melt(id_vars="seed", var_name="slice", value_name="variance")
        parts.append(part.assign(start=start, rate=rate, falls=falls))
    return pd.concat(parts, ignore_index=True).sample(frac=1, random_state=0)


@pytest.mark.parametrize("claim", ORDER.claims)
def test_claims_on_the_papers_numbers(claim):
    made = ORDER.samples(table_of({("none", 0.3, 1): NONE, ("rbm", 0.3, 1): RBM}))
    assert ORDER.kinds(made) == ["rbm", "none"]
    for kind in ("rbm", "none") if claim.name == "C25" else ("rbm",):
        assert word(estimates(claim.effects(made, kind)))[0] == HOLDS
    assert claim.name == "C25" or claim.effects(made, "none") == []


def test_claims_name_the_part_that_fails():
    upturn = (*NONE[:-1], 20.0)
    made = ORDER.samples(
        table_of({("none", 0.3, 1): upturn, ("none", 0.3, 20): NONE, ("rbm", 0.3, 1): np.array(RBM) * 6})
    )
    c25, c26 = (claim.effects for claim in ORDER.claims)
    marks = {one.effect.part: one.supports for one in estimates(c25(made, "none"))}
    assert marks["rate 0.3, first tenth over the last"] == -1
    assert marks["rate falling from 0.3 to 0.015, first tenth over the last"] == 1
    marks = {one.effect.part: one.supports for one in estimates(c26(made, "rbm"))}
    assert list(marks.values()) == [-1, 1, -1], "no falling rate of the RBM to compare"
