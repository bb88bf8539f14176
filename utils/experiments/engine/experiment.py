"""What an experiment is: a question, what is varied, measured and plotted, and its budgets."""

import importlib
from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class Experiment:
    """One question. Functions are named ``"module:function"``, so that PyTorch is imported only to run.

    Parameters
    ----------
    name, question, varied, measured, plotted : str
        For people.
    claims : tuple of str
        The claims that it decides.
    budgets : dict of str to Budget
    conditions : callable
        From the settings to the list of conditions, each a word.
    compute : str
        ``function(settings, condition, seeds, device)`` that gives a table: the rows of one task.
    version : int
        Raised when the code computes something else from the same settings.
    family : str
        Experiments of one family share tasks: what one has computed the other finds.
    prepare : str, optional
        ``function(experiment, budget name, settings, folder, run)`` that gives the settings completed by what
        an earlier step found, and a dict of remarks for the record.
    view : callable, optional
        From the table of all tasks to the columns and rows that this question needs.
    draw : str, optional
        ``function(table)`` that gives a matplotlib figure.
    """

    name: str
    question: str
    varied: str
    measured: str
    plotted: str
    claims: tuple
    budgets: dict
    conditions: callable
    compute: str
    version: int = 1
    family: str = ""
    prepare: str = ""
    view: callable = None
    draw: str = ""
    key: tuple = field(default=("start", "depth", "seed", "epoch"))

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
