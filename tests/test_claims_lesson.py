"""What lesson 13 alone uses: claims of the reader's own from end to end, live networks, pictures, tables."""

import hashlib
import html
import json
import os
import re
import shutil
import subprocess
import sys
import time

import numpy as np
import pytest

from tests.experiments.small_networks import made_up
from utils.experiments import every_claim, labels, modern
from utils.experiments.catalogue import EXPERIMENTS
from utils.experiments.engine import provenance, store
from utils.experiments.engine.experiment import Damaged
from utils.lessons import shipped
from utils.lessons.lesson_13 import (
    all_claims,
    beside,
    claim_rules,
    networks,
    own_claim,
    own_page,
    own_record,
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


def run(folder, **options):
    """Run the claim of a folder as the lesson does, in a process of its own."""
    command = [sys.executable, "-m", "utils.lessons.lesson_13.own_runs", str(folder)]
    return subprocess.run(command, env=os.environ | {"OMP_NUM_THREADS": "1"}, **options)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A claim that was registered and run from end to end, and the seconds that it took."""
    registered = own_claim.register(SMALL, tmp_path_factory.mktemp("claims"))
    before = time.monotonic()
    run(registered.folder, check=True)
    return registered, time.monotonic() - before


@pytest.fixture(scope="module")
def suggested(tmp_path_factory):
    """A suggestion with RBMs on one side, registered and run, and the seconds that it took."""
    registered = own_claim.register(suggestions.NARROW, tmp_path_factory.mktemp("claims"))
    before = time.monotonic()
    run(registered.folder, check=True)
    return registered, time.monotonic() - before


@pytest.fixture
def copied(done, tmp_path):
    """A folder of claims with a claim that was run, to be tampered with."""
    shutil.copytree(done[0].folder, tmp_path / "small")
    return done[0]._replace(folder=tmp_path / "small")


def rows_of(page):
    """The rows of all tables of a page, as tuples of texts."""
    lines = re.findall("<tr>(.*?)</tr>", page)
    return [tuple(map(html.unescape, re.findall("<t[dh]>(.*?)</t[dh]>", line))) for line in lines]


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


def test_a_suggestion_with_rbms_is_run_from_end_to_end(suggested):
    registered, seconds = suggested
    claim = registered.claim
    assert claim_rules.work(claim) <= claim_rules.MOST_WORK
    assert seconds < 60
    told, table, _ = own_runs.outcome(registered)
    ends = table[table["epoch"] == claim["one"]["epochs"]].pivot(
        index="seed", columns="start", values="test_error"
    )
    assert ends.shape == (claim["seeds"], 2)
    assert told.estimates[0].value == pytest.approx((ends["one"] - ends["other"]).mean(), rel=1e-5)
    assert told.word == "contradicted"
    n_before = claim_rules.PRETRAINING_EPOCHS * claim_rules.IMAGES["digits"] // claim_rules.BATCH
    assert [arm.before for arm in told.arms] == ["", f"{n_before:,} a layer of pre-training"]
    page = own_page.write_page(registered).read_text(encoding="utf-8")
    assert "<h2>Verdict: contradicted</h2>" in page
    assert ("other", "2,000", f"{n_before:,} a layer of pre-training") in [row[:3] for row in rows_of(page)]


@pytest.mark.parametrize("which", ["done", "suggested"])
def test_the_page_has_the_settings_of_the_run(which, request):
    registered, _ = request.getfixturevalue(which)
    told = rows_of(own_page.write_page(registered).read_text(encoding="utf-8"))
    data = registered.claim["data"]
    n = {name: f"{len(labels):,}" for name, (_, labels) in own_runs.load(data).items()}
    assert ("pictures", f"{n['train']} to train on, {n['valid']} to validate, {n['test']} to test") in told
    assert ("minibatches", f"{claim_rules.BATCH} pictures") in told
    assert ("data set", own_record.DATA[data]) in told
    rbm = f"{claim_rules.PRETRAINING_EPOCHS} epochs a layer at rate {own_runs.RATES['rbm']:g} (rbm)"
    rbm += "; on all pictures to train on"
    assert ("pre-training", {"done": "neither side", "suggested": rbm}[which]) in told
    for side in own_runs.SIDES:
        given = registered.claim[side]
        told_of_side = (side, *(str(given[key]) for key in claim_rules.SIDE_KEYS), str(given["epochs"]))
        assert told_of_side in [row[:-1] for row in told]


def test_settings_are_those_of_the_record_not_of_today():
    claim = SMALL | {"other": SMALL["other"] | {"start": "autoencoder"}}
    settings = own_runs.settings_of(claim, "mark") | {"pretraining_epochs": 7, "batch_size": 4, "level": 0.5}
    told = dict(own_record.settings_of_run(settings | {"n_train": 1_234, "n_valid": 56}))
    assert told["pictures"].startswith("1,234 to train on, 56 to validate, ")
    assert told["minibatches"] == "4 pictures"
    assert told["pre-training"].startswith("7 epochs a layer at rate 0.2 (autoencoder), 50 % of its inputs ")
    both = settings | {"one": settings["one"] | {"start": "rbm"}}
    assert "rate 0.1 (rbm), 0.2 (autoencoder), " in dict(own_record.settings_of_run(both))["pre-training"]


@pytest.mark.parametrize("which", ["done", "suggested"])
def test_the_page_has_both_values_of_each_seed_and_their_difference(which, request):
    registered, _ = request.getfixturevalue(which)
    told = rows_of(own_page.write_page(registered).read_text(encoding="utf-8"))
    _, table, _ = own_runs.outcome(registered)
    last = table[table["epoch"] == table["epoch"].max()].set_index(["start", "seed"])["test_error"]
    start = told.index(("seed", "one", "other", "one less other"))
    *seeds, means = told[start + 1 : start + 2 + registered.claim["seeds"]]
    assert [row[0] for row in seeds] == [str(seed) for seed in range(registered.claim["seeds"])]
    for seed, *values in seeds:
        one, other = (float(last[side, int(seed)]) for side in own_runs.SIDES)
        assert [float(value) for value in values] == pytest.approx(
            [one, other, one - other], rel=1e-3, abs=1e-3
        )
    found = own_page.numbers_of(registered)
    assert means == ("mean", *(f"{found[key]:.4g}" for key in ("one", "other", "value")))


def test_the_page_has_versions_code_and_the_claim_that_its_digest_is_of(done):
    registered, _ = done
    page = own_page.write_page(registered).read_text(encoding="utf-8")
    told, versions = dict(row for row in rows_of(page) if len(row) == 2), provenance.versions()
    _, _, record = own_runs.outcome(registered)
    assert set(told["versions"].split(", ")) == {f"{name} {which}" for name, which in versions.items()}
    for name in ("commit", "code", "processor", "device", "seconds", "seeds"):
        assert told[name] == str(record[name])
    assert told["digest of the table"] == record["digest"]
    (written,) = re.findall("<code>(.*?)</code>", page)
    assert hashlib.sha256(html.unescape(written).encode()).hexdigest() == told["digest of the claim"]
    assert json.loads(html.unescape(written)) == SMALL


def test_a_result_from_two_machines_has_both_in_its_record(copied):
    path = store.result_path(copied.folder, own_claim.NAME, own_claim.BUDGET)
    table, record = store.read(path)
    other = record["versions"] | {"torch": "9.9"}
    store.write(
        path, table, record | {"versions": [record["versions"], other], "processor": ["this", "that"]}
    )
    told = dict(own_record.record_of(copied))
    assert told["versions"].count("torch ") == 2
    assert told["versions"].endswith("torch 9.9")
    assert told["processor"] == "this; that"


def test_the_page_says_which_epoch_was_chosen(copied):
    claim = SMALL | {"epoch": "validation"}
    path = store.result_path(copied.folder, own_claim.NAME, own_claim.BUDGET)
    table, record = store.read(path)
    best = {"one": 2, "other": 1}
    table["valid_error"] = [
        40.0 + (epoch != best[side]) for side, epoch in zip(table["start"], table["epoch"], strict=True)
    ]
    mark = own_claim.digest(claim)
    store.write(path, table, record | {"settings": record["settings"] | {"claim": mark}})
    chosen = own_claim.Registered(claim, copied.folder, mark)
    told = rows_of(own_page.write_page(chosen).read_text(encoding="utf-8"))
    assert [row[7] for row in told if len(row) == 9] == ["measured at epoch", "2", "1"]
    ends = table.set_index(["start", "seed", "epoch"])["test_error"]
    for seed, one, other, _ in own_page.each_seed(chosen)[:-1]:
        assert (one, other) == (ends["one", seed, 2], ends["other", seed, 1])


def test_a_claim_without_its_file_is_still_held_to_its_result(copied):
    path = copied.folder / "claim.json"
    path.unlink()
    changed = SMALL | {"bound": 1.0}
    with pytest.raises(own_claim.ChangedClaim, match="has been run, and this is another") as refused:
        own_claim.register(changed, copied.folder.parent)
    message = str(refused.value)
    assert f"its digest is {own_claim.digest(changed)[:12]}" in message
    assert f"the result in small is that of the claim with digest {copied.digest[:12]}" in message
    assert "Give the changed claim another name: both then stay on record." in message
    assert not path.exists(), "nothing is written down"
    assert own_claim.register(SMALL, copied.folder.parent) == copied, "what was run may be written down again"
    with pytest.raises(own_claim.ChangedClaim, match="bound is not as before"):
        own_claim.register(changed, copied.folder.parent)
    other = own_claim.register(changed | {"name": "small-again"}, copied.folder.parent)
    assert other.folder.name == "small-again"
    assert own_runs.outcome(copied)[2]["settings"]["claim"] == copied.digest, "the first stays on record"


@pytest.mark.parametrize("content", ["", "[]", '{"claim": {"name": "small"}}'])
def test_a_claim_with_a_spoilt_file_is_still_held_to_its_result(copied, content):
    (copied.folder / "claim.json").write_text(content, encoding="utf-8")
    with pytest.raises(own_claim.ChangedClaim, match="this is another"):
        own_claim.register(SMALL | {"bound": 1.0}, copied.folder.parent)
    assert own_claim.register(SMALL, copied.folder.parent) == copied


def test_the_result_of_another_claim_is_not_replaced(copied):
    changed = SMALL | {"bound": 1.0}
    mark = own_claim.digest(changed)
    content = json.dumps({"claim": changed, "digest": mark})
    (copied.folder / "claim.json").write_text(content, encoding="utf-8")
    path = store.result_path(copied.folder, own_claim.NAME, own_claim.BUDGET)
    before = path.read_bytes()
    ended = run(copied.folder, capture_output=True, encoding="utf-8")
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    for part in (
        f"its digest is {mark[:12]}",
        f"the claim with digest {copied.digest[:12]}, which stays",
        "Give the changed claim another name: both then stay on record.",
    ):
        assert part in ended.stderr
    assert path.read_bytes() == before
    with pytest.raises(own_claim.ChangedClaim, match="changed after its run"):
        own_page.write_page(own_runs.read(copied.folder))


def test_a_damaged_result_is_not_replaced_unseen(copied):
    store.result_path(copied.folder, own_claim.NAME, own_claim.BUDGET).write_bytes(b"no table")
    with pytest.raises(Damaged, match="is damaged"):
        own_claim.register(SMALL | {"bound": 1.0}, copied.folder.parent)
    with pytest.raises(Damaged, match="is damaged"):
        own_runs.main(copied.folder)


def test_the_same_claim_may_be_run_again(copied):
    before = own_runs.outcome(copied)[2]["digest"]
    own_runs.main(copied.folder)
    assert own_runs.outcome(copied)[2]["digest"] == before


def test_a_claim_that_was_changed_in_its_file_is_not_run(tmp_path):
    registered = own_claim.register(SMALL, tmp_path)
    path = registered.folder / "claim.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["claim"]["bound"] = 5.0
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(own_claim.ChangedClaim, match="not what was written down") as refused:
        own_runs.main(registered.folder)
    assert f"{own_claim.digest(content['claim'])[:12]}, and {registered.digest[:12]} was" in str(
        refused.value
    )


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
    panels = beside.our_curves(by_labels, recipes)
    assert [len(curves) for curves in panels.values()] == [3, len(modern.WITH_FEW)]
    assert list(panels) == ["labels: 20,000 to 100,000 updates", "modern: 3,000 to 8,000 updates"]
    left, right = pictures.beside_others(panels, beside.OTHERS).axes
    assert (left.get_title(), right.get_title()) == tuple(panels)
    looks = [
        {line.get_label(): (line.get_color(), line.get_marker(), line.get_linestyle(), line.get_mfc())
         for line in ax.get_lines()}
        for ax in (left, right)
    ]  # fmt: skip
    for look in looks:
        assert len(set(look.values())) == len(look), "no two are alike"
    assert set(beside.OTHERS) | {"RBMs"} <= set(looks[0]) & set(looks[1])
    assert all(looks[0][name] == looks[1][name] for name in set(looks[0]) & set(looks[1]))
    assert "12 seeds" in results.about(by_labels, "nothing")
    assert results.about_five(recipes, "") == (
        f"Ours: 5 layers of 200 units, 10,000 training digits, {recipes.record['n_seeds']} seeds."
    )
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
    assert beside.our_curves(None, None) == {}
    assert results.about(None, "nothing yet") == "nothing yet"
    live = {start: np.full((3, 2), error) for start, error in (("none", 20.0), ("rbm", 10.0))}
    live["none"] = live["none"] * [1, 0.4]
    left, right = results.figure_of_labels(None, np.array([50, 100]), live).axes
    assert right.get_ylabel().startswith("labels needed")
    (ax,) = results.figure_of_recipes(None).axes
    assert len(ax.get_yticklabels()) == len(results.FIVE_LAYERS_2010)
    (ax,) = pictures.beside_others({"live": {"x": ([1, 2], [3, 4])}}, beside.OTHERS).axes
    assert len(ax.get_lines()) == 1 + len(beside.OTHERS)


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
