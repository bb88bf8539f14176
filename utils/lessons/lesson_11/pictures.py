"""Pictures of lesson 11: strips of filters and of best-liked images, errors of networks, losses on lines."""

import numpy as np

from ...experiments.patches import NAMES, look
from ...plotting import MARKERS, start_look
from ...teaching.figures import COLOURS, axes, shared_legend

MARKS, DASHES = "os^Dv", ("-", "--", "-.", ":", (0, (5, 1)))


def strips(groups, columns=12, cell=0.62, cmap="RdBu_r", titles=None):
    """Pictures in rows, each with its name: every picture has a colour scale of its own, symmetric about 0.

    Parameters
    ----------
    groups : dict of str to ndarray of shape (n, V)
    columns : int
        Pictures of a row at most.
    cell : float
        Size of a picture, in inches.
    cmap : str
    titles : dict of str to list of str, optional
        A short text above each picture of a group.

    Returns
    -------
    matplotlib.figure.Figure
    """
    columns = min(columns, max(len(images) for images in groups.values()))
    extra = 0.2 if titles else 0
    fig, panels = axes(columns, len(groups), width=cell, height=cell + extra, squeeze=False)
    for row, (name, images) in zip(panels, groups.items(), strict=True):
        for i, ax in enumerate(row):
            ax.set_axis_off()
            if i < len(images):
                side = round(len(images[i]) ** 0.5)
                most = float(np.abs(images[i]).max()) or 1.0
                ax.imshow(
                    images[i].reshape(side, side), cmap=cmap, vmin=-most, vmax=most, interpolation="nearest"
                )
                if titles:
                    ax.set_title(titles[name][i], fontsize=7, pad=2)
        row[0].text(-0.15, 0.5, name, transform=row[0].transAxes, ha="right", va="center", fontsize=9)
    return fig


def errors(by_labels, label="test error (%)"):
    """Numbers of seeds for each kind of filters, a panel for each number of labels.

    Parameters
    ----------
    by_labels : dict of str to dict of str to ndarray of shape (S,)
        By the title of the panel, then by kind.
    label : str

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, panels = axes(len(by_labels), width=3.6, height=3.0, squeeze=False)
    for ax, (title, by_kind) in zip(panels[0], by_labels.items(), strict=True):
        for i, (kind, values) in enumerate(by_kind.items()):
            apart = i + np.linspace(-0.12, 0.12, len(values))
            ax.plot(apart, values, MARKS[i], ls="none", color=look(kind), alpha=0.7)
            ax.plot([i - 0.3, i + 0.3], [np.mean(values)] * 2, color="black", lw=2, ls="-")
        ax.set_xticks(range(len(by_kind)), [NAMES[kind] for kind in by_kind])
        ax.set(title=title, ylim=(0, 1.05 * max(map(np.max, by_kind.values()))))
    panels[0, 0].set_ylabel(label)
    return fig


def lines(panels, scale="linear"):
    """Losses on lines, a panel for each way to choose directions.

    Parameters
    ----------
    panels : dict of str to (str, dict of str to (sequence of float, ndarray of shape (D, P)))
        By title: the name of the x axis, and by network the places and losses of D directions.
    scale : {"linear", "log"}
        Of the losses.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, drawn = axes(len(panels), width=4.2, height=3.4, squeeze=False)
    for ax, (title, (words, groups)) in zip(drawn[0], panels.items(), strict=True):
        for i, (name, (places, losses)) in enumerate(groups.items()):
            own = (
                start_look(name)
                if name in MARKERS
                else {"color": COLOURS[i], "linestyle": DASHES[i], "label": name}
            )
            for k, one in enumerate(losses):
                ax.plot(places, one, lw=1.5, alpha=0.8, **(own if k == 0 else own | {"label": "_"}))
        ax.set(xlabel=words, title=title, yscale=scale)
        ax.locator_params(axis="x", nbins=5)
    drawn[0, 0].set_ylabel("training loss (nats)")
    shared_legend(fig, handles=drawn[0, 0].get_legend_handles_labels()[0])
    return fig
