"""Announcements can be read: contrast on a white and on JupyterLab's dark ground, by WCAG's formulas."""

import re

import pytest

from utils.teaching.verdicts import COLOURS, SIGNS, Announcement

GROUNDS = ("#ffffff", "#111111")  # JupyterLab's light and dark themes


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_formula_is_wcags():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("outcome", SIGNS)
def test_an_announcement_can_be_read_on_both_grounds(outcome):
    shown = Announcement(outcome, "Exercise 1.1 (softmax)", "because")._repr_html_()
    coloured = re.findall(r'<span style="background:(#\w+);color:(#\w+);[^>]*>(.*?)</span>', shown)
    assert [(ground, text) for ground, _, text in coloured] == [(COLOURS[outcome], SIGNS[outcome])]
    ((ground, colour, _),) = coloured
    assert contrast(ground, colour) >= 4.5
    for page in GROUNDS:
        assert contrast(ground, page) >= 3, "the sign and the border are graphics"
    rest = re.sub(r"<span.*?</span>", "", shown)
    assert "color:" not in rest, "the words have the colour of the theme"
    assert re.search(r"<b>.*Exercise 1\.1 \(softmax\): .*\.</b> because", shown)


def test_what_was_printed_is_escaped_and_keeps_its_lines():
    shown = Announcement("correct", "E", "", "a < b\n  c")._repr_html_()
    assert "<pre>a &lt; b\n  c</pre>" in shown
