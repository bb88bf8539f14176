"""The verdicts on the paper's claims, from results and what the questions declare."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from . import store, structure
from .experiment import ExperimentError
from .verdicts import Judged, Verdict, estimates, word

DRAWS = 100  # of other test digits


class Result(NamedTuple):
    """A result that is there, what the effects are computed from, and the same with other test digits."""

    table: pd.DataFrame
    record: dict
    samples: object
    others: list
    arms: dict  # all of a kind, kept when they are first told: the claims choose among them


def judge(experiments, folder=store.SHIPPED, budget=None, bar=iter):
    """The verdicts on all claims that the results in a folder decide.

    Parameters
    ----------
    experiments : dict of str to Experiment
        The questions, by name.
    folder : Path
        By default the shipped results.
    budget : str, optional
        By default all that are there.
    bar : callable, optional
        Shows how far it is: it is given a list and gives its elements, one after the other.

    Returns
    -------
    list of Verdict
        In the order of the claims, each for every kind that the question names and the results have.

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
        kinds = dict.fromkeys(kind for result in results for kind in experiment.kinds(result.samples))
        judged = [
            (claim, kind)
            for claim in experiment.claims for kind in kinds if is_about(claim, kind, experiment, results)
        ]  # fmt: skip
        found += [verdict(experiment, claim, kind, results) for claim, kind in bar(judged)]
    if missing and not found:
        raise missing
    return sorted(found, key=lambda one: int(one.claim.removeprefix("C")))


def is_about(claim, kind, experiment, results):
    """Whether a claim has an effect for this kind at all: it may be about some of them only."""
    return any(kind in experiment.kinds(one.samples) and claim.effects(one.samples, kind) for one in results)


def require_whole(experiments, folder, budget):
    """Raise Damaged where a result in a folder, of the budget or of any, is not what it should be."""
    for experiment in experiments.values():
        names = store.budgets_of(experiment.name, folder) if experiment.claims else []
        for name in names if budget is None else {budget}.intersection(names):
            fault = structure.fault(experiment, name, *store.load_result(experiment.name, name, folder))
            if fault:
                path = store.result_path(folder, experiment.name, name)
                raise store.damaged(path, fault)


def results_of(experiment, folder, budget):
    """The results of an experiment in a folder, those with enough seeds to decide anything if there are any.

    Returns
    -------
    list of Result
        The largest budget first.
    """
    results = []
    for name in [budget] if budget else store.budgets_of(experiment.name, folder) or [None]:
        table, record = store.load_result(experiment.name, name, folder)
        samples, rng = experiment.samples(table), np.random.default_rng(2010)
        results.append(Result(table, record, samples, experiment.other_digits(samples, rng, DRAWS), {}))
    return [one for one in results if one.record["n_seeds"] >= experiment.enough_seeds] or results


def verdict(experiment, claim, kind, results):
    """Judge one claim for one kind by all results.

    Parameters
    ----------
    experiment : Experiment
    claim : Claim
    kind : str
        For example the start that is compared with none.
    results : list of Result

    Returns
    -------
    Verdict
        The result that decides comes first (rule 6 of :mod:`.verdicts`), each followed by what it says where
        another baseline stands in the place of the paper's.
    """
    told = {id(one): judged(experiment, claim, kind, one) for one in results
            if kind in experiment.kinds(one.samples)}  # fmt: skip

    def rank(one):
        first = told[id(one)]
        return first.levelled, min(arm.updates for arm in first.arms), one.record["n_seeds"]

    ranked = sorted((one for one in results if id(one) in told), key=rank, reverse=True)
    everything = []
    for one in ranked:
        everything.append(told[id(one)])
        for against, samples in experiment.beside(one.samples).items():
            others = [experiment.beside(other)[against] for other in one.others]
            variant = one._replace(samples=samples, others=others)
            everything.append(judged(experiment, claim, kind, variant, against))
    return Verdict(claim.name, kind, claim.sentence, claim.paper, claim.measured, claim.unit, everything)


def judged(experiment, claim, kind, result, against=""):
    """What one result says of a claim."""
    samples, record = result.samples, result.record
    effects = claim.effects(samples, kind)
    found = estimates(effects, over_digits(claim, kind, result), experiment.enough_seeds)
    name, subject = f"{experiment.name}-{record['budget']}", experiment.described(samples, record)
    seeds = experiment.seeds(record)
    if record["n_seeds"] < experiment.enough_seeds:
        seeds += f" (fewer than {experiment.enough_seeds} decide nothing)"
    notes = [] if against else [note(samples, record, kind) for note in claim.notes]
    if kind not in result.arms:
        result.arms[kind] = experiment.arms(result.table, record, kind)
    said = [note for note in notes if note]
    arms = claim.arms(result.table, record, kind) if claim.arms else result.arms[kind]
    arms = [arm for arm in arms if claim.compares is None or claim.compares(arm, kind)]
    return Judged(name, subject, seeds, against, *word(found), found, arms, said)


def over_digits(claim, kind, result):
    """The standard error of each effect over test digits, or none where these are not recorded."""
    if not result.others:
        return None
    values = [[effect.value for effect in claim.effects(other, kind)] for other in result.others]
    return list(np.std(values, axis=0, ddof=1))


def claims_table(experiments, folder=store.SHIPPED, budget=None):
    """The verdicts as a table, a row for each part: for a lesson, or for further work.

    Parameters
    ----------
    experiments, folder, budget
        As in :func:`judge`.

    Returns
    -------
    pandas.DataFrame
        ``claim``, ``kind``, ``source``, ``against`` (another baseline, if any), ``decides`` (whether this
        result does), ``levelled`` (whether all its curves have), ``verdict``, ``part``, ``estimate``,
        ``low``, ``high``, ``over_seeds`` and ``over_digits`` (standard errors), ``supports``; a ratio is
        given as its logarithm.
    """
    return pd.DataFrame(
        {
            "claim": v.claim, "kind": v.kind, "source": one.source, "against": one.against,
            "decides": one is v.decisive, "levelled": one.levelled, "verdict": one.word,
            "part": part.effect.part, "estimate": part.value, "low": part.low, "high": part.high,
            "over_seeds": part.over_seeds, "over_digits": part.over_digits, "supports": part.supports,
        }
        for v in judge(experiments, folder, budget) for one in v.results for part in one.estimates
    )  # fmt: skip
