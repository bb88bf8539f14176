"""What questions share that compare variants of a network: training, measuring, and a rate for each variant.

A variant is how the hidden layers start (or what regularises them) and how many there are. One task makes
several of them from one pre-training, so that they are paired. A question says which (``cells``), and makes
their layers; here they are fine-tuned and measured.

The choice of rates is an experiment of its own, as ``tune`` is: each variant with each rate of the grid, on
the first seeds, measured on validation digits. At the depths in ``one_rate`` every variant has the
rate that is best without pre-training, as a question needs it that compares training losses: only the start
differs then.
"""

import functools

import numpy as np

from ..plotting import axes, log_ticks, shared_legend
from . import finite_mnist
from .engine.arms import OWN, TAKEN, Arm, Tuned
from .engine.experiment import Budget, Experiment
from .fairness import batches, before, or_shared, still_moving
from .paired import layers as depth_in_words
from .tuning import edge, tuned

MNIST = {"data": "mnist", "n_train": 10_000, "n_valid": 5_000, "data_seed": 2010, "level": 0.25}
# Pre-training as in the budget "long" of the other questions: its rates lie between those found there.
PRETRAINING = {"pretraining_epochs": 10, "pretraining_rates": {"rbm": 0.1, "autoencoder": 0.2}}
COURSE = MNIST | PRETRAINING | {"width": 200, "batch_size": 10, "rate_grid": [0.1, 0.3, 1.0, 3.0]}
DEMO = finite_mnist.DIGITS_5K | PRETRAINING | {
    "data_seed": 2010, "level": 0.25, "width": 100, "batch_size": 10, "pretraining_epochs": 3, "rate": 1.0,
}  # fmt: skip


# ---- one task ----


def pretrained(settings, start, seeds, device):
    """Hidden layers of the deepest network of each seed, pre-trained or as they were drawn."""
    from . import networks

    rate = settings["pretraining_rates"].get(start, 0.0)
    x = networks.data_for(settings, device)["train"][0]
    return networks.hidden_layers(settings, start, seeds, rate, x, device)


def train(settings, variants, seeds, device, **options):
    """Fine-tune every variant with its rate, or, where rates are to be chosen, with each of the grid.

    Parameters
    ----------
    settings : dict
        ``epochs`` and ``measured`` may be the same for all depths, or a dict from each depth, as text.
    variants : dict
        ``(start, depth)`` to a list of Layer.
    seeds : tuple of int
    device : str
    **options
        For :func:`utils.torch_models.mlp.train`.

    Returns
    -------
    pandas.DataFrame
        ``start``, ``depth``, ``rate``, and what :func:`.networks.fine_tune` gives.
    """
    import pandas as pd

    from . import networks

    sets, tables = networks.data_for(settings, device), []
    for (start, depth), layers in variants.items():
        own = settings | {name: of_depth(settings[name], depth) for name in ("epochs", "measured")}
        for rate in rates(settings, start, depth):
            table = networks.fine_tune(own, layers, seeds, rate, sets, watched(settings), device, **options)
            table.insert(0, "start", start)
            table.insert(1, "depth", depth)
            tables.append(table.assign(rate=rate))
    return pd.concat(tables, ignore_index=True)


def of_depth(given, depth):
    """A setting at a depth: the same for all, or each depth's own."""
    return given[str(depth)] if isinstance(given, dict) else given


def rates(settings, start, depth):
    """The rates of a variant: the one that was chosen or given, or the whole grid."""
    if "rates" in settings:
        return [settings["rates"][start][str(depth)]]
    return grid(settings, start) if settings.get("choosing") else [of_start(settings["rate"], start)]


def of_start(given, start):
    """A setting of a start: the same for all, or one for each, whatever follows its colon."""
    return given[start.partition(":")[0]] if isinstance(given, dict) else given


def grid(settings, start):
    """The rates that are tried for a start."""
    return of_start(settings["rate_grid"], start)


def watched(settings):
    """The sets that are measured: where rates are chosen, no test digits."""
    if settings.get("choosing"):
        return tuple(settings.get("tuning_watched", ("valid",)))
    return tuple(settings["watched"])


def measures(settings):
    """The columns that are measured, with the smallest and largest number possible."""
    return finite_mnist.measures(settings, watched(settings))


def rows(cells):
    """Which rows a task must have: a function, from ``cells(settings, condition)``, its starts and depths."""

    def of_task(settings, condition, seeds):
        return [
            {"start": [start], "depth": [depth], "rate": rates(settings, start, depth), "seed": seeds,
             "epoch": of_depth(settings["measured"], depth)}
            for start, depth in cells(settings, condition)
        ]  # fmt: skip

    return of_task


# ---- the choice of rates ----


def choice_of_rates(name, budgets, looks, **declared):
    """The experiment that chooses the rates of a question.

    Parameters
    ----------
    name : str
        Of the question.
    budgets : dict of str to Budget
        Of the question; those that have a grid take part.
    looks : callable
        From a start to its name and look in the figure.
    **declared
        ``conditions``, ``compute`` and what else the question declares of its tasks.
    """
    return Experiment(
        name=f"{name}_rates",
        question=f"Which rates of fine-tuning are best on validation digits, for the networks of {name}?",
        varied="start, hidden layers, rate of fine-tuning",
        measured="error and loss on validation digits over the epochs",
        plotted="smallest validation error against the rate",
        budgets={
            budget: Budget(
                settings_of_choice(given.settings), given.settings["tuning_seeds"], {"cpu": 1},
                f"the rates of the budget {budget}, before {name} needs them",
            )
            for budget, given in budgets.items() if "rate_grid" in given.settings
        },
        serves=True,
        draw=functools.partial(draw_rates, looks=looks),
        **declared,
    )  # fmt: skip


def settings_of_choice(settings):
    """Those that decide its numbers, and its own epochs, after as many of which as fit is measured."""
    epochs = settings.get("tuning_epochs", settings["epochs"])
    depths = epochs if isinstance(epochs, dict) else {"": epochs}
    measured = {
        depth: [epoch for epoch in of_depth(settings["measured"], depth) if epoch <= last]
        for depth, last in depths.items()
    }
    others = ("one_rate", "tuning_epochs", "tuning_seeds", "keeps_right", "watched")
    decisive = {name: value for name, value in settings.items() if name not in others}
    return decisive | {
        "choosing": True, "epochs": epochs, "measured": measured.get("", measured),
    }  # fmt: skip


def at_best_epoch(table, measure="valid_error"):
    """Mean over seeds at the epoch where it is smallest: a series over start, depth, rate."""
    where = ["start", "depth", "rate"]
    return table.groupby([*where, "epoch"])[measure].mean().groupby(where).min()


def choose(table, settings):
    """The best rate of each variant, ``{start: {depth as text: rate}}``, and those at an edge of the grid."""
    best, at_edge = {}, []
    for start, depth, rate in at_best_epoch(table).groupby(["start", "depth"]).idxmin():
        best.setdefault(start, {})[str(depth)] = float(rate)
        at_edge += edge(f"{start}, depth {depth}", rate, grid(settings, start))
    return best, at_edge


def add_rates(choice, experiment, budget, settings, folder, run):
    """Settings completed by the chosen rates, and where they come from; as :func:`.tuning.add_rates`."""
    if "rate_grid" not in settings:
        return settings, {}
    table, origin = tuned(choice, experiment, budget, folder, run)
    best, at_edge = choose(table, settings)
    remarks = {"rates_from": origin, "rates_at_edge_of_grid": at_edge}
    if settings.get("one_rate"):
        remarks |= {"rates_of_their_own": best}
        best = {
            start: {
                depth: best["none"][depth] if int(depth) in settings["one_rate"] else rate
                for depth, rate in own.items()
            }
            for start, own in best.items()
        }
    return settings | {"rates": best}, remarks


def draw_rates(table, looks):
    """Smallest mean validation error against the rate, a panel for each depth."""
    scores = at_best_epoch(table)
    depths = sorted(table["depth"].unique())
    figure, (panels,) = axes(len(depths), sharey=True, squeeze=False)
    for ax, depth in zip(panels, depths, strict=True):
        for start in table["start"].unique():
            if (start, depth) in scores:
                curve = scores[start, depth]
                ax.plot(curve.index, curve, "o", **looks(start))
        ax.set(xscale="log", yscale="log", xlabel="rate of fine-tuning")
        ax.set_title(depth_in_words(depth, "hidden layer"))
        log_ticks(ax.xaxis)
        log_ticks(ax.yaxis)
    panels[0].set_ylabel("validation error (%)")
    handles = {h.get_label(): h for ax in panels for h in ax.get_legend_handles_labels()[0]}
    shared_legend(figure, fits=True, handles=list(handles.values()), ncols=min(4, len(handles)))
    return figure


# ---- what claims and verdicts are computed from ----


def log_ends(table, column):
    """Logarithms (S,) of a loss after the last epoch of each start and depth, in the order of the seeds."""
    last = table[table["epoch"] == table.groupby("depth")["epoch"].transform("max")].sort_values("seed")
    return {key: np.log(rows[column].to_numpy(float)) for key, rows in last.groupby(["start", "depth"])}


def arms(table, record, starts, measure):
    """What each of some starts was given, told with each verdict.

    Parameters
    ----------
    table : pandas.DataFrame
    record : dict
    starts : dict
        From start to name.
    measure : str or dict
        The column that must have levelled off (see :mod:`.fairness`), or one for each depth, as text.

    Returns
    -------
    list of Arm
        One for each start and number of epochs.
    """
    settings, found = record["settings"], []
    for start, name in starts.items():
        depths = {}
        for depth in sorted(table.loc[table["start"] == start, "depth"].unique()):
            depths.setdefault(of_depth(settings["epochs"], depth), []).append(depth)
        pretrained = start.partition(":")[0].partition("@")[0] in settings["pretraining_rates"]
        for epochs, same in depths.items():
            here = table[(table["start"] == start) & table["depth"].isin(same)]
            moving = [
                depth for depth in same
                if still_moving(here[here["depth"] == depth], of_depth(measure, depth))
            ]  # fmt: skip
            how = or_shared(tuned_how(settings, start, same), record, start, same)
            found.append(
                Arm(
                    f"{name}, {' and '.join(map(str, same))} layers", epochs * batches(settings),
                    before(settings) if pretrained else "", how,
                    at_edge(record, start, same) if how.rate != TAKEN else (),
                    tuple(depth_in_words(depth) for depth in moving), name,
                )
            )  # fmt: skip
    return found


def tuned_how(settings, start, depths):
    """How many rates were tried, on how many seeds: a Tuned."""
    if "rate_grid" not in settings:
        return Tuned()
    seeds, n_rates = settings["tuning_seeds"], len(grid(settings, start))
    tried = f"best of {n_rates} rates on {seeds} seed{'s' * (seeds > 1)}"
    if start != "none" and set(depths) <= set(settings.get("one_rate", ())):
        return Tuned(f"the rate of the networks without pre-training, {tried}", TAKEN)
    return Tuned(tried, OWN)


def at_edge(record, start, depths):
    """What was chosen for a start and lies at an edge of its grid, with its depth where there are several."""
    places = {f"{start}, depth {d}": f" ({depth_in_words(d)})" if len(depths) > 1 else "" for d in depths}
    texts = (text.partition(": ") for text in record.get("rates_at_edge_of_grid", ()))
    return tuple(
        f"{value if value.startswith('strength') else f'rate {value}'}{places[place]}"
        for place, _, value in texts if place in places
    )  # fmt: skip
