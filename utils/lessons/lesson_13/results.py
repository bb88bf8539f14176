"""What lesson 13 shows of the shipped `labels` and `modern`, of all claims, and of what others found."""

import numpy as np

from ...experiments import every_claim, labelled, labels, modern
from ...experiments.catalogue import EXPERIMENTS
from ...experiments.errors import at_chosen_epoch
from ...plotting import START_NAMES
from ...teaching import progress_bar, table
from ...teaching.notes import written
from . import pictures

# Errors in percent on MNIST, without use of the image's structure, by number of labels.
OTHERS = {
    "Larochelle and others 2009, three layers, random": [(10_000, 4.24)],
    "Larochelle and others 2009, three layers of RBMs": [(10_000, 2.71)],
    "Vincent and others 2010, three layers, denoising": [(50_000, 1.28)],
    "Srivastava and others 2014, ReLU, dropout, max-norm": [(60_000, 1.06)],
    "Ladder network 2015, unsupervised loss in training": [(100, 1.06), (1_000, 0.84), (60_000, 0.57)],
}
FIVE_LAYERS_2010 = {"logistic": 2.21, "tanh": 1.76, "tanh, normalised start": 1.64, "softsign": 1.64}


def utilities(found):
    """Utility with its interval of each kind of pre-training of a shipped `labels`; nothing without one."""
    if found is None:
        return {}
    return {kind: labels.utility_of(found.samples, kind) for kind in labels.kinds(found.samples)}


def errors(found):
    """Test errors (S, L) of each start of a shipped `labels`."""
    starts = ["none", *labels.kinds(found.samples)[::-1]]
    return {start: labels.errors_of(found.samples, start) for start in starts}


def labels_table(found):
    """Errors, gains with intervals and utilities of a shipped `labels`; nothing without one."""
    if found is None:
        return None
    made, rows = found.samples, []
    for kind in labels.kinds(made)[::-1]:
        value, low, high = labels.utility_of(made, kind)
        sizes = labels.numbers(made)
        for i, one in enumerate(labels.gains_with_intervals(made, kind)):
            n = sizes[i]
            words = [labels.in_words(some[i], n, sizes) for some in (value, low, high)]
            mean = [labels.errors_of(made, start)[:, i].mean() for start in ("none", kind)]
            gain = f"{one.value:.2f} [{one.low:.2f}, {one.high:.2f}]"
            rows.append((START_NAMES[kind], f"{n:,}", *mean, gain, f"{words[0]} [{words[1]}, {words[2]}]"))
    return table(
        rows,
        {"start": "", "labels": "", "error without (%)": ".2f", "with (%)": ".2f", "gain (points)": "",
         "utility": ""},
    )  # fmt: skip


def figure_of_labels(found, numbers, live):
    """Errors against labels and what they are worth: of a shipped `labels`, or of the live networks (S, L)."""
    if found is not None:
        return pictures.against_labels(errors(found), labels.numbers(found.samples), utilities(found))
    rng = np.random.default_rng(2020)
    worth = labelled.utility_interval(numbers, live["none"], live["rbm"], rng)
    return pictures.against_labels(live, numbers, {"rbm": worth})


def figure_of_recipes(found):
    """Errors with five layers: of a shipped `modern`, or those that Glorot and Bengio print."""
    others = {f"{name} (2010)": np.array([error]) for name, error in FIVE_LAYERS_2010.items()}
    return pictures.recipes(deep_recipes(found) or others)


def about(found, otherwise):
    """A sentence on a result, or what is said where there is none, for a caption."""
    if found is None:
        return otherwise
    return f"Ours: {found.experiment.described(found.samples, found.record)}."


def our_curves(by_labels, recipes):
    """Mean test error against labels, from the results that there are: a dict of (labels, errors)."""
    curves = {}
    if by_labels is not None:
        for start, of in errors(by_labels).items():
            curves[START_NAMES[start]] = (labels.numbers(by_labels.samples), of.mean(axis=0))
    if recipes is not None:
        for name in [n for n in modern.few(recipes.samples) if n not in ("none", "rbm")]:
            curves[modern.NAMES[name]] = modern.errors_of(recipes.samples, name)
    return curves


def deep_recipes(found):
    """Test errors (S,) of each recipe with five layers, by its name; nothing without a result."""
    if found is None:
        return {}
    run = {start.partition(":")[0] for start, depth in found.samples if depth == modern.DEEP}
    return {modern.NAMES[name]: modern.deep(found.samples, name) for name in modern.NAMES if name in run}


def errors_of_recipes(found):
    """Validation and test errors (S, L) of each recipe with few labels, and the numbers; for exercise 13.3."""
    rows = at_chosen_epoch(found.table[found.table["depth"] == modern.FEW_DEPTH])
    sizes = sorted(labelled.labels_of(start) for start in rows["start"].unique())
    sizes = list(dict.fromkeys(sizes))
    groups = {start: some.sort_values("seed") for start, some in rows.groupby("start")}
    valid, test = (
        {
            name: np.stack([groups[f"{name}:{n}"][f"{which}_error"].to_numpy(float) for n in sizes], axis=1)
            for name in modern.few(found.samples)
        }
        for which in ("valid", "test")
    )
    return valid, test, sizes


# ---- all claims ----


def every_line(folder=None):
    """What is known of all claims: a list of :class:`utils.experiments.every_claim.Line`."""
    place = {} if folder is None else {"folder": folder}
    return every_claim.every(EXPERIMENTS, bar=progress_bar, **place)


class ClaimsTable:
    """The table of all claims, as Markdown in a notebook."""

    def __init__(self, lines):
        self.text = every_claim.markdown(lines)

    def _repr_markdown_(self):
        return self.text

    def __repr__(self):
        return self.text


def counts(lines):
    """How many claims there are of each word, for each kind of pre-training."""
    words = {}
    for line in lines:
        kinds = words.setdefault(line.word, {})
        kinds[line.kind or "-"] = kinds.get(line.kind or "-", 0) + 1
    kinds = sorted({kind for of in words.values() for kind in of})
    return table([(word, *(of.get(kind, 0) for kind in kinds)) for word, of in words.items()],
                 {"": ""} | dict.fromkeys(kinds, "d"))  # fmt: skip


def predictions():
    """Every prediction that was written down, beside what came out."""
    rows = written()
    if not rows:
        print("No prediction is written down on this computer.")
        return None
    return table(rows, ["prediction", "you predicted", "it came out"])
