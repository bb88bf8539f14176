"""How numbers that were computed again are compared with those of a result: to the bit, or within limits."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from . import provenance, store, structure


class Comparison(NamedTuple):
    """What came of a verification: whether it passed, and a sentence that says why."""

    passed: bool
    sentence: str


class Drift(NamedTuple):
    """How far a result of another processor may be from what is computed here: measured once, written down.

    Parameters
    ----------
    each : callable
        ``each(settings, computed)`` gives for each measured column the largest difference, one number or one
        a row; infinite where nothing can be asserted.
    means : callable
        ``means(settings, stored, computed)`` gives a Mean for each mean over rows that has a limit.
    """

    each: callable
    means: callable = lambda settings, stored, computed: []


class Mean(NamedTuple):
    """The mean of log(stored / computed) over some rows of a column, and the largest that is allowed."""

    column: str
    rows: str
    apart: float
    most: float


def same_machine(record):
    """Whether the processor (or the GPU) and the libraries here are those of a record."""
    here = provenance.of_machine(record["device"])
    return all(record[name] == here[name] for name in ("processor", "versions"))


def compare(experiment, record, table, computed):
    """Compare the tables of tasks that were computed again with the same rows of a result.

    Parameters
    ----------
    experiment : Experiment
    record : dict
    table : pandas.DataFrame
        Of the result.
    computed : pandas.DataFrame

    Returns
    -------
    Comparison
    """
    settings, elsewhere = record["settings"], not same_machine(record)
    key = structure.key_of(experiment, settings)
    new = in_the_place_of(experiment, settings, computed, table, key)
    stored = new[key].merge(table, on=key, how="left")[list(new.columns)]
    if store.same(stored, new):
        return Comparison(True, "the same to the last bit")
    if elsewhere:
        new = new.assign(**at_the_same_places(stored, new[key].merge(computed, on=key, how="left")))
    for name in new:
        if stored[name].dtype != new[name].dtype:
            return Comparison(False, f"NOT the same: {name} is {stored[name].dtype}, not {new[name].dtype}")
    gaps = {name: gap(stored[name], new[name]) for name in new.columns.difference(key, sort=False)}
    allowed = dict.fromkeys(gaps, 0.0)
    if elsewhere:
        if experiment.drift is None:
            return Comparison(False, "NOT the same to the last bit, and no other limit is known for it")
        allowed |= dict(experiment.drift.each(settings, new))
    each = judged(gaps, {name: np.broadcast_to(allowed[name], len(new)) for name in gaps}, stored, new, key)
    if elsewhere and each.passed:
        return judged_means(experiment.drift.means(settings, stored, new)) or each
    return each


def at_the_same_places(stored, computed):
    """Computed values that are bytes, where these rows of a result keep them.

    A question may keep them at an epoch that is chosen by numbers; where those differ, its choice may, too.
    """
    names = [name for name in stored if stored[name].dtype == object]
    return {name: computed[name].where(stored[name].notna(), None) for name in names}


def in_the_place_of(experiment, settings, computed, table, key):
    """What the question's view makes of computed rows, in the place of these rows of a result.

    What it keeps may depend on all seeds: on an epoch that is chosen by a mean over them, say.
    """
    rows = pd.MultiIndex.from_frame(computed[key])
    others = table[~pd.MultiIndex.from_frame(table[key]).isin(rows)]
    whole = structure.in_order(experiment, settings, pd.concat([others, computed], ignore_index=True))
    mine = pd.MultiIndex.from_frame(whole[key]).isin(rows)
    return whole.loc[mine, list(table.columns)].reset_index(drop=True)


def gap(stored, new):
    """How far apart two columns are, row by row; of bytes, the percentage of bits that differ."""
    if new.dtype.kind == "f":
        both_missing = stored.isna() & new.isna()
        return (stored - new).abs().astype(float).fillna(np.inf).mask(both_missing, 0.0)
    return pd.Series([bits_apart(a, b) for a, b in zip(stored, new, strict=True)], dtype=float)


def bits_apart(a, b):
    """The percentage of bits that differ between two values that are bytes or missing."""
    if pd.isna(a) and pd.isna(b):
        return 0.0
    if pd.isna(a) or pd.isna(b) or len(a) != len(b):
        return np.inf
    a, b = (np.unpackbits(np.frombuffer(bits, np.uint8)) for bits in (a, b))
    return 100 * float(np.mean(a != b))


def described(value):
    """A value in a sentence."""
    return f"{len(value)} bytes" if isinstance(value, bytes) else str(value)


def judged(gaps, allowed, stored, new, key):
    """Pass where no gap is larger than allowed; name the first that is, or the largest."""
    free, numbers = sum(np.isinf(limit).sum() for limit in allowed.values()), len(new) * len(gaps)
    for name, found in gaps.items():
        wrong = found.to_numpy() > allowed[name]
        if wrong.any():
            i = int(wrong.argmax())
            return Comparison(
                False,
                f"NOT the same: {wrong.sum()} of {len(new)} values of {name} differ by more than they may, "
                f"the first at {structure.place(new.loc[i, key])}: {described(stored[name][i])} is stored, "
                f"{described(new[name][i])} was computed, and they may be {allowed[name][i]:.2g} apart",
            )
    tail = f" ({free} of {numbers} have none, since training is chaotic there)" if free else ""
    return Comparison(True, f"the same up to rounding, every number within its limit{tail}")


def judged_means(means):
    """Fail where means are farther away than chance puts them; tell of the one farthest beyond its limit."""
    wrong = [one for one in means if not abs(one.apart) <= one.most]
    if not wrong:
        return None
    worst = max(wrong, key=lambda one: abs(one.apart) / one.most)
    return Comparison(
        False,
        f"NOT the same: {len(wrong)} of {len(means)} means differ by more than they may, most of all that "
        f"of {worst.column} ({worst.rows}): stored is {np.exp(worst.apart):.3f} times what was computed, "
        f"and rounding explains {np.exp(-worst.most):.3f} to {np.exp(worst.most):.3f} times",
    )
