"""What this lesson reads off a loss over the epochs."""

import numpy as np


def end_slope(epochs, losses, share=0.75):
    """How fast a loss falls at its end: -1 where it falls like 1 / epoch.

    Parameters
    ----------
    epochs, losses : ndarray of shape (E,)
        Measured epochs, and the loss after each.
    share : float
        From the measured epoch that is nearest to this share of all epochs, to the last.

    Returns
    -------
    float
        The exponent: of a straight line between the two, both axes logarithmic.
    """
    early = np.abs(epochs - share * epochs[-1]).argmin()
    return float(np.log(losses[-1] / losses[early]) / np.log(epochs[-1] / epochs[early]))
