"""The one look of every figure: colours, each with a line style and a hatch, axes, ticks, PNG bytes.

Figures of experiments are drawn with this file alone; those of the lessons use it, too, and add captions.
Matplotlib is imported to draw, not before, so that a list of experiments does not wait for it; pyplot never.
"""

import io
import math

from cycler import cycler

OKABE_ITO = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")  # colour-blind-safe
DASHES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)), (0, (1, 1)))  # a line style for each colour
STYLE = {
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "savefig.facecolor": "white",
    "axes.prop_cycle": cycler(color=OKABE_ITO) + cycler(linestyle=DASHES),
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.alpha": 0.3,
    "axes.axisbelow": True,
    "font.size": 10,
    "legend.frameon": False,
    "image.cmap": "gray_r",
}

# How the hidden layers start: what it is called, and its look in every figure; in the legend's order.
START_NAMES = {
    "none": "no pre-training",
    "glorot4": "random, 4 × Glorot",
    "rbm": "stack of RBMs",
    "autoencoder": "stack of autoencoders",
}
COLOURS = {"none": OKABE_ITO[0], "glorot4": OKABE_ITO[3], "rbm": OKABE_ITO[1], "autoencoder": OKABE_ITO[2]}
LINES = {"none": "-", "glorot4": ":", "rbm": "--", "autoencoder": "-."}
HATCHES = {"none": "", "glorot4": "xxx", "rbm": "///", "autoencoder": "..."}
MARKERS = {"none": "o", "glorot4": "D", "rbm": "s", "autoencoder": "^"}


def start_look(start):
    """The colour, line and name of a start's curve, as Matplotlib takes them."""
    return {"color": COLOURS[start], "linestyle": LINES[start], "label": START_NAMES[start]}


def axes(columns=1, rows=1, width=4.6, height=3.8, **options):
    """A figure in the course's style and its axes.

    Parameters
    ----------
    columns, rows : int
    width, height : float
        Size of each, in inches.
    **options
        For matplotlib's ``Figure.subplots``, e.g. ``sharey=True``.

    Returns
    -------
    figure : matplotlib.figure.Figure
    axes : matplotlib.axes.Axes or ndarray of them
        As ``Figure.subplots`` gives them: one where there is one, an array where there are several.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(STYLE):
        figure = Figure(figsize=(width * columns, height * rows), layout="constrained")
        return figure, figure.subplots(rows, columns, **options)


def range_bars(ax, curve, **look):
    """Means over seeds, with bars from the lowest seed to the highest.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    curve : pandas.DataFrame
        Columns ``mean``, ``min`` and ``max``, as ``agg`` gives them; the index says where.
    **look
        For :meth:`matplotlib.axes.Axes.errorbar`.
    """
    # Where seeds are equal, or there is one, the three are the same number, but for rounding.
    below, above = (curve["mean"] - curve["min"]).clip(0), (curve["max"] - curve["mean"]).clip(0)
    ax.errorbar(curve.index, curve["mean"], [below, above], capsize=3, **look)


def log_ticks(axis):
    """Numbers on a logarithmic axis as people read them: 0.01, 0.1, 1, and 2, 5 between where there is room.

    Parameters
    ----------
    axis : matplotlib.axis.Axis
        ``ax.xaxis`` or ``ax.yaxis``.
    """
    from matplotlib.ticker import FuncFormatter

    ax = axis.axes
    across = axis is ax.xaxis
    # First digits of the numbers between two powers of ten, and how close two of them come, in decades.
    choices = (("23456789", math.log10(10 / 9)), ("235", math.log10(3 / 2)), ("25", math.log10(2)))

    def text(value, _):
        low, high = axis.get_view_interval()
        if value == 0 or (low <= 0 or low >= 5e-5) and high <= 1e6:  # 0 and less: linear about 0
            return f"{value:,.0f}" if value >= 1_000 and high >= 10_000 else f"{value:g}"
        digits, exponent = f"{value:.3e}".split("e")
        factor = "" if float(digits) == 1 else rf"{float(digits):g} \times "
        return f"${factor}10^{{{int(exponent)}}}$"

    def between(value, _):
        low, high = axis.get_view_interval()
        inches = (ax.bbox.width if across else ax.bbox.height) / ax.figure.dpi
        decade = inches / math.log10(high / low)
        width = 0.45 if low >= 1e-3 else 0.65  # inches that a number like 0.02, or 0.0002, takes
        shown = next((digits for digits, gap in choices if gap * decade > (width if across else 0.23)), "")
        return text(value, _) if f"{value:e}"[0] in shown else ""

    axis.set_major_formatter(FuncFormatter(text))
    axis.set_minor_formatter(FuncFormatter(between))
    axis.set_tick_params(which="minor", pad=5)  # all numbers in one line, though the ticks differ in length


def thousands(value, _):
    """12,000,000 as 12 M, -50,000 as -50 k: for a linear axis, as its formatter."""
    for size, letter in ((1e6, " M"), (1e3, " k")):
        if abs(value) >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"


def legend(ax, **options):
    """The legend above the axes, at the left, in as many columns as there is room: it crosses no curve.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        A title of it that is set already stands above the legend.
    **options
        For matplotlib's ``Axes.legend``, e.g. ``handles``.
    """
    from matplotlib.textpath import TextPath

    if "handles" not in options:
        options["handles"] = ax.get_legend_handles_labels()[0]
    names = [handle.get_label() for handle in options["handles"]]
    size = STYLE["font.size"]
    widest = max(TextPath((0, 0), name, size=size).get_extents().width for name in names) + 5 * size  # points
    room = 72 * ax.get_position().width * ax.figure.get_figwidth()
    columns = max(1, min(len(names), int(room / widest)))
    placed = {
        "frameon": False,
        "loc": "lower left",
        "bbox_to_anchor": (0, 1),
        "borderaxespad": 0.2,
        "ncols": columns,
    }
    made = ax.legend(**placed | options)
    if ax.get_title():
        lines = math.ceil(len(names) / columns) + ("title" in options)
        ax.set_title(ax.get_title(), pad=(0.8 + 1.6 * lines) * size)
    return made


def shared_legend(figure, fits=False, **options):
    """One legend for panels with the same curves, above them all: it crosses none.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        With the constrained layout, as :func:`axes` makes it.
    fits : bool, default False
        With fewer columns, down to one, where it would be wider than the figure.
    **options
        For matplotlib's ``Figure.legend``, e.g. ``handles``; by default those of the first panel.
    """
    handles = options.pop("handles", None) or figure.axes[0].get_legend_handles_labels()[0]
    placed = {"loc": "outside upper left", "frameon": False, "ncols": len(handles)} | options
    made = figure.legend(handles=handles, **placed)
    while fits and placed["ncols"] > 1 and made.get_window_extent().width > figure.bbox.width:
        made.remove()
        placed["ncols"] -= 1
        made = figure.legend(handles=handles, **placed)
    return made


def png(figure, dpi=160, table=""):
    """A figure as PNG bytes, the same bytes for the same figure.

    It has at most 256 colours: a third of the bytes, and no difference that is seen. The colours are those
    that cover all that occur best; a pixel of our figures differs by 8 of 255 at most. The digest of the
    table that it was drawn from is kept in it, where one is given.
    """
    from matplotlib import rc_context
    from PIL import Image, PngImagePlugin

    drawn, stored = io.BytesIO(), io.BytesIO()
    with rc_context(STYLE):
        figure.savefig(drawn, format="png", dpi=dpi, bbox_inches="tight")
    with Image.open(drawn) as image:
        few = image.convert("RGB").quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        told = PngImagePlugin.PngInfo()
        if table:
            told.add_text("table", table)
        few.save(stored, format="png", optimize=True, dpi=(dpi, dpi), pnginfo=told)
    return stored.getvalue()
