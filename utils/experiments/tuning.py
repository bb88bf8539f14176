"""Which learning rates are best on validation data, for each start and depth?

Varied: the start (none, RBM, autoencoder), the rate of pre-training, the depth, the rate of fine-tuning.
Measured: error and negative log-likelihood (NLL) on validation digits over the epochs. Decides no claim:
`depth` and `trajectories` take their rates from its table (others have tables of their own). The seeds are
the first ones of theirs; the test digits are not looked at.

One rate of pre-training serves all depths of a start, because they share one pre-training: the one whose
depths, each at its own best rate and epoch, have the smallest mean error. The budgets ``wide``, which chooses
by the validation NLL in place of the error, and ``long``, whose rates of pre-training are set and not tuned,
take for all starts the rate of fine-tuning that is best without pre-training.
"""

from ..plotting import axes, log_ticks, shared_legend, start_look
from . import drift
from .engine import store, structure
from .engine.experiment import Experiment, ExperimentError
from .finite_mnist import BUDGETS, RANDOM, measures
from .paired import layers, starts_in


def budgets():
    """The budgets of the other questions, with the few seeds that the choice of rates takes."""
    return {name: budget._replace(settings=settings_of_tuning(budget.settings),
                                  seeds=budget.settings["tuning_seeds"], group={"cpu": 1, "cuda": 10},
                                  note=f"the rates of the budget {name}, before its experiments need them")
            for name, budget in BUDGETS.items()}  # fmt: skip


def settings_of_tuning(settings):
    """Those that decide its numbers, and the depths that only tuning looks at: too deep for its epochs."""
    others = ("one_rate", "pretraining_rates", "keeps_right")
    decisive = {key: value for key, value in settings.items() if key not in others}
    changed = {key: settings.get(f"tuning_{key}", settings[key]) for key in ("depths", "starts")}
    return decisive | {"tuning": True} | changed


def conditions(settings):
    """A condition for each start and rate of its pre-training: ``none``, ``rbm@0.05``, ..."""
    names = []
    for start in settings["starts"]:
        rates = [""] if start in RANDOM else [f"@{rate:g}" for rate in settings["pretraining_grid"]]
        names += [start + rate for rate in rates]
    return names


def parts_of(condition):
    """The start and the rate of its pre-training, 0 where there is none."""
    start, _, rate = condition.partition("@")
    return start, float(rate or 0)


def rows(settings, condition, seeds):
    """The rows of one task: every depth and rate of fine-tuning."""
    start, pretraining = parts_of(condition)
    return [{"start": [start], "depth": settings["depths"], "pretraining": [pretraining],
             "rate": settings["rate_grid"], "seed": seeds, "epoch": settings["measured"]}]  # fmt: skip


def compute(settings, condition, seeds, device):
    """One task: every depth and rate of one start and rate of pre-training; validation error only."""
    import pandas as pd

    from . import networks

    start, pretraining = parts_of(condition)
    sets = networks.data_for(settings, device)
    layers = networks.hidden_layers(settings, start, seeds, pretraining, sets["train"][0], device)
    tables = []
    for depth in settings["depths"]:
        for rate in settings["rate_grid"]:
            table = networks.fine_tune(settings, layers[:depth], seeds, rate, sets, ("valid",), device)
            tables.append(table.assign(start=start, depth=depth, pretraining=pretraining, rate=rate))
    return pd.concat(tables, ignore_index=True)


def at_best_epoch(table, measure="valid_error"):
    """Mean validation error (or loss) over seeds at its best epoch: over start, pretraining, depth, rate."""
    where = ["start", "pretraining", "depth", "rate"]
    return table.groupby([*where, "epoch"])[measure].mean().groupby(where).min()


def draw(table):
    """Smallest validation error and loss against the rate of fine-tuning.

    Each point has the rate of pre-training that is best for it.
    """
    all_depths = sorted(table["depth"].unique())
    figure, panels = axes(len(all_depths), rows=2, sharex=True, sharey="row", squeeze=False)
    for row, measure in zip(panels, ("valid_error", "valid_nll"), strict=True):
        scores = at_best_epoch(table, measure)
        for ax, d in zip(row, all_depths, strict=True):
            for start in starts_in(table):
                curve = scores[start].xs(d, level="depth").groupby("rate").min()
                ax.plot(curve.index, curve, "o", **start_look(start))
            ax.set(xscale="log", yscale="log")
            log_ticks(ax.xaxis)
            log_ticks(ax.yaxis)
    for d, above, below in zip(all_depths, *panels, strict=True):
        above.set_title(layers(d, "hidden layer"))
        below.set_xlabel("rate of fine-tuning")
    panels[0][0].set_ylabel("validation error (%)")
    panels[1][0].set_ylabel("validation NLL (nats)")
    shared_legend(figure)
    return figure


TUNE = Experiment(
    name="tune",
    question="Which learning rates are best on validation data, for each start and depth?",
    varied="start, rate of pre-training, depth, rate of fine-tuning",
    measured="error and loss on validation digits over the epochs",
    plotted="smallest validation error and loss against the rate of fine-tuning",
    budgets=budgets(),
    conditions=conditions,
    compute="utils.experiments.tuning:compute",
    measures=lambda settings: measures(settings, ("valid",)),
    rows=rows,
    drift=drift.NETWORKS,
    serves=True,
    draw=draw,
)


def choose(table, settings):
    """The best rates of each start.

    Parameters
    ----------
    table : pandas.DataFrame
        Result of the experiment ``tune``.
    settings : dict
        Of the experiment that needs them: ``starts`` and the two grids. ``chosen_by`` names the column to
        make small, by default ``valid_error``. With ``one_rate`` all pre-trained starts are fine-tuned with
        the best rate of the networks without pre-training. A start that was not tuned has its rate of
        pre-training in ``pretraining_rates``.

    Returns
    -------
    rates : dict
        ``{start: {"pretraining": rate, "supervised": {depth as text: rate}}}``.
    at_edge : list of str
        A text for each best rate that is the smallest or largest of its grid: the grid should be wider.
    """
    scores, rates, at_edge = at_best_epoch(table, settings.get("chosen_by", "valid_error")), {}, []
    baseline = best_of_each_depth(scores["none"]) if settings.get("one_rate") else None
    tuned = set(scores.index.get_level_values("start"))
    for start in settings["starts"]:
        if start not in tuned:
            rates[start] = as_record(settings["pretraining_rates"][start], baseline)
            continue
        some, given = scores[start], start not in RANDOM and baseline is not None
        if given:
            depths, supervised = (some.index.get_level_values(name) for name in ("depth", "rate"))
            some = some[supervised == depths.map(lambda d: baseline[d])]
        per_depth = some.groupby(["pretraining", "depth"]).min()
        pretraining = per_depth.groupby("pretraining").mean().idxmin()
        best = best_of_each_depth(some.xs(pretraining, drop_level=False))
        rates[start] = as_record(pretraining, best)
        if start not in RANDOM:
            at_edge += edge(f"{start}, pre-training", pretraining, settings["pretraining_grid"])
        if not given:
            for depth, rate in best.items():
                at_edge += edge(f"{start}, depth {depth}", rate, settings["rate_grid"])
    return rates, at_edge


def as_record(pretraining, supervised):
    """The rates of one start, in the form that settings have."""
    return {
        "pretraining": float(pretraining),
        "supervised": {str(depth): rate for depth, rate in supervised.items()},
    }


def best_of_each_depth(scores):
    """The best rate of fine-tuning at each depth, from the scores of one start and rate of pre-training."""
    return {int(place[1]): float(place[2]) for place in scores.groupby("depth").idxmin()}


def too_deep(table, depths):
    """What came of the depths that only tuning looked at: ``{start: {depth as text: errors in percent}}``.

    The validation error of each tuning seed at the rates and the epoch that are best for their mean: with
    90, nothing was learned. One seed may learn and the other not, so a mean would say little.
    """
    where = ["start", "depth", "pretraining", "rate", "epoch"]
    others = table[~table["depth"].isin(depths)].sort_values("seed").set_index(where)["valid_error"]
    found = {start: {} for start in table["start"].unique()}
    for place in others.groupby(where).mean().groupby(["start", "depth"]).idxmin():
        found[place[0]][str(place[1])] = others.loc[[place]].astype(float).round(2).tolist()
    return found if len(others) else {}


def edge(what, rate, grid):
    """A text where the rate is at an edge of its grid."""
    return [f"{what}: {rate:g}"] if rate in (min(grid), max(grid)) else []


def add_rates(experiment, budget, settings, folder, run):
    """Settings completed by the rates that tuning found; tune first where nobody has.

    Parameters
    ----------
    experiment : Experiment
    budget : str
    settings : dict
    folder : Path
        Of this computer's results; looked into before the shipped ones.
    run : callable or None
        Runs an experiment with the same budget; ``None`` to do without.

    Returns
    -------
    settings : dict
    remarks : dict
        Where the rates come from, which of them are at an edge of their grid, and what came of the depths
        that only tuning looked at.

    Raises
    ------
    ExperimentError
        When there is no tuning for these settings and ``run`` is ``None``.
    """
    table, origin = tuned(TUNE, experiment, budget, folder, run)
    measured = table["depth"].isin(settings["depths"])
    rates, at_edge = choose(table[measured], settings)
    remarks = {
        "too_deep": too_deep(table, settings["depths"]),
        "rates_from": origin,
        "rates_at_edge_of_grid": at_edge,
    }
    return settings | {"rates": rates}, remarks


def tuned(tuning, experiment, budget, folder, run):
    """The table of a choice of rates that another experiment needs, and where it comes from.

    Parameters
    ----------
    tuning : Experiment
    experiment, budget, folder, run
        As in :func:`add_rates`.

    Returns
    -------
    table : pandas.DataFrame
    origin : str
    """
    for place in (folder, store.SHIPPED):
        path = store.result_path(place, tuning.name, budget)
        table, record = read_if_good(tuning.name, budget, place)
        if is_of(record, tuning, budget):
            break
    else:
        if run is None:
            raise ExperimentError(
                f"The rates of {experiment.name} are not chosen yet for the budget {budget}: "
                f"`python -m utils.experiments run {experiment.name} --budget {budget}` does that first."
            )
        path = run(tuning)
        table, record = store.read(path)
    return table, f"{path.name}, seeds {record['seeds']}, commit {record['commit']}"


def is_of(record, tuning, budget):
    """Whether a record is of a whole choice of rates with this budget, by the code as it is."""
    fault = structure.record_fault(tuning, budget, record)
    return not fault and record["n_seeds"] >= tuning.budget(budget).seeds


def read_if_good(name, budget, folder):
    """A table and its record, both empty where there is no good result: then tuning collects it again."""
    try:
        return store.load_result(name, budget, folder)
    except ExperimentError:
        return None, {}
