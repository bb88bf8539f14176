"""Optimiser or regulariser? (Erhan et al. 2010, Fig. 8, which is Fig. 1 of Taha's post.)

Varied: 1, 2 or 3 hidden layers, and how they start. Measured: negative log-likelihood of training and of
test digits after each of the epochs in ``measured``, with no early stopping. Plotted: one against the other,
a curve for each seed, both axes logarithmic. Decides C13 and C14. The runs are those of ``depth``: after one
of the two experiments, the other finds its tasks done.

A smaller training loss at the end can come from a higher rate as well as from a better start, and a network
that is still on its way decides nothing. So the budget ``wide`` has one rate of fine-tuning for all starts of
a depth; with the others, tuning chose one for each start and depth by the validation *error*. `claims` tells
the rates beside the verdicts, with the training loss that was reached.
"""

from . import budgets
from .engine.experiment import Experiment

DEPTHS = (1, 2, 3)


def view(table):
    """The rows and columns that this question needs."""
    columns = ["start", "depth", "seed", "epoch", "train_nll", "test_nll", "train_error", "test_error"]
    return table.loc[table["depth"].isin(DEPTHS), columns].reset_index(drop=True)


TRAJECTORIES = Experiment(
    name="trajectories",
    question="Is pre-training an optimiser or a regulariser?",
    varied="1, 2 or 3 hidden layers; start: random, stack of RBMs, stack of denoising autoencoders",
    measured="negative log-likelihood of training and of test digits after each epoch, no early stopping",
    plotted="test against training negative log-likelihood, a curve for each seed, both logarithmic",
    claims=("C13", "C14"),
    budgets=budgets.BUDGETS,
    conditions=budgets.starts,
    compute="utils.experiments.networks:compute",
    family="networks",
    prepare="utils.experiments.tuning:add_rates",
    view=view,
    draw="utils.experiments.figures:trajectories",
)
