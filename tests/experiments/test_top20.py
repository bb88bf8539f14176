"""The question about a bottleneck of 20 units, with and without early stopping."""

import numpy as np
import pytest

from tests.experiments.small_networks import SMALL, fault, made_up, verdicts
from utils.experiments import top20
from utils.experiments.engine.store import same

TINY = SMALL | {"starts": ["none", "rbm"], "sizes": [12, 10, 5], "depths": [3]}
CELLS = [(start, 3) for start in ("none", "rbm", "autoencoder")]
EPOCHS = (1, 10, 40, 75, 87, 100)


def test_a_task_is_repeatable_and_has_its_sizes():
    table = top20.compute(TINY, "rbm", (3, 4), "cpu")
    assert fault(top20.TOP20, TINY, "rbm", (3, 4), table) == ""
    assert len(table) == 2 * 2  # seeds, epochs
    assert same(table, top20.compute(TINY, "rbm", (3, 4), "cpu"))
    other = top20.compute(TINY | {"sizes": [12, 10, 6]}, "rbm", (3, 4), "cpu")
    assert not same(table, other)


def with_stops(errors_at_stop):
    """Curves whose end is as in Fig. 10 and whose validation error and loss are smallest at epoch 40."""

    def ends(start, depth):
        return {"train_nll": 3e-5 if start == "none" else 1e-4, "test_nll": 0.1 if start == "none" else 0.085}

    table = made_up(CELLS, EPOCHS, ends=ends)
    stop = table["epoch"] == 40
    table.loc[stop, ["valid_error", "valid_nll"]] = 0.01
    none = table["start"] == "none"
    table.loc[stop, "train_error"] = np.where(none[stop], *errors_at_stop)
    table["train_error"] += 1e-3 * table["seed"]
    return table


def test_both_claims_hold_on_the_papers_numbers():
    told = verdicts(top20.TOP20, with_stops((0.59, 0.0)), kind="autoencoder")
    assert {name: one.word for name, one in told.items()} == {"C17": "holds", "C18": "holds"}
    assert told["C18"].estimates[0].value == pytest.approx(-0.59)
    assert "error, no pre-training: epoch 40, 0.60 and" in told["C18"].notes[0]
    assert told["C17"].arms[1].before == "10,000 a layer of pre-training"


def test_a_stop_that_comes_too_late_decides_nothing_and_the_other_side_contradicts():
    equal = verdicts(top20.TOP20, with_stops((0.0, 0.0)), kind="rbm")
    assert equal["C18"].word == "undecided"
    assert verdicts(top20.TOP20, with_stops((0.0, 0.5)), kind="rbm")["C18"].word == "contradicted"


def test_the_stop_is_each_seeds_own_and_the_first_of_equals():
    table = made_up(CELLS[:1], EPOCHS, seeds=2)
    table["valid_error"] = 5.0
    table.loc[(table["seed"] == 1) & (table["epoch"] >= 75), "valid_error"] = 4.0
    assert top20.at_moment(table, "error")["epoch"].tolist() == [1, 75]
    assert top20.at_moment(table, "end")["epoch"].tolist() == [100, 100]


def test_the_figure_has_a_curve_for_each_start_and_three_moments():
    curves, errors = top20.draw(with_stops((0.59, 0.0))).axes
    drawn = [line for line in curves.get_lines() if line.get_linestyle() != "None"]
    assert len(drawn) == 3
    assert len(curves.get_lines()) == 3 + 3 * 3
    assert len(errors.get_lines()) == 3 * 3
