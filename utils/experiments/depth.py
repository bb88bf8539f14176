"""Does pre-training help, and does depth matter? (Erhan et al. 2010, Figs 1 and 2.)

Varied: the number of hidden layers, 1 to 3, 4 or 5 by budget, and how they start: at random, from a
stack of RBMs, or from a stack of denoising autoencoders. Measured: test error over seeds, at the epoch with
the smallest mean validation error of each start and depth (the paper, too, chose the number of epochs on
validation data). Plotted: box plots over depth, histograms of the shallowest and the deepest networks.
Decides C1 to C5.
"""

from . import budgets
from .engine.experiment import Experiment


def view(table):
    """The columns that this question needs."""
    return table[["start", "depth", "seed", "epoch", "valid_error", "test_error"]]


def at_chosen_epoch(table):
    """The rows of the epoch with the smallest mean validation error of each start and depth.

    Parameters
    ----------
    table : pandas.DataFrame
        Result of this experiment.

    Returns
    -------
    pandas.DataFrame
        A row for each start, depth and seed.
    """
    mean = table.groupby(["start", "depth", "epoch"])["valid_error"].mean()
    chosen = mean.groupby(["start", "depth"]).idxmin()  # (start, depth, epoch) for each start and depth
    index = table.set_index(["start", "depth", "epoch"]).index
    return table[index.isin(list(chosen))].reset_index(drop=True)


DEPTH = Experiment(
    name="depth",
    question="Does pre-training help, and does depth matter?",
    varied="hidden layers; start: random, stack of RBMs, stack of denoising autoencoders",
    measured="test error over seeds at the epoch with the smallest validation error",
    plotted="box plots over depth; histograms of the shallowest and the deepest networks",
    claims=("C1", "C2", "C3", "C4", "C5"),
    budgets=budgets.BUDGETS,
    conditions=budgets.starts,
    compute="utils.experiments.networks:compute",
    family="networks",
    prepare="utils.experiments.tuning:add_rates",
    view=view,
    draw="utils.experiments.figures:depth",
)
