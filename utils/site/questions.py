"""The pages about the experiments: made from their files' docstrings, the catalogue, the shipped results."""

import ast
import importlib
import inspect
import json
import re

from ..experiments import catalogue
from ..experiments.columns import meaning
from ..experiments.engine import store
from ..teaching import sources

ROLE = re.compile(r":\w+:`\.*([^`]+)`")
DOUBLE = re.compile(r"``(.+?)``", re.DOTALL)
TAKEN = re.compile(r"\b(?:shipped\.find|store\.load_result)\(\s*\"(\w+)\"")  # by a lesson


def write(place, lines):
    """Write a page for each file that holds experiments.

    Parameters
    ----------
    place : Places
    lines : list of every_claim.Line

    Returns
    -------
    list of dict
        For the list of questions: ``name``, ``page``, ``question``, ``claims``, ``lessons``, ``results``.
    """
    lessons, used, told = {line.claim: line.lesson for line in lines}, used_in(sources.source_paths()), []
    for name, experiments in by_file().items():
        main = experiments[-1]
        claims = [claim.name for one in experiments for claim in one.claims]
        told.append(
            {
                "name": main.name, "page": f"experiments/{name}.md", "question": main.question,
                "claims": claims,
                "lessons": sorted(
                    {lessons[claim] for claim in claims}.union(*(used.get(e.name, ()) for e in experiments))
                ),
                "results": [f"{one.name}-{b}" for one in experiments for b in store.budgets_of(one.name)],
            }
        )  # fmt: skip
        path = place.pages / "experiments" / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(page(name, experiments, place), encoding="utf-8")
    return told


def used_in(paths):
    """The numbers of the lessons that show results: a dict of sets, by the experiments' names."""
    found = {}
    for path in paths:
        for name in TAKEN.findall(path.read_text(encoding="utf-8")):
            found.setdefault(name, set()).add(path.stem[:2])
    return found


def by_file():
    """The experiments of each file, in the catalogue's order: the one that a file is about comes last."""
    places = {
        alias.name: node.module
        for node in ast.parse(inspect.getsource(catalogue)).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    found = {}
    for experiment in catalogue.EVERY:
        (module,) = {places[name] for name in places if getattr(catalogue, name) is experiment}
        found.setdefault(module, []).append(experiment)
    return found


def page(name, experiments, place):
    """The Markdown of one page."""
    docstring = importlib.import_module(f"utils.experiments.{name}").__doc__
    title, *rest = markdown(docstring).split("\n\n")
    source = place.copied(f"utils/experiments/{name}.py", f"experiments/{name}.md")
    parts = [f"# {title}", *rest, f"{{download}}`The file that says all of it <{source}>`"]
    for experiment in experiments:
        parts += described(experiment, place)
    return "\n\n".join(parts) + "\n"


def markdown(docstring):
    """A docstring, which is reStructuredText, as Markdown."""
    text = inspect.cleandoc(docstring)
    return DOUBLE.sub(r"`\1`", ROLE.sub(r"`\1`", text))


def described(experiment, place):
    """What a page says of one of its experiments: a list of paragraphs."""
    parts = [f"## {experiment.name}", f"{experiment.question}"]
    facts = {"Varied": experiment.varied, "Measured": experiment.measured, "Plotted": experiment.plotted}
    parts.append("\n".join(f"- *{what}*: {said}" for what, said in facts.items()))
    if experiment.claims:
        parts.append("It decides:")
        parts.append(
            "\n".join(f"- [{c.name}](../claims.md#{c.name.lower()}): {c.sentence}" for c in experiment.claims)
        )
    parts += ["**To run it**", commands(experiment), "**Columns of its table**", columns(experiment)]
    return parts + results(experiment, place)


def commands(experiment):
    """The budgets, each with its command."""
    rows = ["| budget | seeds | command | for whom, and how long |", "| --- | ---: | --- | --- |"]
    for name, budget in experiment.budgets.items():
        command = f"`.venv/bin/python -m utils.experiments run {experiment.name} --budget {name}`"
        rows.append(f"| {name} | {budget.seeds} | {command} | {budget.note} |")
    return "\n".join(rows)


def columns(experiment):
    """The columns: first those that tell rows apart, then those that are measured, with what is possible."""
    shipped = store.budgets_of(experiment.name)
    if shipped:
        table, record = store.load_result(experiment.name, shipped[0])
        settings, there = record["settings"], table.columns
    else:
        settings = next(iter(experiment.budgets.values())).settings
        there = experiment.measures(settings)
    first = experiment.conditions(settings)[0]
    keys = dict.fromkeys(key for some in experiment.rows(settings, first, (0,)) for key in some)
    cells = [(key, "tells rows apart") for key in keys]
    for column, possible in experiment.measures(settings).items():
        if column in there:
            cells.append((column, f"measured, {what_is_possible(possible)}"))
    rows = [f"| `{name}` | {meaning(experiment.name, name)} | {kind} |" for name, kind in cells]
    return "\n".join(["| column | what it is | |", "| --- | --- | --- |", *rows])


def what_is_possible(possible):
    """The range of a measured column in words."""
    if not isinstance(possible, tuple | list):
        return "bytes"
    low, high = possible
    return f"from {low:g} to {high:g}" if high < float("inf") else f"from {low:g}"


def results(experiment, place):
    """The shipped results of an experiment: what each is of, and its figure."""
    parts = []
    for budget in store.budgets_of(experiment.name):
        _, record = store.load_result(experiment.name, budget)
        name = f"{experiment.name}-{budget}"
        picture = store.result_path(store.SHIPPED, experiment.name, budget).with_suffix(".png")
        file = picture.relative_to(place.root).as_posix()
        seeds = f"{record['n_seeds']} seed{'s' * (record['n_seeds'] > 1)}"
        table = place.copied(
            picture.with_suffix(".parquet").relative_to(place.root).as_posix(), "experiments/x"
        )
        parts.append(f"### {name}\n\nShipped, with {seeds}: {{download}}`its table <{table}>`")
        if picture.exists():
            alternative = json.dumps(f"Figure of {name}: {experiment.plotted}.", ensure_ascii=False)
            image = place.copied(file, "experiments/x")
            parts.append(f"```{{figure}} {image}\n:alt: {alternative}\n:class: wide-picture\n```")
    return parts
