"""The shipped results: what made them, what they say of the claims, and that they can be computed again."""

import functools
import io
import os
import re
import subprocess
import tarfile
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread

from utils.data import load_mnist
from utils.data.cache import DataError
from utils.experiments import depth, marginals, order, order_causes, tuning
from utils.experiments.__main__ import main
from utils.experiments.catalogue import EXPERIMENTS
from utils.experiments.engine import claims, manifest, provenance, shipping, store, structure
from utils.experiments.engine.comparing import compare
from utils.experiments.engine.tasks import run_task
from utils.experiments.engine.verdicts import HOLDS, MIXED, NOT_HERE, estimates
from utils.experiments.engine.verify import checked, chosen_task
from utils.experiments.errors import errors_by_seed
from utils.plotting import png

KINDS = ("autoencoder", "rbm")
ROOT = Path(__file__).resolve().parents[2]
# Questions whose results are still to be computed.
NOT_YET = set()
# Results of which there are fewer seeds, so far, than planned.
SO_FAR = {
    ("branching", "course"): 3, ("filters", "course"): 10, ("landscape", "course"): 10,
    ("order_causes", "wide"): 1,
}  # fmt: skip
SHIPPED = [
    (name, budget)
    for name, experiment in EXPERIMENTS.items()
    for budget in experiment.budgets
    if budget != "demo" and store.result_path(store.SHIPPED, name, budget).exists()
]


@pytest.fixture(scope="module")
def narrow():
    """The verdicts on layers of 200 units and a rate for each start."""
    return {(v.claim, v.kind): v for v in claims.judge(EXPERIMENTS, budget="course")}


@pytest.fixture(scope="module")
def wide():
    """The verdicts on layers of 400 units and one rate for all starts."""
    return {(v.claim, v.kind): v for v in claims.judge(EXPERIMENTS, budget="wide")}


def test_what_is_shipped():
    assert SHIPPED == [
        ("tune", "course"), ("tune", "wide"), ("tune", "long"), ("depth", "course"), ("depth", "long"),
        ("trajectories", "course"), ("trajectories", "wide"), ("trajectories", "long"),
        ("stacking_rates", "course"), ("stacking", "course"),
        ("layers_rates", "course"), ("layers", "course"),
        ("marginals_rates", "course"), ("marginals", "course"),
        ("marginals_mean_rates", "course"), ("marginals_mean", "course"),
        ("top20_rates", "course"), ("top20", "course"),
        ("width_rates", "course"), ("width", "course"),
        ("regularisers_rates", "course"), ("regularisers", "course"),
        ("headline_rates", "course"), ("headline", "course"),
        ("stream_rates", "course"), ("stream", "course"), ("order", "course"),
        ("order_causes", "course"), ("order_causes", "wide"), ("branching", "course"),
        ("filters", "course"), ("patches", "course"), ("landscape", "course"), ("function_space", "course"),
        ("labels_rates", "course"), ("labels", "course"), ("modern_rates", "course"), ("modern", "course"),
    ]  # fmt: skip
    assert {name for name, _ in SHIPPED} | NOT_YET == set(EXPERIMENTS)
    assert not {name for name, _ in SHIPPED} & NOT_YET


@pytest.mark.parametrize(("name", "budget"), SHIPPED)
def test_a_shipped_result_says_what_made_it(name, budget):
    table, record = store.load_result(name, budget)
    planned = EXPERIMENTS[name].budget(budget)
    chosen = {"rates", "strength"} - set(planned.settings)  # by the choice that comes before
    given = {key: value for key, value in record["settings"].items() if key not in chosen}
    assert given == planned.settings
    assert record["n_seeds"] == SO_FAR.get((name, budget), planned.seeds) == table["seed"].nunique()
    assert record["processor"]
    assert record["versions"]["torch"]
    assert record["seconds"] > 0
    assert "unknown" not in record["commit"]
    assert store.result_path(store.SHIPPED, name, budget).with_suffix(".png").stat().st_size > 10_000
    assert structure.fault(EXPERIMENTS[name], budget, table, record) == ""


def git(*arguments):
    """What git prints, as bytes."""
    return subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, check=True).stdout


@functools.cache
def code_of(commit):
    """The digest that :func:`.provenance.code` gives in a checkout of a commit."""
    with tarfile.open(fileobj=io.BytesIO(git("archive", "--format=tar", f"{commit}:utils"))) as archive:
        files = {one.name: archive.extractfile(one).read() for one in archive if one.name.endswith(".py")}
    return provenance.digest(files)


def test_the_code_that_a_result_names_is_that_of_its_commits():
    """As far as the history of this checkout goes: it may be shallow, or none."""
    try:
        here = set(git("rev-list", "HEAD").decode().split())
    except (OSError, subprocess.CalledProcessError):
        here = set()
    n_compared = 0
    for path in store.SHIPPED.glob("*.parquet"):
        _, record = store.load_result(*path.stem.split("-"))
        for commit in here.intersection(provenance.as_list(record["commit"])):
            assert code_of(commit) in provenance.as_list(record["code"]), path.stem
            n_compared += 1
    if n_compared == 0:
        pytest.skip("the history with their commits is not here")


def test_all_that_is_shipped_is_in_the_list_and_nothing_else():
    """Tables, their figures, and what is beside them; the list has not been left behind by any of them."""
    paths = sorted(store.SHIPPED.glob("*.parquet"))
    assert [path.stem for path in paths] == sorted(manifest.read(store.SHIPPED))
    for path in paths:
        table, record = store.load_result(*path.stem.split("-"))
        shipping.check_files(path, record, wants_figure=True)
        entry = manifest.read(store.SHIPPED)[path.stem]
        assert (entry["rows"], entry["table"]) == (len(table), store.digest(table))
        assert (entry["n_seeds"], entry["commit"]) == (record["n_seeds"], record["commit"])


@pytest.mark.parametrize(("name", "budget"), [one for one in SHIPPED if one[0] in ("depth", "trajectories")])
def test_rates_are_those_that_tuning_chose(name, budget):
    _, record = store.load_result(name, budget)
    settings = EXPERIMENTS[name].budget(budget).settings
    table, tuned = store.load_result("tune", budget)
    rates, at_edge = tuning.choose(table[table["depth"].isin(settings["depths"])], settings)
    assert (rates, at_edge) == (record["settings"]["rates"], record["rates_at_edge_of_grid"])
    assert tuned["settings"] == tuning.TUNE.budget(budget).settings
    assert record["rates_from"].startswith(f"tune-{budget}.parquet, seeds {tuned['seeds']}")
    for layers, rate in rates["none"]["supervised"].items():
        grid = settings["rate_grid"]
        assert min(grid) < rate < max(grid), f"the baseline's rate at depth {layers} is inside the grid"
    for text in at_edge:
        assert text.startswith(KINDS), text  # a poorer rate with pre-training makes the comparison stricter


def test_the_starts_of_wide_have_one_rate_of_fine_tuning():
    """And no rate is at the edge of its grid."""
    _, record = store.load_result("trajectories", "wide")
    rates = record["settings"]["rates"]
    assert rates["rbm"]["supervised"] == rates["autoencoder"]["supervised"] == rates["none"]["supervised"]
    assert record["rates_at_edge_of_grid"] == []


@pytest.mark.parametrize(("name", "budget"), SHIPPED)
def test_a_shipped_picture_is_drawn_from_the_shipped_table(name, budget):
    """Pixel by pixel, but for what another version of Matplotlib does at the edges."""
    table, _ = store.load_result(name, budget)
    drawn = png(EXPERIMENTS[name].draw(table))
    shipped = store.result_path(store.SHIPPED, name, budget).with_suffix(".png").read_bytes()
    drawn, shipped = (imread(io.BytesIO(picture)) for picture in (drawn, shipped))
    assert shipped.shape == drawn.shape
    assert np.abs(shipped - drawn).mean() < 0.01


def test_depth_and_trajectories_are_the_same_runs():
    by_depth, trajectories = (store.load_result(name, "course")[0] for name in ("depth", "trajectories"))
    key = ["start", "depth", "seed", "epoch"]
    both = by_depth.merge(trajectories, on=key, suffixes=("", "_again"))
    assert len(both) == len(trajectories)
    assert both["test_error"].equals(both["test_error_again"])


@pytest.mark.parametrize("kind", KINDS)
def test_pretraining_lowers_the_test_error(narrow, kind):
    """With 1, 2, 3 and 4 layers, and the whole interval is on that side."""
    claim = narrow["C1", kind]
    assert claim.word == HOLDS
    assert len(claim.decisive.estimates) == 4
    for one in claim.decisive.estimates:
        assert 0 < one.low < one.value < one.high


@pytest.mark.parametrize("kind", KINDS)
def test_pretraining_lowers_the_test_error_of_wide_layers_too(kind):
    """After the last epoch, with one rate for all starts."""
    table, _ = store.load_result("trajectories", "wide")
    last = table[table["epoch"] == table["epoch"].max()].sort_values("seed")
    errors = {key: rows["test_error"].to_numpy(float) for key, rows in last.groupby(["start", "depth"])}
    by_layers = estimates(depth.helps(errors, kind))
    assert len(by_layers) == 3
    for one in by_layers:
        assert 0 < one.low < one.value < one.high


@pytest.mark.parametrize("kind", KINDS)
def test_the_test_loss_is_lower_at_equal_training_loss(wide, kind):
    """With 1, 2 and 3 layers of 400 units, at every training loss that both reach."""
    claim = wide["C13", kind]
    assert claim.word == HOLDS
    assert len(claim.decisive.estimates) == 3
    for one in claim.decisive.estimates:
        assert one.low < one.value < one.high < 0  # logarithms of ratios
    assert "12 of 12 (1 layer), 12 of 12 (2 layers), 12 of 12 (3 layers)" in claim.text(300)


@pytest.mark.parametrize("kind", KINDS)
def test_one_narrow_layer_with_a_rate_for_each_start_is_another_matter(narrow, kind):
    """Its test loss is higher."""
    claim = narrow["C13", kind]
    one_layer, *deeper = claim.decisive.estimates
    assert len(deeper) == 2
    for one in deeper:
        assert one.low < one.value < one.high < 0
    assert one_layer.low > 0
    assert claim.word == MIXED
    assert claim.decisive.parts == "holds: 2 layers; 3 layers; contradicted: 1 layer"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["C1", "C2", "C3", "C4", "C5"])
def test_a_claim_about_errors_tells_what_each_start_was_given(narrow, name, kind):
    text = narrow[name, kind].text(500)
    assert ", before all curves have levelled off.\n" in text
    without, with_ = narrow[name, kind].decisive.arms
    assert without.updates == with_.updates == 25_000
    assert with_.before == "10,000 a layer of pre-training"
    assert without.moving == ("3 layers", "4 layers")
    assert with_.moving == {"autoencoder": ("1 layer",), "rbm": ()}[kind]
    assert with_.at_edge == {"autoencoder": ("rate of pre-training 0.3",), "rbm": ()}[kind]
    epochs = {"autoencoder": "25, 25, 25, 25", "rbm": "25, 21, 21, 25"}[kind]
    assert f"best on validation digits, of 25: none 25, 25, 25, 25; {kind} {epochs}\n" in text


@pytest.mark.parametrize("kind", KINDS)
def test_what_has_not_levelled_off_does_not_decide_c14(narrow, wide, kind):
    for claim in (narrow["C14", kind], wide["C14", kind]):
        assert claim.word == NOT_HERE
        assert claim.decisive.arms[0].moving == ("1 layer", "2 layers", "3 layers")


def test_every_claim_is_judged_with_intervals(capsys):
    assert main(["claims"]) == 0
    text = capsys.readouterr().out
    for claim in ("C1", "C2", "C3", "C4", "C5", "C13", "C14"):
        for kind in KINDS:
            assert f"{claim} ({kind}): " in text
    table = claims.claims_table(EXPERIMENTS)
    alone = table["source"].str.contains(", 1 seed ", regex=False)
    assert np.isfinite(table["estimate"]).all()
    assert np.isfinite(table.loc[~alone, ["low", "high"]]).all(axis=None)
    utilities = re.findall(
        r"utility n_hat.*?rates and epochs", text, re.DOTALL
    )  # beside C30, not of its parts
    assert len(utilities) == len(KINDS)
    assert text.count("[") - "".join(utilities).count("[") == (~alone).sum()
    assert " ".join(text.split()).count("no interval") == alone.sum()
    assert "5 layers in" in text


def test_what_depth_five_did():
    """Without pre-training no rate of the grid trains five layers in these epochs; that is why it is left.

    One of the two seeds learns something with the best rate, the other nothing.
    """
    table, record = store.load_result("depth", "course")
    tune, _ = store.load_result("tune", "course")
    found = record["too_deep"]
    assert found == tuning.too_deep(tune, record["settings"]["depths"])
    worst = depth.at_chosen_epoch(table).groupby(["start", "depth"])["test_error"].mean().max()
    assert 2 * worst < min(found["none"]["5"]) < 20 < 80 < max(found["none"]["5"])
    assert max(max(found[kind]["5"]) for kind in KINDS) < worst


def test_what_c11_says_of_the_mean_is_what_was_found():
    table, _ = store.load_result("marginals_mean", "course")
    errors = errors_by_seed(table)
    (note,) = {marginals.their_mean(None, None, kind) for kind in KINDS}
    for kind in KINDS:
        share = {
            depth: (errors["none", depth] - errors[f"{kind}:centred", depth]).mean()
            / (errors["none", depth] - errors[kind, depth]).mean()
            for depth in (1, 2)
        }
        assert f"one layer {share[1]:.1f} of the gain" in note
        assert share[2] < float(re.search(r"two ([\d.]+) or less", note)[1]) + 0.005


def test_what_c26_says_of_the_width_is_what_was_found():
    table, _ = store.load_result("order_causes", "course")
    found = order_causes.ratios(table).assign(log=lambda some: np.log(some["ratio"]))
    same = (
        (found["share"] == 0.25) & (found["examples"] == 200_000) & (found["slice"] == order_causes.PLACES[0])
    )
    means = np.exp(found[same].groupby(["width", "rate"])["log"].mean())
    note = order.width_turns_it(None, None, "rbm")
    for units, digits in ((50, 1), (200, 1), (800, 2)):
        low, high = (f"{means[units, rate]:.{digits}f}" for rate in order_causes.TWO_RATES)
        assert re.search(rf"\b{low} and {high} with {units}\b", note)


EARLY = 4  # epochs


def assert_agrees(name, budget, piece, settings_of):
    """Compute part of a slice again, one seed, and compare it with what is shipped."""
    experiment = EXPERIMENTS[name]
    table, record = checked(experiment, budget, store.SHIPPED)
    task = chosen_task(experiment, record, piece)
    small = task.settings | settings_of(task.settings)
    outcome = run_task(task._replace(seeds=task.seeds[:1], settings=small), runner_pid=os.getpid())
    assert not outcome.error
    assert len(outcome.table) > 1
    comparison = compare(experiment, record, table, outcome.table)
    assert comparison.passed, comparison.sentence


def first_epochs(settings, depth):
    """Of one depth, and of the narrowest networks where there are several widths."""
    by_depth = isinstance(settings["epochs"], dict)
    measured = settings["measured"][depth] if by_depth else settings["measured"]
    measured = [epoch for epoch in measured if epoch <= EARLY]
    small = {"epochs": measured[-1], "measured": measured}
    if by_depth:
        small = {name: {depth: value} for name, value in small.items()}
    return small | {"depths": [int(depth)], "widths": settings.get("widths", [])[:1]}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "budget", "piece", "depth"),
    [("trajectories", "wide", "none:0", "3"), ("width", "course", "rbm:9", "1"),
     ("width", "course", "autoencoder:0", "3")],
)  # fmt: skip
def test_the_first_epochs_of_a_slice_computed_again_agree(name, budget, piece, depth):
    """One network of its first seed, with the whole of its pre-training; the rate of fine-tuning is constant,
    so a shorter run begins as the longer one does. Another processor drifts the less the shorter it is. Of
    autoencoders the deepest, of RBMs the shallowest: its one layer comes from the same code.
    """
    try:
        load_mnist()
    except DataError:
        pytest.skip("the full MNIST is not here: python -m utils.data --fetch, or set COURSE_MNIST")
    assert_agrees(name, budget, piece, lambda settings: first_epochs(settings, depth))


@pytest.mark.slow
def test_a_slice_computed_again_agrees():
    """Of one layer, to its last epoch, with the small budget, which needs no full MNIST."""
    assert_agrees("tune", "demo", "rbm@0.05:0", lambda settings: {"depths": [1]})
