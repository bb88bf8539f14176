"""Test errors over seeds at the epoch chosen on validation digits, and what they would be on other digits.

A test error is uncertain in two ways: another seed gives another network, and other test digits another error
of the same network. The second is common to all seeds, so no number of seeds makes it smaller. Where a result
keeps which test digits each network gets right, the errors can be counted again on digits drawn with
replacement, the same for all networks, because all were tested on the same: that gives its standard error for
any statistic. ``by_start[start, depth]`` are errors (S,) as in :mod:`.paired`.
"""

import numpy as np

from .finite_mnist import N_TEST
from .paired import depths

FIRST = 10  # seeds that choose epochs where it is kept which test digits are right


def choosing(table, first):
    """The rows that choose epochs: all, or where ``test_right`` is kept those of the first seeds.

    It is kept at chosen epochs only, and so they must stay the same when seeds are added.
    """
    return table[table["seed"] < first] if "test_right" in table else table


def is_chosen(table, first=FIRST):
    """Whether a row is of the epoch with the smallest mean validation error of its start and depth."""
    mean = choosing(table, first).groupby(["start", "depth", "epoch"])["valid_error"].mean()
    chosen = mean.groupby(["start", "depth"]).idxmin()  # (start, depth, epoch) for each start and depth
    return table.set_index(["start", "depth", "epoch"]).index.isin(list(chosen))


def at_chosen_epoch(table, first=FIRST):
    """The rows of the epoch with the smallest mean validation error of each start and depth.

    Parameters
    ----------
    table : pandas.DataFrame
        Result of this experiment.
    first : int
        So many seeds choose the epoch where the table keeps which test digits are right; elsewhere all do.

    Returns
    -------
    pandas.DataFrame
        A row for each start, depth and seed.
    """
    return table[is_chosen(table, first)].reset_index(drop=True)


def right_at_chosen(table, first=FIRST):
    """The same table, but which test digits a network gets right, where it is kept, at chosen epochs only."""
    if "test_right" not in table:
        return table
    return table.assign(test_right=table["test_right"].where(is_chosen(table, first), None))


class Errors(dict):
    """Test errors (S,) for each start and depth, in percent.

    ``epochs``: the chosen epoch of each; ``chosen_by``: how many seeds chose it; ``right``: bits (S, N),
    which test digits each seed gets right, or nothing where the result does not keep them.
    """


def errors_by_seed(table, first=FIRST):
    """Test errors (S,) for each start and depth, in the order of the seeds."""
    groups = dict(list(at_chosen_epoch(table, first).sort_values("seed").groupby(["start", "depth"])))
    errors = Errors({key: rows["test_error"].to_numpy(float) for key, rows in groups.items()})
    errors.epochs = {key: int(rows["epoch"].iloc[0]) for key, rows in groups.items()}
    errors.chosen_by = choosing(table, first)["seed"].nunique()
    errors.right = {key: unpacked(rows["test_right"]) for key, rows in groups.items() if "test_right" in rows}
    return errors


def unpacked(packed):
    """Bits (S, N) from the bytes of each seed."""
    packed = np.frombuffer(b"".join(packed), np.uint8).reshape(len(packed), -1)
    return np.unpackbits(packed, axis=1).astype(np.float32)  # for the matrix products of other_digits


def other_digits(by_start, rng, n):
    """The test errors on as many digits drawn ``n`` times from the test digits with replacement.

    Each draw is the same for all networks: a list of n Errors, empty where nothing tells which are right.
    """
    if not by_start.right:
        return []
    n_digits = next(iter(by_start.right.values())).shape[1]
    drawn = rng.multinomial(n_digits, np.full(n_digits, 1 / n_digits), size=n)  # (n, N)
    shares = drawn.T * np.float32(100 / n_digits)
    errors = {key: 100 - bits @ shares for key, bits in by_start.right.items()}  # (S, n)
    return [Errors({key: some[:, i] for key, some in errors.items()}) for i in range(n)]


def measured_when(by_start, record, kind):
    """A sentence on the chosen epochs."""
    chosen = (
        f"{start} " + ", ".join(str(by_start.epochs[start, d]) for d in depths(by_start))
        for start in ("none", "glorot4", kind)
        if (start, depths(by_start)[0]) in by_start
    )
    last = record["settings"]["epochs"]
    some = by_start.chosen_by < record["n_seeds"]
    by = f" (mean of the first {by_start.chosen_by} seeds)" if some else ""
    return f"measured at the epoch that is best on validation digits{by}, of {last}: {'; '.join(chosen)}"


def digits_not_recorded(by_start, record, kind):
    """A sentence on the test digits where it is not kept which of them are right."""
    if by_start.right:
        return ""
    n_digits = N_TEST[record["settings"]["data"]]
    errors = [
        np.sqrt(sum(p * (100 - p) for p in (by_start["none", d].mean(), by_start[kind, d].mean())) / n_digits)
        for d in depths(by_start)
    ]
    return (
        "which test digits are right is not recorded, so the intervals are of these test digits; over test "
        f"digits, a difference has a standard error below {max(errors):.2f} points (binomial, as if the two "
        "starts were tested on different ones)"
    )
