"""The site's front page reads its picture: numbers of the shipped result, and words that it bears out."""

import re

import numpy as np
import pytest

from utils.experiments.catalogue import EXPERIMENTS
from utils.experiments.engine import claims, store
from utils.lessons.lesson_13.results import ends_of_training
from utils.plotting import START_NAMES
from utils.site import links, trajectories
from utils.teaching.sources import ROOT

from . import site_pages

KINDS = ("rbm", "autoencoder")


@pytest.fixture(scope="module")
def text(site):
    page = site_pages.read(site / "index.html")
    return " ".join("".join(page.text).split())


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    return trajectories.reading(links.Places(ROOT, tmp_path_factory.mktemp("pages"), {}))


@pytest.fixture(scope="module")
def judged():
    """The parts of C13 and C14, each with its interval, in logarithms: a dict by claim, kind and part."""
    found = claims.judge({"trajectories": EXPERIMENTS["trajectories"]})
    return {(one.claim, one.kind, e.effect.part): e for one in found for e in one.decisive.estimates}


def test_losses_at_the_end_are_geometric_means_as_lesson_13_has_them(text):
    table, record = store.load_result("trajectories")
    last = table[table["epoch"] == record["settings"]["epochs"]].set_index(["start", "depth"])
    ends = np.exp(np.log(last[["train_nll", "test_nll"]]).groupby(level=[0, 1]).mean())
    for start, name in START_NAMES.items():
        train, test = ends.loc[(start, 3)]
        assert f"{name} {train:.1e} {test:.2g}" in text
    none, rbm = (f"{ends['train_nll'][start, 3]:.2g}" for start in ("none", "rbm"))
    assert re.search(rf"^ *3 +{none} +{rbm} ", repr(ends_of_training()), re.MULTILINE)
    assert "With 3 layers the curves end here (geometric means)" in text


def test_numbers_of_the_caption_are_those_by_which_claims_are_judged(text, told, judged):
    def ratio(claim, kind, part="3 layers"):
        return np.exp(judged[claim, kind, part].value)

    _, record = store.load_result("trajectories")
    assert f"one of {record['n_seeds']} networks" in text
    assert f"with {record['settings']['width']} units a layer" in text
    assert f"in {record['settings']['epochs']} epochs" in text
    fewer = [f"{100 - 100 * ratio('C13', kind):.0f} %" for kind in KINDS]
    assert f"with 3 layers by {fewer[0]} (RBMs) and {fewer[1]} (autoencoders)" in text
    assert (
        "at a training loss {:.1f} and {:.1f} times as high".format(*(ratio("C14", k) for k in KINDS)) in text
    )
    gain, loss = (100 - 100 * ratio("C13", kind, "1 layer") for kind in KINDS)
    assert f"With one layer RBMs gain {gain:.0f} %, and autoencoders lose {-loss:.0f} %." in text


def test_what_the_caption_says_without_numbers_is_true(told, judged):
    """Intervals leave no doubt; larger random weights lie between, at equal training loss."""
    for kind in KINDS:
        for part in ("2 layers", "3 layers"):
            assert judged["C13", kind, part].high < 0
            assert judged["C14", kind, part].low > 0
        for depth in (2, 3):
            assert 0 < told["lower"]["glorot4", depth] < told["lower"][kind, depth]
    assert judged["C13", "rbm", "1 layer"].high < 0 < judged["C13", "autoencoder", "1 layer"].low
