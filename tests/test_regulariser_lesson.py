"""What lesson 08 alone uses: the paper's numbers beside ours, with and without a result."""

import numpy as np
import pandas as pd
import pytest

from utils.experiments.catalogue import EXPERIMENTS
from utils.experiments.engine import claims, store
from utils.lessons.lesson_08 import beside, gains, networks, paper, pictures, shipped
from utils.lessons.lesson_08.beside import Panel, Row
from utils.lessons.over_seeds import dots


def found(name, table, settings):
    """A result as the lesson finds it, made of a few rows."""
    experiment = EXPERIMENTS[name]
    record = {"settings": settings, "n_seeds": table["seed"].nunique(), "budget": "demo"}
    return shipped.Found(experiment, table, record, experiment.samples(table), None)


def table_of(errors, **columns):
    """Rows of one epoch: errors is a dict from (start, depth) to the test errors of the seeds."""
    rows = [
        {"start": start, "depth": depth, "seed": seed, "epoch": 1, "valid_error": 5.0, "test_error": error}
        for (start, depth), some in errors.items()
        for seed, error in enumerate(some)
    ]
    return pd.DataFrame(rows).assign(**columns)


def test_without_a_result_the_command_is_told_and_the_lesson_goes_on(tmp_path, capsys):
    assert shipped.find("width", "course", tmp_path) is None
    said = capsys.readouterr().out
    for command in ("run", "ship"):
        assert f"python -m utils.experiments {command} width --budget course\n" in said
    assert "(two hours on two cores, with the rates; all of MNIST is needed)" in said
    assert str(tmp_path) not in said
    assert shipped.given(None) is None
    assert gains.regularisers_table(None) is None
    assert gains.means_table(None) is None
    assert "not in this copy" in shipped.about(None)
    said = repr(shipped.verdicts(width=None, layers=None))
    for claim in ("C15", "C16", "C27", "C29"):
        assert claim in said
    assert said.count("waits for width") == said.count("waits for layers") == 2
    for panels in (gains.marginals_panels(None), gains.layers_panels(None)):
        assert all(row.ours is None and row.paper is not None for panel in panels for row in panel.rows)
    theirs, ours = gains.width_gains(None)
    assert ours == {}
    assert len(theirs) == 6


def test_the_papers_gains_are_those_of_its_table():
    one, two = gains.marginals_panels(None)
    assert {row.name: round(row.paper, 2) for row in one.rows} == {
        "autoencoder": 0.40, "autoencoder: histogram": -0.13,
    }  # fmt: skip
    assert {row.name: round(row.paper, 2) for row in two.rows} == {
        "autoencoder": 0.40, "autoencoder: histogram": 0.08,
    }  # fmt: skip
    assert paper.WIDTH_ERRORS["none", 1][0] == 3.61


def test_of_layers_of_many_widths_no_width_is_told_and_the_seeds_are_those_of_all():
    places = [(start, units) for start in ("none", "rbm", "autoencoder") for units in (10, 800)]
    errors = {(f"{start}:{units}", 1): [6.0] * (3 if units == 10 else 2) for start, units in places}
    result = found("width", table_of(errors), {"n_train": 1000, "width": 200, "widths": [10, 800]})
    assert shipped.about(result) == (
        "Ours: 2 seeds, 1,000 training digits; bars are 95 % intervals over seeds."
    )
    (widths, values) = gains.width_gains(result)[1]["rbm", 1]
    assert values.shape == (2, 2)


def test_gains_are_pairs_of_seeds():
    errors = {("none", 1): [6.0, 8.0], ("autoencoder", 1): [5.0, 7.5], ("autoencoder:histogram", 1): [7, 7]}
    result = found("marginals", table_of(errors, kurtosis=0.0), {"n_train": 100, "width": 10})
    np.testing.assert_array_equal(gains.gain(result, "autoencoder", 1), [1.0, 0.5])
    (panel,) = gains.marginals_panels(result)
    ours = {row.name: row.ours.tolist() for row in panel.rows}
    assert ours == {"autoencoder": [1.0, 0.5], "autoencoder: histogram": [-1.0, 1.0]}
    assert "2 seeds, 100 training digits, layers of 10 units" in shipped.about(result)


def test_final_losses_are_compared_with_those_of_no_layer():
    errors = {("none", 3): [6, 6], ("rbm:1", 3): [5, 5], ("none", 2): [6, 6], ("rbm:1", 2): [5, 4]}
    table = table_of(errors)
    factor = table["start"].map({"none": 1.0, "rbm:1": 4.0})
    table = table.assign(train_nll=1e-3 * factor, test_nll=0.2 / factor)
    panels = gains.layers_panels(found("layers", table, {}))
    (first,) = [row for row in panels[1].rows if row.name == "the first, RBMs"]
    np.testing.assert_allclose(first.ours, [0.25, 0.25])
    (first,) = [row for row in panels[2].rows if row.name == "the first, RBMs"]
    np.testing.assert_allclose(first.ours, [4, 4])
    assert round(first.paper, 1) == 2.2
    (first,) = [row for row in panels[0].rows if row.name == "the first, RBMs"]
    np.testing.assert_array_equal(first.ours, [1, 2])


def test_regularisers_are_told_with_their_strength_and_their_share_of_the_gain():
    errors = {("none", 1): [6.0, 8.0], ("l2", 1): [5.5, 7.5], ("rbm", 1): [4.0, 6.0]}
    errors |= {(name, 1): [6.0, 8.0] for name in ("l1", "dropout", "max_norm", "autoencoder", "rbm+l2")}
    text = repr(gains.regularisers_table(found("regularisers", table_of(errors), {"strength": {"l2": 1e-4}})))
    (l2,) = [line for line in text.splitlines() if line.startswith("L2")]
    assert l2.split() == ["L2", "0.0001", "0.50", "±", "0.00", "0.25"]


def test_permuted_weights_are_told_with_and_without_their_mean():
    errors = {("none", 1): [6.0, 8.0], ("rbm", 1): [4.0, 6.0], ("rbm:permuted", 1): [7.0, 9.0]}
    errors |= {("rbm:centred", 1): [5.5, 7.5], ("autoencoder", 1): [5.0, 7.0]}
    text = repr(gains.means_table(found("marginals_mean", table_of(errors, kurtosis=0.0), {}))).splitlines()
    assert [line.rsplit("  ", 1)[-1].strip() for line in text[1:]] == [
        "2.00 ± 0.00", "-1.00 ± 0.00", "0.50 ± 0.00", "1.00 ± 0.00",
    ]  # fmt: skip
    assert [line.split("  ")[0] for line in text[1:]] == [
        "RBM", "RBM: permuted", "RBM: permuted, no mean", "autoencoder",
    ]  # fmt: skip


def test_ours_and_the_papers_numbers_are_both_drawn():
    rows = [Row("a", 0.4, np.array([0.3, 0.5])), Row("b", None, None), Row("c", -0.1, None)]
    figure = beside.beside_paper([Panel("one", "gain", rows), Panel("two", "ratio", rows[:1], log=True)])
    diamonds = [line.get_xydata().tolist() for line in figure.axes[0].lines if line.get_marker() == "D"]
    assert diamonds == [[[0.4, 0.0]], [[-0.1, 2.0]]]
    assert [text.get_text() for text in figure.axes[0].get_yticklabels()] == ["a", "b", "c"]
    assert figure.axes[1].get_xscale() == "log"
    widths = {("rbm", 1): ((10, 20), np.array([-1.0, 1.0]))}
    ours = {("rbm", 1): ([10, 20], np.array([[-1.0, 1.0], [-2.0, 2.0]]))}
    figure = beside.gains_by_width(widths, ours)
    assert [text.get_text() for text in figure.legends[0].texts] == [
        "stack of RBMs, the paper", "stack of RBMs, ours",
    ]  # fmt: skip


def test_the_lessons_own_pictures_draw_what_they_are_given():
    figure = pictures.paths({"plain": np.zeros((5, 2)), "stops": np.ones((5, 2))}, ["a", "b"], last=3)
    assert [ax.get_title() for ax in figure.axes] == ["plain", "stops"]
    assert list(figure.axes[0].lines[0].get_xdata()) == [3, 4, 5]
    curves = {s: {"train": np.array([1.0, 0.1 + s]), "held": np.array([1.0, 0.5])} for s in (0, 0.1)}
    ends = {s: {name: some[-1] for name, some in both.items()} for s, both in curves.items()}
    figure = pictures.penalty(curves, ends, 0.1)
    np.testing.assert_allclose(figure.axes[0].lines[1].get_ydata(), [1.0, 0.2])
    figure = dots({"a": np.array([1.0, 3.0])}, "error")
    np.testing.assert_array_equal(figure.axes[0].lines[1].get_xdata(), [2.0, 2.0])
    normal = {"normal": np.random.default_rng(0).normal(size=10_000)}
    left, right, _ = pictures.densities(normal, np.arange(784.0)).axes
    density = left.lines[0]
    np.testing.assert_array_equal(right.images[0].get_array().ravel(), np.arange(784))
    assert np.nanmax(density.get_ydata()) == pytest.approx(0.4, abs=0.05)


def test_a_change_of_layers_is_made_seed_by_seed():
    drawn = networks.hidden_layers("none", [6, 4], range(2))
    made = networks.each_seed(lambda W, b, rng: (2 * W, b + rng.integers(1, 100)), drawn, range(2))
    for old, new in zip(drawn, made, strict=True):
        np.testing.assert_allclose(new.W.numpy(), 2 * old.W.numpy())
        assert new.b[0, 0] != new.b[1, 0]
        assert new.W.dtype == old.W.dtype


def test_verdicts_come_from_the_results_that_are_there(monkeypatch):
    errors = {("none", 1): [6.0, 8.0], ("rbm", 1): [5.0, 7.5]}
    result = found("regularisers", table_of(errors), {})
    said = claims.Verdict(
        "C19",
        "rbm",
        "A penalty cannot.",
        "",
        "",
        "",
        [type("One", (), {"word": "holds in part", "parts": "1 layer"})()],
    )
    monkeypatch.setattr(claims, "judge", lambda experiments, folder, budget, bar: [said])
    text = repr(shipped.verdicts(layers=None, regularisers=result))
    first, *_ = text.splitlines()[1:]
    assert first.split() == ["C19", "A", "penalty", "cannot.", "rbm", "holds", "in", "part", "1", "layer"]
    assert text.count("waits for layers") == 2
    assert store.SHIPPED.name == "results"
