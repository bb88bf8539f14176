"""The tables of lesson 04, computed in advance: ``python -m utils.teaching.stacking_results write | verify``.

With and without pre-training, on the embedded digits (4,000 to learn from, 1,000 test digits). Two tables:

- ``depth``: 1, 2 and 3 hidden layers; no pre-training, a stack of RBMs, a stack of denoising autoencoders;
- ``labels``: 3 hidden layers, and only some of the 4,000 labels; all pictures are used for pre-training.

Every arm chooses its fine-tuning rate from one grid on 800 held-out digits, with seeds that are not reported.
The arm without pre-training gets as many more updates as pre-training takes. The arms of one seed share the
output layer and the order of the examples, so they are pairs. A network of 1 or 2 layers starts from
the lowest layers of the same seed's 3-layer stack.

Shapes: ``N`` examples, ``V`` inputs.
"""

import argparse
import csv
import io
import sys
from pathlib import Path

import joblib
import numpy as np
from threadpoolctl import threadpool_limits

from ..data import hold_out, load_digits_5k
from ..data.splits import Split
from ..numpy_models import mlp, stacking
from ..processor import processor
from .parallel import each_seed

FOLDER = Path(__file__).resolve().parents[1] / "results"
ARMS = ("none", "rbm", "autoencoder")
SIZES = (200, 200, 200)
DEPTHS = (1, 2, 3)
LABELS = (100, 300, 1000)  # all 4,000 are in the table "depth"
RATES = (0.3, 1.0, 3.0, 10.0)  # for fine-tuning, the same grid for every arm
PRETRAINING_RATE = {"rbm": 0.1, "autoencoder": 0.3}
PRETRAINING_EPOCHS = 8  # for each layer
EPOCHS = 20  # of fine-tuning
BATCH = 20
N_HELD_OUT = 800
SEEDS = {"depth": range(6), "labels": range(5)}
CHOICE_SEEDS = {"depth": (100, 101, 102), "labels": (100, 101)}
COLUMNS = ("purpose", "arm", "depth", "labels", "rate", "seed", "epoch")
MEASURES = ("train_nll", "train_error", "new_nll", "new_error")  # new: held-out digits, or test digits


def start(arm, images, seed):
    """Three hidden layers of an arm: drawn at random, or pre-trained on ``images`` (N, V)."""
    rng = np.random.default_rng(seed)
    if arm == "none":
        return mlp.init_mlp((images.shape[1], *SIZES), rng)
    return stacking.pretrain(images, SIZES, rng, arm, PRETRAINING_RATE[arm], PRETRAINING_EPOCHS, BATCH)


def fair_epochs(arm, depth):
    """Epochs of all labels that an arm is judged after: without pre-training, more of them."""
    return EPOCHS + (depth * PRETRAINING_EPOCHS if arm == "none" else 0)


def train_rows(layers, train, new, epochs, seed, key, whole_history=False):
    """Fine-tune and return rows for the table: one for each epoch, or the last only."""
    rng = np.random.default_rng([seed, 1])
    watch = {"train": train, "new": new}
    if whole_history:
        _, history = stacking.fine_tune(layers, *train, key["rate"], epochs, BATCH, rng, watch=watch)
    else:
        params, _ = stacking.fine_tune(layers, *train, key["rate"], epochs, BATCH, rng)
        history = [mlp.measure(params, watch, epochs)]
    return [
        key | {"seed": seed, "epoch": row["epoch"]} | {name: f"{row[name]:.6f}" for name in MEASURES}
        for row in history
    ]


def some_labels(split, n, seed):
    """The first ``n`` labelled digits of a seed: the same share of every class, or the whole split."""
    return split if n >= len(split.labels) else hold_out(split, n, np.random.default_rng([seed, 2]))[1]


def few_label_epochs(arm, depth, n):
    """Epochs of ``n`` labels with as many updates as :func:`fair_epochs` has with all 4,000."""
    return round(fair_epochs(arm, depth) * 4000 / (BATCH * np.ceil(n / BATCH)))


def one_task(task):
    """All rows of one arm and seed: ``task`` is (table, purpose, arm, seed, rates)."""
    table, purpose, arm, seed, rates = task
    digits = load_digits_5k()
    train, new = digits.train, digits.test
    if purpose == "choice":
        train, new = hold_out(digits.train, N_HELD_OUT, np.random.default_rng(0))
    with threadpool_limits(1):
        layers = start(arm, train.images, seed)
        rows = []
        for depth, n, rate in rates[arm]:
            key = {"purpose": purpose, "arm": arm, "depth": depth, "labels": n, "rate": rate}
            some = some_labels(Split(*train), n, seed)
            whole = table == "depth" and purpose == "report"
            epochs = fair_epochs(arm, depth) if whole else few_label_epochs(arm, depth, n)
            rows += train_rows(layers[:depth], some, new, epochs, seed, key, whole)
    return rows


def conditions(table):
    """The (depth, number of labels) of a table."""
    return [(depth, 4000) for depth in DEPTHS] if table == "depth" else [(3, n) for n in LABELS]


def best_rates(rows):
    """The rate with the lowest mean held-out error, for each arm, depth and number of labels."""
    errors = {}
    for row in rows:
        if row["purpose"] == "choice":
            place = errors.setdefault((row["arm"], int(row["depth"]), int(row["labels"])), {})
            place.setdefault(float(row["rate"]), []).append(float(row["new_error"]))
    return {place: min(rates, key=lambda r: np.mean(rates[r])) for place, rates in errors.items()}


def compute(table, workers=None):
    """All rows of a table: first the choice of the rates, then the runs that are reported."""
    arms = ARMS if table == "depth" else ARMS[:2]
    grid = {arm: [(*place, rate) for place in conditions(table) for rate in RATES] for arm in arms}
    tasks = [(table, "choice", arm, seed, grid) for arm in arms for seed in CHOICE_SEEDS[table]]
    rows = sum(each_seed(one_task, tasks, workers), [])
    best = best_rates(rows)
    chosen = {arm: [(*place, best[(arm, *place)]) for place in conditions(table)] for arm in arms}
    tasks = [(table, "report", arm, seed, chosen) for arm in arms for seed in SEEDS[table]]
    return rows + sum(each_seed(one_task, tasks, workers), [])


def provenance():
    """What the numbers depend on besides this file: versions and the processor."""
    return {"numpy": np.__version__, "joblib": joblib.__version__, "processor": processor()}


def to_text(table, rows):
    """The file of a table: lines of provenance that start with ``#``, then CSV."""
    made = {"table": table, "command": "python -m utils.teaching.stacking_results write", **provenance()}
    file = io.StringIO()
    file.write("".join(f"# {name}: {value}\n" for name, value in made.items()))
    writer = csv.DictWriter(file, COLUMNS + MEASURES, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def read(table):
    """Rows of a shipped table.

    Parameters
    ----------
    table : {"depth", "labels"}

    Returns
    -------
    rows : list of dict
        ``purpose`` ("choice" or "report") and ``arm`` are text, ``depth``, ``labels``, ``seed`` and ``epoch``
        whole numbers, ``rate`` and the measures floats (NLL in nats, errors from 0 to 1).
    made : dict of str
        What made the table.

    Raises
    ------
    ValueError
        If there is no such table.
    """
    path = FOLDER / f"stacking_{table}.csv"
    if table not in SEEDS or not path.exists():
        raise ValueError(f"there is no table {table!r}; choose one of {', '.join(map(repr, SEEDS))}.")
    lines = path.read_text(encoding="utf-8").splitlines()
    made = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# "))
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    kinds = dict.fromkeys(("depth", "labels", "seed", "epoch"), int) | dict.fromkeys(
        ("rate", *MEASURES), float
    )
    return [row | {name: kind(row[name]) for name, kind in kinds.items()} for row in rows], made


def main(arguments=None):
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m utils.teaching.stacking_results", description=__doc__.splitlines()[0]
    )
    parser.add_argument("what", choices=("write", "verify"))
    parser.add_argument("tables", nargs="*", metavar="TABLE", help="depth or labels (default: both)")
    parser.add_argument("--workers", type=int, default=None, help="processes (default: 2, or 1 on one core)")
    options = parser.parse_args(arguments)
    different = False
    for table in options.tables or SEEDS:
        text = to_text(table, compute(table, options.workers))
        path = FOLDER / f"stacking_{table}.csv"
        if options.what == "write":
            path.write_text(text, encoding="utf-8")
            print(f"{path.name} written")
            continue
        body = [line for line in text.splitlines() if not line.startswith("#")]
        shipped = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        different |= body != shipped
        print(f"{path.name}: {'the same' if body == shipped else 'different'}, bit for bit")
    return int(different)


if __name__ == "__main__":
    sys.exit(main())
