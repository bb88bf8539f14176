"""Decks of slides: every figure and prediction of a lesson, in one file that needs nothing else."""

import html
import re

import nbformat
import pytest

from utils.teaching import slides
from utils.teaching.sources import ROOT

NAMES = ("00_start_here", "02_build_rbm", "11_view_filters")


@pytest.fixture(scope="module")
def decks(tmp_path_factory):
    """The decks of some lessons by their names, as the command writes them."""
    folder = tmp_path_factory.mktemp("slides")
    assert slides.main([*NAMES, "--out", str(folder / "decks")]) == 0
    return {name: (folder / "decks" / f"{name}.html").read_text(encoding="utf-8") for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_deck_has_every_figure_with_its_caption_and_every_prediction(name, decks):
    deck = decks[name]
    cells = nbformat.read(ROOT / "solutions" / f"{name}.ipynb", as_version=4).cells
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    pictures = [output for output in outputs if "image/png" in output.get("data", {})]
    assert deck.count("<figure>") == len(pictures) >= 4
    number = int(name[:2])
    assert re.findall(r"<strong>Figure (\d+\.\d+)", deck) == [
        f"{number}.{i + 1}" for i in range(len(pictures))
    ]
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    n_predictions = len([p for p in re.split(r"\n\s*\n", text) if re.search(r"\*\*[Pp]redict", p)])
    assert deck.count('class="predict"') == n_predictions >= 2
    sections = re.findall(r"^## (\d+ · .+)$", text, re.MULTILINE)
    assert re.findall(r"<h2[^>]*>(\d+ · .+?)</h2>", html.unescape(deck)) == sections
    assert deck.index("Recap</h2>") < deck.index("Quiz</h2>")
    assert "<details" not in deck, "no answers"


@pytest.mark.parametrize("name", NAMES)
def test_deck_needs_nothing_from_elsewhere(name, decks):
    sources = re.findall(r'src="([^"]{20})', decks[name])
    assert sources
    assert all(source.startswith("data:image/") for source in sources)
    assert not re.search(r"<link|@import|url\(|<script src", decks[name])
    assert not re.findall(r"<img(?![^>]*\balt=\"[^\"])", decks[name]), "an image without a text"


def test_formulas_are_pictures_and_what_cannot_be_drawn_is_code():
    shown = slides.to_html("Of $Z$ and $$\\frac{a}{b}$$ it costs 3 $ or $\\nonsense{x}$.")
    assert shown.count('class="tex"') == 2
    assert 'alt="\\frac{a}{b}"' in shown
    assert "<code>\\nonsense{x}</code>" in shown
    assert "3 $ or" in shown


def test_a_lesson_that_is_none_gets_a_sentence(capsys):
    assert slides.main(["77"]) == 1
    assert "no source starts with '77'" in capsys.readouterr().err
