"""Patches of natural images: where they come from, and what whitening does to their spectrum."""

import builtins

import numpy as np
import pytest

from utils.data import DataError, load_patches
from utils.data.patches import CUTOFF, MARGIN, _filtered, _photographs


def rng():
    return np.random.default_rng(0)


def test_patches_have_the_promised_shape_and_mean_zero():
    patches = load_patches(3_000, 12, rng())
    assert patches.shape == (3_000, 144)
    assert patches.dtype == np.float32
    assert abs(patches.mean(axis=1)).max() < 1e-5
    assert patches.std() == pytest.approx(1, abs=0.15)
    assert load_patches(2, 395, rng()).shape == (2, 395 * 395)


def test_equal_generators_give_equal_patches():
    assert np.array_equal(load_patches(50, 8, rng()), load_patches(50, 8, rng()))
    generator = rng()
    first, second = load_patches(50, 8, generator), load_patches(50, 8, generator)
    assert not np.array_equal(first, second)


def test_patches_can_be_changed_without_harm():
    load_patches(5, 395, rng())[:] = 0
    assert load_patches(5, 395, rng()).std() > 0.5


def test_patches_are_cut_from_both_photographs_with_their_mean_removed():
    patches, found = load_patches(6, 20, rng()).reshape(-1, 20, 20), set()
    for number, photograph in enumerate(_photographs(True)):
        windows = np.lib.stride_tricks.sliding_window_view(photograph, (20, 20))
        for i, patch in enumerate(patches):
            slope = patch[0, 0] - patch[19, 19]  # free of the mean, so it is looked for first
            places = np.argwhere(abs(windows[:, :, 0, 0] - windows[:, :, 19, 19] - slope) < 1e-5)
            for top, left in places:
                window = windows[top, left]
                if np.allclose(window - window.mean(), patch, atol=1e-4):
                    found.add((i, number))
    assert {i for i, _ in found} == set(range(6))
    assert {number for _, number in found} == {0, 1}


def test_photographs_are_scaled_and_cut():
    for photograph in (*_photographs(True), *_photographs(False)):
        assert photograph.shape == (427 - 2 * MARGIN, 640 - 2 * MARGIN)
        assert photograph.mean() == pytest.approx(0, abs=1e-3)
        assert photograph.std() == pytest.approx(1, abs=1e-3)


def test_the_filter_has_the_gain_that_its_formula_says():
    down, right = np.mgrid[:64, :96]
    for cycles_down, cycles_right in ((4, 0), (0, 12), (-16, 9), (20, 30)):
        f_down, f_right = cycles_down / 64, cycles_right / 96
        wave = np.cos(2 * np.pi * (f_down * down + f_right * right))
        f = np.hypot(f_down, f_right)
        np.testing.assert_allclose(_filtered(wave), f * np.exp(-((f / CUTOFF) ** 4)) * wave, atol=1e-12)
    assert abs(_filtered(np.ones((9, 7)))).max() < 1e-12
    assert _filtered(np.ones((9, 7))).shape == (9, 7)


def test_whitening_flattens_the_spectrum():
    """Power along both axes at 1, 2 and 3 cycles per 12 pixels, below the cut-off of 4.2."""
    drops = []
    for whiten in (False, True):
        patches = load_patches(20_000, 12, rng(), whiten=whiten).reshape(-1, 12, 12)
        power = (abs(np.fft.fft2(patches)) ** 2).mean(axis=0)
        low, high = power[0, 1] + power[1, 0], power[0, 3] + power[3, 0]
        drops.append(low / high)
    assert drops[0] > 4
    assert drops[1] < 2.5


@pytest.mark.parametrize(
    ("n", "side", "generator", "kind", "sentence"),
    [
        (0, 8, rng(), ValueError, "n = 0: pass a whole number from 1 on"),
        (2.5, 8, rng(), TypeError, "n = 2.5"),
        (5, 1, rng(), ValueError, "side = 1: pass a whole number from 2 to 395"),
        (5, 396, rng(), ValueError, "side = 396"),
        (5, "8", rng(), TypeError, "side = '8'"),
        (5, 8, 0, TypeError, r"a int as rng: pass a generator, for example np.random.default_rng\(0\)"),
    ],
)
def test_wrong_arguments_are_told(n, side, generator, kind, sentence):
    with pytest.raises(kind, match=sentence):
        load_patches(n, side, generator)


def test_without_the_photographs_one_sentence_says_what_to_do(monkeypatch):
    really_import = builtins.__import__

    def missing(name, *rest):
        if name.startswith("sklearn"):
            raise ImportError(name)
        return really_import(name, *rest)

    _photographs.cache_clear()
    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(DataError, match=r"scikit-learn and pillow.*pip install -r requirements.txt"):
        load_patches(5, 8, rng())
