"""What this lesson reads off a loss over the epochs."""

import numpy as np

from ...experiments.fairness import nearest_to_three_quarters


def end_slope(epochs, losses):
    """How fast a loss falls at its end: -1 where it falls like 1 / epoch.

    Parameters
    ----------
    epochs, losses : ndarray of shape (E,)
        Measured epochs, and the loss after each.

    Returns
    -------
    float
        The exponent: of a straight line over the last quarter of the epochs, both axes logarithmic.
    """
    early = nearest_to_three_quarters(epochs)
    return float(np.log(losses[-1] / losses[early]) / np.log(epochs[-1] / epochs[early]))
