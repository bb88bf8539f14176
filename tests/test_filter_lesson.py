"""What lesson 11 alone uses: small networks, valleys, pictures, tables with and without shipped results."""

import numpy as np
import pandas as pd
import pytest
import torch

from tests.experiments.made_up import looked_into, rises, table_of_looking
from utils.data import load_digits_5k
from utils.experiments import convolution, filters, gabor, landscape, looking, patches
from utils.experiments.engine import provenance, store
from utils.experiments.engine import weights as engine_weights
from utils.lessons import shipped
from utils.lessons.lesson_11 import networks, pictures, results, valleys
from utils.numpy_models import mlp as numpy_mlp
from utils.numpy_models.mlp import Layer
from utils.torch_models import mlp


@pytest.fixture(scope="module")
def quick():
    """Settings with which a story takes a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(networks, "SIZES", (12, 10, 8))
        patch.setattr(networks, "EPOCHS", 2)
        patch.setattr(networks, "PRETRAINING_EPOCHS", 1)
        yield {start: networks.story(start) for start in ("none", "rbm")}


# ---- networks ----


def test_a_story_notes_the_filters_of_each_moment(quick):
    assert list(quick["none"].filters) == [(0, 0), (0, 1), (0, 2)]
    assert list(quick["rbm"].filters) == [(0, 0), (1, 0), (1, 1), (1, 2)]
    for story in quick.values():
        assert [layer.W.shape for layer in story.after] == [(784, 12), (12, 10), (10, 8)]
        *_, (behind, _) = story.filters
        np.testing.assert_array_equal(story.filters[behind, 0], story.before[0].W)
        np.testing.assert_array_equal(story.filters[behind, 2], story.after[0].W)
        assert (story.before[2].W != story.after[2].W).any()
        assert 0 < story.error < 100


def test_both_starts_begin_with_the_same_filters(quick):
    np.testing.assert_array_equal(quick["none"].filters[0, 0], quick["rbm"].filters[0, 0])


def test_best_images_of_layer_1_are_its_filters(quick):
    layers = quick["rbm"].after[:1]
    images = networks.best_images(layers, [3, 5], n_starts=2, steps=200)
    assert images.shape == (2, 2, 784)
    for unit, of_unit in zip((3, 5), images, strict=True):
        W = layers[0].W[:, unit]
        for image in of_unit:
            np.testing.assert_allclose(image, networks.mean_length() * W / np.linalg.norm(W), atol=1e-3)
    told = networks.described(images)
    assert told["agreement"] == pytest.approx(1, abs=1e-4)
    assert 0 < told["roughness"] < 2
    assert 0 < told["likeness"] < 1


def test_digits_are_learned_behind_filters_of_photographs():
    learned = networks.filters_of("ica", 500, 1, n_filters=9)
    assert learned.shape == (144, 9)
    before, after, error, loss = networks.digits_with(learned, 100, 60)
    np.testing.assert_allclose(np.linalg.norm(before, axis=0), 3**-0.5, rtol=1e-5)
    assert (before != after).any()
    assert error < 60
    assert 0 < loss < np.log(10)
    more = networks.digits_with(learned, 100, 120)
    np.testing.assert_array_equal(more.before, before)
    assert more.loss < loss


def test_fits_and_roughness_of_filters_are_told():
    wave = gabor.image(gabor.Gabor(1.0, 5.0, 6.0, 0.15, 0.4, 0.3, 2.0, 3.0), 12)
    told = networks.described_filters(np.stack([wave, -2 * wave], axis=1))
    assert told["fit"] == pytest.approx(1, abs=1e-3)
    assert 0 < told["roughness"] < 0.4
    noisy = networks.described_filters(np.random.default_rng(0).normal(size=(144, 4)))
    assert noisy["fit"] < 0.4
    assert noisy["roughness"] == pytest.approx(1, abs=0.2)


def test_what_images_are_compared_with():
    digits, noise = networks.some_digits(3), networks.noise(2)
    test = load_digits_5k().test
    classes = [test.labels[np.flatnonzero((test.images == one).all(axis=1))[0]] for one in digits[:, 0]]
    assert classes[0] == 0
    assert classes[-1] == 9
    assert noise.shape == (2, 4, 784)
    np.testing.assert_allclose(np.linalg.norm(noise, axis=-1), networks.mean_length())
    assert networks.described(noise)["likeness"] < 0.2 < 0.7 < networks.described(digits)["likeness"]


def test_few_digits_are_as_many_of_each_class(monkeypatch):
    seen = {}
    monkeypatch.setattr(convolution, "train", lambda net, x, labels, *given: seen.update(labels=labels))
    networks.digits_with(np.random.default_rng(0).normal(size=(144, 2)), 50, 1)
    assert np.bincount(seen["labels"]).tolist() == [5] * 10


# ---- valleys ----


def test_scores_and_loss_are_those_of_the_network():
    made = valleys.rectified_network()
    x, labels = valleys.shapes()
    params = [mlp.Layer(torch.tensor(W)[None].float(), torch.tensor(b)[None].float()) for W, b in made]
    nll, error = mlp.evaluate(params, x, labels, "relu")
    assert valleys.loss(made) == pytest.approx(float(nll), rel=1e-4)
    assert float(error) < 0.1
    np.testing.assert_allclose(
        valleys.scores(made, x[:3]), mlp.forward(params, torch.tensor(x[:3]), "relu")[-1][0], atol=1e-3
    )


def test_a_direction_of_length_one_has_it_and_the_line_begins_where_the_network_is():
    made = valleys.rectified_network()
    direction = valleys.of_length_one(valleys.random_direction(made, 3))
    assert min(valleys.along(made, direction, [-2.5, 2.5])) > valleys.loss(made)
    assert sum((part**2).sum() for layer in direction for part in layer) == pytest.approx(1)
    middle, end = valleys.along(made, direction, [0, 2.0])
    assert middle == pytest.approx(valleys.loss(made))
    moved = [Layer(W + 2 * d, b + 2 * c) for (W, b), (d, c) in zip(made, direction, strict=True)]
    assert end == pytest.approx(valleys.loss(moved))


# ---- with and without results ----


def test_without_a_result_the_lessons_own_networks_are_looked_into(quick, capsys):
    assert results.to_look_into(None, quick) is quick
    assert "small networks" in results.whose(None)
    for made in (results.layers_table, results.gains_table, results.patches_table, results.valleys_table):
        assert made(None) is None
        assert "waits for the result" in capsys.readouterr().out
    text = repr(shipped.verdicts(filters=None, landscape=None))
    assert text.count("waits for filters") == 2
    assert "waits for landscape" in text


def test_only_what_needs_mnist_says_so(tmp_path, capsys):
    for name, said in (("patches", True), ("landscape", False)):
        assert shipped.find(name, folder=tmp_path) is None
        assert ("MNIST is needed" in capsys.readouterr().out) == said


def of_filters(folder=None):
    """A result as the lesson finds it, with the numbers of the paper's words."""
    table = table_of_looking(looked_into("paper", 12, np.random.default_rng(0)))
    record = {"settings": filters.COURSE, "n_seeds": 12, "budget": "course"}
    return shipped.Found(filters.FILTERS, table, record, filters.samples(table), folder)


def test_shipped_filters_are_told_layer_by_layer():
    lines = repr(results.layers_table(of_filters())).splitlines()
    assert len(lines) == 1 + 3 * 3
    assert "no pre-training" in lines[1]
    assert "stack of RBMs" in lines[4]
    assert "0.99" in lines[4]
    assert "200 units" in results.whose(of_filters())


def test_shipped_weights_are_looked_into_where_there_are_any(tmp_path, monkeypatch, quick):
    layers = {start: story.after for start, story in quick.items()}
    arrays = {}
    for start, stack in layers.items():
        for i, layer in enumerate(stack, 1):
            for stage, sign in (("before", -1), ("after", 1)):
                whole = np.concatenate([sign * layer.W, layer.b[None]])
                arrays[f"{start}/{stage}/{i}"] = whole.astype(np.float16)
    found = of_filters(tmp_path)
    record = found.record | dict.fromkeys(provenance.FIELDS, "")
    record |= {"budget": "course", "n_seeds": 12}
    path = store.result_path(tmp_path, "filters", "course")
    kept = store.write(path, found.table, record)
    engine_weights.write(path.with_suffix(".safetensors"), arrays, kept["digest"])
    made = results.to_look_into(found, quick)
    for start, stack in layers.items():
        for i, layer in enumerate(stack):
            np.testing.assert_allclose(made[start].after[i].W, layer.W, rtol=1e-3, atol=1e-3)
            np.testing.assert_allclose(made[start].before[i].W, -layer.W, rtol=1e-3, atol=1e-3)
            np.testing.assert_allclose(made[start].after[i].b, layer.b, rtol=1e-3, atol=1e-3)
    images = networks.best_images(made["rbm"].after, [0], steps=5)
    assert np.isfinite(images).all()
    path.with_suffix(".safetensors").unlink()
    assert results.to_look_into(found, quick) is quick


def of_patches():
    """A result of 10 seeds in which ICA's filters save two points of error, and one where labels are many."""
    rng, rows = np.random.default_rng(0), []
    for kind in ("random", "ica"):
        for labels, training in (
            (250, "frozen"),
            (250, "fine-tuned"),
            (10_000, "frozen"),
            (10_000, "fine-tuned"),
        ):
            for seed in range(10):
                gain = (kind == "ica") * (2 if labels == 250 else 1)
                error = 10 - gain + 0.1 * rng.normal()
                rows.append((kind, labels, training, seed, error, 0.1, 60.0 * (kind == "ica"), 0.97))
    names = ["filters", "labels", "training", "seed", "test_error", "train_nll", "fitted", "cosine"]
    record = {"settings": patches.COURSE, "n_seeds": 10, "budget": "course"}
    return shipped.Found(patches.PATCHES, pd.DataFrame(rows, columns=names), record, None, None)


def test_gains_of_shipped_filters_have_intervals():
    lines = repr(results.gains_table(of_patches())).splitlines()
    assert len(lines) == 1 + 4
    for line in lines[1:]:
        gain, low, high = map(float, line.split()[-3:])
        assert low < gain < high
        assert gain == pytest.approx(2 if " 250 " in line else 1, abs=0.15)
    lines = repr(results.patches_table(of_patches())).splitlines()
    assert len(lines) == 1 + 8
    assert sum("60" in line for line in lines[1:]) == 4


def test_shipped_valleys_are_told_with_both_yardsticks():
    made = rises((2.0, 1.0), (1.0, 0.5), 12, np.random.default_rng(0), spread=1e-6)
    made.filters = rises((4.0, 3.0), (2.0, 1.5), 12, np.random.default_rng(0), spread=1e-6)
    found = shipped.Found(landscape.LANDSCAPE, None, {}, made, None)
    lines = repr(results.valleys_table(found)).splitlines()
    assert [line.split()[-2:] for line in lines[1:]] == [["2", "4"], ["1", "3"], ["1", "2"], ["0.5", "1.5"]]


# ---- pictures ----


def test_strips_have_a_row_for_each_group_and_their_titles():
    groups = {"a": np.random.default_rng(0).normal(size=(3, 16)), "b": np.zeros((2, 16))}
    figure = pictures.strips(groups, titles={"a": ["1", "2", "3"], "b": ["4", "5"]})
    assert len(figure.axes) == 6
    assert [len(ax.images) for ax in figure.axes] == [1, 1, 1, 1, 1, 0]
    assert figure.axes[1].get_title() == "2"
    low, high = figure.axes[0].images[0].get_clim()
    assert -low == high == pytest.approx(np.abs(groups["a"][0]).max())
    assert figure.axes[3].texts[0].get_text() == "b"


def test_errors_and_lines_draw_what_they_are_given():
    figure = pictures.errors({"50 labels": {"random": np.array([3.0, 5.0]), "ica": np.array([1.0, 2.0])}})
    (ax,) = figure.axes
    assert ax.lines[1].get_ydata().tolist() == [4, 4]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["random", "ICA"]
    places = np.linspace(-1, 1, 3)
    losses = np.array([[1.0, 0, 1], [2.0, 0, 2]])
    figure = pictures.lines({"first": ("distance", {"x": (places, losses), "y": (places, losses)})}, "log")
    (ax,) = figure.axes
    assert len(ax.lines) == 4
    assert ax.get_yscale() == "log"
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["x", "y"]


def test_the_layers_of_a_network_are_those_of_numpy(quick):
    """The student's functions take them."""
    x = load_digits_5k().test.images[:2]
    hidden = numpy_mlp.forward(quick["rbm"].after, x)[-2]
    assert hidden.shape == (2, 10)


def test_bytes_of_a_layer_are_read_back():
    layer = mlp.Layer(torch.rand(2, 3, 4), torch.rand(2, 4))
    rows = [("none", 1, 0, 0, looking.as_bytes(layer, 1))]
    table = pd.DataFrame(rows, columns=["start", "layer", "seed", "epoch", "weights"])
    (whole,) = filters.weights(table).values()
    np.testing.assert_allclose(whole[:-1], layer.W[1], atol=1e-3)
