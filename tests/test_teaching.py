"""Figures, widgets, notes and the seeds' processes."""

import io
import json
import os
import re
import sys
import types

import ipywidgets
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from matplotlib.image import imread

from utils import plotting
from utils.lessons.lesson_00 import pictures
from utils.teaching import (
    build,
    compare_prediction,
    explore,
    figures,
    frames,
    keep_prediction,
    notes,
    number,
    progress_bar,
    recall_prediction,
    show,
    sources,
    table,
)
from utils.teaching.parallel import each_seed

HISTORY = [{"epoch": e, "train_nll": 2.0 / (e + 1)} for e in range(4)]


@pytest.fixture
def shown(monkeypatch):
    """What display() would show, and what a display handle would change."""
    calls, updates = [], []

    class Handle:
        def update(self, data, **options):
            updates.append(data)

    def display(thing, **options):
        calls.append((thing, options))
        return Handle()

    for module in ("showing", "widgets", "bars"):
        monkeypatch.setattr(f"utils.teaching.{module}.display", display)
    return calls, updates


@pytest.fixture
def lesson_42(monkeypatch, tmp_path):
    """A lesson with two captions, and a notebook that has defined ``loss``."""
    captions = {
        "42.1": {
            "text": "It falls to **{low:.2f}** nats, {loss[0] / low:.0f} times.",
            "code": "low = min(loss)",
        },
        "42.2": {"text": "At `rate` {rate:g} the end is {loss[-1]}: $\\hat{{x}}$.", "code": ""},
    }
    (tmp_path / "lesson_42").mkdir()
    (tmp_path / "lesson_42" / "captions.json").write_text(json.dumps(captions))
    monkeypatch.setenv("COURSE_LESSONS", str(tmp_path))
    notebook = types.ModuleType("__main__")
    monkeypatch.setitem(sys.modules, "__main__", notebook)
    notebook.loss = [2.0, 0.5]
    return notebook


def test_show_gives_picture_alternative_text_and_caption(shown):
    fig = figures.line_plot({"a": [1, 2]}, "epoch", "loss (nats)")
    show(fig, 'It rises: **"up"** & $\\hat{x}$.')
    (bundle, options), (caption, _) = shown[0]
    assert bundle["image/png"].startswith(b"\x89PNG")
    says = 'Figure: It rises: "up" & hat{x}.'
    assert bundle["text/plain"] == options["metadata"]["image/png"]["alt"] == says
    assert 'alt="Figure: It rises: &quot;up&quot; &amp; hat{x}."' in bundle["text/html"]
    assert options["raw"]
    assert caption.data == '**Figure.** It rises: **"up"** & $\\hat{x}$.'


def test_a_picture_has_twice_the_pixels_that_it_is_shown_with(shown):
    fig = figures.axes(width=5.0)[0]
    show(fig, "Empty.")
    bundle, options = shown[0][0]
    pixels = imread(io.BytesIO(bundle["image/png"])).shape[1]
    width = options["metadata"]["image/png"]["width"]
    assert pixels == pytest.approx(2 * width, abs=1)
    assert f'width="{width}"' in bundle["text/html"]


def test_a_figure_is_shown_by_its_number(shown, lesson_42):
    show(figures.axes()[0], "42.1")
    (bundle, _), (caption, _) = shown[0]
    assert caption.data == "**Figure 42.1.** It falls to **0.50** nats, 4 times."
    assert bundle["text/plain"] == "Figure 42.1: It falls to 0.50 nats, 4 times."
    assert not hasattr(lesson_42, "low"), "the caption's names stay its own"


def test_a_caption_that_cannot_be_filled_in_does_not_stop_the_lesson(shown, lesson_42, monkeypatch):
    lesson_42.losses = lesson_42.__dict__.pop("loss")
    show(figures.axes()[0], "42.1")
    assert shown[0][1][0].data == "**Figure 42.1.** It falls to **…** nats, … times."
    monkeypatch.setenv("COURSE_STRICT", "1")
    with pytest.raises(NameError, match="loss"):
        show(figures.axes()[0], "42.1")


def test_an_unknown_figure_is_told(lesson_42):
    with pytest.raises(ValueError, match=r"figure 42.3 has no caption: it has 42.1, 42.2"):
        show(figures.axes()[0], "42.3")
    with pytest.raises(ValueError, match=r"figure 43.1 has no caption: there is no file .*lesson_43"):
        show(figures.axes()[0], "43.1")


def test_show_refuses_an_empty_caption():
    with pytest.raises(ValueError, match="caption is empty"):
        show(figures.axes()[0], " ")


def test_the_same_figure_gives_the_same_bytes():
    once, again = (figures.png(figures.line_plot({"a": [1, 2], "b": [2, 1]}, "x", "y")) for _ in range(2))
    assert once == again


def test_every_colour_has_a_line_style_of_its_own():
    assert len(set(plotting.OKABE_ITO)) == len(plotting.OKABE_ITO) == len(set(plotting.DASHES))


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


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (0.001, 10, ["0.001", "0.01", "0.1", "1", "10"]),
        (0.05, 4, ["0.05", "0.1", "0.2", "0.3", "0.5", "1", "2", "3"]),
        (2.5, 9, ["3", "4", "5", "6", "7", "8", "9"]),
        (150, 2e3, ["200", "300", "500", "1000", "2000"]),
        (9, 2e5, ["10", "100", "1,000", "10,000", "100,000"]),
        (1e-10, 1e-6, ["$10^{-10}$", "$10^{-9}$", "$10^{-8}$", "$10^{-7}$", "$10^{-6}$"]),
        (4e-9, 3e-8, [r"$5 \times 10^{-9}$", "$10^{-8}$", r"$2 \times 10^{-8}$", r"$3 \times 10^{-8}$"]),
    ],
)
def test_a_logarithmic_axis_has_numbers_that_people_read(low, high, labels):
    fig = figures.line_plot({"a": [low, high]}, "x", "y", log_y=True)
    fig.axes[0].set_ylim(low, high)
    fig.draw_without_rendering()
    axis = fig.axes[0].yaxis
    texts = {t.get_position()[1]: t.get_text() for t in axis.get_ticklabels(which="both") if t.get_text()}
    assert [texts[place] for place in sorted(texts) if low * 0.999 <= place <= high * 1.001] == labels


def test_thousands_and_millions_have_letters():
    values = (0, 0.5, 999, 1_500, -50_000, 12e6)
    assert [plotting.thousands(value, None) for value in values] == [
        "0", "0.5", "999", "1.5 k", "-50 k", "12 M",
    ]  # fmt: skip


def meets_a_curve(ax):
    """Whether the legend of a panel lies on one of its curves."""
    box = ax.get_legend().get_window_extent()
    return any(line.get_transform().transform_path(line.get_path()).intersects_bbox(box) for line in ax.lines)


@pytest.mark.parametrize(("fits", "columns"), [(False, 4), (True, 1)])
def test_a_legend_has_fewer_columns_where_it_must_fit(fits, columns):
    figure, ax = figures.axes()
    for i in range(4):
        ax.plot([0, 1], [0, i], label=f"a name that is nearly as long as its panel {i}")
    legend = figures.shared_legend(figure, fits=fits)
    assert legend._ncols == columns
    assert len(figure.legends) == 1
    assert (legend.get_window_extent().width <= figure.bbox.width) == fits


@pytest.mark.parametrize("title", ["", "a title"])
def test_a_legend_crosses_no_curve_and_no_title(title):
    for names in (["a"], list("abcdef"), ["a rather long name of a curve", "another one that is as long"]):
        fig, ax = figures.axes()
        ax.set_title(title)
        figures.line_plot({name: [i, 3 - i, i] for i, name in enumerate(names)}, "x", "y", ax=ax)
        fig.draw_without_rendering()
        assert not meets_a_curve(ax)
        box = ax.get_legend().get_window_extent()
        assert not title or not box.overlaps(ax.title.get_window_extent())
        assert box.x1 <= fig.bbox.x1


def test_a_bar_counts_and_leaves_nothing(shown, monkeypatch):
    assert list(progress_bar(range(3))) == [0, 1, 2]
    assert shown == ([], []), "outside a notebook there is none"
    monkeypatch.setattr("utils.teaching.bars.get_ipython", lambda: InteractiveShell)
    for _ in progress_bar([1, 2], "networks"):
        pass
    calls, updates = shown
    assert "networks:   0%" in calls[0][0]["text/plain"]
    assert updates[-1] == {"text/plain": ""}


def test_a_table_is_a_table():
    rows = [("none", 1, 4.125), ("a|b", 1000, 0.0)]
    made = table(rows, {"start": "", "seeds": "", "error (%)": ".2f"})
    assert repr(made).splitlines() == [
        "start  seeds  error (%)",
        "none       1       4.12",
        "a|b    1,000       0.00",
    ]
    assert made._repr_markdown_().splitlines() == [
        "| start | seeds | error (%) |",
        "| :--- | ---: | ---: |",
        "| none | 1 | 4.12 |",
        "| a\\|b | 1,000 | 0.00 |",
    ]
    gaps = table([("", 12, "x"), ("", "", "")], ["none", "number", "text"])
    assert repr(gaps) == "none  number  text\n          12  x\n"
    with pytest.raises(ValueError, match=r"the row \(1, 2\) has 2 entries; expected 1: a"):
        table([(1, 2)], ["a"])


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (-0.0, "0"), (6.1e-10, "6.1e-10"), (0.02134, "0.0213"), (4000, "4,000"), (12345.6, "12,346"),
     (np.int64(7), "7"), (np.float32(0.5), "0.5"), (float("nan"), "nan"), (-2.5, "-2.5")],
)  # fmt: skip
def test_a_number_is_written_as_people_read_it(value, text):
    assert number(value) == text


def test_sketches_are_drawn():
    assert len(pictures.two_starts().axes) == 4
    assert [ax.get_title() for ax in pictures.two_predictions().axes] == ["optimisation", "regularisation"]


def test_explore_draws_a_first_picture_and_redraws_when_a_slider_moves(shown):
    drawn = []

    def draw(rate, log):
        drawn.append((rate, log))
        return figures.line_plot({"a": [1, rate]}, "x", "y")

    sliders = explore(draw, "It moves.", rate=([1, 2.5, 3], 1), log=False)
    calls, updates = shown
    assert isinstance(calls[0][0], ipywidgets.VBox)
    assert calls[1][0]["text/plain"] == "Figure (rate 1, log off): It moves."
    assert calls[2][0].data == "**Figure** (rate 1, log off). It moves."
    sliders["rate"].value = 2.5
    sliders["log"].value = True
    assert drawn == [(1, False), (2.5, False), (2.5, True)]
    assert updates[0].data == "**Figure** (rate 2.5, log off). It moves."
    assert updates[1]["image/png"] != calls[1][0]["image/png"]
    assert updates[3]["text/plain"] == "Figure (rate 2.5, log on): It moves."


def test_the_settings_stand_in_the_picture_and_may_be_used_by_the_caption(shown, lesson_42):
    made = []

    def draw(rate):
        made.append(figures.axes()[0])
        return made[-1]

    sliders = explore(draw, "42.2", rate=[0.1, 1.0])
    assert [text.get_text() for text in made[0].texts] == ["rate 1"]
    assert [label for label, _ in sliders["rate"].options] == ["0.1", "1"]
    calls, updates = shown
    assert calls[2][0].data == "**Figure 42.2** (rate 1). At `rate` 1 the end is 0.5: $\\hat{x}$."
    sliders["rate"].value = 0.1
    assert [text.get_text() for text in made[1].texts] == ["rate 0.1"]
    assert updates[0].data == "**Figure 42.2** (rate 0.1). At `rate` 0.1 the end is 0.5: $\\hat{x}$."


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


def test_what_runs_in_solutions_keeps_no_prediction(tmp_path, monkeypatch, capsys):
    (tmp_path / "solutions").mkdir()
    monkeypatch.setattr(notes, "ROOT", tmp_path)
    monkeypatch.delenv("COURSE_NOTES", raising=False)
    monkeypatch.chdir(tmp_path / "solutions")
    keep_prediction("why", "optimisation")
    assert capsys.readouterr().out == "Kept: optimisation\n", "as in a lesson"
    compare_prediction("why", "neither")
    assert [path.name for path in tmp_path.iterdir()] == ["solutions"]
    monkeypatch.chdir(tmp_path)
    keep_prediction("why", "optimisation")
    assert recall_prediction("why") == "optimisation"


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


@pytest.mark.parametrize("path", build.source_paths(), ids=lambda path: path.stem)
def test_what_the_text_asks_to_predict_is_written_down(path):
    """In the next code cell, where it is kept or judged."""
    cells = sources.read_source(path).cells
    asking = [i for i, cell in enumerate(cells) if re.search(r"\*\*Predict|\bPredict[:* ]", cell.text)]
    for i in asking:
        answer = next(cell.text for cell in cells[i + 1 :] if cell.kind == "code")
        kept = re.search(r"keep_prediction\(|^prediction = ", answer, re.MULTILINE)
        assert kept, cells[i].text
    assert asking


def test_every_prediction_of_the_lessons_is_asked_for_before_it_is_recalled_and_is_recalled():
    asked, recalled = [], []
    for path in build.source_paths():
        text = path.read_text(encoding="utf-8")
        for verb, name in re.findall(r'\b(keep|recall|compare)_prediction\(\s*"([^"]*)"', text):
            if verb == "keep":
                own = name == "why" or re.fullmatch(rf"{int(path.stem[:2])}\.\w+", name)
                assert own, f"{path.stem}: {name} is of another lesson"
                assert name not in asked, f"{path.stem}: {name} is asked for twice"
                asked.append(name)
            else:
                assert name in asked, f"{path.stem}: {name} is recalled before it is asked for"
                recalled.append(name)
    # The reader's own verdicts and words, and what a table of lesson 13 recalls: its record shows them all.
    verdicts = {f"{lesson}.verdict" for lesson in range(9, 14)} | {"8.kind", "10.believe"}
    assert set(asked) - set(recalled) == verdicts | {"13.merge"}


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


# ---- frames of sliders, for pages without a kernel ----


@pytest.mark.parametrize(
    ("counts", "starts", "kept"),
    [
        ([3], [1], [[0, 1, 2]]),
        ([22], [2], [[0, 2, 6, 9, 12, 15, 18, 21]]),
        ([2, 3, 40], [1, 2, 0], [[0, 1], [0, 1, 2], [0, 13, 26, 39]]),
        ([2, 2, 2, 2, 2], [0] * 5, [[0, 1]] * 5),
    ],
)
def test_frames_are_spread_over_what_a_slider_has(counts, starts, kept):
    found = frames.chosen(counts, starts)
    assert found == kept
    assert all(start in places for start, places in zip(starts, found, strict=True))


def test_frames_are_kept_where_a_folder_is_named(shown, lesson_42, tmp_path, monkeypatch):
    drawn = []

    def draw(rate, log):
        drawn.append((rate, log))
        return figures.line_plot({"a": [1, rate]}, "x", "y")

    explore(draw, "42.2", rate=[0.1, 1.0, 2.0], log=False)
    assert drawn == [(1.0, False)]
    made = tmp_path / "made"
    made.mkdir()
    monkeypatch.setenv(frames.FOLDER, str(made))
    explore(draw, "A figure of my own.", rate=[0.1, 1.0, 2.0], log=False)
    assert list(made.iterdir()) == []
    explore(draw, "42.2", rate=[0.1, 1.0, 2.0], log=False)
    assert drawn[3:] == [(rate, log) for rate in (0.1, 1.0, 2.0) for log in (False, True)]

    root = tmp_path / "course"
    assert frames.replace("42", made, root) == ["solutions/frames/42.2.json written"]
    assert frames.replace("42", made, root) == ["solutions/frames/42.2.json unchanged"]
    calls, _ = shown
    alternative = calls[-2][0]["text/plain"]
    kept = frames.find("42.2", alternative, root)
    assert kept["controls"] == [
        {"label": "rate", "values": ["0.1", "1", "2"], "start": 1, "of": 3},
        {"label": "log", "values": ["off", "on"], "start": 0, "of": 2},
    ]
    assert frames.first(kept["controls"]) == 2
    assert kept["frames"][2]["alternative"] == alternative
    assert len({frame["picture"] for frame in kept["frames"]}) == 6
    assert frames.find("42.2", "Figure 42.2: of another version.", root) is None
    assert frames.find("42.3", alternative, root) is None
    (made / "42.2.json").unlink()
    assert frames.replace("42", made, root) == ["solutions/frames/42.2.json deleted"]
