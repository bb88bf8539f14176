"""Pictures of lesson 03: rows of digits or filters with a name at the left, and a field of arrows."""

import numpy as np

from ...teaching import figures


def _name_rows(fig, names):
    """Write the names of the rows at the left; every row has as many pictures."""
    columns = len(fig.axes) // len(names)
    for ax, name in zip(fig.axes[::columns], names, strict=True):
        ax.text(-0.15, 0.5, name, transform=ax.transAxes, ha="right", va="center", fontsize=9)
    return fig


def digit_rows(rows):
    """Rows of digits, each with its name.

    Parameters
    ----------
    rows : dict of str to ndarray of shape (N, side * side)
        In [0, 1], 0 white and 1 black; N is the same for all.

    Returns
    -------
    matplotlib.figure.Figure
    """
    columns = len(next(iter(rows.values())))
    return _name_rows(figures.digit_grid(np.concatenate(list(rows.values())), columns=columns), rows)


def filter_rows(rows):
    """Rows of filters, each with its name: blue negative, white zero, red positive.

    Parameters
    ----------
    rows : dict of str to ndarray of shape (side * side, H)
        A column is a filter; H is the same for all.

    Returns
    -------
    matplotlib.figure.Figure
    """
    columns = next(iter(rows.values())).shape[1]
    return _name_rows(figures.filter_grid(np.concatenate(list(rows.values()), axis=1), columns=columns), rows)


def vector_field(points, places, moves):
    """Data in two dimensions and, for each of some places, the arrow to where it is moved.

    Parameters
    ----------
    points : ndarray of shape (N, 2)
    places, moves : ndarray of shape (M, 2)

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = figures.axes(height=4.2)
    ax.plot(*points.T, ".", markersize=2)
    ax.quiver(*places.T, *moves.T, angles="xy", scale_units="xy", scale=1, width=0.003)
    ax.set(xlabel="first input", ylabel="second input", aspect="equal")
    return fig
