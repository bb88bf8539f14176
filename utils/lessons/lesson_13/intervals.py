"""What exercises 13.3 and 13.4 share: differences near what makes a win, and intervals that are too short."""

import numpy as np
import scipy.stats

from ...teaching.exercise import Mistake


def near(shares, n_seeds, seed):
    """Differences whose means are these shares of what an interval needs to lie above 0.

    Parameters
    ----------
    shares : sequence of float, of length K
    n_seeds, seed : int

    Returns
    -------
    ndarray of shape (n_seeds, K)
    """
    spread = np.random.default_rng(seed).normal(0, 1, (n_seeds, len(shares)))
    spread = (spread - spread.mean(axis=0)) / spread.std(axis=0, ddof=1)
    reach = scipy.stats.t.ppf(1 - 0.05 / len(shares) / 2, n_seeds - 1) / np.sqrt(n_seeds)
    return np.array(shares) * reach + spread


def ends(differences, factor, ddof=1):
    """Lower and upper ends, (K,) each: mean -+ ``factor(p, n_seeds)`` x standard error, corrected for K parts."""
    n_seeds, n_parts = differences.shape
    half = factor(1 - 0.05 / n_parts / 2, n_seeds) * differences.std(axis=0, ddof=ddof) / np.sqrt(n_seeds)
    return differences.mean(axis=0) - half, differences.mean(axis=0) + half


def too_short(with_ends):
    """The mistakes that make intervals too short; ``with_ends(factor, ddof)`` makes a wrong answer of them."""
    return (
        Mistake("A standard deviation from S seeds divides by S - 1: std(ddof=1); this is too short an interval.",
                with_ends(lambda p, n: scipy.stats.t.ppf(p, n - 1), 0)),
        Mistake("Student's t has S - 1 degrees of freedom, one less than there are seeds.",
                with_ends(scipy.stats.t.ppf, 1)),
        Mistake("This takes the quantile of a normal distribution; with so few seeds the spread is itself uncertain: "
                "Student's t.", with_ends(lambda p, n: scipy.stats.norm.ppf(p), 1)),
    )  # fmt: skip
