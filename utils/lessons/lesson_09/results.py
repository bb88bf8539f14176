"""What lesson 09 shows of the shipped stream beside the paper's numbers."""

import numpy as np

from ...experiments.engine import store
from ...experiments.paired import layers
from ...experiments.stream_claims import PARTLY, named
from ...experiments.stream_rates import last_tenth
from ...plotting import START_NAMES
from ...teaching import table
from ..shipped import ABSENT, thin_and_mean, waiting
from . import paper

STARTS = ("none", "rbm", "autoencoder")


def curves(found, what="online"):
    """Errors (%) along the stream of each start and depth: examples seen (B,), and errors (S, B); or nothing.

    Parameters
    ----------
    found : Found or None
    what : {"online", "test", "afterwards"}

    Returns
    -------
    dict of (str, int) to (ndarray, ndarray)
    """
    if found is None:
        return {}
    keys = [(start, depth) for start in STARTS for depth in (1, 3)]
    places = {key: (what, *key, "stream") for key in keys}
    return {
        key: (found.samples.examples[place], found.samples[place])
        for key, place in places.items()
        if place in found.samples
    }


def mean_curve(curve):
    """Examples seen (B,), and the mean over seeds of the errors (B,)."""
    examples, errors = curve
    return examples, np.mean(errors, axis=0)


def about(found):
    """A sentence on the result, or on its absence, for a caption."""
    if found is None:
        return ABSENT
    settings, n_seeds = found.record["settings"], found.record["n_seeds"]
    return f"Ours: {thin_and_mean(n_seeds, 'seed')}, layers of {settings['width']} units, batches of {settings['batch_size']}."


def end(found, start, depth, what="online", source="stream"):
    """Mean error (%) of each seed over the last tenth of the examples, (S,); or nothing."""
    place = (what, start, depth, source)
    if found is None or place not in found.samples:
        return None
    last = found.samples.examples[place] > 0.9 * found.samples.whole
    return found.samples[place][:, last].mean(axis=1)


def _ours(found, *place, **more):
    """A number as a table has it."""
    errors = end(found, *place, **more)
    return "-" if errors is None else float(errors.mean())


def ratios_table(theirs, ours):
    """Online error of three layers without pre-training over that with it: the paper's, and ours of half a million.

    Parameters
    ----------
    theirs, ours : dict of (str, int) to (ndarray of shape (B,), ndarray of shape (S, B))
        Examples seen, and errors; ours may be empty.
    """
    sides = [("the paper", theirs), *([("ours", ours)] if ours else [])]
    rows = [
        (millions, *(_ratio(some, start, 1e6 * millions) for _, some in sides for start in STARTS[1:]))
        for millions in (3, 4, 5, 6, 8, 10)
    ]
    names = [f"none / {START_NAMES[start]}, {whose}" for whose, _ in sides for start in STARTS[1:]]
    return table(rows, {f"{layers(3)}, millions of examples": "d"} | dict.fromkeys(names, ".2g"))


def _ratio(curves_of, start, end, depth=3):
    """Error without pre-training over that with it, each a mean over the half million before ``end``."""
    found = []
    for key in (("none", depth), (start, depth)):
        examples, errors = curves_of[key]
        found.append(errors[:, (examples > end - 5e5) & (examples <= end)].mean())
    return float(found[0] / found[1])


def _by_rate():
    """Of the runs that chose the rates, none pre-trained: online error (%) at their end, a row a rate, a column a depth."""
    errors = last_tenth(store.load_result("stream_rates", "course")[0])
    return errors["none"].xs("stream", level="source").unstack("depth")


def deep_over_flat():
    """Online error of three layers over that of one, at each rate that was tried."""
    errors = _by_rate()
    return (errors[3] / errors[1]).to_dict()


def rates_table():
    """Online error of 1 and 3 layers without pre-training at each rate that was tried, after the first part."""
    rows = [(rate, one, three, three / one) for rate, one, three in _by_rate()[[1, 3]].itertuples()]
    return table(rows, {"rate": "g", f"{layers(1)} (%)": ".2f", f"{layers(3)} (%)": ".2f", "3 / 1": ".2f"})


def partly_table(found):
    """Online error at the end with 0 to 3 of three layers pre-trained, the paper's and ours."""
    rows = [
        (k, 100 * theirs, _ours(found, start, 3))
        for k, (start, theirs) in enumerate(zip(PARTLY, paper.PARTLY, strict=True))
    ]
    return table(
        rows, {"layers pre-trained": "", "the paper, last point (%)": ".2g", "ours, last tenth": ".2g"}
    )


def ends_table(found):
    """Of each network of the stream: online error at the end, and error on real test digits; a line where there is no result."""
    if found is None:
        return waiting("stream")
    rows = [
        (START_NAMES[start], depth, _ours(found, start, depth), _ours(found, start, depth, what="test"))
        for start, depth in curves(found)
    ]
    return table(
        rows,
        {"start": "", "layers": "", "online error at the end (%)": ".3f", "on real test digits (%)": ".2f"},
    )


def again_table(found):
    """The same updates on the stream and on the digits again and again: error on real test digits; or a line."""
    if found is None:
        return waiting("stream")
    rows = [
        (
            START_NAMES[start],
            *(_ours(found, start, 3, what="test", source=source) for source in ("stream", "digits")),
        )
        for start in ("none", "rbm")
    ]
    return table(
        rows,
        {
            f"start, {layers(3)}": "",
            "after the stream (%)": ".2f",
            "after the digits again and again (%)": ".2f",
        },
    )


def penalties_table(found):
    """Online error at the end with each penalty over that without, one layer; a line where there is no result."""
    if found is None:
        return waiting("stream")
    without = end(found, "none", 1)
    starts = {
        start for what, start, *_ in found.samples if what == "online" and start.startswith(("l1:", "l2:"))
    }
    ratios = {start: end(found, start, 1) / without for start in sorted(starts)}
    rows = [
        (named(start), float(some.mean()), float(some.min()), float(some.max()))
        for start, some in ratios.items()
    ]
    return table(rows, {"penalty": "", "online error, with / without": ".3f", "from": ".3f", "to": ".3f"})
