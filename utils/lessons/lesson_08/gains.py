"""What lesson 08 draws of shipped results beside the paper's numbers: gains over no pre-training."""

import numpy as np

from ...experiments import marginals, regularisers, strengths, variants, width
from ...experiments.paired import layers, mean_and_half
from ...teaching import table
from . import paper
from .beside import NAMES, Panel, Row


def gain(found, start, depth, base="none"):
    """Test error without pre-training less that of a start, in points: (S,), or nothing."""
    if found is None or (start, depth) not in found.samples:
        return None
    return found.samples[base, depth] - found.samples[start, depth]


def marginals_panels(found):
    """Gain of each start over the uniform one: a panel for each depth."""
    depths = [1, 2] if found is None else sorted({depth for _, depth in found.samples})
    panels = []
    for depth in depths:
        rows = []
        for start, name in marginals.NAMES.items():
            read = {"autoencoder": "pre-trained", "autoencoder:histogram": "histogram"}.get(start)
            theirs = paper_gain(paper.MARGINALS, read, depth)
            ours = gain(found, start, depth)
            if start != "none" and (theirs is not None or ours is not None):
                rows.append(Row(name, theirs, ours))
        panels.append(Panel(layers(depth, "hidden layer"), "gain in test error (points)", rows))
    return panels


def paper_gain(numbers, name, depth):
    """The paper's gain of a row of Table 1 over its uniform start, or nothing."""
    if name is None or depth not in numbers[name]:
        return None
    return numbers["uniform"][depth] - numbers[name][depth]


def regularisers_table(found):
    """Gain of each regulariser, and its share of the RBMs' gain, at each depth; nothing where there is no result."""
    if found is None:
        return None
    depths = sorted({depth for _, depth in found.samples})
    rows = []
    for start, name in regularisers.NAMES.items():
        row = [name]
        for depth in depths if start != "none" else ():
            given = variants.of_depth(found.record["settings"].get("strength", {}).get(start), depth)
            middle, half = mean_and_half(gain(found, start, depth))
            share = middle / gain(found, "rbm", depth).mean()
            row += ["-" if given is None else strengths.text(given), f"{middle:.2f} ± {half:.2f}", share]
        rows += [row] if start != "none" else []
    columns = {"regulariser": ""}
    for depth in depths:
        name = layers(depth)
        columns |= {f"{name}, strength": "", f"{name}, gain in points": "", f"{name}, share": ".2f"}
    return table(rows, columns)


def means_table(found):
    """Gain of permuted weights with and without their mean, beside pre-training; nothing where there is no result."""
    if found is None:
        return None
    depths = sorted({depth for _, depth in found.samples})
    starts = [start for start in marginals.NAMES if start != "none" and (start, depths[0]) in found.samples]
    rows = []
    for start in sorted(starts, key=lambda start: start.partition(":")[0], reverse=True):
        both = (mean_and_half(gain(found, start, depth)) for depth in depths)
        rows.append((marginals.NAMES[start], *(f"{middle:.2f} ± {half:.2f}" for middle, half in both)))
    return table(rows, ["start", *(f"{layers(depth)}, gain in points" for depth in depths)])


def layers_panels(found):
    """Two layers: gain in test error; three layers: final losses over those with no layer pre-trained."""
    two = [
        Row(f"{word}, {name}", paper_two, gain(found, f"{kind}:{which}", 2))
        for kind, name in sorted(NAMES.items())
        for which, word in (("1", "the first"), ("2", "the second"), ("12", "both"))
        for paper_two in [paper.TWO_LAYERS[""] - paper.TWO_LAYERS[which] if kind == "autoencoder" else None]
        if found is not None or paper_two is not None
    ]
    panels = [Panel("2 hidden layers", "gain in test error (points)", two)]
    ends = {} if found is None else loss_ends(found)
    for what, title in (("test", "3 layers: test loss"), ("train", "3 layers: training loss")):
        rows = []
        for which, word in (("1", "the first"), ("12", "the first two"), ("123", "all three")):
            theirs = paper.THREE_LAYERS[which][what] / paper.THREE_LAYERS[""][what]
            ours = ends.get((what, f"rbm:{which}"))
            rows.append(Row(f"{word}, RBMs", theirs, None if ours is None else np.exp(ours)))
        panels.append(Panel(title, "final loss, with / without", rows, log=True))
    return panels


def loss_ends(found):
    """Logarithm of the ratio of final losses with 3 layers, with some layers pre-trained over none: (S,) each."""
    ends = found.samples.ends
    return {
        (what, start): logs - ends[what, "none"] for (what, start), logs in ends.items() if start != "none"
    }


def width_gains(found):
    """Gains of each kind and depth: those of the paper, (W,), and ours, (S, W), with the widths of each.

    Returns
    -------
    dict of (str, int) to (tuple, ndarray)
        The paper's.
    dict of (str, int) to (list, ndarray)
        Ours; empty where there is no result.
    """
    theirs = {
        (kind, depth): (
            paper.WIDTHS,
            np.subtract(paper.WIDTH_ERRORS["none", depth], paper.WIDTH_ERRORS[kind, depth]),
        )
        for kind in NAMES
        for depth in (1, 2, 3)
    }
    if found is None:
        return theirs, {}
    widths, depths = width.places(found.samples)
    ours = {
        (kind, depth): (widths, width.gains(found.samples, kind, depth)) for kind in NAMES for depth in depths
    }
    return theirs, ours
