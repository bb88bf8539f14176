"""The page of a claim that was run: claim, settings, numbers, picture, verdict, and what made them, in one file."""

import base64
import html
import json

from ...plotting import MARKERS, OKABE_ITO, axes, png
from .claim_rules import SIDE_KEYS, UNITS, differing
from .own_record import record_of, settings_of_run
from .own_runs import SIDES, at_epoch, outcome

STYLE = (
    "body{font:15px/1.4 sans-serif;max-width:48em;margin:1.5em auto;padding:0 1em}h1{font-size:1.4em}"
    "h2{font-size:1.15em;margin:.8em 0 .3em}td,th{padding:0 .7em 0 0;text-align:left;vertical-align:top}"
    "td:first-child{white-space:nowrap}code{overflow-wrap:anywhere}"
    ".beside{display:flex;align-items:start;gap:1.5em}.beside,footer{font-size:.85em;line-height:1.2}"
)


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
    told, _, _ = outcome(registered)
    claim, pairs = registered.claim, [side.to_numpy() for side in _sides(registered)]  # 2 of (S,)
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


def _sides(registered):
    """The measure of the networks of both sides: two series of float64 (S,), by seed."""
    _, table, _ = outcome(registered)
    found = (at_epoch(table, name, registered.claim["epoch"]).set_index("seed") for name in SIDES)
    return [side[_column(registered)].astype(float) for side in found]


def _label(claim):
    unit = {"points": "%"}.get(UNITS[claim["measure"]], UNITS[claim["measure"]])
    return f"{claim['measure']} ({unit})"


def numbers_of(registered):
    """What came out: a dict of the word, the difference with its interval, and the means of both sides."""
    told, _, _ = outcome(registered)
    (one,) = told.estimates
    means = (float(side.mean()) for side in _sides(registered))
    return {"word": told.word, "value": one.value, "low": one.low, "high": one.high} | dict(
        zip(SIDES, means, strict=True)
    )


def each_seed(registered):
    """Rows of a seed, the measure of its two networks, and one less other; the last has the means.

    Parameters
    ----------
    registered : Registered
        A claim that was run.

    Returns
    -------
    list of tuple
    """
    one, other = _sides(registered)
    rows = list(zip(one.index, one, other, one - other, strict=True))
    return [*rows, ("mean", one.mean(), other.mean(), (one - other).mean())]


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
    parts = [*_verdict(registered, told, table), *_numbers(registered, record), *_made_by(registered, record)]
    path = registered.folder / "page.html"
    head = f'<meta charset="utf-8"><title>{registered.claim["name"]}</title><style>{STYLE}</style>'
    text = f'<!doctype html><html lang="en">{head}<body>{"".join(parts)}</body></html>'
    path.write_text(text, encoding="utf-8")
    return path


def _verdict(registered, told, table):
    claim, found = registered.claim, numbers_of(registered)
    unit, sides = UNITS[claim["measure"]], []
    for name in SIDES:
        measured = at_epoch(table, name, claim["epoch"])["epoch"].iloc[0]
        sides.append((name, *(claim[name][key] for key in SIDE_KEYS), measured, f"{found[name]:.4g}"))
    arms = [
        (arm.name, f"{arm.updates:,}", arm.before or "-", "; ".join(arm.moving) or "-") for arm in told.arms
    ]
    return [
        f"<h1>{html.escape(claim['sentence'])}</h1>",
        f"<p>Claim <b>{claim['name']}</b>, written down before the run: {claim['measure']}, one less other, lies "
        f"<b>{claim['side']} {claim['bound']:g} {unit}</b>; {claim['seeds']} seeds; {claim['data']}; epoch: {claim['epoch']}.</p>",
        f"<h2>Verdict: {told.word}</h2>",
        f"<p>One less other: <b>{found['value']:.3g} {unit}</b>, interval {found['low']:.3g} to {found['high']:.3g} "
        "(95 %, Student's t over seeds, of these test examples).</p>",
        _table(("", *SIDE_KEYS, "measured at epoch", _label(claim)), sides),
        _table(("", "updates", "before", "not yet levelled off"), arms),
        "<p>No setting was tuned by this page; the rates are those that the claim names.</p>",
    ]


def _numbers(registered, record):
    label = _label(registered.claim)
    image = base64.b64encode(png(picture(registered), table=record["digest"])).decode()
    rows = [(seed, *(f"{value:.4g}" for value in values)) for seed, *values in each_seed(registered)]
    return [
        f"<h2>Each seed: {label}</h2>",
        f'<div class="beside">{_table(("seed", *SIDES, "one less other"), rows)}',
        f'<div><img alt="{html.escape(label)} of each seed on both sides" width="400" src="data:image/png;base64,{image}">',
        "</div></div>",
    ]


def _made_by(registered, record):
    written = html.escape(json.dumps(registered.claim, sort_keys=True))
    return [
        "<h2>Settings</h2>",
        _table(("", ""), settings_of_run(record["settings"])),
        "<h2>Record</h2>",
        f"<footer>{_table(('', ''), record_of(registered))}",
        f"<p>The claim, whose SHA-256 is its digest: <code>{written}</code></p></footer>",
    ]


def _table(head, rows):
    cells = [("th", head), *(("td", row) for row in rows)]
    lines = ("".join(f"<{tag}>{html.escape(str(value))}</{tag}>" for value in row) for tag, row in cells)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"
