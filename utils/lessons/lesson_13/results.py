"""What lesson 13 shows of the shipped `labels`, `modern` and `trajectories`, and of what others found."""

import numpy as np

from ...experiments import labelled, labels, modern
from ...experiments.engine.verdicts import listed
from ...experiments.errors import at_chosen_epoch
from ...plotting import START_NAMES
from ...teaching import compare_prediction, recall_prediction, table
from .. import shipped
from . import pictures

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


def where_they_merge(found):
    """The prediction beside what came out, and the table that says it; without a result the prediction alone."""
    if found is None:
        shipped.waiting("labels")
        recall_prediction("13.merge", "You have made no prediction yet.")
        return None
    said, sizes = {}, labels.numbers(found.samples)
    for kind in labels.kinds(found.samples)[::-1]:
        lows = [one.low for one in labels.gains_with_intervals(found.samples, kind)]
        at = labelled.merge_at(sizes, lows)
        said[START_NAMES[kind]] = f"{at:,}" if at else f"not up to {sizes[-1]:,}"
    compare_prediction("13.merge", said)
    return labels_table(found)


def labels_table(found):
    """Errors, gains with intervals and utilities of a shipped `labels`."""
    made, rows = found.samples, []
    for kind in labels.kinds(made)[::-1]:
        value, low, high = labels.utility_of(made, kind)
        sizes = labels.numbers(made)
        for i, one in enumerate(labels.gains_with_intervals(made, kind)):
            n = sizes[i]
            worth = labels.with_interval((value[i], low[i], high[i]), n, sizes)
            mean = [labels.errors_of(made, start)[:, i].mean() for start in ("none", kind)]
            gain = f"{one.value:.2f} [{one.low:.2f}, {one.high:.2f}]"
            rows.append((START_NAMES[kind], f"{n:,}", *mean, gain, worth))
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
    subject = found.experiment.described(found.samples, found.record)
    return f"Ours: {listed(subject, found.experiment.seeds(found.record))}."


def about_five(found, otherwise):
    """The same of the networks with five layers of a shipped `modern`."""
    if found is None:
        return otherwise
    return f"Ours: {modern.described_deep(found.record)}, {found.record['n_seeds']} seeds."


def deep_recipes(found):
    """Test errors (S,) of each recipe with five layers, by its name; nothing without a result."""
    if found is None:
        return {}
    return {modern.NAMES[name]: modern.deep(found.samples, name) for name in modern.with_five(found.samples)}


def errors_of_recipes(found):
    """Validation and test errors (S, L) of each recipe with few labels, and the numbers; for exercise 13.3."""
    rows = at_chosen_epoch(found.table[found.table["depth"] == modern.FEW_DEPTH])
    sizes = sorted({labelled.labels_of(start) for start in rows["start"]})
    groups = {start: some.sort_values("seed") for start, some in rows.groupby("start")}
    valid, test = (
        {
            name: np.stack([groups[f"{name}:{n}"][f"{which}_error"].to_numpy(float) for n in sizes], axis=1)
            for name in modern.few(found.samples)
        }
        for which in ("valid", "test")
    )
    return valid, test, sizes


def false_wins(rule, n_recipes=12, n_tables=300, n_seeds=10):
    """How often pre-training wins by a rule though all recipes are equally good, by what the best was chosen on.

    Parameters
    ----------
    rule : callable
        As exercise 13.3 asks for.
    n_recipes : int
        With pre-training; there is one without.
    n_tables, n_seeds : int

    Returns
    -------
    dict of str to int
        Numbers of tables.
    """
    rng, won = np.random.default_rng(13), {"chosen on test digits": 0, "on others": 0}
    trained = {f"recipe {k}" for k in range(n_recipes)}
    for _ in range(n_tables):
        valid, test = (
            {name: rng.normal(10, 0.5, (n_seeds, 1)) for name in ("plain", *sorted(trained))} for _ in "vt"
        )
        for (name, count), choice in zip(won.items(), (test, valid), strict=True):
            won[name] = count + int(rule(choice, test, trained)[0])
    return won


def ends_of_training():
    """Training loss at the end of the shipped `trajectories`, without and with RBMs, as a table of geometric means."""
    curves = shipped.find("trajectories", "long").samples  # (S, epochs, train and test), logarithms
    rows = []
    for d in sorted({depth for _, depth in curves}):
        none, rbm = (curves[start, d][:, -1, 0] for start in ("none", "rbm"))
        rows.append((d, *np.exp([none.mean(), rbm.mean()]), int((rbm > none).sum()), len(none)))
    return table(rows, {"layers": "", "training loss without (nats)": ".2g", "with RBMs": ".2g",
                        "higher with": "d", "of seeds": "d"})  # fmt: skip
