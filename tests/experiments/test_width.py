"""The question from which width on pre-training helps."""

import re

import numpy as np
import pytest

from tests.experiments.small_networks import SMALL, fault, made_up, verdicts, with_bits
from utils.experiments import width
from utils.experiments.engine.claims import is_about
from utils.experiments.engine.store import same
from utils.experiments.width import WIDTH, crossover

WIDTHS = [25, 50, 100, 200, 400, 800]
TINY = SMALL | {"starts": ["none", "rbm"], "widths": [5, 9], "depths": [1, 2], "seeds_of": {"9": 4}}
CELLS = [(f"{s}:{w}", d) for s in ("none", "rbm", "autoencoder") for w in WIDTHS for d in (1, 2, 3)]


def test_a_task_has_every_width_but_for_seeds_that_have_fewer():
    table = width.compute(TINY, "rbm", (3,), "cpu")
    assert fault(WIDTH, TINY, "rbm", (3,), table) == ""
    assert set(zip(table["start"], table["depth"], strict=True)) == set(width.cells(TINY, "rbm", 3))
    assert len(table) == 2 * 2 * 2  # widths, depths, epochs
    assert same(table, width.compute(TINY, "rbm", (3,), "cpu"))
    later = width.compute(TINY, "rbm", (4,), "cpu")
    assert set(later["start"]) == {"rbm:5"}
    wanted = width.rows(TINY, "rbm", (3, 4))
    assert [block["start"] for block in wanted] == [["rbm:5"]] * 2 + [["rbm:9"]] * 2 + [["rbm:5"]] * 2
    assert [block["seed"] for block in wanted] == [[3]] * 4 + [[4]] * 2
    assert list(wanted[0]) == ["start", "depth", "rate", "seed", "epoch"]


def papers(start, depth):
    """Errors like those of Fig. 9: the gain grows with the width, and turns at 300, 190 and 85 units."""
    kind, _, units = start.partition(":")
    gain = 0.5 * np.log2(int(units) / {1: 300, 2: 190, 3: 85}[depth])
    return {"test_error": 4.0 if kind == "none" else 4.0 - gain}


def test_both_claims_hold_on_numbers_like_the_papers():
    table = made_up(CELLS, (10, 75, 87, 100), ends=papers)
    for kind in ("rbm", "autoencoder"):
        told = verdicts(WIDTH, table, kind=kind)["C15"]
        assert told.word == "holds"
        assert told.estimates[-1].value == pytest.approx(np.log2(85 / 300), abs=0.1)
        units = [int(n) for n in re.findall(r"(\d+) \(\d layer", told.notes[0])]
        assert units == pytest.approx([300, 190, 85], rel=0.05)
    both = verdicts(WIDTH, with_bits(table), kind="both")["C16"]
    assert both.word == "holds"
    assert len(both.estimates) == 18


def test_claims_are_opposed_where_pretraining_always_helps_and_the_kinds_differ():
    def ends(start, depth):
        return {"test_error": {"none": 4.0, "rbm": 3.0, "autoencoder": 2.0}[start.partition(":")[0]]}

    table = made_up(CELLS, (10, 75, 87, 100), ends=ends)
    told = verdicts(WIDTH, table, kind="rbm")["C15"]
    assert told.word == "mixed"
    assert [one.supports for one in told.estimates] == [-1, -1, -1, 1, 1, 1, 0]
    assert verdicts(WIDTH, table, kind="both")["C16"].word == "contradicted"


def test_a_claim_is_judged_for_the_kinds_that_it_is_about():
    table = made_up(CELLS, (10, 75, 87, 100), ends=papers)
    samples = WIDTH.samples(table)
    assert WIDTH.kinds(samples) == ["autoencoder", "rbm", "both"]

    class One:
        pass

    One.samples = samples
    about = {
        claim.name: [kind for kind in WIDTH.kinds(samples) if is_about(claim, kind, WIDTH, [One])]
        for claim in WIDTH.claims
    }
    assert about == {"C15": ["autoencoder", "rbm"], "C16": ["both"]}


@pytest.mark.parametrize(
    ("gains", "expected"),
    [([-1, 1, 2, 3], 50), ([-3, -2, -1, 1], 200 * 2**0.5), ([1, 2, 3, 4], 25), ([-1, -1, -1, -1], 400)],
)  # fmt: skip
def test_the_crossover_lies_between_two_widths_or_at_an_end(gains, expected):
    widths = [25, 100, 200, 400]
    found = crossover(np.array([gains, gains], dtype=float), widths)
    assert 2**found == pytest.approx(expected)


def test_a_result_with_fewer_seeds_of_some_widths_says_so():
    record = {"n_seeds": 20, "settings": {"seeds_of": {"400": 10}}}
    assert width.seeds(record) == "10 to 20 seeds"
    assert width.seeds(record | {"n_seeds": 10}) == "10 seeds"
    assert width.seeds({"n_seeds": 2, "settings": {"seeds_of": {}}}) == "2 seeds"


def test_widths_with_fewer_seeds_are_drawn_and_compared_on_common_seeds():
    table = made_up(CELLS, (10, 75, 87, 100), ends=papers)
    few = table["start"].str.endswith(("400", "800")) & (table["seed"] >= 10)
    made = WIDTH.samples(table[~few])
    assert width.gains(made, "rbm", 1).shape == (10, 6)
    figure = WIDTH.draw(table[~few])
    assert len(figure.axes) == 3
    assert len(figure.axes[0].containers) == 3
