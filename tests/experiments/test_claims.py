"""Claims: intervals over seeds, the words on made-up results, which result decides, what is told with it."""

import re
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from tests.experiments.made_up import PAPER, PAPER_AT_EQUAL, PAPER_IQR, PAPER_RATIOS, as_table, curves, errors
from utils.experiments import depth, fairness, paired, trajectories
from utils.experiments.__main__ import main
from utils.experiments.catalogue import EXPERIMENTS
from utils.experiments.engine import claims, store, verdicts
from utils.experiments.engine.arms import OWN, TAKEN, Tuned
from utils.experiments.engine.experiment import Effect, Experiment
from utils.experiments.engine.provenance import FIELDS
from utils.experiments.engine.verdicts import (
    CONTRADICTED,
    HOLDS,
    IN_PART,
    MIXED,
    NOT_HERE,
    UNDECIDED,
    Estimate,
    estimate,
    estimates,
    word,
)
from utils.plotting import png

SEEDS = 60
RECORD = {
    "budget": "course", "n_seeds": SEEDS, "rates_at_edge_of_grid": ["autoencoder, pre-training: 0.3"],
    "settings": {
        "data": "mnist", "n_train": 10_000, "batch_size": 10, "width": 200, "epochs": 8, "tuning_seeds": 2,
        "starts": ["none", "rbm", "autoencoder"], "pretraining_epochs": 10, "rate_grid": [0.1, 1.0],
        "pretraining_grid": [0.1, 0.3, 1.0],
    },
}  # fmt: skip


def normal_noise():
    """The same numbers for every start and depth, with an interquartile range of 1, in another order."""
    rng = np.random.default_rng(1)
    noise = rng.normal(size=SEEDS) / 1.349
    return lambda: rng.permutation(noise - noise.mean())


@pytest.fixture(autouse=True)
def fewer_resamples(monkeypatch):
    """A quicker bootstrap."""
    monkeypatch.setattr(verdicts, "RESAMPLES", 100)


def depth_table(medians=PAPER, iqrs=PAPER_IQR, noise=None, moving=()):
    """A result of ``depth``; only its last epoch, with the lowest validation error, counts.

    The validation errors of the starts in ``moving`` have not levelled off.
    """
    rows = []
    for (start, d), test in errors(medians, iqrs, noise or normal_noise()).items():
        for epoch, valid in ((1, 9.0), (6, 2.2 if start in moving else 2.001), (8, 2.0)):
            one = {"start": start, "depth": d, "seed": range(SEEDS), "epoch": epoch, "valid_error": valid}
            rows.append(pd.DataFrame(one | {"test_error": test if epoch == 8 else 50.0}))
    return pd.concat(rows, ignore_index=True)


def trajectory_table(at_equal=PAPER_AT_EQUAL, ratios=PAPER_RATIOS, moving=False):
    """A result of ``trajectories``, whose networks without pre-training still move if it is said."""
    table = as_table(curves(at_equal, ratios, 20, np.random.default_rng(2), 0.02))
    late = (table["epoch"] == table["epoch"].max()) & (table["start"] == "none")
    table.loc[late, "train_nll"] *= 0.5 if moving else 1
    return table


def keep(folder, name, table, **changes):
    """Write a result; changes are to its record."""
    n_seeds = table["seed"].nunique()
    whole = dict.fromkeys(FIELDS, "") | {"seeds": f"0-{n_seeds - 1}", "version": 1, "group": 1}
    record = whole | RECORD | {"experiment": name, "n_seeds": n_seeds} | changes
    store.write(folder / f"{name}-{record['budget']}.parquet", table, record)


def judged(folder, name=None, table=None, **changes):
    """The verdicts on the results in a folder, after another was written: claim to verdict."""
    if name:
        keep(folder, name, table, **changes)
    return {v.claim: v for v in claims.judge(EXPERIMENTS, folder)}


# ---- intervals ----


def test_interval_of_a_mean_is_students():
    rng = np.random.default_rng(3)
    gaps = rng.normal(1, 2, 12)
    found = estimate(Effect("gap", gaps, above=0), n_parts=4)
    reach = 2.9809 * gaps.std(ddof=1) / np.sqrt(12)  # t of the level 1 - 5 % / 4 with 11 degrees of freedom
    assert (found.value, found.low) == (pytest.approx(gaps.mean()), pytest.approx(gaps.mean() - reach, 1e-4))
    assert found.high - found.value == pytest.approx(found.value - found.low)


def test_the_bootstrap_gives_the_standard_error_of_a_mean():
    gaps = np.random.default_rng(3).normal(1, 2, 50)
    by_formula = estimate(Effect("gap", gaps, above=0))
    by_bootstrap = estimate(Effect("gap", gaps, np.mean, above=0))
    assert by_bootstrap.over_seeds == pytest.approx(by_formula.over_seeds, rel=0.2)
    again = estimate(by_bootstrap.effect)
    assert again.over_seeds == by_bootstrap.over_seeds, "the same each time"


def test_pairs_stay_together():
    a = np.random.default_rng(4).normal(size=50)
    found = estimate(Effect("gap", [a + 0.01, a], lambda x, y: x.mean() - y.mean(), above=0))
    assert (found.low, found.high) == (pytest.approx(0.01), pytest.approx(0.01))


def test_test_digits_widen_the_interval():
    gaps = np.random.default_rng(3).normal(0.1, 0.1, 50)
    one = Effect("gap", gaps, above=0)
    alone, both = estimate(one), estimate(one, over_digits=0.1)
    assert (alone.supports, both.supports) == (1, 0)
    assert (both.high - both.low) / (alone.high - alone.low) == pytest.approx(
        np.hypot(alone.over_seeds, 0.1) / alone.over_seeds
    )


def test_one_seed_gives_no_interval_and_decides_nothing():
    found = estimate(Effect("gap", np.ones(1), above=0, paper="3"), enough=1)
    told = "gap: 1 points, no interval, standard error unknown from one seed; paper: 3"
    assert (found.value, found.low, found.high, found.mark) == (1, -np.inf, np.inf, "=")
    assert found.text("points") == told
    assert estimate(Effect("gap", np.zeros(1), above=0)).text("ratio").startswith("gap: 1x, no interval")
    assert estimate(Effect("gap", np.full(1, np.nan), above=0)).mark == "x"


def test_where_the_claim_lies_decides_the_sign():
    sample = np.random.default_rng(5).normal(1, 0.1, 40)
    for side, sign in (
        ({"above": 0}, 1), ({"above": 2}, -1), ({"above": float(sample.mean())}, 0),
        ({"below": 2}, 1), ({"below": 0}, -1),
        ({"above": 0, "below": 2}, 1), ({"above": 2, "below": 3}, -1), ({"above": -1, "below": 0}, -1),
        ({"above": 0, "below": float(sample.mean())}, 0),
    ):  # fmt: skip
        assert estimate(Effect("x", sample, **side)).supports == sign, side
    assert estimate(Effect("x", sample, above=0, counts=False)).supports == 0
    assert estimate(Effect("x", sample[:9], above=0)).supports == 0, "nine seeds decide nothing"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({}, "must say where the claim puts its number"),
        ({"above": 1, "below": 0}, "must say where the claim puts its number"),
        ({"above": 0, "samples": [np.ones(5), np.ones(6)]}, r"samples of \(5,\), \(6,\): each needs a row"),
        ({"above": 0, "samples": [np.ones(5), np.ones(5)]}, "give their difference, or a statistic"),
        ({"above": 0, "samples": np.float64(3)}, "each needs a row for each seed"),
    ],
)  # fmt: skip
def test_an_effect_that_cannot_be_meant_is_refused(wrong, says):
    with pytest.raises(ValueError, match=says):
        Effect("1 layer", **({"samples": np.ones(5)} | wrong))


def test_a_question_with_claims_says_what_its_arms_were_given():
    with pytest.raises(ValueError, match=r"must say what they are computed from \(samples\) and"):
        Experiment("x", "", "", "", "", {}, list, "", dict, claims=depth.CLAIMS, samples=depth.errors_by_seed)


# ---- words ----


def made_up(text):
    """Estimates from signs, with x for what cannot be tested; their parts are called a, b, c, ..."""
    sides = {"+": 1, "-": -1, "=": 0, "x": 0}
    return [
        Estimate(Effect(part, np.ones(20), above=0, counts=sign != "x"), 0, 0, 0, sides[sign], 0, 0)
        for part, sign in zip("abcd", text, strict=False)
    ]


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        ("+", (HOLDS, "")), ("++++", (HOLDS, "")),
        ("+=", (IN_PART, "a")), ("=+x+", (IN_PART, "b; d")), ("+x", (IN_PART, "a")),
        ("+-", (MIXED, "holds: a; contradicted: b")), ("+++-", (MIXED, "holds: a; b; c; contradicted: d")),
        ("-", (CONTRADICTED, "")), ("--", (CONTRADICTED, "")), ("-=x", (CONTRADICTED, "a")),
        ("=", (UNDECIDED, "")), ("=x", (UNDECIDED, "")),
        ("x", (NOT_HERE, "")), ("xx", (NOT_HERE, "")),
    ],
)  # fmt: skip
def test_six_words(signs, expected):
    assert word(made_up(signs)) == expected


def test_what_cannot_be_tested_neither_helps_nor_hurts_the_others():
    gaps = np.random.default_rng(3).normal(1, 2, 50)
    one, other = Effect("a", gaps, above=0), Effect("b", gaps, above=0, counts=False)
    alone, together = estimates([one]), estimates([one, other])
    assert (alone[0].low, alone[0].high) == (together[0].low, together[0].high)


# ---- verdicts from tables ----


def test_the_papers_own_numbers_hold(tmp_path):
    verdicts = judged(tmp_path, "depth", depth_table())
    words = {claim: v.word for claim, v in verdicts.items()}
    assert words == dict.fromkeys(("C1", "C3", "C4", "C5"), HOLDS) | {"C2": IN_PART}
    assert verdicts["C2"].decisive.parts.startswith(
        "without, 2 to 3 layers; without, 3 to 4 layers; with, 1 to"
    )
    assert verdicts["C3"].decisive.estimates[0].value == pytest.approx(0.142, abs=0.002)
    assert [one.value for one in verdicts["C1"].decisive.estimates] == pytest.approx(
        [0.41, 0.40, 0.50, 0.85], abs=0.002
    )
    assert all(v.decisive.levelled for v in verdicts.values())


def test_the_opposite_is_contradicted(tmp_path):
    swapped = dict(zip(PAPER, list(PAPER.values())[::-1], strict=True))
    iqrs = dict(zip(PAPER, list(PAPER_IQR.values())[::-1], strict=True))
    verdicts = judged(tmp_path, "depth", depth_table(swapped, iqrs))
    words = {claim: v.word for claim, v in verdicts.items()}
    assert words == dict.fromkeys(("C1", "C3", "C4", "C5"), CONTRADICTED) | {"C2": MIXED}
    assert "holds: with, 1 to 2 layers;" in verdicts["C2"].decisive.parts, (
        "so it is in the paper without, too"
    )


def test_no_difference_is_undecided(tmp_path):
    same = dict.fromkeys(PAPER, (2.0, 2.0, 2.0, 2.0))
    verdict = judged(tmp_path, "depth", depth_table(same, dict.fromkeys(PAPER, (0.1,) * 4)))["C1"]
    assert verdict.word == UNDECIDED
    assert all(one.supports == 0 for one in verdict.decisive.estimates)


def test_a_small_difference_is_undecided_too(tmp_path):
    close = {"none": (2.02,) * 4, "autoencoder": (2.0,) * 4}
    verdict = judged(tmp_path, "depth", depth_table(close, dict.fromkeys(PAPER, (0.3,) * 4)))["C1"]
    assert verdict.word == UNDECIDED
    assert all(one.low < 0 < one.value for one in verdict.decisive.estimates)


def test_better_at_three_depths_and_worse_at_one_is_mixed(tmp_path):
    odd = PAPER | {"none": (1.82, 1.76, 0.83, 2.16)}
    verdict = judged(tmp_path, "depth", depth_table(odd))["C1"]
    assert verdict.word == MIXED
    assert "holds: 1 layer; 2 layers; 4 layers; contradicted: 3 layers" in verdict.text(200)


def test_a_middle_depth_counts_in_c2_and_in_c3(tmp_path):
    odd = PAPER | {"autoencoder": (1.60, 1.36, 1.50, 1.42)}
    verdicts = judged(tmp_path, "depth", depth_table(odd))
    assert verdicts["C2"].decisive.parts.endswith("contradicted: with, 2 to 3 layers")
    gains = np.array(PAPER["none"]) - odd["autoencoder"]
    slope = np.polyfit([1, 2, 3, 4], gains, 1)[0]
    assert verdicts["C3"].decisive.estimates[0].value == pytest.approx(slope, abs=0.002)


def test_each_depth_is_one_part(tmp_path):
    verdicts = judged(tmp_path, "depth", depth_table()) | judged(tmp_path, "trajectories", trajectory_table())
    for claim, n_depths in (("C1", 4), ("C5", 4), ("C13", 3), ("C14", 3)):
        parts = [one.effect.part for one in verdicts[claim].decisive.estimates]
        assert parts == [paired.layers(d) for d in range(1, n_depths + 1)]


def test_fewer_depths_are_judged_as_far_as_they_go(tmp_path):
    verdicts = judged(tmp_path, "depth", depth_table().query("depth <= 3"))
    assert len(verdicts["C1"].decisive.estimates) == 3
    assert [one.effect.part for one in verdicts["C2"].decisive.estimates] == [
        "without, 2 to 3 layers", "with, 1 to 2 layers", "with, 2 to 3 layers"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("at_equal", "ratios", "c13", "c14"),
    [
        ((0.6, 0.6, 0.6), (0.5, 2.4, 3.0), HOLDS, HOLDS),
        ((1.6, 1.6, 1.6), (2.0, 0.4, 0.3), CONTRADICTED, CONTRADICTED),
        ((1.4, 0.8, 0.6), (2.0, 2.4, 3.0), MIXED, MIXED),
    ],
)
def test_trajectories_are_compared_at_equal_training_loss(at_equal, ratios, c13, c14, tmp_path):
    verdicts = judged(tmp_path, "trajectories", trajectory_table(at_equal, ratios))
    assert (verdicts["C13"].word, verdicts["C14"].word) == (c13, c14)
    for claim, truth in (("C13", at_equal), ("C14", ratios)):
        found = [np.exp(one.value) for one in verdicts[claim].decisive.estimates]
        assert found == pytest.approx(truth, rel=0.05)


def test_seeds_that_reach_different_losses_are_judged(tmp_path):
    table = trajectory_table().query("seed < 12")
    table.loc[table["seed"] == 0, "train_nll"] *= 1_000
    verdict = judged(tmp_path, "trajectories", table)["C13"]
    for one in verdict.decisive.estimates:
        assert np.isfinite([one.value, one.low, one.high]).all()


def test_trajectories_without_a_common_loss_decide_nothing(tmp_path):
    table = trajectory_table()
    table.loc[table["start"] == "rbm", "train_nll"] *= 1e4
    verdict = judged(tmp_path, "trajectories", table)["C13"]
    assert verdict.word == NOT_HERE
    assert "x 1 layer: cannot be measured here" in verdict.text(200)


def test_what_has_not_levelled_off_does_not_decide_c14(tmp_path):
    moving = trajectory_table(moving=True)
    verdict = judged(tmp_path, "trajectories", moving)["C14"]
    assert (verdict.word, verdict.decisive.levelled) == (NOT_HERE, False)
    deeper = trajectory_table()
    deeper.loc[deeper["depth"] == 1] = moving.loc[moving["depth"] == 1]
    verdict = judged(tmp_path, "trajectories", deeper)["C14"]
    assert (verdict.word, verdict.decisive.parts) == (IN_PART, "2 layers; 3 layers")


def test_epoch_is_chosen_on_validation_data_for_each_start_and_depth():
    table = depth_table()
    rows = depth.at_chosen_epoch(table)
    assert set(rows["epoch"]) == {8}
    assert len(rows) == 2 * 4 * SEEDS
    table.loc[(table["start"] == "none") & (table["depth"] == 3) & (table["epoch"] == 1), "valid_error"] = 0.5
    other = depth.at_chosen_epoch(table)
    assert set(other.loc[(other["start"] == "none") & (other["depth"] == 3), "epoch"]) == {1}
    assert (other["epoch"] == 1).sum() == SEEDS


# ---- which result decides ----


def settings(**changes):
    return {"settings": RECORD["settings"] | changes}


def test_the_result_that_has_levelled_off_decides_then_updates_then_seeds(tmp_path):
    def decides():
        return judged(tmp_path)["C13"].decisive.source.split(",")[0]

    keep(tmp_path, "trajectories", trajectory_table(moving=True).query("seed < 15"))
    keep(tmp_path, "trajectories", trajectory_table(moving=True), budget="wide")
    assert decides() == "trajectories-wide", "more seeds"
    keep(tmp_path, "trajectories", trajectory_table(moving=True).query("seed < 15"), **settings(epochs=9))
    assert decides() == "trajectories-course", "more updates"
    keep(tmp_path, "trajectories", trajectory_table().query("seed < 12"), budget="laptop")
    assert decides() == "trajectories-laptop", "it has levelled off"


def test_the_others_are_told_with_equal_weight(tmp_path, capsys):
    keep(tmp_path, "trajectories", trajectory_table((1.6,) * 3), **settings(epochs=9))
    keep(tmp_path, "trajectories", trajectory_table(), budget="wide", **settings(width=400, one_rate=True))
    keep(tmp_path, "trajectories", trajectory_table().query("seed < 9"), budget="demo")
    c13, c14 = judged(tmp_path).values()
    size = "1 to 3 layers of {} units, 10,000 training digits, {}, 20 seeds"
    assert [one.source for one in c13.results] == [
        f"trajectories-course, {size.format(200, 'a rate for each start')}",
        f"trajectories-wide, {size.format(400, 'one rate for all starts')}",
    ], "and nine seeds say nothing"
    assert [one.word for one in c13.results] == [CONTRADICTED, HOLDS]
    assert [one.word for one in c14.results] == [HOLDS, HOLDS]
    text = c13.text(200)
    assert text.startswith("C13 (rbm): CONTRADICTED.\n")
    assert "beside it, trajectories-wide" in text
    assert text.count("over seeds (of the logarithm)") == 6
    assert text.count("no pre-training: ") == 2
    assert [v.word for v in claims.judge(EXPERIMENTS, tmp_path, "wide")] == [HOLDS, HOLDS]


def test_too_few_seeds_say_so(tmp_path):
    for verdict in judged(tmp_path, "depth", depth_table().query("seed < 5")).values():
        assert verdict.decisive.source.endswith("5 seeds (fewer than 10 decide nothing)")
        assert verdict.word == UNDECIDED


def test_a_second_baseline_is_told_beside_the_papers(tmp_path):
    medians = PAPER | {"glorot4": (1.60, 1.50, 1.40, 1.31)}
    table = depth_table(medians, PAPER_IQR | {"glorot4": PAPER_IQR["none"]})
    starts = ["none", "glorot4", "autoencoder"]
    c1 = judged(tmp_path, "depth", table, **settings(starts=starts))["C1"]
    papers, better = c1.results
    assert (papers.word, better.word, better.parts) == (HOLDS, IN_PART, "1 layer; 2 layers; 3 layers")
    assert [one.value for one in better.estimates] == pytest.approx([0.19, 0.14, 0.07, 0.0], abs=0.002)
    text = c1.text(300)
    assert (
        "beside it, the same with a random start of 4 x Glorot in the place of the paper's: HOLDS IN PART (1"
        in text
    )
    assert text.count("random, 4 × Glorot: 8,000 updates") == 1


# ---- what is told with a verdict ----


def test_updates_tuning_edges_and_convergence_of_each_arm_are_told(tmp_path):
    text = judged(tmp_path, "depth", depth_table(moving=["none"]))["C1"].text(300)
    assert text.startswith("C1 (autoencoder): HOLDS, before all curves have levelled off.")
    assert (
        "  no pre-training: 8,000 updates; best of 2 settings on 2 seeds; not levelled off: 1 layer, "
        "2 layers, 3 layers, 4 layers\n"
    ) in text
    assert (
        "  stack of autoencoders: 8,000 updates after 10,000 a layer of pre-training; best of 6 settings on "
        "2 seeds; at an edge of its grid: rate of pre-training 0.3; levelled off\n"
    ) in text
    assert "best on validation digits, of 8: none 8, 8, 8, 8; autoencoder 8, 8, 8, 8" in text
    assert re.search(
        r"over test digits, a difference has a standard error below 0\.18 points \(binomial", text
    )


def test_tuning_is_told_as_it_was():
    given = RECORD["settings"] | {"one_rate": True}
    assert fairness.tuned(given, "none") == Tuned("best of 2 settings on 2 seeds", OWN)
    same = "rates of fine-tuning as without pre-training"
    assert fairness.tuned(given, "rbm") == Tuned(f"best of 3 settings on 2 seeds, {same}", TAKEN, True)
    without_grid = {key: value for key, value in given.items() if key != "pretraining_grid"}
    told = fairness.tuned(without_grid | {"tuning_seeds": 1}, "rbm")
    assert told == Tuned(f"no setting tuned, {same}", TAKEN)
    assert fairness.tuned(RECORD["settings"], "rbm") == Tuned("best of 6 settings on 2 seeds", OWN, True)
    record = {"rates_at_edge_of_grid": ["rbm, pre-training: 0.3", "rbm, depth 1: 2", "none, depth 1: 4"]}
    assert fairness.at_edge(record, "rbm") == ("rate of pre-training 0.3", "rate 2 (1 layer)")


def test_rates_and_final_losses_are_told_with_c14(tmp_path):
    rates = {
        start: {"supervised": {"1": 0.5, "2": 1.0, "3": rate}} for start, rate in (("none", 2), ("rbm", 4))
    }
    verdicts = judged(tmp_path, "trajectories", trajectory_table(), **settings(rates=rates))
    text = verdicts["C14"].text(300)
    without, with_ = re.search(r"3 layers, train NLL (\S+) and (\S+) with the rates 2 and 4\n", text).groups()
    assert (float(without), float(with_)) == (pytest.approx(2e-4, rel=0.1), pytest.approx(6e-4, rel=0.1))
    assert "lower with pre-training: 12 of 12 (1 layer)" in verdicts["C13"].text(300)


def test_depths_beyond_the_result_are_told_with_c2(tmp_path):
    found = {"too_deep": {"none": {"5": [9.14, 89.96]}, "autoencoder": {"5": [2.44, 2.5]}}}
    text = judged(tmp_path, "depth", depth_table(), **found)["C2"].text(300)
    assert "5 layers in 8 epochs, the best of all rates tried, on 2 seeds: 9.1 and 90.0 % validation" in text
    assert "2.4 and 2.5 % with." in text


@pytest.mark.parametrize(("fall", "moves"), [(0.97, True), (0.99, False), (1.2, False)])
def test_an_error_has_levelled_off_if_it_falls_by_less_than_2_percent(fall, moves):
    by_seed = np.array([[9, 4, 1, fall], [9, 4, 1, fall]])
    assert fairness.error_moves([1, 10, 75, 100], by_seed) == moves


@pytest.mark.parametrize(("power", "moves"), [(-1.5, True), (-1.0, False), (-0.5, False)])
def test_a_training_loss_has_levelled_off_if_it_falls_no_faster_than_1_over_epochs(power, moves):
    epochs = np.array([1, 10, 50, 74, 100])
    assert bool(fairness.loss_moves(epochs, power * np.log(epochs)[None])) is moves
    table = pd.DataFrame(
        {"start": "none", "depth": 2, "seed": 0, "epoch": epochs, "train_nll": epochs**power}
    )
    assert fairness.still_moving(table, "train_nll") == [("none", 2)] * moves


def with_bits(table, rng, n_digits=2_000):
    """The same table with which test digits are right: the mistakes of a start are mostly the same digits."""
    bits = []
    for row in table.itertuples():
        wrong = np.zeros(n_digits, bool)
        n_wrong = round(row.test_error / 100 * n_digits)
        wrong[rng.permutation(int(1.5 * n_wrong) + 1)[:n_wrong]] = True
        bits.append(np.packbits(~wrong).tobytes())
    return table.assign(test_right=bits, test_error=100 - 100 * share_right(bits, n_digits))


def share_right(bits, n_digits):
    return np.array([np.unpackbits(np.frombuffer(one, np.uint8))[:n_digits].mean() for one in bits])


def test_test_digits_are_drawn_again_where_the_result_keeps_them(tmp_path):
    rng = np.random.default_rng(6)
    table = depth_table({"none": (4.0, 4.5), "rbm": (3.0, 3.0)}, {"none": (0.2,) * 2, "rbm": (0.2,) * 2})
    table = with_bits(table[table["epoch"] == 8], rng)
    c1 = judged(tmp_path, "depth", table)["C1"]
    right = {
        start: np.array([np.unpackbits(np.frombuffer(one, np.uint8)) for one in rows["test_right"]])
        for start, rows in table[table["depth"] == 1].groupby("start")
    }
    per_digit = right["rbm"].mean(axis=0) - right["none"].mean(axis=0)  # what each digit adds to the gap
    expected = 100 * per_digit.std() / np.sqrt(per_digit.size)
    one = c1.decisive.estimates[0]
    assert one.over_digits == pytest.approx(expected, rel=0.25)
    assert one.value == pytest.approx(100 * per_digit.mean())
    text = c1.text(300)
    assert f"{one.over_seeds:.2g} over seeds and {one.over_digits:.2g} over test digits" in text
    assert "not recorded" not in text


def test_claims_are_printed_with_paper_and_interval(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    keep(tmp_path, "depth", depth_table())
    assert main(["claims", "--out", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "C1 (autoencoder): HOLDS.\nPre-training lowers the test error" in out
    assert "Table 1" in out
    assert re.search(r"\+ 1 layer: 0\.41 points \[0\.\d+, 0\.\d+\], standard error 0\.\d+ over seeds", out)
    assert (
        "depth-course, 1 to 4 layers of 200 units, 10,000 training digits, a rate for each start, 60" in out
    )
    assert out.startswith("A claim has parts. A part has a + where its whole interval lies where the claim")
    table = claims.claims_table(EXPERIMENTS, tmp_path)
    assert set(table["claim"]) == {"C1", "C2", "C3", "C4", "C5"}
    assert (table["low"] <= table["estimate"]).all()
    assert table["decides"].all()


def test_who_has_read_enough_closes_the_pipe(tmp_path):
    keep(tmp_path, "depth", depth_table())
    command = f'"{sys.executable}" -m utils.experiments claims --out "{tmp_path}" | head -n 1'
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("A claim has parts.")
    assert done.stderr == ""


# ---- figures ----


def test_figure_of_depth_has_a_box_for_each_start_and_depth():
    figure = depth.draw(depth_table())
    boxes = figure.axes[0]
    assert len(boxes.patches) == 8
    assert len({(box.get_facecolor(), box.get_hatch()) for box in boxes.patches}) == 2
    assert all(ax.get_xlabel() and ax.get_ylabel() for ax in figure.axes)
    assert png(figure) == png(depth.draw(depth_table()))


def test_figure_of_trajectories_has_a_curve_for_each_seed():
    table = trajectory_table()
    figure = trajectories.draw(table)
    assert len(figure.axes) == 3
    for ax in figure.axes:
        assert len([line for line in ax.get_lines() if line.get_lw() == 0.5]) == 40
        means = [line for line in ax.get_lines() if line.get_lw() == 2]
        assert len({line.get_color() for line in means}) == len({line.get_linestyle() for line in means}) == 2
