"""Pictures of a small RBM: its graph with a state in it, and the probabilities of its states."""

import numpy as np

from ...teaching.figures import COLOURS, axes, legend


def bipartite_graph(W, v=None, h=None):
    """Draw an RBM as a graph: visible units below, hidden units above, a line for each weight.

    Parameters
    ----------
    W : ndarray of shape (V, H)
        Positive weights are drawn solid, negative ones dashed; the larger, the thicker.
    v, h : sequence of 0 and 1, optional
        A state: units that are on are filled.

    Returns
    -------
    matplotlib.figure.Figure
    """
    n_visible, n_hidden = W.shape
    fig, ax = axes(width=5.0, height=2.6)
    spread = max(n_visible, n_hidden) - 1
    x_v, x_h = np.linspace(0, spread, n_visible), np.linspace(0.5, spread - 0.5, n_hidden)
    for (j, i), w in np.ndenumerate(W):
        colour, line = (COLOURS[1], "-") if w > 0 else (COLOURS[0], "--")
        ax.plot([x_v[j], x_h[i]], [0, 1], color=colour, ls=line, lw=3 * abs(w) / np.abs(W).max(), zorder=1)
    for name, xs, y, state in (("v", x_v, 0, v), ("h", x_h, 1, h)):
        state = np.zeros(len(xs)) if state is None else np.asarray(state)
        faces = ["black" if on else "white" for on in state]
        ax.scatter(xs, np.full(len(xs), y), s=420, c=faces, edgecolors="black", zorder=2)
        for i, x in enumerate(xs):
            ax.text(
                x, y, f"${name}_{i + 1}$", ha="center", va="center", color="white" if state[i] else "black"
            )
    ax.set(xlim=(-0.4, spread + 0.4), ylim=(-0.3, 1.3))
    ax.set_axis_off()
    return fig


def state_probabilities(states, series):
    """Bars for the probability of each state, side by side for each series.

    Parameters
    ----------
    states : ndarray of shape (n, V)
        Zeros and ones; written under the bars.
    series : dict of str to ndarray of shape (n,)

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = axes(width=8.0, height=3.0)
    places, width = np.arange(len(states)), 0.8 / len(series)
    hatches = ("", "//", "..")
    for k, (name, values) in enumerate(series.items()):
        shift = (k - (len(series) - 1) / 2) * width
        ax.bar(places + shift, values, width, label=name, hatch=hatches[k % 3], edgecolor="white")
    names = ["".join(str(int(unit)) for unit in state) for state in states]
    ax.set_xticks(places, names, rotation=60)
    ax.set(xlabel="visible state", ylabel="probability")
    legend(ax)
    return fig
