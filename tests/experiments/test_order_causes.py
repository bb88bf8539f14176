"""What is varied one at a time, and the variance with pre-training over that without."""

import numpy as np
import pandas as pd
import pytest

from tests.experiments.killing import Killed, die_after
from utils.experiments import order, order_causes
from utils.experiments.engine import checkpoints, structure
from utils.experiments.engine.tasks import make_tasks, run_task
from utils.experiments.order_causes import ORDER_CAUSES
from utils.experiments.redrawn import Redrawn
from utils.plotting import png

SMALL = order_causes.DEMO | {
    "runs": order_causes.runs(
        {"width": 8, "share": 0.25, "examples": 2_000}, (0.1, 0.3), (0.3,), width=(6,), share=(0.1,)
    ),
    "piece": 100,
}  # fmt: skip


@pytest.mark.parametrize("condition", list(order_causes.networks(SMALL))[:2])
def test_a_task_gives_the_rows_that_it_declares(condition):
    (task,) = [t for t in make_tasks(ORDER_CAUSES, SMALL, 2, 2, "cpu") if t.condition == condition]
    table = order_causes.compute(SMALL, condition, (0, 1), "cpu")
    assert structure.task_fault(ORDER_CAUSES, task, table) == ""


def test_a_killed_run_goes_on_and_nothing_differs(tmp_path, monkeypatch):
    (task,) = [t for t in make_tasks(ORDER_CAUSES, SMALL, 1, 1, "cpu") if "rbm-0.3-width=6" in t.condition]
    saves = die_after(1, monkeypatch, lambda checkpoint, state: len(state["found"]))
    with pytest.raises(Killed):
        run_task(task, None, folder=tmp_path)
    done = run_task(task, None, folder=tmp_path)
    assert saves == [1, 2], "no tenth is computed twice"
    assert done.table.equals(order_causes.compute(SMALL, task.condition, (0,), "cpu"))


def test_it_is_what_order_finds_in_these_tenths():
    network = order_causes.Network("rbm", 0.3, 8, 0.25, 2_000)
    settings = network.settings(SMALL)
    assert settings["unsupervised"] == 500
    every = Redrawn(settings, order.Network("rbm", 0.3, 1), 1, checkpoints.Checkpoint()).measure()
    found = order_causes.compute(SMALL, network.condition, (1,), "cpu")
    np.testing.assert_array_equal(found["slice"], order_causes.PLACES)
    wanted = [every[place][1] for place in order_causes.PLACES]
    np.testing.assert_allclose(found["variance"], wanted, rtol=1e-6)


def test_one_thing_is_varied_at_a_time_and_both_starts_are_there():
    every = order_causes.networks(order_causes.COURSE).values()
    base = {"width": 200, "share": 0.25}
    of_base = [n for n in every if {"width": n.width, "share": n.share} == base]
    assert {(n.start, n.rate, n.examples) for n in of_base} == {
        (start, rate, examples)
        for start in ("none", "rbm") for rate in order_causes.RATES for examples in (50_000, 200_000, 400_000)
    }  # fmt: skip
    others = [n for n in every if n not in of_base]
    assert {n.examples for n in others} == {200_000}
    assert {n.rate for n in others} == {0.1, 0.3}
    assert {(n.start, n.width, n.share) for n in others} == {
        *((start, width, 0.25) for start in ("none", "rbm") for width in (50, 800)),
        ("rbm", 200, 0.05), ("rbm", 200, 0.4),
    }  # fmt: skip


@pytest.mark.parametrize("examples", [50_000, 200_000, 400_000])
def test_tenths_end_where_pieces_end_and_the_sixth_has_labels(examples):
    assert examples // 10 % order_causes.COURSE["piece"] == 0
    shares = {n.share for n in order_causes.networks(order_causes.COURSE).values()}
    assert max(shares) < order_causes.PLACES[0] / 10


def table_of(ratio, shares=(0.25, 0.4)):
    rows = [
        {"start": start, "rate": rate, "width": 200, "share": share, "examples": n, "seed": seed,
         "slice": place, "variance": (1 + seed) * (ratio(rate, share, n) if start == "rbm" else 1),
         "score_variance": 2.0}
        for start in ("none", "rbm") for rate in (0.1, 1.0) for share in shares for n in (100, 200)
        for seed in range(3) for place in order_causes.PLACES
        if start == "rbm" or share == 0.25
    ]  # fmt: skip
    return pd.DataFrame(rows).sample(frac=1, random_state=0)


def test_ratios_are_those_of_a_seed_and_every_share_has_the_same_network_without():
    found = order_causes.ratios(table_of(lambda rate, share, n: rate * share * n))
    assert len(found) == 2 * 2 * 2 * 3 * 2
    np.testing.assert_allclose(found["ratio"], found["rate"] * found["share"] * found["examples"])
    scores = order_causes.ratios(table_of(lambda *given: 5), "score_variance")
    assert (scores["ratio"] == 1).all()


def test_the_figure_has_a_curve_for_each_length_and_each_rate():
    table = table_of(lambda rate, share, n: rate, shares=(0.25,))
    wider = table[table["examples"] == 100].assign(width=400)
    figure = order_causes.draw(pd.concat([table, wider[wider["rate"] == 0.1]]))
    *by_rate, by_width = figure.axes
    for ax, word in zip(by_rate, ("sixth", "last"), strict=True):
        assert ax.get_title() == f"{word} tenth drawn again"
        assert len(ax.containers) == 2
        for container in ax.containers:
            np.testing.assert_allclose(np.asarray(container.lines[0].get_ydata(), float), [0.1, 1])
    points = [len(container.lines[0].get_xdata()) for container in by_width.containers]
    assert points == [2, 1]
    names = ["100 examples", "200 examples", "rate 0.1", "rate 1"]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == names
    assert png(figure)[:4] == b"\x89PNG"
    one = order_causes.draw(table[table["seed"] == 2])
    assert [len(ax.containers) for ax in one.axes[:2]] == [2, 2]
