"""Claims: intervals over seeds, the four verdicts on made-up tables, and the figures."""

import re

import numpy as np
import pandas as pd
import pytest

from utils.experiments import depth, paired, trajectories
from utils.experiments.__main__ import main
from utils.experiments.catalogue import EXPERIMENTS
from utils.experiments.engine import claims, store
from utils.experiments.engine.experiment import Effect, ExperimentError
from utils.experiments.engine.verdicts import (
    CONTRADICTED,
    HOLDS,
    NOT_HERE,
    WEAKLY,
    Estimate,
    estimate,
    word,
)
from utils.plotting import png

PAPER = {"none": (1.82, 1.76, 1.83, 2.16), "autoencoder": (1.41, 1.36, 1.33, 1.31)}  # medians of Fig. 1
PAPER_IQR = {"none": (0.10, 0.11, 0.16, 0.26), "autoencoder": (0.10, 0.08, 0.08, 0.08)}
SEEDS = 60
RECORD = {
    "budget": "course", "n_seeds": SEEDS,
    "settings": {"n_train": 10_000, "width": 200, "tuning_seeds": 2, "epochs": 8},
}  # fmt: skip


def normal_noise():
    """The same numbers for every start and depth, with an interquartile range of 1, in another order."""
    rng = np.random.default_rng(1)
    noise = rng.normal(size=SEEDS) / 1.349
    return lambda: rng.permutation(noise - noise.mean())


def depth_table(medians, iqrs, noise):
    """A result of ``depth``; only its second epoch, the one with the lower validation error, counts."""
    rows = [
        pd.DataFrame(
            {"start": start, "depth": d, "seed": range(SEEDS), "epoch": epoch, "valid_error": 3.0 - epoch,
             "test_error": m + iqr * noise() if epoch == 2 else 50.0}
        )
        for start in medians
        for d, (m, iqr) in enumerate(zip(medians[start], iqrs[start], strict=True), 1)
        for epoch in (1, 2)
    ]  # fmt: skip
    return pd.concat(rows, ignore_index=True)


def trajectory_table(factor_at_equal_train, final_ratio, end=1e-4):
    """A result of ``trajectories``: with / without test NLL at equal train NLL, final train NLL ratio.

    Without pre-training the training NLL ends at ``end``.
    """
    rng, rows = np.random.default_rng(2), []
    for start in ("none", "rbm"):
        for d in (1, 2, 3):
            for seed in range(20):
                last = end * (final_ratio[d - 1] if start == "rbm" else 1) * np.exp(rng.normal(0, 0.05))
                train = np.geomspace(0.5, last, 8)
                test = 0.2 * train**-0.05 * np.exp(rng.normal(0, 0.01, size=8))
                test *= factor_at_equal_train if start == "rbm" else 1
                rows.append(
                    pd.DataFrame(
                        {"start": start, "depth": d, "seed": seed, "epoch": range(1, 9),
                         "train_nll": train, "test_nll": test}
                    )
                )  # fmt: skip
    return pd.concat(rows, ignore_index=True)


def judged(table, name, folder):
    """The verdicts on a made-up result: claim to verdict."""
    store.write(folder / f"{name}-course.parquet", table, RECORD | {"experiment": name})
    return {v.claim: v for v in claims.judge(EXPERIMENTS, folder)}


def test_rates_and_final_losses_are_told_with_c14(tmp_path):
    rates = {
        start: {"supervised": {"1": 0.5, "2": 1.0, "3": rate}} for start, rate in (("none", 2), ("rbm", 4))
    }
    settings = RECORD["settings"] | {"rates": rates, "epochs": 8}
    record = RECORD | {"experiment": "trajectories", "settings": settings}
    table = trajectory_table(0.8, (0.5, 2, 3))
    store.write(tmp_path / "trajectories-course.parquet", table, record)
    for verdict in claims.judge(EXPERIMENTS, tmp_path):
        note = verdict.note
        assert note.startswith(
            "fine-tuning without and with, medians after 8 epochs: 1 layer, rates 0.5 and 0.5,"
        )
        without, with_ = re.search(
            r"3 layers, rates 2 and 4, train NLL (\S+) and (\S+); rates chosen on 2 seeds\.$", note
        ).groups()
        assert float(without) == pytest.approx(0.0001, rel=0.1)
        assert float(with_) == pytest.approx(0.0003, rel=0.1)


def test_depths_beyond_the_result_are_told_with_c2(tmp_path):
    table = depth_table(PAPER, PAPER_IQR, normal_noise())
    assert "also:" not in judged(table, "depth", tmp_path)["C2"].text()
    more = RECORD["settings"] | {"epochs": 25, "tuning_seeds": 2}
    record = {"settings": more, "too_deep": {"none": {"5": 49.55}, "autoencoder": {"5": 2.44}}}
    store.write(tmp_path / "depth-course.parquet", table, RECORD | {"experiment": "depth"} | record)
    text = " ".join({v.claim: v for v in claims.judge(EXPERIMENTS, tmp_path)}["C2"].text().split())
    assert "also: 5 layers in 25 epochs, the best of all rates tried, on 2 seeds: 49.5 % validation" in text
    assert "pre-training, 2.4 % with." in text.replace("pre- training", "pre-training")


# ---- intervals and words ----


def test_interval_is_the_right_one_for_a_difference_of_means():
    rng = np.random.default_rng(3)
    a, b = rng.normal(1, 2, 200), rng.normal(0, 2, 200)
    found = estimate(Effect("gap", [a, b], paired.difference))
    assert found.value == pytest.approx(a.mean() - b.mean())
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * 2 * np.sqrt(2 / 200), rel=0.15)
    assert found.supports == 1
    assert found == estimate(found.effect), "the same each time"


def test_pairs_stay_together():
    a = np.random.default_rng(4).normal(size=50)
    found = estimate(Effect("gap", [a + 0.01, a], paired.difference))
    assert found.low == pytest.approx(0.01)
    assert found.high == pytest.approx(0.01)


def test_one_seed_gives_no_interval():
    with pytest.raises(ExperimentError, match="at least 2 of them and 'gap' has 1"):
        estimate(Effect("gap", [np.ones(1), np.ones(1)], paired.difference))


@pytest.mark.parametrize("sign", [1, -1])
def test_sign_and_bound_turn_the_support(sign):
    sample = sign * np.random.default_rng(5).normal(1, 0.1, 40)
    effect = Effect("x", [sample], np.mean, sign=sign)
    assert estimate(effect).supports == 1
    assert estimate(effect._replace(above=sign * 2.0)).supports == -1
    assert estimate(effect._replace(above=float(sample.mean()))).supports == 0


def made_up(text):
    """Estimates from signs: + - for wholly on a side, p m for a number on it with zero in the interval."""
    sides = {"+": (1, 1), "-": (-1, -1), "p": (1, 0), "m": (-1, 0)}
    return [Estimate(Effect("", [], None), value, 0, 0, supports) for value, supports in map(sides.get, text)]


@pytest.mark.parametrize(
    ("effects", "expected"),
    [
        ("+", HOLDS), ("++++", HOLDS),
        ("p", WEAKLY), ("+p", WEAKLY), ("pppp", WEAKLY), ("++m", WEAKLY), ("++-", WEAKLY),
        ("m", NOT_HERE), ("pm", NOT_HERE), ("+mm", NOT_HERE), ("+-", NOT_HERE), ("+m", NOT_HERE),
        ("-", CONTRADICTED), ("--+", CONTRADICTED), ("-m", CONTRADICTED), ("-p", CONTRADICTED),
    ],
)  # fmt: skip
def test_four_words(effects, expected):
    assert word(made_up(effects)) == expected


# ---- verdicts from tables ----


def test_the_papers_own_numbers_hold(tmp_path):
    verdicts = judged(depth_table(PAPER, PAPER_IQR, normal_noise()), "depth", tmp_path)
    assert {claim: v.word for claim, v in verdicts.items()} == dict.fromkeys(
        ("C1", "C2", "C3", "C4", "C5"), HOLDS
    )
    assert verdicts["C3"].estimates[0].value == pytest.approx(0.85 - 0.41)
    assert [one.value for one in verdicts["C1"].estimates] == pytest.approx([0.41, 0.40, 0.50, 0.85])


def test_the_opposite_is_contradicted(tmp_path):
    swapped = dict(zip(PAPER, list(PAPER.values())[::-1], strict=True))
    iqrs = dict(zip(PAPER, list(PAPER_IQR.values())[::-1], strict=True))
    verdicts = judged(depth_table(swapped, iqrs, normal_noise()), "depth", tmp_path)
    assert {v.word for v in verdicts.values()} == {CONTRADICTED}


def test_no_difference_is_not_at_our_scale(tmp_path):
    same = dict.fromkeys(PAPER, (2.0, 2.0, 2.0, 2.0))
    verdicts = judged(depth_table(same, dict.fromkeys(PAPER, (0.1,) * 4), normal_noise()), "depth", tmp_path)
    assert verdicts["C1"].word == NOT_HERE
    assert all(one.supports == 0 for one in verdicts["C1"].estimates)


def test_a_small_difference_holds_weakly(tmp_path):
    close = {"none": (2.02,) * 4, "autoencoder": (2.0,) * 4}
    verdicts = judged(depth_table(close, dict.fromkeys(PAPER, (0.3,) * 4), normal_noise()), "depth", tmp_path)
    assert verdicts["C1"].word == WEAKLY
    assert all(one.low < 0 < one.value for one in verdicts["C1"].estimates)


def test_fewer_depths_are_judged_as_far_as_they_go(tmp_path):
    table = depth_table(PAPER, PAPER_IQR, normal_noise())
    verdicts = judged(table[table["depth"] <= 3], "depth", tmp_path)
    assert len(verdicts["C1"].estimates) == 3
    assert "3 layers - 2 layers" in verdicts["C2"].estimates[0].effect.label


@pytest.mark.parametrize(
    ("factor", "ratios", "c13", "c14"),
    [
        (0.6, (0.5, 2.4, 3.0), HOLDS, HOLDS),
        (1.6, (2.0, 0.4, 0.3), CONTRADICTED, CONTRADICTED),
        (0.6, (2.0, 2.4, 3.0), HOLDS, WEAKLY),
    ],
)
def test_trajectories_are_compared_at_equal_training_loss(factor, ratios, c13, c14, tmp_path):
    verdicts = judged(trajectory_table(factor, ratios), "trajectories", tmp_path)
    assert (verdicts["C13"].word, verdicts["C14"].word) == (c13, c14)
    for one in verdicts["C13"].estimates:
        assert np.exp(one.value) == pytest.approx(factor, rel=0.05)
    found = [np.exp(one.value) for one in verdicts["C14"].estimates]
    assert found == pytest.approx(ratios, rel=0.1)


def test_seeds_that_reach_different_losses_are_judged(tmp_path):
    table = trajectory_table(0.6, (0.5, 2.4, 3.0))
    table = table[table["seed"] < 3]
    table.loc[table["seed"] == 0, "train_nll"] *= 1_000
    verdicts = judged(table, "trajectories", tmp_path)
    assert verdicts["C13"].word == WEAKLY, "three seeds decide nothing"
    for one in verdicts["C13"].estimates:
        assert np.isfinite([one.value, one.low, one.high]).all()


def test_trajectories_without_a_common_loss_decide_nothing(tmp_path):
    table = trajectory_table(1.0, (1.0, 1.0, 1.0))
    table.loc[table["start"] == "rbm", "train_nll"] *= 1e4
    verdict = judged(table, "trajectories", tmp_path)["C13"]
    assert verdict.word == NOT_HERE
    assert "1 layer, on average: cannot be measured here" in verdict.text(200)


def test_epoch_is_chosen_on_validation_data_for_each_start_and_depth():
    table = depth_table(PAPER, PAPER_IQR, normal_noise())
    rows = depth.at_chosen_epoch(table)
    assert set(rows["epoch"]) == {2}
    assert len(rows) == 2 * 4 * SEEDS
    table.loc[(table["start"] == "none") & (table["depth"] == 3) & (table["epoch"] == 1), "valid_error"] = 0.5
    other = depth.at_chosen_epoch(table)
    assert set(other.loc[(other["start"] == "none") & (other["depth"] == 3), "epoch"]) == {1}
    assert (other["epoch"] == 1).sum() == SEEDS


def test_words_of_smaller_budgets_are_told(tmp_path):
    judged(trajectory_table(1.6, (0.5, 2.4, 3.0)), "trajectories", tmp_path)
    record = RECORD | {"experiment": "trajectories", "budget": "wide"}
    record["settings"] = RECORD["settings"] | {"width": 400, "one_rate": True}
    store.write(tmp_path / "trajectories-wide.parquet", trajectory_table(0.6, (0.5, 2.4, 3.0)), record)
    demo = RECORD | {"experiment": "trajectories", "budget": "demo", "n_seeds": 1}
    store.write(
        tmp_path / "trajectories-demo.parquet", trajectory_table(1, (1, 1, 1)).query("seed == 0"), demo
    )
    c13, c14 = claims.judge(EXPERIMENTS, tmp_path)
    assert (c13.word, c14.word) == (HOLDS, HOLDS)
    size = "1 to 3 layers of {} units, 10,000 training digits, {}, 60 seeds"
    assert c13.source == f"trajectories-wide, {size.format(400, 'one rate for all starts')}"
    smaller = size.format(200, "a rate for each start")
    assert c13.note.endswith(f"trajectories-course, {smaller}: {CONTRADICTED}.")
    assert c14.note.endswith(f"trajectories-course, {smaller}: {HOLDS}.")
    assert "demo" not in c13.note, "one seed says nothing"
    assert [v.word for v in claims.judge(EXPERIMENTS, tmp_path, "course")] == [CONTRADICTED, HOLDS]


def test_networks_that_have_not_converged_decide_nothing_of_c14(tmp_path):
    for ratios, expected in (((0.5, 0.4, 0.3), NOT_HERE), ((0.5, 2.4, 3.0), WEAKLY)):
        verdict = judged(trajectory_table(0.6, ratios, end=1e-3), "trajectories", tmp_path)["C14"]
        assert verdict.word == expected
        assert "Where either median is above 0.0005, the networks are still on their way" in verdict.note
    verdict = judged(trajectory_table(0.6, (0.5, 0.4, 0.3)), "trajectories", tmp_path)["C14"]
    assert verdict.word == CONTRADICTED
    assert "still on their way" not in verdict.note


def test_too_few_seeds_say_so(tmp_path):
    table = depth_table(PAPER, PAPER_IQR, normal_noise()).query("seed < 5")
    store.write(tmp_path / "depth-demo.parquet", table, RECORD | {"experiment": "depth", "n_seeds": 5})
    for verdict in claims.judge(EXPERIMENTS, tmp_path):
        assert verdict.source.endswith("5 seeds (fewer than 10 decide nothing)")
        assert not any(one.supports for one in verdict.estimates)


def test_a_deeper_network_that_is_worse_weakens_c2(tmp_path):
    odd = PAPER | {"autoencoder": (1.60, 1.36, 1.50, 1.42)}
    verdict = judged(depth_table(odd, PAPER_IQR, normal_noise()), "depth", tmp_path)["C2"]
    assert verdict.word == WEAKLY
    assert [one.supports for one in verdict.estimates] == [1, 1, -1]


def test_claims_are_printed_with_paper_and_interval(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    judged(depth_table(PAPER, PAPER_IQR, normal_noise()), "depth", tmp_path)
    assert main(["claims", "--out", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "C1 (autoencoder): HOLDS. Pre-training lowers the test error" in out
    assert "Table 1" in out
    assert re.search(r"\+ without - with, 1 layer: 0\.41 points \[0\.\d+, 0\.\d+\]", out)
    assert (
        "depth-course, 1 to 4 layers of 200 units, 10,000 training digits, a rate for each start, 60" in out
    )
    assert out.startswith("An effect has a + where its whole interval is on the claim's side")
    table = claims.claims_table(EXPERIMENTS, tmp_path)
    assert set(table["claim"]) == {"C1", "C2", "C3", "C4", "C5"}
    assert (table["low"] <= table["estimate"]).all()


# ---- figures ----


def test_figure_of_depth_has_a_box_for_each_start_and_depth():
    figure = depth.draw(depth_table(PAPER, PAPER_IQR, normal_noise()))
    boxes = figure.axes[0]
    assert len(boxes.patches) == 8
    assert len({(box.get_facecolor(), box.get_hatch()) for box in boxes.patches}) == 2
    assert all(ax.get_xlabel() and ax.get_ylabel() for ax in figure.axes)
    assert png(figure) == png(depth.draw(depth_table(PAPER, PAPER_IQR, normal_noise())))


def test_figure_of_trajectories_has_a_curve_for_each_seed():
    table = trajectory_table(0.6, (0.5, 2.4, 3.0))
    figure = trajectories.draw(table)
    assert len(figure.axes) == 3
    for ax in figure.axes:
        assert len([line for line in ax.get_lines() if line.get_lw() == 0.5]) == 40
        means = [line for line in ax.get_lines() if line.get_lw() == 2]
        assert len({line.get_color() for line in means}) == len({line.get_linestyle() for line in means}) == 2
