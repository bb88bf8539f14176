"""Made-up results of ``depth`` and ``trajectories``: what their claims are computed from, and tables."""

import numpy as np
import pandas as pd

from utils.experiments.errors import Errors
from utils.experiments.trajectories import Curves

PAPER = {"none": (1.82, 1.76, 1.83, 2.16), "autoencoder": (1.41, 1.36, 1.33, 1.31)}  # medians of Fig. 1
PAPER_IQR = {"none": (0.10, 0.11, 0.16, 0.26), "autoencoder": (0.10, 0.08, 0.08, 0.08)}
PAPER_RATIOS = (0.5, 2.4, 3.0)  # final train NLL with / without, Fig. 8
PAPER_AT_EQUAL = (0.73, 0.56, 0.44)  # final test NLL with / without, Fig. 3 of 2009


def errors(medians, iqrs, noise):
    """Test errors in steps of a digit of 10,000; ``noise()`` has an interquartile range of 1."""
    return Errors(
        {
            (start, d): np.round(m + iqr * noise(), 2)
            for start in medians
            for d, (m, iqr) in enumerate(zip(medians[start], iqrs[start], strict=True), 1)
        }
    )


def curves(at_equal, ratios, n_seeds, rng, spread=0.1, kind="rbm"):
    """Curves that have levelled off: a training loss like 1 / epochs, a test loss that it decides.

    Parameters
    ----------
    at_equal, ratios : sequence of float
        With / without pre-training for each depth: the test loss at equal training loss, the training loss.
    n_seeds : int
    rng : numpy.random.Generator
    spread : float
        Of a seed's log losses around these.
    kind : str
    """
    epochs = np.array([1, 2, 5, 10, 20, 40, 75, 100])
    found = Curves()
    for d, factors in enumerate(zip(at_equal, ratios, strict=True), 1):
        for start in ("none", kind):
            test_factor, train_factor = np.log(factors) if start == kind else (0, 0)
            seeds = rng.normal(0, spread, (2, n_seeds, 1))
            train = np.log(0.02 / epochs) + train_factor + seeds[0]
            test = np.log(0.1) - 0.05 * train + test_factor + seeds[1] + rng.normal(0, 0.01, train.shape)
            found[start, d] = np.stack([train, test], axis=-1)
    found.epochs, found.test_errors = epochs, dict.fromkeys(found, 3.0)
    return found


def as_table(found):
    """The table of a result whose curves these are."""
    rows = []
    for (start, d), both in found.items():
        for seed, curve in enumerate(np.exp(both)):
            one = {"start": start, "depth": d, "seed": seed, "epoch": found.epochs, "test_error": 3.0}
            rows.append(pd.DataFrame(one | {"train_nll": curve[:, 0], "test_nll": curve[:, 1]}))
    return pd.concat(rows, ignore_index=True)
