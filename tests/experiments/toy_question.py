"""Does a coin that is bent fall on one side? A question as the others are: all about it stands in this file.

Varied: the coin. Measured: the share of heads over the tosses. Plotted: that share, a curve for each seed.
Decides C99, which no paper claims.
"""

import numpy as np
import pandas as pd

from utils.experiments.engine.arms import Arm
from utils.experiments.engine.experiment import Budget, Claim, Effect, Experiment
from utils.plotting import axes


def compute(settings, condition, seeds, device):
    """One task: the tosses of one coin, for a group of seeds."""
    rows = []
    for seed in seeds:
        heads = np.random.default_rng(seed).random(settings["tosses"]) < settings["heads"][condition]
        for n in settings["measured"]:
            rows.append({"start": condition, "seed": seed, "epoch": n, "heads": heads[:n].mean()})
    return pd.DataFrame(rows)


def last_shares(table):
    """Share of heads (S,) of each coin, after the last toss."""
    last = table[table["epoch"] == table["epoch"].max()].sort_values("seed")
    return {coin: rows["heads"].to_numpy() for coin, rows in last.groupby("start")}


def heads_more_often(shares, kind):
    """C99."""
    return [Effect("bent - fair", shares["bent"] - shares["fair"], above=0, paper="0.2")]


def arms(table, record, kind):
    """What each coin was given."""
    return [Arm(f"{coin} coin", record["settings"]["tosses"]) for coin in ("fair", "bent")]


def draw(table):
    """Share of heads against the number of tosses."""
    figure, ax = axes()
    for (coin, _), rows in table.groupby(["start", "seed"]):
        ax.plot(rows["epoch"], rows["heads"], color={"bent": "#D55E00", "fair": "#0072B2"}[coin])
    ax.set(xlabel="tosses", ylabel="share of heads")
    return figure


SETTINGS = {"tosses": 200, "heads": {"fair": 0.5, "bent": 0.7}, "measured": [50, 100, 200]}

TOY = Experiment(
    name="toy",
    question="Does a coin that is bent fall on one side?",
    varied="the coin",
    measured="share of heads",
    plotted="share of heads against tosses",
    budgets={
        "demo": Budget(SETTINGS, 12, {"cpu": 4}, "milliseconds"),
        "course": Budget(SETTINGS | {"tosses": 400}, 20, {"cpu": 4}, "milliseconds, too"),
    },
    conditions=lambda settings: list(settings["heads"]),
    compute="tests.experiments.toy_question:compute",
    measures=lambda settings: {"heads": (0, 1)},
    draw=draw,
    claims=(
        Claim(
            "C99",
            "A bent coin shows heads more often.",
            "no paper says so",
            "share of heads",
            heads_more_often,
            unit="",
        ),
    ),  # fmt: skip
    samples=last_shares,
    arms=arms,
)
