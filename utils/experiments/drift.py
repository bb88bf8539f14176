"""How far the networks of two processors drift apart: measured once, for `verify` on another processor.

Another processor, or another version of a library, sums a matrix product in another order, so its numbers
differ in the last digit. What training makes of that was measured twice. Parts of shipped tables were
computed again on another processor with the same libraries: trajectories-course and depth-course of an Intel
Xeon (the first two seeds of each start) and tune-demo of an AMD EPYC (all of it), on another model of AMD
EPYC. And tune-demo (two conditions) and one layer of long (150 epochs, two starts) were computed with the
plain kernels of PyTorch and MKL in the place of those for this processor (``ATEN_CPU_CAPABILITY=default``,
``MKL_CBWR=COMPATIBLE``). Both agree; it is of three kinds:

- *steady*: low rates of fine-tuning, or the first updates, after a start without sampled units. The largest
  difference of a logarithm of a loss was 3e-4 (after 150 epochs; 8e-5 after 25), of an error one digit.
- *unsettled*: higher rates; RBMs, whose units are sampled (one that rounding turns makes another network);
  autoencoders with high rates of pre-training. The largest difference of a loss on validation or test digits
  was a factor of 1.5, of an error 2.7 points with 10,000 training digits and 4.4 with 3,500: as far as seeds
  differ. Losses on training digits differed by a factor of up to 27.
- *chaotic*: still higher rates. After an epoch nothing was alike: errors differed by up to 40 points.

The NumPy networks of stacking were computed with other kernels of OpenBLAS (``OPENBLAS_CORETYPE=Prescott``;
one seed of each start, 1 and 3 layers). Without pre-training, nothing differed in six decimals at a rate of
1. Else losses on test digits differed by a factor of up to 1.3, errors by 3.3 points. Rates above 3 were not
measured.

What is allowed is about three times what was seen, for steady losses ten times, since few networks were. Of
chaotic networks, and of training losses of unsettled ones, nothing is asserted here: their digests
and the processor of the record have to tell.
"""

import numpy as np

from .finite_mnist import RANDOM

STEADY_RATE, STEADY_UPDATES = 0.5, 1_000  # up to this rate, or at a rate of 1 up to so many updates
STEADY_PRETRAINING = 0.1  # up to this rate of autoencoders
CHAOTIC_RATE = {"mnist": 2.0, "digits_5k": 1.0}  # above it
STEADY_LOG_LOSS, STEADY_DIGITS = 3e-3, 2
UNSETTLED_LOG_LOSS, UNSETTLED_POINTS = 1.25, {"mnist": 8.0, "digits_5k": 13.0}
N_TEST = {"mnist": 10_000, "digits_5k": 1_000}
STACKING_STEADY_RATE, STACKING_CHAOTIC_RATE = 1.0, 3.0  # of batches of 20
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
            beyond = np.inf if of == "train" else UNSETTLED_LOG_LOSS
            logs = np.select([chaotic, steady], [np.inf, STEADY_LOG_LOSS], beyond)
            allowed[name] = table[name].to_numpy(float) * np.expm1(logs)
        elif measure in ("error", "right"):
            digits = 100 * STEADY_DIGITS / sizes[of] + 1e-5  # errors are float32
            allowed[name] = np.select([chaotic, steady], [np.inf, digits], UNSETTLED_POINTS[data])
    return allowed


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
    updates = table["epoch"] * settings["n_train"] / settings["batch_size"]
    unsampled = kinds.isin(RANDOM) | ((kinds == "autoencoder") & (pretraining <= STEADY_PRETRAINING))
    slow = (rate <= STEADY_RATE) | ((rate <= 1) & (updates <= STEADY_UPDATES))
    return (unsampled & slow).to_numpy(), np.asarray(rate) > CHAOTIC_RATE[settings["data"]]


def of_stacking(settings, table):
    """The same for the NumPy networks of stacking, the errors of which are shares."""
    steady = table["start"].isin(RANDOM) & (table["rate"] <= STACKING_STEADY_RATE)
    chaotic, allowed = table["rate"] > STACKING_CHAOTIC_RATE, {}
    for name in table.columns.intersection(["train_nll", "valid_nll", "test_nll"]):
        beyond = np.inf if name == "train_nll" else UNSETTLED_LOG_LOSS
        logs = np.select([chaotic, steady], [np.inf, STEADY_LOG_LOSS], beyond)
        allowed[name] = table[name].to_numpy() * np.expm1(logs) + 1e-6  # they have six decimals
    for name in table.columns.intersection(["train_error", "valid_error", "test_error"]):
        smallest = {"train": table["labels"], "valid": settings["n_valid"], "test": N_TEST["digits_5k"]}
        digits = STEADY_DIGITS / smallest[name.partition("_")[0]] + 1e-6
        allowed[name] = np.select([chaotic, steady], [np.inf, digits], STACKING_SHARE)
    return allowed
