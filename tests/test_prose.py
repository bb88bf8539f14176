"""Sentences in the lessons that rest on a result: the stored outputs bear them out."""

import re

import nbformat
import pytest

from utils.teaching import build


def printed(name):
    """Everything that a solution printed."""
    notebook = nbformat.read(build.ROOT / "solutions" / f"{name}.ipynb", as_version=4)
    return "".join(out.get("text", "") for cell in notebook.cells for out in cell.get("outputs", []))


def numbers(pattern, text):
    return [float(number) for number in re.search(pattern, text)[1].split()]


def test_lesson_00_pretraining_wins_with_the_baselines_rate():
    text = printed("00_start_here")
    without = numbers(r"without +pre-training, test error of each seed: \[([^\]]+)\]", text)
    with_ = numbers(r"with +pre-training, test error of each seed: \[([^\]]+)\]", text)
    assert len(without) == len(with_) >= 4
    assert sum(without) / len(without) - sum(with_) / len(with_) >= 1
    assert max(with_) < min(without), "even the worst pre-trained seed"
    held = {float(r): float(e) for r, e in re.findall(r"rate ([\d.]+): +([\d.]+) % of held-out", text)}
    best = min(held, key=held.get)
    assert min(held) < best < max(held), "not at the edge of the grid"
    assert held[min(held)] > 50, "with the lowest one, most digits are still wrong"


def test_lesson_00_training_loss_is_lower_at_this_moment():
    text = printed("00_start_here")
    without = numbers(r"without pre-training +training loss of each seed after 20 epochs: \[([^\]]+)\]", text)
    with_ = numbers(r"with pre-training +training loss of each seed after 20 epochs: \[([^\]]+)\]", text)
    assert sum(with_) < sum(without)
    assert max(without) > 2 * min(without), "plateaus of very different length"


def test_lesson_01_test_loss_creeps_up_while_error_may_improve():
    text = printed("01_build_mlp")
    train, test = re.findall(r"(?:train|test): NLL ([\d.]+) nats", text)[:2]
    assert float(test) > 10 * float(train)


def test_lesson_01_depth_does_not_pay():
    best = [float(error) for error in re.findall(r"\d hidden: .+best ([\d.]+) %", printed("01_build_mlp"))]
    assert len(best) == 4
    assert min(best[2:]) > max(best[:2])
    assert best[2] < 20, "most of the difference disappears"


def test_lesson_01_agrees_with_scikit_learn():
    ours, theirs = re.search(r"ours ([\d.]+) %, scikit-learn's ([\d.]+) %", printed("01_build_mlp")).groups()
    assert float(ours) == pytest.approx(float(theirs), abs=1.5)


def test_lesson_01_layers_vary_less_on_the_way_up():
    text = re.search(r"hidden layers 1 to 4: \[([^\]]+)\]", printed("01_build_mlp"))[1]
    varies = [float(number) for number in re.findall(r"[\d.]+", text)]
    assert all(below > 4 * above for below, above in zip(varies, varies[1:], strict=False))
