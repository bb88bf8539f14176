"""Networks of a second, and tables that nobody computed, to test the questions about variants of networks."""

import itertools

import numpy as np
import pandas as pd

from utils.experiments import variants
from utils.experiments.engine.claims import Result, judged
from utils.experiments.engine.structure import table_fault

SMALL = variants.DEMO | {
    "n_train": 200, "n_valid": 100, "width": 12, "batch_size": 20, "pretraining_epochs": 1,
    "epochs": 2, "measured": [1, 2], "watched": ["train", "valid", "test"],
}  # fmt: skip


def made_up(cells, measured=(1, 2, 3, 4), seeds=12, ends=None, rate=1.0, **columns):
    """A table in which the numbers of every seed fall over the epochs to what ``ends`` says.

    Parameters
    ----------
    cells : list of (start, depth)
    measured : sequence of int
    seeds : int
    ends : callable, optional
        ``ends(start, depth)`` gives the last number of some columns; others end at 1.
    **columns
        More columns, the same for all rows.
    """
    rows = []
    for (start, depth), seed, epoch in itertools.product(cells, range(seeds), measured):
        noise = np.random.default_rng([seed, depth, len(start)]).normal(scale=0.01)
        last = ends(start, depth) if ends else {}
        row = {"start": start, "depth": depth, "seed": seed, "epoch": epoch, "rate": rate}
        for name in ("train_nll", "valid_nll", "test_nll", "train_error", "valid_error", "test_error"):
            row[name] = last.get(name, 1.0) * (1 + noise) * measured[-1] / epoch
        rows.append(row | columns)
    return pd.DataFrame(rows)


def verdicts(experiment, table, budget="course", kind=""):
    """What a table says of an experiment's claims, by their names."""
    settings = experiment.budget(budget).settings
    record = {"budget": budget, "n_seeds": table["seed"].nunique(), "settings": settings}
    samples = experiment.samples(table)
    others = experiment.other_digits(samples, np.random.default_rng(0), 20)
    result = Result(table, record, samples, others, {})
    about = [claim for claim in experiment.claims if claim.effects(samples, kind)]
    return {claim.name: judged(experiment, claim, kind, result) for claim in about}


def with_bits(table, n=1_000):
    """The table with made-up bits of test digits, as many wrong ones as the test error says."""
    wrong = (table["test_error"] * n / 100).round().astype(int)
    bits = (np.arange(n) >= w for w in wrong)
    return table.assign(test_right=[np.packbits(some).tobytes() for some in bits])


def fault(experiment, settings, condition, seeds, table):
    """What is wrong with the table of a task, or nothing."""
    return table_fault(experiment, settings, [(condition, seeds)], table, joined=False)
