"""What a question declares: what is varied, measured and plotted, its budgets, and the claims it decides."""

import importlib
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

BUDGETS = ("demo", "laptop", "course", "wide", "long", "paper")
ENOUGH_SEEDS = 10  # with fewer, no part of a claim is decided, unless its question says otherwise


class ExperimentError(RuntimeError):
    """Something that the user has to know; the message is one sentence that says what to do."""

    exit_code = 1


class UsageError(ExperimentError):
    """A name, number or address that cannot be what was meant."""

    exit_code = 2


class Damaged(ExperimentError):
    """A file that is there and cannot be what it should be."""


class Stopped(ExperimentError):
    """The user, or the system, stopped the run, by this KeyboardInterrupt; what is finished is kept."""

    def __init__(self, message, interrupt):
        super().__init__(message)
        self.exit_code = getattr(interrupt, "exit_code", 130)


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


def mean(values):
    """The mean over seeds: what an effect is, where nothing else is said."""
    return values.mean()


@dataclass(frozen=True, eq=False)
class Effect:
    """One part of a claim: a number from all seeds, and where the claim says that it lies.

    Parameters
    ----------
    part : str
        Which part of the claim it is: ``"3 layers"``. A verdict names the parts that hold.
    samples : ndarray of shape (S, ...) or list of such
        What it is computed from, a row for each seed, the same seeds in all.
    statistic : callable
        ``statistic(*samples)`` gives the number; by default it is the mean of one number for each seed, say
        of the differences of its two networks. One that also takes ``axis``, that of the seeds, by default
        0, is computed from all resamples at once, as in :func:`scipy.stats.bootstrap`.
    above, below : float
        The claim says: above the one, or below the other, or, with both, between them. One must be given.
    paper : str
        The paper's number, with its place.
    counts : bool
        Whether the claim can be tested on this part; not, for instance, a claim about the end of training
        on networks that are still on their way. Such a part is told; it neither supports nor opposes.
    """

    part: str
    samples: list
    statistic: callable = mean
    above: float = -np.inf
    below: float = np.inf
    paper: str = ""
    counts: bool = True

    def __post_init__(self):
        samples = self.samples if isinstance(self.samples, list | tuple) else [self.samples]
        object.__setattr__(self, "samples", [np.asarray(sample) for sample in samples])
        rows = [sample.shape[:1] for sample in self.samples]
        if not rows or rows[0] == () or len(set(rows)) > 1:
            raise ValueError(
                f"The effect {self.part!r} has samples of {', '.join(str(s.shape) for s in self.samples)}: "
                "each needs a row for each seed, of the same seeds."
            )
        if self.statistic is mean and [sample.ndim for sample in self.samples] != [1]:
            raise ValueError(
                f"The effect {self.part!r} is a mean over seeds, of one number for each, but has samples of "
                f"{', '.join(str(s.shape) for s in self.samples)}: give their difference, or a statistic."
            )
        if not -np.inf <= self.above < self.below <= np.inf or (self.above, self.below) == (-np.inf, np.inf):
            raise ValueError(
                f"The effect {self.part!r} must say where the claim puts its number: above=0, or below=0, or "
                f"above the one and below the other; it says above={self.above}, below={self.below}."
            )

    @property
    def value(self):
        """The number itself, from all seeds."""
        return float(self.statistic(*self.samples))


class Claim(NamedTuple):
    """A claim of the paper that a question decides.

    Parameters
    ----------
    name, sentence : str
        ``C1``, ``C2``, ..., and what it says.
    paper : str
        The paper's numbers, with their place.
    measured : str
        What the numbers of its effects are: ``"test error without - with pre-training"``.
    effects : callable
        ``effects(samples, kind)`` gives the list of effects, one for each part, from what the question's
        ``samples`` makes of its table. A claim is judged for the kinds that it has effects for.
    unit : str
        ``""``, ``"points"``, or ``"ratio"`` where the numbers are logarithms, shown as what they are of.
    notes : tuple of callable
        ``note(samples, record, kind)`` gives a sentence to tell beside the verdict, or none.
    compares : callable, optional
        ``compares(arm, kind)`` says whether an :class:`.arms.Arm` is a side of it. By default all are.
    arms : callable, optional
        ``arms(table, record, kind)`` gives its sides, where they are not those of the question: of a claim
        about weights before fine-tuning, say.
    """

    name: str
    sentence: str
    paper: str
    measured: str
    effects: callable
    unit: str = "points"
    notes: tuple = ()
    compares: callable = None
    arms: callable = None


def all_rows(settings, condition, seeds):
    """A row for each depth, if there are depths, each seed and each epoch that is measured."""
    levels = {"start": [condition], "depth": settings.get("depths"), "seed": seeds}
    return [{k: v for k, v in levels.items() if v is not None} | {"epoch": settings["measured"]}]


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
    measures : callable
        From the settings to the columns that are measured: a dict of the smallest and the largest number that
        is possible, or of the type ``bytes``. All other columns tell the rows apart.
    rows : callable
        ``rows(settings, condition, seeds)``: which rows the table of a task must have, each once: a list of
        dicts of a column's name and its values, all with all others. A result is sorted by these columns.
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
    weights : callable, optional
        ``weights(table)`` gives the weights that lessons look into, a dict of arrays, from the table of all
        tasks before the view: a task keeps them as bytes in a column that the view leaves out.
    claims : tuple of Claim
        Those that it decides.
    samples : callable, optional
        From the table to what the effects of its claims are computed from: numbers with a row for each seed.
    kinds : callable, optional
        From these samples to the names (of starts, say) for which each claim is judged apart.
    arms : callable
        ``arms(table, record, kind)`` gives what is compared for a kind, a list of Arm. Needed with claims.
    beside : callable, optional
        From the samples to others in which, say, another baseline stands in the place of the paper's, by
        what they are: ``{"against ...": samples}``. Each claim is judged on them, too, and told beside.
    other_digits : callable, optional
        ``other_digits(samples, rng, n)`` gives a list of n samples as they might have been with other test
        digits, or an empty one where the result does not keep which digits are right.
    enough_seeds : int
        With fewer, no part of its claims is decided. Below 10 only where each part is a mean over seeds.
    drift : Drift, optional
        How far another processor may be from a result: of :mod:`.comparing`, measured once and written
        down, see :mod:`utils.experiments.drift`.
    described, seeds : callable, optional
        ``described(samples, record)`` gives what a result is of, in words: how large, which rates; and
        ``seeds(record)`` how many seeds it has.
    """

    name: str
    question: str
    varied: str
    measured: str
    plotted: str
    budgets: dict
    conditions: callable
    compute: str
    measures: callable
    rows: callable = all_rows
    version: int = 1
    serves: bool = False
    family: str = ""
    prepare: callable = None
    view: callable = None
    draw: callable = None
    weights: callable = None
    claims: tuple = ()
    samples: callable = None
    kinds: callable = lambda samples: [""]
    arms: callable = None
    beside: callable = lambda samples: {}
    other_digits: callable = lambda samples, rng, n: []
    enough_seeds: int = ENOUGH_SEEDS
    drift: NamedTuple = None
    described: callable = lambda samples, record: ""
    seeds: callable = lambda record: f"{record['n_seeds']} seed{'s'[: record['n_seeds'] > 1]}"

    def __post_init__(self):
        if self.claims and not (self.samples and self.arms):
            raise ValueError(
                f"The experiment {self.name!r} has claims, so it must say what they are computed from "
                "(samples) and what each side of a comparison was given (arms)."
            )

    def budget(self, name):
        """The budget of that name, or a sentence that lists those there are."""
        if name not in self.budgets:
            there_are = ", ".join(self.budgets)
            raise UsageError(f"{name!r} is not a budget of {self.name}; choose one of {there_are}.")
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
