"""What questions share whose variants have a strength beside a rate: of a penalty, say, or of pre-training.

Where strengths are tried, a start is written with its strength, ``l2:1e-05``; strength and rate are chosen
together, on validation digits. In the settings, ``strengths`` are the grids, ``strength`` is what was chosen
or given: one for all depths, or a dict from each depth, as text.
"""

import numpy as np

from . import variants
from .tuning import edge, tuned


def tried(settings, condition, depth):
    """The strengths of a condition at a depth, by the start in the table: those of the grid, or its own."""
    if settings.get("choosing"):
        grid = settings["strengths"].get(condition)
        return {f"{condition}:{text(value)}": value for value in grid} if grid else {condition: None}
    given = settings["strength"].get(condition)
    return {condition: variants.of_depth(given, depth)}


def text(strength):
    """A strength as it is written: dropout's has a share of the inputs and one of the hidden units."""
    return "+".join(f"{share:g}" for share in np.atleast_1d(strength))


def cells(settings, condition):
    """The starts and depths of a task."""
    return [(start, depth) for depth in settings["depths"] for start in tried(settings, condition, depth)]


def choose(table, settings):
    """The best strength and rate of each condition and depth, and those at an edge of their grid.

    Returns
    -------
    chosen : dict
        ``rates`` and ``strength``, each ``{condition: {depth as text: value}}``.
    at_edge : list of str
    """
    scores = variants.at_best_epoch(table).reset_index()
    rates, strength, at_edge = {}, {}, []
    for (name, depth), some in scores.groupby([scores["start"].str.partition(":")[0], "depth"]):
        best = some.loc[some["valid_error"].idxmin()]
        rates.setdefault(name, {})[str(depth)] = float(best["rate"])
        at_edge += edge(f"{name}, depth {depth}", best["rate"], settings["rate_grid"])
        grid = {f"{name}:{text(value)}": value for value in settings["strengths"].get(name, ())}
        if grid:
            strength.setdefault(name, {})[str(depth)] = grid[best["start"]]
        if best["start"] in [*grid][:1] + [*grid][-1:]:
            at_edge.append(f"{name}, depth {depth}: strength {text(grid[best['start']])}")
    return {"rates": rates, "strength": strength}, at_edge


def add_choices(choice, experiment, budget, settings, folder, run):
    """Settings completed by the chosen strengths and rates; as :func:`.tuning.add_rates`.

    ``tuned_as`` names another budget whose choices are taken, and which must have been made.
    """
    if "rate_grid" not in settings:
        return settings, {}
    other = settings.get("tuned_as")
    table, origin = tuned(choice, experiment, other or budget, folder, None if other else run)
    chosen, at_edge = choose(table, settings)
    return settings | chosen, {"rates_from": origin, "rates_at_edge_of_grid": at_edge}
