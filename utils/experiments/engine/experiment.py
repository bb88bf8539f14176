"""What a question declares: what is varied, measured and plotted, its budgets, and the claims it decides."""

import importlib
from dataclasses import dataclass
from typing import NamedTuple

BUDGETS = ("demo", "laptop", "course", "wide", "long", "paper")


class ExperimentError(RuntimeError):
    """Something that the user has to know; the message is one sentence that says what to do."""

    exit_code = 1


class UsageError(ExperimentError):
    """A name, number or address that cannot be what was meant."""

    exit_code = 2


class Stopped(ExperimentError):
    """The user stopped the run; what is finished is kept."""

    exit_code = 130


class Budget(NamedTuple):
    """How much is computed.

    Parameters
    ----------
    settings : dict
        Everything that decides the numbers, but for seeds and rates; only what JSON can hold.
    seeds : int
        Seeds 0 to ``seeds - 1`` for each condition.
    group : dict of str to int
        Seeds in one task, by device: ``{"cpu": 2, "cuda": 40}``.
    note : str
        For whom, and how long it takes.
    """

    settings: dict
    seeds: int
    group: dict
    note: str


class Effect(NamedTuple):
    """One number that a claim predicts.

    Parameters
    ----------
    label : str
        What it is.
    samples : list of ndarray of shape (S, ...)
        What it is computed from, a row for each seed, the same seeds in all.
    statistic : callable
        ``statistic(*samples)`` gives a number.
    above : float
        The claim says that the number is larger; with ``sign=-1``, smaller.
    sign : {+1, -1}
    unit : str
        ``""``, ``"points"``, or ``"ratio"`` where the statistic is a logarithm, shown as what it is of.
    paper : str
        The paper's number, with its place.
    decides : bool
        Whether it can support or oppose the claim at all.
    """

    label: str
    samples: list
    statistic: callable
    above: float = 0.0
    sign: int = 1
    unit: str = "points"
    paper: str = ""
    decides: bool = True


class Claim(NamedTuple):
    """A claim of the paper that a question decides.

    Parameters
    ----------
    name : str
        ``C1``, ``C2``, ...
    sentence : str
    paper : str
        The paper's numbers, with their place.
    effects : callable
        ``effects(samples, kind)`` gives the list of effects; ``samples`` is what the question's ``samples``
        makes of its table.
    notes : tuple of callable
        ``note(samples, record, kind)`` gives a sentence to tell beside the verdict, or none.
    """

    name: str
    sentence: str
    paper: str
    effects: callable
    notes: tuple = ()


@dataclass(frozen=True)
class Experiment:
    """One question.

    What computes is named as text, ``"module:function"``: so PyTorch is imported only to run, and the name is
    part of the tasks' fingerprints.

    Parameters
    ----------
    name, question, varied, measured, plotted : str
        For people.
    budgets : dict of str to Budget
    conditions : callable
        From the settings to the list of conditions, each a word.
    compute : str
        ``function(settings, condition, seeds, device)`` that gives a table: the rows of one task.
    version : int
        Raised when the code computes something else from the same settings.
    serves : bool
        Whether others take settings from it: among all, it is run with the seeds of its budget.
    family : str
        Experiments of one family share tasks: what one has computed the other finds.
    prepare : callable, optional
        ``prepare(experiment, budget name, settings, folder, run)`` that gives the settings completed by what
        an earlier step found, and a dict of remarks for the record.
    view : callable, optional
        From the table of all tasks to the columns and rows that this question needs. Its own result, in which
        some rows are as the tasks give them, it leaves as it is but for these rows.
    draw : callable, optional
        ``draw(table)`` gives a matplotlib figure.
    claims : tuple of Claim
        The claims that it decides.
    samples : callable, optional
        From the table to what the effects of its claims are computed from: numbers with a row for each seed.
    kinds : callable, optional
        From these samples to the names (of starts, say) for which each claim is judged apart.
    described : callable, optional
        ``described(samples, record)`` gives what a result is of, in words: how large, how many seeds.
    key : tuple of str
        The columns that tell the rows apart.
    """

    name: str
    question: str
    varied: str
    measured: str
    plotted: str
    budgets: dict
    conditions: callable
    compute: str
    version: int = 1
    serves: bool = False
    family: str = ""
    prepare: callable = None
    view: callable = None
    draw: callable = None
    claims: tuple = ()
    samples: callable = None
    kinds: callable = lambda samples: [""]
    described: callable = lambda samples, record: f"{record['n_seeds']} seeds"
    key: tuple = ("start", "depth", "seed", "epoch")

    def budget(self, name):
        """The budget of that name, or a sentence that lists those there are."""
        if name not in self.budgets:
            raise UsageError(
                f"{name!r} is not a budget of {self.name}; choose one of {', '.join(self.budgets)}."
            )
        return self.budgets[name]


def locate(path):
    """The function that ``"module:function"`` names."""
    module, _, name = path.partition(":")
    return getattr(importlib.import_module(module), name)


def find(name, experiments):
    """The experiment of that name, or a sentence that lists those there are."""
    if name not in experiments:
        raise UsageError(f"{name!r} is not an experiment; choose one of {', '.join(experiments)}.")
    return experiments[name]
