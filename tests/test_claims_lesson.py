"""What lesson 13 alone uses: claims of the reader's own from end to end, live networks, pictures, tables."""

import json
import os
import re
import subprocess
import sys
import time

import numpy as np
import pytest

from tests.experiments.small_networks import made_up
from utils.experiments import every_claim, labels, modern
from utils.experiments.catalogue import EXPERIMENTS
from utils.lessons import shipped
from utils.lessons.lesson_13 import (
    all_claims,
    claim_rules,
    networks,
    own_claim,
    own_page,
    own_runs,
    pictures,
    record,
    results,
    suggestions,
)
from utils.lessons.lesson_13.ex_13_2_bounds import start_bounds
from utils.lessons.lesson_13.ex_13_3_wins import still_wins
from utils.lessons.lesson_13.ex_13_5_claim import OWN_CLAIM
from utils.teaching import checking, notes

SMALL = suggestions.EXAMPLE | {
    "name": "small",
    "one": {"start": "none", "layers": 1, "units": 10, "labels": 20, "rate": 1.0, "epochs": 3},
    "other": {"start": "none", "layers": 1, "units": 20, "labels": 20, "rate": 1.0, "epochs": 3},
    "sentence": "Ten units more make no difference at all.",
}


# ---- a claim of one's own ----


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A claim that was registered and run from end to end, and the seconds that it took."""
    registered = own_claim.register(SMALL, tmp_path_factory.mktemp("claims"))
    before = time.monotonic()
    command = [sys.executable, "-m", "utils.lessons.lesson_13.own_runs", str(registered.folder)]
    subprocess.run(command, check=True, env=os.environ | {"OMP_NUM_THREADS": "1"})
    return registered, time.monotonic() - before


def test_a_claim_is_computed_within_a_minute_and_judged_by_the_rules(done):
    registered, seconds = done
    assert seconds < 60
    told, table, record = own_runs.outcome(registered)
    assert len(told.estimates) == 1
    difference = [
        own_runs.at_epoch(table, side, "last")["test_error"].to_numpy(float) for side in own_runs.SIDES
    ]
    assert told.estimates[0].value == pytest.approx(np.subtract(*difference).mean())
    assert told.word in ("holds", "undecided", "contradicted")
    assert record["n_seeds"] == 10
    assert [arm.updates for arm in told.arms] == [6, 6]


def test_the_page_has_all_that_is_handed_in(done):
    registered, _ = done
    page = own_page.write_page(registered).read_text(encoding="utf-8")
    _, _, record = own_runs.outcome(registered)
    for text in (
        SMALL["sentence"],
        "Verdict: ",
        registered.digest,
        record["digest"],
        record["processor"],
        "above 0 points",
    ):
        assert text in page
    assert page.count("data:image/png;base64,") == 1
    assert "http" not in page, "one file, that needs no other"
    found = own_page.numbers_of(registered)
    assert found["low"] <= found["value"] <= found["high"]
    assert found["one"] - found["other"] == pytest.approx(found["value"], abs=1e-3)


def test_a_claim_that_was_changed_after_its_run_is_refused(done):
    registered, _ = done
    folder = registered.folder.parent
    assert own_claim.register(SMALL, folder) == registered, "the same claim is no change"
    with pytest.raises(own_claim.ChangedClaim, match="has been run, and bound is not as before"):
        own_claim.register(SMALL | {"bound": 1.0}, folder)
    with pytest.raises(own_claim.ChangedClaim, match="sentence and seeds are not as before"):
        own_claim.register(SMALL | {"seeds": 12, "sentence": "Now it is another claim."}, folder)
    other = own_claim.register(SMALL | {"name": "small-again", "bound": 1.0}, folder)
    assert other.folder != registered.folder
    changed = registered._replace(claim=SMALL | {"bound": 1.0})
    with pytest.raises(own_claim.ChangedClaim, match="changed after its run"):
        own_page.write_page(changed)


def test_a_claim_that_was_changed_in_its_file_is_not_run(tmp_path):
    registered = own_claim.register(SMALL, tmp_path)
    path = registered.folder / "claim.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["claim"]["bound"] = 5.0
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(own_claim.ChangedClaim, match="not what was written down"):
        own_runs.main(registered.folder)


def test_before_its_run_a_claim_may_be_changed(tmp_path):
    own_claim.register(SMALL, tmp_path)
    again = own_claim.register(SMALL | {"bound": 2.0}, tmp_path)
    assert own_runs.read(again.folder).claim["bound"] == 2.0


@pytest.mark.parametrize("claim", suggestions.SUGGESTED, ids=lambda claim: claim["name"])
def test_suggestions_are_claims_that_can_be_tested(claim):
    OWN_CLAIM.judge(claim | {"name": "another", "bound": claim["bound"] + 0.5})
    assert claim_rules.work(claim) < claim_rules.MOST_WORK / 3


def test_a_sentence_stays_as_it_is_written(capsys):
    claim = suggestions.EXAMPLE | {
        "name": "NAMED",
        "data": "Shapes",
        "sentence": "RBMs help with Few labels.",
    }
    checked = checking.check("13.5", claim)
    assert checking.outcomes["13.5"] == OWN_CLAIM.outcome, capsys.readouterr().out
    assert checked["sentence"] == "RBMs help with Few labels."
    assert (checked["name"], checked["data"]) == ("named", "shapes")


@pytest.mark.parametrize("data", ["digits", "shapes"])
@pytest.mark.parametrize("start", ["none", "rbm"])
def test_one_side_gives_the_rows_that_are_wanted(data, start):
    claim = SMALL | {"data": data, "one": SMALL["one"] | {"start": start, "units": 4}}
    settings = own_runs.settings_of(claim, "mark") | {"pretraining_epochs": 1}
    table = own_runs.compute(settings, "one", (3, 4), "cpu")
    assert set(table["seed"]) == {3, 4}
    assert set(table["epoch"]) == {1, 2, 3}
    assert table["test_error"].between(0, 100).all()
    (wanted,) = own_runs.rows(settings, "one", (3, 4))
    assert wanted["epoch"] == settings["one"]["measured"]


# ---- live networks ----


def test_few_labels_have_an_error_for_each_seed_and_number():
    found = networks.few_labels("none", (3, 4), labels=(50, 100), updates=20)
    assert found["test"].shape == found["valid"].shape == (2, 2)
    alone = networks.few_labels("none", (4,), labels=(50, 100), updates=20)
    np.testing.assert_allclose(alone["valid"], found["valid"][1:], atol=0.5)


def test_the_signal_fades_with_the_papers_start_and_stays_with_hes():
    papers = networks.signal(lambda i, o: i**-0.5, depth=6, width=50)
    he = networks.signal(lambda i, o: start_bounds(i, o, 0.5)[0], "relu", depth=6, width=50)
    assert papers.shape == he.shape == (6,)
    np.testing.assert_allclose(papers[1:] / papers[:-1], 48**-0.5, rtol=0.2)
    assert he[-1] > 0.1 * he[0]


def test_five_layers_are_trained_by_a_recipe():
    errors = networks.five_layers("relu+adam", (3,), epochs=1)
    assert errors.shape == (1,)
    assert 0 <= errors[0] < 60


# ---- results, with and without ----


SIZES = labels.COURSE["labels"]


def result_of(question, cells, ends):
    table = made_up(cells, (10, 75, 87, 100), ends=ends)
    record = {"settings": question.budget("course").settings, "n_seeds": 12, "budget": "course"}
    return shipped.Found(question, table, record, question.samples(table), None)


@pytest.fixture(scope="module")
def by_labels():
    def ends(start, depth):
        kind, _, n = start.partition(":")
        return {"test_error": (300 if kind == "none" else 120) / int(n) ** 0.45}

    cells = [(f"{start}:{n}", 3) for start in ("none", "rbm", "autoencoder") for n in SIZES]
    return result_of(labels.LABELS, cells, ends)


@pytest.fixture(scope="module")
def recipes():
    def ends(start, depth):
        name, _, n = start.partition(":")
        error = 60.0 if (name, depth) == ("none", 5) else 4.0
        gain = 0.5 if name.startswith("rbm") and int(n) <= 1_000 else 0.0
        return {"test_error": error - gain, "valid_error": error - gain}

    settings = modern.COURSE
    cells = [cell for condition in settings["recipes"] for cell in modern.cells(settings, condition)]
    return result_of(modern.MODERN, cells, ends)


def test_with_results_their_numbers_are_shown(by_labels, recipes, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_NOTES", str(tmp_path))
    text = repr(results.labels_table(by_labels))
    assert text.count("stack of RBMs") == len(SIZES)
    assert "above" in text, "nothing without pre-training is as good at 50,000"
    left, right = results.figure_of_labels(by_labels, None, None).axes
    assert len(left.containers) == 3
    assert len(right.containers) == 2
    assert repr(results.where_they_merge(by_labels)) == text
    assert f"not up to {SIZES[-1]:,}" in capsys.readouterr().out
    (ax,) = results.figure_of_recipes(recipes).axes
    assert [text.get_text() for text in ax.get_yticklabels()] == list(modern.NAMES.values())[::-1]
    panels = results.our_curves(by_labels, recipes)
    assert [len(curves) for curves in panels.values()] == [3, len(modern.WITH_FEW)]
    assert list(panels) == ["labels: 20,000 to 100,000 updates", "modern: 3,000 to 8,000 updates"]
    left, right = pictures.beside_others(panels, results.OTHERS).axes
    assert (left.get_title(), right.get_title()) == tuple(panels)
    looks = [
        {line.get_label(): (line.get_color(), line.get_marker(), line.get_linestyle(), line.get_mfc())
         for line in ax.get_lines()}
        for ax in (left, right)
    ]  # fmt: skip
    for look in looks:
        assert len(set(look.values())) == len(look), "no two are alike"
    assert set(results.OTHERS) | {"RBMs"} <= set(looks[0]) & set(looks[1])
    assert all(looks[0][name] == looks[1][name] for name in set(looks[0]) & set(looks[1]))
    assert "12 seeds" in results.about(by_labels, "nothing")
    assert shipped.given(by_labels) is not None
    assert shipped.given(recipes) is not None


def test_where_pretraining_wins_is_found_in_a_result(recipes):
    valid, test, sizes = results.errors_of_recipes(recipes)
    assert sizes == SIZES
    assert set(valid) == set(test) == set(modern.WITH_FEW)
    won = still_wins(valid, test, {name for name in valid if name.startswith("rbm")})
    assert won == [n <= 1_000 for n in SIZES]


def test_a_lower_bound_is_an_arrow_that_no_line_leads_to():
    without = np.array([[40.0, 20.0, 15.0, 14.0]] * 3) + np.array([[-0.1], [0.0], [0.1]])
    live = {"none": without, "rbm": without - 10}
    _, right = results.figure_of_labels(None, np.array([50, 150, 500, 1_500]), live).axes
    curve = next(line for line in right.get_lines() if len(line.get_xdata()) == 4)
    np.testing.assert_array_equal(np.isnan(curve.get_ydata()), [False, True, True, True])
    arrows = [text for text in right.texts if text.arrow_patch is not None]
    assert [arrow.xyann[0] for arrow in arrows] == [150, 500, 1_500]
    assert all(arrow.xy[1] > arrow.xyann[1] for arrow in arrows)


def test_best_of_many_wins_where_nothing_is_better():
    found = results.false_wins(still_wins, n_tables=100)
    assert list(found) == ["chosen on test digits", "on others"]
    assert found["chosen on test digits"] > 5
    assert found["on others"] <= 5
    assert set(results.false_wins(lambda *args: [True], n_tables=3).values()) == {3}


def test_what_a_claim_may_say_is_told_before_it_is_made(capsys):
    text = repr(claim_rules.allowed())
    for key in (*claim_rules.KEYS, *claim_rules.SIDE_KEYS):
        assert re.search(rf"^{key} ", text, re.MULTILINE)
    for start in claim_rules.STARTS:
        assert repr(start) in text
    suggestions.print_one()
    assert eval(capsys.readouterr().out) == suggestions.SHAPES


def test_the_picture_says_what_the_sides_are(done):
    (ax,) = own_page.picture(done[0]).axes
    assert [label.get_text() for label in ax.get_xticklabels()] == ["one\nunits: 10", "other\nunits: 20"]
    found = own_page.numbers_of(done[0])
    assert f"{found['value']:.3g} [{found['low']:.3g}, {found['high']:.3g}]" in ax.get_title()
    assert f"claimed: {done[0].claim['side']} {done[0].claim['bound']:g}" in ax.get_title()


def test_a_claim_is_said_in_words_made_from_its_numbers():
    told = claim_rules.said(suggestions.NARROW)
    assert told == (
        "To be tested on digits: test error with start none, less that with start rbm, lies above 0 points."
    )
    lower = suggestions.SHAPES | {"measure": "training loss", "side": "below", "bound": -0.5}
    assert claim_rules.said(lower).endswith("lies below -0.5 nats.")
    assert "5 epochs a layer at rate 0.1 (rbm), 0.2 (autoencoder)" in own_runs.held_fixed()


def test_training_ends_higher_with_rbms():
    text = repr(results.ends_of_training())
    assert re.search(r"^ *1 .* 40 +40$", text, re.MULTILINE)
    none, rbm = (float(one) for one in re.search(r"^ *3 +(\S+) +(\S+) ", text, re.MULTILINE).groups())
    curves = shipped.find("trajectories", "long").samples  # (S, epochs, losses): logarithms
    logs = (curves["rbm", 3] - curves["none", 3])[:, -1, 0]
    assert rbm / none == pytest.approx(np.exp(logs.mean()), rel=0.05), "geometric, as C14 has it"


def test_without_results_others_numbers_stand_alone(capsys):
    assert results.where_they_merge(None) is None
    assert "waits for the result of labels" in capsys.readouterr().out
    assert results.our_curves(None, None) == {}
    assert results.about(None, "nothing yet") == "nothing yet"
    live = {start: np.full((3, 2), error) for start, error in (("none", 20.0), ("rbm", 10.0))}
    live["none"] = live["none"] * [1, 0.4]
    left, right = results.figure_of_labels(None, np.array([50, 100]), live).axes
    assert right.get_ylabel().startswith("labels needed")
    (ax,) = results.figure_of_recipes(None).axes
    assert len(ax.get_yticklabels()) == len(results.FIVE_LAYERS_2010)
    (ax,) = pictures.beside_others({"live": {"x": ([1, 2], [3, 4])}}, results.OTHERS).axes
    assert len(ax.get_lines()) == 1 + len(results.OTHERS)


def test_the_table_of_all_claims_is_that_of_the_command():
    lines = every_claim.lines_of(EXPERIMENTS, [])
    shown = all_claims.ClaimsTable(lines)
    assert shown._repr_markdown_() == repr(shown) == every_claim.markdown(lines)
    assert every_claim.NOT_COMPUTED in repr(all_claims.counts(lines))


def test_a_claim_has_one_word_for_all_its_starts():
    line = every_claim.lines_of(EXPERIMENTS, [])[0]
    holds = line._replace(word="holds", supported=("1 layer",))
    mixed = line._replace(word="mixed", supported=("1 layer",), opposed=("2 layers",))
    against = line._replace(word="contradicted", opposed=("1 layer",))
    undecided = line._replace(word="undecided")
    assert all_claims.together([holds, holds]) == "holds"
    assert all_claims.together([holds, undecided]) == "holds in part"
    assert all_claims.together([holds, mixed]) == all_claims.together([holds, against]) == "mixed"
    assert all_claims.together([undecided, against]) == "contradicted"
    assert all_claims.together([undecided, undecided]) == "undecided"
    told = [
        one._replace(claim=claim)
        for claim, one in (("C1", holds), ("C1", undecided), ("C2", holds), ("C3", holds))
    ]
    assert re.sub(" +", " ", repr(all_claims.counts(told))).splitlines() == [
        "all starts together claims which", "holds 2 C2, C3", "holds in part 1 C1",
    ]  # fmt: skip


# ---- predictions, recalled ----


def test_predictions_are_recalled_with_what_came_out(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_NOTES", str(tmp_path))
    notes.keep_prediction("10.tenths", 500)
    notes.keep_prediction("2.mixing", {"tiny": 3})
    notes.keep_prediction("why", "regularisation")
    notes.compare_prediction("10.tenths", 560)
    notes.compare_prediction("9.ratio", 2)
    assert notes.written() == [
        ("why", "regularisation", "-"), ("2.mixing", "tiny: 3", "-"), ("10.tenths", "500", "560"),
    ]  # fmt: skip
    notes.compare_prediction("10.tenths", 561)
    assert notes.written()[-1][-1] == "561"
    notes.keep_prediction("10.claims", {"C25": "holds", "C26": "holds"})
    line = every_claim.lines_of(EXPERIMENTS, [])[0]._replace(claim="C13", word="holds")
    text = repr(record.predictions([line, line._replace(kind="autoencoder", word="mixed"),
                                    line._replace(claim="C26", word="undecided")]))  # fmt: skip
    assert re.search(r"10, 3 · Draw a tenth again +tenths +500 +561", text)
    assert re.search(r"why +regularisation +C13: holds / mixed\n", text)
    assert re.search(r"claims +C25: holds, C26: holds +C26: undecided\n", text)
    assert re.search(r"mixing +tiny: 3 +not a number: look there\n", text)
    assert all(record.sections()[name] for name in ("why", "2.mixing", "6.gain", "13.verdict"))
    notes.outcomes_path().write_text("no json", encoding="utf-8")
    assert notes.written()[-1][-1] == "-"
    capsys.readouterr()
