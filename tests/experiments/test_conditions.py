"""How fair each comparison was: the words for every case, and that they are true of all shipped results."""

import re

import numpy as np
import pytest

from tests.experiments.small_networks import made_up
from utils.experiments import every_claim, layers, order, variants, width
from utils.experiments.catalogue import EXPERIMENTS
from utils.experiments.engine import claims, store, verdicts
from utils.experiments.engine.arms import OWN, SET, SHARED, TAKEN, Arm, Tuned, arm_text, conditions

INSIDE, EDGE = "inside their grids", "at an edge of their grids: "
NOT_OWN = "those of the networks without, not their own"
OWN_TOO = "those of the networks without, their own best, too"
BY_HAND, BEFORE = "rates set, not tuned", "rates of pre-training set"
NONE = Arm("none", 100, "", Tuned("best of 3", OWN))
RBM = Arm("rbm", 100, "50 before", Tuned("best of 3", OWN))


def given(arm, rate, pretraining=False):
    return arm._replace(tuned=Tuned("as it was", rate, pretraining))


# ---- the words ----


def test_equal_updates_are_those_of_all_sides():
    def told(*arms):
        return conditions(arms)[0]

    assert told(NONE, RBM) == "equal updates with labels"
    assert told(NONE, RBM._replace(updates=75)) == "75 to 100 updates with labels"
    several = (NONE, NONE._replace(updates=300), RBM, RBM._replace(updates=300))
    assert told(*several) == "equal updates with labels"
    assert told(*several[:3]) == "100 to 300 updates with labels"
    assert told(*several[:2]) == "100 to 300 updates with labels", "one side, compared with itself"
    two_kinds = [arm._replace(side=side) for side in ("rbm", "autoencoder") for arm in several[2:]]
    assert told(*two_kinds) == "equal updates with labels"
    assert told(*two_kinds[:3]) == "100 to 300 updates with labels"


def test_curves_that_have_not_levelled_off_are_told():
    assert conditions([NONE, RBM])[2] == "all curves levelled off"
    assert conditions([NONE._replace(moving=("1 layer",)), RBM])[2] == "not all curves levelled off"


@pytest.mark.parametrize(
    ("arms", "says"),
    [
        ((NONE, RBM), f"rates {INSIDE}; {BEFORE}"),
        ((NONE, NONE), f"rates {INSIDE}"),
        ((NONE, given(RBM, OWN, True)), f"rates {INSIDE}"),
        ((NONE, given(RBM, TAKEN)),
         f"rates without pre-training {INSIDE}; rates with pre-training: {NOT_OWN}; {BEFORE}"),
        ((NONE, given(RBM, TAKEN, True)),
         f"rates without pre-training {INSIDE}; rates with pre-training: {NOT_OWN}; "
         f"rates of pre-training {INSIDE}"),
        ((NONE, given(RBM, SHARED)),
         f"rates without pre-training {INSIDE}; rates with pre-training: {OWN_TOO}; {BEFORE}"),
        ((given(RBM, TAKEN), given(RBM, TAKEN)), f"rates: {NOT_OWN}; {BEFORE}"),
        ((given(NONE, SET), given(RBM, SET)), BY_HAND),
        ((NONE, given(RBM, SET)),
         f"rates without pre-training {INSIDE}; rates with pre-training set, not tuned; {BEFORE}"),
        ((NONE, given(NONE._replace(name="l2"), SET)), f"rates of none {INSIDE}; rates of l2 set, not tuned"),
        ((NONE, RBM._replace(at_edge=("rate 3 (1 layer)",))), f"{EDGE}rbm: rate 3 (1 layer); {BEFORE}"),
        ((NONE._replace(at_edge=("rate 3",)), given(RBM, TAKEN)),
         f"{EDGE}none: rate 3; rates with pre-training: {NOT_OWN}; {BEFORE}"),
        ((NONE, given(RBM, OWN, True)._replace(at_edge=("rate of pre-training 1",))),
         f"{EDGE}rbm: rate of pre-training 1"),
        ((NONE._replace(at_edge=("a", "b")), RBM._replace(at_edge=("a", "b", "c"))),
         f"{EDGE}none: a, b; rbm: a and 2 more; {BEFORE}"),
    ],
)  # fmt: skip
def test_rates_are_told_as_they_came_about(arms, says):
    assert conditions(list(arms))[1] == says


def test_an_arm_is_told_in_a_line():
    assert arm_text(RBM) == "rbm: 100 updates after 50 before; best of 3; levelled off"
    moving = RBM._replace(at_edge=("rate 3",), moving=("1 layer", "2 layers"))
    assert arm_text(moving).endswith("at an edge of its grid: rate 3; not levelled off: 1 layer, 2 layers")
    assert arm_text(Arm("coin", 3)) == "coin: 3 updates; nothing tuned; levelled off"


def test_weights_that_no_label_has_changed_have_no_curves():
    weights = Arm("RBM, before fine-tuning", 0, "50 before")
    assert conditions([weights]) == ["before any update with labels", BY_HAND]
    assert arm_text(weights) == "RBM, before fine-tuning: 0 updates after 50 before; nothing tuned"


# ---- how questions tell it ----


def test_a_rate_that_was_taken_over_is_told_as_such_and_where_it_is_the_best_of_its_own_grid():
    record = {
        "settings": layers.COURSE | {"rates": {"none": {"3": 1.0}, "rbm:123": {"3": 1.0}}},
        "rates_at_edge_of_grid": ["rbm:123, depth 3: 3"], "rates_of_their_own": {"rbm:123": {"3": 3.0}},
    }  # fmt: skip
    table = made_up([("none", 3), ("rbm:123", 3)], (10, 75, 87, 100))

    def told():
        none, rbm = variants.arms(table, record, {"none": "none", "rbm:123": "RBM"}, "valid_error")
        assert (none.tuned.rate, none.at_edge) == (OWN, ())
        return rbm.tuned.rate, rbm.at_edge

    assert told() == (TAKEN, ()), "the rate at the edge is not the one it has"
    record["rates_of_their_own"]["rbm:123"]["3"] = 1.0
    record["rates_at_edge_of_grid"] = []
    assert told() == (SHARED, ())


def test_both_kinds_are_compared_at_each_width_without_the_baseline():
    cells = [(f"{s}:{w}", d) for s in ("none", "rbm", "autoencoder") for w in (25, 100) for d in (1, 2, 3)]
    record = {
        "settings": width.COURSE | {"widths": [25, 100]},
        "rates_at_edge_of_grid": ["none:25, depth 1: 0.5", "rbm:100, depth 3: 4", "rbm:25, depth 1: 4"],
    }  # fmt: skip
    arms = width.arms(made_up(cells, (10, 75, 87, 100)), record, "both")
    assert [arm.updates for arm in arms] == [12_500, 20_000] * 3
    assert {arm.name: arm.at_edge for arm in arms if arm.at_edge} == {
        "no pre-training, 1 and 2 layers": ("rate 0.5 (25 units, 1 layer)",),
        "stack of RBMs, 1 and 2 layers": ("rate 4 (25 units, 1 layer)",),
        "stack of RBMs, 3 layers": ("rate 4 (100 units, 3 layers)",),
    }
    (claim,) = [claim for claim in width.CLAIMS if claim.name == "C16"]
    kept = [arm for arm in arms if claim.compares(arm, "both")]
    assert {arm.side for arm in kept} == {"stack of RBMs", "stack of autoencoders"}
    assert conditions(kept)[0] == "equal updates with labels"


def test_the_tenths_of_one_stream_are_compared_with_each_other():
    sides = [Arm("", 100, side=start) for start in ("none", "rbm")]
    c25, c26 = order.CLAIMS
    assert [arm.side for arm in sides if c25.compares(arm, "rbm")] == ["rbm"]
    assert [arm.side for arm in sides if c25.compares(arm, "none")] == ["none"]
    assert c26.compares is None


# ---- what is told of the shipped results ----


@pytest.fixture(scope="module")
def shipped():
    """Each shipped result that speaks of a claim: claim, kind, what is told, and its record."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(verdicts, "RESAMPLES", 50)
        monkeypatch.setattr(claims, "DRAWS", 5)
        judged = claims.judge(EXPERIMENTS)
    found = []
    for verdict in judged:
        for one in verdict.results:
            record = store.load_result(*one.result.rsplit("-", 1))[1]
            found.append((verdict, one, record))
    return found


def test_each_arm_says_how_its_rate_came_about(shipped):
    """As the settings have it, which its words do not depend on."""
    words = {
        SET: "nothing tuned",
        OWN: "best of ",
        TAKEN: "without pre-training",
        SHARED: "without pre-training",
    }
    seen = set()
    for verdict, one, record in shipped:
        settings = record["settings"]
        shared = settings.get("one_rate", ())
        for arm in one.arms:
            if "rate_grid" not in settings or not arm.updates:
                expected = {SET}
            elif arm.before and (shared is True or arm.name[-8:] in {f"{d} layers" for d in shared}):
                expected = {TAKEN, SHARED}
            else:
                expected = {OWN}
            assert arm.tuned.rate in expected, (verdict.claim, arm)
            assert words[arm.tuned.rate] in arm.tuned.words
            assert not arm.at_edge or arm.tuned.rate == OWN or arm.tuned.pretraining
            assert arm.tuned.pretraining == bool(arm.before and "pretraining_grid" in settings)
            seen.add(arm.tuned.rate)
    assert seen == {SET, OWN, TAKEN, SHARED}


def test_no_arm_without_a_grid_of_its_own_is_told_as_inside(shipped):
    for verdict, one, _ in shipped:
        _, rates, *_ = one.conditions
        by_rate = {
            how: [arm for arm in one.arms if arm.tuned.rate == how] for how in (OWN, TAKEN, SHARED, SET)
        }
        whole = rates.startswith(f"rates {INSIDE}")
        without = rates.startswith(f"rates without pre-training {INSIDE}")
        if whole:
            assert by_rate[OWN] == one.arms, verdict.claim
        if without:
            assert by_rate[OWN] == [arm for arm in one.arms if not arm.before], verdict.claim
        edges = any(arm.at_edge for arm in by_rate[OWN])
        assert (whole or without) == (bool(by_rate[OWN]) and not edges)
        assert (EDGE in rates) == any(arm.at_edge for arm in one.arms)
        assert (NOT_OWN in rates) == bool(by_rate[TAKEN])
        assert (OWN_TOO in rates) == bool(by_rate[SHARED])
        assert ("set, not tuned" in rates) == bool(by_rate[SET])


def chosen(settings, kind):
    """Start, rate and grid of each choice that concerns a kind of pre-training, from the settings alone."""
    others = {"rbm", "autoencoder"} - {kind} if kind in ("rbm", "autoencoder") else set()
    for start, rates in settings.get("rates", {}).items():
        pretraining = re.split(r"[:=\-]", start)[0]
        if pretraining in others or start.endswith("-digits"):  # these are beside the claims
            continue
        if "pretraining" in (rates if isinstance(rates, dict) else ()):
            if rates["pretraining"] and "pretraining_grid" in settings:
                yield start, rates["pretraining"], settings["pretraining_grid"]
            rates = rates["supervised"]
        grid = settings["rate_grid"]
        for rate in rates.values() if isinstance(rates, dict) else [rates]:
            yield start, rate, grid[start.partition(":")[0]] if isinstance(grid, dict) else grid


def test_what_is_told_as_inside_or_at_an_edge_is_there_in_the_settings(shipped):
    told = {True: 0, False: 0}
    for verdict, one, record in shipped:
        choices = list(chosen(record["settings"], verdict.kind))
        if any(arm.tuned.rate != SET for arm in one.arms):
            assert choices
            at_edge = any(rate in (min(grid), max(grid)) for _, rate, grid in choices)
            assert (EDGE in one.conditions[1]) == at_edge, (verdict.claim, verdict.kind, one.result)
            told[at_edge] += 1
    assert min(told.values()) > 5


def test_what_lies_at_an_edge_is_told_in_words_for_readers(shipped):
    """Not by the names of starts and recipes in the tables, ``none+adam:10000, depth 5``."""
    for _, one, _ in shipped:
        texts = [text for arm in one.arms for text in arm.at_edge] + one.conditions
        assert not [text for text in texts if re.search(r"depth \d|\w[:+]\w", text)]


def test_the_terminal_tells_with_each_result_what_the_table_tells(shipped):
    lines = {
        (line.claim, line.kind): line for line in every_claim.lines_of(EXPERIMENTS, [v for v, *_ in shipped])
    }
    for verdict in {id(v): v for v, *_ in shipped}.values():
        text = verdict.text(100_000)
        first, second = re.search(r"^ours, (.+):\n(.+)$", text, re.MULTILINE).groups()
        assert first == verdict.decisive.source
        assert verdict.decisive.seeds in first
        assert f"{'; '.join(lines[verdict.claim, verdict.kind].conditions)}." == second
        own = [one for one in verdict.results if not one.against]
        assert sum(
            text.count(f"\n{'; '.join(told)}.\n") for told in {tuple(one.conditions) for one in own}
        ) == (len(own)), "once for each result, not again for another baseline"


def test_sides_with_the_same_updates_are_told_as_equal(shipped):
    """On the stream and in the order of examples pre-training takes the place of labels; nowhere else."""
    unequal = {verdict.claim for verdict, one, _ in shipped if "equal updates" not in one.conditions[0]}
    assert unequal == {"C12", "C22", "C24", "C26", "C28"}
    assert {v.claim for v, one, _ in shipped if one.conditions[0].startswith("before any")} == {"C12"}
    numbers = {v.claim: one.conditions[0] for v, one, _ in shipped if v.claim in unequal - {"C12"}}
    for claim, text in numbers.items():
        low, high = (int(n.replace(",", "")) for n in re.findall(r"[\d,]+", text))
        assert np.isclose(low / high, 0.75), claim
