"""How far the networks of two processors drift apart: measured once, for `verify` on another processor.

Another processor, or another version of a library, sums a matrix product in another order, so its numbers
differ in the last digit. What training makes of that was measured by computing parts of shipped results
again on another processor with the same libraries: five pairs of seeds of trajectories-course and six tasks
of tune-course (of an Intel Xeon), one pair of trajectories-long, all of stacking-course, its choice of rates
and tune-demo (of other models of AMD EPYC). What came out is kept in ``tests/experiments/elsewhere``, and a
test compares it with the limits below. Before, tune-demo and one layer of long were computed with the plain
kernels of PyTorch and MKL in the place of those for this processor (``ATEN_CPU_CAPABILITY=default``,
``MKL_CBWR=COMPATIBLE``). Drift is of three kinds:

- *steady*: low rates of fine-tuning after a start without sampled units: up to 0.5, from three layers on up
  to 0.2. The largest difference of a logarithm of a loss was 3e-4 (with the plain kernels), of an error one
  digit.
- *unsettled*: higher rates (in stacking, from 1 on of two layers or more); RBMs, whose units are sampled (one
  that rounding turns makes another network); autoencoders with high rates of pre-training. Of validation and
  test digits, the largest difference of a loss was a factor of 2.1, of an error a factor of 1.95: 15 and 29 %
  where a deep network is about to begin to learn, some updates sooner or later. Losses of training digits
  differed by any factor, their errors by up to 14 points, since they leap for an epoch now and then.
  Means over the epochs of a seed and a start differed by 0.07 of their logarithm at most, at one depth by
  0.17, as far as two seeds differ, and to either side.
- *chaotic*: still higher rates. After an epoch nothing was alike: errors differed by up to 40 points.

Single numbers may differ by about twice what was seen, steady losses by ten times, since few networks were,
and means by twice. Of chaotic networks, and of training losses of unsettled ones, nothing is asserted here:
their digests and the processor of the record have to tell.
"""

import numpy as np

from .engine.comparing import Drift, Mean
from .finite_mnist import RANDOM

STEADY_RATE, STEADY_DEEP_RATE, DEEP = 0.5, 0.2, 3  # up to these; from so many layers on the second
STEADY_PRETRAINING = 0.1  # up to this rate of autoencoders
CHAOTIC_RATE = {"mnist": 2.0, "digits_5k": 1.0}  # above it
STEADY_LOG_LOSS, STEADY_DIGITS = 3e-3, 2
UNSETTLED_LOG, UNSETTLED_POINTS = 1.25, {"mnist": 8.0, "digits_5k": 13.0}
SPIKES = 4  # times as far may training errors lie apart: they leap for an epoch
MEANS_OF, LOGARITHMS = ("valid", "test"), ("_nll", "_error")
MEAN_LOG = {("start",): 0.2, ("start", "depth"): 0.3}  # of one seed
N_TEST = {"mnist": 10_000, "digits_5k": 1_000}
STACKING_CHAOTIC_RATE = 3.0  # of batches of 20
STACKING_SHARE = 0.1  # errors there are from 0 to 1


def of_networks(settings, table):
    """What another processor may differ by from a table that was computed here.

    Parameters
    ----------
    settings : dict
        A budget's, completed by ``rates`` but for tuning.
    table : pandas.DataFrame
        With columns of :func:`.finite_mnist.measures`.

    Returns
    -------
    dict of str to ndarray
        For each measured column the largest difference in each row; of ``test_right``, in percent of digits.
    """
    steady, chaotic = kinds_of(settings, table)
    data, sizes = settings["data"], {name: settings[f"n_{name}"] for name in ("train", "valid")}
    sizes["test"], allowed = N_TEST[data], {}
    for name in table:
        of, _, measure = name.partition("_")
        if measure == "nll":
            beyond = np.inf if of == "train" else UNSETTLED_LOG
            logs = np.select([chaotic, steady], [np.inf, STEADY_LOG_LOSS], beyond)
            allowed[name] = table[name].to_numpy(float) * np.expm1(logs)
        elif measure in ("error", "right"):
            digits = 100 * STEADY_DIGITS / sizes[of] + 1e-5  # errors are float32
            beyond = UNSETTLED_POINTS[data] * (SPIKES if of == "train" else 1)
            if measure == "error":
                beyond = np.maximum(beyond, table[name].to_numpy(float) * np.expm1(UNSETTLED_LOG))
            allowed[name] = np.select([chaotic, steady], [np.inf, digits], beyond)
    return allowed


def of_means(settings, stored, new):
    """How far means lie apart, and how far another processor may put them: of a start, and of each depth.

    Where single numbers may differ as much as two seeds, chance makes as many larger as smaller. So the mean
    over the epochs and S seeds has a limit that is narrower by the square root of S. Of chaotic networks
    nothing is asserted.

    Parameters
    ----------
    settings, new
        As in :func:`of_networks`.
    stored : pandas.DataFrame
        The same rows of a result.

    Returns
    -------
    list of Mean
    """
    _, chaotic = kinds_of(settings, new)
    return means_of(stored, new, new[~chaotic], 100 / N_TEST[settings["data"]])


def means_of(stored, new, there, digit):
    """The same, of the rows that are ``there``; an error can be 0, and counts as that of one digit then."""
    found = []
    for column in [name for name in new if name.partition("_")[0] in MEANS_OF and name.endswith(LOGARITHMS)]:
        least = digit if column.endswith("_error") else 1e-12
        logs = np.log(stored[column].clip(lower=least)) - np.log(new[column].clip(lower=least))
        for keys, most in MEAN_LOG.items():
            for group, rows in there.groupby(list(keys), sort=False):
                words = ", ".join(f"{key} {value}" for key, value in zip(keys, group, strict=True))
                apart, n_seeds = float(logs[rows.index].mean()), rows["seed"].nunique()
                found.append(Mean(column, words, apart, most / np.sqrt(n_seeds)))
    return found


def kinds_of(settings, table):
    """Which rows are of steady and which of chaotic networks: two arrays of booleans."""
    kinds, pretraining, rate = (
        table["start"].str.partition(":")[0],
        table.get("pretraining"),
        table.get("rate"),
    )
    if rate is None:
        given, places = settings["rates"], zip(table["start"], table["depth"], strict=True)
        rate = np.array([given[start]["supervised"][str(depth)] for start, depth in places])
        pretraining = kinds.map(lambda start: given[start]["pretraining"])
    elif pretraining is None:
        pretraining = kinds.map(lambda start: settings["pretraining_rates"].get(start, 0.0))
    unsampled = kinds.isin(RANDOM) | ((kinds == "autoencoder") & (pretraining <= STEADY_PRETRAINING))
    steady_rate = np.where(table["depth"] < DEEP, STEADY_RATE, STEADY_DEEP_RATE)
    steady = unsampled & (np.asarray(rate) <= steady_rate)
    return steady.to_numpy(), np.asarray(rate) > CHAOTIC_RATE[settings["data"]]


def of_stacking(settings, table):
    """The same for the NumPy networks of stacking, the errors of which are shares."""
    steady_rate = np.where(table["depth"] == 1, 2 * STEADY_RATE, STEADY_RATE)
    steady = table["start"].isin(RANDOM) & (table["rate"] <= steady_rate)
    chaotic, allowed = table["rate"] > STACKING_CHAOTIC_RATE, {}
    for name in table.columns.intersection(["train_nll", "valid_nll", "test_nll"]):
        beyond = np.inf if name == "train_nll" else UNSETTLED_LOG
        logs = np.select([chaotic, steady], [np.inf, STEADY_LOG_LOSS], beyond)
        allowed[name] = table[name].to_numpy() * np.expm1(logs) + 1e-6  # they have six decimals
    for name in table.columns.intersection(["train_error", "valid_error", "test_error"]):
        smallest = {"train": table["labels"], "valid": settings["n_valid"], "test": N_TEST["digits_5k"]}
        digits = STEADY_DIGITS / smallest[name.partition("_")[0]] + 1e-6
        beyond = STACKING_SHARE * (SPIKES if name == "train_error" else 1)
        beyond = np.maximum(beyond, table[name] * np.expm1(UNSETTLED_LOG))
        allowed[name] = np.select([chaotic, steady], [np.inf, digits], beyond)
    return allowed


def of_means_of_stacking(settings, stored, new):
    """As :func:`of_means`."""
    return means_of(stored, new, new[new["rate"] <= STACKING_CHAOTIC_RATE], 1 / N_TEST["digits_5k"])


NETWORKS = Drift(of_networks, of_means)
STACKING = Drift(of_stacking, of_means_of_stacking)
