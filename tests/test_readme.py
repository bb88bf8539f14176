"""The README says what is: the numbers of lesson 00, the output of its example, a row for every lesson."""

import contextlib
import io
import re

import numpy as np
import pytest
from matplotlib.image import imread

from utils.experiments import every_claim, headline
from utils.experiments.catalogue import EXPERIMENTS
from utils.experiments.depth import at_chosen_epoch
from utils.experiments.engine import claims
from utils.experiments.engine.arms import OWN, SET, SHARED, TAKEN
from utils.experiments.engine.provenance import NOT_RECORDED
from utils.experiments.engine.store import SHIPPED, load_result
from utils.experiments.finite_mnist import RANDOM
from utils.experiments.tuning import at_best_epoch
from utils.teaching import build
from utils.teaching.readme import PICTURE, STREAM_PICTURE, stream_picture, teaser

README = (build.ROOT / "README.md").read_text(encoding="utf-8")


def test_numbers_are_those_of_lesson_00():
    _, text = teaser()
    without, with_ = re.search(
        r"test error \(%\) .*\nwithout pre-training +(.+)\nwith pre-training +(.+)", text
    ).groups()
    assert len(without.split()) == len(with_.split()) == 4
    for name, errors in (("without", without), ("with", with_)):
        low, high = min(map(float, errors.split())), max(map(float, errors.split()))
        assert f"<!-- {name} -->{low} to {high} %<!-- -->" in README
    gap = re.search(r"mean difference: (\S+) percentage points", text)[1]
    assert f"<!-- gap -->{gap}<!-- -->" in README
    assert float(gap) >= 1


def test_picture_is_that_of_lesson_00():
    assert PICTURE.read_bytes() == teaser()[0], "run: python -m utils.teaching.readme"


def test_picture_of_the_stream_is_what_the_stream_draws():
    """Pixel by pixel, but for what another version of Matplotlib does at the edges."""
    shipped, drawn = (imread(io.BytesIO(png)) for png in (STREAM_PICTURE.read_bytes(), stream_picture()))
    assert shipped.shape == drawn.shape
    assert np.abs(shipped - drawn).mean() < 0.01
    assert f"({STREAM_PICTURE.relative_to(build.ROOT)})" in README


def depth_rows(budget, starts):
    """The README's table of test errors, from a shipped result."""
    chosen = at_chosen_epoch(load_result("depth", budget)[0]).groupby(["start", "depth"])["test_error"]
    mean, deviation = chosen.mean(), chosen.std()
    for depth in sorted(mean.index.levels[1]):
        cells = (f"{mean[start, depth]:.2f} ± {deviation[start, depth]:.2f}" for start in starts)
        yield f"| {depth} | {' | '.join(cells)} |"


def test_table_of_test_errors_is_that_of_the_shipped_result():
    _, record = load_result("depth", "course")
    assert f"<!-- seeds -->{record['n_seeds']}<!-- -->" in README
    assert f"<!-- n_train -->{record['settings']['n_train']:,}<!-- -->" in README
    assert f"{record['settings']['width']} units a layer" in README
    table = re.search(r"<!-- depth -->\n(.*?)\n<!-- -->", README, re.DOTALL)[1]
    assert table.splitlines()[2:] == list(depth_rows("course", ("none", "rbm", "autoencoder")))


def test_table_after_levelling_off_is_that_of_the_shipped_result():
    table = re.search(r"<!-- depth long -->\n(.*?)\n<!-- -->", README, re.DOTALL)[1]
    assert table.splitlines()[2:] == list(depth_rows("long", ("none", "glorot4", "rbm", "autoencoder")))
    deciding = {one.claim: one.decisive for one in claims.judge(EXPERIMENTS)}
    seven = [deciding[name] for name in ("C1", "C2", "C3", "C4", "C5", "C13", "C14")]
    assert all(one.levelled and "-long" in one.source for one in seven)


def test_part_of_the_early_gain_is_that_of_epochs_and_of_a_better_random_start():
    """In the deepest networks: what is gained after all epochs, against either random start."""
    early, late = (
        at_chosen_epoch(load_result("depth", budget)[0]).groupby(["start", "depth"])["test_error"].mean()
        for budget in ("course", "long")
    )
    for kind in ("rbm", "autoencoder"):
        gains = [early["none", 4] - early[kind, 4], *(late[start, 4] - late[kind, 4] for start in RANDOM)]
        assert gains == sorted(gains, reverse=True)


def test_what_the_table_of_errors_leaves_open_is_true():
    table, record = load_result("depth", "course")
    settings = record["settings"]
    for name, key in (
        ("epochs", "epochs"),
        ("pre-training", "pretraining_epochs"),
        ("tuning seeds", "tuning_seeds"),
    ):
        assert f"<!-- {name} -->{settings[key]}<!-- -->" in README
    chosen = at_chosen_epoch(table)
    assert set(chosen.loc[chosen["start"] == "none", "epoch"]) == {settings["epochs"]}
    rates = settings["rates"]["autoencoder"]
    assert rates["pretraining"] == max(settings["pretraining_grid"])
    scores = at_best_epoch(load_result("tune", "course")[0])[
        "autoencoder", rates["pretraining"], 3
    ].sort_values()
    assert scores.index[0] == rates["supervised"]["3"]
    assert round(scores.iloc[1] - scores.iloc[0], 2) == 0.04


def test_table_of_claims_is_what_the_command_prints():
    """All 31, with the verdicts on the shipped results."""
    table = re.search(r"<!-- verdicts -->\n(.*?)\n?<!-- -->", README, re.DOTALL)[1]
    right = every_claim.markdown(every_claim.every(EXPERIMENTS), short=True)
    assert table == right, "run: python -m utils.experiments claims --markdown short"
    assert table.count("\n| C") == len(every_claim.NAMES) == 31


def test_claims_whose_rates_were_not_chosen_are_those_that_are_named():
    found, words = {SET: set(), TAKEN: set(), SHARED: set()}, " ".join(README.split())
    for one in claims.judge(EXPERIMENTS):
        for arm in one.decisive.arms:
            if arm.updates and arm.tuned.rate != OWN:
                found[arm.tuned.rate].add(int(one.claim[1:]))
    assert found == {SET: {6, 7, 8, 9, 10, 25, 26}, TAKEN: {1, 2, 3, 4, 5, 13, 14}, SHARED: {17, 18, 27}}
    assert "for C6 to C10, C25 and C26 all rates, are set and not tuned" in words
    assert "For C1 to C5, C13 and C14 pre-trained networks have the rates" in words
    assert "for C17, C18 and C27 as well, but there these are also their own best" in words


def test_experiments_near_the_papers_size_are_of_the_size_that_is_told():
    words = " ".join(README.split())
    assert "Four experiments come nearer to the paper's size" in words
    settings = {name: load_result(name)[1] for name in ("headline", "labels", "modern", "stream")}
    seeds = settings["headline"]["n_seeds"]
    settings = {name: record["settings"] for name, record in settings.items()}
    assert {settings[name]["n_train"] for name in ("headline", "labels", "modern")} == {50_000}
    assert (set(settings["headline"]["sizes"]), seeds) == ({500}, 3)
    assert {settings[name]["width"] for name in ("labels", "modern", "stream")} == {400}
    assert settings["stream"]["examples"] == 10_000_000


def test_errors_of_networks_of_the_papers_size_are_those_of_the_shipped_result():
    table, record = load_result("headline")
    settings, found = record["settings"], headline.summary(table)
    n_layers, units = len(settings["sizes"]), settings["sizes"][0]
    size = f"{n_layers} layers of {units} units and {settings['n_train']:,} training digits"
    without, rbm, autoencoder = found["mean"][["none", "rbm", "autoencoder"]]
    errors = (
        f"{without:.2f} % test errors without pre-training, {rbm:.2f} % with RBMs and {autoencoder:.2f} %"
    )
    told = {"size": size, "errors": f"{errors} with autoencoders"}
    for name, text in told.items():
        assert f"<!-- headline {name} -->{text}<!-- -->" in README
    assert f"<!-- headline -->{record['n_seeds']}<!-- --> seeds" in README
    assert rbm < headline.PAPER["autoencoder"] + 0.02 < headline.PAPER["none"] < found["lowest"]["none"]
    assert f"{headline.PAPER['none']} % without and {headline.PAPER['autoencoder']} % with" in README
    at_edge = record["rates_at_edge_of_grid"]
    assert {f"{start}, depth 3: {max(settings['rate_grid']):g}" for start in found.index} <= set(at_edge)


def test_each_result_tells_its_code_but_for_the_one_that_is_told():
    """It was computed with changes that no commit has."""
    codes = {path.stem: load_result(*path.stem.split("-"))[1]["code"] for path in SHIPPED.glob("*.parquet")}
    assert {name for name, code in codes.items() if NOT_RECORDED in code} == {"tune-course"}
    assert "but for a part of `tune-course`" in README


def test_picture_of_trajectories_is_said_to_be_what_it_is():
    _, record = load_result("trajectories")
    assert f"(utils/results/trajectories-{record['budget']}.png)" in README
    assert f"<!-- curves -->{record['n_seeds']}<!-- -->" in README
    assert f"<!-- curves width -->{record['settings']['width']}<!-- -->" in README
    assert f"<!-- curves epochs -->{record['settings']['epochs']}<!-- -->" in README
    assert record["settings"]["one_rate"]


def test_every_lesson_is_in_the_map():
    for path in build.source_paths():
        link = rf"^\| {path.stem[:2]} \| \[(.+?)\]\(lessons/{path.stem}.ipynb\)"
        row = re.search(link, README, re.MULTILINE)
        assert row, path.stem
        assert f"(solutions/{path.stem}.ipynb)" in README
        text = path.read_text(encoding="utf-8")
        assert f"# # {path.stem[:2]} · {row[1]}" in text
        minutes = re.search(r"\*\*Time\*\*: about (\d+) minutes", text)[1]
        assert README[row.start() :].split("\n")[0].endswith(f"| {minutes} |")


@pytest.mark.slow
def test_example_prints_what_the_readme_says():
    code = re.search(r"```python\n(.*?)```", README, re.DOTALL)[1]
    expected = re.search(r"<!-- example output -->\n```text\n(.*?)```", README, re.DOTALL)[1]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), {})
    for said, came in zip(expected.splitlines(), printed.getvalue().splitlines(), strict=True):
        name, error = re.match(r"(.+): ([\d.]+) % test error", said).groups()
        assert came.startswith(f"{name}: ")
        # Another processor rounds otherwise, and the plateau without pre-training magnifies that.
        assert float(came.split()[1]) == pytest.approx(float(error), abs=2.0)


def test_binder_address_stands_in_one_place():
    assert README.count("mybinder.org/v2") == 1
