"""Results of experiments that later lessons show beside their own small ones, where there are any."""

from typing import NamedTuple

import pandas as pd

from ..experiments.catalogue import EXPERIMENTS
from ..experiments.engine import claims, store
from ..experiments.engine.experiment import Experiment
from ..experiments.engine.verdicts import shortened
from ..teaching import progress_bar, table

COMMAND = ".venv/bin/python -m utils.experiments"
ABSENT = "Ours are not in this copy of the course yet: the paper's numbers stand alone."


class Found(NamedTuple):
    """A result: its experiment, table and record, and ``samples``, what its claims are computed from."""

    experiment: Experiment
    table: pd.DataFrame
    record: dict
    samples: dict
    folder: object


def find(name, budget="course", folder=store.SHIPPED):
    """The result of an experiment; where there is none, the command that makes it is printed.

    Parameters
    ----------
    name, budget : str
    folder : Path
        Of the results; by default those that come with the course.

    Returns
    -------
    Found or None
    """
    experiment = EXPERIMENTS[name]
    if budget not in store.budgets_of(name, folder):
        chosen = experiment.budget(budget)
        needs = chosen.note.rpartition(": ")[2]
        needs += "; all of MNIST is needed" if chosen.settings.get("data") == "mnist" else ""
        print(
            f"The result of {name} is not in this copy of the course yet. To compute it on your own "
            f"computer\n({needs}), in a terminal, in the course's folder:\n\n"
            f"    {COMMAND} run {name} --budget {budget}\n"
            f"    {COMMAND} ship {name} --budget {budget}\n\n"
            f"Then run this cell and those below again."
        )
        return None
    made, record = store.load_result(name, budget, folder)
    samples = experiment.samples(made) if experiment.samples else None
    return Found(experiment, made, record, samples, folder)


def thin_and_mean(n, name):
    """What the curves of a picture are, in words: "3 seeds (thin) and their mean", or "one seed"."""
    return f"{n} {name}s (thin) and their mean" if n > 1 else f"one {name}"


def waiting(name):
    """Say that a table has no numbers yet."""
    print(f"(This table waits for the result of {name}; the command that makes it stands above.)")


def given(found):
    """What each side of a result was given, as a table; nothing where there is no result."""
    if found is None:
        return None
    sides = {}
    for kind in found.experiment.kinds(found.samples):
        for arm in found.experiment.arms(found.table, found.record, kind):
            sides[arm.name] = arm
    alike = {}  # sides that were given the same have one row
    for a in sides.values():
        edges, moving = shortened(a.at_edge) or "-", "; ".join(a.moving) or "-"
        rest = (a.updates, a.before or "-", a.tuned.words, edges, moving)
        alike.setdefault(rest, []).append(a.name)
    rows = [("; ".join(names), *rest) for rest, names in alike.items()]
    return table(
        rows,
        ["side", "updates", "before", "how tuned", "best at an edge of the grid", "not yet levelled off"],
    )


def verdicts(**results):
    """The verdicts of the course's rule on the claims that experiments decide, as a table.

    Parameters
    ----------
    **results : Found or None
        For each experiment its result, or nothing: then its claims are named, without a verdict.
    """
    rows = []
    for name, found in results.items():
        experiment = EXPERIMENTS[name]
        if found is None:
            rows += [
                (int(one.name[1:]), one.sentence, "-", f"waits for {name}", "") for one in experiment.claims
            ]
            continue
        for one in claims.judge({name: experiment}, found.folder, found.record["budget"], progress_bar):
            rows.append((int(one.claim[1:]), one.sentence, one.kind or "-", one.word, one.decisive.parts))
    named = [(f"C{number}", *rest) for number, *rest in sorted(rows)]
    return table(named, ["claim", "", "start", "our numbers", "which parts"])
