"""The page of a claim that was run: claim, settings, numbers, picture, verdict, and what made them, in one file."""

import base64
import html

from ...plotting import MARKERS, OKABE_ITO, axes, png
from .claim_rules import KEYS, SIDE_KEYS, UNITS, differing
from .own_runs import SIDES, at_epoch, outcome

STYLE = "body{font:16px/1.5 sans-serif;max-width:46em;margin:2em auto;padding:0 1em}td,th{padding:.1em .8em;text-align:left}"
RECORDED = ("commit", "processor", "seconds", "digest")


def picture(registered):
    """The measure of each seed on both sides, its two networks joined, and the means.

    Parameters
    ----------
    registered : Registered
        A claim that was run.

    Returns
    -------
    matplotlib.figure.Figure
    """
    told, table, _ = outcome(registered)
    column, claim = _column(registered), registered.claim
    pairs = [at_epoch(table, name, claim["epoch"])[column].to_numpy(float) for name in SIDES]  # 2 of (S,)
    figure, ax = axes(width=4.2, height=3.6)
    ax.plot([0, 1], pairs, color="0.7", lw=0.8, ls="-")
    for place, values, colour, mark in zip((0, 1), pairs, OKABE_ITO, MARKERS.values(), strict=False):
        ax.plot([place] * len(values), values, mark, color=colour, ls="none")
        ax.plot([place - 0.15, place + 0.15], [values.mean()] * 2, color="black", ls="-")
    ax.set_xticks([0, 1], [_named(claim, name) for name in SIDES])
    ax.set(xlim=(-0.5, 1.5), ylabel=_label(claim))
    (found,) = told.estimates
    ax.set_title(
        f"one less other: {found.value:.3g} [{found.low:.3g}, {found.high:.3g}] {UNITS[claim['measure']]}\n"
        f"claimed: {claim['side']} {claim['bound']:g}",
        fontsize=10,
    )
    return figure


def _named(claim, side):
    """A side with what it differs in from the other: ``one`` and below it ``start: none``."""
    return "\n".join([side, *(f"{key}: {claim[side][key]}" for key in differing(claim))])


def _column(registered):
    return {"test error": "test_error", "test loss": "test_nll", "training loss": "train_nll"}[
        registered.claim["measure"]
    ]


def _label(claim):
    unit = {"points": "%"}.get(UNITS[claim["measure"]], UNITS[claim["measure"]])
    return f"{claim['measure']} ({unit})"


def numbers_of(registered):
    """What came out: a dict of the word, the difference with its interval, and the means of both sides."""
    told, table, _ = outcome(registered)
    (one,) = told.estimates
    means = {
        name: at_epoch(table, name, registered.claim["epoch"])[_column(registered)].mean() for name in SIDES
    }
    return {"word": told.word, "value": one.value, "low": one.low, "high": one.high} | {
        name: float(mean) for name, mean in means.items()
    }


def write_page(registered):
    """Write the page to hand in, one file that needs no other.

    Parameters
    ----------
    registered : Registered
        A claim that was run; it must not have been changed since.

    Returns
    -------
    Path
    """
    told, table, record = outcome(registered)
    claim, found = registered.claim, numbers_of(registered)
    unit = UNITS[claim["measure"]]
    image = base64.b64encode(png(picture(registered), table=record["digest"])).decode()
    sides = [(name, *(claim[name][key] for key in SIDE_KEYS), f"{found[name]:.4g}") for name in SIDES]
    arms = [
        (arm.name, f"{arm.updates:,}", arm.before or "-", "; ".join(arm.moving) or "-") for arm in told.arms
    ]
    parts = [
        f"<h1>{html.escape(claim['sentence'])}</h1>",
        f"<p>Claim <b>{claim['name']}</b>, written down before the run: {claim['measure']}, one less other, lies "
        f"<b>{claim['side']} {claim['bound']:g} {unit}</b>; {claim['seeds']} seeds; {claim['data']}; epoch: {claim['epoch']}.</p>",
        f"<h2>Verdict: {told.word}</h2>",
        f"<p>One less other: <b>{found['value']:.3g} {unit}</b>, interval {found['low']:.3g} to {found['high']:.3g} "
        "(95 %, Student's t over seeds, of these test examples).</p>",
        _table(("", *SIDE_KEYS, _label(claim)), sides),
        _table(("", "updates", "before", "not yet levelled off"), arms),
        "<p>No setting was tuned by this page; the rates are those that the claim names.</p>",
        f'<img alt="{html.escape(_label(claim))} of each seed on both sides" width="420" src="data:image/png;base64,{image}">',
        "<h2>Record</h2>",
        _table(("", ""), [(name, record[name]) for name in RECORDED] + [("claim", registered.digest)]),
        _table(("", ""), [(key, claim[key]) for key in KEYS if key not in SIDES]),
    ]
    path = registered.folder / "page.html"
    text = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{claim["name"]}</title><style>{STYLE}</style>'
    path.write_text(f"{text}<body>{''.join(parts)}</body></html>", encoding="utf-8")
    return path


def _table(head, rows):
    cells = [("th", head), *(("td", row) for row in rows)]
    lines = ("".join(f"<{tag}>{html.escape(str(value))}</{tag}>" for value in row) for tag, row in cells)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"
