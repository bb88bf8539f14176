"""What lesson 05 shows with: pictures over seeds, commands run from a notebook, timing."""

import numpy as np
import pytest

from utils.lessons.lesson_05 import pictures
from utils.teaching import commands, figures, showing, timing

RNG = np.random.default_rng(0)


def test_the_command_line_and_its_output_are_printed(capsys):
    assert commands.run_module("utils.experiments", "list", shorten={"tune\n": "TUNE\n"}) == 0
    text = capsys.readouterr().out
    assert text.startswith("$ python -m utils.experiments list\nTUNE\n")
    assert "trajectories" in text


def test_a_command_that_fails_says_so(capsys):
    assert commands.run_module("utils.experiments", "run", "no_such_experiment") == 2
    assert "'no_such_experiment' is not an experiment" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\rb\n", "b"),
        ("1 of 2\r2 of 2\ndone\n", "2 of 2\ndone"),
        ("line\r\nnext\r\n", "line\nnext"),
        ("", ""),
    ],
)
def test_a_terminal_shows_the_last_state_of_a_line(text, seen):
    assert commands.on_screen(text) == seen


def test_a_file_is_shown_with_its_caption(tmp_path, monkeypatch):
    shown = []
    monkeypatch.setattr("utils.teaching.showing.display", lambda thing, **options: shown.append(thing))
    picture = tmp_path / "picture.png"
    picture.write_bytes(figures.png(pictures.seed_axis()))
    showing.show_file(picture, "A stack.")
    assert shown[0]["image/png"] == picture.read_bytes()
    assert shown[0]["text/plain"] == "Figure: A stack."
    assert shown[1].data == "**Figure.** A stack."


def test_rates_count_things_a_second():
    calls = []

    def work(n):
        calls.append(n)
        return sum(range(n))

    found = timing.rates(
        {"little": (1, lambda: work(20_000)), "much": (1, lambda: work(2_000_000))}, rounds=3
    )
    assert calls == [20_000, 2_000_000] * 4, "they take turns"
    assert found["little"] > 3 * found["much"] > 0


def test_mean_of_n_seeds_is_paired_and_narrows():
    a = RNG.normal(5, 1, 50)
    steady = pictures.mean_of_n_seeds(a, a - 1, 3, np.random.default_rng(1))
    np.testing.assert_allclose(steady, 1)
    b = RNG.normal(5, 1, 50)
    few, many = (pictures.mean_of_n_seeds(a, b, n, np.random.default_rng(1)) for n in (4, 64))
    assert few.shape == (4000,)
    assert few.std() == pytest.approx(4 * many.std(), rel=0.1)


@pytest.mark.parametrize(("values", "share"), [([1.0, 1, 1, -1], "25.0"), ([0.0, 0, 0, 1], "37.5")])
def test_the_share_of_wrong_signs_stands_in_the_title(values, share):
    fig = pictures.difference_histograms({"case": np.array(values)}, {"case": np.array([0.0, 1.0])})
    assert f"wrong sign: {share} %" in fig.axes[0].get_title()
    heights = sum(bar.get_height() for bar in fig.axes[0].patches)
    assert heights == pytest.approx(100)


def test_equal_differences_are_drawn():
    fig = pictures.difference_histograms({"case": np.zeros(5)}, {"case": np.zeros(3)})
    assert figures.png(fig).startswith(b"\x89PNG")


def test_the_axis_stays_while_the_histogram_narrows():
    gaps = RNG.normal(1, 1, 30)
    few, many = (
        pictures.difference_histograms(
            {"case": pictures.mean_of_n_seeds(gaps, 0 * gaps, n, np.random.default_rng(1))},
            {"case": gaps},
        ).axes[0]
        for n in (1, 100)
    )
    assert few.get_xlim() == many.get_xlim()
    assert few.get_xlim()[0] < gaps.min() < gaps.max() < few.get_xlim()[1]
    sds = [float(ax.get_title().split("sd ")[1].split()[0]) for ax in (few, many)]
    assert sds[0] == pytest.approx(10 * sds[1], rel=0.15)


def test_strips_have_a_dot_for_each_seed():
    groups = {"a": {1: RNG.random(5) + 1, 2: RNG.random(5) + 1}, "b": {1: RNG.random(5) + 1}}
    (ax,) = pictures.strips(groups, "error (%)", log_y=True).axes
    assert sum(len(line.get_xdata()) for line in ax.lines if len(line.get_xdata()) == 5) == 15
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b", "mean"]


def test_speed_bars_carry_their_numbers():
    (ax,) = pictures.speed_bars({"slow": 1234.0, "fast": 56789.0}).axes
    assert {"1,234", "56,789"} <= {text.get_text() for text in ax.texts}
