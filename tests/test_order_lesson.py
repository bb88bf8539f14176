"""What lesson 10 alone uses: small networks, damage, pictures and tables with and without shipped results."""

import numpy as np
import pandas as pd
import pytest

from utils.data import load_digits_5k
from utils.experiments import order, order_causes
from utils.experiments.branching import ALPHAS
from utils.experiments.catalogue import EXPERIMENTS
from utils.experiments.paired import mean_and_half
from utils.lessons import shipped
from utils.lessons.lesson_10 import line_pictures, networks, pictures, results
from utils.lessons.lesson_10.ex_10_5_damage import DAMAGE, EXAMPLE
from utils.lessons.over_seeds import dots
from utils.numpy_models import mlp as numpy_mlp
from utils.numpy_models.mlp import Layer

TINY = {"examples": 400, "unsupervised": 100, "piece": 20, "width": 6}
PAPERS = {
    (start, 0.3, falls): np.array(order.FIG_13[start]) * scale
    for falls, scale in ((1, 1), (20, 0.1))
    for start in ("none", "rbm")
}


@pytest.fixture(scope="module")
def found():
    """A result as the lesson finds it, whose variances are those of the paper, at two rates."""
    rng, parts = np.random.default_rng(0), []
    for (start, rate, falls), curve in PAPERS.items():
        noisy = 1e-3 * np.array(curve) * np.exp(rng.normal(0, 0.02, (3, 10)))
        part = pd.DataFrame(noisy).rename_axis("seed").reset_index()
        part = part.melt(id_vars="seed", var_name="slice", value_name="variance")
        error = {1: 2.0, 20: 3.0}[falls] if start == "none" else {1: 2.5, 20: 1.5}[falls]
        parts.append(part.assign(start=start, rate=rate, falls=falls, error=error))
    table = pd.concat(parts, ignore_index=True)
    record = {"settings": order.COURSE, "n_seeds": 3, "budget": "course"}
    return shipped.Found(order.ORDER, table, record, order.ORDER.samples(table), None)


# ---- networks ----


def test_streams_have_no_digit_as_it_is_and_differ_between_seeds():
    x, labels = networks.deformed((0, 1)).piece(0, 50)
    assert x.shape == (2, 50, 784)
    assert labels.shape == (2, 50)
    train = load_digits_5k().train.images
    assert not (x[0, :5, None].numpy() == train).all(axis=2).any()
    again, _ = networks.deformed((0, 1)).piece(20, 30)
    assert (again == x[:, 20:30]).all()
    assert (labels[0] != labels[1]).any()


def test_a_tenth_is_drawn_from_streams_that_nobody_else_sees():
    asked = [seed for place in range(10) for seed in networks.other_examples(place).seeds]
    asked += networks.other_examples(0, seed=1).seeds
    assert len(set(asked)) == 11 * networks.DRAWS
    assert min(asked) > 1_000


def test_copies_differ_only_by_what_they_see():
    before = networks.walk(**TINY)
    before.learn(until=100)
    these = before.copies(3)
    shared, these.source = these.source, networks.other_examples(2, 3)
    before_it = networks.probabilities(these)
    assert (before_it == before_it[0]).all()
    these.learn(until=140)
    these.source = shared
    these.learn()
    p = networks.probabilities(these)
    assert p.shape == (3, 1_000, 10)
    np.testing.assert_allclose(p.sum(axis=2), 1, rtol=1e-5)
    assert (p[0] != p[1]).any()


def test_a_pre_trained_network_has_no_labels_in_its_first_quarter():
    walk = networks.walk("rbm", **TINY)
    start = [layer.W.clone() for layer in walk.state.params]
    walk.learn(until=100)
    hidden, output = ((was != now.W).any() for was, now in zip(start, walk.state.params, strict=True))
    assert hidden
    assert not output


def test_two_starts_see_the_same_examples():
    pair = networks.pair_of_starts()
    x, labels = pair.source.piece(0, 20)
    assert (x[0] == x[1]).all()
    assert (labels[0] == labels[1]).all()
    assert (pair.state.params[0].W[0] != pair.state.params[0].W[1]).any()


def test_layers_are_the_networks_in_numpy():
    walk = networks.walk(**TINY).copies(2)
    walk.source = networks.deformed((5, 6))
    walk.learn(until=60)
    x = load_digits_5k().test.images[:7]
    for i, layers in enumerate(networks.layers_of(walk)):
        scores = numpy_mlp.forward(layers, x)[-1]
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        np.testing.assert_allclose(odds / odds.sum(axis=1, keepdims=True),
                                   networks.probabilities(walk)[i, :7], rtol=1e-4, atol=1e-6)  # fmt: skip


def test_error_on_new_examples_is_that_of_examples_beyond_the_stream():
    walk = networks.walk(**TINY)
    (error,) = networks.error_on_new(walk, 50)
    (layers,) = networks.layers_of(walk)
    x, labels = networks.deformed((0,)).piece(200_000, 200_050)
    assert error == pytest.approx(100 * numpy_mlp.evaluate(layers, x[0].numpy(), labels[0].numpy())[1])


# ---- damage ----


@pytest.mark.parametrize("kind", ["blur", "flip", "labels"])
def test_damage_spoils_images_or_labels(kind):
    x, labels = load_digits_5k().train.images[:200], load_digits_5k().train.labels[:200]
    spoiled, other = networks.damaged(x, labels, kind, np.random.default_rng(0))
    assert spoiled.shape == x.shape
    assert (
        (other != labels).mean() == pytest.approx(0.9, abs=0.06)
        if kind == "labels"
        else (other == labels).all()
    )
    if kind == "flip":
        assert (networks.damaged(spoiled, labels, kind, None)[0] == x).all()
    if kind == "blur":
        images = spoiled.reshape(-1, 28, 28)
        one_by_one = networks.gaussian_filter(x[3].reshape(28, 28), networks.BLUR)
        np.testing.assert_allclose(images[3], one_by_one, atol=1e-6)


def test_effects_are_damaged_less_clean_and_nothing_where_nothing_is_damaged(monkeypatch):
    design = {"damage": "labels", "early": (0, 500, 1_500), "late": (1_000, 1_500, 2_500), "seeds": 2}
    found = networks.effects(design)
    assert found["early"].shape == (2,)
    assert (found["early"] != 0).any()
    monkeypatch.setattr(networks, "damaged", lambda x, labels, kind, rng: (x, labels))
    for values in networks.effects(design).values():
        assert (values == 0).all()


def test_the_places_of_damage_are_those_of_the_design(monkeypatch):
    seen = []

    def watched(x, labels, kind, rng):
        seen.append(len(x))
        return x, labels

    monkeypatch.setattr(networks, "damaged", watched)
    networks.effects(
        {"damage": "blur", "early": (700, 1_300, 2_000), "late": (2_000, 2_600, 3_300), "seeds": 1}
    )
    assert seen == [600, 600]


def test_what_goes_before_the_damage_is_learned_once(monkeypatch):
    learned = []
    whole = networks._learn
    monkeypatch.setattr(networks, "_learn", lambda *given: (learned.append(given[1:3]), whole(*given)))
    networks.effects({"damage": "flip", "early": (0, 500, 1_000), "late": (1_000, 1_500, 2_000), "seeds": 1})
    assert sum(last - first for first, last in learned) == 2_000 + 1_000 + 1_000


def test_the_design_of_the_course_is_accepted():
    DAMAGE.judge(EXAMPLE)


# ---- with and without results ----


def test_without_a_result_the_papers_numbers_stand_alone():
    assert results.curves(None) == {}
    assert "not in this copy" in results.about(None)
    assert results.ratios_table(None) is None
    assert results.branches(None) is None
    (ax,) = pictures.beside_paper(results.papers(), {}).axes
    assert [len(line.get_xdata()) for line in ax.lines[:2]] == [10, 10]
    assert ax.lines[0].get_ydata()[0] == pytest.approx(1)
    assert ax.lines[1].get_ydata()[2] == pytest.approx(2.5 / 7.6)
    assert repr(shipped.verdicts(order=None)).count("waits for order") == 2


def test_a_result_is_drawn_beside_the_paper(found):
    ours = results.curves(found)
    assert list(ours) == ["rate 0.3", "rate falling from 0.3 to 0.015"]
    figure = pictures.beside_paper(results.papers(), ours)
    assert [ax.get_title() for ax in figure.axes] == ["the paper, Fig. 13", *ours]
    for ax in figure.axes[1:]:
        assert ax.lines[0].get_ydata()[0] == pytest.approx(1)
        assert len(ax.lines) == 2 * (1 + 3) + 1
    assert "3 streams (thin)" in results.about(found)
    assert "one stream, " in results.about(found._replace(record=found.record | {"n_seeds": 1}))
    assert "10 draws" in results.about(found)


def test_ratios_are_told_at_equal_rates(found):
    text = repr(results.ratios_table(found)).splitlines()
    assert len(text) == 2 + 1
    for line, rate, errors, key in zip(
        text[1:], order.SCHEDULES.values(), ("2.50", "1.50"), order.SCHEDULES, strict=True
    ):
        middle = float(np.exp(np.log(results.ratio(found, ("rbm", *key), ("none", *key))).mean()))
        assert middle == pytest.approx(0.4, abs=0.05)
        assert f"RBMs, {rate}" in line
        assert errors in line
        assert f"{middle:.2f}" in line
    begins = results.where_labels_begin(found, ("rbm", 0.3, 1), ("none", 0.3, 1))
    np.testing.assert_allclose(begins, 1.7 / 7.6, rtol=0.1)


def test_what_was_varied_is_told_by_rate_and_what_was_not_tried_is_left_empty(capsys):
    assert results.causes_table(None) is None
    assert "waits for the result of order_causes" in capsys.readouterr().out
    runs = order_causes.runs({"width": 9, "share": 0.25, "examples": 100}, (0.1, 1.0), (1.0,), share=(0.4,))
    rows = [
        run | {"seed": seed, "slice": place, "score_variance": 1.0,
               "error": 1.0 if run["start"] == "none" else 3.0,
               "variance": 1.0 if run["start"] == "none" else run["rate"] * run["share"] * 2.0**seed}
        for run in runs for seed in range(3) for place in order_causes.PLACES
    ]  # fmt: skip
    made = shipped.Found(EXPERIMENTS["order_causes"], pd.DataFrame(rows), {}, None, None)
    ratios = results.causes(made)
    np.testing.assert_allclose(ratios.loc[100, 9, 0.25], [0.05, 0.5])
    np.testing.assert_allclose(ratios.loc[100, 9, 0.4], [np.nan, 0.8])
    assert (results.causes(made, column="score_variance").fillna(1) == 1).all(axis=None)
    header, base, other = repr(results.causes_table(made)).splitlines()
    assert "rate 0.1" in header
    assert base.split() == ["100", "9", "25", "0.05", "0.50"]
    assert other.split() == ["100", "9", "40", "0.80"]
    assert results.points(None).empty
    points = results.points(made, None, made._replace(table=made.table.assign(width=5)))
    assert points.groupby("width").size().tolist() == [3, 3]
    (ax,) = pictures.error_and_variance(points).axes
    assert [line.get_label() for line in ax.lines[:2]] == ["5 units", "9 units"]
    np.testing.assert_allclose(sorted(ax.lines[0].get_ydata()), [0.05, 0.5, 0.8])
    np.testing.assert_allclose(ax.lines[0].get_xdata(), 3)


def test_mean_and_half_is_students_interval():
    mean, half = mean_and_half(np.array([1.0, 2.0, 3.0]))
    assert (mean, half) == (2, pytest.approx(4.3027 / np.sqrt(3), rel=1e-4))


def test_matching_undoes_another_numbering():
    rng = np.random.default_rng(0)
    hidden, out = (
        Layer(rng.normal(size=(7, 5)), rng.normal(size=5)),
        Layer(rng.normal(size=(5, 3)), rng.normal(size=3)),
    )
    order = rng.permutation(5)
    other = [Layer(hidden.W[:, order], hidden.b[order]), Layer(out.W[order], out.b)]
    for found, wanted in zip(networks.matched([hidden, out], other), (hidden, out), strict=True):
        for part, whole in zip(found, wanted, strict=True):
            np.testing.assert_array_equal(part, whole)


def test_branching_is_drawn_with_and_without_a_shipped_result():
    live = {"none": ([0, 100], np.array([0.1, 0.0]), np.array([0.05, 0.0]), np.array([5.0, 3.0]))}
    assert len(line_pictures.branching(live).axes) == 3
    table = pd.DataFrame(
        [("none", 0.3, 1, seed, branch, matched, alpha, 0.2 + height * alpha * (1 - alpha), 2.0, 5 * alpha)
         for seed in (0, 1) for branch in (0, 10_000) for matched, height in ((False, 1), (True, 0.4))
         for alpha in ALPHAS],
        columns=["start", "rate", "falls", "seed", "branch", "matched", "alpha", "nll", "error", "changed"],
    )  # fmt: skip
    made = shipped.Found(EXPERIMENTS["branching"], table, {}, None, None)
    barriers = results.branches(made)
    heights = barriers.set_index(["matched", "branch", "seed"])["nll_barrier"]
    assert heights[False].to_numpy() == pytest.approx(0.25)
    assert heights[True].to_numpy() == pytest.approx(0.1)
    figure = line_pictures.branching(live, barriers)
    assert len(figure.axes) == 6
    for ax, height in zip(figure.axes[3:], (0.25, 0.1, 5), strict=True):
        (drawn, *_) = ax.containers
        assert drawn.lines[0].get_ydata() == pytest.approx([height] * 2)


def test_a_result_without_claims_is_found_all_the_same(tmp_path, capsys, monkeypatch):
    assert shipped.find("branching", folder=tmp_path) is None
    assert "run branching --budget course" in capsys.readouterr().out
    monkeypatch.setattr(shipped.store, "budgets_of", lambda name, folder: ["course"])
    monkeypatch.setattr(shipped.store, "load_result", lambda name, budget, folder: ("table", {"n_seeds": 5}))
    made = shipped.find("branching", folder=tmp_path)
    assert (made.table, made.record, made.samples) == ("table", {"n_seeds": 5}, None)


# ---- pictures ----


def test_pictures_draw_what_they_are_given():
    curve = np.arange(1.0, 11)
    ax = pictures.by_tenth({"none": curve, "again": curve}).axes[0]
    assert ax.lines[0].get_xdata().tolist() == list(range(1, 11))
    V = np.full((10, 10), np.nan)
    V[0], V[9, 0] = curve, 5.0
    ax = pictures.after_it(V, [0, 9]).axes[0]
    assert [line.get_ydata()[-1] for line in ax.lines] == [10, 10, 5, 5]
    ax = line_pictures.along_the_line({"a pair": np.array([1.0, 2.0, 1.0])}).axes[0]
    assert ax.lines[0].get_xdata().tolist() == [0, 0.5, 1]
    ax = dots({"early": np.array([1.0, 3.0])}, "points", effects=True).axes[0]
    assert ax.lines[1].get_xdata().tolist() == [2, 2]


def test_the_digits_that_change_most_come_first_with_their_votes():
    p = np.full((3, 4, 2), 0.5)
    p[:, 1] = [[1, 0], [0, 1], [0, 1]]
    p[:, 2] = [[0.9, 0.1], [0.8, 0.2], [0.9, 0.1]]
    figure = pictures.changing(p, np.zeros((4, 784)), n=2)
    assert [ax.get_title() for ax in figure.axes[:2]] == ["2 × “1”, 1 × “0”", "3 × “0”"]
    assert pictures.not_unanimous(p) == 1
