"""Copies that part: what they share, the line between their ends, barriers."""

import numpy as np
import pandas as pd
import pytest
import torch

from tests.experiments.killing import Killed, die_after
from utils.experiments import branching, order, redrawn
from utils.experiments.branching import BRANCHING
from utils.experiments.engine import checkpoints, structure
from utils.experiments.engine.tasks import make_tasks, run_task
from utils.torch_models import mlp
from utils.torch_models.mlp import Layer
from utils.torch_models.streams import Streams

SMALL = branching.DEMO | {
    "examples": 2_000, "unsupervised": 500, "piece": 100, "width": 8, "branches": [0, 300, 500, 1_000]
}  # fmt: skip


@pytest.mark.parametrize("condition", order.networks(SMALL))
def test_a_task_gives_the_rows_that_it_declares(condition):
    (task,) = [t for t in make_tasks(BRANCHING, SMALL, 2, 2, "cpu") if t.condition == condition]
    assert structure.task_fault(BRANCHING, task, branching.compute(SMALL, condition, (0, 1), "cpu")) == ""


@pytest.mark.parametrize("n_saves", [1, 2, 4])
def test_a_killed_run_goes_on_and_nothing_differs(n_saves, tmp_path, monkeypatch):
    (task,) = [t for t in make_tasks(BRANCHING, SMALL, 1, 1, "cpu") if t.condition == "rbm-0.3-falls=1"]
    saves = die_after(n_saves, monkeypatch, lambda checkpoint, state: len(state["found"]))
    with pytest.raises(Killed):
        run_task(task, None, folder=tmp_path)
    done = run_task(task, None, folder=tmp_path)
    assert saves == [22, 44, 66, 88], "no pair is computed twice"
    assert done.table.equals(branching.compute(SMALL, "rbm-0.3-falls=1", (0,), "cpu"))


def test_the_copies_share_what_comes_before_and_nothing_after(monkeypatch):
    seen, piece = [], redrawn.Source.piece

    def watched(self, first, last):
        found = piece(self, first, last)
        seen.append((self.seeds, first))
        return found

    monkeypatch.setattr(redrawn.Source, "piece", watched)
    network = order.Network("none", 0.3, 1)
    redrawn.Branches(SMALL, network, 3, checkpoints.Checkpoint()).measure([0, 1])
    own = [first for seeds, first in seen if seeds == (3,)]
    assert own == list(range(0, 1_000, 100)), "the way of the network itself, once"
    pairs = {}
    for seeds, first in seen:
        if seeds != (3,):
            pairs.setdefault(seeds, []).append(first)
    assert [firsts[0] for firsts in pairs.values()] == SMALL["branches"]
    assert all(firsts[-1] == 1_900 for firsts in pairs.values())
    every = [seed for seeds in pairs for seed in seeds]
    assert len(set(every)) == 2 * len(SMALL["branches"])


# ---- the line ----


def test_the_ends_of_the_line_are_the_networks_and_the_middle_is_their_mean():
    params = mlp.init_mlp((5, 4, 3), Streams((0, 1), "ends"))
    rng = np.random.default_rng(0)
    x, labels = rng.random((40, 5), np.float32), rng.integers(3, size=40)
    nll, error = mlp.evaluate(params, x, labels)
    found = redrawn.along_line(params, x, labels, [0, 0.5, 1])
    for row, i in ((found[0], 0), (found[2], 1)):
        assert row[1:3] == pytest.approx((float(nll[i]), 100 * float(error[i])), rel=1e-5)
    mean = [Layer(*(part.mean(dim=0, keepdim=True) for part in layer)) for layer in params]
    assert found[1][1] == pytest.approx(float(mlp.evaluate(mean, x, labels)[0]), rel=1e-5)
    chosen = mlp.predict(params, torch.from_numpy(x))
    assert found[0][3] == 0
    assert found[2][3] == pytest.approx(100 * float((chosen[0] != chosen[1]).double().mean()))


def test_a_barrier_is_what_lies_above_the_mean_of_the_ends():
    alphas = branching.ALPHAS
    errors = np.interp(alphas, [0, 0.4, 1], [2.0, 7.0, 4.0])
    table = pd.DataFrame({"alpha": alphas, "error": errors, "nll": 0.5, "changed": np.linspace(0, 6, 11)})
    table = table.assign(start="none", rate=0.3, falls=1, branch=0, matched=False, seed=0)
    (found,) = branching.barriers(table).to_dict("records")
    assert found["error_barrier"] == pytest.approx(7 - 3)
    assert found["nll_barrier"] == pytest.approx(0)
    assert found["disagreement"] == pytest.approx(6)


def test_matching_undoes_a_renumbering_and_changes_no_answer():
    params = mlp.init_mlp((6, 5, 3), Streams((0, 1), "numbers"))
    order = torch.tensor([3, 0, 4, 1, 2])
    hidden, out = params
    for part, first in ((hidden.W, hidden.W[0][:, order]), (hidden.b, hidden.b[0] + torch.arange(5.0)[order]),
                        (out.W, out.W[0][order]), (out.b, out.b[0])):  # fmt: skip
        part[1] = first
    hidden.b[0] += torch.arange(5.0)
    before = [tuple(part.clone() for part in layer) for layer in params]
    for layer in redrawn.matched(params):
        for part in layer:
            torch.testing.assert_close(part[1], part[0])
    torch.testing.assert_close([tuple(layer) for layer in params], before, rtol=0, atol=0)

    others = mlp.init_mlp((6, 5, 3), Streams((2, 3), "numbers"))
    x = torch.rand(20, 6)
    said, again = (mlp.forward(some, x)[-1] for some in (others, redrawn.matched(others)))
    torch.testing.assert_close(again, said)


def test_both_lines_end_in_the_same_networks():
    table = branching.compute(SMALL, "none-0.3-falls=1", (0,), "cpu")
    ends = table[table["alpha"].isin([0, 1])].pivot(
        index=["branch", "alpha"], columns="matched", values=["nll", "error", "changed"]
    )
    for measure in ("nll", "error", "changed"):
        np.testing.assert_allclose(ends[measure][True], ends[measure][False], rtol=1e-5)
    middle = table[table["alpha"] == 0.5].set_index(["branch", "matched"])["nll"].unstack()
    assert (middle[True] <= middle[False] + 1e-6).all()
