"""What lesson 07 alone uses: pictures of trajectories, and conditions of its own, run by the runner."""

import numpy as np
import pytest

from utils.experiments.engine import store
from utils.lessons.lesson_07 import conditions, curves, pictures
from utils.lessons.lesson_07.ex_7_5_condition import EXAMPLE
from utils.plotting import MARKERS

KEYS = [(start, d) for start in ("none", "rbm") for d in (1, 3)]


@pytest.fixture
def losses():
    rng = np.random.default_rng(0)
    return {key: np.exp(rng.normal(-np.arange(5.0), 0.1, (3, 5))) for key in KEYS}


def test_trajectories_have_the_same_axes_at_each_epoch(losses):
    whole, part = pictures.trajectories(losses, losses), pictures.trajectories(losses, losses, 2)
    for one, other in zip(whole.axes, part.axes, strict=True):
        assert one.get_xlim() == other.get_xlim()
        assert one.get_ylim() == other.get_ylim()
    assert [ax.get_title() for ax in whole.axes] == ["1 hidden layer", "3 hidden layers"]
    assert len(whole.axes[0].lines) == 2 * (3 + 3), "for each start: seeds, a white line, the mean, its end"


def test_the_end_of_a_mean_curve_has_the_sign_of_its_start(losses):
    figure = pictures.trajectories(losses, losses, 2)
    (end,) = [line for line in figure.axes[0].lines if line.get_marker() == MARKERS["rbm"]]
    mean = np.exp(np.log(losses["rbm", 1][:, 1]).mean())
    np.testing.assert_allclose(end.get_xydata(), [[mean, mean]])


def test_signs_stand_at_the_means_over_the_stops_of_the_seeds(losses):
    losses = {start: losses[start, 1] for start in ("none", "rbm")}
    places = {name: dict.fromkeys(losses, np.array(at)) for name, at in
              {"by loss": [0, 1, 0], "by error": [2, 0, 4], "the end": [-1, -1, -1]}.items()}  # fmt: skip
    figure = pictures.stops(losses, losses, places)
    assert [ax.get_title() for ax in figure.axes] == ["stack of RBMs"]
    squares = [line for line in figure.axes[0].lines if line.get_marker() == "s"]
    expected = [np.exp(np.log(losses[start][[0, 1, 2], [2, 0, 4]]).mean()) for start in ("none", "rbm")]
    np.testing.assert_allclose([line.get_xdata()[0] for line in squares], expected)


def test_the_slope_of_a_power_is_its_exponent():
    epochs = np.array([1, 2, 5, 10, 20, 35, 50])
    assert curves.end_slope(epochs, 3.0 * epochs**-1.5) == pytest.approx(-1.5)
    bent = np.where(epochs < 30, 1.0, (epochs / 35.0) ** -2)
    assert curves.end_slope(epochs, bent) == pytest.approx(-2), "the last quarter alone"


def test_the_other_pictures_draw_what_they_are_given():
    levels = {("rbm", d): np.geomspace(1, 0.01, 4) for d in (1, 3)}
    ratios = {key: np.full(4, 0.5) for key in levels}
    figure = pictures.at_equal_loss(levels, ratios)
    np.testing.assert_array_equal(figure.axes[0].lines[0].get_ydata(), ratios["rbm", 1])
    figure = pictures.ratios_over_epochs({"short": (np.arange(1, 4), {1: np.array([0.5, 1, 2])})})
    assert [ax.get_title() for ax in figure.axes] == ["short"]
    figure = pictures.first_and_last(dict.fromkeys(KEYS, (0.3, 4.0)))
    assert [text.get_text() for text in figure.axes[0].texts] == ["1", "3", "1", "3"]


def test_settings_of_a_condition_differ_in_the_start_alone():
    settings = conditions.settings_of(EXAMPLE)
    assert settings["sizes"] == EXAMPLE["hidden_sizes"]
    assert settings["depths"] == [1]
    rates = {start: settings["rates"][start]["supervised"]["1"] for start in settings["starts"]}
    assert set(rates.values()) == {EXAMPLE["rate"]}
    for epochs in range(30, 120):
        measured = conditions.settings_of(EXAMPLE | {"epochs": epochs})["measured"]
        assert max(measured) == epochs
        assert sum(epoch >= 0.75 * epochs for epoch in measured) >= 4


def test_a_condition_is_run_and_kept(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(conditions, "BASE", conditions.BASE | {"n_train": 50, "pretraining_epochs": 1})
    tiny = {"starts": ["none", "rbm"], "hidden_sizes": [8, 4], "rate": 0.5, "epochs": 2, "seeds": 2}
    conditions.write(tiny, tmp_path / "tiny")
    conditions.main(tmp_path / "tiny")
    table, record = store.load_result("condition", "demo", tmp_path / "tiny")
    assert record["settings"]["sizes"] == [8, 4]
    assert set(table["start"]) == {"none", "rbm"}
    assert len(table) == 2 * 2 * 2, "starts, seeds, epochs"
    assert (tmp_path / "tiny" / "condition-demo.png").exists()
    assert "condition-demo.parquet" in capsys.readouterr().out
