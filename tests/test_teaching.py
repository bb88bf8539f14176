"""Figures, widgets, notes and the seeds' processes."""

import os
import re
import sys

import ipywidgets
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from utils.lessons.lesson_00 import pictures
from utils.teaching import (
    build,
    compare_prediction,
    explore,
    figures,
    keep_prediction,
    notes,
    recall_prediction,
    show,
)
from utils.teaching.parallel import each_seed

HISTORY = [{"epoch": e, "train_nll": 2.0 / (e + 1)} for e in range(4)]


@pytest.fixture
def shown(monkeypatch):
    """What display() would show, and what a display handle would change."""
    calls, updates = [], []

    class Handle:
        def update(self, data, raw):
            updates.append(data)

    def display(thing, **options):
        calls.append((thing, options))
        return Handle()

    monkeypatch.setattr("utils.teaching.figures.display", display)
    monkeypatch.setattr("utils.teaching.widgets.display", display)
    return calls, updates


def test_show_gives_picture_text_and_caption(shown):
    fig = figures.line_plot({"a": [1, 2]}, "epoch", "loss (nats)")
    show(fig, "It rises.")
    (bundle, options), (caption, _) = shown[0]
    assert bundle["image/png"].startswith(b"\x89PNG")
    assert bundle["text/plain"] == "Figure: It rises."
    assert options == {"raw": True}
    assert caption.data == "**Figure.** It rises."


def test_show_refuses_an_empty_caption():
    with pytest.raises(ValueError, match="caption is empty"):
        show(figures.axes()[0], " ")


def test_the_same_figure_gives_the_same_bytes():
    once, again = (figures.png(figures.line_plot({"a": [1, 2], "b": [2, 1]}, "x", "y")) for _ in range(2))
    assert once == again


def test_every_colour_has_a_line_style_of_its_own():
    assert len(set(figures.COLOURS)) == len(figures.COLOURS) == len(set(figures.LINES))


@pytest.mark.parametrize("n", [1, 7, 20])
def test_digit_grid_draws_every_digit(n):
    fig = figures.digit_grid(np.linspace(0, 1, n * 784).reshape(n, 784), titles=range(n), columns=5)
    drawn = [ax for ax in fig.axes if ax.images]
    assert len(drawn) == n
    assert [ax.get_title() for ax in drawn] == [str(i) for i in range(n)]
    assert {ax.images[0].get_clim() for ax in drawn} == {(0, 1)}


def test_filter_grid_has_zero_in_the_middle_of_each_scale():
    W = np.random.default_rng(0).normal(size=(16, 3)) * [1, 10, 100]
    fig = figures.filter_grid(W)
    for unit, ax in enumerate(ax for ax in fig.axes if ax.images):
        low, high = ax.images[0].get_clim()
        assert low == -high
        assert high == np.abs(W[:, unit]).max()
        np.testing.assert_array_equal(ax.images[0].get_array(), W[:, unit].reshape(4, 4))


def test_images_that_are_not_square_are_refused():
    with pytest.raises(ValueError, match="783 pixels a row, which is no square"):
        figures.digit_grid(np.zeros((2, 783)))


def test_mean_and_range_draws_the_mean_over_seeds():
    doubled = [row | {"train_nll": 3 * row["train_nll"]} for row in HISTORY]
    fig = figures.mean_and_range({"a": [HISTORY, doubled]}, "train_nll", "NLL (nats)")
    np.testing.assert_allclose(fig.axes[0].lines[0].get_ydata(), [4.0, 2.0, 4 / 3, 1.0])
    assert fig.axes[0].get_ylabel() == "NLL (nats)"


def test_sketches_are_drawn():
    assert len(pictures.two_starts().axes) == 4
    assert [ax.get_title() for ax in pictures.two_predictions().axes] == ["optimisation", "regularisation"]


def test_explore_draws_a_first_picture_and_redraws_when_a_slider_moves(shown):
    drawn = []

    def draw(rate, log):
        drawn.append((rate, log))
        return figures.line_plot({"a": [1, rate]}, "x", "y")

    sliders = explore(draw, "It moves.", rate=([1, 2, 3], 1), log=False)
    calls, updates = shown
    assert isinstance(calls[0][0], ipywidgets.VBox)
    assert calls[1][0]["text/plain"] == "Figure: It moves."
    assert calls[2][0].data == "**Figure.** It moves."
    sliders["rate"].value = 3
    sliders["log"].value = True
    assert drawn == [(1, False), (3, False), (3, True)]
    assert updates[0]["image/png"] != calls[1][0]["image/png"]


def test_explore_starts_in_the_middle_and_refuses_no_values(shown):
    sliders = explore(lambda k: figures.axes()[0], "A caption.", k=range(1, 6))
    assert sliders["k"].value == 3
    with pytest.raises(ValueError, match="'k' has no values"):
        explore(lambda k: figures.axes()[0], "A caption.", k=[])


@pytest.fixture
def notebook_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NOTES", str(tmp_path / "notes"))
    return tmp_path / "notes"


def test_a_prediction_is_kept_and_recalled(notebook_folder, capsys):
    assert recall_prediction("why") is None
    keep_prediction("why", "optimisation")
    keep_prediction("depth", [1, 2])
    keep_prediction("why", "regularisation")
    assert recall_prediction("why") == "regularisation"
    assert recall_prediction("depth") == [1, 2]
    assert "You predicted: regularisation" in capsys.readouterr().out
    assert sorted(path.name for path in notebook_folder.iterdir()) == ["predictions.json"]


def test_no_prediction_is_not_kept(notebook_folder, capsys):
    keep_prediction("why", ...)
    assert "nothing is kept" in capsys.readouterr().out
    assert not notebook_folder.exists()


def test_a_prediction_is_put_beside_the_result_in_one_line(notebook_folder, capsys):
    keep_prediction("2.mixing", 5)
    compare_prediction("2.mixing", f"{9} steps")
    keep_prediction("1.depth", {"lowest": (2, 3), "why": " more layers\nlearn more "})
    compare_prediction("1.depth", {"lowest": np.array([1, 2]), "why": np.float32(0.5)})
    assert capsys.readouterr().out.splitlines()[1::2] == [
        "You predicted: 5; it came out: 9 steps",
        "You predicted: lowest: 2, 3, why: more layers learn more; it came out: lowest: 1, 2, why: 0.5",
    ]


def test_without_a_prediction_the_result_is_told_and_the_lesson_that_asks(notebook_folder, capsys):
    compare_prediction("2.mixing", 9)
    recall_prediction("2.mixing")
    recall_prediction("12.maps", "Nothing.")
    assert capsys.readouterr().out.splitlines() == [
        "You kept no prediction; it came out: 9",
        "You have made no prediction yet; lesson 02 asks for it.",
        "Nothing.",
    ]


@pytest.mark.parametrize("blank", [..., None, "", " ... ", {"a": ..., "b": [...]}, [], np.array([])])
def test_a_blank_prediction_leaves_the_one_from_before(notebook_folder, capsys, monkeypatch, blank):
    monkeypatch.setenv("COURSE_STRICT", "1")
    keep_prediction("2.mixing", 5)
    keep_prediction("2.mixing", blank)
    assert capsys.readouterr().out.splitlines()[1] == "No new prediction: the one from before stays, 5"
    assert recall_prediction("2.mixing") == 5


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"test": "lower", "training": ...}, {"test": "lower", "training": "…"}),
        ((np.log(10), np.int64(3)), [float(np.log(10)), 3]),
        (np.array([[1, 2]]), [[1, 2]]),
        ({(5, 3, 2)}, [[5, 3, 2]]),
        ({2: True}, {"2": True}),
        (0, 0),
        (int, "<class 'int'>"),
    ],
)
def test_whatever_is_predicted_is_kept(notebook_folder, given, kept):
    keep_prediction("5.shapes", given)
    assert recall_prediction("5.shapes") == kept


def test_every_prediction_of_the_lessons_is_asked_for_before_it_is_recalled_and_is_recalled():
    asked, recalled = [], []
    for path in build.source_paths():
        text = path.read_text(encoding="utf-8")
        for verb, name in re.findall(r'\b(keep|recall|compare)_prediction\(\s*"([^"]*)"', text):
            assert name == "why" or re.fullmatch(rf"{int(path.stem[:2])}\.\w+", name), f"{path.stem}: {name}"
            if verb == "keep":
                assert name not in asked, f"{path.stem}: {name} is asked for twice"
                asked.append(name)
            else:
                assert name in asked, f"{path.stem}: {name} is recalled before it is asked for"
                recalled.append(name)
    assert set(asked) == set(recalled)


def test_damaged_or_unwritable_notes_do_not_stop_the_lesson(notebook_folder, capsys):
    notebook_folder.write_text("in the way")
    keep_prediction("why", "optimisation")
    assert "could not be written" in capsys.readouterr().out
    notebook_folder.unlink()
    notebook_folder.mkdir()
    notes.notes_path().write_text("{damaged")
    assert recall_prediction("why") is None
    assert notes.notes_path().read_text() == "{damaged"


def test_seeds_give_the_same_on_one_worker_and_on_two():
    def draw(seed):
        return np.random.default_rng(seed).normal(), os.environ.get("OMP_NUM_THREADS")

    one, two = each_seed(draw, range(4), workers=1), each_seed(draw, range(4), workers=2)
    assert [value for value, _ in one] == [value for value, _ in two]
    assert {threads for _, threads in two} == {"1"}


def test_announcements_use_the_notebooks_display(monkeypatch):
    from utils.teaching import checking

    displayed = []
    monkeypatch.setattr(sys.modules["IPython"], "get_ipython", lambda: InteractiveShell)
    monkeypatch.setattr(sys.modules["IPython"].display, "display", displayed.append)
    checking.announce("hello")
    assert displayed == ["hello"]
