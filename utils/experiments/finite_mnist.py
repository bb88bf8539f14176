"""The six budgets of questions about networks on finite MNIST: digits, networks, training, grids of rates.

Tuning, depth and trajectories share them, so that the rates chosen by one are right for the others, and that
the networks that one has trained are found by the others.
"""

import math

from .engine.experiment import Budget

DIGITS_5K = {"data": "digits_5k", "n_train": 3_500, "n_valid": 500}  # of the 4,000; tested on the 1,000
N_TEST = {"digits_5k": 1_000, "mnist": 10_000}  # test digits
NETWORK = {"starts": ["none", "rbm", "autoencoder"], "level": 0.25, "data_seed": 2010}
RATES = [0.1, 0.2, 0.5, 1.0, 2.0, 4.0]  # for batches of 10; the gradient is the mean of a batch

DEMO = NETWORK | DIGITS_5K | {
    "width": 200, "depths": [1, 2, 3], "batch_size": 10, "pretraining_epochs": 5, "epochs": 10,
    "measured": [1, 2, 4, 7, 10],
    "rate_grid": [0.2, 0.5, 1.0, 2.0, 4.0], "pretraining_grid": [0.02, 0.05, 0.1], "tuning_seeds": 1,
}  # fmt: skip
LAPTOP = NETWORK | DIGITS_5K | {
    "width": 200, "depths": [1, 2, 3, 4], "batch_size": 10, "pretraining_epochs": 10, "epochs": 30,
    "measured": [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 22, 26, 30],
    "rate_grid": RATES, "pretraining_grid": [0.02, 0.05, 0.1, 0.2], "tuning_seeds": 1,
}  # fmt: skip
COURSE = NETWORK | {
    "data": "mnist", "n_train": 10_000, "n_valid": 5_000, "tuning_depths": [1, 2, 3, 4, 5],
    "width": 200, "depths": [1, 2, 3, 4], "batch_size": 10, "pretraining_epochs": 10, "epochs": 25,
    "measured": [1, 2, 3, 5, 7, 10, 13, 17, 21, 25],
    "rate_grid": RATES, "pretraining_grid": [0.01, 0.03, 0.1, 0.3], "tuning_seeds": 2,
}  # fmt: skip
# The digits and epochs of the course with twice the units: in the paper's Fig. 9, pre-training begins to help
# one layer at about 300 units. Rates are chosen by the loss, because trajectories compares losses, and all
# starts are fine-tuned with the rate that is best without pre-training: so only the start differs.
WIDE = {key: value for key, value in COURSE.items() if key != "tuning_depths"} | {
    "width": 400, "depths": [1, 2, 3], "chosen_by": "valid_nll", "one_rate": True,
    "rate_grid": [0.1, 0.2, 0.5, 1.0, 2.0], "pretraining_grid": [0.03, 0.1, 0.3, 1.0], "tuning_seeds": 1,
}  # fmt: skip
# Until networks have converged, and with a second baseline: the same random start on the interval of Glorot
# and Bengio, times four. Both baselines have the rates that are best for them (higher ones the deeper they
# are); pre-trained starts have those of the first, so only the start differs. The two rates of pre-training
# are not tuned: they lie between those that tuning found for 200 and for 400 units. Kept: which test digits
# each network gets right.
LONG = NETWORK | {
    "starts": ["none", "glorot4", "rbm", "autoencoder"], "tuning_starts": ["none", "glorot4"],
    "one_rate": True, "keeps_right": True,
    "data": "mnist", "n_train": 10_000, "n_valid": 5_000,
    "width": 200, "depths": [1, 2, 3, 4], "batch_size": 10, "pretraining_epochs": 10, "epochs": 150,
    "measured": [1, 2, 3, 4, 5, 7, 10, 13, 17, 21, 25, 32, 40, 50, 63, 80, 100, 113, 121, 130, 140, 150],
    "rate_grid": [0.1, 0.3, 1.0, 3.0], "pretraining_rates": {"rbm": 0.1, "autoencoder": 0.2},
    "tuning_seeds": 2,
}  # fmt: skip
# As in the paper: one width of its three, its five depths, its grids of rates, and its batches of 1 ("purely
# stochastic"), which only many seeds in one call make bearable.
PAPER = NETWORK | {
    "data": "mnist", "n_train": 50_000, "n_valid": 10_000,
    "width": 800, "depths": [1, 2, 3, 4, 5], "batch_size": 1, "pretraining_epochs": 50, "epochs": 50,
    "measured": list(range(1, 51)),
    "rate_grid": [0.005, 0.01, 0.02, 0.05, 0.1], "pretraining_grid": [0.0005, 0.001, 0.002, 0.005, 0.01],
    "tuning_seeds": 10,
}  # fmt: skip

RANDOM = ("none", "glorot4")  # starts without pre-training

BUDGETS = {
    "demo": Budget(DEMO, 3, {"cpu": 1, "cuda": 3}, "in a lesson: about a minute on two cores"),
    "laptop": Budget(
        LAPTOP,
        20,
        {"cpu": 2, "cuda": 20},
        "for the curious: half an hour on two cores, with the choice of rates",
    ),
    "course": Budget(
        COURSE,
        100,
        {"cpu": 2, "cuda": 100},
        "25 epochs, a rate for each start: two to four hours on two cores, with the choice of rates",
    ),
    "wide": Budget(
        WIDE,
        60,
        {"cpu": 2, "cuda": 60},
        "layers of 400 units, one rate for all starts: two hours on two cores, with the choice of rates",
    ),
    "long": Budget(
        LONG,
        40,
        {"cpu": 2, "cuda": 40},
        "150 epochs, until networks have converged, two baselines: four hours on two cores",
    ),
    "paper": Budget(
        PAPER, 400, {"cpu": 2, "cuda": 40}, "the paper's size and batches of 1: GPUs or a cluster"
    ),
}


def measures(settings, sets=("train", "valid", "test")):
    """What is measured of a network on each set of digits, and the numbers that are possible."""
    limits = {f"{name}_nll": (0, math.inf) for name in sets} | {f"{name}_error": (0, 100) for name in sets}
    return limits | ({"test_right": bytes} if settings.get("keeps_right") and "test" in sets else {})


def starts(settings):
    """The conditions: how a network's hidden layers start. All its depths belong to one task."""
    return list(settings["starts"])
