"""The verdicts on the paper's claims, from results and what the questions declare."""

import pandas as pd

from . import store
from .experiment import ExperimentError
from .verdicts import ENOUGH_SEEDS, Verdict, estimate, word


def judge(experiments, folder=store.SHIPPED, budget=None):
    """The verdicts on all claims that the results in a folder decide.

    Parameters
    ----------
    experiments : dict of str to Experiment
        The questions, by name.
    folder : Path
        By default the shipped results.
    budget : str, optional
        By default the largest that is there, for each experiment; the notes tell the words of the others.

    Returns
    -------
    list of Verdict
        In the order of the claims, each for every kind that the question names and the result has.

    Raises
    ------
    ExperimentError
        When there is no result at all, or a file is damaged.
    """
    found, missing = [], None
    for experiment in experiments.values():
        if not experiment.claims:
            continue
        try:
            results = results_of(experiment, folder, budget)
        except store.Damaged:
            raise
        except ExperimentError as error:
            missing = missing or error
            continue
        for claim in experiment.claims:
            found += [verdict(experiment, claim, kind, *results) for kind in experiment.kinds(results[0][0])]
    if missing and not found:
        raise missing
    return sorted(found, key=lambda one: int(one.claim.removeprefix("C")))


def results_of(experiment, folder, budget):
    """Samples and record of each result of an experiment in a folder, the largest budget first."""
    results = []
    for name in [budget] if budget else store.budgets_of(experiment.name, folder) or [None]:
        table, record = store.load_result(experiment.name, name, folder)
        results.append((experiment.samples(table), record))
    return results


def verdict(experiment, claim, kind, decisive, *others):
    """Judge one claim for one kind.

    Parameters
    ----------
    experiment : Experiment
    claim : Claim
    kind : str
        For example the start that is compared with none.
    decisive : tuple
        What the effects are computed from, and the record of that result.
    others : tuple
        The same of results with smaller budgets: their words are told.

    Returns
    -------
    Verdict
    """
    samples, record = decisive
    estimates = [estimate(effect) for effect in claim.effects(samples, kind)]
    source = told(experiment, samples, record)
    if record["n_seeds"] < ENOUGH_SEEDS:
        source += f" (fewer than {ENOUGH_SEEDS} decide nothing)"
    sentences = [note(samples, record, kind) for note in claim.notes]
    for other, made in others:
        if made["n_seeds"] >= ENOUGH_SEEDS and kind in experiment.kinds(other):
            said = word([estimate(effect) for effect in claim.effects(other, kind)])
            sentences.append(f"{told(experiment, other, made)}: {said}.")
    note = " ".join(sentence for sentence in sentences if sentence)
    return Verdict(claim.name, kind, claim.sentence, claim.paper, source, estimates, word(estimates), note)


def told(experiment, samples, record):
    """A result in words."""
    return f"{experiment.name}-{record['budget']}, {experiment.described(samples, record)}"


def claims_table(experiments, folder=store.SHIPPED, budget=None):
    """The verdicts as a table, a row for each effect: for a lesson, or for further work.

    Parameters
    ----------
    experiments, folder, budget
        As in :func:`judge`.

    Returns
    -------
    pandas.DataFrame
        ``claim``, ``kind``, ``verdict``, ``effect``, ``estimate``, ``low``, ``high``, ``supports``; a ratio
        is given as its logarithm.
    """
    return pd.DataFrame(
        {
            "claim": v.claim, "kind": v.kind, "verdict": v.word, "effect": one.effect.label,
            "estimate": one.value, "low": one.low, "high": one.high, "supports": one.supports,
        }
        for v in judge(experiments, folder, budget) for one in v.estimates
    )  # fmt: skip
