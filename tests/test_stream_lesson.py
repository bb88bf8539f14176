"""What lesson 09 alone uses: small networks, the paper's numbers, pictures and tables, also without ours."""

import numpy as np
import pytest

from tests.experiments.made_up import stream_of, table_of_stream
from utils.experiments.catalogue import EXPERIMENTS
from utils.experiments.stream import COURSE
from utils.lessons import shipped
from utils.lessons.lesson_09 import networks, paper, pictures, results, stream_pictures
from utils.lessons.lesson_09.ex_9_5_strength import best_strength, expected_error

TINY = {"examples": 600, "unsupervised": 200, "block": 100, "piece": 100, "width": 8}


@pytest.fixture(scope="module")
def found():
    """A result as the lesson finds it, whose errors are those of the paper."""
    table = table_of_stream(stream_of("paper", 3, np.random.default_rng(0)))
    record = {"settings": COURSE, "n_seeds": 3, "budget": "course"}
    return shipped.Found(EXPERIMENTS["stream"], table, record, EXPERIMENTS["stream"].samples(table), None)


def test_a_small_run_gives_a_curve_of_each_seed():
    run = networks.live("rbm", 1, **TINY)
    networks.learn([run])
    examples, errors = networks.curve(run)
    assert examples.tolist() == [300, 400, 500, 600]
    assert errors.shape == (len(networks.SEEDS), 4)
    by_hand = {(n, seed): error for when, n, seed, _, error in run.rows if when == "online"}
    assert errors[1, 2] == by_hand[500, networks.SEEDS[1]]
    _, losses = networks.curve(run, "test", "nll")
    assert (losses > 0.1).all()
    assert not np.allclose(losses, errors)


def test_rates_are_there_for_every_network_of_the_lesson():
    assert set(networks.RATES.values()) <= {0.25, 0.5, 1.0, 2.0}
    runs = [networks.live(*key, rate=rate, **TINY) for key, rate in networks.RATES.items()]
    networks.learn(runs)
    assert all(run.rows for run in runs)


def test_networks_side_by_side_learn_what_they_learn_alone():
    together = [networks.live(start, 3, **TINY) for start in ("none", "rbm")]
    networks.learn(together)
    alone = networks.live("rbm", 3, **TINY)
    networks.learn([alone])
    assert alone.rows == together[1].rows
    networks.learn(together)  # nothing is left to learn
    assert alone.rows == together[1].rows


def test_other_digits_are_those_of_no_stream():
    x, labels = networks.copies_of_others(200)
    assert x.shape == (200, 784)
    test = networks.load_digits_5k().test
    assert labels.tolist() == [test.labels[row] for row in _rows(200)]


def _rows(n):
    return networks.InfiniteMNIST(networks.load_digits_5k().test, seed=9).rows(0, n)


def test_the_papers_curves_begin_after_its_quarter_without_labels():
    curves = paper.online()
    assert {key: examples[0] for key, (examples, _) in curves.items()} == {
        (start, depth): 1e6 if start == "none" else 3e6
        for start in ("none", "rbm", "autoencoder")
        for depth in (1, 3)
    }
    examples, errors = curves["autoencoder", 3]
    assert examples[-1] == 9.9e6
    assert errors.shape == (1, 8)
    assert errors[0, -1] == pytest.approx(0.0026)


def test_without_a_result_the_papers_numbers_stand_alone():
    assert results.curves(None) == {}
    assert "not in this copy" in results.about(None)
    for missing in (results.ends_table, results.again_table, results.penalties_table):
        assert missing(None) is None
    text = repr(results.partly_table(None)).splitlines()
    assert text[-1].split() == ["3", "0.0026", "-"]
    figure = stream_pictures.along_the_stream({}, paper.online())
    assert [ax.get_title() for ax in figure.axes] == ["1 hidden layer", "3 hidden layers"]
    assert len(figure.axes[0].lines) == 3
    figure = stream_pictures.afterwards({}, paper.AFTERWARDS)
    assert [line.get_ydata()[0] for line in figure.axes[0].lines] == [0.126, 0.198, 0.04, 0.111]
    assert repr(shipped.verdicts(stream=None)).count("waits for stream") == 6


def test_a_result_is_drawn_beside_the_paper(found):
    ours = results.curves(found)
    examples, errors = ours["rbm", 3]
    assert errors.shape == (3, len(examples))
    assert examples[0] == 2_600_000
    assert results.curves(found, "afterwards")["none", 1][0][0] == 100_000
    figure = stream_pictures.along_the_stream(ours, paper.online())
    # for each start the seeds, their mean, and the paper
    assert len(figure.axes[0].lines) == 3 * (3 + 1 + 1)
    names = [text.get_text() for text in figure.legends[0].texts]
    assert names[-2:] == ["ours", "the paper"]
    assert "3 seeds (thin)" in results.about(found)
    assert "one seed, layers" in results.about(found._replace(record=found.record | {"n_seeds": 1}))
    assert "400 units" in results.about(found)


def test_tables_tell_means_over_the_end_of_the_stream(found):
    key = "online", "autoencoder", 3, "stream"
    last = found.samples.examples[key] > 9e6
    expected = found.samples[key][:, last].mean(axis=1)
    np.testing.assert_allclose(results.end(found, "autoencoder", 3), expected)
    assert results.end(found, "rbm", 3, source="digits") is None
    rows = repr(results.partly_table(found)).splitlines()
    assert rows[-1].split() == ["3", "0.0026", f"{expected.mean():.2g}"]
    text = repr(results.penalties_table(found)).splitlines()
    assert text[1].startswith("L2 of 1e-05")
    ratio = results.end(found, "l2:1e-05", 1) / results.end(found, "none", 1)
    assert f"{ratio.mean():.3f}" in text[1]
    assert len(repr(results.ends_table(found)).splitlines()) == 7
    assert repr(results.again_table(found)).splitlines()[1].split()[-2:] == ["-", "-"]


def test_what_is_never_reached_stands_above_all_leads():
    curves = {("rbm", 1): (np.array([3, 4, 5]), np.array([-1.0, 2.0, np.inf])),
              ("rbm", 3): (np.array([3, 4, 5]), np.full(3, np.inf))}  # fmt: skip
    figure = stream_pictures.leads({"the paper": curves, "ours": curves})
    ax = figure.axes[0]
    never = [line for line in ax.lines if line.get_marker() == stream_pictures.NEVER]
    assert [line.get_xdata()[0] for line in never] == [5, 3]
    assert all(line.get_ydata()[0] > 2 for line in never)
    assert [ax.get_title() for ax in figure.axes] == ["the paper", "ours"]


def test_the_lessons_other_pictures_draw_what_they_are_given():
    figure = pictures.bending({"digit": np.eye(3), "slope": -np.eye(3)})
    limits = [ax.images[0].get_clim() for ax in figure.axes[:2]]
    assert limits == [(0, 1), (-1, 1)]
    rows = {"few": {"online": np.array([1.0, 2.0]), "others": np.array([5.0, 6.0])}}
    figure = pictures.known_and_others(rows)
    assert figure.axes[0].lines[0].get_xdata().tolist() == [1.5, 5.5]
    figure = pictures.by_strength({"stream": {0: np.array([1.0, 2.0]), 1e-3: np.array([2.0, 2.0])}})
    assert figure.axes[0].lines[-2].get_ydata().tolist() == [1.0, 1.5]


def test_the_best_strength_has_the_smallest_error_of_many_draws():
    """The closed form beside a simulation: estimates of one weight from few examples."""
    w, sigma, n = 0.7, 1.0, 5
    means = w + sigma / np.sqrt(n) * np.random.default_rng(0).normal(size=200_000)
    best = best_strength(w, sigma, n)
    errors = {s: np.mean((means / (1 + s) - w) ** 2) for s in (0, best / 2, best, 2 * best)}
    assert min(errors, key=errors.get) == best
    for strength, error in errors.items():
        assert error == pytest.approx(expected_error(strength, w, sigma, n), rel=0.02)
