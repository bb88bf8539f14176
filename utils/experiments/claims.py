"""The paper's claims that shipped results decide: the sentence, its numbers and ours, and the verdict.

The paper's numbers are from Erhan et al. (2010), those of "2009" from Erhan, Manzagol, Bengio, Bengio and
Vincent, "The difficulty of training deep architectures and the effect of unsupervised pre-training", AISTATS.
"About" marks what was read from a figure. Its networks are pre-trained with denoising autoencoders in these
figures; ours are judged for autoencoders and for RBMs.
"""

from typing import NamedTuple

import numpy as np

from . import effects
from .depth import at_chosen_epoch
from .engine import store
from .engine.experiment import ExperimentError
from .engine.verdicts import ENOUGH_SEEDS, Verdict, estimate, word

KINDS = ("autoencoder", "rbm")


class Claim(NamedTuple):
    """A claim; ``effects(by_start, kind)`` gives its effects; ``by_start[start, depth]`` has a row a seed."""

    name: str
    experiment: str
    sentence: str
    paper: str
    effects: callable


CLAIMS = (
    Claim(
        "C1", "depth", "Pre-training lowers the test error at every depth from 1 to 4.",
        "means 1.81 to 1.41 % (1 layer), 1.77 to 1.37 % (2 layers), Table 1; medians about 1.83 to 1.33 % (3 "
        "layers), 2.16 to 1.31 % (4 layers), Fig. 1", effects.helps,
    ),
    Claim(
        "C2", "depth", "Without pre-training more than two layers hurt; with it the error falls up to four.",
        "medians with 1 to 5 layers about 1.82, 1.76, 1.83, 2.16 % and no convergence without; about 1.41, "
        "1.36, 1.33, 1.31, 1.37 % with, Fig. 1", effects.depth_matters,
    ),
    Claim(
        "C3", "depth", "The gain grows with depth.",
        "about 0.41, 0.40, 0.50, 0.85 points with 1 to 4 layers, from the medians of Fig. 1",
        effects.gain_grows,
    ),
    Claim(
        "C4", "depth", "The spread over seeds is smaller with pre-training, and more so in deep networks.",
        "interquartile ranges about 0.10, 0.11, 0.16, 0.26 points without and 0.10, 0.08, 0.08, 0.08 with, "
        "Fig. 1",
        effects.spread_is_smaller,
    ),
    Claim(
        "C5", "depth", "The histograms of test errors with and without pre-training hardly overlap.",
        "about: 1 layer, at most 1.62 % with and at least 1.61 % without; 4 layers, the bulk at most 1.54 % "
        "and at least 1.79 %, Figs 1 and 2", effects.hardly_overlap,
    ),
    Claim(
        "C13", "trajectories", "At equal training loss the test loss is lower with pre-training.",
        "final test NLL about 0.079 to 0.058 (1 layer), 0.10 to 0.056 (2), 0.13 to 0.057 (3): means of "
        "the same curves in Fig. 3 of 2009",
        effects.lower_at_equal_train,
    ),
    Claim(
        "C14", "trajectories",
        "With 2 and 3 layers pre-training ends at a higher training loss, with 1 layer at a lower one.",
        "final train NLL with / without about 0.5 (1 layer), 2.4 (2), 3 (3), at about 4e-5 to 3.5e-4, Fig. 8",
        effects.final_train,
    ),
)  # fmt: skip


def errors_by_seed(table):
    """Test errors (S,) for each start and depth, in the order of the seeds, from the result of ``depth``."""
    chosen = at_chosen_epoch(table).sort_values("seed")
    return {key: rows["test_error"].to_numpy(float) for key, rows in chosen.groupby(["start", "depth"])}


def curves_by_seed(table):
    """Curves (S, epochs, 2) of log train and log test NLL, from the result of ``trajectories``."""
    curves = {}
    for key, rows in table.sort_values(["seed", "epoch"]).groupby(["start", "depth"]):
        nll = np.log(rows[["train_nll", "test_nll"]].to_numpy(float))
        curves[key] = nll.reshape(rows["seed"].nunique(), -1, 2)
    return curves


BY_START = {"depth": errors_by_seed, "trajectories": curves_by_seed}


def judge(folder=store.SHIPPED, budget=None):
    """The verdicts on all claims that the results in a folder decide.

    Parameters
    ----------
    folder : Path
        By default the shipped results.
    budget : str, optional
        By default the largest that is there, for each experiment; the notes tell the words of the others.

    Returns
    -------
    list of Verdict
        In the order of the claims, each for autoencoders and for RBMs where both were run.

    Raises
    ------
    ExperimentError
        When there is no result at all, or a file is damaged.
    """
    results, missing = {}, None
    for name, widen in BY_START.items():
        found = [budget] if budget else store.budgets_of(name, folder)
        try:
            for one in found or [None]:
                table, record = store.load_result(name, one, folder)
                results.setdefault(name, []).append((widen(table), record))
        except store.Damaged:
            raise
        except ExperimentError as error:
            missing = missing or error
    if not results:
        raise missing
    return [
        verdict(claim, kind, *results[claim.experiment])
        for claim in CLAIMS
        if claim.experiment in results
        for kind in KINDS
        if kind in {start for start, _ in results[claim.experiment][0][0]}
    ]


def verdict(claim, kind, decisive, *others):
    """Judge one claim for one kind of pre-training.

    Parameters
    ----------
    claim : Claim
    kind : {"autoencoder", "rbm"}
    decisive : tuple
        What the effects are computed from, and the record of that result.
    others : tuple
        The same of results with smaller budgets: their words are told.

    Returns
    -------
    Verdict
    """
    by_start, record = decisive
    estimates = [estimate(effect) for effect in claim.effects(by_start, kind)]
    source = f"{record['experiment']}-{record['budget']}, {described(by_start, record)}"
    if record["n_seeds"] < ENOUGH_SEEDS:
        source += f" (fewer than {ENOUGH_SEEDS} decide nothing)"
    notes = {"C2": [deeper], "C13": [how_trained], "C14": [how_trained, not_converged]}
    sentences = [note(by_start, record, kind) for note in notes.get(claim.name, ())]
    for other, made in others:
        if made["n_seeds"] >= ENOUGH_SEEDS and kind in {start for start, _ in other}:
            said = word([estimate(effect) for effect in claim.effects(other, kind)])
            sentences.append(f"{made['experiment']}-{made['budget']}, {described(other, made)}: {said}.")
    note = " ".join(sentence for sentence in sentences if sentence)
    return Verdict(claim.name, kind, claim.sentence, claim.paper, source, estimates, word(estimates), note)


def described(by_start, record):
    """A result in words: the size of the networks, the digits, the rates, the seeds."""
    settings, most = record["settings"], effects.depths(by_start)[-1]
    rates = "one rate for all starts" if settings.get("one_rate") else "a rate for each start"
    return (
        f"1 to {most} layers of {settings['width']} units, {settings['n_train']:,} training digits, {rates}, "
        f"{record['n_seeds']} seeds"
    )


def how_trained(by_start, record, kind):
    """A sentence on what the training loss depends on beside the start: the rates, and how far it came."""
    rates = record["settings"].get("rates")
    if not rates:
        return ""
    parts = []
    for d in effects.depths(by_start):
        without, with_ = (f"{rates[start]['supervised'][str(d)]:g}" for start in ("none", kind))
        ends = (f"{np.exp(np.median(by_start[start, d][:, -1, 0])):.2g}" for start in ("none", kind))
        parts.append(f"{effects.layers(d)}, rates {without} and {with_}, train NLL {' and '.join(ends)}")
    settings = record["settings"]
    n_tuning, epochs = settings["tuning_seeds"], settings["epochs"]
    return (
        f"fine-tuning without and with, medians after {epochs} epochs: {'; '.join(parts)}; rates chosen on "
        f"{n_tuning} seed{'s' * (n_tuning > 1)}."
    )


def not_converged(by_start, record, kind):
    """A sentence where some networks are still on their way, or none."""
    if all(effect.decides for effect in effects.final_train(by_start, kind)):
        return ""
    return (
        f"Where either median is above {effects.CONVERGED:g}, the networks are still on their way and decide "
        "nothing."
    )


def deeper(by_start, record, kind):
    """A sentence on the depths that only the choice of rates looked at, or none."""
    found = record.get("too_deep", {})
    return " ".join(
        f"{depth} layers in {record['settings']['epochs']} epochs, the best of all rates tried, on "
        f"{record['settings']['tuning_seeds']} seeds: {error:.1f} % validation error without pre-training, "
        f"{found[kind][depth]:.1f} % with."
        for depth, error in found.get("none", {}).items()
        if depth in found.get(kind, {})
    )


def claims_table(folder=store.SHIPPED, budget=None):
    """The verdicts as a table, a row for each effect: for a lesson, or for further work.

    Returns
    -------
    pandas.DataFrame
        ``claim``, ``kind``, ``verdict``, ``effect``, ``estimate``, ``low``, ``high``, ``supports``; a ratio
        is given as its logarithm.
    """
    import pandas as pd

    return pd.DataFrame(
        {
            "claim": v.claim, "kind": v.kind, "verdict": v.word, "effect": one.effect.label,
            "estimate": one.value, "low": one.low, "high": one.high, "supports": one.supports,
        }
        for v in judge(folder, budget) for one in v.estimates
    )  # fmt: skip
